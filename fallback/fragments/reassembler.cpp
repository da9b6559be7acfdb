// SPDX-License-Identifier: Apache-2.0
#include "fallback/fragments/reassembler.hpp"

#include <algorithm>
#include <cstring>

#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::Reason;

constexpr std::uint32_t kMaxPacket = 65535;
constexpr std::uint8_t kNotEct = 1;  // as bits of Datagram::ecn_seen
constexpr std::uint8_t kEct = 2 | 4;
constexpr std::uint8_t kCe = 8;
constexpr std::uint8_t kCeField = 3;

bool is_ipv4(const Datagram& datagram) { return datagram.key.family == dp::Family::Ipv4; }

// RFC 3168, 5.3: a packet with and without ECN is none.
bool has_mixed_ecn(std::uint8_t seen) { return (seen & kNotEct) != 0 && (seen & ~kNotEct) != 0; }

}  // namespace

dp::Reason Reassembler::give_up(Datagram& datagram, Reason reason) {
  store_.forget(datagram);
  return reason;
}

// Against the end of the datagram as it is known.
dp::Reason Reassembler::check_end(const Datagram& datagram, const Piece& piece) const {
  const bool contradicts = piece.is_last ? piece.end < datagram.length ||
                                               (datagram.has_last && piece.end != datagram.length)
                                         : datagram.has_last && piece.end > datagram.length;
  return contradicts || piece.end == piece.offset ? Reason::BadFragment : Reason::None;
}

dp::Reason Reassembler::add(const Frame& frame, const Piece& piece, Time now) {
  const bool v4 = piece.datagram.family == dp::Family::Ipv4;
  Datagram* found = store_.find(piece.datagram);
  Datagram& datagram =
      found != nullptr ? *found
                       : store_.create(piece.datagram, now + (v4 ? kTimeoutIpv4 : kTimeoutIpv6));
  if (!piece.is_last && piece.end % 8 != 0) return give_up(datagram, Reason::Fragment);
  if (const Reason reason = check_end(datagram, piece); reason != Reason::None) {
    // nf_ct_frag6_queue() loses only the fragment, and remembers an end all the same.
    if (v4) return give_up(datagram, reason);
    return reason;
  }
  datagram.has_last |= piece.is_last;
  datagram.length = std::max(datagram.length, piece.end);
  switch (datagram.coverage.add(piece.offset, piece.end)) {
    case Coverage::Outcome::Duplicate:
      return Reason::FragmentDuplicate;
    case Coverage::Outcome::Overlap:
      return give_up(datagram, Reason::FragmentOverlap);
    case Coverage::Outcome::New:
      break;
  }
  datagram.has_first |= piece.offset == 0;
  datagram.ecn_seen |= static_cast<std::uint8_t>(1u << piece.ecn);
  datagram.largest = std::max(datagram.largest, piece.packet_size);
  if (piece.dont_fragment) datagram.largest_df = std::max(datagram.largest_df, piece.packet_size);
  if (datagram.has_first && datagram.has_last && datagram.coverage.bytes() == datagram.length) {
    return complete(datagram, frame, piece);
  }
  return store_.keep(datagram, frame, piece) ? Reason::FragmentKept
                                             : give_up(datagram, Reason::FragmentEvicted);
}

dp::Reason Reassembler::complete(Datagram& datagram, const Frame& frame, const Piece& piece) {
  const bool is_first = piece.offset == 0;
  const Slot* first = is_first ? nullptr : &store_.slot(datagram.first);
  const std::uint32_t l3_at = is_first ? piece.l3_at : first->l3_at;
  const std::uint32_t header_end = is_first ? piece.header_end : first->header_end;
  const std::uint32_t payload_at = is_first ? piece.payload_at : first->payload_at;
  const std::uint32_t fixed = is_ipv4(datagram) ? 0 : dp::ipv6::kLength;
  if (header_end - l3_at - fixed + datagram.length > kMaxPacket ||
      has_mixed_ecn(datagram.ecn_seen)) {
    return give_up(datagram, Reason::BadFragment);
  }
  whole_ = {};
  whole_.data = &memory_[kHeadroom];
  whole_.headroom = kHeadroom;
  whole_.length = header_end + datagram.length;
  whole_.tailroom = kMemory - kHeadroom - whole_.length;
  whole_.port = frame.port;
  // The fragment header is read where it stands and then overwritten by the payload.
  if (is_first) {
    std::memcpy(whole_.data, frame.data, payload_at);
  } else {
    store_.copy(*first, 0, payload_at, whole_.data);
  }
  finish_headers(datagram, l3_at, is_first ? piece.next_at : first->next_at, header_end);
  std::uint8_t* payload = whole_.data + header_end;
  std::memcpy(payload + piece.offset, frame.data + piece.payload_at, piece.end - piece.offset);
  completed_ = &datagram;
  each_kept([&](const Slot& slot) {
    store_.copy(slot, slot.payload_at, slot.payload_at + slot.end - slot.offset,
                payload + slot.offset);
  });
  assembly_ = {&datagram.coverage, header_end, datagram.largest,
               is_ipv4(datagram) && datagram.largest == datagram.largest_df, !is_ipv4(datagram)};
  return Reason::None;
}

void Reassembler::finish_headers(const Datagram& datagram, std::uint32_t l3_at,
                                 std::uint32_t next_at, std::uint32_t header_end) {
  std::uint8_t* l3 = whole_.data + l3_at;
  const bool has_ce = (datagram.ecn_seen & kCe) != 0 && (datagram.ecn_seen & kEct) != 0;
  if (is_ipv4(datagram)) {
    const std::uint32_t header = header_end - l3_at;
    const bool has_df = datagram.largest == datagram.largest_df;
    if (has_ce) l3[dp::ipv4::kTos] |= kCeField;
    put_be16(l3 + dp::ipv4::kTotalLength, static_cast<std::uint16_t>(header + datagram.length));
    put_be16(l3 + dp::ipv4::kFragment, has_df ? dp::ipv4::kDontFragment : std::uint16_t{0});
    put_be16(l3 + dp::ipv4::kChecksum, 0);
    put_be16(l3 + dp::ipv4::kChecksum, internet_checksum({l3, header}));
    return;
  }
  constexpr std::uint8_t kCeInSecondByte = kCeField << 4;
  if (has_ce) l3[1] |= kCeInSecondByte;
  whole_.data[next_at] = whole_.data[header_end];
  put_be16(l3 + dp::ipv6::kPayloadLength,
           static_cast<std::uint16_t>(header_end - l3_at - dp::ipv6::kLength + datagram.length));
}

bool Reassembler::restore(const Slot& slot, Frame& out) const {
  if (out.tailroom < slot.length) return false;
  store_.copy(slot, 0, slot.length, out.data);
  out.length = slot.length;
  out.tailroom -= slot.length;
  out.port = slot.port;
  return true;
}

void Reassembler::done() {
  store_.forget(*completed_);
  completed_ = nullptr;
}

bool Reassembler::expire(Time now, Expired& expired) {
  Datagram* datagram = store_.due(now);
  if (datagram == nullptr) return false;
  expired.first.reset();
  if (datagram->first != kNoIndex) {
    Frame first;
    first.data = &memory_[kHeadroom];
    first.headroom = kHeadroom;
    first.tailroom = kMemory - kHeadroom;
    if (restore(store_.slot(datagram->first), first)) expired.first = first;
  }
  store_.forget(*datagram);
  return true;
}

}  // namespace nicvs::soft
