// SPDX-License-Identifier: Apache-2.0
// How much memory the machine has to spare, as the automatic defences of IPVS count it.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>

namespace nicvs::nicvsd {

// Free and buffer memory in pages of 4 KiB, from a text like /proc/meminfo; nullopt if a line for
// either is missing.
std::optional<std::uint64_t> free_pages(std::istream& meminfo);

}  // namespace nicvs::nicvsd
