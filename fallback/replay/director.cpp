// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/director.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace nicvs::replay {
namespace {

Bytes bytes_of(const soft::Frame& frame) { return {frame.data, frame.data + frame.length}; }

}  // namespace

const Port* Director::port(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? nullptr
                               : view_.port(static_cast<PortId>(found - names_.begin() + 1));
}

std::string Director::name_of(PortId id) const {
  return id >= 1 && id <= names_.size() ? names_[id - 1] : "port " + std::to_string(id);
}

Status Director::add_port(const std::string& name, const Mac& mac, std::uint32_t mtu) {
  if (port(name) != nullptr || name == kHostPort) {
    return Error{EEXIST, "port " + name + ": expected a new name"};
  }
  names_.push_back(name);
  const Port added{static_cast<PortId>(names_.size()), name, mac, mtu, true, false};
  engine_->set_port(added);
  view_.set_port(added);
  sync_frames_.add_port(added);
  return {};
}

Status Director::add_address(const std::string& port_name, const IpAddress& address,
                             const IpPrefix& network) {
  const Port* on = port(port_name);
  if (on == nullptr) return Error{ENODEV, "'" + port_name + "': expected the name of a port"};
  const PortAddress added{on->id, network, address};
  engine_->add_address(added);
  view_.add_address(added);
  sync_frames_.add_address(port_name, address);
  if (network.length == IpAddress::bits_of(address.family)) return {};
  const Route connected{.dst = network, .port = on->id};
  engine_->add_route(connected);
  view_.add_route(connected);
  return {};
}

Status Director::add_neighbour(const std::string& port_name, const IpAddress& address,
                               const Mac& mac) {
  const Port* on = port(port_name);
  if (on == nullptr) return Error{ENODEV, "'" + port_name + "': expected the name of a port"};
  engine_->set_neighbour({on->id, address, mac});
  view_.set_neighbour({on->id, address, mac});
  return {};
}

Status Director::add_route(const IpPrefix& destination, const IpAddress& gateway) {
  const soft::NextHop hop = view_.next_hop(gateway);
  if (hop.kind != soft::HopKind::Direct) {
    return Error{ENETUNREACH,
                 "'" + gateway.to_string() + "': expected a gateway in a port's network"};
  }
  const Route route{.dst = destination, .port = hop.port, .gateway = gateway};
  engine_->add_route(route);
  view_.add_route(route);
  return {};
}

Status Director::set(std::string_view key, std::string_view value) {
  constexpr std::string_view kOurs = "vs/";
  if (!key.starts_with(kOurs)) return {};
  return engine_->set_setting(key.substr(kOurs.size()), value);
}

Status Director::add_mark_rule(const MarkRule& rule) {
  mark_rules_.push_back(rule);
  return engine_->set_mark_rules(mark_rules_);
}

Status Director::accelerate(std::unique_ptr<soft::NativeAccelerator> accelerator) {
  accelerator_ = std::move(accelerator);
  return engine_->set_accelerator(accelerator_.get());
}

// A driver gives an accelerator only frames that are for its port.
bool Director::is_accelerated(soft::Frame& frame, const Port& from) {
  if (accelerator_ == nullptr || frame.length < from.mac.byte.size()) return false;
  return std::equal(from.mac.byte.begin(), from.mac.byte.end(), frame.data) &&
         accelerator_->take(frame, now_);
}

Result<std::vector<OutFrame>> Director::receive(const std::string& port_name, const Bytes& frame) {
  const Port* from = port(port_name);
  if (from == nullptr) return Error{ENODEV, "'" + port_name + "': expected the name of a port"};
  memory_.reset();
  std::array<soft::Frame, 1> frames{memory_.copy_of(frame, from->id)};
  if (is_accelerated(frames[0], *from)) {
    return std::vector<OutFrame>{{name_of(frames[0].port), bytes_of(frames[0])}};
  }
  std::array<soft::Decision, 1> decisions{};
  std::vector<soft::Frame> originated;
  engine_->process(0, frames, decisions, now_, memory_, originated);

  std::vector<OutFrame> out;
  for (const soft::Frame& kept : memory_.for_host()) {
    out.push_back({std::string(kHostPort), bytes_of(kept)});
  }
  if (decisions[0].verdict == dp::Verdict::Forward) {
    out.push_back({name_of(frames[0].port), bytes_of(frames[0])});
  } else if (decisions[0].verdict == dp::Verdict::PassToHost) {
    out.push_back({std::string(kHostPort), bytes_of(frames[0])});
    sync_frames_.receive(port_name, out.back().frame);
  }
  for (const soft::Frame& more : originated) out.push_back({name_of(more.port), bytes_of(more)});
  sync_.collect(now_);
  return out;
}

std::vector<OutFrame> Director::advance_to(soft::Time time) {
  // In steps as short as a live director's, so that what is due each second is not run once a day.
  constexpr soft::Time kStep = std::chrono::milliseconds(500);
  memory_.reset();
  std::vector<OutFrame> out;
  std::vector<soft::Frame> originated;
  while (now_ < time) {
    now_ = std::min(time, (now_ / kStep + 1) * kStep);
    engine_->advance(now_);
    engine_->process(0, {}, {}, now_, memory_, originated);
    for (const soft::Frame& left : originated) {
      out.push_back({name_of(left.port), bytes_of(left)});
    }
    originated.clear();
    sync_.tick(now_);
    for (OutFrame& left : sync_frames_.take()) out.push_back(std::move(left));
  }
  return out;
}

Result<MacRules> Director::mac_rules(const std::string& port_name,
                                     MacRules::Direction direction) const {
  const Port* on = port(port_name);
  if (on == nullptr) return Error{ENODEV, "'" + port_name + "': expected the name of a port"};
  return MacRules{direction, on->mac, [this](const IpAddress& address) -> std::optional<Mac> {
                    const soft::NextHop hop = view_.next_hop(address);
                    if (!hop.has_neighbour) return std::nullopt;
                    return hop.neighbour_mac;
                  }};
}

}  // namespace nicvs::replay
