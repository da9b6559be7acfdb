// SPDX-License-Identifier: Apache-2.0
// Keeps a NetSink informed of the kernel's links, addresses, routes and neighbours.
//
//   auto monitor = NetMonitor::create(*engine, log);      // the sink knows everything now
//   whenever monitor->fd() is readable: monitor->on_readable();
//   ten times a second: monitor->tick();                  // resolves wanted neighbours
//
// Control thread only. Followed are the tables main and local, IPv4 and IPv6, without policy rules;
// of a multipath route the first hop.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <set>
#include <utility>

#include "host/netlink/net_state.hpp"
#include "host/netlink/netlink_socket.hpp"
#include "nicvs/net.hpp"

namespace nicvs::netlink {

class NetMonitor {
 public:
  static Result<std::unique_ptr<NetMonitor>> create(NetSink& sink, spdlog::logger& log);

  int fd() const { return events_.fd(); }
  void on_readable();
  void tick();

  // Null if there is no such port now.
  const Port* port(PortId id) const { return state_.port(id); }

 private:
  NetMonitor(NetSink& sink, spdlog::logger& log, NetlinkSocket events, NetlinkSocket requests)
      : sink_(sink), log_(log), events_(std::move(events)), requests_(std::move(requests)) {}
  Status resynchronize();
  void take(const NetChange& change);
  void resolve(PortId port, const IpAddress& address);

  NetSink& sink_;
  spdlog::logger& log_;
  NetlinkSocket events_;
  NetlinkSocket requests_;
  NetState state_;
  // The kernel takes IPv4 routes away without a word when a link or address goes.
  bool needs_resync_ = false;
  // Next hops that the engine once wanted: it uses them, which the kernel cannot see, so we have
  // them verified when they grow stale.
  std::set<std::pair<PortId, IpAddress>> in_use_;
};

}  // namespace nicvs::netlink
