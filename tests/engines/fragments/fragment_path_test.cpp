// SPDX-License-Identifier: Apache-2.0
// What becomes of fragments in the engine, and how it is counted.
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using dp::Verdict;

std::string part(const std::string& range, const std::string& head = "ip 192.0.2.1 > 10.0.0.1") {
  return head + " id 7 part " + range + " / udp 4000 > 53 / bytes 40";
}

void serve(Lab& lab) { lab.nat("10.0.0.1:53", {"192.168.1.1:5353"}, Protocol::Udp); }

TEST_CASE("the last fragment carries the packet's own reason", "[fragments][counters]") {
  struct Case {
    std::string name;
    std::vector<std::string> frames;
    Reason last;
  };
  const auto c = GENERATE(values<Case>({
      {"forwarded", {part("0-24"), part("24-")}, Reason::None},
      {"repeated", {part("0-24"), part("0-24")}, Reason::FragmentDuplicate},
      {"overlapping", {part("0-24"), part("16-32")}, Reason::FragmentOverlap},
      {"repeated when all is done", {part("24-"), part("0-24"), part("24-")}, Reason::FragmentKept},
      {"two ends",
       {part("24-"), "ip 192.0.2.1 > 10.0.0.1 id 7 off 24 proto 17 / bytes 9"},
       Reason::BadFragment},
      {"empty", {"ip 192.0.2.1 > 10.0.0.1 id 7 off 24 mf proto 17 / bytes 7"}, Reason::BadFragment},
      {"to nobody we know", {part("0-24", "ip 192.0.2.1 > 10.9.9.9")}, Reason::Fragment},
      {"TTL ends here",
       {part("0-24", "ip 192.0.2.1 > 10.0.0.1 ttl 1"), part("24-")},
       Reason::TtlExceeded},
      {"an answer's TTL ends here",
       {"ip 192.168.1.1 > 192.0.2.1 ttl 1 id 7 part 0-24 / udp 5353 > 4000 / bytes 40"},
       Reason::TtlExceeded},
      {"an answer too long with DF",
       {"ip 192.168.1.1 > 192.0.2.1 df id 7 part 0-1600 / udp 5353 > 4000 / bytes 2000"},
       Reason::MtuExceeded},
  }));
  INFO(c.name);
  Lab lab;
  serve(lab);
  soft::Decision decision;
  for (const std::string& text : c.frames) {
    const bool is_answer = text.starts_with("ip 192.168");
    decision = lab.send(text, is_answer ? kDestPort : kClientPort);
    CHECK(decision.verdict == dp::text_of(decision.reason).verdict);
  }
  CHECK(decision.reason == c.last);
  CHECK(lab.frames_counted() == c.frames.size());
}

TEST_CASE("a packet in fragments counts once, with the bytes of the packet", "[fragments]") {
  Lab lab;
  serve(lab);
  lab.send(part("0-24"));
  REQUIRE(lab.send(part("24-")).verdict == Verdict::Forward);
  CHECK(lab.originated.size() == 1);
  const auto counters =
      lab.engine().service(service_key("10.0.0.1:53", Protocol::Udp))->statistics.counters;
  CHECK(counters.in_packets == 1);
  CHECK(counters.in_bytes == 68);
}

TEST_CASE("a datagram given up is counted and its sender told", "[fragments][counters]") {
  Lab lab;
  serve(lab);
  lab.send(part("0-24"));
  lab.wait(std::chrono::seconds(30));
  lab.let_worker_run();
  CHECK(lab.frames_with(Reason::FragmentTimeout) == 1);
  REQUIRE(lab.originated.size() == 1);
  CHECK(text_of({lab.originated[0].data, lab.originated[0].length}).find("icmp 11/1") !=
        std::string::npos);
  lab.let_worker_run();
  CHECK(lab.originated.empty());
}

TEST_CASE("what is not ours goes to the host as it came, oldest first", "[fragments][host]") {
  Lab lab;
  serve(lab);
  const std::string head = "ip 192.0.2.1 > 10.0.0.1 id 7 part ";
  const std::string rest = " / udp 4000 > 99 / bytes 60";
  lab.send(head + "48-" + rest);
  lab.send(head + "0-24" + rest);
  const auto decision = lab.send(head + "24-48" + rest);
  CHECK(decision.reason == Reason::NoService);
  REQUIRE(lab.for_host().size() == 2);
  CHECK(text_of({lab.for_host()[0].data, lab.for_host()[0].length}) ==
        text_of(frame(head + "48-" + rest)));
  CHECK(text_of({lab.for_host()[1].data, lab.for_host()[1].length}) ==
        text_of(frame(head + "0-24" + rest)));
  CHECK(lab.last_text() == text_of(frame(head + "24-48" + rest)));
}

TEST_CASE("a dest that is the director gets the rewritten fragments", "[fragments][host]") {
  Lab lab;
  lab.nat("10.0.0.1:53", {"192.168.1.254:5353"}, Protocol::Udp);
  lab.send(part("0-24"));
  CHECK(lab.send(part("24-")).reason == Reason::LocalDest);
  REQUIRE(lab.for_host().size() == 1);
  CHECK(lab.last_text().find("> 192.168.1.254") != std::string::npos);
  CHECK(lab.last_text().find("4000 > 5353") != std::string::npos);
  CHECK(lab.originated.empty());
}

}  // namespace
}  // namespace nicvs::test
