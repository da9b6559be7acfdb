// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/net_monitor.hpp"

#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>

#include "host/netlink/wire_address.hpp"

namespace nicvs::netlink {
namespace {

// More than these are not remembered; the kernel's neighbour table is smaller by default.
constexpr std::size_t kMostInUse = 4096;

struct Dump {
  std::uint16_t type;
  std::uint8_t family;
};
// Ports first: what refers to them comes after.
constexpr std::array<Dump, 4> kDumps = {{{RTM_GETLINK, AF_UNSPEC},
                                         {RTM_GETADDR, AF_UNSPEC},
                                         {RTM_GETROUTE, AF_UNSPEC},
                                         {RTM_GETNEIGH, AF_UNSPEC}}};

// A sink that hears nothing, to build a state from dumps.
class NoSink final : public NetSink {
 public:
  void set_port(const Port&) override {}
  void remove_port(PortId) override {}
  void add_address(const PortAddress&) override {}
  void remove_address(const PortAddress&) override {}
  void add_route(const Route&) override {}
  void remove_route(const Route&) override {}
  void set_neighbour(const Neighbour&) override {}
  void remove_neighbour(PortId, const IpAddress&) override {}
  std::vector<Wanted> take_wanted_neighbours() override { return {}; }
};

}  // namespace

Result<std::unique_ptr<NetMonitor>> NetMonitor::create(NetSink& sink, spdlog::logger& log) {
  // Listening starts before the first dump: what changes meanwhile is heard twice, never missed.
  auto events = NetlinkSocket::open({RTNLGRP_LINK, RTNLGRP_NEIGH, RTNLGRP_IPV4_IFADDR,
                                     RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE},
                                    NetlinkSocket::Blocking::No);
  if (!events) return events.error();
  auto requests = NetlinkSocket::open({}, NetlinkSocket::Blocking::Yes);
  if (!requests) return requests.error();
  std::unique_ptr<NetMonitor> self(
      new NetMonitor(sink, log, *std::move(events), *std::move(requests)));
  if (Status status = self->resynchronize(); !status) return status.error();
  return self;
}

Status NetMonitor::resynchronize() {
  NetState now;
  NoSink nobody;
  for (const Dump& dump : kDumps) {
    Status status = requests_.dump(dump.type, dump.family, [&](const nlmsghdr& message) {
      if (auto change = parse_message(message)) {
        change->is_replacement = false;
        now.apply(*change, nobody);
      }
    });
    if (!status) return status;
  }
  state_.become(now, sink_);
  needs_resync_ = false;
  return {};
}

void NetMonitor::on_readable() {
  const Status status = events_.receive_pending([this](const nlmsghdr& message) {
    if (const auto change = parse_message(message)) take(*change);
  });
  if (!status) {
    log_.warn("{}; reading everything anew", status.error().text);
    needs_resync_ = true;
  }
  if (!needs_resync_) return;
  if (const Status done = resynchronize(); !done) log_.error("{}", done.error().text);
}

void NetMonitor::take(const NetChange& change) {
  const auto* port = std::get_if<Port>(&change.object);
  const bool takes_routes_away =
      (port != nullptr && (change.kind == ChangeKind::Remove || !port->is_up)) ||
      (std::holds_alternative<PortAddress>(change.object) && change.kind == ChangeKind::Remove);
  needs_resync_ = needs_resync_ || takes_routes_away;
  state_.apply(change, sink_);
  const auto* neighbour = std::get_if<Neighbour>(&change.object);
  if (neighbour != nullptr && change.is_stale &&
      in_use_.contains({neighbour->port, neighbour->address})) {
    resolve(neighbour->port, neighbour->address);
  }
}

void NetMonitor::tick() {
  if (needs_resync_) on_readable();
  for (const NetSink::Wanted& wanted : sink_.take_wanted_neighbours()) {
    if (in_use_.size() < kMostInUse) in_use_.insert({wanted.port, wanted.address});
    resolve(wanted.port, wanted.address);
  }
}

// NTF_USE: as if the kernel had a packet to send there.
void NetMonitor::resolve(PortId port, const IpAddress& address) {
  std::array<char, 256> space{};
  nlmsghdr* const message = mnl_nlmsg_put_header(space.data());
  message->nlmsg_type = RTM_NEWNEIGH;
  message->nlmsg_flags = NLM_F_CREATE;
  auto* fixed = static_cast<ndmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(ndmsg)));
  fixed->ndm_family = family_of(address);
  fixed->ndm_ifindex = static_cast<int>(port);
  fixed->ndm_flags = NTF_USE;
  const WireAddress wire = to_wire(address);
  mnl_attr_put(message, NDA_DST, wire.length, wire.bytes.data());
  const Status status = requests_.request(*message);
  // The port may just have gone; its removal will be heard.
  if (!status && status.error().code != ENODEV) {
    log_.warn("neighbour {}: {}", address.to_string(), status.error().text);
  }
}

}  // namespace nicvs::netlink
