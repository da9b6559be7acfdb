// SPDX-License-Identifier: Apache-2.0
// Fragments with several workers: they meet at one, and the packet is the conn owner's.
#include <catch2/catch.hpp>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using dp::Verdict;

constexpr unsigned kWorkers = 4;

// Buffers that remember what the engine hands over.
class Buffers : public replay::FrameMemory {
 public:
  void hand_over(unsigned worker, std::span<const soft::Frame> frames) override {
    for (const soft::Frame& frame : frames) {
      handed_over.emplace_back(worker, replay::Bytes(frame.data, frame.data + frame.length));
    }
  }
  std::vector<std::pair<unsigned, replay::Bytes>> handed_over;
};

class Workers {
 public:
  Workers() { lab.nat("10.0.0.1:53", {"192.168.1.1:5353"}, Protocol::Udp); }

  unsigned owner_of(const replay::Bytes& bytes) {
    return lab.engine().owner_of(0, buffers.copy_of(bytes, kClientPort));
  }
  soft::Decision process(unsigned worker, const replay::Bytes& bytes) {
    soft::Frame arrived = buffers.copy_of(bytes, kClientPort);
    soft::Decision decision;
    lab.engine().process(worker, {&arrived, 1}, {&decision, 1}, lab.now, buffers, sent);
    return decision;
  }

  Lab lab{{.conn_capacity = 1024, .workers = kWorkers, .hash_key = {1, 2}, .random_seed = 1}};
  Buffers buffers;
  std::vector<soft::Frame> sent;
};

std::string request(unsigned port, unsigned id, const std::string& cut) {
  return "ip 192.0.2.1 > 10.0.0.1 id " + std::to_string(id) + cut + " / udp " +
         std::to_string(port) + " > 53 / bytes 40";
}

TEST_CASE("fragments meet at one worker and the conn's owner gets the packet",
          "[fragments][workers]") {
  Workers w;
  unsigned handed_over = 0;
  for (unsigned port = 1000; port < 1064; ++port) {
    CAPTURE(port);
    const auto first = frame(request(port, port, " part 0-24"));
    const auto last = frame(request(port, port, " part 24-"));
    const unsigned meeting = w.owner_of(first);
    REQUIRE(w.owner_of(last) == meeting);
    const unsigned owner = w.owner_of(frame(request(port, port, "")));
    w.buffers.handed_over.clear();
    REQUIRE(w.process(meeting, last).reason == Reason::FragmentKept);
    const auto decision = w.process(meeting, first);
    if (owner == meeting) {
      CHECK(decision.verdict == Verdict::Forward);
      continue;
    }
    ++handed_over;
    CHECK(decision.verdict == Verdict::Keep);
    REQUIRE(w.buffers.handed_over.size() == 2);
    CHECK(w.buffers.handed_over[0] == std::pair(owner, last));
    CHECK(w.buffers.handed_over[1] == std::pair(owner, first));
    CHECK(w.process(owner, last).reason == Reason::FragmentKept);
    CHECK(w.process(owner, first).verdict == Verdict::Forward);
  }
  CHECK(handed_over > 20);
  // Unfragmented packets find the conns: 64 conns, no more.
  for (unsigned port = 1000; port < 1064; ++port) {
    const auto whole = frame(request(port, 0, ""));
    CHECK(w.process(w.owner_of(whole), whole).verdict == Verdict::Forward);
  }
  CHECK(w.lab.conns().size() == 64);
}

}  // namespace
}  // namespace nicvs::test
