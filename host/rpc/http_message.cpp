// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/http_message.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace nicvs::rpc {
namespace {

const char* phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    default:
      return "Unknown";
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::string_view> header_value(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::size_t end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != line.npos && equals_ignoring_case(line.substr(0, colon), name)) {
      return trimmed(line.substr(colon + 1));
    }
    if (end == headers.npos) break;
    headers.remove_prefix(end + 2);
  }
  return std::nullopt;
}

// "GET /status HTTP/1.1"
std::optional<HttpRequest> parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == line.npos || first == 0) return std::nullopt;
  const std::size_t last = line.find(' ', first + 1);
  if (last == line.npos || !line.substr(last + 1).starts_with("HTTP/1.")) return std::nullopt;
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!target.starts_with('/')) return std::nullopt;
  HttpRequest request;
  request.method = line.substr(0, first);
  request.path = target.substr(0, target.find('?'));
  return request;
}

}  // namespace

HttpResponse http_error(int status, const std::string& sentence) {
  return {.status = status, .body = sentence + "\n"};
}

HttpParsed parse_http(std::string_view received) {
  const std::size_t header_end = received.find("\r\n\r\n");
  if (header_end == received.npos) {
    if (received.size() <= kMaxHttpHeader) return HttpIncomplete{};
    return http_error(431, "the request's header is longer than 16384 bytes");
  }
  const std::string_view head = received.substr(0, header_end);
  const std::size_t line_end = std::min(head.find("\r\n"), head.size());
  auto request = parse_request_line(head.substr(0, line_end));
  if (!request) return http_error(400, "expected: METHOD /path HTTP/1.1");
  const std::string_view headers = head.substr(std::min(line_end + 2, head.size()));
  if (header_value(headers, "Transfer-Encoding")) {
    return http_error(501, "a body needs a Content-Length");
  }
  std::size_t body_size = 0;
  if (const auto value = header_value(headers, "Content-Length")) {
    const auto [end, error] =
        std::from_chars(value->data(), value->data() + value->size(), body_size);
    if (error != std::errc() || end != value->data() + value->size()) {
      return http_error(400, "the Content-Length is not a number");
    }
  }
  if (body_size > kMaxHttpBody) return http_error(413, "the body is longer than 1048576 bytes");
  const std::string_view body = received.substr(header_end + 4);
  if (body.size() < body_size) return HttpIncomplete{};
  request->body = body.substr(0, body_size);
  return *std::move(request);
}

std::string to_bytes(const HttpResponse& response) {
  std::string bytes = "HTTP/1.1 " + std::to_string(response.status) + " " +
                      phrase_of(response.status) + "\r\nContent-Type: " + response.content_type +
                      "\r\nContent-Length: " + std::to_string(response.body.size()) +
                      "\r\nConnection: close\r\n\r\n";
  bytes += response.body;
  return bytes;
}

}  // namespace nicvs::rpc
