// SPDX-License-Identifier: Apache-2.0
// A service table with the acceptance cases' site: V = 10.0.0.1:80/tcp, R1..R9 =
// 192.168.1.1..9:8080.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "fallback/services/service_table.hpp"

namespace nicvs::test {

using namespace std::chrono_literals;

inline IpAddress ip(const std::string& text) {
  const auto address = IpAddress::parse(text);
  REQUIRE(address);
  return *address;
}

inline ServiceKey service_key(const std::string& address, std::uint16_t port,
                              Protocol protocol = Protocol::Tcp) {
  const IpAddress vip = ip(address);
  return {.family = vip.family, .protocol = protocol, .address = vip, .port = port};
}

// Client 192.0.2.1:40000 to V, or what the arguments say.
inline dp::FlowKey flow(const std::string& dst = "10.0.0.1", std::uint16_t dst_port = 80,
                        Protocol protocol = Protocol::Tcp, const std::string& src = "192.0.2.1") {
  const IpAddress to = ip(dst);
  return {ip(src).value, to.value, 40000, dst_port, protocol, to.family};
}

struct ServiceBench {
  soft::Settings settings;
  soft::ServiceTable table{{.workers = 2}, settings};
  const ServiceKey v = service_key("10.0.0.1", 80);

  soft::Service& add(const std::string& scheduler, std::uint32_t flags = 0) {
    REQUIRE(table.add_service({.key = v, .scheduler = scheduler, .flags = flags}));
    return *table.find(v);
  }
  static DestKey key(unsigned number) { return {IpAddress::v4(0xc0a80100 + number), 8080}; }
  static DestSpec spec(unsigned number, std::int32_t weight = 1) {
    return {.key = key(number), .method = ForwardMethod::Nat, .weight = weight};
  }
  // R1, R2, ... with these weights, added in this order.
  void add_dests(const std::vector<std::int32_t>& weights) {
    unsigned number = 0;
    for (const std::int32_t weight : weights) REQUIRE(table.add_dest(v, spec(++number, weight)));
  }
  void set_weight(unsigned number, std::int32_t weight) {
    REQUIRE(table.edit_dest(v, spec(number, weight)));
  }
  soft::Dest& r(unsigned number) {
    soft::Dest* dest = table.find(v)->find_dest(key(number));
    REQUIRE(dest != nullptr);
    return *dest;
  }
};

// "R3", or "-" for no dest.
inline std::string name_of(const soft::Dest* dest) {
  return dest == nullptr ? "-" : "R" + std::to_string(dest->address.word[0] & 0xff);
}

enum class Afterwards { Nothing, ConnIsActive };

// The dests of so many new conns, "R3 R2 R1".
inline std::string choices(ServiceBench& bench, unsigned conns,
                           Afterwards afterwards = Afterwards::Nothing) {
  std::string names;
  for (unsigned i = 0; i < conns; ++i) {
    soft::Dest* dest = bench.table.find(bench.v)->schedule(flow(), 0s);
    if (dest != nullptr && afterwards == Afterwards::ConnIsActive) {
      bench.table.bind(*dest, soft::ConnKind::Active);
    }
    names += (names.empty() ? "" : " ") + name_of(dest);
  }
  return names;
}

}  // namespace nicvs::test
