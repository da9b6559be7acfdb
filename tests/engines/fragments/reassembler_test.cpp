// SPDX-License-Identifier: Apache-2.0
// The reassembler's memory: limits, expiry, long frames; and what it makes of hostile pieces.
#include "fallback/fragments/reassembler.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "fallback/engine/packet.hpp"
#include "fallback/replay/frame_memory.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {
namespace {

using dp::Reason;
using soft::Time;

class Fixture {
 public:
  Reason add(const std::string& text) { return add(frame(text)); }
  Reason add(const replay::Bytes& bytes) {
    const soft::Frame arrived = memory.copy_of(bytes, 1);
    const auto window = soft::FrameWindow::of(arrived);
    const soft::Piece piece = soft::read_piece(window, soft::parse_frame(window));
    return piece.reason != Reason::None ? piece.reason : reassembler.add(arrived, piece, now);
  }
  std::string whole() { return text_of({reassembler.whole().data, reassembler.whole().length}); }

  soft::Reassembler reassembler{dp::HashKey{1, 2}};
  replay::FrameMemory memory;
  Time now{0};
};

std::string part(unsigned id, const std::string& range, unsigned bytes = 40) {
  return "ip 192.0.2.1 > 10.0.0.1 id " + std::to_string(id) + " part " + range +
         " / udp 1 > 2 / bytes " + std::to_string(bytes);
}

TEST_CASE("the whole packet is as it was before it was cut", "[fragments][reassembler]") {
  Fixture f;
  REQUIRE(f.add(part(7, "24-")) == Reason::FragmentKept);
  REQUIRE(f.add(part(7, "0-24")) == Reason::None);
  CHECK(f.whole() == text_of(frame("ip 192.0.2.1 > 10.0.0.1 id 7 / udp 1 > 2 / bytes 40")));
  f.reassembler.done();
  CHECK(f.reassembler.is_empty());
}

TEST_CASE("the IPv6 packet loses its fragment header", "[fragments][reassembler]") {
  Fixture f;
  const std::string head = "ip6 2001:db8::1 > 2001:db8::2 / dstopt / frag id 9 part ";
  REQUIRE(f.add(head + "0-24 / udp 1 > 2 / bytes 40") == Reason::FragmentKept);
  REQUIRE(f.add(head + "24- / udp 1 > 2 / bytes 40") == Reason::None);
  CHECK(f.whole() ==
        text_of(frame("ip6 2001:db8::1 > 2001:db8::2 / dstopt / udp 1 > 2 / bytes 40")));
  f.reassembler.done();
}

TEST_CASE("frames longer than a slot are kept whole", "[fragments][reassembler]") {
  Fixture f;
  REQUIRE(f.add(part(7, "0-30000", 40000)) == Reason::FragmentKept);
  REQUIRE(f.add(part(7, "30000-", 40000)) == Reason::None);
  CHECK(f.whole() == text_of(frame("ip 192.0.2.1 > 10.0.0.1 id 7 / udp 1 > 2 / bytes 40000")));
  unsigned kept = 0;
  f.reassembler.each_kept([&](const soft::Slot& slot) {
    soft::Frame restored;
    REQUIRE(f.memory.allocate(restored));
    REQUIRE(f.reassembler.restore(slot, restored));
    CHECK(text_of({restored.data, restored.length}) == text_of(frame(part(7, "0-30000", 40000))));
    ++kept;
  });
  CHECK(kept == 1);
  f.reassembler.done();
}

TEST_CASE("a packet beyond 65535 bytes is given up", "[fragments][reassembler]") {
  Fixture f;
  const std::string head = "ip 192.0.2.1 > 10.0.0.1 id 7 proto 17 off ";
  REQUIRE(f.add(head + "0 mf / bytes 32760") == Reason::FragmentKept);
  REQUIRE(f.add(head + "32760 mf / bytes 32760") == Reason::FragmentKept);
  CHECK(f.add(head + "65520 / bytes 8") == Reason::BadFragment);
  CHECK(f.reassembler.is_empty());
}

TEST_CASE("the datagram that waits longest makes room", "[fragments][reassembler][limits]") {
  Fixture f;
  constexpr unsigned kDatagrams = soft::FragmentStore::kDatagrams;
  for (unsigned id = 0; id < kDatagrams; ++id) {
    f.now = std::chrono::milliseconds(id);
    REQUIRE(f.add(part(id, "0-24")) == Reason::FragmentKept);
  }
  CHECK(f.reassembler.take_evicted() == 0);
  REQUIRE(f.add(part(kDatagrams, "0-24")) == Reason::FragmentKept);
  CHECK(f.reassembler.take_evicted() == 1);
  CHECK(f.add(part(1, "24-")) == Reason::None);
  f.reassembler.done();
  CHECK(f.add(part(0, "24-")) == Reason::FragmentKept);
  CHECK(f.add(part(kDatagrams, "24-")) == Reason::None);
  f.reassembler.done();
}

TEST_CASE("memory is bounded for one datagram too", "[fragments][reassembler][limits]") {
  Fixture f;
  constexpr unsigned kSlots = soft::FragmentStore::kSlots;
  Reason reason = Reason::FragmentKept;
  unsigned kept = 0;
  for (unsigned at = 0; reason == Reason::FragmentKept && kept <= kSlots; ++kept) {
    reason =
        f.add("ip 192.0.2.1 > 10.0.0.1 id 7 proto 17 mf off " + std::to_string(at) + " / bytes 8");
    at += 16;
  }
  CHECK(reason == Reason::FragmentEvicted);
  CHECK(kept == kSlots + 1);
  CHECK(f.reassembler.is_empty());
  CHECK(f.add(part(8, "0-24")) == Reason::FragmentKept);
}

TEST_CASE("datagrams expire in the order of their deadlines", "[fragments][reassembler]") {
  Fixture f;
  f.add(part(1, "24-"));
  f.add("ip6 2001:db8::1 > 2001:db8::2 / frag id 9 part 0-24 / udp 1 > 2 / bytes 40");
  f.now = std::chrono::seconds(1);
  f.add(part(2, "0-24"));
  soft::Reassembler::Expired expired;
  CHECK_FALSE(f.reassembler.expire(std::chrono::milliseconds(29999), expired));
  REQUIRE(f.reassembler.expire(std::chrono::seconds(30), expired));
  CHECK_FALSE(expired.first);
  CHECK_FALSE(f.reassembler.expire(std::chrono::seconds(30), expired));
  REQUIRE(f.reassembler.expire(std::chrono::seconds(31), expired));
  REQUIRE(expired.first);
  CHECK(text_of({expired.first->data, expired.first->length}) == text_of(frame(part(2, "0-24"))));
  CHECK_FALSE(f.reassembler.expire(std::chrono::milliseconds(59999), expired));
  REQUIRE(f.reassembler.expire(std::chrono::seconds(60), expired));
  CHECK(f.reassembler.is_empty());
}

TEST_CASE("random fragments neither break nor leak anything", "[fragments][reassembler][hostile]") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Fixture f;
  for (int round = 0; round < 20000; ++round) {
    const bool v6 = random() % 2 == 0;
    std::ostringstream text;
    text << (v6 ? "ip6 2001:db8::1 > 2001:db8::2 / frag" : "ip 192.0.2.1 > 10.0.0.1 proto 17")
         << " id " << random() % 40;
    text << " off " << random() % (random() % 8 == 0 ? 8192 : 12) * 8;
    text << (random() % 3 != 0 ? " mf" : "") << (v6 ? " next 17" : "");
    text << " / bytes " << random() % (random() % 8 == 0 ? 3000 : 40);
    const replay::Bytes arrived = frame(text.str());
    if (soft::parse_frame(soft::FrameWindow::of(arrived)).reason != Reason::Fragment) continue;
    if (f.add(arrived) == Reason::None) f.reassembler.done();
    f.memory.reset();
    f.now += std::chrono::milliseconds(20);
    soft::Reassembler::Expired expired;
    while (f.reassembler.expire(f.now, expired)) {
    }
  }
  soft::Reassembler::Expired expired;
  while (f.reassembler.expire(f.now + std::chrono::minutes(2), expired)) {
  }
  CHECK(f.reassembler.is_empty());
}

}  // namespace
}  // namespace nicvs::test
