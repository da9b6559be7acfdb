// SPDX-License-Identifier: Apache-2.0
// Addresses, neighbours and routes of the guest by rtnetlink(7): a message takes some 30 us, a
// child process a thousand times that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nicvs::oracle {

// Each returns what failed, or an empty text. Addresses are IPv4 or IPv6 in text form, CIDR is
// ADDRESS/LENGTH.
std::string add_address(const std::string& port, const std::string& cidr);
std::string add_neighbour(const std::string& port, const std::string& address,
                          const std::string& mac);
std::string add_route(const std::string& cidr, const std::string& gateway);

// The six bytes of aa:bb:cc:dd:ee:ff.
std::vector<std::uint8_t> mac_bytes(const std::string& mac);

}  // namespace nicvs::oracle
