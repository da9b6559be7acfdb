// SPDX-License-Identifier: Apache-2.0
// The accelerator between namespaces: established conns cross the director in the driver, and the
// engine knows all about them.
#include <catch2/catch.hpp>
#include <chrono>

#include "fallback/soft_data_plane.hpp"
#include "fallback/worker/worker_pool.hpp"
#include "fallback/xdp/xdp_accelerator.hpp"
#include "host/netlink/net_monitor.hpp"
#include "tests/live/io/lab.hpp"
#include "tests/live/io/test_log.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kVip = "10.9.9.9";
// What arrives of an ACK with one byte by NAT, what of an answer, and what by DR.
constexpr const char* kAtServer =
    "ip 10.9.1.3 > 10.9.2.3 id 0x0000 df ttl 63 / tcp 40000 > 80 A seq 1 ack 0 win 65535 / hex 78";
constexpr const char* kAtClient =
    "ip 10.9.9.9 > 10.9.1.3 id 0x0000 df ttl 63 / tcp 80 > 40000 A seq 1 ack 0 win 65535";
constexpr const char* kAsSent =
    "ip 10.9.1.3 > 10.9.9.9 id 0x0000 df ttl 63 / tcp 40000 > 80 A seq 1 ack 0 win 65535 / hex 78";

std::string eth(const Mac& from, const Mac& to) {
  return "eth " + to_string(from) + " > " + to_string(to) + " / ";
}

std::string bytes_of_text(const std::string& text) {
  const replay::Bytes bytes = frame(text);
  return {bytes.begin(), bytes.end()};
}

// A director with a service by `method` for the server of the lab.
class Site {
 public:
  explicit Site(ForwardMethod method)
      : lab_(connected()),
        client(*lab_, lab_->client(), "c0"),
        server(*lab_, lab_->server(), "s0"),
        engine(*soft::SoftDataPlane::create({})) {
    auto created = soft::XdpAccelerator::create(1024, {1, 2});
    INFO((created ? std::string() : created.error().text));
    REQUIRE(created);
    accelerator = *std::move(created);
    REQUIRE(engine->set_accelerator(accelerator.get()));
    REQUIRE(engine->set_setting("sloppy_tcp", "1"));
    const ServiceKey key{.address = *IpAddress::parse(kVip), .port = 80};
    REQUIRE(engine->add_service({.key = key, .scheduler = "rr"}));
    REQUIRE(engine->add_dest(key, {.key = {*IpAddress::parse("10.9.2.3"), 80}, .method = method}));
    // Nobody's addresses, so that no kernel answers.
    lab_->must_run(lab_->director(),
                   "ip neigh add 10.9.1.3 dev d0 lladdr " + to_string(client.mac()));
    lab_->must_run(lab_->director(),
                   "ip neigh add 10.9.2.3 dev d1 lladdr " + to_string(server.mac()));
    monitor = *netlink::NetMonitor::create(*engine, test_log());
    pool = *soft::WorkerPool::create(
        *engine, {.workers = 1, .mode = soft::IoMode::AfXdp, .accelerator = accelerator.get()},
        test_log());
    REQUIRE(pool->add_port("d0"));
    REQUIRE(pool->add_port("d1"));
    pool->start();
    run_control();
  }

  // Control work as nicvsd does it.
  void run_control() {
    monitor->on_readable();
    monitor->tick();
    pool->tick();
    engine->advance(Clock::now().time_since_epoch());
  }
  std::uint64_t accelerated() const { return pool->steering_counts()[STEER_ACCELERATED]; }
  Statistics statistics() const {
    return engine->service({.address = *IpAddress::parse(kVip), .port = 80})->statistics;
  }
  void set_gro(const std::string& netns, const std::string& port, const std::string& value) const {
    lab_->must_run(netns, "ethtool -K " + port + " gro " + value + " >/dev/null");
  }

  // A segment of the conn from the client; what the server gets of it, from the IP header on.
  std::string send(const std::string& flags) const {
    client.send(bytes_of_text(eth(client.mac(), mac_of("d0")) + "ip 10.9.1.3 > 10.9.9.9 df / " +
                              "tcp 40000 > 80 " + flags + " / data \"x\""));
    return received(server, start_of(server.mac(), mac_of("d1")));
  }
  std::string answer(const std::string& flags) const {
    server.send(bytes_of_text(eth(server.mac(), mac_of("d1")) + "ip 10.9.2.3 > 10.9.1.3 df / " +
                              "tcp 80 > 40000 " + flags));
    return received(client, start_of(client.mac(), mac_of("d0")));
  }

 private:
  static std::string start_of(const Mac& to, const Mac& from) {
    std::string start(to.byte.begin(), to.byte.end());
    return start.append(from.byte.begin(), from.byte.end());
  }
  // The next segment, from its first IP header on; "" if none comes.
  static std::string received(const Peer& peer, const std::string& start) {
    for (;;) {
      const std::string frame = peer.receive(start);
      if (frame.empty()) return {};
      const std::string text = text_of(replay::Bytes(frame.begin(), frame.end()));
      if (text.find(" / tcp ") != std::string::npos) return text.substr(text.find("ip "));
    }
  }
  static std::unique_ptr<Lab> connected() {
    auto lab = std::make_unique<Lab>();
    lab->connect_client();
    lab->connect_server();
    lab->must_run(lab->director(), "ip addr add " + std::string(kVip) + "/32 dev d0");
    // A veth takes frames from XDP programs only if its peer has GRO.
    lab->must_run(lab->client(), "ethtool -K c0 gro on >/dev/null");
    lab->must_run(lab->server(), "ethtool -K s0 gro on >/dev/null");
    return lab;
  }

  std::unique_ptr<Lab> lab_;

 public:
  const Lab& lab() const { return *lab_; }
  Peer client;
  Peer server;
  std::unique_ptr<soft::XdpAccelerator> accelerator;
  std::unique_ptr<soft::SoftDataPlane> engine;
  std::unique_ptr<netlink::NetMonitor> monitor;
  std::unique_ptr<soft::WorkerPool> pool;
};

}  // namespace

TEST_CASE("packets of an established conn cross the director without the engine", "[accel]") {
  Site site(ForwardMethod::Nat);
  REQUIRE(site.pool->ports().front().mode == "AF_XDP native, accelerated");
  REQUIRE(site.send("A") == kAtServer);
  REQUIRE(site.answer("A") == kAtClient);
  const std::uint64_t before = site.accelerated();
  for (int i = 0; i < 20; ++i) {
    REQUIRE(site.send("A") == kAtServer);
    REQUIRE(site.answer("A") == kAtClient);
  }
  REQUIRE(site.accelerated() == before + 40);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  REQUIRE(site.statistics().counters.in_packets == 21);
  REQUIRE(site.statistics().counters.out_packets == 21);

  SECTION("a FIN is the engine's, and its state is listed") {
    REQUIRE_FALSE(site.send("FA").empty());
    REQUIRE(site.accelerated() == before + 40);
    std::string state;
    site.engine->each_conn([&](const ConnInfo& conn) {
      state = conn.state;
      return true;
    });
    REQUIRE(state == "CLOSE_WAIT");
  }
  SECTION("when the peer takes no more frames from XDP, the engine forwards again") {
    site.set_gro(site.lab().server(), "s0", "off");
    REQUIRE(becomes_true([&] {
      site.run_control();
      return !site.accelerator->can_send(soft::read_port_facts("d1")->port.id);
    }));
    for (int i = 0; i < 3; ++i) REQUIRE_FALSE(site.send("A").empty());
    REQUIRE(site.accelerated() == before + 40);
  }
}

TEST_CASE("DR and TUN leave the driver as the engine sends them", "[accel]") {
  const auto [method, expected] = GENERATE(table<ForwardMethod, std::string>(
      {{ForwardMethod::Dr, kAsSent},
       {ForwardMethod::Tun,
        std::string("ip 10.9.2.1 > 10.9.2.3 id 0x0000 df ttl 63 / ") + kAsSent}}));
  Site site(method);
  REQUIRE(site.send("A") == expected);
  const std::uint64_t before = site.accelerated();
  for (int i = 0; i < 10; ++i) REQUIRE(site.send("A") == expected);
  REQUIRE(site.accelerated() == before + 10);
}

}  // namespace nicvs::test
