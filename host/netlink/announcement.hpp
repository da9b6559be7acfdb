// SPDX-License-Identifier: Apache-2.0
// The frames by which a host tells its link that an address is now at its MAC.
#pragma once

#include <string>

#include "nicvs/ip_address.hpp"
#include "nicvs/net.hpp"
#include "nicvs/result.hpp"

namespace nicvs::netlink {

// IPv4: a gratuitous ARP request (RFC 5227, section 3); IPv6: an unsolicited neighbour
// advertisement with the override flag to all nodes (RFC 4861, section 7.2.6). An Ethernet frame
// without FCS.
std::string announcement_frame(const IpAddress& address, const Mac& mac);

// Sends it on a port; the port is up and Ethernet.
Status announce(PortId port, const IpAddress& address, const Mac& mac);

}  // namespace nicvs::netlink
