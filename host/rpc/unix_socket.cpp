// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/unix_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace nicvs::rpc {
namespace {

Error system_error(const std::string& what) {
  const int code = errno;
  return {code, what + ": " + std::strerror(code)};
}

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Error{ENAMETOOLONG, "the socket path " + path + " is longer than 107 bytes"};
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

std::string read_owner(int fd) {
  std::array<char, 32> text{};
  const ssize_t length = pread(fd, text.data(), text.size() - 1, 0);
  std::string owner(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  while (!owner.empty() && owner.back() == '\n') owner.pop_back();
  return owner.empty() ? "unknown" : owner;
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) close(fd_);
}

Result<UniqueFd> connect_unix(const std::string& path, int type) {
  const auto address = address_of(path);
  if (!address) return address.error();
  UniqueFd fd(socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
  if (!fd || connect(fd.get(), generic(*address), sizeof *address) != 0) {
    return system_error("connect to " + path);
  }
  return fd;
}

Result<UniqueFd> listen_unix(const std::string& path, int type) {
  const auto address = address_of(path);
  if (!address) return address.error();
  UniqueFd fd(socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return system_error("socket for " + path);
  struct stat existing {};
  if (lstat(path.c_str(), &existing) == 0) {
    if (!S_ISSOCK(existing.st_mode)) return Error{EEXIST, path + " exists and is not a socket"};
    unlink(path.c_str());
  }
  // The mode is set before listen(), so nobody can connect while it is still the umask's.
  if (bind(fd.get(), generic(*address), sizeof *address) != 0 ||
      chmod(path.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0 ||
      listen(fd.get(), SOMAXCONN) != 0) {
    return system_error("listen on " + path);
  }
  return fd;
}

Result<LockFile> LockFile::acquire(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!fd) return system_error("open " + path);
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock " + path);
    return Error{EEXIST, "another nicvsd (process " + read_owner(fd.get()) + ") holds " + path};
  }
  const std::string owner = std::to_string(getpid()) + "\n";
  if (ftruncate(fd.get(), 0) != 0 ||
      pwrite(fd.get(), owner.data(), owner.size(), 0) != static_cast<ssize_t>(owner.size())) {
    return system_error("write " + path);
  }
  return LockFile(std::move(fd));
}

}  // namespace nicvs::rpc
