// SPDX-License-Identifier: Apache-2.0
// What a master writes: golden bytes of both versions, batches, and that a backup reads it all.
#include <catch2/catch.hpp>

#include "tests/unit/failover/sync_samples.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::failover;
using namespace nicvs::test;

Datagram datagram_of(const SyncMessage::Format& format, const std::vector<SyncedConn>& conns) {
  SyncMessage message(format);
  for (const SyncedConn& conn : conns) message.add(conn);
  return message.take();
}

void check_equal(const SyncedConn& got, const SyncedConn& wanted) {
  CHECK(got.family == wanted.family);
  CHECK(got.protocol == wanted.protocol);
  CHECK(got.state == wanted.state);
  CHECK(got.client_port == wanted.client_port);
  CHECK(got.virtual_port == wanted.virtual_port);
  CHECK(got.dest_port == wanted.dest_port);
  CHECK(got.flags == (wanted.flags | dp::conn_flag::kSync));
  CHECK(got.client == wanted.client);
  CHECK(got.virtual_address == wanted.virtual_address);
  CHECK(got.dest == wanted.dest);
  CHECK(got.sequences == wanted.sequences);
  CHECK(got.engine_data.empty() == wanted.engine_data.empty());
}

}  // namespace

TEST_CASE("a message has the kernel's bytes") {
  SECTION("an established NAT conn") {
    CHECK(datagram_of({.sync_id = 5}, {nat_conn()}) == bytes_of(kNatDatagram));
  }
  SECTION("HASHED is a matter of the sender's own") {
    SyncedConn conn = nat_conn();
    conn.flags |= dp::conn_flag::kHashed;
    CHECK(datagram_of({.sync_id = 5}, {conn}) == bytes_of(kNatDatagram));
  }
  SECTION("a DR conn") {
    SyncedConn conn = nat_conn();
    conn.flags = dp::conn_flag::kNoOutput | static_cast<std::uint32_t>(ForwardMethod::Dr);
    conn.dest_port = 80;
    CHECK(datagram_of({.sync_id = 5}, {conn}) ==
          bytes_of("0005002c 01010000 00060024 00000083 00019c40 00500050 00000000 00000384 "
                   "c0000201 0a000001 c0a80102"));
  }
  SECTION("IPv6 with a fwmark") {
    SyncedConn conn = ipv6_conn();
    conn.fwmark = 7;
    CHECK(datagram_of({.sync_id = 5}, {conn}) ==
          bytes_of("00050050 01010000 01060048 00000000 00019c40 00501f90 00000007 00000384"
                   "20010db8 00000001 00000002 00000003 20010db8 00000004 00000005 00000006"
                   "20010db8 00000007 00000008 00000009"));
  }
  SECTION("sequence numbers, and the next conn at a multiple of four") {
    CHECK(datagram_of({.sync_id = 5}, {with_sequences(nat_conn()), nat_conn()}) ==
          bytes_of("0005006c 02010000 0006003e 00000400 00019c40 00501f90 00000000 00000384 "
                   "c0000201 0a000001 c0a80102 0118 00000001 00000002 00000003 00000004 00000005 "
                   "00000006 0000 00060024 00000000 00019c40 00501f90 00000000 00000384 c0000201 "
                   "0a000001 c0a80102"));
  }
  SECTION("what sip knows a template by, its name, and the next conn at a multiple of four") {
    CHECK(datagram_of({.sync_id = 5}, {call("one@"), call("two@a")}) ==
          bytes_of("00050068 02010000 0011002f 00001100 00009c40 00501f90 00000000 00000384 "
                   "c0000201 0a000001 c0a80102 0204 6f6e6540 0303 736970 00 "
                   "00110030 00001100 00009c40 00501f90 00000000 00000384 "
                   "c0000201 0a000001 c0a80102 0205 74776f4061 0303 736970"));
  }
  SECTION("sequence numbers come before it") {
    CHECK(datagram_of({.sync_id = 5}, {with_sequences(call("a"))}) ==
          bytes_of("0005004e 01010000 00110046 00001500 00009c40 00501f90 00000000 00000384 "
                   "c0000201 0a000001 c0a80102 0118 00000001 00000002 00000003 00000004 00000005 "
                   "00000006 0201 61 0303 736970"));
  }
  SECTION("version 0") {
    CHECK(datagram_of({.version = 0, .sync_id = 5}, {nat_conn()}) ==
          bytes_of("0105001c 00069c40 00501f90 c0000201 0a000001 c0a80102 00000001"));
  }
  SECTION("version 0 with sequence numbers, in the order of this host") {
    CHECK(datagram_of({.version = 0, .sync_id = 5}, {with_sequences(nat_conn())}) ==
          bytes_of("01050034 00069c40 00501f90 c0000201 0a000001 c0a80102 04000001 01000000 "
                   "02000000 03000000 04000000 05000000 06000000"));
  }
  SECTION("version 0 without what sip knows a template by") {
    CHECK(datagram_of({.version = 0, .sync_id = 5}, {call("one@a")}) ==
          bytes_of("0105001c 00119c40 00501f90 c0000201 0a000001 c0a80102 11000000"));
  }
  SECTION("flags without numbers are sent with zeros, as the kernel has them") {
    SyncedConn conn = nat_conn();
    conn.flags |= dp::conn_flag::kOutSeq;
    CHECK(datagram_of({.sync_id = 5}, {conn}) ==
          bytes_of("00050046 01010000 0006003e 00000200 00019c40 00501f90 00000000 00000384 "
                   "c0000201 0a000001 c0a80102 0118 00000000 00000000 00000000 00000000 00000000 "
                   "00000000"));
  }
}

TEST_CASE("a message takes conns up to its maximal length") {
  SyncMessage message({.max_length = 8 + 2 * 36});
  CHECK(message.has_room_for(nat_conn()));
  message.add(nat_conn());
  CHECK(message.has_room_for(nat_conn()));
  CHECK_FALSE(message.has_room_for(ipv6_conn()));
  message.add(nat_conn());
  CHECK_FALSE(message.has_room_for(nat_conn()));
  const auto datagram = message.take();
  CHECK(datagram.size() == 8 + 2 * 36);
}

TEST_CASE("the padding before a conn counts as its length") {
  SyncMessage message({.max_length = 8 + 62 + 36});
  message.add(with_sequences(nat_conn()));
  CHECK_FALSE(message.has_room_for(nat_conn()));
}

TEST_CASE("what a persistence engine knows counts as length") {
  SyncMessage message({.max_length = 8 + 45 + 3 + 44});
  message.add(call("ab"));  // 45 bytes, then 3 of padding
  CHECK_FALSE(message.has_room_for(call("ab")));
  CHECK(message.has_room_for(nat_conn()));
}

TEST_CASE("the first conn goes into a message whatever its length") {
  SyncMessage message({.max_length = 1});
  CHECK(message.has_room_for(ipv6_conn()));
}

TEST_CASE("a message takes no more conns than its count can tell") {
  for (const std::uint8_t version : {std::uint8_t{0}, std::uint8_t{1}}) {
    SyncMessage message({.version = version, .max_length = 65507});
    for (int i = 0; i < 255; ++i) message.add(nat_conn());
    CHECK_FALSE(message.has_room_for(nat_conn()));
    CHECK(decode_sync(message.take(), 0).conns.size() == 255);
  }
}

TEST_CASE("what a master writes a backup reads") {
  SyncedConn template_conn = nat_conn();
  template_conn.protocol = Protocol::Ip;
  template_conn.flags = dp::conn_flag::kTemplate | dp::conn_flag::kInactive;
  template_conn.fwmark = 9;
  const std::vector<SyncedConn> conns = {nat_conn(), with_sequences(nat_conn()), template_conn,
                                         nat_conn()};
  const std::string longest(SyncedEngineData::kMost, 'x');
  SECTION("version 1") {
    std::vector<SyncedConn> with_v6 = conns;
    with_v6.push_back(with_sequences(ipv6_conn()));
    with_v6.push_back(call("one@192.0.2.1"));
    with_v6.push_back(with_sequences(call(longest)));
    with_v6.push_back(nat_conn());
    const DecodedSync decoded = decode_sync(datagram_of({.sync_id = 1}, with_v6), 1);
    REQUIRE(decoded.conns.size() == with_v6.size());
    for (std::size_t i = 0; i < with_v6.size(); ++i) {
      check_equal(decoded.conns[i], with_v6[i]);
      CHECK(decoded.conns[i].fwmark == with_v6[i].fwmark);
      CHECK(decoded.conns[i].timeout_s == with_v6[i].timeout_s);
      CHECK(decoded.conns[i].engine_data == with_v6[i].engine_data);
    }
  }
  SECTION("version 0, without what it does not know") {
    const DecodedSync decoded = decode_sync(datagram_of({.version = 0, .sync_id = 1}, conns), 1);
    REQUIRE(decoded.conns.size() == conns.size());
    for (std::size_t i = 0; i < conns.size(); ++i) {
      check_equal(decoded.conns[i], conns[i]);
      CHECK(decoded.conns[i].fwmark == 0);
      CHECK(decoded.conns[i].timeout_s == 0);
    }
  }
}
