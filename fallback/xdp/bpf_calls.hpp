// SPDX-License-Identifier: Apache-2.0
// The kernel's helper functions as a BPF program in C++ calls them (libbpf's own header is C only).
//
// A helper is called by its number, which is its address to the compiler (linux/bpf.h).
#pragma once

#include <linux/bpf.h>

namespace nicvs::bpf {

template <class Function>
inline Function* helper(long number) {
  return reinterpret_cast<Function*>(number);
}

// nullptr if there is none.
template <class Value>
inline Value* look_up(void* map, __u32 key) {
  return static_cast<Value*>(
      helper<void*(void*, const void*)>(BPF_FUNC_map_lookup_elem)(map, &key));
}
// Does not return if there is such a program.
inline void tail_call(xdp_md* frame, void* programs, __u32 index) {
  helper<long(void*, void*, __u32)>(BPF_FUNC_tail_call)(frame, programs, index);
}
// Nanoseconds of CLOCK_MONOTONIC as of the last timer interrupt.
inline __u64 coarse_time_ns() { return helper<__u64()>(BPF_FUNC_ktime_get_coarse_ns)(); }
// The program's result; `otherwise` if the map has no such key.
inline long redirect(void* ports, __u32 key, __u64 otherwise) {
  return helper<long(void*, __u64, __u64)>(BPF_FUNC_redirect_map)(ports, key, otherwise);
}
// Moves the frame's begin or end by `delta` bytes. All pointers into it are void; not 0 on failure.
inline long adjust_head(xdp_md* frame, int delta) {
  return helper<long(xdp_md*, int)>(BPF_FUNC_xdp_adjust_head)(frame, delta);
}
inline long adjust_tail(xdp_md* frame, int delta) {
  return helper<long(xdp_md*, int)>(BPF_FUNC_xdp_adjust_tail)(frame, delta);
}

}  // namespace nicvs::bpf
