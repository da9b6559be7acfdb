// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/path/path_bench.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include "fallback/edit/apply.hpp"
#include "tests/kernel/support/buffer.hpp"
#include "tests/rtl/support/bits.hpp"

namespace nicvs::test {
namespace {

constexpr std::size_t kBeat = 64;
constexpr std::size_t kShortestFrame = 60;
constexpr unsigned kFind = 1, kDelete = 2;                             // nicvs_key_pkg
constexpr unsigned kStates = 0, kDests = 1, kServices = 2, kHops = 3;  // bits of write_i

unsigned code_of(dp::Protocol protocol) {
  return protocol == dp::Protocol::Tcp ? 1 : protocol == dp::Protocol::Udp ? 2 : 3;
}

dp::HeaderWindow window_of(const Bytes& frame) {
  dp::HeaderWindow window{};
  window.frame_length = static_cast<std::uint16_t>(frame.size());
  std::copy_n(frame.begin(), std::min(frame.size(), window.bytes.size()), window.bytes.begin());
  return window;
}

// Frames of conns that they do not change.
bool is_fast(const dp::Parsed& p) {
  const bool is_quiet_tcp = p.key.protocol == dp::Protocol::Tcp && (p.tcp_flags & 0x17) == 0x10;
  return p.reason == dp::Reason::None && p.key.family == dp::Family::Ipv4 &&
         p.fragment == dp::Fragment::None && !p.is_l2_group &&
         (is_quiet_tcp || p.key.protocol == dp::Protocol::Udp);
}

bool is_for_card(const dp::EditList& list) { return list.fixup == dp::Fixup::None; }

dp::NextHop next_hop(const HopFacts& hop) { return {hop.src, hop.dst, hop.mtu, false}; }

std::uint64_t mac_bits(const dp::Mac& mac) {
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 6; ++i) bits |= static_cast<std::uint64_t>(mac.byte[i]) << (8 * i);
  return bits;
}

}  // namespace

PathBench::PathBench(std::uint64_t seed) : random_(seed) {
  dut_->enable_i = 1;
  dut_->pmtu_discovery_i = 1;
  dut_->tx_ready_i = 1;
  dut_->host_ready_i = 1;
  while (dut_->is_clearing_o != 0) dut_.clock();
}

void PathBench::write_service(unsigned index, const ServiceFacts& service) {
  services_[index] = service;
  BitWriter bits(&dut_->write_entry_i[0]);
  bits.put(service.address, 32);
  bits.put(service.port, 16);
  bits.put(code_of(service.protocol), 2);
  write(kServices, index);
}

void PathBench::write_dest(unsigned index, const DestFacts& dest) {
  dests_[index] = dest;
  BitWriter bits(&dut_->write_entry_i[0]);
  bits.put(dest.address, 32);
  bits.put(dest.port, 16);
  bits.put(0, 3 + 16);
  bits.put(3, 2);  // present, usable
  bits.put(dest.hop, 12);
  bits.put(dest.service, 12);
  write(kDests, index);
}

void PathBench::write_hop(unsigned index, const HopFacts& hop) {
  hops_[index] = hop;
  BitWriter bits(&dut_->write_entry_i[0]);
  bits.put(mac_bits(hop.dst), 48);
  bits.put(mac_bits(hop.src), 48);
  bits.put(hop.mtu, 16);
  bits.put(hop.tunnel_src, 32);
  bits.put(0, 2);
  bits.put(1, 1);
  write(kHops, index);
}

void PathBench::write_state(unsigned slot, const ConnFacts& conn, unsigned is_present) {
  BitWriter bits(&dut_->write_entry_i[0]);
  bits.put(is_present, 1);
  bits.put(generation_ % 64, 6);
  bits.put(0, 4 + 2);
  bits.put(static_cast<unsigned>(conn.method), 3);
  bits.put(conn.dest, 14);
  bits.put(conn.reply_hop, 12);
  write(kStates, slot);
}

void PathBench::write(unsigned table, unsigned index) {
  dut_->write_i = static_cast<std::uint8_t>(1u << table);
  dut_->write_index_i = static_cast<std::uint16_t>(index);
  idle(1);
  dut_->write_i = 0;
}

PathBench::Key PathBench::client_key(const ConnFacts& conn) const {
  const ServiceFacts& service = services_.at(dests_.at(conn.dest).service);
  return {conn.client, service.address, conn.client_port, service.port, service.protocol};
}

PathBench::Key PathBench::dest_key(const ConnFacts& conn) const {
  const DestFacts& dest = dests_.at(conn.dest);
  return {dest.address, conn.client, dest.port, conn.client_port,
          services_.at(dest.service).protocol};
}

PathBench::Result PathBench::command(unsigned op, const Key& key, std::uint32_t payload) {
  const auto& [src, dst, src_port, dst_port, protocol] = key;
  BitWriter bits(&dut_->command_key_i[0]);
  bits.put(src, 32);
  bits.put(dst, 32);
  bits.put(src_port, 16);
  bits.put(dst_port, 16);
  bits.put(code_of(protocol), 2);
  dut_->command_op_i = static_cast<std::uint8_t>(op);
  dut_->command_payload_i = payload;
  dut_->command_valid_i = 1;
  bool is_taken = false;
  for (unsigned i = 0; i < 2000; ++i) {
    dut_.settle();
    is_taken = dut_->command_valid_i != 0 && dut_->command_ready_o != 0;
    idle(1);
    if (is_taken) dut_->command_valid_i = 0;
    if (dut_->result_valid_o != 0) {
      return {dut_->result_found_o != 0, dut_->result_inserted_o != 0, dut_->result_slot_o};
    }
  }
  FAIL("no result of a command");
  return {};
}

bool PathBench::add_conn(const ConnFacts& conn) {
  ++generation_;
  const std::uint32_t generation = generation_ % 64;
  const Result client = command(kFind, client_key(conn), generation << 1);
  if (!client.inserted) return false;
  write_state(client.slot, conn, 1);
  if (conn.method == dp::ForwardMethod::Nat) {
    const Result dest = command(kFind, dest_key(conn), client.slot << 7 | generation << 1 | 1);
    if (!dest.inserted) {
      write_state(client.slot, conn, 0);
      REQUIRE(command(kDelete, client_key(conn), 0).found);
      return false;
    }
    ways_[dest_key(conn)] = {conns_.size(), dp::Side::Dest};
  }
  ways_[client_key(conn)] = {conns_.size(), dp::Side::Client};
  conns_.push_back(conn);
  return true;
}

void PathBench::remove_conn(std::size_t index) {
  const ConnFacts& conn = conns_.at(index);
  const Result client = command(kDelete, client_key(conn), 0);
  REQUIRE(client.found);
  write_state(client.slot, conn, 0);
  ways_.erase(client_key(conn));
  if (conn.method == dp::ForwardMethod::Nat) {
    REQUIRE(command(kDelete, dest_key(conn), 0).found);
    ways_.erase(dest_key(conn));
  }
}

void PathBench::receive(const Bytes& frame, bool is_damaged) {
  arrived_.push_back({frame, is_damaged});
  ++fates_.received;
  for (std::size_t at = 0; at < frame.size(); at += kBeat) {
    while (in_percent(random_, bubbles)) idle(1);
    const std::size_t length = std::min(kBeat, frame.size() - at);
    std::memcpy(&dut_->rx_data_i, frame.data() + at, length);
    dut_->rx_length_i = static_cast<std::uint8_t>(length);
    dut_->rx_last_i = at + length == frame.size() ? 1 : 0;
    dut_->rx_error_i = is_damaged ? dut_->rx_last_i : 0;
    dut_->rx_valid_i = 1;
    step();
  }
  dut_->rx_valid_i = 0;
}

void PathBench::idle(unsigned cycles) {
  dut_->rx_valid_i = 0;
  for (unsigned i = 0; i < cycles; ++i) step();
}

void PathBench::drain() {
  tx_ready = host_ready = 100;
  const auto is_busy = [this] {
    return !arrived_.empty() || !tx_.decided.empty() || !tx_.expected.empty() ||
           !host_.decided.empty() || !host_.expected.empty();
  };
  for (unsigned i = 0; i < 20000 && is_busy(); ++i) idle(1);
  idle(100);
  REQUIRE_FALSE(is_busy());
  REQUIRE(fates_.received == fates_.damaged + fates_.rx_full + fates_.tx_full + fates_.host_full +
                                 fates_.sent + fates_.passed);
}

// A beat of a frame that is left out.
void PathBench::send_nameless_beat(bool is_last) {
  dut_->rx_valid_i = 1;
  dut_->rx_last_i = is_last ? 1 : 0;
  dut_->rx_error_i = 0;
  dut_->rx_length_i = kBeat;
  dut_.clock();
  REQUIRE((dut_->rx_kept_o | dut_->rx_damaged_o | dut_->rx_full_o) == 0);
  CHECK(dut_->rx_left_out_o == (is_last ? 1 : 0));
  dut_->rx_valid_i = 0;
}

void PathBench::reset_inside_a_frame(unsigned beats_after) {
  if (beats_after != 0) {
    dut_->rx_valid_i = 1;
    dut_->rx_last_i = 0;
    dut_->rx_length_i = kBeat;
    dut_.clock();
    dut_->rx_valid_i = 0;
  }
  dut_.reset();
  arrived_.clear();
  tx_ = {};
  host_ = {};
  ways_.clear();
  conns_.clear();
  frames_decided_ = 0;
  fates_ = {};
  for (unsigned i = 1; i <= beats_after; ++i) send_nameless_beat(i == beats_after);
  while (dut_->is_clearing_o != 0) idle(1);
}

void PathBench::step() {
  dut_->tx_ready_i = in_percent(random_, tx_ready) ? 1 : 0;
  dut_->host_ready_i = in_percent(random_, host_ready) ? 1 : 0;
  dut_.settle();
  if (dut_->tx_valid_o != 0 && dut_->tx_ready_i != 0 &&
      take(tx_, &dut_->tx_data_o, dut_->tx_length_o, dut_->tx_last_o != 0, dp::Reason::None)) {
    ++fates_.sent;
  }
  if (dut_->host_valid_o != 0 && dut_->host_ready_i != 0 &&
      take(host_, &dut_->host_data_o, dut_->host_length_o, dut_->host_last_o != 0,
           static_cast<dp::Reason>(dut_->host_reason_o))) {
    ++fates_.passed;
  }
  dut_.clock();
  settle_rx();
  settle_output(tx_, dut_->tx_kept_o != 0, dut_->tx_full_o != 0, fates_.tx_full);
  settle_output(host_, dut_->host_kept_o != 0, dut_->host_full_o != 0, fates_.host_full);
}

void PathBench::settle_rx() {
  if ((dut_->rx_kept_o | dut_->rx_damaged_o | dut_->rx_full_o) == 0) return;
  REQUIRE_FALSE(arrived_.empty());
  const Arrived fate = arrived_.front();
  arrived_.pop_front();
  REQUIRE((dut_->rx_damaged_o != 0) == fate.is_damaged);
  fates_.damaged += dut_->rx_damaged_o;
  fates_.rx_full += dut_->rx_full_o;
  if (dut_->rx_kept_o != 0) decide(fate.frame);
}

dp::Forwarding PathBench::forward(const dp::Parsed& packet, const Way& way,
                                  std::uint16_t id) const {
  const ConnFacts& conn = conns_[way.conn];
  const DestFacts& dest = dests_.at(conn.dest);
  const ServiceFacts& service = services_.at(dest.service);
  const dp::ConnView view{conn.method, service.port, dest.port, dp::ipv4_address(service.address),
                          dp::ipv4_address(dest.address)};
  if (way.from == dp::Side::Dest) {
    return dp::forward_reply(packet, view, next_hop(hops_.at(conn.reply_hop)));
  }
  const HopFacts& hop = hops_.at(dest.hop);
  dp::Tunnel tunnel{};
  tunnel.src = dp::ipv4_address(hop.tunnel_src);
  tunnel.dst = view.dest;
  tunnel.pmtu_discovery = dp::PmtuDiscovery::On;
  tunnel.id = id;
  return dp::forward_request(packet, view, tunnel, next_hop(hop));
}

// What the card shall do with a frame, from its own tables in C++.
void PathBench::decide(const Bytes& frame) {
  const std::uint16_t id = frames_decided_++;
  const dp::Parsed packet = dp::parse(window_of(frame));
  dp::Reason reason = packet.reason == dp::Reason::None ? dp::Reason::NoConn : packet.reason;
  const dp::FlowKey& key = packet.key;
  const auto way =
      ways_.find({key.src.word[0], key.dst.word[0], key.src_port, key.dst_port, key.protocol});
  if (is_fast(packet) && way != ways_.end()) {
    const dp::Forwarding forwarding = forward(packet, way->second, id);
    if (forwarding.reason == dp::Reason::None && !forwarding.needs_fragmentation &&
        is_for_card(forwarding.edits)) {
      Buffer buffer(frame);
      REQUIRE(soft::apply(forwarding.edits, buffer.frame()));
      Bytes bytes = buffer.bytes();
      bytes.resize(std::max(bytes.size(), kShortestFrame), 0);
      tx_.decided.push_back({bytes, dp::Reason::None});
      return;
    }
    if (forwarding.reason != dp::Reason::None) reason = forwarding.reason;
  }
  host_.decided.push_back({frame, reason});
}

void PathBench::settle_output(Output& out, bool is_kept, bool is_full, std::uint64_t& full) {
  if (!is_kept && !is_full) return;
  REQUIRE_FALSE(out.decided.empty());
  if (is_kept) out.expected.push_back(out.decided.front());
  full += is_full ? 1 : 0;
  out.decided.pop_front();
}

bool PathBench::take(Output& out, const void* data, unsigned length, bool is_last,
                     dp::Reason reason) {
  REQUIRE_FALSE(out.expected.empty());
  REQUIRE((is_last || length == kBeat));
  REQUIRE(reason == out.expected.front().reason);
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  if (out.partial.empty()) last_frame_began_at = dut_.cycles();
  out.partial.insert(out.partial.end(), bytes, bytes + length);
  if (!is_last) return false;
  if (out.partial != out.expected.front().frame) {
    FAIL("left " << to_hex(out.partial) << ", expected " << to_hex(out.expected.front().frame));
  }
  out.expected.pop_front();
  out.partial.clear();
  return true;
}

}  // namespace nicvs::test
