// SPDX-License-Identifier: Apache-2.0
// The kernel's older interface, carried to a director in this process.
#include "host/run/legacy_options.hpp"

#include <arpa/inet.h>
#include <linux/ip_vs.h>

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>

#include "tests/unit/ipvs/console.hpp"
#include "tests/unit/run/site.hpp"

using namespace nicvs;
using test::Site;

namespace {

struct ServiceAndDest {
  ip_vs_service_user service;
  ip_vs_dest_user dest;
};

ServiceAndDest web() {
  ServiceAndDest both{};
  both.service.protocol = IPPROTO_TCP;
  both.service.addr = inet_addr("10.0.0.1");
  both.service.port = htons(80);
  std::strcpy(both.service.sched_name, "wrr");
  both.service.flags = IP_VS_SVC_F_PERSISTENT;
  both.service.timeout = 50;
  both.service.netmask = inet_addr("255.255.0.0");
  both.dest.addr = inet_addr("192.168.1.2");
  both.dest.port = htons(8080);
  both.dest.conn_flags = IP_VS_CONN_F_MASQ;
  both.dest.weight = 7;
  both.dest.u_threshold = 20;
  both.dest.l_threshold = 10;
  return both;
}

template <class Struct>
int set(int option, const Struct& value) {
  errno = 0;
  return run::set_legacy(option, &value, sizeof value);
}

template <class Struct>
int get(int option, Struct& value) {
  errno = 0;
  const socklen_t size = sizeof value;
  return run::get_legacy(option, &value, &size);
}

// The one entry behind a header that asks for one.
template <class Entry, class Header>
Entry get_entry(int option, const Header& header) {
  std::array<std::uint8_t, sizeof(Header) + sizeof(Entry)> bytes{};
  std::memcpy(bytes.data(), &header, sizeof header);
  REQUIRE(get(option, bytes) == 0);
  const auto asked = std::bit_cast<std::array<std::uint8_t, sizeof(Header)>>(header);
  CHECK(std::equal(asked.begin(), asked.end(), bytes.begin()));
  Entry entry;
  std::memcpy(&entry, bytes.data() + sizeof header, sizeof entry);
  return entry;
}

void add_web() {
  REQUIRE(set(IP_VS_SO_SET_ADD, web().service) == 0);
  REQUIRE(set(IP_VS_SO_SET_ADDDEST, web()) == 0);
}

const ServiceKey kWeb = test::tcp_service("10.0.0.1", 80);
const DestKey kDest = test::dest_key("192.168.1.2", 8080);

}  // namespace

TEST_CASE("services and dests are set as the kernel sets them", "[run][legacy]") {
  const Site site;
  add_web();
  const ServiceSpec service = site.plane->service(kWeb)->spec;
  CHECK(service.scheduler == "wrr");
  CHECK(service.flags == (service_flag::kPersistent | service_flag::kHashed));
  CHECK(service.persistence_timeout == 50);
  CHECK(service.persistence_mask == 0xffff0000);
  const DestSpec dest = site.plane->dest(kWeb, kDest).spec;
  CHECK(dest.method == ForwardMethod::Nat);
  CHECK(dest.weight == 7);
  CHECK(dest.upper_threshold == 20);
  CHECK(dest.lower_threshold == 10);

  ServiceAndDest changed = web();
  changed.dest.weight = 0;
  CHECK(set(IP_VS_SO_SET_EDITDEST, changed) == 0);
  CHECK(site.plane->dest(kWeb, kDest).spec.weight == 0);
  changed.service.flags = 0;
  CHECK(set(IP_VS_SO_SET_EDIT, changed.service) == 0);
  CHECK(site.plane->service(kWeb)->spec.flags == service_flag::kHashed);
  CHECK(set(IP_VS_SO_SET_DELDEST, changed) == 0);
  CHECK(site.plane->dests(kWeb)->empty());
  CHECK(set(IP_VS_SO_SET_DEL, changed.service) == 0);
  CHECK(site.plane->services().empty());
}

TEST_CASE("counters are zeroed for one service or for all", "[run][legacy]") {
  const Site site;
  add_web();
  ip_vs_service_user other{};
  other.fwmark = 7;
  std::strcpy(other.sched_name, "rr");
  REQUIRE(set(IP_VS_SO_SET_ADD, other) == 0);
  auto& conns = site.plane->entry(kWeb).info.statistics.counters.conns;
  conns = 5;
  CHECK(set(IP_VS_SO_SET_ZERO, other) == 0);
  CHECK(conns == 5);
  CHECK(set(IP_VS_SO_SET_ZERO, ip_vs_service_user{}) == 0);
  CHECK(conns == 0);
  CHECK(run::set_legacy(IP_VS_SO_SET_FLUSH, nullptr, 0) == 0);
  CHECK(site.plane->services().empty());
}

TEST_CASE("what the older interface cannot show is left out", "[run][legacy]") {
  const Site site;
  add_web();
  ServiceSpec six;
  six.key = test::tcp_service("2001:db8::1", 80);
  REQUIRE(site.plane->add_service(six));
  DestSpec tunnel;
  tunnel.key = test::dest_key("2001:db8::2", 80);
  tunnel.method = ForwardMethod::Tun;
  REQUIRE(site.plane->add_dest(kWeb, tunnel));

  ip_vs_getinfo info{};
  CHECK(get(IP_VS_SO_GET_INFO, info) == 0);
  CHECK(info.version == 0x010201);
  CHECK(info.size == 4096);
  CHECK(info.num_services == 1);
  ip_vs_service_entry entry{};
  entry.protocol = IPPROTO_TCP;
  entry.addr = inet_addr("10.0.0.1");
  entry.port = htons(80);
  CHECK(get(IP_VS_SO_GET_SERVICE, entry) == 0);
  CHECK(entry.num_dests == 1);
}

TEST_CASE("the table is read with 32 bits of every packet counter", "[run][legacy]") {
  const Site site;
  add_web();
  const Statistics much = {{12345, 5'000'000'000, 1, 1'234'567'890'123, 5}, {10, 2, 3, 4, 5}};
  site.plane->entry(kWeb).info.statistics = much;
  DestInfo& info = site.plane->dest(kWeb, kDest);
  info.statistics = much;
  info.active_conns = 3;
  info.inactive_conns = 4;
  info.persistent_conns = 1;

  ip_vs_get_services services{};
  services.num_services = 1;
  const auto service = get_entry<ip_vs_service_entry>(IP_VS_SO_GET_SERVICES, services);
  CHECK(service.addr == inet_addr("10.0.0.1"));
  CHECK(service.port == htons(80));
  CHECK(service.netmask == inet_addr("255.255.0.0"));
  CHECK(std::string(service.sched_name) == "wrr");
  CHECK(service.stats.conns == 12345);
  CHECK(service.stats.inpkts == 705'032'704);
  CHECK(service.stats.inbytes == 1'234'567'890'123);
  CHECK(service.stats.cps == 10);

  ip_vs_get_dests dests{};
  dests.protocol = IPPROTO_TCP;
  dests.addr = inet_addr("10.0.0.1");
  dests.port = htons(80);
  dests.num_dests = 1;
  const auto dest = get_entry<ip_vs_dest_entry>(IP_VS_SO_GET_DESTS, dests);
  CHECK(dest.addr == inet_addr("192.168.1.2"));
  CHECK(dest.port == htons(8080));
  CHECK(dest.conn_flags == IP_VS_CONN_F_MASQ);
  CHECK(dest.weight == 7);
  CHECK(dest.activeconns == 3);
  CHECK(dest.inactconns == 4);
  CHECK(dest.persistconns == 1);
  CHECK(dest.stats.inpkts == 705'032'704);
}

TEST_CASE("timeouts and the version are read and set", "[run][legacy]") {
  const Site site;
  CHECK(set(IP_VS_SO_SET_TIMEOUT, ip_vs_timeout_user{600, 0, 30}) == 0);
  ip_vs_timeout_user timeouts{};
  CHECK(get(IP_VS_SO_GET_TIMEOUT, timeouts) == 0);
  CHECK(timeouts.tcp_timeout == 600);
  CHECK(timeouts.tcp_fin_timeout == 120);
  CHECK(timeouts.udp_timeout == 30);
  char version[64] = {};
  CHECK(get(IP_VS_SO_GET_VERSION, version) == 0);
  CHECK(std::string(version) == "IP Virtual Server version 1.2.1 (size=4096)");
  ip_vs_daemon_user daemons[2] = {{9, "x", 9}, {9, "x", 9}};
  CHECK(get(IP_VS_SO_GET_DAEMON, daemons) == 0);
  CHECK(daemons[0].state == 0);
  CHECK(daemons[1].state == 0);
}

TEST_CASE("wrong sizes and names have the kernel's errors", "[run][legacy]") {
  const Site site;
  const ServiceAndDest both = web();
  CHECK(run::set_legacy(IP_VS_SO_SET_ADD, &both, sizeof both.service + 1) == -1);
  CHECK(errno == EINVAL);
  CHECK(run::set_legacy(IP_VS_SO_SET_FLUSH, &both, 1) == -1);
  CHECK(errno == EINVAL);
  CHECK(set(IP_VS_SO_SET_NONE, both) == -1);
  CHECK(errno == EINVAL);
  CHECK(set(IP_VS_SO_SET_DEL, both.service) == -1);
  CHECK(errno == ESRCH);
  CHECK(set(IP_VS_SO_SET_ADD, both.service) == 0);
  CHECK(set(IP_VS_SO_SET_ADD, both.service) == -1);
  CHECK(errno == EEXIST);
  CHECK(set(IP_VS_SO_SET_EDITDEST, both) == -1);
  CHECK(errno == ENOENT);

  ip_vs_get_dests dests{};
  CHECK(get(IP_VS_SO_GET_DESTS, dests) == -1);
  CHECK(errno == ESRCH);
  dests.num_dests = 0xffffffff;
  CHECK(get(IP_VS_SO_GET_DESTS, dests) == -1);
  CHECK(errno == EINVAL);
  ip_vs_get_services services{};
  services.num_services = 1;
  CHECK(get(IP_VS_SO_GET_SERVICES, services) == -1);
  CHECK(errno == EINVAL);
  char byte = 0;
  for (int option = IP_VS_SO_GET_VERSION; option <= IP_VS_SO_GET_MAX; ++option) {
    INFO("option " << option);
    CHECK(get(option, byte) == -1);
  }
}

TEST_CASE("options beside IPVS's are not ours", "[run][legacy]") {
  CHECK(run::is_legacy_option(IP_VS_SO_GET_VERSION));
  CHECK(run::is_legacy_option(IP_VS_SO_SET_ZERO));
  CHECK_FALSE(run::is_legacy_option(IP_VS_BASE_CTL - 1));
  CHECK_FALSE(run::is_legacy_option(IP_VS_SO_SET_MAX + 1));
}
