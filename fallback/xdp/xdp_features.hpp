// SPDX-License-Identifier: Apache-2.0
// Whether a driver sends frames that XDP programs redirect to it.
#pragma once

#include "nicvs/net.hpp"

namespace nicvs::soft {

// While native XDP programs are on the ports. By the kernel's netdev family (Linux 6.3): a veth
// sends them only while its peer has an XDP program or GRO (`ethtool -K PEER gro on`). An older
// kernel cannot tell; then a NIC is trusted to, and a virtual device is not.
bool sends_redirected_frames(PortId port);

}  // namespace nicvs::soft
