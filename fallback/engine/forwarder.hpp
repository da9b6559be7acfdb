// SPDX-License-Identifier: Apache-2.0
// Sends a packet of a conn on its way: next hop, rewrite, fragments, and the ICMP errors to tell.
//
// What every packet runs through is a template over what is known of the packet (known.hpp) and
// stands in forwarder_inline.hpp; the rest is cold.
#pragma once

#include "fallback/engine/core.hpp"
#include "fallback/engine/hop_cache.hpp"
#include "fallback/engine/packet.hpp"
#include "fallback/fragments/refragment.hpp"
#include "fallback/icmp/icmp_error.hpp"
#include "fallback/icmp/icmp_translate.hpp"
#include "fallback/icmp/tunnel_error.hpp"
#include "fallback/net/wanted_neighbours.hpp"
#include "nicvs/dp/pipeline.hpp"

namespace nicvs::soft {

// The kernel routes what comes from a dest before IPVS sees it; what ends there is no reply
// (ip_forward, ip6_forward).
constexpr bool is_routable(dp::Reason reason) {
  return reason != dp::Reason::NoRoute && reason != dp::Reason::TtlExceeded &&
         reason != dp::Reason::MtuExceeded;
}

// One per worker.
class Forwarder {
 public:
  Forwarder(Core& core, unsigned worker) : core_(core), lines_(core.services.lines_of(worker)) {}

  // At the beginning of every batch: ways to dests that may have changed are found out anew.
  void begin_batch() {
    const bool holds = core_.net.generation() == net_generation_ &&
                       core_.path_mtus.generation() == mtu_generation_;
    if (!holds) [[unlikely]]
      begin_epoch();
  }
  // Whether the DestLine of the conn's dest, which is IPv4, says how to reach it.
  bool has_way(const Conn& conn, Time now) {
    const std::uint32_t epoch = lines_[static_cast<std::uint32_t>(conn.dest_index)].way.epoch;
    if (epoch == epoch_) [[likely]]
      return true;
    return epoch != (epoch_ | kHasNoWay) && find_way(conn, now);
  }

  // From the client to the dest. The tunnel's parameters are the dest's; dest is nullptr for
  // bypass.
  template <class Known>
  Decision to_dest(Packet& packet, const Conn& conn, const ConnAddresses& addresses, Batch& batch);
  // From the dest to the client.
  template <class Known>
  Decision to_client(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                     Batch& batch);
  // An ICMP error about a conn's packet, to its dest or its client.
  Decision icmp_to(dp::NatEnd end, Packet& packet, const EmbeddedPacket& embedded, const Conn& conn,
                   const ConnAddresses& addresses, Batch& batch);

  // An ICMP error about a conn's packet in a tunnel: learns the path's MTU, and strips the frame to
  // the client's packet and tells the client, unless that did not ask for it.
  Decision tunnel_error(Packet& packet, const QuotedTunnel& about, Batch& batch);

  // Sends an error to the packet's sender, if one may be sent.
  void tell_sender(IcmpProblem problem, const Packet& packet, Batch& batch, std::uint32_t mtu = 0,
                   QuotedTtl quoted_ttl = QuotedTtl::AsReceived);

  // Appends the fragments of a rewritten packet for the local stack to batch.originated. False, and
  // nothing is appended, if buffers are short.
  bool cut_for_host(const Packet& packet, Batch& batch);

  WantedNeighbours& wanted() { return wanted_; }

 private:
  Decision drop(dp::Reason reason) const { return {dp::Verdict::Drop, reason}; }
  void send_error(IcmpError error, const Packet& packet, Batch& batch);
  // The MTU to tell a client whose packet was too long for the path of a tunnel.
  std::uint32_t learn_path_mtu(const QuotedTunnel& about, std::uint32_t told, Time now);
  dp::Tunnel tunnel_to(const Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                       const std::optional<IpAddress>& source);
  // The bit of DestWay::epoch that says: all that matters was found out, and there is no simple
  // way.
  static constexpr std::uint32_t kHasNoWay = 1;

  [[gnu::cold]] void begin_epoch();
  [[gnu::cold]] bool find_way(const Conn& conn, Time now);
  NextHop hop_of(const Conn& conn) const;
  [[gnu::cold]] std::uint16_t gue_port(const dp::FlowKey& flow) const;
  template <class Known, ForwardMethod kMethod>
  Decision to_dest_by(Packet& packet, const Conn& conn, const ConnAddresses& addresses,
                      Batch& batch);
  template <class Known, ForwardMethod kMethod>
  Decision send_request(const NextHop& hop, const dp::Tunnel& tunnel, Packet& packet,
                        const Conn& conn, const ConnAddresses& addresses, Batch& batch);
  template <class Known>
  Decision send(const dp::Forwarding& forwarding, const NextHop& hop, Packet& packet, Batch& batch,
                QuotedTtl quoted_ttl);
  [[gnu::cold]] Decision unreachable(IcmpProblem problem, const Packet& packet, Batch& batch);
  [[gnu::cold]] Decision refuse(dp::Reason reason, std::uint32_t mtu, const Packet& packet,
                                Batch& batch, QuotedTtl quoted_ttl);
  // A packet that was cut before it came, or is too long. outer: bytes that a tunnel put in front;
  // rewritten_end: offset in the frame behind what NAT changed.
  [[gnu::cold]] Decision send_cut(std::uint32_t mtu, std::uint32_t outer,
                                  std::uint32_t rewritten_end, Packet& packet, Batch& batch);
  std::uint32_t fragment_id();
  bool cut(const Packet& packet, const Cutting& cutting, Batch& batch);
  // Reason None if a frame can leave by the hop; remembers a missing neighbour.
  dp::Reason check_link(const NextHop& hop) {
    const dp::Reason reason = hop.blocked();
    if (reason == dp::Reason::NoNeighbour) [[unlikely]]
      wanted_.add(hop.port, hop.neighbour);
    return reason;
  }

  Core& core_;
  MappedArray<DestLine>& lines_;
  std::uint32_t epoch_ = 0;  // of the ways in lines_; even, never 0 in a batch
  std::uint64_t net_generation_ = 0;
  std::uint64_t mtu_generation_ = 0;
  HopCache hops_;
  WantedNeighbours wanted_;
  const Dest no_dest_;  // how to tunnel a conn that has none here, told of by another director
  std::uint16_t next_id_ = 1;           // of IPv4 packets that the director originates
  std::uint32_t next_fragment_id_ = 0;  // of IPv6 fragments, hashed
};

}  // namespace nicvs::soft
