// SPDX-License-Identifier: Apache-2.0
// The client against the server, over a real socket pair.
#include "host/rpc/netlink_client.hpp"

#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <thread>

#include "tests/unit/ipvs/memory_plane.hpp"
#include "tests/unit/rpc/requests.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

struct Pair {
  Pair() {
    int fds[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
    client_end = rpc::UniqueFd(fds[0]);
    server_end = rpc::UniqueFd(fds[1]);
  }
  rpc::UniqueFd client_end, server_end;
};

// Answers until the client goes.
class Server {
 public:
  Server(rpc::UniqueFd fd, DataPlane& plane)
      : fd_(std::move(fd)), thread_([this, &plane] { serve(plane); }) {}
  ~Server() { thread_.join(); }

 private:
  void serve(DataPlane& plane) {
    std::vector<std::uint8_t> buffer(rpc::kMaxRequestSize);
    ssize_t size = 0;
    while ((size = recv(fd_.get(), buffer.data(), buffer.size(), 0)) > 0) {
      const Bytes datagram(buffer.data(), static_cast<std::size_t>(size));
      for (const Datagram& reply : rpc::handle_netlink(datagram, Privilege::Change, plane)) {
        send(fd_.get(), reply.data(), reply.size(), MSG_NOSIGNAL);
      }
    }
  }
  rpc::UniqueFd fd_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a client's calls reach the plane and its answers the client", "[client]") {
  MemoryPlane plane;
  Pair pair;
  Server server(std::move(pair.server_end), plane);
  rpc::NetlinkClient client(std::move(pair.client_end));

  const auto info = client.info();
  REQUIRE(info);
  CHECK(info->version == rpc::kIpvsVersionCode);
  REQUIRE(client.add_service(service()));
  REQUIRE(client.add_service(service("2001:db8::1", 443)));
  REQUIRE(client.add_dest(service().key, dest()));
  DestSpec heavier = dest();
  heavier.weight = 9;
  REQUIRE(client.edit_dest(service().key, heavier));

  const auto services = client.services();
  REQUIRE(services);
  CHECK(services->size() == 2);
  CHECK(client.service(service().key)->spec.scheduler == "rr");
  const auto dests = client.dests(service().key);
  REQUIRE(dests);
  REQUIRE(dests->size() == 1);
  CHECK((*dests)[0].spec.weight == 9);
  CHECK(client.dests(service("10.9.9.9", 9).key)->empty());

  REQUIRE(client.set_timeouts({100, 0, 0}));
  CHECK(client.timeouts()->tcp == 100);
  REQUIRE(client.zero(nullptr));
  const ServiceKey key = service().key;
  REQUIRE(client.zero(&key));
  REQUIRE(client.delete_dest(service().key, dest().key));
  REQUIRE(client.delete_service(service().key));
  REQUIRE(client.flush());
  CHECK(plane.services().empty());
  CHECK(client.daemons()->empty());
}

TEST_CASE("the daemon's errno and sentence reach the client", "[client]") {
  MemoryPlane plane;
  Pair pair;
  Server server(std::move(pair.server_end), plane);
  rpc::NetlinkClient client(std::move(pair.client_end));
  const Status status = client.start_daemon({rpc::DaemonState::Master, "eth0"});
  REQUIRE_FALSE(status);
  CHECK(status.error().code == EOPNOTSUPP);
  CHECK(status.error().text == "this director has no sync daemon");
  REQUIRE(client.info());
}

TEST_CASE("a daemon that goes away or talks nonsense is an error", "[client]") {
  Pair pair;
  rpc::NetlinkClient client(std::move(pair.client_end));
  SECTION("closed") {
    pair.server_end = rpc::UniqueFd();
    CHECK(client.info().error().code == EPIPE);
  }
  SECTION("no netlink message") {
    REQUIRE(send(pair.server_end.get(), "hello", 5, 0) == 5);
    CHECK(client.info().error().code == EBADMSG);
  }
  SECTION("a truncated error") {
    NetlinkWriter writer;
    writer.begin({NLMSG_ERROR, 0, 1, 0});
    writer.put_raw(Datagram{1, 2});
    writer.end();
    REQUIRE(send(pair.server_end.get(), writer.bytes().data(), writer.bytes().size(), 0) > 0);
    CHECK(client.info().error().code == EBADMSG);
  }
}
