// SPDX-License-Identifier: Apache-2.0
#include "sim/mac.hpp"

#include <algorithm>
#include <utility>

namespace nicvs::sim {
namespace {

constexpr std::size_t kBeatBytes = 64;
constexpr std::size_t kPreambleBytes = 8;
// What a MAC holds between stream and wire.
constexpr Picoseconds kElasticity = kByteTime * std::int64_t{4 * kBeatBytes};

Picoseconds bytes_time(std::size_t bytes) { return kByteTime * static_cast<std::int64_t>(bytes); }

}  // namespace

Picoseconds simulated_now() {
  return Picoseconds(
      static_cast<std::int64_t>(sc_core::sc_time_stamp() / sc_core::sc_time(1, sc_core::SC_PS)));
}

MacSource::MacSource(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_METHOD(arrive);
  sensitive << more_;
  dont_initialize();
}

void MacSource::wait_for(Picoseconds time) {
  next_trigger(sc_core::sc_time(static_cast<double>(time.count()), sc_core::SC_PS));
}

void MacSource::send(const std::vector<std::uint8_t>& frame, Damage damage) {
  frames_.push_back({frame, damage});
  // A MAC gives padded frames, as they were on the wire.
  frames_.back().bytes.resize(std::max(frame.size(), kShortestFrame));
  if (!is_on_wire_) {
    is_on_wire_ = true;
    more_.notify(sc_core::SC_ZERO_TIME);
  }
}

// Runs when the first bytes of a frame, a beat of it, or the gap behind it have passed.
void MacSource::arrive() {
  if (offset_ > 0) {
    const Frame& frame = frames_.front();
    Beat beat;
    const std::size_t begin = (offset_ - 1) / kBeatBytes * kBeatBytes;
    beat.length = static_cast<unsigned>(offset_ - begin);
    std::copy_n(frame.bytes.begin() + static_cast<std::ptrdiff_t>(begin), beat.length,
                beat.data.begin());
    beat.is_last = offset_ == frame.bytes.size();
    beat.is_damaged = beat.is_last && frame.damage == Damage::BadFcs;
    arrived_.push_back(beat);
    if (beat.is_last) {
      frames_.pop_front();
      offset_ = 0;
      is_on_wire_ = !frames_.empty();
      wire_is_free_ = simulated_now() + bytes_time(kFcsBytes + kGapBytes - kPreambleBytes);
    }
  }
  if (frames_.empty()) {
    return;
  }
  const std::size_t before = offset_;
  offset_ = std::min(before + kBeatBytes, frames_.front().bytes.size());
  Picoseconds time = bytes_time(offset_ - before);
  if (before == 0) {
    const Picoseconds gap = std::max(wire_is_free_ - simulated_now(), Picoseconds{0});
    time += gap + bytes_time(kPreambleBytes);
  }
  wait_for(time);
}

std::optional<Beat> MacSource::take() {
  if (arrived_.empty()) {
    return std::nullopt;
  }
  const Beat beat = arrived_.front();
  arrived_.pop_front();
  return beat;
}

bool MacSink::is_ready(Picoseconds now) const {
  const Picoseconds ahead = frame_.empty() ? wire_is_free_ : started_ + bytes_time(frame_.size());
  return ahead - now <= kElasticity;
}

void MacSink::clock(const std::optional<Beat>& beat, Picoseconds now) {
  if (!beat) {
    pauses_ += frame_.empty() ? 0 : 1;
    return;
  }
  if (frame_.empty()) {
    started_ = std::max(now, wire_is_free_);
  }
  frame_.insert(frame_.end(), beat->data.begin(), beat->data.begin() + beat->length);
  if (beat->is_last) {
    wire_is_free_ = started_ + wire_time(frame_.size());
    sent_.push_back(
        {std::move(frame_), started_, beat->is_damaged ? Damage::BadFcs : Damage::None});
    frame_.clear();
  }
}

std::vector<SentFrame> MacSink::take() { return std::exchange(sent_, {}); }

}  // namespace nicvs::sim
