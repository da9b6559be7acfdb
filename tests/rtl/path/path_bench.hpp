// SPDX-License-Identifier: Apache-2.0
// The card's way of frames against native kernels and tables in C++.
//
//   PathBench bench(seed);
//   bench.write_service(0, ...); bench.write_hop(...); bench.write_dest(...); bench.add_conn(...);
//   bench.receive(frame);      // beat by beat, while everything else goes on
//   bench.drain();             // every frame has left as expected, or is counted
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "Vpath.h"
#include "nicvs/dp/pipeline.hpp"
#include "tests/kernel/support/packets.hpp"
#include "tests/rtl/support/clocked.hpp"

namespace nicvs::test {

struct ServiceFacts {
  std::uint32_t address;
  std::uint16_t port;
  dp::Protocol protocol;
};

struct DestFacts {
  std::uint32_t address;
  std::uint16_t port;
  unsigned hop;
  unsigned service;
};

struct HopFacts {
  dp::Mac src;
  dp::Mac dst;
  std::uint16_t mtu;
  std::uint32_t tunnel_src;
};

struct ConnFacts {
  std::uint32_t client;
  std::uint16_t client_port;
  unsigned dest;
  dp::ForwardMethod method;
  unsigned reply_hop;
};

// What became of frames.
struct Fates {
  std::uint64_t received = 0;
  std::uint64_t damaged = 0;
  std::uint64_t rx_full = 0;
  std::uint64_t tx_full = 0;
  std::uint64_t host_full = 0;
  std::uint64_t sent = 0;
  std::uint64_t passed = 0;  // to the host
};

class PathBench {
 public:
  explicit PathBench(std::uint64_t seed);

  unsigned bubbles = 0;     // % of cycles without a beat
  unsigned tx_ready = 100;  // % of cycles
  unsigned host_ready = 100;

  void write_service(unsigned index, const ServiceFacts& service);
  void write_dest(unsigned index, const DestFacts& dest);
  void write_hop(unsigned index, const HopFacts& hop);
  // False if the key table has no room. NAT conns get a key for their dest's frames.
  bool add_conn(const ConnFacts& conn);
  void remove_conn(std::size_t index);
  const std::vector<ConnFacts>& conns() const { return conns_; }
  const DestFacts& dest(unsigned index) const { return dests_.at(index); }
  const ServiceFacts& service(unsigned index) const { return services_.at(index); }

  void receive(const Bytes& frame, bool is_damaged = false);
  void idle(unsigned cycles);
  void drain();
  // Resets the card in the middle of whatever it does, while a frame comes of which so many beats
  // follow after the reset. Conns are gone, and all frames that were inside.
  void reset_inside_a_frame(unsigned beats_after);

  const Fates& fates() const { return fates_; }
  std::uint64_t cycles() const { return dut_.cycles(); }
  unsigned key_count() { return dut_->key_count_o; }
  std::uint64_t last_frame_began_at = 0;  // cycle in which the last frame began to leave

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint16_t, std::uint16_t, dp::Protocol>;
  struct Way {
    std::size_t conn;
    dp::Side from;
  };
  struct Arrived {
    Bytes frame;
    bool is_damaged;
  };
  struct Leaving {
    Bytes frame;
    dp::Reason reason;  // of those for the host
  };
  struct Output {
    std::deque<Leaving> decided;   // on their way to the FIFO
    std::deque<Leaving> expected;  // in it
    Bytes partial;
  };
  struct Result {
    bool found;
    bool inserted;
    unsigned slot;
  };

  void step();
  void send_nameless_beat(bool is_last);
  void settle_rx();
  void decide(const Bytes& frame);
  dp::Forwarding forward(const dp::Parsed& packet, const Way& way, std::uint16_t id) const;
  void settle_output(Output& out, bool is_kept, bool is_full, std::uint64_t& full);
  bool take(Output& out, const void* data, unsigned length, bool is_last, dp::Reason reason);
  Result command(unsigned op, const Key& key, std::uint32_t payload);
  void write(unsigned table, unsigned index);
  void write_state(unsigned slot, const ConnFacts& conn, unsigned is_present);
  Key client_key(const ConnFacts& conn) const;
  Key dest_key(const ConnFacts& conn) const;

  Clocked<Vpath> dut_;
  std::mt19937_64 random_;
  Fates fates_;
  std::deque<Arrived> arrived_;
  Output tx_;
  Output host_;
  std::map<unsigned, ServiceFacts> services_;
  std::map<unsigned, DestFacts> dests_;
  std::map<unsigned, HopFacts> hops_;
  std::vector<ConnFacts> conns_;
  std::map<Key, Way> ways_;
  std::uint16_t frames_decided_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace nicvs::test
