// SPDX-License-Identifier: Apache-2.0
// Frames through the card: what it decides, what the host gets, what is counted.
#include <catch2/catch.hpp>

#include "tests/kernel/rtl/random.hpp"
#include "tests/rtl/path/path_bench.hpp"

using namespace nicvs;
using namespace nicvs::test;

namespace {

constexpr std::uint32_t kVip = 0x0a000001, kClient = 0xc0000201, kServer = 0xac100005;

// Services 0 (TCP) and 1 (UDP); dests 0 to 3 of service 0 and 4 to 7 of service 1; hop 0 to
// servers, hop 1 to clients, hop 2 with a small MTU.
void write_tables(PathBench& bench) {
  bench.write_service(0, {kVip, 80, dp::Protocol::Tcp});
  bench.write_service(1, {kVip, 53, dp::Protocol::Udp});
  bench.write_hop(0, {{{2, 0, 0, 0, 0, 9}}, {{2, 0, 0, 0, 0, 8}}, 1500, 0xac100001});
  bench.write_hop(1, {{{2, 0, 0, 0, 0, 7}}, {{2, 0, 0, 0, 0, 6}}, 1500, 0});
  bench.write_hop(2, {{{2, 0, 0, 0, 0, 9}}, {{2, 0, 0, 0, 0, 5}}, 400, 0xac100002});
  for (unsigned i = 0; i < 8; ++i) {
    bench.write_dest(i, {kServer + i, 8080, i % 4 == 3 ? 2u : 0u, i / 4});
  }
}

ConnFacts conn_of(unsigned number) {
  constexpr dp::ForwardMethod kMethods[] = {dp::ForwardMethod::Nat, dp::ForwardMethod::Dr,
                                            dp::ForwardMethod::Tun};
  return {kClient + number / 100, static_cast<std::uint16_t>(40000 + number), number % 8,
          kMethods[number % 3], 1};
}

Bytes frame_of_client(const PathBench& bench, const ConnFacts& conn, std::size_t payload,
                      std::uint8_t flags = kAck, unsigned options = 0, int vlan_tci = -1) {
  const ServiceFacts& service = bench.service(bench.dest(conn.dest).service);
  Ipv4 header;
  header.src = conn.client;
  header.dst = service.address;
  header.options = Bytes(options, 1);
  header.protocol = static_cast<std::uint8_t>(service.protocol);
  const Bytes data(payload, 0x5a);
  return ethernet(ipv4(header, service.protocol == dp::Protocol::Tcp
                                   ? tcp(conn.client_port, service.port, flags, data)
                                   : udp(conn.client_port, service.port, data)),
                  vlan_tci);
}

Bytes frame_of_dest(const PathBench& bench, const ConnFacts& conn, std::size_t payload) {
  const DestFacts& dest = bench.dest(conn.dest);
  Ipv4 header;
  header.src = dest.address;
  header.dst = conn.client;
  const bool is_tcp = bench.service(dest.service).protocol == dp::Protocol::Tcp;
  header.protocol = is_tcp ? kTcp : kUdp;
  const Bytes data(payload, 0xa5);
  return ethernet(ipv4(header, is_tcp ? tcp(dest.port, conn.client_port, kAck, data)
                                      : udp(dest.port, conn.client_port, data)));
}

// Mostly of conns that exist, in both directions and all sizes; some with flags that are the
// host's, of conns that nobody knows, or nothing that parses.
Bytes random_frame(const PathBench& bench, Random& random) {
  if (random.one_in(8)) {
    const dp::HeaderWindow window = random.window();
    Bytes frame(std::max<std::size_t>(window.frame_length, 1), 0);
    std::copy_n(window.bytes.begin(), std::min(frame.size(), window.bytes.size()), frame.begin());
    return frame;
  }
  const ConnFacts conn = random.one_in(8) ? conn_of(1000 + static_cast<unsigned>(random.below(100)))
                                          : bench.conns()[random.below(bench.conns().size())];
  const std::size_t payload = random.one_in(2) ? random.below(90) : random.below(1460);
  if (random.one_in(3)) return frame_of_dest(bench, conn, payload);
  const auto flags = static_cast<std::uint8_t>(random.one_in(4) ? random.below(64) : kAck);
  const unsigned options = random.one_in(4) ? 4 * static_cast<unsigned>(random.below(11)) : 0;
  return frame_of_client(bench, conn, payload, flags, options, random.one_in(4) ? 7 : -1);
}

}  // namespace

TEST_CASE("random frames leave as software would send them, or are the host's", "[fast_path]") {
  const std::uint64_t seed = bench_seed();
  INFO("seed " << seed);
  Random random(seed);
  PathBench bench(seed);
  write_tables(bench);
  for (unsigned i = 0; i < 300; ++i) CHECK(bench.add_conn(conn_of(i)));
  CHECK(bench.key_count() == 400);
  for (int i = 0; i < 20000; ++i) {
    bench.bubbles = i % 4000 < 2000 ? 0 : 40;
    bench.receive(random_frame(bench, random), random.one_in(100));
  }
  bench.drain();
  const Fates& fates = bench.fates();
  CHECK(fates.sent > 8000);
  CHECK(fates.passed > 4000);
  CHECK(fates.damaged > 50);
  CHECK(fates.tx_full + fates.host_full == 0);
  WARN(fates.received << " frames: " << fates.sent << " sent, " << fates.passed << " to the host, "
                      << fates.damaged << " damaged, " << fates.rx_full << " without room");
}

TEST_CASE("frames of a conn are the host's before it is added and after it is removed",
          "[fast_path]") {
  const unsigned number = GENERATE(0u, 1u, 2u, 4u);  // NAT, DR, TUN over TCP; DR over UDP
  PathBench bench(bench_seed());
  write_tables(bench);
  const ConnFacts conn = conn_of(number);
  for (int round = 0; round < 3; ++round) {
    bench.receive(frame_of_client(bench, conn, 100));
    bench.drain();
    REQUIRE(bench.add_conn(conn));
    bench.receive(frame_of_client(bench, conn, 100));
    bench.receive(frame_of_dest(bench, conn, 100));
    bench.drain();
    bench.remove_conn(bench.conns().size() - 1);
  }
  bench.receive(frame_of_client(bench, conn, 100));
  bench.drain();
  const bool is_nat = conn.method == dp::ForwardMethod::Nat;
  CHECK(bench.fates().sent == (is_nat ? 6 : 3));
  CHECK(bench.fates().passed == (is_nat ? 4 : 7));
  CHECK(bench.key_count() == 0);
}

TEST_CASE("frames of 64 bytes are forwarded in every cycle", "[fast_path]") {
  PathBench bench(bench_seed());
  write_tables(bench);
  for (unsigned i = 0; i < 30; i += 3) REQUIRE(bench.add_conn(conn_of(i)));
  std::vector<Bytes> frames;
  for (const ConnFacts& conn : bench.conns()) {
    const bool is_tcp = conn.dest < 4;
    frames.push_back(frame_of_client(bench, conn, is_tcp ? 10 : 22));
    frames.push_back(frame_of_dest(bench, conn, is_tcp ? 10 : 22));
    REQUIRE(frames.back().size() == 64);
  }
  bench.receive(frames.front());
  const std::uint64_t began = bench.cycles();
  bench.idle(100);
  const std::uint64_t latency = bench.last_frame_began_at - began;
  const std::uint64_t before = bench.cycles();
  for (std::size_t i = 0; i < 10000; ++i) bench.receive(frames[i % frames.size()]);
  CHECK(bench.cycles() - before == 10000);
  bench.drain();
  CHECK(bench.fates().sent == 10001);
  WARN("latency from a frame's only beat to that which leaves: " << latency + 1 << " cycles");
  CHECK(latency < 90);
}

TEST_CASE("a host that takes nothing does not stop forwarding", "[fast_path]") {
  PathBench bench(bench_seed());
  write_tables(bench);
  REQUIRE(bench.add_conn(conn_of(0)));
  bench.host_ready = 0;
  const Bytes known = frame_of_client(bench, conn_of(0), 10);
  const Bytes unknown = frame_of_client(bench, conn_of(1), 10);
  for (int i = 0; i < 3000; ++i) {
    bench.receive(known);
    bench.receive(unknown);
  }
  bench.drain();
  CHECK(bench.fates().sent == 3000);
  CHECK(bench.fates().host_full > 2000);
}

TEST_CASE("whatever is full, every frame is counted", "[fast_path]") {
  const std::uint64_t seed = bench_seed();
  INFO("seed " << seed);
  Random random(seed);
  PathBench bench(seed);
  write_tables(bench);
  for (unsigned i = 0; i < 60; ++i) REQUIRE(bench.add_conn(conn_of(i)));
  bench.tx_ready = 30;
  bench.host_ready = 5;
  for (int i = 0; i < 10000; ++i) bench.receive(random_frame(bench, random));
  bench.drain();
  CHECK(bench.fates().tx_full > 100);
  CHECK(bench.fates().host_full > 100);
}

TEST_CASE("a reset in the middle of traffic leaves a card that works", "[fast_path]") {
  const std::uint64_t seed = bench_seed();
  Random random(seed);
  PathBench bench(seed);
  write_tables(bench);
  for (int round = 0; round < 20; ++round) {
    INFO("seed " << seed << ", round " << round);
    for (unsigned i = 0; i < 30; ++i) REQUIRE(bench.add_conn(conn_of(i)));
    bench.tx_ready = 50;
    for (std::uint64_t i = 0; i < 50 + random.below(100); ++i) {
      bench.receive(random_frame(bench, random));
    }
    bench.reset_inside_a_frame(static_cast<unsigned>(random.below(8)));
    CHECK(bench.key_count() == 0);
    for (unsigned i = 0; i < 3; ++i) REQUIRE(bench.add_conn(conn_of(i)));
    bench.receive(frame_of_client(bench, conn_of(0), 10));
    bench.receive(frame_of_client(bench, conn_of(5), 10));
    bench.drain();
    CHECK(bench.fates().sent == 1);
    CHECK(bench.fates().passed == 1);
    bench.reset_inside_a_frame(0);
  }
}
