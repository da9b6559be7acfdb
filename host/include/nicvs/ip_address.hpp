// SPDX-License-Identifier: Apache-2.0
// IP addresses and prefixes as text and as values.
//
//   auto vip = IpAddress::parse("2001:db8::1");   // nullopt if it is not an address
//   std::string s = vip->to_string();             // "2001:db8::1"
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nicvs/dp/types.hpp"

namespace nicvs {

using dp::Family;
using dp::ForwardMethod;
using dp::Mac;
using dp::Protocol;
using dp::TunnelType;

struct IpAddress {
  Family family = Family::Ipv4;
  dp::Address value{};

  // Numeric text only; no names, no zone, no brackets.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress v4(std::uint32_t host_order) {
    return {Family::Ipv4, dp::ipv4_address(host_order)};
  }
  static constexpr unsigned bits_of(Family family) { return family == Family::Ipv4 ? 32 : 128; }

  // RFC 5952 for IPv6.
  std::string to_string() const;
  // "10.0.0.1:80", "[2001:db8::1]:80".
  std::string to_string_with_port(std::uint16_t port) const;

  friend bool operator==(const IpAddress& a, const IpAddress& b) {
    return a.family == b.family && a.value == b.value;
  }
  friend std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) {
    if (auto order = a.family <=> b.family; order != 0) return order;
    return a.value.word <=> b.value.word;
  }
};

// The address with all bits behind the first `length` cleared.
IpAddress masked(const IpAddress& address, unsigned length);

struct IpPrefix {
  IpAddress address;  // bits behind length are zero
  std::uint8_t length = 0;

  // "10.0.0.0/8", "2001:db8::/32"; without "/n" the prefix is one address.
  static std::optional<IpPrefix> parse(std::string_view text);
  bool contains(const IpAddress& other) const {
    return other.family == address.family && masked(other, length) == address;
  }
  std::string to_string() const;
  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

// "02:00:00:00:00:01", case-insensitive.
std::optional<Mac> parse_mac(std::string_view text);
std::string to_string(const Mac& mac);

}  // namespace nicvs
