// SPDX-License-Identifier: Apache-2.0
// mh against the golden tables; the dests are 10.0.1.1..4:80.
#include "fallback/services/schedulers/maglev.hpp"

#include <openssl/evp.h>

#include <set>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::Protocol;
namespace service_flag = nicvs::service_flag;
namespace soft = nicvs::soft;

namespace {

struct Site {
  ServiceBench bench;

  explicit Site(const std::vector<std::int32_t>& weights, std::uint32_t flags = 0) {
    bench.add("mh", flags);
    for (const std::int32_t weight : weights) add(weight);
  }
  nicvs::DestSpec spec(unsigned number, std::int32_t weight) const {
    return {.key = {nicvs::IpAddress::v4(0x0a000100 + number), 80}, .weight = weight};
  }
  void add(std::int32_t weight) { REQUIRE(bench.table.add_dest(bench.v, spec(++dests_, weight))); }
  void set_weight(unsigned number, std::int32_t weight) {
    REQUIRE(bench.table.edit_dest(bench.v, spec(number, weight)));
  }
  soft::Dest& dest(unsigned number) {
    return *bench.table.find(bench.v)->find_dest(spec(number, 1).key);
  }
  std::string choice(const std::string& client) const {
    const auto key = flow("10.0.0.1", 80, Protocol::Tcp, client);
    return name_of(bench.table.find(bench.v)->schedule(key, 0s));
  }
  // The slots as a string of dest numbers.
  std::string slots() const {
    soft::Maglev scheduler(nicvs::Family::Ipv4);
    scheduler.dests_added(bench.table.find(bench.v)->dests());
    std::string digits;
    for (const soft::Dest* dest : scheduler.slots()) {
      digits += dest == nullptr ? '-' : static_cast<char>('0' + (dest->address.word[0] & 0xff));
    }
    return digits;
  }

 private:
  unsigned dests_ = 0;
};

std::string sha256(const std::string& text) {
  std::array<unsigned char, 32> digest{};
  REQUIRE(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 0xf];
  }
  return hex;
}

auto slots_of(const std::string& slots, char dest) { return std::ranges::count(slots, dest); }

const std::string kWeighted = "fa356818f42a5d02d0062c17237f8bfd5edca5f23a914a1c9eb01aad5157a5b5";
const std::string kEqual = "65cd71338c9c40a57aab3f10ef2814fb75ccbcc1738ed3b6c1923891b3180b4f";
const std::string kFour = "84702c61824495c85ee28cc52a3d0c1007571aa321d5f9e4c5a4b5b0ebc795c3";

struct Client {
  std::string address;
  std::string weighted;  // weights 1, 2, 3
  std::string equal;
  std::string four;  // equal, with a fourth dest
};

const std::vector<Client> kClients = {
    {"192.0.2.1", "R2", "R1", "R4"},  {"192.0.2.2", "R1", "R1", "R4"},
    {"192.0.2.10", "R3", "R3", "R4"}, {"198.51.100.7", "R2", "R2", "R2"},
    {"10.0.0.5", "R3", "R1", "R1"},
};

}  // namespace

TEST_CASE("S17: mh fills the golden table for weights 1, 2, 3", "[mh]") {
  const Site site({1, 2, 3});
  const std::string slots = site.slots();
  CHECK(slots_of(slots, '1') == 682);
  CHECK(slots_of(slots, '2') == 1364);
  CHECK(slots_of(slots, '3') == 2047);
  CHECK(slots.substr(0, 12) == "323333233313");
  CHECK(sha256(slots) == kWeighted);
  for (const Client& client : kClients) CHECK(site.choice(client.address) == client.weighted);
}

TEST_CASE("S17: mh fills the golden table for equal weights", "[mh]") {
  const std::int32_t weight = GENERATE(1, 7, 1000000);
  const Site site({weight, weight, weight});
  const std::string slots = site.slots();
  CHECK(slots_of(slots, '1') == 1364);
  CHECK(slots_of(slots, '2') == 1364);
  CHECK(slots_of(slots, '3') == 1365);
  CHECK(slots.substr(0, 12) == "323213233311");
  CHECK(sha256(slots) == kEqual);
  for (const Client& client : kClients) CHECK(site.choice(client.address) == client.equal);
}

TEST_CASE("S19: a fourth dest moves few clients between the others", "[mh]") {
  Site site({1, 1, 1});
  const std::string before = site.slots();
  site.add(1);
  const std::string after = site.slots();
  CHECK(slots_of(after, '1') == 1023);
  CHECK(slots_of(after, '2') == 1023);
  CHECK(slots_of(after, '3') == 1023);
  CHECK(slots_of(after, '4') == 1024);
  int changed = 0;
  int between_old = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[i] == after[i]) continue;
    ++changed;
    if (after[i] != '4') ++between_old;
  }
  CHECK(changed == 1043);
  CHECK(between_old == 19);
  CHECK(sha256(after) == kFour);
  for (const Client& client : kClients) CHECK(site.choice(client.address) == client.four);
}

TEST_CASE("quiescing a dest of mh keeps the table, removing it does not", "[mh]") {
  Site site({1, 1, 1});
  site.set_weight(1, 0);
  CHECK(sha256(site.slots()) == kEqual);
  CHECK(site.choice("192.0.2.1") == "-");
  CHECK(site.choice("192.0.2.10") == "R3");
  site.set_weight(1, 1);
  CHECK(site.choice("192.0.2.1") == "R1");
  REQUIRE(site.bench.table.delete_dest(site.bench.v, site.spec(1, 1).key));
  CHECK(slots_of(site.slots(), '1') == 0);
  CHECK(site.choice("192.0.2.1") != "-");
}

TEST_CASE("a dest of mh that never had a weight takes no slot", "[mh]") {
  Site site({0, 1});
  CHECK(slots_of(site.slots(), '2') == 4093);
  site.set_weight(2, 0);
  CHECK(site.choice("192.0.2.1") == "-");
  const Site empty({0, 0});
  CHECK(slots_of(empty.slots(), '-') == 4093);
  CHECK(empty.choice("192.0.2.1") == "-");
}

TEST_CASE("mh-port counts the client's port, mh-fallback looks on", "[mh]") {
  SECTION("mh-port: slot 3651 instead of 2891") {
    const Site site({1, 2, 3}, service_flag::kSched2);
    const std::string slots = site.slots();
    CHECK(site.choice("192.0.2.1") == std::string("R") + slots[3651]);
    CHECK(site.choice("192.0.2.2") == std::string("R") + slots[3058]);
    CHECK(site.choice("192.0.2.10") == std::string("R") + slots[3725]);
    CHECK(site.choice("198.51.100.7") == std::string("R") + slots[1707]);
  }
  SECTION("mh-fallback") {
    Site site({1, 1, 1}, service_flag::kSched1);
    site.dest(1).is_overloaded = true;
    site.set_weight(2, 0);
    for (const Client& client : kClients) CHECK(site.choice(client.address) == "R3");
    site.set_weight(3, 0);
    CHECK(site.choice("192.0.2.1") == "-");
  }
}

TEST_CASE("mh refuses more dests than it has slots", "[mh]") {
  Site site({});
  for (int i = 0; i < 4093; ++i) site.add(1);
  soft::Maglev scheduler(nicvs::Family::Ipv4);
  scheduler.dests_added(site.bench.table.find(site.bench.v)->dests());
  const std::set<soft::Dest*> in_slots(scheduler.slots().begin(), scheduler.slots().end());
  CHECK(in_slots.size() == 4093);
  CHECK(in_slots.count(nullptr) == 0);
  const nicvs::Status status = site.bench.table.add_dest(site.bench.v, site.spec(5000, 1));
  REQUIRE_FALSE(status);
  CHECK(status.error().code == EINVAL);
  CHECK(site.bench.table.find(site.bench.v)->dests().size() == 4093);
}
