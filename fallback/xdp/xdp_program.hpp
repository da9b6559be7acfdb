// SPDX-License-Identifier: Apache-2.0
// The steering XDP program on one port, with the port's own map of sockets.
//
// It hangs on a BPF link: when the director ends in whatever way, the kernel removes it.
//
// A veth peer that leaves transmit checksums to "hardware" hands unfinished checksums to native
// XDP, and AF_XDP has no field that says so: such peers need `ethtool -K <peer> tx off`. Real NICs
// and VLAN tags that the driver has not stripped need nothing.
#pragma once

#include <optional>

#include "fallback/xdp/steering_maps.hpp"
#include "fallback/xdp/xdp_accelerator.hpp"
#include "nicvs/net.hpp"

namespace nicvs::soft {

enum class XdpMode { Native, Generic };
const char* word_of(XdpMode mode);

class XdpProgram {
 public:
  // EBUSY: another XDP program is on the port. EOPNOTSUPP: the driver has no native XDP.
  // Only frames to the address `mac` are steered. With an accelerator, its program sees them first.
  static Result<XdpProgram> attach(const SteeringMaps& maps, PortId port, const Mac& mac,
                                   XdpMode mode, const XdpAccelerator* accelerator = nullptr);
  XdpProgram(XdpProgram&& other) noexcept;
  XdpProgram& operator=(XdpProgram&& other) = delete;
  ~XdpProgram();

  // The XSKMAP from receive queue to socket; a socket that closes leaves it by itself.
  int sockets_fd() const { return object_.map_fd("sockets"); }
  XdpMode mode() const { return mode_; }
  bool is_accelerated() const { return accelerating_.has_value(); }

 private:
  XdpProgram(BpfObject object, std::optional<BpfObject> accelerating, int link_fd, XdpMode mode)
      : object_(std::move(object)),
        accelerating_(std::move(accelerating)),
        link_fd_(link_fd),
        mode_(mode) {}
  BpfObject object_;
  std::optional<BpfObject> accelerating_;
  int link_fd_;
  XdpMode mode_;
};

}  // namespace nicvs::soft
