// SPDX-License-Identifier: Apache-2.0
// Reads from nicvsd's status socket: HTTP/1.1 (RFC 9112) over a Unix stream, one request a
// connection.
//
// Own code because a listing of millions of conns must be handed on while it arrives, and the
// daemon's answers need nothing of HTTP but a status line and the end of the connection.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "nicvs/result.hpp"

namespace nicvs::admin {

class StatusClient {
 public:
  explicit StatusClient(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  // The body of a 200 answer. Errors: those of connect(2), EBADMSG if the answer is cut or no HTTP,
  // EREMOTEIO with the daemon's sentence for any other status.
  Result<std::string> get(const std::string& path) const;
  // The same, a line at a time without its newline; at an error some lines may have been visited.
  Status each_line(const std::string& path,
                   const std::function<void(std::string_view)>& visit) const;

  // The same, as it arrives.
  Status fetch(const std::string& path,
               const std::function<void(std::string_view)>& visit_chunk) const;

  const std::string& socket_path() const { return socket_path_; }

 private:
  std::string socket_path_;
};

}  // namespace nicvs::admin
