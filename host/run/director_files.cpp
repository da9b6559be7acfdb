// SPDX-License-Identifier: Apache-2.0
#include "host/run/director_files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <string>

#include "host/nicvsadm/status_client.hpp"
#include "host/rpc/unix_socket.hpp"
#include "host/run/director_socket.hpp"
#include "host/run/next.hpp"

namespace nicvs::run {
namespace {

constexpr std::size_t kMaxAnswer = 4096;  // bytes of an answer of the settings socket
constexpr int kMaxErrno = 4095;

// So that an ordinary write costs one look at this.
std::atomic<bool> has_opened_setting{false};

int fail(int error) {
  errno = error;
  return -1;
}

Error system_error(const char* what) { return {errno, what}; }

Status write_all(int fd, std::string_view text) {
  static const auto real = next<&::write>("write");
  while (!text.empty()) {
    const ssize_t size = real(fd, text.data(), text.size());
    if (size < 0 && errno != EINTR) return system_error("write to memory");
    if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

Result<rpc::UniqueFd> memory_file(std::string_view name, int flags) {
  rpc::UniqueFd fd(
      memfd_create(std::string(name).c_str(), (flags & O_CLOEXEC) != 0 ? MFD_CLOEXEC : 0U));
  if (!fd) return system_error("file in memory");
  return fd;
}

int rewound(rpc::UniqueFd fd) { return lseek(fd.get(), 0, SEEK_SET) == 0 ? fd.release() : -1; }

int open_table(std::string_view path, int flags) {
  if ((flags & O_ACCMODE) != O_RDONLY) return fail(EACCES);
  auto file = memory_file(path, flags);
  if (!file) return fail(file.error().code);
  Status written;
  const admin::StatusClient client(status_path());
  const Status fetched = client.fetch(std::string(path), [&](std::string_view chunk) {
    if (written) written = write_all(file->get(), chunk);
  });
  if (!fetched) return fail(fetched.error().code);
  if (!written) return fail(written.error().code);
  return rewound(*std::move(file));
}

Result<std::string> ask(int fd, std::string_view text) {
  if (send(fd, text.data(), text.size(), MSG_NOSIGNAL) < 0) return system_error("send to nicvsd");
  std::array<char, kMaxAnswer> answer;
  ssize_t size = recv(fd, answer.data(), answer.size(), 0);
  while (size < 0 && errno == EINTR) size = recv(fd, answer.data(), answer.size(), 0);
  if (size < 0) return system_error("receive from nicvsd");
  return parse_settings_answer({answer.data(), static_cast<std::size_t>(size)});
}

// The kernel separates the numbers of one setting by tabs.
std::string file_text(std::string value) {
  std::ranges::replace(value, ' ', '\t');
  return value + "\n";
}

int open_setting(std::string_view name, int flags) {
  auto socket = rpc::connect_unix(settings_path(), SOCK_SEQPACKET);
  if (!socket) return fail(socket.error().code);
  const auto value = ask(socket->get(), name);
  if (!value) return fail(value.error().code);
  if ((flags & O_ACCMODE) == O_RDONLY) {
    auto file = memory_file(name, flags);
    if (!file) return fail(file.error().code);
    const Status written = write_all(file->get(), file_text(*value));
    return written ? rewound(*std::move(file)) : fail(written.error().code);
  }
  if ((flags & O_CLOEXEC) == 0 && fcntl(socket->get(), F_SETFD, 0) != 0) return -1;
  has_opened_setting = true;
  return socket->release();
}

ssize_t write_cookie(void* cookie, const char* data, std::size_t size) {
  const ssize_t written = write_setting(*static_cast<int*>(cookie), data, size);
  return written < 0 ? 0 : written;  // fopencookie(3): 0 is the error
}

int close_cookie(void* cookie) {
  const rpc::UniqueFd fd(*static_cast<int*>(cookie));
  delete static_cast<int*>(cookie);
  return 0;
}

// A stream of its own kind, so that fflush and fclose know what nicvsd said.
FILE* stream_to_setting(int fd) {
  const cookie_io_functions_t functions{
      .read = nullptr, .write = write_cookie, .seek = nullptr, .close = close_cookie};
  int* cookie = new int(fd);
  FILE* stream = fopencookie(cookie, "w", functions);
  if (stream == nullptr) close_cookie(cookie);
  return stream;
}

}  // namespace

int open_director_file(const DirectorFile& file, int flags) {
  return file.kind == DirectorFile::Kind::Table ? open_table(file.name, flags)
                                                : open_setting(file.name, flags);
}

FILE* fopen_director_file(const DirectorFile& file, const char* mode) {
  const std::string_view letters(mode);
  const bool reads = letters.starts_with('r') && letters.find('+') == letters.npos;
  const int flags =
      (reads ? O_RDONLY : O_WRONLY) | (letters.find('e') != letters.npos ? O_CLOEXEC : 0);
  const int fd = open_director_file(file, flags);
  if (fd < 0) return nullptr;
  if (!reads) return stream_to_setting(fd);
  FILE* stream = fdopen(fd, "r");
  if (stream == nullptr) close(fd);
  return stream;
}

bool is_setting(int fd) {
  return has_opened_setting.load(std::memory_order_relaxed) && is_connected_to(fd, settings_path());
}

ssize_t write_setting(int fd, const void* data, std::size_t size) {
  const auto value = ask(fd, {static_cast<const char*>(data), size});
  return value ? static_cast<ssize_t>(size) : fail(value.error().code);
}

Result<std::string> parse_settings_answer(std::string_view answer) {
  constexpr std::string_view kOk = "ok ";
  if (answer.starts_with(kOk)) return std::string(answer.substr(kOk.size()));
  int code = 0;
  const auto [end, error] = std::from_chars(answer.data(), answer.data() + answer.size(), code);
  if (error != std::errc{} || code <= 0 || code > kMaxErrno) {
    return Error{EBADMSG, "nicvsd's answer is none"};
  }
  return Error{code, std::string(end, answer.data() + answer.size())};
}

}  // namespace nicvs::run
