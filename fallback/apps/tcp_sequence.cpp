// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/tcp_sequence.hpp"

#include "fallback/edit/frame_window.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr unsigned kSequence = 4;
constexpr unsigned kAcknowledgement = 8;
constexpr std::uint8_t kEndOfOptions = 0;
constexpr std::uint8_t kNoOperation = 1;
constexpr std::uint8_t kSack = 5;  // RFC 2018
constexpr unsigned kSackBlock = 8;

bool is_after(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) > 0; }

// Writes a number of the TCP packet and brings the checksum in `parsed` up to date.
void replace(std::uint32_t value, unsigned at, Frame& frame, dp::Parsed& parsed) {
  const std::uint32_t old = dp::be32(FrameWindow::of(frame), at);
  // A number at an odd offset is summed with its bytes swapped; options may lie anywhere.
  const bool is_odd = ((at - parsed.l4_offset) & 1) != 0;
  const auto summed = [is_odd](std::uint32_t number) {
    return is_odd ? (number << 8 | number >> 24) : number;
  };
  parsed.l4_checksum =
      dp::checksum_update(parsed.l4_checksum, dp::checksum_delta32(summed(old), summed(value)));
  put_be32(frame.data + at, value);
}

void shift_blocks(const SequenceShift& shift, unsigned at, unsigned end, Frame& frame,
                  dp::Parsed& parsed) {
  for (; at < end; at += 4) {
    replace(shift.original(dp::be32(FrameWindow::of(frame), at)), at, frame, parsed);
  }
}

void shift_sack(const SequenceShift& shift, Frame& frame, dp::Parsed& parsed) {
  unsigned at = parsed.l4_offset + dp::tcp::kMinLength;
  const unsigned end = parsed.l4_offset + parsed.l4_length;
  while (at < end && frame.data[at] != kEndOfOptions) {
    if (frame.data[at] == kNoOperation) {
      ++at;
      continue;
    }
    if (at + 1 >= end) return;
    const unsigned length = frame.data[at + 1];
    if (length < 2 || at + length > end) return;
    if (frame.data[at] == kSack && length >= 2 + kSackBlock && (length - 2) % kSackBlock == 0) {
      shift_blocks(shift, at + 2, at + length, frame, parsed);
    }
    at += length;
  }
}

void store_checksum(Frame& frame, const dp::Parsed& parsed) {
  put_be16(frame.data + parsed.l4_offset + dp::tcp::kChecksum, parsed.l4_checksum);
}

}  // namespace

void SequenceShift::note(std::uint32_t sequence, std::int32_t growth) {
  const bool is_new = before == after || is_after(sequence, position);
  if (growth == 0 || !is_new) return;
  position = sequence;
  before = after;
  after += static_cast<std::uint32_t>(growth);
}

std::uint32_t SequenceShift::shifted(std::uint32_t sequence) const {
  return sequence + (is_after(sequence, position) ? after : before);
}

std::uint32_t SequenceShift::original(std::uint32_t acknowledged) const {
  return acknowledged - (is_after(acknowledged - before, position) ? after : before);
}

void shift_sequence(const SequenceShift& shift, Frame& frame, dp::Parsed& parsed) {
  const unsigned at = parsed.l4_offset + kSequence;
  replace(shift.shifted(dp::be32(FrameWindow::of(frame), at)), at, frame, parsed);
  store_checksum(frame, parsed);
}

void shift_acknowledgement(const SequenceShift& shift, Frame& frame, dp::Parsed& parsed) {
  if ((parsed.tcp_flags & dp::tcp::kAck) == 0) return;
  const unsigned at = parsed.l4_offset + kAcknowledgement;
  replace(shift.original(dp::be32(FrameWindow::of(frame), at)), at, frame, parsed);
  if (parsed.l4_offset + parsed.l4_length <= parsed.l3_offset + parsed.ip_length) {
    shift_sack(shift, frame, parsed);
  }
  store_checksum(frame, parsed);
}

}  // namespace nicvs::soft
