// SPDX-License-Identifier: Apache-2.0
// The tc ingress program on one port: keeps frames that AF_PACKET took from the kernel's stack.
//
// It uses the port's clsact qdisc, which it adds if needed and leaves; its filter is removed with
// this object, replaced by the next director, and harmless without one (steer_skb.c).
#pragma once

#include "fallback/xdp/steering_maps.hpp"
#include "nicvs/net.hpp"

namespace nicvs::soft {

class TcProgram {
 public:
  static Result<TcProgram> attach(const SteeringMaps& maps, PortId port);
  TcProgram(TcProgram&& other) noexcept;
  TcProgram& operator=(TcProgram&& other) = delete;
  ~TcProgram();

 private:
  explicit TcProgram(PortId port) : port_(port) {}
  PortId port_;  // 0 = nothing to remove
};

}  // namespace nicvs::soft
