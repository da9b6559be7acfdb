// SPDX-License-Identifier: Apache-2.0
#include "host/netlink/net_messages.hpp"

#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace nicvs::netlink {
namespace {

constexpr std::size_t kMostAttributes = 64;
// Local routes are ways to the director itself, whatever device they name (LOOPBACK_IFINDEX).
constexpr PortId kLoopback = 1;
// States in which the kernel sends to a neighbour's MAC.
constexpr unsigned kUsable =
    NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE;

// The attributes of a message or of a nested attribute by type; the last of a type counts.
class Attributes {
 public:
  Attributes(const void* first, std::size_t bytes) {
    const auto* at = static_cast<const char*>(first);
    std::size_t left = bytes;
    while (left >= sizeof(nlattr)) {
      const auto* attribute = reinterpret_cast<const nlattr*>(at);
      if (attribute->nla_len < sizeof(nlattr) || attribute->nla_len > left) break;
      const std::size_t type = attribute->nla_type & NLA_TYPE_MASK;
      if (type < kMostAttributes) by_type_[type] = attribute;
      const std::size_t step = std::min<std::size_t>(left, NLA_ALIGN(attribute->nla_len));
      at += step;
      left -= step;
    }
  }

  bool has(std::size_t type) const { return by_type_[type] != nullptr; }
  const void* payload(std::size_t type) const {
    return reinterpret_cast<const char*>(by_type_[type]) + NLA_HDRLEN;
  }
  std::size_t length(std::size_t type) const {
    return has(type) ? by_type_[type]->nla_len - std::size_t{NLA_HDRLEN} : 0;
  }
  std::optional<std::uint32_t> u32(std::size_t type) const {
    std::uint32_t value = 0;
    if (length(type) < sizeof value) return std::nullopt;
    std::memcpy(&value, payload(type), sizeof value);
    return value;
  }
  std::string text(std::size_t type) const {
    if (!has(type)) return {};
    const auto* bytes = static_cast<const char*>(payload(type));
    return {bytes, strnlen(bytes, length(type))};
  }
  std::optional<IpAddress> address(std::size_t type, int family) const {
    return has(type) ? read_address(payload(type), length(type), family) : std::nullopt;
  }
  std::optional<Mac> mac(std::size_t type) const {
    Mac mac{};
    if (length(type) != mac.byte.size()) return std::nullopt;
    std::memcpy(mac.byte.data(), payload(type), mac.byte.size());
    return mac;
  }

  static std::optional<IpAddress> read_address(const void* bytes, std::size_t length, int family) {
    const std::size_t words = family == AF_INET ? 1 : 4;
    if ((family != AF_INET && family != AF_INET6) || length != words * 4) return std::nullopt;
    IpAddress address{family == AF_INET ? Family::Ipv4 : Family::Ipv6, {}};
    const auto* at = static_cast<const std::uint8_t*>(bytes);
    for (std::size_t i = 0; i < words; ++i, at += 4) {
      address.value.word[i] = static_cast<std::uint32_t>(at[0]) << 24 |
                              static_cast<std::uint32_t>(at[1]) << 16 |
                              static_cast<std::uint32_t>(at[2]) << 8 | at[3];
    }
    return address;
  }

 private:
  std::array<const nlattr*, kMostAttributes> by_type_{};
};

// The fixed part of a message and its attributes; nullptr if it is too short.
template <class Fixed>
const Fixed* fixed_part(const nlmsghdr& message) {
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(Fixed))) return nullptr;
  return reinterpret_cast<const Fixed*>(reinterpret_cast<const char*>(&message) + NLMSG_HDRLEN);
}

template <class Fixed>
Attributes attributes_of(const nlmsghdr& message) {
  const std::size_t offset = NLMSG_SPACE(sizeof(Fixed));
  if (message.nlmsg_len <= offset) return {nullptr, 0};
  return {reinterpret_cast<const char*>(&message) + offset, message.nlmsg_len - offset};
}

std::optional<IpPrefix> prefix_of(const IpAddress& address, unsigned length) {
  if (length > IpAddress::bits_of(address.family)) return std::nullopt;
  return IpPrefix{masked(address, length), static_cast<std::uint8_t>(length)};
}

std::optional<NetChange> parse_link(const nlmsghdr& message, ChangeKind kind) {
  const auto* link = fixed_part<ifinfomsg>(message);
  // AF_BRIDGE messages are about a port's place in a bridge.
  if (link == nullptr || link->ifi_index <= 0 || link->ifi_family != AF_UNSPEC) return std::nullopt;
  const auto attributes = attributes_of<ifinfomsg>(message);
  Port port{.id = static_cast<PortId>(link->ifi_index)};
  if (kind == ChangeKind::Remove) return NetChange{kind, port};
  port.name = attributes.text(IFLA_IFNAME);
  port.mac = attributes.mac(IFLA_ADDRESS).value_or(Mac{});
  port.mtu = attributes.u32(IFLA_MTU).value_or(1500);
  port.is_up = (link->ifi_flags & IFF_UP) != 0 && (link->ifi_flags & IFF_RUNNING) != 0;
  port.is_loopback = (link->ifi_flags & IFF_LOOPBACK) != 0;
  if (port.name.empty()) return std::nullopt;
  return NetChange{kind, port};
}

std::optional<NetChange> parse_address(const nlmsghdr& message, ChangeKind kind) {
  const auto* fixed = fixed_part<ifaddrmsg>(message);
  if (fixed == nullptr || fixed->ifa_index == 0) return std::nullopt;
  const auto attributes = attributes_of<ifaddrmsg>(message);
  // On a point-to-point link IFA_ADDRESS is the other end, and ours is IFA_LOCAL.
  const auto network = attributes.address(IFA_ADDRESS, fixed->ifa_family);
  const auto local = attributes.address(IFA_LOCAL, fixed->ifa_family);
  if (!network && !local) return std::nullopt;
  const auto prefix = prefix_of(network ? *network : *local, fixed->ifa_prefixlen);
  if (!prefix) return std::nullopt;
  return NetChange{
      kind, PortAddress{
                .port = fixed->ifa_index, .prefix = *prefix, .address = local ? *local : *network}};
}

std::optional<IpAddress> gateway_of(const Attributes& attributes, int family) {
  if (const auto gateway = attributes.address(RTA_GATEWAY, family)) return gateway;
  std::uint16_t via_family = 0;  // struct rtvia: family, then the address
  if (attributes.length(RTA_VIA) <= sizeof via_family) return std::nullopt;
  const auto* bytes = static_cast<const char*>(attributes.payload(RTA_VIA));
  std::memcpy(&via_family, bytes, sizeof via_family);
  return Attributes::read_address(bytes + sizeof via_family,
                                  attributes.length(RTA_VIA) - sizeof via_family, via_family);
}

// The first next hop of a multipath route.
void read_first_hop(const Attributes& attributes, int family, Route& route) {
  if (attributes.length(RTA_MULTIPATH) < sizeof(rtnexthop)) return;
  const auto* hop = static_cast<const rtnexthop*>(attributes.payload(RTA_MULTIPATH));
  if (hop->rtnh_len < sizeof *hop || hop->rtnh_len > attributes.length(RTA_MULTIPATH)) return;
  route.port = static_cast<PortId>(hop->rtnh_ifindex);
  route.gateway = gateway_of(
      {reinterpret_cast<const char*>(hop) + sizeof *hop, hop->rtnh_len - sizeof *hop}, family);
}

bool is_for_directors(const rtmsg& fixed, std::uint32_t table) {
  const bool is_table = table == RT_TABLE_MAIN || table == RT_TABLE_LOCAL;
  const bool is_type = fixed.rtm_type == RTN_UNICAST || fixed.rtm_type == RTN_LOCAL ||
                       fixed.rtm_type == RTN_BLACKHOLE || fixed.rtm_type == RTN_UNREACHABLE ||
                       fixed.rtm_type == RTN_PROHIBIT;
  return is_table && is_type && (fixed.rtm_flags & RTM_F_CLONED) == 0 && fixed.rtm_src_len == 0 &&
         fixed.rtm_tos == 0;
}

std::optional<NetChange> parse_route(const nlmsghdr& message, ChangeKind kind) {
  const auto* fixed = fixed_part<rtmsg>(message);
  if (fixed == nullptr) return std::nullopt;
  const auto attributes = attributes_of<rtmsg>(message);
  const int family = fixed->rtm_family;
  if (family != AF_INET && family != AF_INET6) return std::nullopt;
  if (!is_for_directors(*fixed, attributes.u32(RTA_TABLE).value_or(fixed->rtm_table))) {
    return std::nullopt;
  }
  const IpAddress any{family == AF_INET ? Family::Ipv4 : Family::Ipv6, {}};
  const auto dst = prefix_of(attributes.address(RTA_DST, family).value_or(any), fixed->rtm_dst_len);
  if (!dst) return std::nullopt;

  Route route{.dst = *dst, .port = attributes.u32(RTA_OIF).value_or(0)};
  route.gateway = gateway_of(attributes, family);
  if (route.port == 0) read_first_hop(attributes, family, route);
  if (fixed->rtm_type == RTN_LOCAL) route.port = kLoopback;
  route.preferred_source = attributes.address(RTA_PREFSRC, family);
  route.metric = attributes.u32(RTA_PRIORITY).value_or(0);
  route.is_unreachable = fixed->rtm_type != RTN_UNICAST && fixed->rtm_type != RTN_LOCAL;
  if (route.port == 0 && !route.is_unreachable) return std::nullopt;
  if (attributes.has(RTA_METRICS)) {
    const Attributes metrics(attributes.payload(RTA_METRICS), attributes.length(RTA_METRICS));
    route.mtu = metrics.u32(RTAX_MTU).value_or(0);
  }
  const bool is_dead = (fixed->rtm_flags & RTNH_F_DEAD) != 0;
  return NetChange{.kind = is_dead ? ChangeKind::Remove : kind,
                   .object = route,
                   .is_replacement = (message.nlmsg_flags & NLM_F_REPLACE) != 0};
}

std::optional<NetChange> parse_neighbour(const nlmsghdr& message, ChangeKind kind) {
  const auto* fixed = fixed_part<ndmsg>(message);
  if (fixed == nullptr || fixed->ndm_ifindex <= 0 || (fixed->ndm_flags & NTF_PROXY) != 0) {
    return std::nullopt;
  }
  const auto attributes = attributes_of<ndmsg>(message);
  const auto address = attributes.address(NDA_DST, fixed->ndm_family);
  if (!address) return std::nullopt;
  Neighbour neighbour{.port = static_cast<PortId>(fixed->ndm_ifindex), .address = *address};
  const auto mac = attributes.mac(NDA_LLADDR);
  if (kind == ChangeKind::Remove || (fixed->ndm_state & kUsable) == 0 || !mac) {
    return NetChange{ChangeKind::Remove, neighbour};
  }
  neighbour.mac = *mac;
  return NetChange{.kind = ChangeKind::Set,
                   .object = neighbour,
                   .is_stale = (fixed->ndm_state & NUD_STALE) != 0};
}

}  // namespace

std::optional<NetChange> parse_message(const nlmsghdr& message) {
  switch (message.nlmsg_type) {
    case RTM_NEWLINK:
      return parse_link(message, ChangeKind::Set);
    case RTM_DELLINK:
      return parse_link(message, ChangeKind::Remove);
    case RTM_NEWADDR:
      return parse_address(message, ChangeKind::Set);
    case RTM_DELADDR:
      return parse_address(message, ChangeKind::Remove);
    case RTM_NEWROUTE:
      return parse_route(message, ChangeKind::Set);
    case RTM_DELROUTE:
      return parse_route(message, ChangeKind::Remove);
    case RTM_NEWNEIGH:
      return parse_neighbour(message, ChangeKind::Set);
    case RTM_DELNEIGH:
      return parse_neighbour(message, ChangeKind::Remove);
    default:
      return std::nullopt;
  }
}

}  // namespace nicvs::netlink
