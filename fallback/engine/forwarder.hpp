// SPDX-License-Identifier: Apache-2.0
// Sends a packet of a conn on its way: next hop, rewrite, fragments, and the ICMP errors to tell.
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

// One per worker.
class Forwarder {
 public:
  explicit Forwarder(Core& core) : core_(core) {}

  // From the client to the dest. The tunnel's parameters are the dest's; dest is nullptr for
  // bypass.
  Decision to_dest(Packet& packet, const Conn& conn, const ConnAddresses& addresses, Batch& batch);
  // From the dest to the client.
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
  Decision send(const dp::Forwarding& forwarding, const NextHop& hop, Packet& packet, Batch& batch,
                QuotedTtl quoted_ttl);
  Decision refuse(const dp::Forwarding& forwarding, const Packet& packet, Batch& batch,
                  QuotedTtl quoted_ttl);
  // A packet that was cut before it came, or is too long. outer: bytes that a tunnel put in front;
  // rewritten_end: offset in the frame behind what NAT changed.
  Decision send_cut(const NextHop& hop, std::uint32_t outer, std::uint32_t rewritten_end,
                    Packet& packet, Batch& batch);
  std::uint32_t fragment_id();
  bool cut(const Packet& packet, const Cutting& cutting, Batch& batch);
  // Reason None if a frame can leave by the hop; remembers a missing neighbour.
  dp::Reason check_link(const NextHop& hop);

  Core& core_;
  HopCache hops_;
  WantedNeighbours wanted_;
  const Dest no_dest_{1};  // how to tunnel a conn that has none here, told of by another director
  std::uint16_t next_id_ = 1;           // of IPv4 packets that the director originates
  std::uint32_t next_fragment_id_ = 0;  // of IPv6 fragments, hashed
};

}  // namespace nicvs::soft
