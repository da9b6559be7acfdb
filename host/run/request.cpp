// SPDX-License-Identifier: Apache-2.0
#include "host/run/request.hpp"

#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::run {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool names_ipvs(std::uint16_t type, Bytes payload) {
  if (type == CTRL_ATTR_FAMILY_NAME) {
    const std::string_view name(reinterpret_cast<const char*>(payload.data()), payload.size());
    return name.substr(0, name.find('\0')) == IPVS_GENL_NAME;
  }
  if (type != CTRL_ATTR_FAMILY_ID || payload.size() < sizeof(std::uint16_t)) return false;
  std::uint16_t id = 0;
  std::memcpy(&id, payload.data(), sizeof id);
  return id == rpc::kIpvsFamilyId;
}

// Whether a controller's request names the family, by name or number.
bool asks_for_ipvs(Bytes attributes) {
  while (attributes.size() >= sizeof(nlattr)) {
    nlattr attribute{};
    std::memcpy(&attribute, attributes.data(), sizeof attribute);
    if (attribute.nla_len < sizeof attribute || attribute.nla_len > attributes.size()) return false;
    const std::uint16_t type = attribute.nla_type & NLA_TYPE_MASK;
    const Bytes payload = attributes.subspan(NLA_HDRLEN, attribute.nla_len - NLA_HDRLEN);
    if (names_ipvs(type, payload)) return true;
    const std::size_t step = NLA_ALIGN(attribute.nla_len);
    if (step >= attributes.size()) return false;
    attributes = attributes.subspan(step);
  }
  return false;
}

}  // namespace

Addressee addressee_of(Bytes datagram, std::size_t datagram_size) {
  constexpr std::size_t kHeader = NLMSG_HDRLEN + GENL_HDRLEN;
  if (datagram.size() < kHeader) return Addressee::Nobody;
  nlmsghdr header{};
  std::memcpy(&header, datagram.data(), sizeof header);
  if (header.nlmsg_len < kHeader || header.nlmsg_len > datagram_size ||
      (header.nlmsg_flags & NLM_F_REQUEST) == 0) {
    return Addressee::Nobody;
  }
  if (header.nlmsg_type == rpc::kIpvsFamilyId) return Addressee::Director;
  if (header.nlmsg_type < GENL_MIN_ID || header.nlmsg_type > GENL_MAX_ID) return Addressee::Nobody;
  if (header.nlmsg_type != GENL_ID_CTRL) return Addressee::Kernel;
  const std::size_t size = std::min<std::size_t>(header.nlmsg_len, datagram.size());
  return asks_for_ipvs(datagram.subspan(kHeader, size - kHeader)) ? Addressee::Director
                                                                  : Addressee::Kernel;
}

}  // namespace nicvs::run
