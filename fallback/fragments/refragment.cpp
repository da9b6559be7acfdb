// SPDX-License-Identifier: Apache-2.0
#include "fallback/fragments/refragment.hpp"

#include <algorithm>
#include <cstring>

#include "fallback/edit/put.hpp"
#include "fallback/icmp/fragment.hpp"
#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr unsigned kFragmentHeader = 8;

// The packet in the frame: offsets of its header, of what may be cut, and of its end.
struct Layout {
  unsigned l3;
  unsigned payload;
  unsigned end;
  unsigned next_at;  // IPv6: of the byte that announces the payload

  std::uint32_t size() const { return end - l3; }
  std::uint32_t payload_size() const { return end - payload; }
};

// Where the payload is cut next. The kernel leaves pieces that it has kept apart as they are, if
// all of them fit; what stands between the header and the first piece, and what was rewritten,
// joins it.
class Cuts {
 public:
  // room: bytes of payload that fit into one fragment.
  Cuts(const Layout& at, std::uint32_t room, const Cutting& cutting)
      : payload_(at.payload_size()), room_(room) {
    if (cutting.assembly == nullptr || !cutting.assembly->keeps_pieces) return;
    pieces_ = cutting.assembly->pieces;
    shift_ = static_cast<std::int32_t>(cutting.assembly->payload_at + cutting.outer) -
             static_cast<std::int32_t>(at.payload);
    least_ = cutting.rewritten_end > at.payload ? cutting.rewritten_end - at.payload : 0;
    if (!is_possible()) pieces_ = nullptr;
  }

  std::uint32_t end_of(std::uint32_t from) const {
    if (pieces_ == nullptr) return payload_ - from <= room_ ? payload_ : from + (room_ & ~7u);
    const std::int32_t at = static_cast<std::int32_t>(from) - shift_;
    const std::int32_t end = static_cast<std::int32_t>(payload_) - shift_;
    const std::uint32_t next = pieces_->next_piece(static_cast<std::uint32_t>(std::max(at, 0)),
                                                   static_cast<std::uint32_t>(std::max(end, 0)));
    const auto cut = static_cast<std::uint32_t>(static_cast<std::int32_t>(next) + shift_);
    return std::min(from == 0 ? std::max(cut, least_) : cut, payload_);
  }

 private:
  bool is_possible() const {
    for (std::uint32_t from = 0; from < payload_;) {
      const std::uint32_t end = end_of(from);
      if (end <= from || end - from > room_ || (end % 8 != 0 && end != payload_)) return false;
      from = end;
    }
    return true;
  }

  std::uint32_t payload_;
  std::uint32_t room_;
  const Coverage* pieces_ = nullptr;
  std::int32_t shift_ = 0;  // from offsets of pieces to offsets of the payload
  std::uint32_t least_ = 0;
};

unsigned l3_of(const FrameWindow& w) {
  const bool has_vlan = dp::be16(w, dp::ethernet::kType) == dp::ethernet::kVlan;
  return dp::ethernet::kLength + (has_vlan ? dp::ethernet::kVlanTagLength : 0);
}

Layout lay_out_ipv4(const FrameWindow& w, unsigned l3) {
  return {l3, l3 + (w.byte(l3) & 0x0fu) * 4u, l3 + dp::be16(w, l3 + dp::ipv4::kTotalLength), 0};
}

// Hop-by-hop and routing headers, and destination options before the latter, stay in front
// (ip6_find_1stfragopt).
Layout lay_out_ipv6(const FrameWindow& w, unsigned l3) {
  Layout at{l3, l3 + dp::ipv6::kLength,
            l3 + dp::ipv6::kLength + dp::be16(w, l3 + dp::ipv6::kPayloadLength),
            l3 + dp::ipv6::kNextHeader};
  bool has_routing = false;
  while (at.payload + 8 <= at.end) {
    const std::uint8_t type = w.byte(at.next_at);
    has_routing |= type == dp::ipv6::kRouting;
    const bool stays = type == dp::ipv6::kHopByHop || type == dp::ipv6::kRouting ||
                       (type == dp::ipv6::kDestinationOptions && !has_routing);
    const unsigned length = (w.byte(at.payload + 1) + 1u) * 8u;
    if (!stays || at.end < at.payload + length) break;
    at.next_at = at.payload;
    at.payload += length;
  }
  return at;
}

bool append_whole(const Frame& frame, const Layout& at, FrameAllocator& allocator,
                  std::vector<Frame>& out) {
  Frame copy;
  if (!allocator.allocate(copy)) return false;
  out.push_back(copy);
  if (copy.tailroom < at.end) return false;
  std::memcpy(copy.data, frame.data, at.end);
  out.back().length = at.end;
  out.back().tailroom -= at.end;
  out.back().port = frame.port;
  return true;
}

bool append_ipv6(const Frame& frame, const Layout& at, std::uint32_t from, std::uint32_t to,
                 std::uint32_t id, FrameAllocator& allocator, std::vector<Frame>& out) {
  Frame fragment;
  if (!allocator.allocate(fragment)) return false;
  out.push_back(fragment);
  Frame& made = out.back();
  const unsigned length = at.payload + kFragmentHeader + to - from;
  if (made.tailroom < length) return false;
  std::memcpy(made.data, frame.data, at.payload);
  std::uint8_t* header = made.data + at.payload;
  header[0] = frame.data[at.next_at];
  header[1] = 0;
  const unsigned more = to != at.payload_size() ? 1 : 0;
  put_be16(header + 2, static_cast<std::uint16_t>(from | more));
  put_be32(header + 4, id);
  made.data[at.next_at] = dp::ipv6::kFragment;
  put_be16(made.data + at.l3 + dp::ipv6::kPayloadLength,
           static_cast<std::uint16_t>(length - at.l3 - dp::ipv6::kLength));
  std::memcpy(header + kFragmentHeader, frame.data + at.payload + from, to - from);
  made.length = length;
  made.tailroom -= length;
  made.port = frame.port;
  return true;
}

// The kernel remembers with the packet that it came with DF (IPSKB_FRAG_PMTU): the fragments of a
// tunnel around it have the bit too, whatever the outer header said.
void set_dont_fragment(const Layout& at, std::uint8_t* data) {
  std::uint8_t* field = data + at.l3 + dp::ipv4::kFragment;
  field[0] |= static_cast<std::uint8_t>(dp::ipv4::kDontFragment >> 8);
}

bool refragment_ipv4(const Frame& frame, const Layout& at, const Cutting& cutting,
                     FrameAllocator& allocator, std::vector<Frame>& out) {
  const bool is_limited = cutting.assembly != nullptr && cutting.inner == dp::Family::Ipv4;
  const std::uint32_t limit =
      is_limited ? std::min(cutting.mtu, cutting.assembly->largest) : cutting.mtu;
  if (at.size() <= limit) return append_whole(frame, at, allocator, out);
  const std::uint32_t header = at.payload - at.l3;
  if (limit < header + 8) return false;
  if (is_limited && cutting.assembly->dont_fragment) set_dont_fragment(at, frame.data);
  const Cuts cuts(at, limit - header, cutting);
  for (std::uint32_t from = 0; from < at.payload_size();) {
    const std::uint32_t to = cuts.end_of(from);
    if (!append_fragment_ipv4(frame, from, to - from, allocator, out)) return false;
    from = to;
  }
  return true;
}

bool refragment_ipv6(const Frame& frame, const Layout& at, const Cutting& cutting,
                     FrameAllocator& allocator, std::vector<Frame>& out) {
  const bool is_limited = cutting.assembly != nullptr && cutting.inner == dp::Family::Ipv6;
  const bool is_longer = is_limited && at.size() > cutting.assembly->largest;
  if (at.size() <= cutting.mtu && !is_longer) return append_whole(frame, at, allocator, out);
  const std::uint32_t limit =
      is_limited ? std::max<std::uint32_t>(cutting.assembly->largest, dp::ipv6::kMinMtu)
                 : cutting.mtu;
  const std::uint32_t header = at.payload - at.l3 + kFragmentHeader;
  if (limit < header + 8) return false;
  const Cuts cuts(at, limit - header, cutting);
  for (std::uint32_t from = 0; from < at.payload_size();) {
    const std::uint32_t to = cuts.end_of(from);
    if (!append_ipv6(frame, at, from, to, cutting.id, allocator, out)) return false;
    from = to;
  }
  return true;
}

}  // namespace

bool refragment(const Frame& frame, const Cutting& cutting, FrameAllocator& allocator,
                std::vector<Frame>& out) {
  const FrameWindow w = FrameWindow::of(frame);
  const unsigned l3 = l3_of(w);
  return dp::be16(w, l3 - 2) == dp::ethernet::kIpv4
             ? refragment_ipv4(frame, lay_out_ipv4(w, l3), cutting, allocator, out)
             : refragment_ipv6(frame, lay_out_ipv6(w, l3), cutting, allocator, out);
}

}  // namespace nicvs::soft
