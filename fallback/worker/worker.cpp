// SPDX-License-Identifier: Apache-2.0
// READ FIRST. A frame's way through the software director: poll_once() receives a batch, hands the
// frames of other workers' conns over, lets the engine decide and rewrite, and sends by verdict.
// Below are ports (fallback/io) and steering (fallback/xdp), above is the engine (fallback/engine).
#include "fallback/worker/worker.hpp"

namespace nicvs::soft {
namespace {

void add(std::atomic<std::uint64_t>& counter, std::uint64_t frames) {
  counter.store(counter.load(std::memory_order_relaxed) + frames, std::memory_order_relaxed);
}

}  // namespace

HandoverRings make_handover_rings(unsigned workers) {
  HandoverRings rings(workers);
  for (unsigned from = 0; from < workers; ++from) {
    rings[from].resize(workers);
    for (unsigned to = 0; to < workers; ++to) {
      if (from != to) rings[from][to] = std::make_unique<HandoverRing>();
    }
  }
  return rings;
}

Worker::Worker(unsigned index, SoftDataPlane& engine, FrameIo& io, HandoverRings& rings,
               Waker& others)
    : index_(index),
      engine_(engine),
      io_(io),
      rings_(rings),
      others_(others),
      has_handed_to_(rings.size(), false) {
  for (auto& frames : by_verdict_) frames.reserve(kMaxBatch);
  originated_.reserve(std::size_t{4} * kMaxBatch);
}

unsigned Worker::poll_once(Time now) {
  count_ = io_.receive(frames_);
  const unsigned received = count_;
  add(counters_.received, received);
  if (rings_.size() > 1) {
    hand_over_foreign();
    take_handed_over();
  }
  const std::span<Frame> batch(frames_.data(), count_);
  originated_.clear();
  engine_.process(index_, batch, decisions_, now, kept_, originated_);
  wake_owners();
  dispatch();
  return received + count_;
}

// Keeps the frames whose conns are ours at the front of the batch.
void Worker::hand_over_foreign() {
  unsigned kept = 0;
  for (unsigned i = 0; i < count_; ++i) {
    const unsigned owner = engine_.owner_of(index_, frames_[i]);
    if (owner == index_) {
      frames_[kept++] = frames_[i];
      continue;
    }
    hand_over(owner, frames_[i]);
    io_.release({&frames_[i], 1});
  }
  count_ = kept;
  wake_owners();
}

void Worker::hand_over(unsigned owner, const Frame& frame) {
  const bool is_taken = rings_[index_][owner]->push(frame);
  add(is_taken ? counters_.handed_over : counters_.handover_ring_full, 1);
  has_handed_to_[owner] = true;
}

void Worker::wake_owners() {
  for (unsigned w = 0; w < has_handed_to_.size(); ++w) {
    if (has_handed_to_[w]) others_.wake(w);
    has_handed_to_[w] = false;
  }
}

// Fills the rest of the batch with what others handed to us.
void Worker::take_handed_over() {
  for (unsigned from = 0; from < rings_.size(); ++from) {
    if (from == index_) continue;
    HandoverRing& ring = *rings_[from][index_];
    while (count_ < kMaxBatch && !ring.is_empty() && io_.allocate(frames_[count_])) {
      ring.pop(frames_[count_]);
      ++count_;
    }
  }
}

// Every frame leaves our hands here: sent, given to the host, or released.
void Worker::dispatch() {
  for (unsigned i = 0; i < count_; ++i) {
    by_verdict_[static_cast<std::size_t>(decisions_[i].verdict)].push_back(frames_[i]);
  }
  auto& [forwarded, passed, dropped, kept] = by_verdict_;
  add(counters_.forwarded, forwarded.size());
  add(counters_.passed_to_host, passed.size());
  add(counters_.dropped, dropped.size());
  add(counters_.kept, kept.size());
  add(counters_.originated, originated_.size());
  if (!forwarded.empty()) io_.transmit(forwarded);
  if (!originated_.empty()) io_.transmit(originated_);
  if (!passed.empty()) io_.pass_to_host(passed);
  if (!dropped.empty()) io_.release(dropped);
  if (!kept.empty()) io_.release(kept);
  for (auto& frames : by_verdict_) frames.clear();
}

}  // namespace nicvs::soft
