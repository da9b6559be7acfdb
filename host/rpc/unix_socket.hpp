// SPDX-License-Identifier: Apache-2.0
// File descriptors that close themselves, Unix sockets, and the lock that keeps a second daemon
// out.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "nicvs/result.hpp"

namespace nicvs::rpc {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  ~UniqueFd();

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Both take SOCK_STREAM or SOCK_SEQPACKET. The listener is non-blocking, has mode 0660 and replaces
// a socket file left behind by a dead process: hold the LockFile of the directory first.
Result<UniqueFd> connect_unix(const std::string& path, int type);
Result<UniqueFd> listen_unix(const std::string& path, int type);

// Creates the file if need be and locks it until destruction or the process's death. EEXIST, with
// the owner's process id in the sentence, if another process holds it.
class LockFile {
 public:
  static Result<LockFile> acquire(const std::string& path);

 private:
  explicit LockFile(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace nicvs::rpc
