// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/ownership.hpp"

#include <mutex>

#include "fallback/fragments/piece.hpp"
#include "fallback/icmp/icmp_translate.hpp"
#include "fallback/icmp/tunnel_error.hpp"
#include "nicvs/dp/flow_hash.hpp"

namespace nicvs::soft {
namespace {

bool addresses_service(const Core& core, const dp::FlowKey& flow) {
  return core.services.match(flow, core.classifier.mark_of(flow)) != nullptr;
}

// Only what comes from a dest or a virtual address is an answer; so the requests of conns that
// outlive their service keep their owner.
bool is_from_client(const Core& core, const dp::FlowKey& flow) {
  return addresses_service(core, flow) ||
         !(core.services.has_nat_dest_address({flow.family, flow.src}) ||
           addresses_service(core, dp::reversed(flow)));
}

// FTP data conns are with their control conn, see DataOwners.
std::optional<unsigned> data_owner_of(Core& core, const dp::FlowKey& flow) {
  const bool may_be_known =
      flow.protocol == Protocol::Tcp &&
      (core.data_owners.may_know(flow.src) || core.data_owners.may_know(flow.dst));
  if (!may_be_known) return std::nullopt;
  const std::lock_guard lock(core.slow_path);
  return core.data_owners.find(flow);
}

unsigned scaled(std::uint64_t hash, unsigned workers) {
  return static_cast<unsigned>(((hash >> 32) * workers) >> 32);
}

}  // namespace

unsigned owner_of_client(const Core& core, const dp::Address& client, std::uint16_t port) {
  const std::uint64_t key = (std::uint64_t{dp::fold(client)} << 16) | port;
  return scaled(key * 0x9e3779b97f4a7c15u, core.workers);  // 2^64 divided by the golden ratio
}

// The client is whoever addresses a service, or whoever an answer goes to.
unsigned owner_of_packet(Core& core, const FrameWindow& window, const dp::Parsed& parsed) {
  if (parsed.reason == dp::Reason::Fragment) {
    const Piece piece = read_piece(window, parsed);
    return scaled(dp::flow_hash(piece.datagram, core.hash_key), core.workers);
  }
  dp::FlowKey flow = lookup_key(parsed.key);
  if (parsed.reason == dp::Reason::None && dp::is_icmp_error(parsed)) {
    const auto about = quoted_tunnel(window, parsed);
    flow = lookup_key(about ? about->packet.key : dp::reversed(parse_embedded(window, parsed).key));
  }
  if (const auto data_owner = data_owner_of(core, flow)) return *data_owner;
  const bool from_client = is_from_client(core, flow);
  return from_client ? owner_of_client(core, flow.src, flow.src_port)
                     : owner_of_client(core, flow.dst, flow.dst_port);
}

}  // namespace nicvs::soft
