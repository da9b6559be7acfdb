// SPDX-License-Identifier: Apache-2.0
// dh and sh against the golden clients; the dests are R1..R3, so RS1 of the table is R1.
#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::Protocol;
namespace service_flag = nicvs::service_flag;

namespace {

std::string choice_for_client(ServiceBench& bench, const std::string& client) {
  return name_of(
      bench.table.find(bench.v)->schedule(flow("10.0.0.1", 80, Protocol::Tcp, client), 0s));
}

std::string choice_for_destination(ServiceBench& bench, const std::string& destination) {
  return name_of(bench.table.find(bench.v)->schedule(flow(destination), 0s));
}

struct Client {
  std::string address;
  std::string dh;  // as a destination address
  std::string sh;  // weights 1, 2, 3
  std::string sh_port;
};

const std::vector<Client> kClients = {
    {"192.0.2.1", "R1", "R3", "R2"},  {"192.0.2.2", "R2", "R2", "R3"},
    {"192.0.2.10", "R3", "R3", "R2"}, {"198.51.100.7", "R3", "R2", "R3"},
    {"10.0.0.5", "R3", "R3", "R2"},
};

}  // namespace

TEST_CASE("S16: dh spreads destinations without regard to weights", "[dh]") {
  ServiceBench bench;
  bench.add("dh");
  bench.add_dests({1, 2, 3});
  for (const Client& client : kClients) {
    CHECK(choice_for_destination(bench, client.address) == client.dh);
  }
}

TEST_CASE("dh refuses clients of an unusable dest and refills when dests come and go", "[dh]") {
  ServiceBench bench;
  bench.add("dh");
  bench.add_dests({1, 1, 1});
  bench.set_weight(1, 0);
  CHECK(choice_for_destination(bench, "192.0.2.1") == "-");
  bench.set_weight(1, 1);
  bench.r(1).is_overloaded = true;
  CHECK(choice_for_destination(bench, "192.0.2.1") == "-");
  REQUIRE(bench.table.delete_dest(bench.v, ServiceBench::key(1)));
  CHECK(choice_for_destination(bench, "192.0.2.1") == "R3");     // bucket 50 of R3 R2
  CHECK(choice_for_destination(bench, "192.0.2.2") == "R3");     // bucket 148
  CHECK(choice_for_destination(bench, "198.51.100.7") == "R2");  // bucket 171
}

TEST_CASE("sh sends clients to the golden dests", "[sh]") {
  ServiceBench bench;
  SECTION("by address") {
    bench.add("sh");
    bench.add_dests({1, 2, 3});
    for (const Client& client : kClients) {
      CHECK(choice_for_client(bench, client.address) == client.sh);
    }
  }
  SECTION("S13: by address and port") {
    bench.add("sh", service_flag::kSched2);
    bench.add_dests({1, 2, 3});
    for (const Client& client : kClients) {
      CHECK(choice_for_client(bench, client.address) == client.sh_port);
    }
  }
}

TEST_CASE("S14: a quiesced dest of sh keeps one bucket and refuses its clients", "[sh]") {
  ServiceBench bench;
  bench.add("sh");
  bench.add_dests({1, 2, 3});
  bench.set_weight(3, 0);
  CHECK(choice_for_client(bench, "192.0.2.1") == "R2");
  CHECK(choice_for_client(bench, "192.0.2.2") == "-");
  CHECK(choice_for_client(bench, "198.51.100.7") == "R1");
}

TEST_CASE("sh-fallback finds a usable dest whenever there is one", "[sh]") {
  ServiceBench bench;
  bench.add("sh", service_flag::kSched1);
  bench.add_dests({1, 2, 3});
  CHECK(choice_for_client(bench, "192.0.2.2") == "R2");
  bench.set_weight(3, 0);
  // Bucket 148 belongs to R3; the first probe is bucket 2 * 148 mod 256 = 40: R3 R2 R2 R1 gives R3,
  // the next one, 41, R2.
  CHECK(choice_for_client(bench, "192.0.2.2") == "R2");
  bench.set_weight(2, 0);
  for (const Client& client : kClients) CHECK(choice_for_client(bench, client.address) == "R1");
  bench.set_weight(1, 0);
  CHECK(choice_for_client(bench, "192.0.2.2") == "-");
}

TEST_CASE("S22: sh folds an IPv6 client to 32 bits", "[sh]") {
  ServiceBench bench;
  const nicvs::ServiceKey v6 = service_key("2001:db8::80", 80);
  REQUIRE(bench.table.add_service({.key = v6, .scheduler = "sh", .persistence_mask = 128}));
  // 2001:db8::1 has bucket 63: behind the buckets 0..62 of the newer dest with weight 63, the last
  // of its buckets with weight 64.
  for (const auto& [address, weight] : {std::pair{"fd00::1", 193}, std::pair{"fd00::2", 63}}) {
    REQUIRE(bench.table.add_dest(v6, {.key = {ip(address), 80}, .weight = weight}));
  }
  const nicvs::dp::FlowKey client = flow("2001:db8::80", 80, Protocol::Tcp, "2001:db8::1");
  CHECK(bench.table.find(v6)->schedule(client, 0s)->key().address == ip("fd00::1"));
  REQUIRE(bench.table.edit_dest(v6, {.key = {ip("fd00::2"), 80}, .weight = 64}));
  CHECK(bench.table.find(v6)->schedule(client, 0s)->key().address == ip("fd00::2"));
}
