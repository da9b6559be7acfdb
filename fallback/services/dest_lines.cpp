// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/dest_lines.hpp"

#include <algorithm>
#include <utility>

#include "fallback/services/traffic.hpp"

namespace nicvs::soft {
namespace {

constexpr std::size_t kLeastLines = 1024;

// Makes room for `count` lines and as many more; false without the memory.
bool grow(MappedArray<DestLine>& lines, std::size_t count) {
  if (count <= lines.size()) return true;
  MappedArray<DestLine> grown(std::max(kLeastLines, 2 * count));
  if (!grown) return false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    grown[i].start_from(lines[i].counters());
    grown[i].way = lines[i].way;
  }
  lines = std::move(grown);
  return true;
}

}  // namespace

Counters DestLine::counters() const {
  return {.conns = conns.load(std::memory_order_relaxed),
          .in_packets = in_packets.load(std::memory_order_relaxed),
          .out_packets = out_packets.load(std::memory_order_relaxed),
          .in_bytes = in_bytes.load(std::memory_order_relaxed),
          .out_bytes = out_bytes.load(std::memory_order_relaxed)};
}

void DestLine::start_from(const Counters& counters) {
  conns.store(counters.conns, std::memory_order_relaxed);
  in_packets.store(counters.in_packets, std::memory_order_relaxed);
  out_packets.store(counters.out_packets, std::memory_order_relaxed);
  in_bytes.store(counters.in_bytes, std::memory_order_relaxed);
  out_bytes.store(counters.out_bytes, std::memory_order_relaxed);
}

bool DestLines::make(DestIndex index) {
  const auto at = static_cast<std::uint32_t>(index);
  for (MappedArray<DestLine>& lines : by_worker_) {
    if (!grow(lines, std::size_t{at} + 1)) return false;
    lines[at].start_from({});
    lines[at].way = {};
  }
  return true;
}

void DestLines::forget_way(DestIndex index) {
  for (MappedArray<DestLine>& lines : by_worker_) {
    lines[static_cast<std::uint32_t>(index)].way = {};
  }
}

Counters DestLines::sum(DestIndex index) const {
  Counters sum;
  for (const MappedArray<DestLine>& lines : by_worker_) {
    sum += lines[static_cast<std::uint32_t>(index)].counters();
  }
  return sum;
}

}  // namespace nicvs::soft
