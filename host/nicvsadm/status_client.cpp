// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsadm/status_client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <vector>

#include "host/rpc/unix_socket.hpp"

namespace nicvs::admin {
namespace {

constexpr std::size_t kChunk = 65536;       // bytes read at once
constexpr std::size_t kMaxHeader = 16384;   // bytes
constexpr std::size_t kMaxSentence = 4096;  // bytes of an error's body that are kept
constexpr std::string_view kHeaderEnd = "\r\n\r\n";
// As they read in lower case.
constexpr std::string_view kProtocol = "http/1.1 ";
constexpr std::string_view kLength = "\r\ncontent-length: ";

Error system_error(const std::string& what) {
  return {errno, fmt::format("{}: {}", what, std::strerror(errno))};
}

struct Header {
  int status = 0;
  std::uint64_t length = 0;  // of the body, bytes
};

template <class Number>
bool read_number(std::string_view text, Number& value) {
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{};
}

// nullopt if the text is no header of an answer that says how long its body is.
std::optional<Header> parse_header(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto length = text.find(kLength);
  Header header;
  if (!text.starts_with(kProtocol) || length == text.npos) return std::nullopt;
  if (!read_number(std::string_view(text).substr(kProtocol.size()), header.status) ||
      !read_number(std::string_view(text).substr(length + kLength.size()), header.length)) {
    return std::nullopt;
  }
  return header;
}

Status send_request(int fd, const std::string& path) {
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: nicvs\r\n\r\n", path);
  std::string_view rest = request;
  while (!rest.empty()) {
    const ssize_t sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0) return system_error("cannot ask nicvsd");
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

// Takes an answer's bytes as they come.
class Answer {
 public:
  explicit Answer(const std::function<void(std::string_view)>& visit) : visit_(visit) {}

  Status take(std::string_view bytes) {
    if (header_) return take_body(bytes);
    received_ += bytes;
    const auto end = received_.find(kHeaderEnd);
    if (end == received_.npos) {
      return received_.size() > kMaxHeader ? malformed() : Status{};
    }
    header_ = parse_header(received_.substr(0, end + 2));
    if (!header_) return malformed();
    const std::string body = received_.substr(end + kHeaderEnd.size());
    received_.clear();
    return take_body(body);
  }

  Status finish() const {
    if (!header_ || size_ != header_->length) return malformed();
    if (header_->status == 200) return {};
    const std::string sentence = received_.substr(0, received_.find('\n'));
    return Error{EREMOTEIO, fmt::format("nicvsd answered {}: {}", header_->status, sentence)};
  }

 private:
  static Error malformed() { return {EBADMSG, "nicvsd's answer is incomplete or no HTTP"}; }

  Status take_body(std::string_view bytes) {
    size_ += bytes.size();
    if (header_->status == 200) {
      visit_(bytes);
    } else if (received_.size() < kMaxSentence) {
      received_ += bytes;
    }
    return {};
  }

  const std::function<void(std::string_view)>& visit_;
  std::string received_;  // the header, then the body of an error
  std::optional<Header> header_;
  std::uint64_t size_ = 0;  // of the body so far
};

}  // namespace

Status StatusClient::fetch(const std::string& path,
                           const std::function<void(std::string_view)>& visit_chunk) const {
  const auto fd = rpc::connect_unix(socket_path_, SOCK_STREAM);
  if (!fd) return fd.error();
  if (Status status = send_request(fd->get(), path); !status) return status;
  Answer answer(visit_chunk);
  std::vector<char> chunk(kChunk);
  while (true) {
    const ssize_t size = recv(fd->get(), chunk.data(), chunk.size(), 0);
    if (size < 0) return system_error("cannot read nicvsd's answer");
    if (size == 0) return answer.finish();
    Status taken = answer.take({chunk.data(), static_cast<std::size_t>(size)});
    if (!taken) return taken;
  }
}

Result<std::string> StatusClient::get(const std::string& path) const {
  std::string body;
  const Status status = fetch(path, [&](std::string_view bytes) { body += bytes; });
  if (!status) return status.error();
  return body;
}

Status StatusClient::each_line(const std::string& path,
                               const std::function<void(std::string_view)>& visit) const {
  std::string begun;  // a line whose end has not come yet
  Status status = fetch(path, [&](std::string_view bytes) {
    for (auto end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
      begun += bytes.substr(0, end);
      visit(begun);
      begun.clear();
      bytes.remove_prefix(end + 1);
    }
    begun += bytes;
  });
  if (!status) return status;
  if (!begun.empty()) visit(begun);
  return {};
}

}  // namespace nicvs::admin
