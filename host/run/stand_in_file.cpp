// SPDX-License-Identifier: Apache-2.0
// Stands in front of the C library's file functions and serves IPVS's files from nicvsd.
//
// Every other path goes to the C library unchanged. Looking at one of our files before opening it
// (stat, access) shows a file of the kernel with the same owner and mode.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "host/run/director_files.hpp"
#include "host/run/next.hpp"
#include "host/run/paths.hpp"

using namespace nicvs::run;

namespace {

bool is_ours(const DirectorFile& file) { return file.kind != DirectorFile::Kind::None; }

bool takes_mode(int flags) { return (flags & (O_CREAT | O_TMPFILE)) != 0; }

const char* shown_path(const char* path) {
  const DirectorFile file = director_file(path != nullptr ? path : "");
  return is_ours(file) ? stand_in_for(file.kind) : path;
}

template <class Open>
int open_file(const char* path, int flags, const Open& open) {
  const DirectorFile file = director_file(path != nullptr ? path : "");
  return is_ours(file) ? open_director_file(file, flags) : open();
}

template <class Open>
FILE* open_stream(const char* path, const char* mode, const Open& open) {
  const DirectorFile file = director_file(path != nullptr ? path : "");
  return is_ours(file) ? fopen_director_file(file, mode) : open();
}

mode_t mode_of(int flags, va_list arguments) {
  return takes_mode(flags) ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  static const auto real = next<&::open>("open");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, [&] { return real(path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
  static const auto real = next<&::open64>("open64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, [&] { return real(path, flags, mode); });
}

int openat(int folder, const char* path, int flags, ...) {
  static const auto real = next<&::openat>("openat");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, [&] { return real(folder, path, flags, mode); });
}

int openat64(int folder, const char* path, int flags, ...) {
  static const auto real = next<&::openat64>("openat64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, [&] { return real(folder, path, flags, mode); });
}

// What programs built with _FORTIFY_SOURCE call; these take no mode.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
int __open_2(const char* path, int flags) { return open(path, flags); }
int __open64_2(const char* path, int flags) { return open64(path, flags); }
int __openat_2(int folder, const char* path, int flags) { return openat(folder, path, flags); }
int __openat64_2(int folder, const char* path, int flags) { return openat64(folder, path, flags); }
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

FILE* fopen(const char* path, const char* mode) {
  static const auto real = next<&::fopen>("fopen");
  return open_stream(path, mode, [&] { return real(path, mode); });
}

FILE* fopen64(const char* path, const char* mode) {
  static const auto real = next<&::fopen64>("fopen64");
  return open_stream(path, mode, [&] { return real(path, mode); });
}

ssize_t write(int fd, const void* data, size_t size) {
  static const auto real = next<&::write>("write");
  return is_setting(fd) ? write_setting(fd, data, size) : real(fd, data, size);
}

int stat(const char* path, struct stat* status) noexcept {
  static const auto real = next<static_cast<int (*)(const char*, struct stat*)>(&::stat)>("stat");
  return real(shown_path(path), status);
}

int lstat(const char* path, struct stat* status) noexcept {
  static const auto real = next<&::lstat>("lstat");
  return real(shown_path(path), status);
}

int stat64(const char* path, struct stat64* status) noexcept {
  static const auto real =
      next<static_cast<int (*)(const char*, struct stat64*)>(&::stat64)>("stat64");
  return real(shown_path(path), status);
}

int lstat64(const char* path, struct stat64* status) noexcept {
  static const auto real = next<&::lstat64>("lstat64");
  return real(shown_path(path), status);
}

int fstatat(int folder, const char* path, struct stat* status, int flags) noexcept {
  static const auto real = next<&::fstatat>("fstatat");
  return real(folder, shown_path(path), status, flags);
}

int fstatat64(int folder, const char* path, struct stat64* status, int flags) noexcept {
  static const auto real = next<&::fstatat64>("fstatat64");
  return real(folder, shown_path(path), status, flags);
}

int statx(int folder, const char* path, int flags, unsigned mask, struct statx* status) noexcept {
  static const auto real =
      next<static_cast<int (*)(int, const char*, int, unsigned, struct statx*)>(&::statx)>("statx");
  return real(folder, shown_path(path), flags, mask, status);
}

int access(const char* path, int mode) noexcept {
  static const auto real = next<&::access>("access");
  return real(shown_path(path), mode);
}

int faccessat(int folder, const char* path, int mode, int flags) noexcept {
  static const auto real = next<&::faccessat>("faccessat");
  return real(folder, shown_path(path), mode, flags);
}

// The path of a file of ours is as short as it can be.
char* realpath(const char* path, char* resolved) noexcept {
  static const auto real = next<&::realpath>("realpath");
  if (path == nullptr || !is_ours(director_file(path))) return real(path, resolved);
  return resolved != nullptr ? strcpy(resolved, path) : strdup(path);
}

}  // extern "C"
