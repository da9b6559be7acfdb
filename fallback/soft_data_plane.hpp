// SPDX-License-Identifier: Apache-2.0
// The software engine: a complete director on the CPU.
//
//   auto engine = SoftDataPlane::create({.conn_capacity = 1 << 20, .workers = 2});
//   (*engine)->add_service(spec);                       // control thread
//   (*engine)->process(0, batch, decisions, now, io, originated);   // worker 0
//
// Threads: the DataPlane and NetSink calls come from one control thread; process(w, ...) from the
// one thread that is worker w; advance() from any one thread. Workers hold the engine's gate for
// the length of a batch and control calls wait for the gate, so a control call sees whole batches.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fallback/frame.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/net.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::soft {

struct EngineOptions {
  std::uint64_t conn_capacity = 1 << 16;  // 64 .. 16 Mi, rounded up to a power of two
  unsigned workers = 1;
  std::uint64_t hash_key[2] = {0, 0};  // SipHash key; {0, 0} = drawn at random
  std::uint64_t random_seed = 0;       // for twos, drop_entry; 0 = drawn at random
};

class Accelerator;

class SoftDataPlane : public DataPlane, public NetSink, public SyncEngine {
 public:
  static Result<std::unique_ptr<SoftDataPlane>> create(const EngineOptions& options);

  // Decides frames[i] into decisions[i] and rewrites forwarded frames in place. Frames that the
  // engine originates (ICMP errors, fragments) are appended to `originated`, ready to be sent on
  // their port; their buffers come from `allocator`. `now` never goes back.
  virtual void process(unsigned worker, std::span<Frame> frames, std::span<Decision> decisions,
                       Time now, FrameAllocator& allocator, std::vector<Frame>& originated) = 0;

  // Which worker owns a frame's conn (the same for both directions); frames that arrive elsewhere
  // are handed over. Only reads tables; call it inside the worker's thread.
  virtual unsigned owner_of(unsigned worker, const Frame& frame) = 0;

  // Lets time pass: conns and templates expire in the order of their deadlines, each at its own
  // time, then estimators and strategies due run. Live: called some ten times a second.
  virtual void advance(Time now) = 0;

  // Frames to an address for which true is returned are steered to the engine (VIPs, fwmark rules
  // are steered by the classifier's prefixes). Used by the I/O to fill its maps.
  struct Steering {
    std::vector<ServiceKey> services;  // non-fwmark services
    std::vector<MarkRule> mark_rules;  // classifier rules with a fwmark service behind them
    struct NatDest {
      Protocol protocol;
      DestKey key;  // port 0 = any port
    };
    std::vector<NatDest> nat_dests;    // replies come from here
    std::vector<IpAddress> gue_dests;  // ICMP errors about datagrams to them are the engine's
    friend bool operator==(const Steering&, const Steering&);
  };
  // Free and buffer memory of the machine, for the automatic modes of drop_entry, drop_packet and
  // secure_tcp; they look once a second. Control thread; plenty until it is told.
  virtual void set_free_memory(std::uint64_t pages) = 0;

  // Established conns are installed in the accelerator from now on; nullptr: the engine goes on
  // alone with all of them. The accelerator must outlive its use. Control thread.
  virtual Status set_accelerator(Accelerator* accelerator) = 0;
  // Something outside of the engine has changed that the accelerator's can_send() depends on.
  virtual void renew_accelerated() = 0;

  // Changes whenever the steering does; poll it after control calls.
  virtual std::uint64_t steering_generation() const = 0;
  virtual Steering steering() const = 0;
};

}  // namespace nicvs::soft
