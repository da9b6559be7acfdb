// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/fragment.hpp"

#include <cstring>

#include "fallback/edit/frame_window.hpp"
#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint8_t kEndOfOptions = 0;
constexpr std::uint8_t kNoOperation = 1;
constexpr std::uint8_t kCopied = 0x80;  // RFC 791: the option goes into all fragments

struct Packet {
  unsigned l3;      // offset in the frame
  unsigned header;  // bytes
  unsigned length;  // bytes, header included
  unsigned flags_and_offset;
};

// header 0 if the frame holds no IPv4 packet.
Packet packet_of(const FrameWindow& w) {
  const bool has_vlan =
      w.size() >= dp::ethernet::kLength && dp::be16(w, dp::ethernet::kType) == dp::ethernet::kVlan;
  const unsigned l3 = dp::ethernet::kLength + (has_vlan ? dp::ethernet::kVlanTagLength : 0);
  if (w.size() < l3 + dp::ipv4::kMinLength || dp::be16(w, l3 - 2) != dp::ethernet::kIpv4) {
    return {};
  }
  const unsigned header = (w.byte(l3) & 0x0fu) * 4u;
  const unsigned length = dp::be16(w, l3 + dp::ipv4::kTotalLength);
  if (header < dp::ipv4::kMinLength || length < header || w.size() < l3 + length) {
    return {};
  }
  return {l3, header, length, dp::be16(w, l3 + dp::ipv4::kFragment)};
}

// Turns options without the copied flag into no-operations. A malformed option ends the walk.
void drop_uncopied_options(std::uint8_t* options, unsigned bytes) {
  unsigned at = 0;
  while (at < bytes && options[at] != kEndOfOptions) {
    if (options[at] == kNoOperation) {
      ++at;
      continue;
    }
    const unsigned length = at + 1 < bytes ? options[at + 1] : 0;
    if (length < 2 || length > bytes - at) {
      return;
    }
    if ((options[at] & kCopied) == 0) {
      std::memset(options + at, kNoOperation, length);
    }
    at += length;
  }
}

// `from`, `bytes`: the fragment's part of the payload.
void write_fragment(const Frame& frame, const Packet& p, unsigned from, unsigned bytes,
                    Frame& out) {
  const unsigned payload = p.l3 + p.header;
  std::memcpy(out.data, frame.data, payload);
  std::memcpy(out.data + payload, frame.data + payload + from, bytes);
  std::uint8_t* l3 = out.data + p.l3;
  if (from != 0) {
    drop_uncopied_options(l3 + dp::ipv4::kMinLength, p.header - dp::ipv4::kMinLength);
  }
  const bool is_last = p.header + from + bytes == p.length;
  const unsigned more = is_last ? 0 : dp::ipv4::kMoreFragments;
  put_be16(l3 + dp::ipv4::kTotalLength, static_cast<std::uint16_t>(p.header + bytes));
  put_be16(l3 + dp::ipv4::kFragment,
           static_cast<std::uint16_t>((p.flags_and_offset + from / 8) | more));
  put_be16(l3 + dp::ipv4::kChecksum, 0);
  put_be16(l3 + dp::ipv4::kChecksum, internet_checksum({l3, p.header}));
  out.length = payload + bytes;
  out.tailroom -= out.length;
  out.port = frame.port;
}

}  // namespace

bool append_fragment_ipv4(const Frame& frame, std::uint32_t from, std::uint32_t bytes,
                          FrameAllocator& allocator, std::vector<Frame>& out) {
  const Packet p = packet_of(FrameWindow::of(frame));
  Frame fragment;
  if (p.header == 0 || p.length - p.header < from + bytes || !allocator.allocate(fragment)) {
    return false;
  }
  out.push_back(fragment);
  if (fragment.tailroom < p.l3 + p.header + bytes) {
    return false;
  }
  write_fragment(frame, p, from, bytes, out.back());
  return true;
}

bool fragment_ipv4(const Frame& frame, std::uint32_t mtu, FrameAllocator& allocator,
                   std::vector<Frame>& out) {
  const Packet p = packet_of(FrameWindow::of(frame));
  if (p.header == 0 || mtu < p.header + 8) {
    return false;
  }
  const unsigned room = (mtu - p.header) & ~7u;
  const unsigned payload = p.length - p.header;
  for (unsigned from = 0; from < payload;) {
    // The last part may fill the MTU to the byte.
    const unsigned left = payload - from;
    const unsigned bytes = left <= mtu - p.header ? left : room;
    if (!append_fragment_ipv4(frame, from, bytes, allocator, out)) {
      return false;
    }
    from += bytes;
  }
  return true;
}

}  // namespace nicvs::soft
