// SPDX-License-Identifier: Apache-2.0
// Sequence numbers of a TCP stream whose payload was rewritten to another length (the kernel's
// nf_conntrack_seqadj, which its ip_vs_ftp relies on).
//
//   SequenceShift shift;                    // of what the dest sends
//   shift.note(sequence, +3);               // the segment that begins there grew by 3 bytes
//   shift_sequence(shift, frame, parsed);   // each packet from the dest
//   shift_acknowledgement(shift, frame, parsed);  // each packet from the client, SACK included
//
// The numbers before and behind the last rewritten segment are known; those further back are not.
#pragma once

#include <cstdint>

#include "fallback/frame.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

struct SequenceShift {
  std::uint32_t position = 0;  // first byte of the last rewritten segment, as its sender counts
  std::uint32_t before = 0;    // what is added up to `position`
  std::uint32_t after = 0;     // and behind it

  bool is_active() const { return before != 0 || after != 0; }
  // A segment that was noted before, sent again, changes nothing.
  void note(std::uint32_t sequence, std::int32_t growth);
  std::uint32_t shifted(std::uint32_t sequence) const;
  // The inverse, for numbers that the receiver sends back.
  std::uint32_t original(std::uint32_t acknowledged) const;
};

// Both rewrite a whole TCP packet in its frame and keep its checksum right; `parsed` follows.
// Options that are cut off or have a bad length end the search for SACK blocks.
void shift_sequence(const SequenceShift& shift, Frame& frame, dp::Parsed& parsed);
void shift_acknowledgement(const SequenceShift& shift, Frame& frame, dp::Parsed& parsed);

}  // namespace nicvs::soft
