// SPDX-License-Identifier: Apache-2.0
// A dest that a scheduler remembers: keeps it alive after its removal, so that a revived dest gets
// its destinations back.
#pragma once

#include <utility>

#include "fallback/services/dest.hpp"

namespace nicvs::soft {

class CachedDest {
 public:
  explicit CachedDest(Dest& dest) : dest_(&dest) { ++dest.cache_references; }
  CachedDest(CachedDest&& other) noexcept : dest_(std::exchange(other.dest_, nullptr)) {}
  CachedDest& operator=(CachedDest&& other) noexcept {
    std::swap(dest_, other.dest_);
    return *this;
  }
  ~CachedDest() {
    if (dest_ != nullptr) --dest_->cache_references;
  }

  Dest& operator*() const { return *dest_; }

 private:
  Dest* dest_;  // nullptr when moved from
};

// Whether a remembered dest has more conns than its weight while another one is half idle.
inline bool must_be_relieved(const Dest& dest, const DestList& dests) {
  if (!dp::is_too_busy(dest.load())) return false;
  for (const Dest& other : dests) {
    if (dp::is_half_idle(other.load())) return true;
  }
  return false;
}

}  // namespace nicvs::soft
