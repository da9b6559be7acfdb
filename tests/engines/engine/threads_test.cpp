// SPDX-License-Identifier: Apache-2.0
// Workers and control calls at once. Its worth is under the thread sanitizer; without one it checks
// that the counters of both workers add up.
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "tests/engines/engine/lab.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;

constexpr unsigned kWorkers = 2;
constexpr unsigned kBatches = 300;
constexpr unsigned kFramesPerBatch = 16;

// Sends requests and replies of conns that are its own, some new and some old.
void work(soft::SoftDataPlane& engine, unsigned worker, std::atomic<std::int64_t>& clock) {
  std::vector<soft::Frame> originated;
  for (unsigned batch = 0; batch < kBatches; ++batch) {
    replay::FrameMemory memory;
    std::vector<soft::Frame> frames;
    for (unsigned i = 0; i < kFramesPerBatch; ++i) {
      const std::string port = std::to_string(1000 + worker * 10000 + (batch * 7 + i) % 500);
      const bool is_reply = i % 4 == 3;
      frames.push_back(is_reply ? memory.copy_of(frame("ip 192.168.1.1 > 192.0.2.1 / tcp 8080 > " +
                                                       port + " SA"),
                                                 kDestPort)
                                : memory.copy_of(frame("ip 192.0.2.1 > 10.0.0.1 / tcp " + port +
                                                       " > 80 " + (i % 4 == 0 ? "S" : "A")),
                                                 kClientPort));
      engine.owner_of(worker, frames.back());
    }
    std::vector<soft::Decision> decisions(frames.size());
    originated.clear();
    engine.process(worker, frames, decisions, soft::Time(clock.load()), memory, originated);
  }
}

TEST_CASE("workers and control calls do not disturb each other", "[engine][threads]") {
  Lab lab({.conn_capacity = 1 << 12, .workers = kWorkers, .hash_key = {1, 2}});
  const ServiceSpec spec{.key = service_key("10.0.0.1:80"),
                         .scheduler = "wlc",
                         .flags = service_flag::kPersistent,
                         .persistence_timeout = 5};
  lab.add(spec, {dest("192.168.1.1:8080")});
  auto& engine = lab.engine();
  std::atomic<std::int64_t> clock{0};
  std::atomic<bool> is_over{false};
  std::vector<std::thread> workers;
  for (unsigned worker = 0; worker < kWorkers; ++worker) {
    workers.emplace_back([&, worker] { work(engine, worker, clock); });
  }
  std::thread ticker([&] {
    while (!is_over) engine.advance(soft::Time(clock += 100'000'000));
  });
  std::thread control([&] {
    for (unsigned i = 0; !is_over; ++i) {
      const DestSpec more = dest("192.168.1.2:8080");
      REQUIRE(engine.add_dest(spec.key, more));
      engine.set_neighbour({kDestPort, address("192.168.1.2"), kClientMac});
      std::uint64_t rows = 0;
      engine.each_conn([&](const ConnInfo&) { return ++rows < 3000; });
      (void)engine.services();
      (void)engine.dests(spec.key);
      (void)engine.reason_counts();
      (void)engine.take_wanted_neighbours();
      (void)engine.steering();
      (void)engine.steering_generation();
      (void)engine.set_setting("conn_reuse_mode", i % 2 == 0 ? "1" : "0");
      (void)engine.zero(nullptr);
      REQUIRE(engine.delete_dest(spec.key, more.key));
    }
  });
  for (auto& worker : workers) worker.join();
  is_over = true;
  control.join();
  ticker.join();

  CHECK(lab.frames_counted() == std::uint64_t{kWorkers} * kBatches * kFramesPerBatch);
  // Everything ends, and nothing stays behind at the dests.
  engine.advance(soft::Time(clock += std::chrono::nanoseconds(2000s).count()));
  CHECK(engine.info().conn_count == 0);
  CHECK(engine.info().template_count == 0);
  const DestInfo info = lab.dests(spec.key).front();
  CHECK(info.active_conns == 0);
  CHECK(info.inactive_conns == 0);
  CHECK(info.persistent_conns == 0);
}

}  // namespace
}  // namespace nicvs::test
