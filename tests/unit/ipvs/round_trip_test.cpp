// SPDX-License-Identifier: Apache-2.0
// Whatever is saved can be restored: random tables, with the seed of a failure in its message.
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Console;

namespace {

class RandomTable {
 public:
  explicit RandomTable(unsigned seed) : random_(seed) {}

  void fill(test::MemoryPlane& plane) {
    for (unsigned i = 0; i < below(20); ++i) {
      const ServiceSpec spec = service();
      if (!plane.add_service(spec)) continue;  // drawn before
      for (unsigned j = 0; j < below(10); ++j) add_dest(plane, spec.key);
    }
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
  std::uint32_t word() { return static_cast<std::uint32_t>(random_()); }
  std::uint16_t port() { return static_cast<std::uint16_t>(1 + below(65535)); }

  template <class Item>
  Item one_of(std::initializer_list<Item> items) {
    return items.begin()[below(static_cast<std::uint32_t>(items.size()))];
  }

  IpAddress address(Family family) {
    if (family == Family::Ipv4) return IpAddress::v4(word());
    return {Family::Ipv6, {{word(), below(2) * word(), below(2) * word(), word()}}};
  }

  ServiceSpec service() {
    ServiceSpec spec;
    spec.key.family = one_of({Family::Ipv4, Family::Ipv6});
    spec.key.address.family = spec.key.family;
    if (below(3) == 0) {
      spec.key.fwmark = 1 + below(0x7fffffff);  // ipvsadm shows larger ones as negative
    } else {
      spec.key.protocol = one_of({Protocol::Tcp, Protocol::Udp, Protocol::Sctp});
      spec.key.address = address(spec.key.family);
      spec.key.port = port();
    }
    const bool can_be_one_packet = spec.key.is_fwmark() || spec.key.protocol == Protocol::Udp;
    spec.scheduler = one_of<const char*>({"rr", "wlc", "sh", "mh", "lblcr"});
    spec.persistence_mask = spec.key.family == Family::Ipv4 ? 0xffffffff : 128;
    if (below(2) == 0) {
      spec.flags |= service_flag::kPersistent;
      spec.persistence_timeout = 1 + below(2678400);
      spec.persistence_mask = spec.key.family == Family::Ipv4 ? word() : 1 + below(128);
    }
    if (below(2) == 0) spec.flags |= service_flag::kSched1;
    if (below(2) == 0) spec.flags |= service_flag::kSched2;
    if (can_be_one_packet && below(2) == 0) spec.flags |= service_flag::kOnePacket;
    if (below(4) == 0) spec.persistence_engine = "sip";
    return spec;
  }

  void add_dest(test::MemoryPlane& plane, const ServiceKey& service) {
    DestSpec dest;
    dest.method = one_of({ForwardMethod::Nat, ForwardMethod::Dr, ForwardMethod::Tun});
    const bool may_differ = dest.method == ForwardMethod::Tun && below(2) == 0;
    const Family other = service.family == Family::Ipv4 ? Family::Ipv6 : Family::Ipv4;
    dest.key.address = address(may_differ ? other : service.family);
    const bool has_own_port = dest.method == ForwardMethod::Nat || service.is_fwmark();
    dest.key.port = has_own_port ? port() : service.port;
    dest.weight = static_cast<std::int32_t>(below(0x80000000));
    if (dest.method == ForwardMethod::Tun) {
      dest.tunnel_type = one_of({TunnelType::IpIp, TunnelType::Gue, TunnelType::Gre});
      const bool is_gue = dest.tunnel_type == TunnelType::Gue;
      if (is_gue) dest.tunnel_port = port();
      if (dest.tunnel_type != TunnelType::IpIp) {
        dest.tunnel_flags = static_cast<std::uint16_t>(below(is_gue ? 3 : 2));
      }
    }
    // Drawn twice for one service: it has it already.
    const Status status = plane.add_dest(service, dest);
    CHECK((status || status.error().code == EEXIST));
  }

  std::mt19937_64 random_;
};

bool same(const ServiceSpec& a, const ServiceSpec& b) {
  return a.scheduler == b.scheduler && a.flags == b.flags &&
         a.persistence_timeout == b.persistence_timeout &&
         a.persistence_mask == b.persistence_mask && a.persistence_engine == b.persistence_engine;
}

bool same(const DestSpec& a, const DestSpec& b) {
  return a.key == b.key && a.method == b.method && a.weight == b.weight &&
         a.upper_threshold == b.upper_threshold && a.lower_threshold == b.lower_threshold &&
         a.tunnel_type == b.tunnel_type && a.tunnel_port == b.tunnel_port &&
         a.tunnel_flags == b.tunnel_flags;
}

void require_same(const test::MemoryPlane& saved, test::MemoryPlane& restored) {
  const std::vector<ServiceInfo> services = saved.services();
  REQUIRE(services.size() == restored.services().size());
  for (const ServiceInfo& service : services) {
    const ServiceKey& key = service.spec.key;
    INFO(key.to_string());
    REQUIRE(restored.service(key));
    REQUIRE(same(service.spec, restored.service(key)->spec));
    const auto dests = saved.dests(key);
    REQUIRE(dests->size() == restored.dests(key)->size());
    for (const DestInfo& dest : *dests) {
      INFO(dest.spec.key.to_string());
      REQUIRE(same(dest.spec, restored.dest(key, dest.spec.key).spec));
    }
  }
}

}  // namespace

TEST_CASE("a random table is the same after save and restore", "[ipvs][round_trip]") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Console console;
    RandomTable(seed).fill(console.plane);
    const auto saved = console.run("-Sn");
    REQUIRE(saved.exit_code == 0);
    Console other;
    const auto restored = other.run("-R", saved.out);
    REQUIRE(restored.err.empty());
    REQUIRE(restored.exit_code == 0);
    require_same(console.plane, other.plane);
  }
}
