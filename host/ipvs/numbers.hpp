// SPDX-License-Identifier: Apache-2.0
// Numbers and addresses as ipvsadm reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nicvs/ip_address.hpp"

namespace nicvs::ipvs {

// The C library's strtol in base 10: blanks and a sign may precede; nothing may follow.
std::optional<std::int64_t> parse_number(const std::string& text, std::int64_t min,
                                         std::int64_t max);

// The C library's inet_aton: also "10.1", "300" and hexadecimal or octal parts.
std::optional<std::uint32_t> parse_loose_ipv4(const std::string& text);

// Numeric IPv6 text only.
std::optional<IpAddress> parse_ipv6(const std::string& text);

}  // namespace nicvs::ipvs
