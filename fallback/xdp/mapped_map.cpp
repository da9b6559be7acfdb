// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/mapped_map.hpp"

#include <bpf/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace nicvs::soft {
namespace {

Error map_error(const char* name, const char* what, int code) {
  return {code, std::string("BPF map ") + name + ": " + what + ": " + std::strerror(code)};
}

}  // namespace

Result<MappedMap> MappedMap::create(const char* name, std::uint32_t value_bytes,
                                    std::uint32_t entries) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = BPF_F_MMAPABLE;
  const int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, name, sizeof(std::uint32_t), value_bytes,
                                entries, &options);
  if (fd < 0) return map_error(name, "cannot be created", errno);
  const std::size_t bytes = std::size_t{value_bytes} * entries;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    const int code = errno;
    close(fd);
    return map_error(name, "cannot be mapped", code);
  }
  return MappedMap(fd, memory, bytes);
}

MappedMap::MappedMap(MappedMap&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), memory_(other.memory_), bytes_(other.bytes_) {}

MappedMap::~MappedMap() {
  if (fd_ < 0) return;
  munmap(memory_, bytes_);
  close(fd_);
}

}  // namespace nicvs::soft
