// SPDX-License-Identifier: Apache-2.0
// The seam between the complete software engine and what takes established conns off it: a card, or
// an XDP program in the driver.
//
//   slot = accelerator.install(order);        // from now on it may forward the conn's packets
//   accelerator.set_state(slot, state);       // the engine handled a packet that changed the conn
//   progress = accelerator.take_progress(slot);
//   accelerator.remove(slot);
//
// An accelerator forwards a packet only if it leaves its conn's state as it is; every other packet
// reaches the engine as if there were no accelerator, and those of the same conn behind it, until
// the engine calls set_state(). So the engine alone decides, it always has every conn, and when an
// accelerator is lost it goes on with them. Timers are the engine's: when a conn's timer falls due
// it asks for the time of the last packet.
//
// Any thread; an accelerator forwards packets at the same time.
#pragma once

#include <cstdint>

#include "fallback/frame.hpp"
#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/outer_header.hpp"
#include "nicvs/dp/rewrite.hpp"

namespace nicvs::soft {

// A place for a conn in an accelerator.
using AccelSlot = std::uint32_t;
constexpr AccelSlot kNoSlot = 0xffffffff;

// What conn_track() needs of a conn. With wants_assurance, a packet that assures the conn's
// template is the engine's.
struct AccelState {
  std::uint8_t state;
  std::uint32_t flags;  // dp::conn_flag, the forward method included
  bool wants_assurance;
};

// How frames of one direction leave. Port 0: they are the engine's.
struct AccelWay {
  PortId port = 0;
  dp::NextHop hop{};
};

// A conn to be installed. All addresses are IPv4.
struct AccelOrder {
  dp::FlowKey request;   // of packets from the client
  dp::FlowKey reply;     // of packets from the dest
  bool answers_request;  // packets with the key belong to this conn, and to no other
  bool answers_reply;
  AccelState state;
  dp::TcpRules rules;
  dp::ConnView conn;
  dp::Address tunnel_source;
  dp::PmtuDiscovery pmtu_discovery;
  AccelWay to_dest;
  AccelWay to_client;
};

// What an accelerator forwarded of a conn since it was last asked; bytes are IP lengths.
struct AccelProgress {
  std::uint32_t in_packets = 0;  // from the client
  std::uint32_t out_packets = 0;
  std::uint64_t in_bytes = 0;
  std::uint64_t out_bytes = 0;
  Time last_packet{};  // 0: there was none since the conn was installed
};

class Accelerator {
 public:
  virtual ~Accelerator() = default;

  // Whether frames can leave by a port without the engine.
  virtual bool can_send(PortId port) const = 0;

  // Whether a conn in this state is worth a place.
  virtual bool wants(dp::Protocol protocol, std::uint8_t state) const = 0;

  // kNoSlot if it cannot take the conn.
  virtual AccelSlot install(const AccelOrder& order) = 0;
  virtual void set_state(AccelSlot slot, const AccelState& state) = 0;
  virtual AccelProgress take_progress(AccelSlot slot) = 0;
  // Progress that was not taken is lost.
  virtual void remove(AccelSlot slot) = 0;

  // Packets with this key are the engine's until a conn with it is installed again.
  virtual void release_key(const dp::FlowKey& key) = 0;

  // Something changed that decisions depend on: all packets are the engine's, and conns installed
  // before stay so until they are removed and installed anew.
  virtual void outdate_all() = 0;
  virtual bool is_current(AccelSlot slot) const = 0;

  // Whether it may have forwarded packets since the last call; true at times is enough.
  virtual bool has_news() = 0;
};

}  // namespace nicvs::soft
