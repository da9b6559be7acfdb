// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <iterator>
#include <random>
#include <vector>

#include "tests/engines/tables/table_conns.hpp"

namespace nicvs {
namespace {

using soft::ConnIndex;
using soft::ConnTable;
using soft::kNoConn;
using test::find;
using test::insert;
using test::TableConn;
using test::tcp4;

constexpr dp::HashKey kKey{1, 2};
constexpr std::uint32_t kClient = 0xc0000201;
constexpr std::uint32_t kVip = 0x0a000001;
constexpr std::uint64_t kCapacity = 1 << 12;
constexpr std::uint32_t kDest = 0xc0a80101;

TableConn nat(std::uint16_t client_port, std::uint32_t vip = kVip) {
  return {tcp4(kClient, client_port, vip, 80), dp::ForwardMethod::Nat, dp::ipv4_address(kDest),
          8080};
}

dp::Address v6(std::uint32_t last) { return {{{0x20010db8, 0, 0, last}}}; }

TEST_CASE("tags are compared as the kernel compares them", "[conn_table][tag_match]") {
  constexpr std::uint16_t kTags[] = {dp::kFreeTag, 1, 0x7fff, 0x8000, 0xff00, 0xffff};
  std::minstd_rand random(1);
  for (int round = 0; round < 1000; ++round) {
    dp::BucketTags bucket{};
    for (std::uint16_t& tag : bucket.tag) tag = kTags[random() % std::size(kTags)];
    for (const std::uint16_t tag : kTags) {
      CHECK(soft::tag_hits(bucket, tag) == dp::bucket_match(bucket, tag).hits);
    }
  }
}

TEST_CASE("a NAT conn is found from both ends, the dest's by its own address", "[conn_table]") {
  ConnTable table(64, kKey);
  const ConnIndex index = insert(table, nat(40000));
  CHECK(find(table, tcp4(kClient, 40000, kVip, 80)).index == index);
  CHECK(find(table, tcp4(kClient, 40000, kVip, 80)).from == dp::Side::Client);
  CHECK(find(table, tcp4(kDest, 8080, kClient, 40000)).index == index);
  CHECK(find(table, tcp4(kDest, 8080, kClient, 40000)).from == dp::Side::Dest);
  CHECK_FALSE(find(table, tcp4(kVip, 80, kClient, 40000)));
  CHECK_FALSE(find(table, tcp4(kClient, 40001, kVip, 80)));
}

TEST_CASE("conns of the other methods are found from the dest by the virtual address",
          "[conn_table]") {
  const auto method = GENERATE(dp::ForwardMethod::Dr, dp::ForwardMethod::Tun,
                               dp::ForwardMethod::Local, dp::ForwardMethod::Bypass);
  ConnTable table(64, kKey);
  TableConn conn = nat(40000);
  conn.method = method;
  const ConnIndex index = insert(table, conn);
  CHECK(find(table, tcp4(kVip, 80, kClient, 40000)).index == index);
  CHECK(find(table, tcp4(kVip, 80, kClient, 40000)).from == dp::Side::Dest);
  CHECK_FALSE(find(table, tcp4(kDest, 8080, kClient, 40000)));
}

TEST_CASE("a conn that is given another method is found by that one's reply key", "[conn_table]") {
  ConnTable table(64, kKey);
  const ConnIndex index = insert(table, nat(40000));
  REQUIRE(table.set_flags(index, static_cast<std::uint32_t>(dp::ForwardMethod::Dr)));
  CHECK(find(table, tcp4(kClient, 40000, kVip, 80)).index == index);
  CHECK(find(table, tcp4(kVip, 80, kClient, 40000)).index == index);
  CHECK_FALSE(find(table, tcp4(kDest, 8080, kClient, 40000)));
  table.remove(index);
  CHECK_FALSE(find(table, tcp4(kClient, 40000, kVip, 80)));
  CHECK_FALSE(find(table, tcp4(kVip, 80, kClient, 40000)));
}

TEST_CASE("the protocol and every bit of an IPv6 address count", "[conn_table][ipv6]") {
  ConnTable table(64, kKey);
  TableConn conn{{v6(1), v6(2), 40000, 80, dp::Protocol::Tcp, dp::Family::Ipv6},
                 dp::ForwardMethod::Nat,
                 v6(3),
                 8080};
  const ConnIndex index = insert(table, conn);
  CHECK(find(table, conn.request).index == index);
  CHECK(find(table, conn.reply()).index == index);
  dp::FlowKey other = conn.request;
  other.protocol = dp::Protocol::Udp;
  CHECK_FALSE(find(table, other));
  // The same fold as the client's address.
  other = conn.request;
  other.src = {{{0, 0x20010db8, 0, 1}}};
  CHECK_FALSE(find(table, other));
}

TEST_CASE("a tunnel from IPv4 to IPv6 keeps both addresses", "[conn_table][ipv6]") {
  ConnTable table(64, kKey);
  soft::Conn stored{};
  stored.client_port = 40000;
  stored.virtual_port = 80;
  stored.protocol = dp::Protocol::Tcp;
  stored.dest_family = dp::Family::Ipv6;
  stored.flags = static_cast<std::uint32_t>(dp::ForwardMethod::Tun);
  const ConnIndex index =
      table.insert(stored, {dp::ipv4_address(kClient), dp::ipv4_address(kVip), v6(3)});
  CHECK(find(table, tcp4(kClient, 40000, kVip, 80)).index == index);
  CHECK(find(table, tcp4(kVip, 80, kClient, 40000)).index == index);
  CHECK(table.addresses(index).dest == v6(3));
}

TEST_CASE("of conns with one reply key the newest answers and the older ones return in turn",
          "[conn_table]") {
  ConnTable table(64, kKey);
  std::vector<ConnIndex> indices;
  for (std::uint32_t i = 0; i < 20; ++i) indices.push_back(insert(table, nat(40000, kVip + i)));
  const dp::FlowKey reply = nat(40000).reply();
  REQUIRE(find(table, reply).index == indices.back());

  SECTION("newest first") {
    for (std::size_t i = indices.size(); i-- > 0;) {
      CAPTURE(i);
      REQUIRE(find(table, reply).index == indices[i]);
      table.remove(indices[i]);
    }
    CHECK_FALSE(find(table, reply));
  }
  SECTION("oldest first") {
    for (std::size_t i = 0; i < indices.size(); ++i) {
      CAPTURE(i);
      REQUIRE(find(table, reply).index == indices.back());
      table.remove(indices[i]);
    }
    CHECK_FALSE(find(table, reply));
  }
  SECTION("every second, then a new one") {
    for (std::size_t i = 0; i < indices.size(); i += 2) table.remove(indices[i]);
    const ConnIndex newest = insert(table, nat(40000, kVip + 100));
    REQUIRE(find(table, reply).index == newest);
    table.remove(newest);
    for (std::size_t i = indices.size(); i-- > 0;) {
      if (i % 2 == 0) continue;
      CAPTURE(i);
      REQUIRE(find(table, reply).index == indices[i]);
      table.remove(indices[i]);
    }
  }
}

TEST_CASE("a full table refuses new conns and keeps the old ones", "[conn_table]") {
  ConnTable table(64, kKey);
  for (std::uint16_t i = 0; i < 64; ++i) {
    CAPTURE(i);
    REQUIRE(insert(table, nat(static_cast<std::uint16_t>(40000 + i))) != kNoConn);
  }
  CHECK(insert(table, nat(50000)) == kNoConn);
  CHECK(table.size() == 64);
  CHECK_FALSE(find(table, nat(50000).request));
  CHECK_FALSE(find(table, nat(50000).reply()));
  for (std::uint16_t i = 0; i < 64; ++i) {
    CHECK(find(table, nat(static_cast<std::uint16_t>(40000 + i)).request));
  }
  table.remove(find(table, nat(40000).request).index);
  CHECK(insert(table, nat(50000)) != kNoConn);
}

TEST_CASE("a conn that finds no room in the index leaves nothing behind", "[conn_table]") {
  // All replies have one key, so one chain must hold them all until the spare buckets end.
  ConnTable table(kCapacity, kKey);
  std::vector<ConnIndex> indices;
  for (std::uint32_t i = 0; i < kCapacity; ++i) {
    const ConnIndex index = insert(table, nat(40000, kVip + i));
    if (index == kNoConn) {
      CHECK_FALSE(find(table, nat(40000, kVip + i).request));
      break;
    }
    indices.push_back(index);
  }
  CHECK(table.size() == indices.size());
  for (const ConnIndex index : indices) table.remove(index);
  CHECK(table.size() == 0);
  for (std::uint16_t i = 0; i < kCapacity; ++i) {
    CAPTURE(i);
    REQUIRE(insert(table, nat(i)) != kNoConn);
  }
}

TEST_CASE("a hidden template is found no more, and removed like any other", "[conn_table]") {
  ConnTable table(64, kKey);
  TableConn conn{tcp4(kClient & 0xffffff00, 0, kVip, 80), dp::ForwardMethod::Nat,
                 dp::ipv4_address(kDest), 8080, dp::conn_flag::kTemplate};
  const ConnIndex first = insert(table, conn);
  CHECK_FALSE(find(table, conn.reply()));
  table.hide_template(first);
  CHECK_FALSE(find(table, conn.request));
  const ConnIndex second = insert(table, conn);
  CHECK(find(table, conn.request).index == second);
  table.hide_template(second);
  table.remove(first);
  table.remove(second);
  CHECK(table.size() == 0);
  CHECK_FALSE(find(
      table, {conn.request.src, conn.request.dst, 0, 0xffff, dp::Protocol::Tcp, dp::Family::Ipv4}));
}

}  // namespace
}  // namespace nicvs
