// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "fallback/worker/worker.hpp"
#include "tests/live/io/scripted_plane.hpp"

namespace nicvs::test {
namespace {

using soft::Decision;
using soft::Frame;

// Ports of memory: what was put into `arriving` is received, what left is in the lists.
class MemoryIo final : public soft::FrameIo {
 public:
  std::vector<Frame> arriving, sent, to_host, released;
  unsigned allocated = 0;
  bool has_buffers = true;

  bool allocate(Frame& frame) override {
    if (!has_buffers) return false;
    ++allocated;
    buffers_.push_back(std::vector<std::uint8_t>(4096));
    frame = {.data = buffers_.back().data() + 256, .headroom = 256, .tailroom = 3840};
    return true;
  }
  unsigned receive(std::span<Frame> frames) override {
    const std::size_t count = std::min(frames.size(), arriving.size());
    std::copy_n(arriving.begin(), count, frames.begin());
    arriving.erase(arriving.begin(), arriving.begin() + static_cast<std::ptrdiff_t>(count));
    return static_cast<unsigned>(count);
  }
  void transmit(std::span<const Frame> frames) override { append(sent, frames); }
  void pass_to_host(std::span<const Frame> frames) override { append(to_host, frames); }
  void release(std::span<const Frame> frames) override { append(released, frames); }
  void wait(std::chrono::milliseconds) override {}
  std::uint64_t lost(dp::Reason) const override { return 0; }

  // A frame whose first byte is its number.
  void arrive(std::uint8_t number) {
    Frame frame;
    allocate(frame);
    frame.data[0] = number;
    frame.length = 60;
    frame.port = 1;
    arriving.push_back(frame);
    allocated = 0;
  }

 private:
  static void append(std::vector<Frame>& list, std::span<const Frame> frames) {
    list.insert(list.end(), frames.begin(), frames.end());
  }
  std::vector<std::vector<std::uint8_t>> buffers_;
};

class CountingWaker final : public soft::Worker::Waker {
 public:
  std::map<unsigned, int> wakes;
  void wake(unsigned worker) override { ++wakes[worker]; }
};

std::string numbers(const std::vector<Frame>& frames) {
  std::string text;
  for (const Frame& frame : frames) text += std::to_string(frame.data[0]) + " ";
  return text;
}

// Frames 0, 3, 6 ... are forwarded, 1, 4 ... passed to the host, 2, 5 ... dropped.
Decision by_number(unsigned, Frame& frame) {
  return {static_cast<dp::Verdict>(frame.data[0] % 3), dp::Reason::None};
}

}  // namespace

TEST_CASE("every frame leaves by its verdict", "[worker]") {
  ScriptedPlane plane(by_number);
  MemoryIo io;
  CountingWaker waker;
  auto rings = soft::make_handover_rings(1);
  soft::Worker worker(0, plane, io, rings, waker);
  REQUIRE(worker.poll_once(soft::Time(0)) == 0);
  for (std::uint8_t i = 0; i < 8; ++i) io.arrive(i);
  REQUIRE(worker.poll_once(soft::Time(1)) > 0);
  REQUIRE(numbers(io.sent) == "0 3 6 ");
  REQUIRE(numbers(io.to_host) == "1 4 7 ");
  REQUIRE(numbers(io.released) == "2 5 ");
  REQUIRE(worker.counters().received == 8);
  REQUIRE(worker.counters().forwarded == 3);
  REQUIRE(worker.counters().passed_to_host == 3);
  REQUIRE(worker.counters().dropped == 2);
}

TEST_CASE("frames that the engine had kept go to the host or to another worker", "[worker]") {
  // Frame 0 is kept; with frame 1 the engine lets go of what it had kept.
  class KeepingPlane final : public ScriptedPlane {
   public:
    KeepingPlane() : ScriptedPlane([](unsigned, Frame&) { return Decision{}; }) {}
    void process(unsigned, std::span<Frame> frames, std::span<Decision> decisions, soft::Time,
                 soft::FrameAllocator& buffers, std::vector<Frame>&) override {
      for (std::size_t i = 0; i < frames.size(); ++i) {
        decisions[i] = {dp::Verdict::Keep, dp::Reason::FragmentKept};
        if (frames[i].data[0] == 0) continue;
        Frame kept;
        REQUIRE(buffers.allocate(kept));
        kept.data[0] = 100;
        kept.length = 60;
        buffers.hand_over(1, {&kept, 1});
        buffers.pass_to_host({&kept, 1});
      }
    }
  };
  KeepingPlane plane;
  MemoryIo io0, io1;
  CountingWaker waker;
  auto rings = soft::make_handover_rings(2);
  soft::Worker worker0(0, plane, io0, rings, waker);
  io0.arrive(0);
  worker0.poll_once(soft::Time(0));
  REQUIRE(numbers(io0.released) == "0 ");
  REQUIRE(worker0.counters().kept == 1);
  io0.arrive(1);
  worker0.poll_once(soft::Time(1));
  REQUIRE(numbers(io0.to_host) == "100 ");
  REQUIRE(worker0.counters().passed_to_host == 1);
  REQUIRE(worker0.counters().handed_over == 1);
  REQUIRE(waker.wakes[1] == 1);
  Frame handed_over;
  io1.allocate(handed_over);
  REQUIRE(rings[0][1]->pop(handed_over));
  REQUIRE(handed_over.data[0] == 100);
}

TEST_CASE("a burst longer than a batch is worked off in order", "[worker]") {
  ScriptedPlane plane([](unsigned, Frame&) { return Decision{dp::Verdict::Forward, {}}; });
  MemoryIo io;
  CountingWaker waker;
  auto rings = soft::make_handover_rings(1);
  soft::Worker worker(0, plane, io, rings, waker);
  for (unsigned i = 0; i < 2 * soft::kMaxBatch + 1; ++i) io.arrive(static_cast<std::uint8_t>(i));
  while (worker.poll_once(soft::Time(0)) > 0) {
  }
  REQUIRE(io.sent.size() == 2 * soft::kMaxBatch + 1);
  REQUIRE(std::is_sorted(io.sent.begin(), io.sent.end(),
                         [](const Frame& a, const Frame& b) { return a.data[0] < b.data[0]; }));
}

TEST_CASE("frames of another worker's conns are handed to it and processed there", "[worker]") {
  std::map<unsigned, std::string> processed_by;
  ScriptedPlane plane([&](unsigned worker, Frame& frame) {
    processed_by[worker] += std::to_string(frame.data[0]) + " ";
    return Decision{dp::Verdict::Forward, {}};
  });
  plane.set_owner([](const Frame& frame) { return frame.data[0] % 2u; });
  MemoryIo io0, io1;
  CountingWaker waker;
  auto rings = soft::make_handover_rings(2);
  soft::Worker worker0(0, plane, io0, rings, waker), worker1(1, plane, io1, rings, waker);
  for (std::uint8_t i = 0; i < 6; ++i) io0.arrive(i);
  worker0.poll_once(soft::Time(0));
  REQUIRE(waker.wakes == std::map<unsigned, int>{{1, 1}});
  REQUIRE(numbers(io0.released) == "1 3 5 ");

  SECTION("the owner has buffers") {
    REQUIRE(worker1.poll_once(soft::Time(0)) == 3);
    REQUIRE(processed_by[0] == "0 2 4 ");
    REQUIRE(processed_by[1] == "1 3 5 ");
    REQUIRE(numbers(io1.sent) == "1 3 5 ");
    REQUIRE(io1.sent.front().port == 1);
    REQUIRE(worker0.counters().handed_over == 3);
  }
  SECTION("the owner's buffers are all in use: the frames wait") {
    io1.has_buffers = false;
    REQUIRE(worker1.poll_once(soft::Time(0)) == 0);
    io1.has_buffers = true;
    REQUIRE(worker1.poll_once(soft::Time(0)) == 3);
  }
  SECTION("a full ring drops and counts") {
    for (unsigned i = 0; i < soft::HandoverRing::kSlots; ++i) io0.arrive(1);
    while (worker0.poll_once(soft::Time(0)) > 0) {
    }
    REQUIRE(worker0.counters().handover_ring_full == 3);
    REQUIRE(io0.released.size() == 3 + soft::HandoverRing::kSlots);
  }
}

}  // namespace nicvs::test
