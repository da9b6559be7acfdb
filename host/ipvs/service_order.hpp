// SPDX-License-Identifier: Apache-2.0
// The order of ipvsadm's listings.
#pragma once

#include <vector>

#include "nicvs/service.hpp"

namespace nicvs::ipvs {

// By fwmark, family, protocol, address, port. Numbers are compared by a signed 32-bit difference
// that wraps, as in ipvsadm, so 192.168.7.7 comes before 10.0.0.1.
void sort_services(std::vector<ServiceInfo>& services);
// By address and port, compared in the same way: an IPv6 dest of an IPv4 service is placed by the
// first four bytes of its address.
void sort_dests(std::vector<DestInfo>& dests);

}  // namespace nicvs::ipvs
