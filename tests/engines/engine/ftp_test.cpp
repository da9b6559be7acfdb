// SPDX-License-Identifier: Apache-2.0
// FTP conns in the engine: whose worker they are, and what they survive. What packets become is
// shown by tests/scenario/ftp.
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Verdict;
using std::chrono::seconds;

// A director with FTP and the control conn of 192.0.2.1:40000, established in the worker that owns
// it.
struct FtpLab : Lab {
  explicit FtpLab(unsigned workers = 1)
      : Lab({.conn_capacity = 1024, .workers = workers, .hash_key = {1, 2}, .random_seed = 1}) {
    nat("10.0.0.1:21", {"192.168.1.2:21"});
  }
  unsigned owner(const std::string& text, PortId port) {
    replay::FrameMemory memory;
    return engine().owner_of(0, memory.copy_of(frame(text), port));
  }
  soft::Decision from_client(const std::string& text) {
    const std::string whole = "ip 192.0.2.1 > 10.0.0.1 / tcp " + text;
    return send(whole, kClientPort, owner(whole, kClientPort));
  }
  soft::Decision from_dest(const std::string& text) {
    const std::string whole = "ip 192.168.1.2 > 192.0.2.1 / tcp " + text;
    return send(whole, kDestPort, owner(whole, kDestPort));
  }
  void log_in(unsigned port = 40000) {
    const std::string own = std::to_string(port);
    from_client(own + " > 21 S seq 1000");
    from_dest("21 > " + own + " SA seq 5000 ack 1001");
    from_client(own + " > 21 A seq 1001 ack 5001");
  }
  soft::Decision announce(unsigned data_port, const std::string& end = ")\\r\\n\"") {
    from_client("40000 > 21 PA seq 1001 ack 5001 / data \"PASV\\r\\n\"");
    return from_dest("21 > 40000 PA seq 5001 ack 1007 / data \"227 (192,168,1,2," +
                     std::to_string(data_port / 256) + "," + std::to_string(data_port % 256) + end);
  }
};

}  // namespace

TEST_CASE("data conns belong to the worker of their control conn", "[engine][ftp]") {
  FtpLab lab(4);
  lab.log_in();
  const unsigned worker = lab.owner("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 21 A", kClientPort);
  const auto opens_data_conn = [&](unsigned client_port, unsigned dest_port) {
    const std::string client = std::to_string(client_port);
    const std::string port = std::to_string(dest_port);
    const std::string request = client + " > " + port;
    const std::string reply = port + " > " + client + " SA";
    CAPTURE(request);
    REQUIRE(lab.announce(dest_port).verdict == Verdict::Forward);
    CHECK(lab.owner("ip 192.0.2.1 > 10.0.0.1 / tcp " + request + " S", kClientPort) == worker);
    CHECK(lab.from_client(request + " S").verdict == Verdict::Forward);
    CHECK(lab.owner("ip 192.168.1.2 > 192.0.2.1 / tcp " + reply, kDestPort) == worker);
    CHECK(lab.from_dest(reply).verdict == Verdict::Forward);
    CHECK(lab.from_client(request + " A").verdict == Verdict::Forward);
  };
  for (unsigned i = 0; i < 16; ++i) opens_data_conn(41000 + i, 50000 + i);
  CHECK(lab.conns().size() == 17);
  lab.wait(seconds(2000));
  CHECK(lab.conns().empty());
}

TEST_CASE("a longer reply that fits no buffer is dropped and named", "[engine][ftp]") {
  FtpLab lab;
  lab.log_in();
  lab.from_client("40000 > 21 PA seq 1001 ack 5001 / data \"EPSV\\r\\n\"");
  auto bytes = Lab::arriving(
      "ip 192.168.1.2 > 192.0.2.1 / tcp 21 > 40000 PA seq 5001 ack 1007 / "
      "data \"229 (|||7|) x\"",
      kDestPort);
  soft::Frame full{.data = bytes.data(), .length = static_cast<std::uint32_t>(bytes.size())};
  full.port = kDestPort;
  soft::Decision decision;
  replay::FrameMemory memory;
  std::vector<soft::Frame> originated;
  lab.engine().process(0, {&full, 1}, {&decision, 1}, lab.now, memory, originated);
  CHECK(decision.verdict == Verdict::Forward);  // as long as before

  bytes = Lab::arriving(
      "ip 192.168.1.2 > 192.0.2.1 / tcp 21 > 40000 PA seq 5101 ack 1007 / "
      "data \"227 (1,2,3,4,5,6)\\r\\n\"",
      kDestPort);
  full = {.data = bytes.data(), .length = static_cast<std::uint32_t>(bytes.size())};
  full.port = kDestPort;
  lab.from_client("40000 > 21 PA seq 1007 ack 5001 / data \"PASV\\r\\n\"");
  lab.engine().process(0, {&full, 1}, {&decision, 1}, lab.now, memory, originated);
  CHECK(decision.verdict == Verdict::Drop);
  CHECK(decision.reason == dp::Reason::Oversized);
}

TEST_CASE("a control conn whose data conn lives is not scheduled anew and not dropped",
          "[engine][ftp]") {
  FtpLab lab;
  lab.log_in();
  REQUIRE(lab.announce(50000).verdict == Verdict::Forward);
  lab.from_client("41000 > 50000 S");
  lab.from_client("40000 > 21 R seq 1007 ack 5001");
  CHECK(lab.from_client("40000 > 21 S seq 9000").verdict == Verdict::Forward);
  CHECK(lab.conns().size() == 3);  // the new one in front of the old one
  lab.set("expire_nodest_conn", "1");
  Lab::accept(lab.engine().delete_dest(service_key("10.0.0.1:21"), endpoint("192.168.1.2:21")));
  CHECK(lab.conns().empty());
}

TEST_CASE("data conns count at their dest and end with it", "[engine][ftp]") {
  FtpLab lab;
  lab.log_in();
  REQUIRE(lab.announce(50000).verdict == Verdict::Forward);
  const ServiceKey service = service_key("10.0.0.1:21");
  CHECK(lab.dests(service)[0].active_conns == 1);
  CHECK(lab.dests(service)[0].inactive_conns == 1);
  lab.wait(seconds(121));
  CHECK(lab.dests(service)[0].inactive_conns == 0);
  CHECK(lab.conns().size() == 1);
}

TEST_CASE("without the helper's port a control conn is a conn like others", "[engine][ftp]") {
  FtpLab lab;
  lab.set("ftp_ports", "2121");
  lab.log_in();
  REQUIRE(lab.announce(50000).verdict == Verdict::Forward);
  CHECK(lab.last_text().find("192,168,1,2,195,80") != std::string::npos);
  CHECK(lab.conns().size() == 1);
}

TEST_CASE("replies of an FTP service's dests come from any port", "[engine][ftp]") {
  FtpLab lab;
  const auto has = [&](std::uint16_t port) {
    for (const auto& nat : lab.engine().steering().nat_dests) {
      if (nat.protocol == Protocol::Tcp && nat.key.port == port) return true;
    }
    return false;
  };
  CHECK(has(21));
  CHECK(has(0));
  const std::uint64_t before = lab.engine().steering_generation();
  lab.set("ftp_ports", "");
  CHECK(lab.engine().steering_generation() != before);
  CHECK_FALSE(has(0));
}

}  // namespace nicvs::test
