// SPDX-License-Identifier: Apache-2.0
// The hashing schedulers (dh sh mh lblc) by the golden values of the specification.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "nicvs/dp/schedule.hpp"

namespace nicvs::test {
namespace {

struct Client {
  const char* name;
  std::uint32_t address;
  unsigned bucket;
  unsigned bucket_with_port;
  unsigned slot;
  unsigned slot_with_port;
};

// The port is 40000.
constexpr Client kClients[] = {
    {"192.0.2.1", 0xc0000201, 50, 214, 2891, 3651},
    {"192.0.2.2", 0xc0000202, 148, 56, 746, 3058},
    {"192.0.2.10", 0xc000020a, 162, 70, 403, 3725},
    {"198.51.100.7", 0xc6336407, 171, 79, 924, 1707},
    {"10.0.0.5", 0x0a000005, 174, 82, 3620, 3633},
};

TEST_CASE("clients fall into the buckets and slots of the kernel", "[schedule][hash]") {
  for (const Client& c : kClients) {
    INFO(c.name);
    const dp::Address address = dp::ipv4_address(c.address);
    CHECK(dp::dh_bucket(address) == c.bucket);
    CHECK(dp::sh_bucket(address, 0, 0) == c.bucket);
    CHECK(dp::sh_bucket(address, 40000, 0) == c.bucket_with_port);
    CHECK(dp::maglev_slot(address, 0, 0) == c.slot);
    CHECK(dp::maglev_slot(address, 40000, 0) == c.slot_with_port);
  }
}

TEST_CASE("an IPv6 client is folded first", "[schedule][hash]") {
  const dp::Address client{{{0x20010db8, 0, 0, 1}}};
  CHECK(dp::fold(client) == 0x20010db9);
  CHECK(dp::sh_bucket(client, 0, 0) == 63);
  CHECK(dp::maglev_slot(client, 0, 0) == 3457);
}

TEST_CASE("sh-fallback probes from twice the first bucket", "[schedule][sh]") {
  const dp::Address client = dp::ipv4_address(0xc0000201);
  const unsigned first = dp::sh_bucket(client, 0, 0);
  CHECK(dp::sh_bucket(client, 0, dp::sh_fallback_offset(first, 0)) == 100);
  CHECK(dp::sh_bucket(client, 0, dp::sh_fallback_offset(first, 1)) == 101);
  CHECK(dp::sh_bucket(client, 0, dp::sh_fallback_offset(first, 255)) == 99);
}

TEST_CASE("the modulo without division is the modulo", "[schedule][mh]") {
  for (std::uint64_t value = 0; value <= 0xffffffff; value += 3571) {
    const auto v = static_cast<std::uint32_t>(value);
    REQUIRE(dp::modulo_below_4096(v, 3) == v % 4093);
    REQUIRE(dp::modulo_below_4096(v, 4) == v % 4092);
  }
  for (std::uint32_t v = 0xffffffff; v > 0xffff0000; --v) {
    REQUIRE(dp::modulo_below_4096(v, 3) == v % 4093);
    REQUIRE(dp::modulo_below_4096(v, 4) == v % 4092);
  }
  for (std::uint32_t v = 0; v < 40000; ++v) {
    REQUIRE(dp::modulo_below_4096(v, 3) == v % 4093);
    REQUIRE(dp::modulo_below_4096(v, 4) == v % 4092);
  }
}

TEST_CASE("a dest's offset and skip in the Maglev table", "[schedule][mh]") {
  struct Dest {
    std::uint32_t address;
    unsigned offset;
    unsigned skip;
  };
  for (const Dest& d : {Dest{0x0a000101, 1011, 1586}, Dest{0x0a000102, 1584, 2508},
                        Dest{0x0a000103, 9, 209}, Dest{0x0a000104, 1310, 3559}}) {
    const dp::MaglevStart start =
        dp::maglev_start(dp::Family::Ipv4, dp::ipv4_address(d.address), 80);
    CHECK(start.offset == d.offset);
    CHECK(start.skip == d.skip);
  }
}

TEST_CASE("a dest of the other family is read as an address of the service's", "[schedule][mh]") {
  const dp::Address ipv6{{0x20010db8, 0, 0, 0x11}};
  const dp::Address ipv4 = dp::ipv4_address(0x20010db8);
  const auto of = [](dp::Family service, const dp::Address& dest) {
    const dp::MaglevStart start = dp::maglev_start(service, dest, 80);
    return std::pair{start.offset, start.skip};
  };
  CHECK(of(dp::Family::Ipv4, ipv6) == of(dp::Family::Ipv4, ipv4));
  CHECK(of(dp::Family::Ipv6, ipv4) == of(dp::Family::Ipv4, ipv4));
  CHECK(of(dp::Family::Ipv6, ipv6) != of(dp::Family::Ipv6, ipv4));
}

TEST_CASE("turns of a round keep ratios, and every dest with weight has one", "[schedule][mh]") {
  CHECK(dp::maglev_shift(0) == 0);
  CHECK(dp::maglev_shift(63) == 0);
  CHECK(dp::maglev_shift(64) == 1);
  CHECK(dp::maglev_shift(65535) == 10);
  CHECK(dp::maglev_shift(0xffffffff) == 26);
  CHECK(dp::maglev_turns(3, 0) == 3);
  CHECK(dp::maglev_turns(65535, 10) == 63);
  CHECK(dp::maglev_turns(1, 10) == 1);
  CHECK(dp::maglev_turns(0, 10) == 0);
}

// Fills the table with the kernels' steps: the dests' numbers by slot. Newest first.
std::string maglev_table(const std::vector<std::uint32_t>& weights) {
  std::string table(dp::kMaglevSlots, '-');
  const auto count = static_cast<unsigned>(weights.size());
  std::vector<dp::MaglevStart> at;
  for (unsigned number = 1; number <= count; ++number) {
    at.push_back(dp::maglev_start(dp::Family::Ipv4, dp::ipv4_address(0x0a000100 + number), 80));
  }
  for (unsigned filled = 0;;) {
    for (unsigned number = count; number > 0; --number) {
      dp::MaglevStart& dest = at[number - 1];
      for (std::uint32_t turn = dp::maglev_turns(weights[number - 1], 0); turn > 0; --turn) {
        while (table[dest.offset] != '-') {
          dest.offset = dp::maglev_next_slot(dest.offset, dest.skip);
        }
        table[dest.offset] = static_cast<char>('0' + number);
        if (++filled == dp::kMaglevSlots) return table;
      }
    }
  }
}

TEST_CASE("the Maglev tables of the specification", "[schedule][mh]") {
  const auto count = [](const std::string& table, char dest) {
    return std::count(table.begin(), table.end(), dest);
  };
  const std::string weighted = maglev_table({1, 2, 3});
  CHECK(weighted.substr(0, 12) == "323333233313");
  CHECK(count(weighted, '1') == 682);
  CHECK(count(weighted, '2') == 1364);
  CHECK(count(weighted, '3') == 2047);
  const std::string equal = maglev_table({1, 1, 1});
  CHECK(equal.substr(0, 12) == "323213233311");
  CHECK(count(equal, '1') == 1364);
  CHECK(count(equal, '2') == 1364);
  CHECK(count(equal, '3') == 1365);
  // The dests of the clients, weights 1,2,3 and equal ones.
  const std::string by_weight = "21323";
  const std::string by_equal = "11321";
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(weighted[kClients[i].slot] == by_weight[i]);
    CHECK(equal[kClients[i].slot] == by_equal[i]);
  }
}

TEST_CASE("probes and steps wrap around the table", "[schedule][mh]") {
  CHECK(dp::maglev_next_slot(4092, 1) == 0);
  CHECK(dp::maglev_next_slot(4092, 4092) == 4091);
  CHECK(dp::maglev_fallback_offset(4000, 92) == 4092);
  CHECK(dp::maglev_fallback_offset(4000, 93) == 0);
}

}  // namespace
}  // namespace nicvs::test
