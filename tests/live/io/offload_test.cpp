// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <future>

#include "tests/live/io/director.hpp"
#include "tests/live/io/lab.hpp"

namespace nicvs::test {
namespace {

// Accepts one conn on 10.9.9.9:80 and counts its bytes until it ends.
std::future<std::size_t> count_bytes_of_one_conn() {
  auto listener = std::make_shared<soft::FileDescriptor>(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(80);
  inet_pton(AF_INET, "10.9.9.9", &address.sin_addr);
  REQUIRE(bind(listener->get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(listener->get(), 1) == 0);
  return std::async(std::launch::async, [listener] {
    const soft::FileDescriptor conn(accept(listener->get(), nullptr, nullptr));
    std::vector<char> buffer(65536);
    std::size_t bytes = 0;
    ssize_t length = 0;
    while ((length = read(conn.get(), buffer.data(), buffer.size())) > 0) {
      bytes += static_cast<std::size_t>(length);
    }
    return bytes;
  });
}

}  // namespace

TEST_CASE("AF_PACKET finishes what a local sender left to hardware", "[io][offload]") {
  Lab lab;
  lab.connect_client();
  lab.must_run(lab.director(), "ip addr add 10.9.9.9/32 dev lo");
  lab.must_run(lab.client(), "ethtool -K c0 tx on sg on tso on gso on >/dev/null");
  ScriptedPlane plane([](unsigned, soft::Frame&) {
    return soft::Decision{dp::Verdict::PassToHost, dp::Reason::NoConn};
  });
  plane.set_steering(test_services());
  Director director(plane, {.workers = 1, .mode = soft::IoMode::AfPacket}, {"d0"});
  auto bytes = count_bytes_of_one_conn();
  lab.must_run(lab.client(),
               "timeout 30 bash -c \"head -c 3000000 /dev/zero > /dev/tcp/10.9.9.9/80\"");
  REQUIRE(bytes.get() == 3000000);
  const auto received =
      director.with_pool([](auto& pool) { return pool.counters().front()->received.load(); });
  // Large packets were steered once each and cut into many frames.
  REQUIRE(received > 2000);
  REQUIRE(director.steered(STEER_BY_SERVICE) < received / 2);
  REQUIRE(director.with_pool([](auto& pool) { return pool.lost(dp::Reason::Oversized); }) == 0);
}

}  // namespace nicvs::test
