// SPDX-License-Identifier: Apache-2.0
// One worker: moves frames between its ports and the engine.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fallback/frame.hpp"
#include "fallback/soft_data_plane.hpp"
#include "fallback/worker/handover_ring.hpp"

namespace nicvs::soft {

// Written by one worker, read by anyone; frames since start.
struct WorkerCounters {
  std::atomic<std::uint64_t> received{0};
  std::atomic<std::uint64_t> forwarded{0};
  std::atomic<std::uint64_t> passed_to_host{0};
  std::atomic<std::uint64_t> dropped{0};
  std::atomic<std::uint64_t> kept{0};
  std::atomic<std::uint64_t> originated{0};
  std::atomic<std::uint64_t> handed_over{0};
  std::atomic<std::uint64_t> handover_ring_full{0};
};

// rings[from][to]; shared by the workers of a pool, fixed while they run.
using HandoverRings = std::vector<std::vector<std::unique_ptr<HandoverRing>>>;
HandoverRings make_handover_rings(unsigned workers);

class Worker {
 public:
  // `others` wakes worker w that sleeps in its FrameIo: it was handed frames.
  class Waker {
   public:
    virtual ~Waker() = default;
    virtual void wake(unsigned worker) = 0;
  };

  Worker(unsigned index, SoftDataPlane& engine, FrameIo& io, HandoverRings& rings, Waker& others);

  // Moves one batch; returns how many frames there were to do. Never blocks.
  unsigned poll_once(Time now);
  const WorkerCounters& counters() const { return counters_; }

 private:
  // What the engine may do with frames it had kept, beside the ports' own buffers.
  class KeptFrames final : public FrameAllocator {
   public:
    explicit KeptFrames(Worker& worker) : worker_(worker) {}
    bool allocate(Frame& frame) override { return worker_.io_.allocate(frame); }
    void release(std::span<const Frame> frames) override { worker_.io_.release(frames); }
    void pass_to_host(std::span<const Frame> frames) override {
      auto& passed = worker_.by_verdict_[static_cast<std::size_t>(dp::Verdict::PassToHost)];
      passed.insert(passed.end(), frames.begin(), frames.end());
    }
    void hand_over(unsigned owner, std::span<const Frame> frames) override {
      for (const Frame& frame : frames) worker_.hand_over(owner, frame);
    }

   private:
    Worker& worker_;
  };

  void hand_over(unsigned owner, const Frame& frame);
  void wake_owners();
  void hand_over_foreign();
  void take_handed_over();
  void dispatch();

  unsigned index_;
  SoftDataPlane& engine_;
  FrameIo& io_;
  HandoverRings& rings_;
  Waker& others_;
  WorkerCounters counters_;

  // The batch: frames_[0..count_) are ours between receive() and the verdicts.
  std::array<Frame, kMaxBatch> frames_{};
  std::array<Decision, kMaxBatch> decisions_{};
  unsigned count_ = 0;
  std::array<std::vector<Frame>, dp::kVerdictCount> by_verdict_;  // indexed by dp::Verdict
  std::vector<Frame> originated_;
  std::vector<bool> has_handed_to_;
  KeptFrames kept_{*this};
};

}  // namespace nicvs::soft
