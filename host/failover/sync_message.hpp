// SPDX-License-Identifier: Apache-2.0
// The datagrams of the IPVS sync protocol, versions 0 and 1, as values (the kernel's
// ip_vs_sync.c). No I/O, no state.
//
//   SyncMessage message({.version = 1, .sync_id = 5, .max_length = 1472});
//   if (!message.has_room_for(conn)) send(message.take()); message.add(conn);
//
//   const DecodedSync decoded = decode_sync(datagram, sync_id);   // hostile input
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nicvs/sync.hpp"

namespace nicvs::failover {

using Datagram = std::vector<std::uint8_t>;

// Version 0 knows neither IPv6 nor timeouts nor fwmarks, and has its sequence options in the host's
// byte order.
class SyncMessage {
 public:
  struct Format {
    std::uint8_t version = 1;
    std::uint8_t sync_id = 0;
    std::uint16_t max_length = 1472;  // bytes; a single conn may exceed it
  };

  explicit SyncMessage(const Format& format);

  // False also when the count of conns (a byte) would overflow.
  bool has_room_for(const SyncedConn& conn) const;
  // For version 0 the conn is IPv4.
  void add(const SyncedConn& conn);

  std::uint8_t version() const { return format_.version; }
  unsigned conn_count() const { return count_; }
  // The datagram; the message is not used any more.
  Datagram take() { return std::move(bytes_); }

 private:
  std::size_t padding() const;
  void add_v0(const SyncedConn& conn);
  void add_v1(const SyncedConn& conn);

  Format format_;
  Datagram bytes_;
  unsigned count_ = 0;
};

// Why a datagram, the rest of it or one of its conns was not taken.
enum class SyncReject : std::uint8_t {
  HeaderTooShort,     // datagram
  WrongSize,          // datagram
  OtherSyncId,        // datagram
  ConnTruncated,      // rest
  UnknownVersion,     // rest; of a conn
  UnknownType,        // rest; of a conn
  OptionTruncated,    // rest
  OptionMalformed,    // rest
  UnknownOption,      // conn
  UnknownProtocol,    // conn
  StateOutOfRange,    // conn
  EngineUnavailable,  // conn; its persistence engine
};
constexpr std::size_t kSyncRejects = 12;
// As in metrics: "header_too_short".
const char* name_of(SyncReject reject);

using SyncRejectCounts = std::array<std::uint64_t, kSyncRejects>;

struct DecodedSync {
  std::vector<SyncedConn> conns;  // flags reduced to those that a peer may set, with kSync
  SyncRejectCounts rejects{};
};

// sync_id 0 accepts every sender's.
DecodedSync decode_sync(std::span<const std::uint8_t> datagram, std::uint32_t sync_id);

}  // namespace nicvs::failover
