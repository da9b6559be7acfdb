// SPDX-License-Identifier: Apache-2.0
// What a backup reads: everything hostile has a name, and stops as much as the kernel lets it.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/failover/sync_samples.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::failover;
using namespace nicvs::test;

std::uint64_t count_of(const DecodedSync& decoded, SyncReject reject) {
  return decoded.rejects[static_cast<std::size_t>(reject)];
}

std::uint64_t all_rejects(const DecodedSync& decoded) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : decoded.rejects) sum += count;
  return sum;
}

// A datagram of version 1 around conns in hex, the last of which is a good one.
Datagram around(const std::string& conns_hex, unsigned count) {
  Datagram datagram = bytes_of("00050000 00010000" + conns_hex);
  datagram[4] = static_cast<std::uint8_t>(count);
  datagram[2] = static_cast<std::uint8_t>(datagram.size() >> 8);
  datagram[3] = static_cast<std::uint8_t>(datagram.size());
  return datagram;
}

const std::string kConn = kNatDatagram.substr(18);
const std::string kAddresses = "c0000201 0a000001 c0a80102";

// A conn of that size word, type and protocol, state, and what follows the addresses.
std::string conn(const std::string& type_protocol, const std::string& size,
                 const std::string& state = "0001", const std::string& options = "",
                 const std::string& flags = "00000000") {
  return type_protocol + size + flags + state + "9c40 00501f90 00000000 00000384" + kAddresses +
         options;
}

}  // namespace

TEST_CASE("a datagram is refused as a whole if its head is wrong") {
  const Datagram good = bytes_of(kNatDatagram);
  CHECK(decode_sync(good, 5).conns.size() == 1);
  CHECK(decode_sync(good, 0).conns.size() == 1);

  CHECK(count_of(decode_sync(good, 6), SyncReject::OtherSyncId) == 1);
  CHECK(decode_sync(good, 6).conns.empty());
  for (std::size_t length = 0; length < 4; ++length) {
    const DecodedSync cut = decode_sync(std::span(good).first(length), 5);
    CHECK(count_of(cut, SyncReject::HeaderTooShort) == 1);
  }
  Datagram longer = good;
  longer.push_back(0);
  CHECK(count_of(decode_sync(longer, 5), SyncReject::WrongSize) == 1);
  CHECK(count_of(decode_sync(std::span(good).first(40), 5), SyncReject::WrongSize) == 1);
  CHECK(decode_sync(std::span(good).first(40), 5).conns.empty());
}

TEST_CASE("a fault in a conn of version 1 costs that conn, or all behind it") {
  struct Case {
    const char* name;
    std::string bad;
    SyncReject reject;
    std::size_t taken;  // of the good one before and the good one behind
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"size of 0", conn("0006", "0000"), SyncReject::ConnTruncated, 1},
      {"size below the fixed part", conn("0006", "0020"), SyncReject::ConnTruncated, 1},
      {"size behind the datagram", conn("0006", "0fff"), SyncReject::ConnTruncated, 1},
      {"IPv6 with the size of IPv4", conn("0106", "0024"), SyncReject::ConnTruncated, 1},
      {"a version of its own", conn("0006", "1024"), SyncReject::UnknownVersion, 1},
      {"an unknown type", conn("0206", "0024"), SyncReject::UnknownType, 1},
      {"an option without a length", conn("0006", "0028", "0001", "01000000"),
       SyncReject::OptionTruncated, 1},
      {"an option behind the conn", conn("0006", "0028", "0001", "02030000"),
       SyncReject::OptionTruncated, 1},
      {"half an option's head", conn("0006", "0025", "0001", "02000000"),
       SyncReject::OptionTruncated, 1},
      {"sequences of a wrong length", conn("0006", "0028", "0001", "01020000"),
       SyncReject::OptionMalformed, 1},
      {"an option twice", conn("0006", "002a", "0001", "030161 030161 0000"),
       SyncReject::OptionMalformed, 1},
      {"a name of 17 bytes",
       conn("0006", "0037", "0001", "0311 6161616161616161616161616161616161 00"),
       SyncReject::OptionMalformed, 1},
      {"an unknown option", conn("0006", "0028", "0001", "09020000"), SyncReject::UnknownOption, 2},
      {"a persistence engine that is not there", conn("0006", "002c", "0001", "02026162 03026162"),
       SyncReject::EngineUnavailable, 2},
      {"engine data without a name", conn("0006", "0028", "0001", "02026162"),
       SyncReject::EngineUnavailable, 2},
      {"an engine's name that begins with sip",
       conn("0011", "0030", "0000", "02026162 0304 73697078 0000", "00001100"),
       SyncReject::OptionTruncated, 1},
      {"an engine's name that sip begins with", conn("0011", "002c", "0000", "02026162 03027369"),
       SyncReject::EngineUnavailable, 2},
      {"an engine's name that begins with a zero",
       conn("0011", "002d", "0000", "02026162 0303007369 000000"), SyncReject::EngineUnavailable,
       2},
      {"engine data twice", conn("0011", "0033", "0000", "020161 020161 0303736970 00"),
       SyncReject::OptionMalformed, 1},
      {"engine data behind the conn", conn("0011", "0029", "0000", "02046162 00000000"),
       SyncReject::OptionTruncated, 1},
      {"sip's data in a conn of an unknown protocol",
       conn("0009", "002d", "0000", "02026162 0303736970 000000"), SyncReject::UnknownProtocol, 2},
      {"an unknown protocol", conn("0000", "0024"), SyncReject::UnknownProtocol, 2},
      {"ICMP", conn("0001", "0024"), SyncReject::UnknownProtocol, 2},
      {"TCP's state 11", conn("0006", "0024", "000b"), SyncReject::StateOutOfRange, 2},
      {"UDP's state 1", conn("0011", "0024"), SyncReject::StateOutOfRange, 2},
      {"SCTP's state 14", conn("0084", "0024", "000e"), SyncReject::StateOutOfRange, 2},
      {"state 257", conn("0006", "0024", "0101"), SyncReject::StateOutOfRange, 2},
  }));
  DYNAMIC_SECTION(c.name) {
    const DecodedSync decoded = decode_sync(around(kConn + c.bad + kConn, 3), 5);
    CHECK(count_of(decoded, c.reject) == 1);
    CHECK(all_rejects(decoded) == 1);
    CHECK(decoded.conns.size() == c.taken);
  }
}

TEST_CASE("what the kernel takes is taken") {
  struct Case {
    const char* name;
    std::string conn;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"TCP's last state", conn("0006", "0024", "000a")},
      {"SCTP's last state", conn("0084", "0024", "000d")},
      {"UDP", conn("0011", "0024", "0000")},
      {"ESP", conn("0032", "0024", "0000")},
      {"AH", conn("0033", "0024", "0000")},
      {"a template of any protocol and state", conn("0000", "0024", "0007", "", "00001100")},
      {"an unknown option that need not be known", conn("0006", "0028", "0001", "49020000")},
      {"an engine's name without data", conn("0006", "0027", "0001", "030161 00")},
      {"a template of sip", conn("0011", "002d", "0000", "02026162 0303736970 000000", "00001100")},
      {"the name before the data, with zeros behind it",
       conn("0011", "002f", "0000", "0305 7369700000 02026162 00", "00001100")},
  }));
  DYNAMIC_SECTION(c.name) {
    const DecodedSync decoded = decode_sync(around(c.conn + kConn, 2), 5);
    CHECK(all_rejects(decoded) == 0);
    CHECK(decoded.conns.size() == 2);
  }
}

TEST_CASE("templates, and no others, have what their persistence engine knows") {
  const std::string options = "02026162 0303736970 000000";
  const DecodedSync decoded = decode_sync(around(conn("0011", "002d", "0000", options, "00001100") +
                                                     conn("0011", "002d", "0000", options) + kConn,
                                                 3),
                                          5);
  REQUIRE(decoded.conns.size() == 3);
  CHECK(decoded.conns[0].engine_data == SyncedEngineData("ab"));
  CHECK(decoded.conns[1].engine_data.empty());
  CHECK(decoded.conns[2].engine_data.empty());
}

TEST_CASE("numbers are read from the option, whatever the flags say") {
  const std::string option = "0118 000000010000000200000003000000040000000500000006 0000";
  const DecodedSync decoded =
      decode_sync(around(conn("0006", "003e", "0001", option) + kConn, 2), 5);
  REQUIRE(decoded.conns.size() == 2);
  CHECK(decoded.conns[0].sequences == SyncedSequences{{1, 2, 3}, {4, 5, 6}});
  CHECK_FALSE(decoded.conns[1].sequences);
}

TEST_CASE("a datagram that promises more conns than it has gives those it has") {
  const DecodedSync decoded = decode_sync(around(kConn, 9), 5);
  CHECK(decoded.conns.size() == 1);
  CHECK(count_of(decoded, SyncReject::ConnTruncated) == 1);
}

TEST_CASE("bytes behind the last conn mean nothing") {
  CHECK(decode_sync(around(kConn + "ffff", 1), 5).conns.size() == 1);
}

TEST_CASE("a peer sets only the flags that concern both") {
  const DecodedSync decoded =
      decode_sync(around(conn("0006", "0024", "0001", "", "ffffffff"), 1), 5);
  REQUIRE(decoded.conns.size() == 1);
  CHECK(decoded.conns[0].flags == 0x1fa7);
}

TEST_CASE("a conn of version 0 is refused like one of version 1") {
  const std::string good = "00069c40 00501f90 c0000201 0a000001 c0a80102 00000001";
  const auto datagram = [](const std::string& conns, unsigned count) {
    Datagram bytes = bytes_of("00050000" + conns);
    bytes[0] = static_cast<std::uint8_t>(count);
    bytes[3] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
  };
  const std::string bad_state = "00069c40 00501f90 c0000201 0a000001 c0a80102 0000000b";
  const std::string bad_protocol = "00099c40 00501f90 c0000201 0a000001 c0a80102 00000001";
  const std::string no_sequences = "00069c40 00501f90 c0000201 0a000001 c0a80102 02000001";

  const DecodedSync states = decode_sync(datagram(bad_state + good, 2), 5);
  CHECK(count_of(states, SyncReject::StateOutOfRange) == 1);
  CHECK(states.conns.size() == 1);
  const DecodedSync protocols = decode_sync(datagram(bad_protocol + good, 2), 5);
  CHECK(count_of(protocols, SyncReject::UnknownProtocol) == 1);
  CHECK(protocols.conns.size() == 1);
  const DecodedSync few = decode_sync(datagram(good, 2), 5);
  CHECK(count_of(few, SyncReject::ConnTruncated) == 1);
  CHECK(few.conns.size() == 1);
  const DecodedSync cut = decode_sync(datagram(good + no_sequences, 2), 5);
  CHECK(count_of(cut, SyncReject::OptionTruncated) == 1);
  CHECK(cut.conns.size() == 1);
}

TEST_CASE("a datagram with anything in the spare word is one of version 0") {
  Datagram datagram = bytes_of(kNatDatagram);
  datagram[7] = 1;
  CHECK(decode_sync(datagram, 5).conns.empty());
  CHECK(all_rejects(decode_sync(datagram, 5)) == 0);
}

TEST_CASE("every rejection has a name of its own") {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kSyncRejects; ++i) {
    const std::string name = name_of(static_cast<SyncReject>(i));
    CHECK_FALSE(name.empty());
    CHECK(std::find(names.begin(), names.end(), name) == names.end());
    names.push_back(name);
  }
}

TEST_CASE("a datagram that is cut or damaged anywhere is read within its bounds") {
  SyncMessage message({.sync_id = 5});
  for (const SyncedConn& conn : {with_sequences(nat_conn()), ipv6_conn(), call("one@192.0.2.1"),
                                 with_sequences(call("x")), nat_conn()}) {
    message.add(conn);
  }
  const Datagram good = message.take();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const unsigned value : {0U, 1U, 2U, 0x40U, 0x7fU, 0xffU}) {
      Datagram damaged = good;
      damaged[i] = static_cast<std::uint8_t>(value);
      CHECK(decode_sync(damaged, 5).conns.size() <= 255);
    }
    Datagram cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i));
    if (i >= 4) {
      cut[2] = static_cast<std::uint8_t>(i >> 8);
      cut[3] = static_cast<std::uint8_t>(i);
    }
    CHECK(decode_sync(cut, 5).conns.size() <= 5);
  }
}
