// SPDX-License-Identifier: Apache-2.0
#include "fallback/tables/timer_wheel.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

namespace nicvs::soft {
namespace {

constexpr unsigned kNoLimit = ~0u;
constexpr ConnIndex kConns = 500;

// A wheel over conns that only expire.
class Alarm {
 public:
  explicit Alarm(std::size_t count, Tick start = 0) : conns_(count), wheel_(conns_) {
    wheel_.turn(start, kNoLimit, [](ConnIndex) {});
  }

  void set(ConnIndex index, Tick deadline) {
    conns_[index].deadline = deadline;
    wheel_.arm(index);
  }
  void move(ConnIndex index, Tick deadline) {
    conns_[index].deadline = deadline;
    wheel_.deadline_moved(index);
  }
  bool turn(Tick to, unsigned limit = kNoLimit) {
    return wheel_.turn(to, limit, [this](ConnIndex index) {
      rung.push_back(index);
      rung_at.push_back(wheel_.now());
    });
  }
  TimerWheel& wheel() { return wheel_; }
  Tick deadline(ConnIndex index) const { return conns_[index].deadline; }

  std::vector<ConnIndex> rung;
  std::vector<Tick> rung_at;

 private:
  MappedArray<Conn> conns_;
  TimerWheel wheel_;
};

TEST_CASE("a conn expires at its deadline, not before", "[timer_wheel]") {
  const Tick after = GENERATE(1u, 2u, 255u, 256u, 257u, 6000u, 65535u, 65536u, 65537u, 90000u,
                              16777216u, 16777217u, 0x20000000u);
  const Tick start = GENERATE(0u, 1u, 255u, 65535u, 0x7fffff00u, 0xffffff80u);
  CAPTURE(after, start);
  Alarm alarm(1, start);
  alarm.set(0, start + after);
  CHECK(alarm.turn(start + after - 1));
  CHECK(alarm.rung.empty());
  CHECK(alarm.turn(start + after));
  REQUIRE(alarm.rung.size() == 1);
  CHECK(alarm.rung_at[0] == start + after);
  CHECK(alarm.wheel().is_empty());
}

TEST_CASE("a deadline that has passed is due at the next tick", "[timer_wheel]") {
  Alarm alarm(1, 1000);
  alarm.set(0, 900);
  alarm.turn(1000);
  CHECK(alarm.rung.empty());
  alarm.turn(1001);
  CHECK(alarm.rung.size() == 1);
}

TEST_CASE("the first turn of a wheel may be to any tick", "[timer_wheel]") {
  // The clock starts where the machine's does, perhaps more than half of the ticks from 0.
  const Tick start = GENERATE(0x7fffffffu, 0x80000000u, 0xc0000000u, 0xffffffffu);
  CAPTURE(start);
  Alarm alarm(1, start);
  CHECK(alarm.wheel().now() == start);
  alarm.set(0, start + 10);
  alarm.turn(start + 10);
  CHECK(alarm.rung.size() == 1);
}

TEST_CASE("a deadline that moved on is honoured without arming again", "[timer_wheel]") {
  Alarm alarm(1);
  alarm.set(0, 300);
  for (Tick now = 10; now <= 5000; now += 10) {
    alarm.turn(now);
    alarm.move(0, now + 300);
  }
  CHECK(alarm.rung.empty());
  alarm.turn(5299);
  CHECK(alarm.rung.empty());
  alarm.turn(5300);
  CHECK(alarm.rung.size() == 1);
}

TEST_CASE("a deadline that moved earlier is honoured in time", "[timer_wheel]") {
  Alarm alarm(2);
  alarm.set(0, 90000);
  alarm.set(1, 90000);
  alarm.turn(100);
  alarm.move(0, 1100);
  alarm.turn(1099);
  CHECK(alarm.rung.empty());
  alarm.turn(1100);
  CHECK(alarm.rung == std::vector<ConnIndex>{0});
  alarm.turn(90000);
  CHECK(alarm.rung == std::vector<ConnIndex>{0, 1});
}

TEST_CASE("a turn stops after its limit and goes on from there", "[timer_wheel]") {
  Alarm alarm(10);
  for (ConnIndex i = 0; i < 10; ++i) alarm.set(i, 50 + i / 5);
  CHECK_FALSE(alarm.turn(100, 3));
  CHECK(alarm.rung.size() == 3);
  CHECK_FALSE(alarm.turn(100, 6));
  CHECK(alarm.rung.size() == 9);
  CHECK(alarm.turn(100, 6));
  CHECK(alarm.rung.size() == 10);
  CHECK(alarm.rung_at.back() == 51);
  CHECK(alarm.wheel().now() == 100);
}

TEST_CASE("a turn back changes nothing", "[timer_wheel]") {
  Alarm alarm(1, 1000);
  alarm.set(0, 1010);
  CHECK(alarm.turn(990));
  CHECK(alarm.wheel().now() == 1000);
  alarm.turn(1010);
  CHECK(alarm.rung.size() == 1);
}

TEST_CASE("the next event is never later than the next expiry", "[timer_wheel]") {
  Alarm alarm(2);
  CHECK(alarm.wheel().next_event(77) == 77);
  alarm.set(0, 70000);
  alarm.set(1, 5);
  CHECK_FALSE(is_before(5, alarm.wheel().next_event(100000)));
  alarm.turn(5);
  while (alarm.rung.size() < 2) {
    const Tick next = alarm.wheel().next_event(100000);
    REQUIRE(is_before(alarm.wheel().now(), next));
    REQUIRE_FALSE(is_before(70000, next));
    alarm.turn(next);
  }
  CHECK(alarm.rung_at[1] == 70000);
}

TEST_CASE("random deadlines ring in order, each at its own tick", "[timer_wheel]") {
  std::mt19937 random(GENERATE(1u, 2u, 3u));
  const auto below = [&](Tick end) { return static_cast<Tick>(random() % end); };
  const Tick start = 0xfffe0000;
  Alarm alarm(kConns, start);
  for (ConnIndex i = 0; i < kConns; ++i) alarm.set(i, start + 1 + below(200000));
  Tick now = start;
  std::vector<bool> is_over(kConns);
  std::size_t seen = 0;
  while (seen < kConns) {
    now += 1 + below(500);
    while (!alarm.turn(now, 50)) {
    }
    for (; seen < alarm.rung.size(); ++seen) {
      const ConnIndex index = alarm.rung[seen];
      REQUIRE_FALSE(is_over[index]);
      is_over[index] = true;
      REQUIRE(alarm.rung_at[seen] == alarm.deadline(index));
    }
    for (unsigned i = 0; i < 20; ++i) {
      const ConnIndex index = below(kConns);
      if (!is_over[index]) alarm.move(index, now + 1 + below(i == 0 ? 100000 : 2000));
    }
  }
  CHECK(alarm.wheel().is_empty());
}

TEST_CASE("a disarmed conn does not expire", "[timer_wheel]") {
  Alarm alarm(3);
  for (ConnIndex i = 0; i < 3; ++i) alarm.set(i, 300);
  alarm.wheel().disarm(1);
  alarm.turn(1000);
  CHECK(alarm.rung.size() == 2);
  CHECK(alarm.wheel().is_empty());
}

}  // namespace
}  // namespace nicvs::soft
