// SPDX-License-Identifier: Apache-2.0
#include "fallback/accel/native_accelerator.hpp"

#include <utility>

#include "fallback/accel/fast_path.hpp"
#include "fallback/edit/apply.hpp"
#include "fallback/edit/frame_window.hpp"
#include "fallback/tables/mapped_array.hpp"

namespace nicvs::soft {

struct NativeAccelerator::Memory {
  explicit Memory(std::size_t conn_count) : buckets(conn_count), conns(conn_count) {}

  AccelMemory view() {
    return {&own_header, {&buckets[0], buckets.size()}, {&conns[0], conns.size()}};
  }
  const AccelHeader* header() const { return &own_header; }
  const AccelBucket* bucket(std::uint32_t index) const { return &buckets[index]; }
  AccelConn* conn(std::uint32_t index) { return &conns[index]; }

  AccelHeader own_header{};
  MappedArray<AccelBucket> buckets;
  MappedArray<AccelConn> conns;
};

std::unique_ptr<NativeAccelerator> NativeAccelerator::create(std::size_t conns,
                                                             const dp::HashKey& key) {
  auto memory = std::make_unique<Memory>(conns);
  if (!memory->buckets || !memory->conns) return nullptr;
  return std::unique_ptr<NativeAccelerator>(new NativeAccelerator(std::move(memory), key));
}

NativeAccelerator::NativeAccelerator(std::unique_ptr<Memory> memory, const dp::HashKey& key)
    : AccelTable(memory->view(), key, Time{}), own_(std::move(memory)) {}

NativeAccelerator::~NativeAccelerator() = default;

bool NativeAccelerator::has_news() {
  return std::exchange(frames_told_, frames_taken_) != frames_taken_;
}

bool NativeAccelerator::take(Frame& frame, Time now) {
  FastVerdict v;
  look_up(FrameWindow::of(frame), *own_, v);
  if (v.action == FastAction::Yield) v.conn->is_yielded = 1;
  if (v.action != FastAction::Forward || !apply(v.edits, frame)) return false;
  AccelCount& sum = v.conn->from[v.from == dp::Side::Client ? 0 : 1];
  ++sum.packets;
  sum.bytes += v.ip_length;
  v.conn->last_packet_ns = static_cast<std::uint64_t>(now.count());
  frame.port = v.port;
  ++frames_taken_;
  return true;
}

}  // namespace nicvs::soft
