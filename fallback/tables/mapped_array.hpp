// SPDX-License-Identifier: Apache-2.0
// An array of zeroed memory whose pages cost nothing until they are touched.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <utility>

namespace nicvs::soft {

// T must be fine as zero bytes and need no destructor.
template <class T>
class MappedArray {
 public:
  MappedArray() = default;
  // Empty (operator bool is false) if the address space is not to be had.
  explicit MappedArray(std::size_t count) : count_(count) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
      count_ = 0;
      return;
    }
    madvise(memory, bytes(), MADV_HUGEPAGE);  // a wish; without huge pages it is only slower
    data_ = static_cast<T*>(memory);
  }
  MappedArray(MappedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  MappedArray& operator=(MappedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~MappedArray() {
    if (data_ != nullptr) munmap(data_, bytes());
  }

  explicit operator bool() const { return data_ != nullptr; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::size_t size() const { return count_; }

 private:
  std::size_t bytes() const { return count_ * sizeof(T); }

  T* data_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace nicvs::soft
