// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/accelerated_conns.hpp"

#include <utility>

namespace nicvs::soft {
namespace {

bool is_answered_by(const ConnTable& conns, const dp::FlowKey& key, ConnIndex index,
                    dp::Side from) {
  const ConnTable::Hit hit = conns.find(key, conns.hash_of(key));
  return hit.index == index && hit.from == from;
}

}  // namespace

bool AcceleratedConns::set(Accelerator* accelerator) {
  if (accelerator_ != nullptr) {
    for (ConnIndex index = 0; index < conns_.used_end(); ++index) remove(index);
  }
  accelerator_ = accelerator;
  if (accelerator_ == nullptr) return true;
  slots_ = MappedArray<AccelSlot>(conns_.capacity());
  if (!slots_) accelerator_ = nullptr;
  return is_on();
}

void AcceleratedConns::catch_up(ConnIndex index) {
  if (!is_on() || slots_[index] == 0) return;
  const AccelProgress progress = accelerator_->take_progress(slots_[index] - 1);
  if (progress.in_packets == 0 && progress.out_packets == 0) return;
  Conn& conn = conns_.conn(index);
  conn.packets += progress.in_packets;
  if (conn.dest_index != kNoDest) {
    core_.services.count_many(worker_, core_.services.dest(conn.dest_index),
                              {.in_packets = progress.in_packets,
                               .out_packets = progress.out_packets,
                               .in_bytes = progress.in_bytes,
                               .out_bytes = progress.out_bytes});
  }
  const Tick deadline = tick_from(progress.last_packet) + ticks_of(conn.timeout_s);
  conn.deadline = later_of(conn.deadline, deadline);
  frames_.store(frames() + progress.in_packets + progress.out_packets, std::memory_order_relaxed);
}

void AcceleratedConns::settle(const Decision& decision, Time now) {
  const ConnIndex index = std::exchange(decided_, kNoConn);
  if (index == kNoConn || !conns_.is_used(index)) return;
  if (slots_[index] != 0 && accelerator_->is_current(slots_[index] - 1)) {
    accelerator_->set_state(slots_[index] - 1, state_of(conns_.conn(index)));
    return;
  }
  remove(index);
  const Conn& conn = conns_.conn(index);
  if (decision.verdict == dp::Verdict::Forward && is_eligible(conn) &&
      accelerator_->wants(conn.protocol, conn.state)) {
    install(index, now);
  }
}

void AcceleratedConns::remove(ConnIndex index) {
  if (!is_on() || slots_[index] == 0) return;
  catch_up(index);
  accelerator_->remove(std::exchange(slots_[index], 0) - 1);
}

void AcceleratedConns::release_keys_of(ConnIndex index) {
  if (!is_on()) return;
  accelerator_->release_key(conns_.request_key(index));
  accelerator_->release_key(conns_.reply_key(index));
}

// The engine keeps conns whose packets need more than the kernels of the fast path: payloads
// (FTP), other tunnels than ipip, and the notes of sync.
bool AcceleratedConns::is_eligible(const Conn& conn) const {
  if (conn.family != Family::Ipv4 || conn.dest_family != Family::Ipv4) return false;
  if (conn.protocol != Protocol::Tcp && conn.protocol != Protocol::Udp) return false;
  if (conn.dest_index == kNoDest || (conn.flags & own_flag::kIsFtp) != 0) return false;
  if (core_.sync_roles.is_master || core_.is_only_backup()) return false;
  const Dest& dest = core_.services.dest(conn.dest_index);
  switch (conn.method()) {
    case ForwardMethod::Nat:
    case ForwardMethod::Dr:
      return dest.is_available();
    case ForwardMethod::Tun:
      return dest.is_available() && dest.tunnel_type == TunnelType::IpIp;
    default:
      return false;
  }
}

AccelState AcceleratedConns::state_of(const Conn& conn) const {
  const bool wants_assurance =
      conn.control != kNoConn && (conn.flags & own_flag::kHasAssuredTemplate) == 0;
  return {conn.state, conn.flags & own_flag::kVisible, wants_assurance};
}

// A path MTU that was learned ends by itself, so its packets stay here.
AccelWay AcceleratedConns::way_to(const IpAddress& destination, Time now) const {
  const NextHop hop = core_.net.next_hop(destination);
  const bool is_remote = hop.kind == HopKind::Direct || hop.kind == HopKind::Gateway;
  if (!is_remote || hop.blocked() != dp::Reason::None || !accelerator_->can_send(hop.port)) {
    return {};
  }
  const PathMtus::PathMtu path = core_.path_mtus.find(destination, hop.mtu, now);
  if (path.until != Time::max()) return {};
  return {hop.port, {hop.port_mac, hop.neighbour_mac, hop.mtu, false}};
}

AccelOrder AcceleratedConns::order_for(ConnIndex index, Time now) const {
  const Conn& conn = conns_.conn(index);
  const ConnAddresses addresses = conns_.addresses(index);
  const IpAddress dest{Family::Ipv4, addresses.dest};
  AccelOrder order{.request = conns_.request_key(index), .reply = conns_.reply_key(index)};
  order.state = state_of(conn);
  order.rules = core_.defence.rules();
  order.conn = {conn.method(), conn.virtual_port, conn.dest_port, addresses.virtual_address,
                addresses.dest};
  order.to_dest = way_to(dest, now);
  if (conn.method() == ForwardMethod::Tun) {
    const auto source = core_.net.source_for(core_.net.next_hop(dest), dest);
    order.tunnel_source = source ? source->value : dp::Address{};
    order.pmtu_discovery =
        core_.settings.values().pmtu_disc != 0 ? dp::PmtuDiscovery::On : dp::PmtuDiscovery::Off;
  }
  if (conn.method() == ForwardMethod::Nat) {
    order.to_client = way_to({Family::Ipv4, addresses.client}, now);
  }
  order.answers_request =
      order.to_dest.port != 0 && is_answered_by(conns_, order.request, index, dp::Side::Client);
  order.answers_reply =
      order.to_client.port != 0 && is_answered_by(conns_, order.reply, index, dp::Side::Dest);
  return order;
}

void AcceleratedConns::install(ConnIndex index, Time now) {
  const AccelOrder order = order_for(index, now);
  if (!order.answers_request && !order.answers_reply) return;
  const AccelSlot slot = accelerator_->install(order);
  if (slot != kNoSlot) slots_[index] = slot + 1;
}

}  // namespace nicvs::soft
