// SPDX-License-Identifier: Apache-2.0
// The conn table against maps of the standard library that do the same slowly.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "tests/engines/tables/table_conns.hpp"

namespace nicvs {
namespace {

using soft::ConnIndex;
using soft::ConnTable;
using soft::kNoConn;
using test::TableConn;

using Key = std::tuple<dp::Family, dp::Protocol, std::array<std::uint32_t, 4>, std::uint16_t,
                       std::array<std::uint32_t, 4>, std::uint16_t>;

Key key_of(const dp::FlowKey& flow) {
  return {flow.family, flow.protocol, flow.src.word, flow.src_port, flow.dst.word, flow.dst_port};
}

// Few addresses and ports, so that keys meet often.
class RandomConns {
 public:
  explicit RandomConns(std::uint32_t seed) : random_(seed) {}

  unsigned below(unsigned end) {
    return std::uniform_int_distribution<unsigned>(0, end - 1)(random_);
  }

  TableConn next() {
    TableConn conn;
    const bool is_v6 = below(2) == 0;
    conn.request = {address(is_v6, below(3)),
                    address(is_v6, 16 + below(4)),
                    port(below(8)),
                    port(below(2)),
                    below(4) == 0 ? dp::Protocol::Udp : dp::Protocol::Tcp,
                    is_v6 ? dp::Family::Ipv6 : dp::Family::Ipv4};
    conn.method = below(2) == 0 ? dp::ForwardMethod::Nat : dp::ForwardMethod::Dr;
    conn.dest = address(is_v6, 32 + below(2));
    conn.dest_port = port(below(2));
    return conn;
  }

 private:
  static dp::Address address(bool is_v6, std::uint32_t i) {
    // The fold of IPv6 addresses that differ in i is the same for some.
    return is_v6 ? dp::Address{{{0x20010db8, i & 3, 0, i ^ (i & 1)}}} : dp::ipv4_address(i);
  }
  static std::uint16_t port(unsigned i) { return static_cast<std::uint16_t>(1000 + i); }

  std::mt19937 random_;
};

struct Model {
  std::map<Key, ConnIndex> requests;
  std::map<Key, std::vector<ConnIndex>> replies;  // oldest first
  std::map<ConnIndex, TableConn> conns;

  void insert(ConnIndex index, const TableConn& conn) {
    requests[key_of(conn.request)] = index;
    replies[key_of(conn.reply())].push_back(index);
    conns[index] = conn;
  }
  void remove(ConnIndex index) {
    const TableConn& conn = conns.at(index);
    requests.erase(key_of(conn.request));
    auto& sharing = replies[key_of(conn.reply())];
    sharing.erase(std::find(sharing.begin(), sharing.end(), index));
    conns.erase(index);
  }
  ConnIndex by_request(const dp::FlowKey& flow) const {
    const auto found = requests.find(key_of(flow));
    return found == requests.end() ? kNoConn : found->second;
  }
  ConnIndex by_reply(const dp::FlowKey& flow) const {
    const auto found = replies.find(key_of(flow));
    return found == replies.end() || found->second.empty() ? kNoConn : found->second.back();
  }
};

TEST_CASE("random insertions and removals agree with maps", "[conn_table]") {
  const std::uint32_t seed = GENERATE(1u, 2u, 3u, 4u);
  CAPTURE(seed);
  ConnTable table(64, dp::HashKey{seed, 7});
  RandomConns random(seed);
  Model model;
  for (unsigned step = 0; step < 20000; ++step) {
    CAPTURE(step);
    const TableConn conn = random.next();
    const ConnIndex present = model.by_request(conn.request);
    if (present == kNoConn) {
      const ConnIndex added = test::insert(table, conn);
      REQUIRE((added == kNoConn) == (model.conns.size() == 64));
      if (added != kNoConn) model.insert(added, conn);
    } else if (random.below(2) == 0) {
      table.remove(present);
      model.remove(present);
    }
    const TableConn probe = random.next();
    const auto asked = test::find(table, probe.request);
    REQUIRE(asked.index == model.by_request(probe.request));
    const auto answered = test::find(table, probe.reply());
    REQUIRE(answered.index == model.by_reply(probe.reply()));
    REQUIRE(table.size() == model.conns.size());
  }
}

constexpr std::uint32_t kMillion = 1 << 20;

TEST_CASE("a million conns come, are found and go", "[conn_table]") {
  ConnTable table(kMillion, dp::HashKey{3, 4});
  const auto conn = [](std::uint32_t i) {
    return TableConn{
        test::tcp4(0x0b000000 + i / 50000, static_cast<std::uint16_t>(i % 50000), 9, 80),
        dp::ForwardMethod::Nat, dp::ipv4_address(10 + i % 7), 8080};
  };
  std::vector<ConnIndex> indices(kMillion);
  std::size_t refused = 0;
  for (std::uint32_t i = 0; i < kMillion; ++i) {
    indices[i] = test::insert(table, conn(i));
    refused += indices[i] == kNoConn;
  }
  CHECK(refused == 0);
  CHECK(table.size() == kMillion);
  std::size_t wrong = 0;
  for (std::uint32_t i = 0; i < kMillion; ++i) {
    wrong += test::find(table, conn(i).request).index != indices[i];
    wrong += test::find(table, conn(i).reply()).index != indices[i];
  }
  CHECK(wrong == 0);
  for (std::uint32_t i = 0; i < kMillion; ++i) table.remove(indices[i]);
  CHECK(table.size() == 0);
  for (std::uint32_t i = 0; i < kMillion; ++i) wrong += bool(test::find(table, conn(i).request));
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace nicvs
