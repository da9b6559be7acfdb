// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using dp::Verdict;

TEST_CASE("every frame is counted under exactly one reason", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  struct Case {
    const char* text;
    PortId port;
    Reason reason;
  };
  const std::vector<Case> cases = {
      {"ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S", kClientPort, Reason::None},
      {"ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > 40000 SA", kDestPort, Reason::None},
      {"ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 81 S", kClientPort, Reason::NoService},
      {"ip 192.0.2.1 > 10.0.0.1 / tcp 40001 > 80 A", kClientPort, Reason::NoConn},
      {"ip 192.0.2.1 > 10.0.0.1 / icmp 8/0", kClientPort, Reason::IcmpQuery},
      {"ip 192.0.2.1 > 10.0.0.1 ttl 1 / tcp 40002 > 80 S", kClientPort, Reason::TtlExceeded},
      {"ip 192.0.2.1 > 10.0.0.1 csum 1 / tcp 40000 > 80 A", kClientPort, Reason::BadChecksum},
      {"ip 192.0.2.1 > 10.0.0.1 mf / tcp 40000 > 80 A", kClientPort, Reason::FragmentKept},
      {"ip 192.0.2.1 > 10.9.9.9 mf / tcp 40000 > 80 A", kClientPort, Reason::Fragment},
      {"ip 192.0.2.1 > 10.0.0.1 proto 99", kClientPort, Reason::UnknownProtocol},
      {"eth type 0x0806 / hex 0001", kClientPort, Reason::NotIp},
      {"eth > 02:00:00:00:00:77 / ip 192.0.2.1 > 10.0.0.1 / tcp 40003 > 80 S", kClientPort,
       Reason::NoService},
      {"eth > ff:ff:ff:ff:ff:ff / ip 192.0.2.1 > 10.0.0.1 / tcp 40003 > 80 S", kClientPort,
       Reason::NoService},
      {"ip 192.0.2.1 > 10.0.0.1 opt 8303040000000000 / tcp 40003 > 80 S", kClientPort,
       Reason::BadHeaderLength},
      {"ip 192.0.2.1 > 10.0.0.1 opt 0703040094040000 / tcp 40000 > 80 A", kClientPort,
       Reason::None},
      {"ip 127.0.0.1 > 10.0.0.1 / tcp 40003 > 80 S", kClientPort, Reason::Martian},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const soft::Decision decision = lab.send(c.text, c.port);
    CHECK(decision.reason == c.reason);
    CHECK(decision.verdict == dp::text_of(c.reason).verdict);
  }
  CHECK(lab.engine().reason_counts().size() == dp::kReasonCount);
  CHECK(lab.frames_counted() == cases.size());
  CHECK(lab.frames_with(Reason::None) == 3);
}

TEST_CASE("bytes count from the IP header and padding counts for nothing", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
  lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S / pad 000000000000");
  lab.send("ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > 40000 SA / bytes 60", kDestPort);
  const auto counters = lab.engine().service(service_key("10.0.0.1:80"))->statistics.counters;
  CHECK(counters.conns == 1);
  CHECK(counters.in_packets == 1);
  CHECK(counters.in_bytes == 40);
  CHECK(counters.out_packets == 1);
  CHECK(counters.out_bytes == 100);
}

TEST_CASE("frames in one batch see each other's conns", "[engine]") {
  Lab lab;
  lab.nat("10.0.0.1:80", {"192.168.1.1:8080", "192.168.1.2:8080"});
  const auto syn = frame("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S");
  const auto ack = frame("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 A");
  replay::FrameMemory memory;
  std::vector<soft::Frame> frames = {memory.copy_of(syn, 1), memory.copy_of(syn, 1),
                                     memory.copy_of(ack, 1)};
  std::vector<soft::Decision> decisions(frames.size());
  std::vector<soft::Frame> originated;
  lab.engine().process(0, frames, decisions, lab.now, memory, originated);
  for (const auto& decision : decisions) CHECK(decision.verdict == Verdict::Forward);
  const auto rows = lab.conns();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].state == "ESTABLISHED");
}

}  // namespace
}  // namespace nicvs::test
