// SPDX-License-Identifier: Apache-2.0
// Conns on their way from one director to another: what a sync message carries, the seam between
// the sync daemons and an engine, and how the daemons are started.
//
//   engine.set_sync_roles({.is_master = true});
//   engine.take_sync_events([&](const SyncEvent& event) { master.add(event, now); });
//   engine.apply_synced(conns);   // what a backup received
//
// Control thread only. Field meanings are those of the kernel's ip_vs_sync.c.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nicvs/ip_address.hpp"
#include "nicvs/result.hpp"

namespace nicvs {

// The sync daemon as a command describes it and a listing shows it.
struct SyncDaemon {
  enum class Role : std::uint8_t { Master = 1, Backup = 2 };  // values of IPVS_DAEMON_ATTR_STATE
  Role role = Role::Master;
  std::string interface;           // at most 15 bytes; eth0 where a command names none
  std::uint32_t sync_id = 0;       // 0..255
  std::uint16_t max_length = 0;    // bytes of a datagram; 0 = not given
  std::optional<IpAddress> group;  // none = not given
  std::uint16_t port = 0;          // of the first channel; 0 = not given
  std::uint8_t ttl = 0;            // 0 = not given
};

// What a director runs: at most one master and one backup.
class SyncControl {
 public:
  virtual ~SyncControl() = default;
  // EEXIST if one of this role runs, ENODEV for an unknown interface, EINVAL for an empty name or
  // if a dest has another address family than its service.
  virtual Status start_daemon(const SyncDaemon& daemon) = 0;
  virtual Status stop_daemon(SyncDaemon::Role role) = 0;  // ESRCH
  // The master first, with the values that apply where none were given.
  virtual std::vector<SyncDaemon> daemons() const = 0;
};

// How far a NAT helper has moved a TCP conn's sequence numbers (the kernel's ip_vs_seq).
struct SyncedSequence {
  std::uint32_t initial = 0;
  std::uint32_t delta = 0;
  std::uint32_t previous_delta = 0;
  friend bool operator==(const SyncedSequence&, const SyncedSequence&) = default;
};
struct SyncedSequences {
  SyncedSequence in;   // of what the client sends; moved if the conn's flags have kInSeq
  SyncedSequence out;  // of what the dest sends; kOutSeq
  friend bool operator==(const SyncedSequences&, const SyncedSequences&) = default;
};

// What the persistence engine "sip" knows a template by: a Call-ID. In place, because it comes from
// workers.
class SyncedEngineData {
 public:
  static constexpr std::size_t kMost = 255;  // bytes; the kernel's IP_VS_PEDATA_MAXLEN

  SyncedEngineData() = default;
  // What is behind the first kMost bytes is cut off.
  explicit SyncedEngineData(std::span<const std::uint8_t> data) { copy(data); }
  explicit SyncedEngineData(std::string_view data) { copy(data); }
  // Empty: of no engine.
  std::span<const std::uint8_t> bytes() const { return std::span(bytes_).first(length_); }
  bool empty() const { return length_ == 0; }
  friend bool operator==(const SyncedEngineData& a, const SyncedEngineData& b) {
    return std::ranges::equal(a.bytes(), b.bytes());
  }

 private:
  template <class Range>
  void copy(const Range& data) {
    length_ = static_cast<std::uint8_t>(std::min(data.size(), kMost));
    std::copy_n(data.begin(), length_, bytes_.begin());
  }

  std::uint8_t length_ = 0;
  std::array<std::uint8_t, kMost> bytes_{};
};

// A conn or a template.
struct SyncedConn {
  Family family = Family::Ipv4;
  Protocol protocol = Protocol::Tcp;  // any number; Ip for templates of fwmark services
  std::uint16_t state = 0;            // of the protocol, or of a template
  std::uint16_t client_port = 0;
  std::uint16_t virtual_port = 0;
  std::uint16_t dest_port = 0;
  std::uint32_t flags = 0;  // dp::conn_flag
  std::uint32_t fwmark = 0;
  std::uint32_t timeout_s = 0;  // 0 = not told (version 0)
  dp::Address client{};
  dp::Address virtual_address{};
  dp::Address dest{};
  std::optional<SyncedSequences> sequences;  // none: not told
  SyncedEngineData engine_data;              // of templates; version 0 does not tell it
};

// A conn that is to be sent, in the version of the protocol that applied to its packet.
struct SyncEvent {
  SyncedConn conn;
  std::uint8_t version = 1;
};

struct SyncRoles {
  bool is_master = false;  // conns worth sending are noted
  bool is_backup = false;  // with backup_only, packets pass to the host
  friend bool operator==(const SyncRoles&, const SyncRoles&) = default;
};

// What became of received conns.
struct SyncApplied {
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t late = 0;     // the end of a conn whose place another one has taken
  std::uint64_t refused = 0;  // the table is full
};

class SyncEngine {
 public:
  virtual ~SyncEngine() = default;
  virtual void set_sync_roles(const SyncRoles& roles) = 0;
  virtual SyncRoles sync_roles() const = 0;
  // Calls visit for each conn noted since the last call; those of one worker in order.
  virtual void take_sync_events(const std::function<void(const SyncEvent&)>& visit) = 0;
  // Events that found no room since start.
  virtual std::uint64_t lost_sync_events() const = 0;
  // Creates the conns, or updates what the tables already hold.
  virtual SyncApplied apply_synced(std::span<const SyncedConn> conns) = 0;
};

}  // namespace nicvs
