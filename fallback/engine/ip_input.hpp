// SPDX-License-Identifier: Apache-2.0
// What the kernel's IP layer refuses before its IPVS sees a packet (ip_rcv, ip_route_input). Such a
// packet must not open a conn here either.
#pragma once

#include <cstdint>
#include <cstring>

#include "fallback/edit/frame_window.hpp"
#include "fallback/net/net_view.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::soft {

// False if the IPv4 header, which lies in the frame, has a source route or an option that cannot be
// (RFC 791 3.1; the kernel's ip_options_compile).
bool are_acceptable_options(FrameWindow window, unsigned l3_offset, unsigned l3_length);
inline bool has_acceptable_options(const FrameWindow& window, const dp::Parsed& p) {
  const bool has_options = p.key.family == Family::Ipv4 && p.l3_length > dp::ipv4::kMinLength;
  return !has_options || are_acceptable_options(window, p.l3_offset, p.l3_length);
}

// False for a source that no packet from outside can have (RFC 1812 5.3.7): none, a group, a
// loopback address, broadcast, and with IPv4 an address of the director itself.
bool is_possible_source(const NetView& net, const IpAddress& source);

// Recognises frames for the port that they arrived on.
class OwnMac {
 public:
  explicit OwnMac(const NetView& net) : net_(net) {}

  // True also for frames of a port that is not known.
  bool is_destination_of(const Frame& frame) {
    if (frame.port != port_ || net_.generation() != generation_) look_up(frame.port);
    return !is_known_ || number_of(frame.data) == mac_;
  }

 private:
  void look_up(PortId port);
  // A MAC as one number: two loads and no loop.
  static std::uint64_t number_of(const std::uint8_t* mac) {
    std::uint32_t first;
    std::uint16_t rest;
    std::memcpy(&first, mac, sizeof first);
    std::memcpy(&rest, mac + sizeof first, sizeof rest);
    return first | std::uint64_t{rest} << 32;
  }

  const NetView& net_;
  std::uint64_t mac_ = 0;
  PortId port_ = 0;
  std::uint64_t generation_ = ~std::uint64_t{0};
  bool is_known_ = false;
};

}  // namespace nicvs::soft
