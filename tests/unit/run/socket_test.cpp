// SPDX-License-Identifier: Apache-2.0
// Which socket a program's number stands for.
#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "host/rpc/ipvs_messages.hpp"
#include "host/run/director_socket.hpp"
#include "tests/unit/run/site.hpp"

using namespace nicvs;
using run::Route;
using test::Site;

namespace {

rpc::Datagram request(std::uint16_t type) {
  rpc::NetlinkWriter writer;
  writer.begin_generic({.type = type, .flags = NLM_F_REQUEST}, IPVS_CMD_GET_INFO);
  writer.end();
  return writer.take();
}

Route route(const rpc::UniqueFd& fd, std::uint16_t type) {
  const rpc::Datagram datagram = request(type);
  return run::route_datagram(fd.get(), datagram, datagram.size());
}

int domain_of(const rpc::UniqueFd& fd) {
  int domain = -1;
  socklen_t size = sizeof domain;
  getsockopt(fd.get(), SOL_SOCKET, SO_DOMAIN, &domain, &size);
  return domain;
}

bool is_director(const rpc::UniqueFd& fd) {
  return run::is_connected_to(fd.get(), run::control_path());
}

rpc::UniqueFd generic_netlink() {
  return rpc::UniqueFd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
}

}  // namespace

TEST_CASE("a socket goes where its last request belongs", "[run][socket]") {
  const Site site;
  const rpc::UniqueFd fd = generic_netlink();
  CHECK(route(fd, GENL_ID_CTRL) == Route::Unchanged);
  CHECK(domain_of(fd) == AF_NETLINK);
  CHECK(route(fd, rpc::kIpvsFamilyId) == Route::Director);
  CHECK(is_director(fd));
  CHECK(route(fd, rpc::kIpvsFamilyId) == Route::Director);
  CHECK(route(fd, GENL_ID_CTRL) == Route::Unchanged);
  CHECK(domain_of(fd) == AF_NETLINK);
}

TEST_CASE("other sockets keep what they are, whatever they send", "[run][socket]") {
  const Site site;
  const rpc::UniqueFd udp(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const rpc::UniqueFd route_netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  int pair[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
  const rpc::UniqueFd near(pair[0]);
  const rpc::UniqueFd far(pair[1]);
  for (const rpc::UniqueFd* fd : {&udp, &route_netlink, &near}) {
    const int domain = domain_of(*fd);
    CHECK(route(*fd, rpc::kIpvsFamilyId) == Route::Unchanged);
    CHECK(domain_of(*fd) == domain);
    CHECK_FALSE(is_director(*fd));
  }
  CHECK(route(rpc::UniqueFd(), rpc::kIpvsFamilyId) == Route::Unchanged);
}

TEST_CASE("a connection that nicvsd ended is made anew, and nothing else is", "[run][socket]") {
  const Site site;
  const rpc::UniqueFd fd = generic_netlink();
  REQUIRE(route(fd, rpc::kIpvsFamilyId) == Route::Director);
  shutdown(fd.get(), SHUT_RDWR);
  const rpc::Datagram datagram = request(rpc::kIpvsFamilyId);
  const auto can_send = [&] {
    return send(fd.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) > 0;
  };
  CHECK_FALSE(can_send());
  CHECK_FALSE(run::reconnect(fd.get(), EAGAIN));
  CHECK_FALSE(can_send());
  CHECK(run::reconnect(fd.get(), EPIPE));
  CHECK(can_send());
}

TEST_CASE("addresses fill no more than their room", "[run][socket]") {
  sockaddr_nl address{};
  address.nl_pid = 7;
  socklen_t size = sizeof(sa_family_t);
  run::put_address(run::Party::Program, reinterpret_cast<sockaddr*>(&address), &size);
  CHECK(size == sizeof address);
  CHECK(address.nl_family == AF_NETLINK);
  CHECK(address.nl_pid == 7);
}
