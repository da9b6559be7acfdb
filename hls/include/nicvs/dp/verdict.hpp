// SPDX-License-Identifier: Apache-2.0
// What happens to a frame, and why: the one list of verdicts and reasons.
//
// The reason's word is the counter, the column of `nicvsadm status`, the metric
// `nicvs_<verdict>_<reason>_total` and the row of docs/OPERATIONS.md; nothing else spells it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace nicvs {
namespace dp {

// Keep: the engine has copied the frame and decides about it later.
enum class Verdict : std::uint8_t { Forward = 0, PassToHost = 1, Drop = 2, Keep = 3 };
constexpr std::size_t kVerdictCount = 4;

enum class Reason : std::uint8_t {
  None = 0,
  // Passed to the host: not ours, or the host's stack must answer.
  NotIp,
  UnknownProtocol,
  NoService,
  NoConn,
  IcmpQuery,
  IcmpNotOurs,
  LocalDest,
  FtpData,
  Truncated,
  BadVersion,
  BadHeaderLength,
  BadLength,
  BadChecksum,
  Fragment,
  ExtensionHeader,
  // Dropped.
  NoDest,
  DestRemoved,
  ConnTableFull,
  TemplateTableFull,
  TtlExceeded,
  MtuExceeded,
  NoRoute,
  NoNeighbour,
  PortDown,
  IcmpBadChecksum,
  AppBadChecksum,
  NoCallId,
  DropRate,
  NatIcmpSent,
  RxRingFull,
  TxRingFull,
  HostRingFull,
  HandoverRingFull,
  Oversized,
  Martian,
  TunnelMtuTooSmall,
  FragmentDuplicate,
  FragmentOverlap,
  BadFragment,
  FragmentTimeout,
  FragmentEvicted,
  TunnelError,
  BypassToSelf,
  // Kept.
  FragmentKept,
  Count_,
};

constexpr std::size_t kReasonCount = static_cast<std::size_t>(Reason::Count_);

struct ReasonText {
  Reason reason;
  Verdict verdict;       // what befalls a frame with this reason
  const char* word;      // as shown and counted
  const char* sentence;  // as explained to the operator
};

// Indexed by Reason.
constexpr std::array<ReasonText, kReasonCount> kReasonText = {{
    {Reason::None, Verdict::Forward, "none", "Forwarded to a dest or a client."},
    {Reason::NotIp, Verdict::PassToHost, "not_ip", "Neither IPv4 nor IPv6."},
    {Reason::UnknownProtocol, Verdict::PassToHost, "unknown_protocol",
     "An IP protocol that is not balanced."},
    {Reason::NoService, Verdict::PassToHost, "no_service",
     "No service has this address and port, or they are not the director's own."},
    {Reason::NoConn, Verdict::PassToHost, "no_conn",
     "The service exists, but the packet belongs to no conn and may not open one."},
    {Reason::IcmpQuery, Verdict::PassToHost, "icmp_query",
     "An ICMP query such as a ping; the host answers it."},
    {Reason::IcmpNotOurs, Verdict::PassToHost, "icmp_not_ours",
     "An ICMP error about a packet of no known conn."},
    {Reason::LocalDest, Verdict::PassToHost, "local_dest",
     "The chosen dest is the director itself; its stack takes the packet."},
    {Reason::FtpData, Verdict::PassToHost, "ftp_data",
     "An FTP data connection for which no dest is available."},
    {Reason::Truncated, Verdict::PassToHost, "truncated",
     "The frame ends inside a header; the host's stack discards it."},
    {Reason::BadVersion, Verdict::PassToHost, "bad_version",
     "The version in the IP header contradicts the EtherType."},
    {Reason::BadHeaderLength, Verdict::PassToHost, "bad_header_length",
     "A header length field is below the minimum of its protocol, or an IP option is refused."},
    {Reason::BadLength, Verdict::PassToHost, "bad_length",
     "The IP length is shorter than its headers or longer than the frame."},
    {Reason::BadChecksum, Verdict::PassToHost, "bad_checksum",
     "The IPv4 header checksum is wrong; the host's stack discards it."},
    {Reason::Fragment, Verdict::PassToHost, "fragment",
     "An IP fragment for no virtual address and from no NAT dest, or without its first header."},
    {Reason::ExtensionHeader, Verdict::PassToHost, "extension_header",
     "IPv6 extension headers before the transport header that are not understood."},
    {Reason::NoDest, Verdict::Drop, "no_dest",
     "The scheduler found no usable dest; the client gets ICMP port unreachable."},
    {Reason::DestRemoved, Verdict::Drop, "dest_removed",
     "The conn's dest was removed and expire_nodest_conn is 0."},
    {Reason::ConnTableFull, Verdict::Drop, "conn_table_full",
     "A new conn was refused because the conn table is full."},
    {Reason::TemplateTableFull, Verdict::Drop, "template_table_full",
     "A new conn was refused because no template could be stored."},
    {Reason::TtlExceeded, Verdict::Drop, "ttl_exceeded",
     "The TTL or hop limit ended here; the sender gets ICMP time exceeded."},
    {Reason::MtuExceeded, Verdict::Drop, "mtu_exceeded",
     "Too long for the next hop and not to be fragmented; the sender gets the MTU by ICMP."},
    {Reason::NoRoute, Verdict::Drop, "no_route",
     "The kernel has no route to the dest or client; the sender gets ICMP host unreachable."},
    {Reason::NoNeighbour, Verdict::Drop, "no_neighbour",
     "The next hop's MAC address is not known yet; the kernel was asked to find it."},
    {Reason::PortDown, Verdict::Drop, "port_down", "The outgoing port is down or gone."},
    {Reason::IcmpBadChecksum, Verdict::Drop, "icmp_bad_checksum",
     "An ICMP error about a conn has a wrong checksum."},
    {Reason::AppBadChecksum, Verdict::Drop, "app_bad_checksum",
     "A packet of an FTP control conn has a wrong TCP checksum."},
    {Reason::NoCallId, Verdict::Drop, "no_call_id",
     "A new packet of a service with --pe sip has no usable Call-ID."},
    {Reason::DropRate, Verdict::Drop, "drop_rate", "A new conn was refused by drop_packet."},
    {Reason::NatIcmpSent, Verdict::Drop, "nat_icmp_sent",
     "A packet from a NAT dest without a conn was answered by ICMP (nat_icmp_send)."},
    {Reason::RxRingFull, Verdict::Drop, "rx_ring_full",
     "The director did not fetch frames as fast as they arrived."},
    {Reason::TxRingFull, Verdict::Drop, "tx_ring_full", "The transmit ring had no room."},
    {Reason::HostRingFull, Verdict::Drop, "host_ring_full",
     "The path to the host's stack had no room."},
    {Reason::HandoverRingFull, Verdict::Drop, "handover_ring_full",
     "The worker that owns the conn could not take the frame over."},
    {Reason::Oversized, Verdict::Drop, "oversized", "The frame is longer than a frame buffer."},
    {Reason::Martian, Verdict::Drop, "martian",
     "A packet with a loopback source or destination must not leave the director."},
    {Reason::TunnelMtuTooSmall, Verdict::Drop, "tunnel_mtu_too_small",
     "The route's MTU leaves less than the minimum for a tunnelled packet."},
    {Reason::FragmentDuplicate, Verdict::Drop, "fragment_duplicate",
     "An IP fragment that brought nothing new."},
    {Reason::FragmentOverlap, Verdict::Drop, "fragment_overlap",
     "IP fragments overlapped; their packet was given up."},
    {Reason::BadFragment, Verdict::Drop, "bad_fragment",
     "An IP fragment that is empty, too long, or contradicts its packet's end or ECN."},
    {Reason::FragmentTimeout, Verdict::Drop, "fragment_timeout",
     "A packet was given up because fragments were still missing after 30 s (IPv6: 60 s)."},
    {Reason::FragmentEvicted, Verdict::Drop, "fragment_evicted",
     "A packet was given up because too many others waited for fragments."},
    {Reason::TunnelError, Verdict::Drop, "tunnel_error",
     "An ICMP error about a packet in a tunnel was taken in; its client was told if need be."},
    {Reason::BypassToSelf, Verdict::Drop, "bypass_to_self",
     "A bypass conn leads to one of the director's own addresses."},
    {Reason::FragmentKept, Verdict::Keep, "fragment_kept",
     "An IP fragment that waits for the others of its packet."},
}};

constexpr const ReasonText& text_of(Reason reason) {
  return kReasonText[static_cast<std::size_t>(reason)];
}

constexpr bool reason_texts_are_in_order() {
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    if (kReasonText[i].reason != static_cast<Reason>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(reason_texts_are_in_order(), "kReasonText is indexed by Reason");

}  // namespace dp
}  // namespace nicvs
