// SPDX-License-Identifier: Apache-2.0
// The driver's first steps on the card's registers.
#include <cerrno>

#include "host/device/heartbeat.hpp"
#include "host/device/identity.hpp"
#include "tests/rtl/ring/boundary_bench.hpp"

namespace nicvs::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("the driver knows the card by its id and edition", "[ring][registers]") {
  BoundaryBench card(bench_seed());
  device::RegisterBus bus(card);
  const auto found = device::identify(bus);
  // The core has not said what it can do: that is noticed after id and edition were right.
  REQUIRE_FALSE(found);
  CHECK(found.error().code == EPROTO);
  CHECK_THAT(found.error().text, Catch::Contains("PORTS is 0"));
}

TEST_CASE("the heartbeat moves every 1024 cycles", "[ring][registers]") {
  BoundaryBench card(bench_seed());
  device::RegisterBus bus(card);
  device::HeartbeatWatch watch(100ms, {});
  const std::uint32_t first = bus.read<regs::Heartbeat>()->count();
  for (unsigned i = 1; i < 10; ++i) {
    card.run(1024 - 8);
    const auto beat = bus.read<regs::Heartbeat>();
    CHECK(beat->count() + 1 >= first + i);
    CHECK(beat->count() <= first + i);
    CHECK(watch.observe(beat, device::HeartbeatWatch::Time{} + 90ms * i) ==
          device::CardHealth::Alive);
  }
}

}  // namespace
}  // namespace nicvs::test
