// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 requests and responses (RFC 9112) as far as a status socket needs them.
//
// Own code because it must run on the control thread's event loop and know its Unix peer's user id,
// which cpp-httplib's blocking server does not offer. One request per connection; no chunked
// bodies.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace nicvs::rpc {

constexpr std::size_t kMaxHttpHeader = 16384;
constexpr std::size_t kMaxHttpBody = 1 << 20;

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // without the query
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// One sentence as body, ended by a newline.
HttpResponse http_error(int status, const std::string& sentence);

struct HttpIncomplete {};  // read more

// What the bytes received so far are: a request, the refusal to send for it, or its beginning.
using HttpParsed = std::variant<HttpIncomplete, HttpRequest, HttpResponse>;
HttpParsed parse_http(std::string_view received);

// Status line, headers ("Connection: close") and body.
std::string to_bytes(const HttpResponse& response);

}  // namespace nicvs::rpc
