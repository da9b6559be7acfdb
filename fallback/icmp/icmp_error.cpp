// SPDX-License-Identifier: Apache-2.0
#include "fallback/icmp/icmp_error.hpp"

#include <algorithm>
#include <cstring>

#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::Family;

constexpr std::uint8_t kTtl = 64;                // Linux's ip_default_ttl and hop_limit
constexpr unsigned kMaxErrorIpv4 = 576;          // RFC 1812, 4.3.2.3
constexpr std::uint8_t kTosMask = 0x1e;          // Linux's RT_TOS
constexpr std::uint8_t kInternetControl = 0xc0;  // precedence, RFC 1122, 3.2.2
constexpr std::uint8_t kIcmpv6Redirect = 137;

struct TypeAndCode {
  std::uint8_t type;
  std::uint8_t code;
};

// Indexed by family, then by IcmpProblem up to FragmentsMissing.
constexpr TypeAndCode kTypes[2][6] = {{{3, 3}, {3, 1}, {11, 0}, {3, 4}, {3, 0}, {11, 1}},
                                      {{1, 4}, {1, 3}, {3, 0}, {2, 0}, {1, 0}, {3, 1}}};

TypeAndCode type_of(const IcmpError& e, bool is_v4) {
  if (e.problem == IcmpProblem::Relayed) return {e.type, e.code};
  return kTypes[is_v4 ? 0 : 1][static_cast<unsigned>(e.problem)];
}

bool is_error_or_redirect(const dp::Parsed& p, const FrameWindow& w) {
  if (p.key.protocol != dp::Protocol::Icmp && p.key.protocol != dp::Protocol::Icmpv6) {
    return false;
  }
  if (w.size() <= p.l4_offset) {
    return true;  // its type cannot be told
  }
  const std::uint8_t type = w.byte(p.l4_offset);
  if (p.key.protocol == dp::Protocol::Icmpv6) {
    return type < 128 || type == kIcmpv6Redirect;
  }
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

// RFC 1122: not about addresses that name no single host. 0/8, 127/8, class D, class E, broadcast.
bool is_single_ipv4_host(std::uint32_t address) {
  const std::uint32_t first = address >> 24;
  return first != 0 && first != 127 && first < 224;
}

bool is_ipv6_group(const dp::Address& a) { return (a.word[0] >> 24) == 0xff; }

bool is_ipv6_unspecified_or_loopback(const dp::Address& a) {
  return a.word[0] == 0 && a.word[1] == 0 && a.word[2] == 0 && a.word[3] <= 1;
}

struct Layout {
  unsigned l3;     // where the error's IP header begins
  unsigned icmp;   // its ICMP header
  unsigned quote;  // the quoted packet
  unsigned quoted;
  unsigned end;
};

Layout lay_out(const FrameWindow& w, const dp::Parsed& p) {
  const bool is_v4 = p.key.family == Family::Ipv4;
  const unsigned header = is_v4 ? dp::ipv4::kMinLength : dp::ipv6::kLength;
  const unsigned limit = is_v4 ? kMaxErrorIpv4 : dp::ipv6::kMinMtu;
  const unsigned available = std::min<unsigned>(p.ip_length, w.size() - p.l3_offset);
  const unsigned quoted = std::min(available, limit - header - dp::icmp::kLength);
  const unsigned icmp = p.l3_offset + header;
  const unsigned quote = icmp + dp::icmp::kLength;
  return {p.l3_offset, icmp, quote, quoted, quote + quoted};
}

void write_ethernet(const FrameWindow& w, unsigned l3, std::uint8_t* to) {
  std::memcpy(to, w.data, l3);
  std::memcpy(to + dp::ethernet::kDst, w.data + dp::ethernet::kSrc, 6);
  std::memcpy(to + dp::ethernet::kSrc, w.data + dp::ethernet::kDst, 6);
}

void write_ipv4(const IcmpError& e, const dp::Parsed& p, unsigned length, std::uint8_t* to) {
  std::memset(to, 0, dp::ipv4::kMinLength);
  to[0] = dp::ipv4::kVersionAndMinLength;
  to[dp::ipv4::kTos] = static_cast<std::uint8_t>((p.tos & kTosMask) | kInternetControl);
  put_be16(to + dp::ipv4::kTotalLength, static_cast<std::uint16_t>(length));
  put_be16(to + dp::ipv4::kId, e.id);
  to[dp::ipv4::kTtl] = kTtl;
  to[dp::ipv4::kProtocol] = static_cast<std::uint8_t>(dp::Protocol::Icmp);
  put_address(to + dp::ipv4::kSrc, Family::Ipv4, e.src);
  put_address(to + dp::ipv4::kDst, Family::Ipv4, p.key.src);
  put_be16(to + dp::ipv4::kChecksum, internet_checksum({to, dp::ipv4::kMinLength}));
}

void write_ipv6(const IcmpError& e, const dp::Parsed& p, unsigned length, std::uint8_t* to) {
  put_be32(to, 0x60000000u);
  put_be16(to + dp::ipv6::kPayloadLength, static_cast<std::uint16_t>(length - dp::ipv6::kLength));
  to[dp::ipv6::kNextHeader] = static_cast<std::uint8_t>(dp::Protocol::Icmpv6);
  to[dp::ipv6::kHopLimit] = kTtl;
  put_address(to + dp::ipv6::kSrc, Family::Ipv6, e.src);
  put_address(to + dp::ipv6::kDst, Family::Ipv6, p.key.src);
}

void lower_quoted_ttl(const dp::Parsed& p, std::uint8_t* quote) {
  if (p.key.family == Family::Ipv6) {
    --quote[dp::ipv6::kHopLimit];
    return;
  }
  const auto lowered = static_cast<std::uint8_t>(p.ttl - 1u);
  quote[dp::ipv4::kTtl] = lowered;
  put_be16(quote + dp::ipv4::kChecksum,
           dp::checksum_update(p.ip_checksum,
                               dp::checksum_delta16(static_cast<std::uint16_t>(p.ttl << 8),
                                                    static_cast<std::uint16_t>(lowered << 8))));
}

void write_icmp(const IcmpError& e, const FrameWindow& w, const dp::Parsed& p, const Layout& at,
                std::uint8_t* data) {
  const bool is_v4 = p.key.family == Family::Ipv4;
  const TypeAndCode kind = type_of(e, is_v4);
  std::uint8_t* icmp = data + at.icmp;
  std::memset(icmp, 0, dp::icmp::kLength);
  icmp[dp::icmp::kType] = kind.type;
  icmp[dp::icmp::kCode] = kind.code;
  if (e.problem == IcmpProblem::PacketTooBig) {
    // RFC 1191: the low 16 bits; RFC 4443: all 32.
    put_be32(icmp + 4, is_v4 ? std::min(e.mtu, 0xffffu) : e.mtu);
  } else if (e.problem == IcmpProblem::Relayed) {
    put_be32(icmp + 4, e.mtu);
  }
  std::memcpy(data + at.quote, w.data + p.l3_offset, at.quoted);
  if (e.quoted_ttl == QuotedTtl::Lowered) {
    lower_quoted_ttl(p, data + at.quote);
  }
  const unsigned length = at.end - at.icmp;
  const std::uint32_t start =
      is_v4 ? 0 : pseudo_header_sum(e.src, p.key.src, dp::Protocol::Icmpv6, length);
  put_be16(icmp + dp::icmp::kChecksum, internet_checksum({icmp, length}, start));
}

}  // namespace

bool deserves_icmp_error(const FrameWindow& window, const dp::Parsed& p) {
  const bool has_ip_header =
      p.l3_length != 0 && p.reason != dp::Reason::BadChecksum && p.reason != dp::Reason::BadLength;
  if (!has_ip_header || p.is_l2_group || p.fragment == dp::Fragment::Later ||
      is_error_or_redirect(p, window)) {
    return false;
  }
  if (p.key.family == Family::Ipv4) {
    return is_single_ipv4_host(p.key.src.word[0]) && (p.key.dst.word[0] >> 24) < 224;
  }
  return !is_ipv6_group(p.key.dst) && !is_ipv6_group(p.key.src) &&
         !is_ipv6_unspecified_or_loopback(p.key.src);
}

bool build_icmp_error(const IcmpError& error, const FrameWindow& window, const dp::Parsed& p,
                      Frame& out) {
  const Layout at = lay_out(window, p);
  if (out.tailroom < at.end) {
    return false;
  }
  write_ethernet(window, at.l3, out.data);
  if (p.key.family == Family::Ipv4) {
    write_ipv4(error, p, at.end - at.l3, out.data + at.l3);
  } else {
    write_ipv6(error, p, at.end - at.l3, out.data + at.l3);
  }
  write_icmp(error, window, p, at, out.data);
  out.length = at.end;
  out.tailroom -= at.end;
  return true;
}

}  // namespace nicvs::soft
