// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <set>

#include "nicvs/dp/conn_flags.hpp"
#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

// Opens conns from 192.0.2.0/24 and the networks behind it.
void open_conns(Lab& lab, unsigned count) {
  auto bytes = frame("ip 192.0.2.0 > 10.0.0.1 csum 0 / udp 40000 > 53 csum 0 / data x");
  for (unsigned i = 0; i < count; ++i) {
    const std::uint32_t client = 0xc0000200u + i / 1000;
    for (unsigned b = 0; b < 4; ++b) {
      bytes[26 + b] = static_cast<std::uint8_t>(client >> (24 - 8 * b));
    }
    const unsigned port = 1000 + i % 1000;
    bytes[34] = static_cast<std::uint8_t>(port >> 8);
    bytes[35] = static_cast<std::uint8_t>(port);
    std::uint32_t sum = 0;
    bytes[24] = bytes[25] = 0;
    for (unsigned at = 14; at < 34; at += 2) sum += (bytes[at] << 8u) | bytes[at + 1];
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    bytes[24] = static_cast<std::uint8_t>(~sum >> 8);
    bytes[25] = static_cast<std::uint8_t>(~sum);
    if (lab.send_bytes(bytes).verdict != dp::Verdict::Forward) throw std::runtime_error("refused");
  }
}

TEST_CASE("a listing shows each of 100 000 conns once", "[engine]") {
  Lab lab({.conn_capacity = 1 << 17, .hash_key = {1, 2}});
  lab.nat("10.0.0.1:53", {"192.168.1.1:53"}, Protocol::Udp);
  open_conns(lab, 100000);
  std::set<std::pair<IpAddress, std::uint16_t>> seen;
  lab.engine().each_conn([&](const ConnInfo& row) {
    return seen.insert({row.client, row.client_port}).second;
  });
  CHECK(seen.size() == 100000);
  CHECK(lab.engine().info().conn_count == 100000);
}

TEST_CASE("a listing stops when the visitor has enough", "[engine]") {
  Lab lab({.conn_capacity = 1 << 13, .hash_key = {1, 2}});
  lab.nat("10.0.0.1:53", {"192.168.1.1:53"}, Protocol::Udp);
  open_conns(lab, 5000);
  unsigned visits = 0;
  lab.engine().each_conn([&](const ConnInfo&) { return ++visits < 1500; });
  CHECK(visits == 1500);
}

TEST_CASE("a visitor may call the engine", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:53", {"192.168.1.1:53"}, Protocol::Udp);
  open_conns(lab, 3);
  std::uint64_t conns = 0;
  lab.engine().each_conn([&](const ConnInfo&) {
    conns = lab.engine().info().conn_count;
    return true;
  });
  CHECK(conns == 3);
}

TEST_CASE("rows show what ipvsadm shows of a conn and its template", "[engine]") {
  Lab lab;
  lab.add({.key = service_key("10.0.0.1:80"),
           .scheduler = "rr",
           .flags = service_flag::kPersistent,
           .persistence_timeout = 300,
           .persistence_mask = 0xffffff00},
          {dest("192.168.1.1:80", ForwardMethod::Dr)});
  lab.send("ip 192.0.2.9 > 10.0.0.1 / tcp 40000 > 80 S");
  const auto rows = lab.conns();
  REQUIRE(rows.size() == 2);
  const ConnInfo& conn = rows[0];
  CHECK(conn.client.to_string_with_port(conn.client_port) == "192.0.2.9:40000");
  CHECK(conn.virtual_address.to_string_with_port(conn.virtual_port) == "10.0.0.1:80");
  CHECK(conn.dest.to_string_with_port(conn.dest_port) == "192.168.1.1:80");
  CHECK(conn.state == "SYN_RECV");
  CHECK(conn.expires_in_s == 60);
  CHECK(conn.method == ForwardMethod::Dr);
  CHECK((conn.flags & dp::conn_flag::kNoOutput) != 0);
  CHECK((conn.flags & dp::conn_flag::kInactive) == 0);
  const ConnInfo& its_template = rows[1];
  CHECK(its_template.client.to_string_with_port(its_template.client_port) == "192.0.2.0:0");
  CHECK(its_template.state == "NONE");
  CHECK(its_template.expires_in_s == 300);
  CHECK((its_template.flags & dp::conn_flag::kTemplate) != 0);
}

}  // namespace
}  // namespace nicvs::test
