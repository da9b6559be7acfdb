// SPDX-License-Identifier: Apache-2.0
#include "nicvs/service.hpp"

namespace nicvs {
namespace {

std::string name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return "tcp";
    case Protocol::Udp:
      return "udp";
    case Protocol::Sctp:
      return "sctp";
    default:
      return std::to_string(static_cast<unsigned>(protocol));
  }
}

}  // namespace

std::string ServiceKey::to_string() const {
  if (is_fwmark()) {
    return "fwmark " + std::to_string(fwmark) + (family == Family::Ipv6 ? "/ipv6" : "");
  }
  return address.to_string_with_port(port) + "/" + name_of(protocol);
}

}  // namespace nicvs
