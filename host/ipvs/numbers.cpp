// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/numbers.hpp"

#include <arpa/inet.h>

#include <cerrno>
#include <cstdlib>

namespace nicvs::ipvs {

std::optional<std::int64_t> parse_number(const std::string& text, std::int64_t min,
                                         std::int64_t max) {
  errno = 0;
  char* end = nullptr;
  const long value = std::strtol(text.c_str(), &end, 10);
  if (end == text.c_str() || *end != '\0' || errno == ERANGE) return std::nullopt;
  if (value < min || value > max) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> parse_loose_ipv4(const std::string& text) {
  in_addr bytes{};
  if (inet_aton(text.c_str(), &bytes) == 0) return std::nullopt;
  return ntohl(bytes.s_addr);
}

std::optional<IpAddress> parse_ipv6(const std::string& text) {
  const auto address = IpAddress::parse(text);
  return address && address->family == Family::Ipv6 ? address : std::nullopt;
}

}  // namespace nicvs::ipvs
