// SPDX-License-Identifier: Apache-2.0
// Which service a packet belongs to.
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::Family;
using nicvs::Protocol;
using nicvs::ServiceKey;
namespace soft = nicvs::soft;

namespace {

std::string match(const soft::ServiceTable& table, const nicvs::dp::FlowKey& key,
                  std::uint32_t mark = 0) {
  const soft::Service* found = table.match(key, mark);
  return found == nullptr ? "-" : found->key().to_string();
}

void add_all(soft::ServiceTable& table, const std::vector<ServiceKey>& keys) {
  for (const ServiceKey& key : keys) {
    const std::uint32_t mask = key.family == Family::Ipv6 ? 128 : 0xffffffff;
    REQUIRE(table.add_service({.key = key, .persistence_mask = mask}));
  }
}

}  // namespace

TEST_CASE("a packet's service is found in IPVS's order", "[match]") {
  ServiceBench bench;
  add_all(bench.table, {
                           {.fwmark = 5},
                           {.family = Family::Ipv6, .fwmark = 6},
                           service_key("10.0.0.1", 80),
                           service_key("10.0.0.1", 0),
                           service_key("10.0.0.2", 21),
                           service_key("10.0.0.3", 53, Protocol::Udp),
                           service_key("10.0.0.3", 21, Protocol::Udp),
                           service_key("10.0.0.4", 21),
                           service_key("10.0.0.4", 0),
                           service_key("10.0.0.4", 5000),
                           service_key("2001:db8::1", 80),
                       });
  struct Case {
    std::string name;
    nicvs::dp::FlowKey key;
    std::uint32_t mark;
    std::string expected;
  };
  const auto c = GENERATE(values<Case>({
      {"exact", flow("10.0.0.1", 80), 0, "10.0.0.1:80/tcp"},
      {"fwmark beats exact", flow("10.0.0.1", 80), 5, "fwmark 5"},
      {"fwmark without service", flow("10.0.0.1", 80), 9, "10.0.0.1:80/tcp"},
      {"fwmark of the other family", flow("10.0.0.1", 80), 6, "10.0.0.1:80/tcp"},
      {"fwmark for any address", flow("172.16.0.1", 1), 5, "fwmark 5"},
      {"fwmark IPv6", flow("2001:db8::99", 80), 6, "fwmark 6/ipv6"},
      {"port 0 takes other ports", flow("10.0.0.1", 81), 0, "10.0.0.1:0/tcp"},
      {"port 0 has a protocol", flow("10.0.0.1", 81, Protocol::Udp), 0, "-"},
      {"no service of the port", flow("10.0.0.2", 80), 0, "-"},
      {"FTP data port", flow("10.0.0.2", 20), 0, "10.0.0.2:21/tcp"},
      {"FTP passive port", flow("10.0.0.2", 1024), 0, "10.0.0.2:21/tcp"},
      {"below the user ports", flow("10.0.0.2", 1023), 0, "-"},
      {"FTP is TCP", flow("10.0.0.3", 2000, Protocol::Udp), 0, "-"},
      {"exact beats FTP", flow("10.0.0.4", 5000), 0, "10.0.0.4:5000/tcp"},
      {"FTP beats port 0", flow("10.0.0.4", 5001), 0, "10.0.0.4:21/tcp"},
      {"port 0 behind FTP", flow("10.0.0.4", 443), 0, "10.0.0.4:0/tcp"},
      {"UDP", flow("10.0.0.3", 53, Protocol::Udp), 0, "10.0.0.3:53/udp"},
      {"SCTP is another", flow("10.0.0.1", 80, Protocol::Sctp), 0, "-"},
      {"IPv6", flow("2001:db8::1", 80), 0, "[2001:db8::1]:80/tcp"},
      {"IPv6 other port", flow("2001:db8::1", 81), 0, "-"},
      {"no service of the address", flow("10.9.9.9", 80), 0, "-"},
  }));
  DYNAMIC_SECTION(c.name) { CHECK(match(bench.table, c.key, c.mark) == c.expected); }
}

TEST_CASE("only addresses of services with an address are virtual addresses", "[match]") {
  ServiceBench bench;
  add_all(bench.table, {service_key("10.0.0.1", 80), service_key("10.0.0.1", 443), {.fwmark = 1}});
  CHECK(bench.table.has_virtual_address(ip("10.0.0.1")));
  CHECK_FALSE(bench.table.has_virtual_address(ip("0.0.0.0")));
  REQUIRE(bench.table.delete_service(service_key("10.0.0.1", 80)));
  CHECK(bench.table.has_virtual_address(ip("10.0.0.1")));
  REQUIRE(bench.table.delete_service(service_key("10.0.0.1", 443)));
  CHECK_FALSE(bench.table.has_virtual_address(ip("10.0.0.1")));
  CHECK(match(bench.table, flow("10.0.0.1", 1), 1) == "fwmark 1");
}

TEST_CASE("each of 10,000 services is found, also after half of them went", "[match]") {
  ServiceBench bench;
  std::vector<ServiceKey> keys;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    ServiceKey key{.address = nicvs::IpAddress::v4(0x0a000000 + i / 4)};
    key.port = static_cast<std::uint16_t>(1 + i % 4);
    keys.push_back(key);
    REQUIRE(bench.table.add_service({.key = key}));
  }
  const auto found = [&](const ServiceKey& key) {
    const nicvs::dp::FlowKey packet{{}, key.address.value, 1, key.port, key.protocol, key.family};
    const soft::Service* service = bench.table.match(packet, 0);
    return service != nullptr && service->key() == key;
  };
  CHECK(std::ranges::all_of(keys, found));
  for (std::size_t i = 0; i < keys.size(); i += 2) {
    REQUIRE(bench.table.delete_service(keys[i]));
  }
  std::size_t still_there = 0;
  for (const ServiceKey& key : keys) still_there += found(key) ? 1 : 0;
  CHECK(still_there == 5'000);
  CHECK(found(keys[9'999]));
  CHECK_FALSE(found(keys[9'998]));
}

TEST_CASE("persistence counts the client's network", "[match]") {
  ServiceBench bench;
  REQUIRE(bench.table.add_service({.key = bench.v, .persistence_mask = 0xffffff00}));
  CHECK(bench.table.find(bench.v)->persistence_network(ip("192.0.2.9").value) ==
        ip("192.0.2.0").value);
  const ServiceKey v6 = service_key("2001:db8::80", 80);
  REQUIRE(bench.table.add_service({.key = v6, .persistence_mask = 48}));
  CHECK(bench.table.find(v6)->persistence_network(ip("2001:db8:1:2::3").value) ==
        ip("2001:db8:1::").value);
}
