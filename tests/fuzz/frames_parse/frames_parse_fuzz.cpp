// SPDX-License-Identifier: Apache-2.0
// Any bytes through parse, rewrite and apply, and through all that answers, translates and splits
// frames: nothing outside of the frame is read or written, and checksums that were right stay
// right.
//
// Input: 24 bytes that choose the conn, then the frame.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "fallback/edit/apply.hpp"
#include "fallback/edit/extension_headers.hpp"
#include "fallback/edit/frame_window.hpp"
#include "fallback/icmp/fragment.hpp"
#include "fallback/icmp/icmp_error.hpp"
#include "fallback/icmp/icmp_translate.hpp"
#include "fallback/icmp/tunnel_error.hpp"
#include "nicvs/dp/pipeline.hpp"
#include "tests/kernel/support/packets.hpp"

namespace nicvs::test {
namespace {

constexpr std::size_t kChoiceBytes = 24;
constexpr std::uint32_t kHeadroom = 64;  // what a received frame has at least

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

struct Choice {
  dp::ConnView conn;
  dp::Tunnel tunnel;
  dp::NextHop hop;
  bool is_reply;
};

std::uint32_t word_at(const std::uint8_t* from) {
  std::uint32_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

Choice choose(const std::uint8_t* c, dp::Family family) {
  const auto address = [](const std::uint8_t* from, dp::Family f) {
    const std::uint32_t w = word_at(from);
    return f == dp::Family::Ipv4 ? dp::ipv4_address(w) : dp::Address{{{w, ~w, w * 3, w + 7}}};
  };
  const dp::Family outer = (c[0] & 1) != 0 ? dp::Family::Ipv6 : dp::Family::Ipv4;
  Choice choice{};
  choice.conn.method = static_cast<dp::ForwardMethod>(c[1] % 5);
  choice.conn.virtual_port = static_cast<std::uint16_t>(word_at(c + 4));
  choice.conn.dest_port = static_cast<std::uint16_t>(word_at(c + 6));
  choice.conn.virtual_address = address(c + 8, family);
  choice.conn.dest = address(c + 12, family);
  choice.tunnel = {address(c + 8, outer),
                   address(c + 12, outer),
                   outer,
                   static_cast<dp::TunnelType>(c[2] % 3),
                   static_cast<dp::TunnelChecksum>(c[3] >> 7),
                   static_cast<dp::PmtuDiscovery>(c[3] & 1),
                   static_cast<std::uint16_t>(word_at(c + 16)),
                   dp::gue_source_port(word_at(c + 4) * std::uint64_t{0x100000001}),
                   6080};
  choice.hop = {
      {{1, 2, 3, 4, 5, 6}}, {{6, 5, 4, 3, 2, 1}}, word_at(c + 18) % 70000, (c[0] & 2) != 0};
  choice.is_reply = (c[0] & 4) != 0;
  return choice;
}

// Whether the packet's checksums may be expected to be right once they were rewritten.
bool is_sound(const Bytes& packet, const dp::Parsed& p) {
  if (p.l4_offset != p.l3_offset + p.l3_length) {
    return false;  // checksum_fault() does not look behind extension headers
  }
  if (p.key.protocol == dp::Protocol::Udp && p.l4_checksum == 0) {
    return p.udp_length == p.ip_length - p.l3_length;
  }
  // ICMPv6 is not translated by the rewrite kernel: its checksum covers the addresses.
  return p.key.protocol != dp::Protocol::Icmpv6 && checksum_fault(packet).empty();
}

void check_forwarded(const dp::Forwarding& f, const Bytes& frame, bool was_sound) {
  const std::size_t l3 = f.edits.l3_offset;
  Bytes packet(frame.begin() + static_cast<std::ptrdiff_t>(l3), frame.end());
  if (f.edits.outer.kind != dp::Outer::None) {
    const bool is_v4 = f.edits.outer.kind == dp::Outer::Ipv4;
    require(packet.size() == f.edits.outer.length);
    require(packet[0] >> 4 == (is_v4 ? 4 : 6));
    const Bytes outer(packet.begin(), packet.begin() + (is_v4 ? 20 : 40));
    require(!is_v4 || reference_checksum(outer) == 0);
    packet.erase(packet.begin(), packet.begin() + dp::outer_length(f.edits.outer));
  }
  require(!was_sound || checksum_fault(packet).empty());
}

void forward(const std::uint8_t* choice_bytes, const dp::Parsed& p, soft::Frame& frame) {
  const Choice c = choose(choice_bytes, p.key.family);
  const dp::Forwarding f = c.is_reply ? dp::forward_reply(p, c.conn, c.hop)
                                      : dp::forward_request(p, c.conn, c.tunnel, c.hop);
  if (f.reason != dp::Reason::None) {
    require(dp::text_of(f.reason).verdict != dp::Verdict::Forward);
    return;
  }
  const Bytes before(frame.data + p.l3_offset, frame.data + p.l3_offset + p.ip_length);
  const bool was_sound = is_sound(before, p) &&
                         (f.edits.outer.kind == dp::Outer::None || checksum_fault(before).empty());
  require(soft::apply(f.edits, frame));
  // Method dr leaves a UDP datagram without a checksum as it is.
  const bool is_nat = c.conn.method == dp::ForwardMethod::Nat;
  check_forwarded(f, Bytes(frame.data, frame.data + frame.length),
                  was_sound && (is_nat || checksum_fault(before).empty()));
}

// A small buffer each time, so that running out of room is met, too.
class Allocator : public soft::FrameAllocator {
 public:
  explicit Allocator(std::uint32_t bytes) : bytes_(bytes) {}
  bool allocate(soft::Frame& frame) override {
    if (buffers_.size() == 40) return false;
    buffers_.push_back(std::make_unique<std::uint8_t[]>(bytes_));
    frame = {buffers_.back().get(), 0, 0, bytes_, 0, 0};
    return true;
  }

 private:
  std::uint32_t bytes_;
  std::vector<std::unique_ptr<std::uint8_t[]>> buffers_;
};

void answer(const std::uint8_t* c, const dp::Parsed& p, const soft::FrameWindow& window) {
  if (!soft::deserves_icmp_error(window, p)) {
    return;
  }
  Allocator allocator(word_at(c + 8) % 1500);
  soft::Frame out;
  require(allocator.allocate(out));
  const soft::IcmpError error{static_cast<soft::IcmpProblem>(c[1] % 4), p.key.dst, 7,
                              word_at(c + 18), static_cast<soft::QuotedTtl>(c[2] & 1)};
  if (soft::build_icmp_error(error, window, p, out)) {
    const Bytes packet(out.data + p.l3_offset, out.data + out.length);
    require(checksum_fault(packet).empty());
    require(packet.size() <= (p.key.family == dp::Family::Ipv4 ? 576u : 1280u));
  }
}

void split(const std::uint8_t* c, const soft::Frame& frame) {
  Allocator allocator(c[9] * 16u);
  std::vector<soft::Frame> fragments;
  const std::uint32_t mtu = c[10] * 8u + c[11] % 8u;
  if (!soft::fragment_ipv4(frame, mtu, allocator, fragments)) {
    return;
  }
  for (const soft::Frame& f : fragments) {
    require(f.length <= mtu + 18);
  }
}

void strip(const dp::Parsed& p, soft::Frame frame) {
  const auto about = soft::quoted_tunnel(soft::FrameWindow::of(frame), p);
  if (!about) return;
  const dp::Parsed stripped = soft::strip_to_packet(*about, p, frame);
  require(stripped.key == about->packet.key);
  require(frame.length == stripped.l3_offset + stripped.ip_length);
}

void translate(const std::uint8_t* c, const dp::Parsed& p, soft::Frame& frame) {
  const soft::FrameWindow window = soft::FrameWindow::of(frame);
  const soft::EmbeddedPacket embedded = soft::parse_embedded(window, p);
  const bool was_right = soft::has_right_icmp_checksum(window, p);
  if (embedded.reason != dp::Reason::None || p.ttl < 2) {
    return;
  }
  const Choice choice = choose(c, p.key.family);
  soft::translate_icmp(p, embedded,
                       {choice.is_reply ? dp::NatEnd::Source : dp::NatEnd::Destination,
                        choice.conn.dest, choice.conn.dest_port, choice.hop},
                       frame);
  const Bytes packet(frame.data + p.l3_offset, frame.data + frame.length);
  require(!was_right || checksum_fault(packet).empty() || p.l4_offset != p.l3_offset + p.l3_length);
}

// Makes an IPv4 header checksum right, or most mutations would end there.
void repair_ipv4(std::uint8_t* frame, std::size_t length) {
  if (length < 34 || frame[12] != 0x08 || frame[13] != 0) {
    return;
  }
  const std::size_t header = (frame[14] & 15u) * 4u;
  if (header < 20 || length < 14 + header) {
    return;
  }
  frame[24] = frame[25] = 0;
  const std::uint16_t sum = reference_checksum(Bytes(frame + 14, frame + 14 + header));
  frame[24] = static_cast<std::uint8_t>(sum >> 8);
  frame[25] = static_cast<std::uint8_t>(sum);
}

void run(const std::uint8_t* data, std::size_t size) {
  const std::size_t length = size - kChoiceBytes;
  // Exactly as long as headroom and frame, so that the sanitizer guards both ends.
  const auto buffer = std::make_unique<std::uint8_t[]>(kHeadroom + length);
  std::copy_n(data + kChoiceBytes, length, buffer.get() + kHeadroom);
  if ((data[0] & 8) != 0) {
    repair_ipv4(buffer.get() + kHeadroom, length);
  }
  soft::Frame frame{
      buffer.get() + kHeadroom, static_cast<std::uint32_t>(length), kHeadroom, 0, 1, 0};
  const soft::FrameWindow window = soft::FrameWindow::of(frame);
  dp::Parsed p = dp::parse(window);
  if (p.reason == dp::Reason::ExtensionHeader) {
    p = soft::walk_extension_headers(window, p);
  }
  const dp::Track track =
      dp::conn_track(p.key.protocol, data[0] & 15u, word_at(data + 4), dp::conn_event(p),
                     static_cast<dp::Side>(data[1] & 1u), static_cast<dp::TcpRules>(data[2] & 1u));
  require(track.state < 16 && track.timeout < dp::kTimeoutClasses);
  require(dp::flow_hash(p.key, {1, 2}) == dp::flow_hash(dp::reversed(dp::reversed(p.key)), {1, 2}));
  answer(data, p, window);
  split(data, frame);
  if (p.reason == dp::Reason::None && dp::is_icmp_error(p) && (data[2] & 4) != 0) {
    strip(p, frame);
  } else if (p.reason == dp::Reason::None && dp::is_icmp_error(p) && (data[2] & 2) != 0) {
    translate(data, p, frame);
  } else if (p.reason == dp::Reason::None) {
    forward(data, p, frame);
  }
}

}  // namespace
}  // namespace nicvs::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= nicvs::test::kChoiceBytes) {
    nicvs::test::run(data, size);
  }
  return 0;
}
