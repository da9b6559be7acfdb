// SPDX-License-Identifier: Apache-2.0
// What the guest needs before the first scenario: file systems, devices, modules, settings.
#pragma once

#include <string>

namespace nicvs::oracle {

// Where the rig's folder of the host appears in the guest; the only host folder that is writable.
inline constexpr const char* kSharedFolder = "/mnt/rig";
inline constexpr const char* kTunDevice = "/mnt/dev/tun";
inline constexpr const char* kNullDevice = "/mnt/dev/null";

// Mounts, makes devices and loads IPVS; shared is the rig's folder on the host. Returns what
// failed, or an empty text.
std::string boot(const std::string& shared);

// Moves this process into an empty network namespace with forwarding on, and nothing that depends
// on real time or chance: no rate limits, no duplicate address detection, no router solicitations.
void enter_fresh_network();

// Writes what is pending to the host and ends the guest.
[[noreturn]] void power_off();

}  // namespace nicvs::oracle
