// SPDX-License-Identifier: Apache-2.0
// A BPF array whose values lie in this process's memory as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nicvs/result.hpp"

namespace nicvs::soft {

// Values of a multiple of 8 bytes; zero at first.
class MappedMap {
 public:
  static Result<MappedMap> create(const char* name, std::uint32_t value_bytes,
                                  std::uint32_t entries);
  MappedMap(MappedMap&& other) noexcept;
  MappedMap& operator=(MappedMap&& other) = delete;
  ~MappedMap();

  int fd() const { return fd_; }
  template <class Value>
  std::span<Value> values() const {
    return {static_cast<Value*>(memory_), bytes_ / sizeof(Value)};
  }

 private:
  MappedMap(int fd, void* memory, std::size_t bytes) : fd_(fd), memory_(memory), bytes_(bytes) {}

  int fd_;
  void* memory_;
  std::size_t bytes_;
};

}  // namespace nicvs::soft
