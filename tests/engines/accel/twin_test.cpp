// SPDX-License-Identifier: Apache-2.0
// Two directors, one with an accelerator, get the same random packets, waits and commands: nobody
// must be able to tell them apart.
#include <catch2/catch.hpp>
#include <cstdio>
#include <random>

#include "tests/engines/accel/accelerated_lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;
using Random = std::mt19937_64;

const soft::EngineOptions kOptions{.conn_capacity = 1024, .hash_key = {1, 2}, .random_seed = 1};

std::string row(const ConnInfo& c) {
  return c.client.to_string() + ":" + std::to_string(c.client_port) + " " +
         c.virtual_address.to_string() + " " + c.dest.to_string() + " " + c.state + " " +
         std::to_string(c.expires_in_s) + " " + std::to_string(c.flags);
}

std::string text_of(const Statistics& s) {
  std::string text;
  for (const std::uint64_t n :
       {s.counters.conns, s.counters.in_packets, s.counters.out_packets, s.counters.in_bytes,
        s.counters.out_bytes, s.rates.conns, s.rates.in_packets, s.rates.out_packets,
        s.rates.in_bytes, s.rates.out_bytes}) {
    text += " " + std::to_string(n);
  }
  return text;
}

// Everything that an operator can see, a line each.
std::string view_of(Lab& lab) {
  std::vector<std::string> rows;
  for (const ConnInfo& conn : lab.conns()) rows.push_back(row(conn));
  std::sort(rows.begin(), rows.end());
  std::string text;
  for (const std::string& each : rows) text += each + "\n";
  for (const ServiceInfo& service : lab.engine().services()) {
    text += text_of(service.statistics) + "\n";
    for (const DestInfo& dest : lab.dests(service.spec.key)) {
      text += dest.spec.key.to_string() + " " + std::to_string(dest.active_conns) + " " +
              std::to_string(dest.inactive_conns) + " " + std::to_string(dest.persistent_conns) +
              text_of(dest.statistics) + "\n";
    }
  }
  for (const ReasonCount& count : lab.engine().reason_counts()) {
    text += std::to_string(count.frames) + " ";
  }
  return text;
}

void set_up(Lab& lab) {
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080", "192.168.1.2:8080"});
  lab.nat("10.0.0.1:53", {"192.168.1.1:53", "192.168.1.2:53"}, Protocol::Udp);
  lab.nat("10.0.0.4:80", {"192.168.1.1:8080"});  // replies of two services have one key
  lab.add({.key = service_key("10.0.0.2:80"),
           .scheduler = "lc",
           .flags = service_flag::kPersistent,
           .persistence_timeout = 30},
          {dest("192.168.1.3:80", ForwardMethod::Dr), dest("192.168.1.4:80", ForwardMethod::Dr)});
  lab.add({.key = service_key("10.0.0.3:80"), .scheduler = "wlc"},
          {dest("192.168.1.5:80", ForwardMethod::Tun), dest("192.168.1.6:80", ForwardMethod::Tun)});
}

struct Packet {
  std::string text;
  PortId port;
};

Packet random_packet(Random& random) {
  constexpr const char* kFlags[] = {"A", "A", "A", "A", "PA", "A", "S", "SA", "FA", "R"};
  const auto one_of = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const std::string client = "198.51.100." + std::to_string(1 + one_of(2));
  const std::string port = std::to_string(40000 + one_of(3));
  const std::string ip_end = one_of(12) == 0   ? " ttl 1"
                             : one_of(12) == 0 ? " ttl 2"
                             : one_of(4) == 0  ? ""
                                               : " df";
  const std::string data = one_of(2) == 0 ? " / data \"abcdefg\"" : "";
  const bool is_udp = one_of(5) == 0;
  const std::string tail = is_udp ? "" : std::string(" ") + kFlags[one_of(10)];
  const std::string l4 = is_udp ? " / udp " : " / tcp ";
  if (one_of(3) == 0) {
    const std::string from = "192.168.1." + std::to_string(1 + one_of(2));
    return {"ip " + from + " > " + client + ip_end + l4 + (is_udp ? "53" : "8080") + " > " + port +
                tail + data,
            kDestPort};
  }
  const std::string vip = "10.0.0." + std::to_string(is_udp ? 1 : 1 + one_of(4));
  return {"ip " + client + " > " + vip + ip_end + l4 + port + " > " + (is_udp ? "53" : "80") +
              tail + data,
          kClientPort};
}

// One of the commands that change what is decided. The same number does the same to both.
void command(Lab& lab, unsigned which, unsigned detail) {
  auto& engine = lab.engine();
  const ServiceKey service = service_key("10.0.0.1:80");
  switch (which) {
    case 0:
      Lab::accept(engine.set_timeouts({.tcp = 50 + detail, .tcp_fin = 20, .udp = 30 + detail}));
      return;
    case 1:
      lab.set("secure_tcp", detail % 2 == 0 ? "3" : "0");
      return;
    case 2:
      engine.set_neighbour({kDestPort,
                            address("192.168.1.1"),
                            {{2, 0, 0, 0, 5, static_cast<std::uint8_t>(detail)}}});
      return;
    case 3:
      if (engine.delete_dest(service, endpoint("192.168.1.2:8080"))) return;
      Lab::accept(engine.add_dest(service, dest("192.168.1.2:8080")));
      return;
    case 4:
      lab.set("expire_nodest_conn", detail % 2 == 0 ? "1" : "0");
      return;
    case 5:
      engine.set_port({.id = kDestPort,
                       .name = "srv",
                       .mac = {{2, 0, 0, 0, 0, 2}},
                       .mtu = detail % 3 == 0 ? 68u : 1500u,
                       .is_up = true});
      return;
    case 6:
      Lab::accept(engine.zero(nullptr));
      return;
    default:
      lab.set("pmtu_disc", detail % 2 == 0 ? "1" : "0");
  }
}

// The first identification: of outer headers without DF it is a number that the engine counts.
std::string without_id(std::string text) {
  const auto id = text.find(" id 0x");
  return id == std::string::npos ? text : text.erase(id, 10);
}

void require_equal_frames(const Lab& alone, const Lab& accelerated, dp::Verdict verdict) {
  if (verdict != dp::Verdict::Forward) return;
  REQUIRE(alone.last.port == accelerated.last.port);
  REQUIRE(without_id(alone.last_text()) == without_id(accelerated.last_text()));
}

}  // namespace

TEST_CASE("nobody can tell a director with an accelerator from one without", "[accel][random]") {
  std::random_device device;
  for (unsigned round = 0; round < 20; ++round) {
    const std::uint64_t seed = (std::uint64_t{device()} << 32) | device();
    CAPTURE(seed);
    Random random(seed);
    Lab alone(kOptions);
    AcceleratedLab accelerated(kOptions);
    set_up(alone);
    set_up(accelerated);
    for (unsigned step = 0; step < 1500; ++step) {
      CAPTURE(step);
      const auto choice = static_cast<unsigned>(random() % 100);
      if (choice < 5) {
        const auto time = std::chrono::milliseconds(random() % (choice == 0 ? 40000 : 1500));
        alone.wait(time);
        accelerated.wait(time);
      } else if (choice < 6) {
        const auto which = static_cast<unsigned>(random() % 8);
        const auto detail = static_cast<unsigned>(random() % 200);
        command(alone, which, detail);
        command(accelerated, which, detail);
      } else {
        const Packet packet = random_packet(random);
        CAPTURE(packet.text);
        const soft::Decision expected = alone.send(packet.text, packet.port);
        const soft::Decision decision = accelerated.pass(packet.text, packet.port);
        REQUIRE(decision.verdict == expected.verdict);
        REQUIRE(decision.reason == expected.reason);
        REQUIRE(alone.originated.size() == accelerated.originated.size());
        require_equal_frames(alone, accelerated, expected.verdict);
      }
      if (step % 10 == 0) REQUIRE(view_of(accelerated) == view_of(alone));
    }
    std::printf("seed %llu: %llu of %llu frames accelerated\n",
                static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(accelerated.taken()),
                static_cast<unsigned long long>(accelerated.frames_counted()));
    REQUIRE(accelerated.taken() > 200);
  }
}

}  // namespace nicvs::test
