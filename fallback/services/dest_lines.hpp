// SPDX-License-Identifier: Apache-2.0
// What the packets of established conns read and write of a dest: one cache line per worker.
//
// Each worker writes only its own lines (no lock prefix); readers add them up. Lines are made and
// their ways forgotten while no worker is inside a batch.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "fallback/tables/mapped_array.hpp"
#include "nicvs/dp/types.hpp"
#include "nicvs/net.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

enum class DestIndex : std::uint32_t {};
constexpr DestIndex kNoDest{0xffffffff};

// How frames reach the dest, as a worker last found out. The epoch is the worker's: it tells
// whether that still holds. 0 = never found out.
struct DestWay {
  std::uint32_t epoch;
  std::uint32_t mtu;  // bytes of layer 3
  PortId port;
  Mac port_mac;
  Mac dest_mac;
};

struct alignas(64) DestLine {
  std::atomic<std::uint64_t> conns;
  std::atomic<std::uint64_t> in_packets;
  std::atomic<std::uint64_t> out_packets;
  std::atomic<std::uint64_t> in_bytes;
  std::atomic<std::uint64_t> out_bytes;
  DestWay way;

  void count_conn() { add(conns, 1); }
  // bytes: the IP total length, before encapsulation.
  void count_in(std::uint32_t bytes) {
    add(in_packets, 1);
    add(in_bytes, bytes);
  }
  void count_out(std::uint32_t bytes) {
    add(out_packets, 1);
    add(out_bytes, bytes);
  }
  // The packets that an accelerator carried.
  void count_many(const Counters& more) {
    add(in_packets, more.in_packets);
    add(out_packets, more.out_packets);
    add(in_bytes, more.in_bytes);
    add(out_bytes, more.out_bytes);
  }
  Counters counters() const;
  void start_from(const Counters& counters);

 private:
  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
};
static_assert(sizeof(DestLine) == 64);

class DestLines {
 public:
  explicit DestLines(unsigned workers) : by_worker_(workers) {}

  // All of a worker, by DestIndex.
  MappedArray<DestLine>& of(unsigned worker) { return by_worker_[worker]; }
  DestLine& at(unsigned worker, DestIndex index) {
    return by_worker_[worker][static_cast<std::uint32_t>(index)];
  }

  // Gives a new dest lines of its own, all zero. False without the memory.
  [[nodiscard]] bool make(DestIndex index);
  // Lets all workers find out the way anew.
  void forget_way(DestIndex index);
  // What all workers have counted.
  Counters sum(DestIndex index) const;

 private:
  std::vector<MappedArray<DestLine>> by_worker_;
};

}  // namespace nicvs::soft
