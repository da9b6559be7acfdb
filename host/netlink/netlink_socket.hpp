// SPDX-License-Identifier: Apache-2.0
// A netlink socket to the kernel's routing subsystem.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "nicvs/result.hpp"

struct mnl_socket;

namespace nicvs::netlink {

class NetlinkSocket {
 public:
  enum class Blocking { Yes, No };
  using Visit = std::function<void(const nlmsghdr&)>;

  // `groups` are RTNLGRP_* to listen to. Non-blocking sockets are for listening only.
  static Result<NetlinkSocket> open(const std::vector<int>& groups, Blocking blocking);

  int fd() const;

  // Sends a request and returns the kernel's answer to it: success or its errno.
  Status request(nlmsghdr& message);
  // Asks for all objects (RTM_GETLINK, ...) of a family and visits each.
  Status dump(std::uint16_t type, std::uint8_t family, const Visit& visit);
  // Visits what has arrived. ENOBUFS: the kernel had to throw messages away.
  Status receive_pending(const Visit& visit);

 private:
  struct Close {
    void operator()(mnl_socket* socket) const;
  };
  explicit NetlinkSocket(mnl_socket* socket);
  // One datagram; returns its bytes, or -errno.
  long receive();

  std::unique_ptr<mnl_socket, Close> socket_;
  std::vector<char> buffer_;
  std::uint32_t sequence_ = 0;
};

}  // namespace nicvs::netlink
