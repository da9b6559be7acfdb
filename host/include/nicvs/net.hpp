// SPDX-License-Identifier: Apache-2.0
// The director's view of its network: ports, addresses, routes, neighbours.
//
// A source (the kernel through netlink, or a scenario text) pushes changes into a NetSink; engines
// implement it and answer every "where does this go, with which MAC" from it. An engine never
// invents a MAC. Calls come from the control thread; an engine makes them safe against its workers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nicvs/ip_address.hpp"

namespace nicvs {

// The kernel's interface index; in a scenario any number > 0.
using PortId = std::uint32_t;

struct Port {
  PortId id = 0;
  std::string name;
  Mac mac{};
  std::uint32_t mtu = 1500;  // bytes of layer 3
  bool is_up = true;
  bool is_loopback = false;
};

// An address of the director on a port. Frames for it are local; 127.0.0.0/8 and ::1 always are.
struct PortAddress {
  PortId port = 0;
  IpPrefix prefix;    // the connected network
  IpAddress address;  // the full address
  friend bool operator==(const PortAddress&, const PortAddress&) = default;
};

struct Route {
  IpPrefix dst;
  PortId port = 0;
  std::optional<IpAddress> gateway;           // none = directly connected
  std::optional<IpAddress> preferred_source;  // none = the port's address that fits
  std::uint32_t metric = 0;                   // the lowest wins among equal prefixes
  std::uint32_t mtu = 0;                      // 0 = the port's
  bool is_unreachable = false;                // blackhole, unreachable, prohibit
  friend bool operator==(const Route&, const Route&) = default;
};

struct Neighbour {
  PortId port = 0;
  IpAddress address;
  Mac mac{};
};

class NetSink {
 public:
  virtual ~NetSink() = default;
  virtual void set_port(const Port& port) = 0;  // new, or replaces the one with the same id
  virtual void remove_port(PortId port) = 0;    // with its addresses, routes and neighbours
  virtual void add_address(const PortAddress& address) = 0;
  virtual void remove_address(const PortAddress& address) = 0;
  virtual void add_route(const Route& route) = 0;
  virtual void remove_route(const Route& route) = 0;
  virtual void set_neighbour(const Neighbour& neighbour) = 0;
  virtual void remove_neighbour(PortId port, const IpAddress& address) = 0;

  // Next hops that frames needed since the last call but whose MAC is unknown; the source asks the
  // kernel to resolve them. At most some hundred, each once.
  struct Wanted {
    PortId port;
    IpAddress address;
  };
  virtual std::vector<Wanted> take_wanted_neighbours() = 0;
};

}  // namespace nicvs
