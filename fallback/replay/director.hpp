// SPDX-License-Identifier: Apache-2.0
// A director in memory: the software engine with a virtual network and a virtual clock.
//
//   Director director(*soft::SoftDataPlane::create({.workers = 1}));
//   director.add_port("cli", mac, 1500);
//   auto out = director.receive("cli", frame);
//
// The engine has one worker. Not thread-safe. Errors name the object that is wrong.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fallback/accel/native_accelerator.hpp"
#include "fallback/net/net_view.hpp"
#include "fallback/replay/frame_bytes.hpp"
#include "fallback/replay/frame_memory.hpp"
#include "fallback/replay/out_frame.hpp"
#include "fallback/replay/sync_frames.hpp"
#include "fallback/soft_data_plane.hpp"
#include "host/failover/sync_daemons.hpp"

namespace nicvs::replay {

// What an ipvsadm command printed (output, then errors) and returned.
struct CommandResult {
  int code = 0;
  std::string text;
};

class Director {
 public:
  explicit Director(std::unique_ptr<soft::SoftDataPlane> engine)
      : engine_(std::move(engine)), sync_(*engine_, *engine_, sync_frames_) {}

  // Frames of established conns take the accelerator's way from now on.
  Status accelerate(std::unique_ptr<soft::NativeAccelerator> accelerator);
  // How many did.
  std::uint64_t accelerated_frames() const {
    return accelerator_ == nullptr ? 0 : accelerator_->frames_taken();
  }

  // A port's name is unique and not "host".
  Status add_port(const std::string& name, const Mac& mac, std::uint32_t mtu);
  // The address and, unless it is the whole prefix, a route to its network.
  Status add_address(const std::string& port, const IpAddress& address, const IpPrefix& network);
  Status add_neighbour(const std::string& port, const IpAddress& address, const Mac& mac);
  // The port is the one from which the gateway is reached.
  Status add_route(const IpPrefix& destination, const IpAddress& gateway);
  // A setting named as under net.ipv4. Those outside vs/ concern only a kernel and change nothing.
  Status set(std::string_view key, std::string_view value);
  Status add_mark_rule(const MarkRule& rule);

  // One ipvsadm command without the program's name.
  CommandResult ipvs(const std::string& arguments);
  // The rows of `ipvsadm -Lnc`, sorted.
  std::string conns();

  // Everything that one arriving frame causes at once, in order.
  Result<std::vector<OutFrame>> receive(const std::string& port, const Bytes& frame);
  // Lets time pass; `time` is not before now(). Returns what left meanwhile, in order.
  std::vector<OutFrame> advance_to(soft::Time time);
  soft::Time now() const { return now_; }

  // How texts of frames on this port find their MACs. The director must outlive the result.
  Result<MacRules> mac_rules(const std::string& port, MacRules::Direction direction) const;

  // Names of the ports in the order in which they were added.
  const std::vector<std::string>& port_names() const { return names_; }
  const Port* port(const std::string& name) const;

  DataPlane& plane() { return *engine_; }

 private:
  std::string name_of(PortId id) const;
  bool is_accelerated(soft::Frame& frame, const Port& from);

  std::unique_ptr<soft::NativeAccelerator> accelerator_;  // none unless asked for
  std::unique_ptr<soft::SoftDataPlane> engine_;
  soft::NetView view_;  // the network again, for the MACs of texts and the ports of gateways
  std::vector<std::string> names_;  // of port i + 1
  std::vector<MarkRule> mark_rules_;
  FrameMemory memory_;
  SyncFrames sync_frames_;
  failover::SyncDaemons sync_;
  soft::Time now_{0};
};

}  // namespace nicvs::replay
