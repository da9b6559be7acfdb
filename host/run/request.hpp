// SPDX-License-Identifier: Apache-2.0
// Who is meant by what a program sends on a generic-netlink socket. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace nicvs::run {

enum class Addressee {
  Nobody,    // not a generic-netlink request
  Kernel,    // a request to one of the kernel's families, or its controller
  Director,  // a request to the family IPVS, or the question which number that family has
};

// Judges the first message of a datagram (linux/netlink.h). Datagrams may be cut: kWindow bytes
// are enough to see every question that names the family.
constexpr std::size_t kWindow = 512;
Addressee addressee_of(std::span<const std::uint8_t> datagram, std::size_t datagram_size);

}  // namespace nicvs::run
