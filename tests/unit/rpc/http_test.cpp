// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "host/rpc/http_message.hpp"

using namespace nicvs::rpc;

TEST_CASE("a request is complete with the last byte of its body and not before", "[http]") {
  const std::string bytes =
      "PUT /marks?x=1 HTTP/1.1\r\nHost: nicvs\r\ncontent-length: 5\r\n\r\nhello";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK(std::holds_alternative<HttpIncomplete>(parse_http(bytes.substr(0, size))));
  }
  const auto parsed = parse_http(bytes + "surplus");
  REQUIRE(std::holds_alternative<HttpRequest>(parsed));
  const auto& request = std::get<HttpRequest>(parsed);
  CHECK(request.method == "PUT");
  CHECK(request.path == "/marks");
  CHECK(request.body == "hello");
}

TEST_CASE("requests that cannot be served are refused by a status", "[http]") {
  struct Case {
    std::string bytes;
    int status;
  };
  const auto c = GENERATE(values<Case>({
      {"nonsense\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {" / HTTP/1.1\r\n\r\n", 400},
      {"GET http://x/ HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/2\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nContent-Length: 5x\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413},
      {"PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {std::string(kMaxHttpHeader + 1, 'a'), 431},
  }));
  const auto parsed = parse_http(c.bytes);
  REQUIRE(std::holds_alternative<HttpResponse>(parsed));
  CHECK(std::get<HttpResponse>(parsed).status == c.status);
}

TEST_CASE("a response says its length and that the connection ends", "[http]") {
  CHECK(to_bytes(http_error(404, "no")) ==
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 3\r\nConnection: close\r\n\r\nno\n");
}
