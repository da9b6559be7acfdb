// SPDX-License-Identifier: Apache-2.0
// Puts VIPs on interfaces and takes back exactly those that it put there.
//
//   auto vips = AddressManager::create(log);
//   (*vips)->add("eth0", *IpAddress::parse("10.0.0.100"), 32, "eth0:1");
//
// Control thread only. What it added goes with remove() or the destructor.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <vector>

#include "host/netlink/netlink_socket.hpp"
#include "nicvs/net.hpp"

namespace nicvs::netlink {

class AddressManager {
 public:
  static Result<std::unique_ptr<AddressManager>> create(spdlog::logger& log);
  ~AddressManager();

  // Adds the address and announces it to the link. An address that is already there is success, and
  // stays there for ever. `label` names it for ifconfig ("eth0:1"; IPv4 only, may be empty).
  Status add(const std::string& interface, const IpAddress& address, unsigned prefix_length,
             const std::string& label = {});
  // Removes it if add() put it there.
  Status remove(const std::string& interface, const IpAddress& address);
  void remove_all();

  // Whether add() put it there.
  bool has_added(const std::string& interface, const IpAddress& address) const;
  // Tells the link again, as after a failover; errors are logged.
  void announce_all();

 private:
  struct Added {
    std::string interface;
    PortId port;
    IpAddress address;
    unsigned prefix_length;
  };

  AddressManager(NetlinkSocket socket, spdlog::logger& log)
      : socket_(std::move(socket)), log_(log) {}
  Status request(std::uint16_t type, std::uint16_t flags, const Added& added,
                 const std::string& label);
  void announce_one(const Added& added);

  NetlinkSocket socket_;
  spdlog::logger& log_;
  std::vector<Added> added_;
};

}  // namespace nicvs::netlink
