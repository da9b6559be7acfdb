// SPDX-License-Identifier: Apache-2.0
// Reading of sync datagrams. What the kernel refuses is refused, and as far as it goes: a conn, the
// rest of the datagram, or all of it.
#include <algorithm>
#include <cstring>
#include <optional>

#include "host/failover/big_endian.hpp"
#include "host/failover/sync_format.hpp"
#include "host/failover/sync_message.hpp"
#include "nicvs/dp/names.hpp"

namespace nicvs::failover {
namespace {

using Bytes = std::span<const std::uint8_t>;

// How many states a protocol has, 0 if the director does not balance it.
unsigned states_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return dp::kTcpStates;
    case Protocol::Sctp:
      return dp::kSctpStates;
    case Protocol::Udp:
    case Protocol::Ah:
    case Protocol::Esp:
      return 1;
    default:
      return 0;
  }
}

// The kernel asks templates for neither.
std::optional<SyncReject> fault_of_state(const SyncedConn& conn) {
  if ((conn.flags & dp::conn_flag::kTemplate) != 0) return std::nullopt;
  const unsigned states = states_of(conn.protocol);
  if (states == 0) return SyncReject::UnknownProtocol;
  if (conn.state >= states) return SyncReject::StateOutOfRange;
  return std::nullopt;
}

std::uint32_t flags_from_peer(std::uint32_t flags) {
  return (flags & format::kPeerFlags) | dp::conn_flag::kSync;
}

std::uint32_t host_order32(const std::uint8_t* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class Get>
SyncedSequences read_sequences(const std::uint8_t* at, Get get) {
  return {{get(at), get(at + 4), get(at + 8)}, {get(at + 12), get(at + 16), get(at + 20)}};
}

// The kernel compares it as a string that ends with its first zero.
bool is_sip(Bytes name) {
  const Bytes text = name.first(std::ranges::find(name, 0) - name.begin());
  return std::ranges::equal(text, format::kSip);
}

class Reader {
 public:
  explicit Reader(Bytes datagram) : datagram_(datagram) {}

  DecodedSync take() { return std::move(result_); }
  void reject(SyncReject reason) { ++result_.rejects[static_cast<std::size_t>(reason)]; }
  void read_v0();
  void read_v1();

 private:
  // Where reading a conn's options has led: on, past this conn, or to the end of the datagram.
  enum class Course { Accept, SkipConn, Stop };

  SyncedConn conn_v0(const std::uint8_t* at) const;
  SyncedConn conn_v1(const std::uint8_t* at, Family family) const;
  void keep_v1(SyncedConn& conn);
  bool read_conn_v1(Bytes record);
  Course read_options(Bytes options, SyncedConn& conn);
  Course read_option(std::uint8_t type, Bytes value, SyncedConn& conn);
  Course refuse(SyncReject reason, Course course) {
    reject(reason);
    return course;
  }
  void keep(const SyncedConn& conn) {
    if (const auto fault = fault_of_state(conn)) {
      reject(*fault);
    } else {
      result_.conns.push_back(conn);
    }
  }

  Bytes datagram_;
  DecodedSync result_;
  // Of the present conn.
  unsigned seen_options_ = 0;  // by bit
  Bytes engine_data_;
  Bytes engine_name_;
};

SyncedConn Reader::conn_v0(const std::uint8_t* at) const {
  SyncedConn conn;
  conn.protocol = static_cast<Protocol>(at[1]);
  conn.client_port = get16(at + 2);
  conn.virtual_port = get16(at + 4);
  conn.dest_port = get16(at + 6);
  conn.client = get_address(at + 8, Family::Ipv4);
  conn.virtual_address = get_address(at + 12, Family::Ipv4);
  conn.dest = get_address(at + 16, Family::Ipv4);
  conn.flags = flags_from_peer(get16(at + 20));
  conn.state = get16(at + 22);
  return conn;
}

void Reader::read_v0() {
  Bytes rest = datagram_.subspan(format::kHeader0);
  for (unsigned left = datagram_[0]; left > 0; --left) {
    if (rest.size() < format::kConn0) return reject(SyncReject::ConnTruncated);
    SyncedConn conn = conn_v0(rest.data());
    std::size_t length = format::kConn0;
    if ((conn.flags & format::kSequenceFlags) != 0) {
      length += format::kSequences;
      if (rest.size() < length) return reject(SyncReject::OptionTruncated);
      conn.sequences = read_sequences(rest.data() + format::kConn0, host_order32);
    }
    keep(conn);
    rest = rest.subspan(length);
  }
}

void Reader::read_v1() {
  Bytes rest = datagram_.subspan(format::kHeader1);
  for (unsigned left = datagram_[format::kCount1]; left > 0; --left) {
    if (rest.size() < format::kConn1) return reject(SyncReject::ConnTruncated);
    const std::uint32_t version_and_size = get16(rest.data() + 2);
    const std::size_t size = version_and_size & format::kSizeMask;
    if (size > rest.size()) return reject(SyncReject::ConnTruncated);
    if (version_and_size >> format::kVersionShift != 0) return reject(SyncReject::UnknownVersion);
    if (!read_conn_v1(rest.first(size))) return;
    const std::size_t next = (size + format::kAlignment - 1) & ~(format::kAlignment - 1);
    rest = rest.subspan(std::min(next, rest.size()));
  }
}

SyncedConn Reader::conn_v1(const std::uint8_t* at, Family family) const {
  SyncedConn conn;
  conn.family = family;
  conn.protocol = static_cast<Protocol>(at[1]);
  conn.flags = flags_from_peer(get32(at + 4));
  conn.state = get16(at + 8);
  conn.client_port = get16(at + 10);
  conn.virtual_port = get16(at + 12);
  conn.dest_port = get16(at + 14);
  conn.fwmark = get32(at + 16);
  conn.timeout_s = get32(at + 20);
  const std::size_t width = family == Family::Ipv6 ? 16 : 4;
  const std::uint8_t* addresses = at + format::kAddresses1;
  conn.client = get_address(addresses, family);
  conn.virtual_address = get_address(addresses + width, family);
  conn.dest = get_address(addresses + 2 * width, family);
  return conn;
}

// False if the rest of the datagram is not to be read.
bool Reader::read_conn_v1(Bytes record) {
  const std::uint8_t type = record.empty() ? 0 : record[0];
  const bool is_ipv6 = (type & format::kTypeIpv6) != 0;
  if (!is_ipv6 && type != 0) {
    reject(SyncReject::UnknownType);
    return false;
  }
  const std::size_t base = is_ipv6 ? format::kConn1Ipv6 : format::kConn1;
  if (record.size() < base) {
    reject(SyncReject::ConnTruncated);
    return false;
  }
  SyncedConn conn = conn_v1(record.data(), is_ipv6 ? Family::Ipv6 : Family::Ipv4);
  const Course course = read_options(record.subspan(base), conn);
  if (course == Course::Accept) keep_v1(conn);
  return course != Course::Stop;
}

// The kernel drops conns whose persistence engine is not loaded, and forgets the data of all but
// templates.
void Reader::keep_v1(SyncedConn& conn) {
  if (!engine_data_.empty() && !is_sip(engine_name_)) return reject(SyncReject::EngineUnavailable);
  const bool is_template = (conn.flags & dp::conn_flag::kTemplate) != 0;
  if (is_template) conn.engine_data = SyncedEngineData(engine_data_);
  keep(conn);
}

Reader::Course Reader::read_options(Bytes options, SyncedConn& conn) {
  seen_options_ = 0;
  engine_data_ = engine_name_ = {};
  while (!options.empty()) {
    if (options.size() < format::kOptionHeader) {
      return refuse(SyncReject::OptionTruncated, Course::Stop);
    }
    const std::size_t length = options[1];
    if (length == 0 || length > options.size() - format::kOptionHeader) {
      return refuse(SyncReject::OptionTruncated, Course::Stop);
    }
    const Bytes value = options.subspan(format::kOptionHeader, length);
    const Course course = read_option(options[0], value, conn);
    if (course != Course::Accept) return course;
    options = options.subspan(format::kOptionHeader + length);
  }
  return Course::Accept;
}

Reader::Course Reader::read_option(std::uint8_t type, Bytes value, SyncedConn& conn) {
  const unsigned kind = type & ~unsigned{format::kOptional};
  std::size_t longest = 0;
  switch (kind) {
    case format::kSequenceOption:
      longest = format::kSequences;
      break;
    case format::kEngineDataOption:
      longest = SyncedEngineData::kMost;
      break;
    case format::kEngineNameOption:
      longest = format::kMaxEngineName;
      break;
    default:
      if ((type & format::kOptional) != 0) return Course::Accept;
      return refuse(SyncReject::UnknownOption, Course::SkipConn);
  }
  const bool is_second = (seen_options_ & (1u << kind)) != 0;
  const bool is_sequence = kind == format::kSequenceOption;
  if (is_second || value.size() > longest || (is_sequence && value.size() != longest)) {
    return refuse(SyncReject::OptionMalformed, Course::Stop);
  }
  seen_options_ |= 1u << kind;
  if (is_sequence) conn.sequences = read_sequences(value.data(), get32);
  if (kind == format::kEngineDataOption) engine_data_ = value;
  if (kind == format::kEngineNameOption) engine_name_ = value;
  return Course::Accept;
}

}  // namespace

const char* name_of(SyncReject reject) {
  constexpr const char* kNames[kSyncRejects] = {
      "header_too_short", "wrong_size",       "other_sync_id",      "conn_truncated",
      "unknown_version",  "unknown_type",     "option_truncated",   "option_malformed",
      "unknown_option",   "unknown_protocol", "state_out_of_range", "engine_unavailable"};
  return kNames[static_cast<std::size_t>(reject)];
}

DecodedSync decode_sync(Bytes datagram, std::uint32_t sync_id) {
  Reader reader(datagram);
  if (datagram.size() < format::kHeader0) {
    reader.reject(SyncReject::HeaderTooShort);
    return reader.take();
  }
  if (get16(datagram.data() + format::kSize) != datagram.size()) {
    reader.reject(SyncReject::WrongSize);
    return reader.take();
  }
  if (sync_id != 0 && datagram[format::kSyncId] != sync_id) {
    reader.reject(SyncReject::OtherSyncId);
    return reader.take();
  }
  const bool is_v1 = datagram.size() >= format::kHeader1 && datagram[0] == 0 &&
                     datagram[format::kVersion] == 1 &&
                     get16(datagram.data() + format::kSpare) == 0;
  is_v1 ? reader.read_v1() : reader.read_v0();
  return reader.take();
}

}  // namespace nicvs::failover
