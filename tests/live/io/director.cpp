// SPDX-License-Identifier: Apache-2.0
#include "tests/live/io/director.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "tests/live/io/test_log.hpp"

namespace nicvs::test {

Director::Director(ScriptedPlane& plane, const soft::PoolOptions& options,
                   const std::vector<std::string>& ports) {
  auto pool = soft::WorkerPool::create(plane, options, test_log());
  INFO((pool ? std::string() : pool.error().text));
  REQUIRE(pool);
  pool_ = *std::move(pool);
  for (const std::string& port : ports) {
    const Status status = pool_->add_port(port);
    INFO(status.error().text);
    REQUIRE(status);
  }
  pool_->start();
  ticker_ = std::thread([this] {
    while (!is_stopping_) {
      with_pool([](auto& ticked) { ticked.tick(); });
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
}

Director::~Director() {
  is_stopping_ = true;
  if (ticker_.joinable()) ticker_.join();
}

soft::SoftDataPlane::Steering test_services() {
  const IpAddress vip = *IpAddress::parse("10.9.9.9");
  return {.services = {{.protocol = Protocol::Udp, .address = vip, .port = 53},
                       {.protocol = Protocol::Tcp, .address = vip, .port = 80}},
          .mark_rules = {},
          .nat_dests = {}};
}

}  // namespace nicvs::test
