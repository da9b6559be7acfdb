// SPDX-License-Identifier: Apache-2.0
#include "host/failover/sync_message.hpp"

#include <cstring>

#include "host/failover/big_endian.hpp"
#include "host/failover/sync_format.hpp"

namespace nicvs::failover {
namespace {

bool has_sequences(const SyncedConn& conn) { return (conn.flags & format::kSequenceFlags) != 0; }

std::size_t length_of_options(const SyncedConn& conn) {
  std::size_t length = 0;
  if (has_sequences(conn)) length += format::kOptionHeader + format::kSequences;
  if (!conn.engine_data.empty()) {
    length += format::kOptionHeader + conn.engine_data.bytes().size();
    length += format::kOptionHeader + format::kSip.size();
  }
  return length;
}

std::size_t length_of(const SyncedConn& conn, std::uint8_t version) {
  if (version == 0) return format::kConn0 + (has_sequences(conn) ? format::kSequences : 0);
  const std::size_t base = conn.family == Family::Ipv6 ? format::kConn1Ipv6 : format::kConn1;
  return base + length_of_options(conn);
}

void put_host_order(Datagram& to, std::uint32_t value) {
  std::uint8_t bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  to.insert(to.end(), std::begin(bytes), std::end(bytes));
}

template <class Put>
void put_sequences(const SyncedConn& conn, Put put) {
  const SyncedSequences shifts = conn.sequences.value_or(SyncedSequences{});
  for (const SyncedSequence& shift : {shifts.in, shifts.out}) {
    put(shift.initial);
    put(shift.delta);
    put(shift.previous_delta);
  }
}

template <class Bytes>
void put_option(Datagram& to, std::uint8_t type, const Bytes& value) {
  to.push_back(type);
  to.push_back(static_cast<std::uint8_t>(value.size()));
  to.insert(to.end(), value.begin(), value.end());
}

void set_size(Datagram& bytes) {
  bytes[format::kSize] = static_cast<std::uint8_t>(bytes.size() >> 8);
  bytes[format::kSize + 1] = static_cast<std::uint8_t>(bytes.size());
}

}  // namespace

SyncMessage::SyncMessage(const Format& format)
    : format_(format), bytes_(format.version == 0 ? format::kHeader0 : format::kHeader1) {
  bytes_[format::kSyncId] = format_.sync_id;
  if (format_.version != 0) bytes_[format::kVersion] = format_.version;
  set_size(bytes_);
}

// Conns of version 1 begin at a multiple of four bytes; behind the last one is nothing.
std::size_t SyncMessage::padding() const {
  return format_.version == 0 ? 0 : (0 - bytes_.size()) % format::kAlignment;
}

bool SyncMessage::has_room_for(const SyncedConn& conn) const {
  if (count_ == 0) return true;
  return count_ < format::kMaxCount &&
         bytes_.size() + padding() + length_of(conn, format_.version) <= format_.max_length;
}

void SyncMessage::add(const SyncedConn& conn) {
  ++count_;
  if (format_.version == 0) {
    add_v0(conn);
    bytes_[0] = static_cast<std::uint8_t>(count_);
  } else {
    add_v1(conn);
    bytes_[format::kCount1] = static_cast<std::uint8_t>(count_);
  }
  set_size(bytes_);
}

void SyncMessage::add_v0(const SyncedConn& conn) {
  bytes_.push_back(0);
  bytes_.push_back(static_cast<std::uint8_t>(conn.protocol));
  for (const std::uint16_t port : {conn.client_port, conn.virtual_port, conn.dest_port}) {
    put16(bytes_, port);
  }
  for (const dp::Address& address : {conn.client, conn.virtual_address, conn.dest}) {
    put32(bytes_, address.word[0]);
  }
  put16(bytes_, conn.flags & ~dp::conn_flag::kHashed);
  put16(bytes_, conn.state);
  if (!has_sequences(conn)) return;
  put_sequences(conn, [this](std::uint32_t value) { put_host_order(bytes_, value); });
}

void SyncMessage::add_v1(const SyncedConn& conn) {
  bytes_.resize(bytes_.size() + padding());
  bytes_.push_back(conn.family == Family::Ipv6 ? format::kTypeIpv6 : 0);
  bytes_.push_back(static_cast<std::uint8_t>(conn.protocol));
  put16(bytes_, static_cast<std::uint32_t>(length_of(conn, format_.version)));
  put32(bytes_, conn.flags & ~dp::conn_flag::kHashed);
  for (const std::uint16_t number :
       {conn.state, conn.client_port, conn.virtual_port, conn.dest_port}) {
    put16(bytes_, number);
  }
  put32(bytes_, conn.fwmark);
  put32(bytes_, conn.timeout_s);
  for (const dp::Address& address : {conn.client, conn.virtual_address, conn.dest}) {
    put_address(bytes_, address, conn.family);
  }
  if (has_sequences(conn)) {
    bytes_.push_back(format::kSequenceOption);
    bytes_.push_back(format::kSequences);
    put_sequences(conn, [this](std::uint32_t value) { put32(bytes_, value); });
  }
  if (!conn.engine_data.empty()) {
    put_option(bytes_, format::kEngineDataOption, conn.engine_data.bytes());
    put_option(bytes_, format::kEngineNameOption, format::kSip);
  }
}

}  // namespace nicvs::failover
