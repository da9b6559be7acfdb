// SPDX-License-Identifier: Apache-2.0
// Which errno each wrong request gets, and that nothing changes then.
#include <cerrno>
#include <climits>
#include <functional>

#include "tests/engines/services/service_bench.hpp"

using namespace nicvs::test;
using nicvs::DestSpec;
using nicvs::Family;
using nicvs::ForwardMethod;
using nicvs::Protocol;
using nicvs::ServiceKey;
using nicvs::ServiceSpec;
using nicvs::Status;
using nicvs::TunnelType;
namespace soft = nicvs::soft;

namespace {

// One rr service V with the dest R1, and the IPv6 service V6.
struct Site : ServiceBench {
  const ServiceKey v6 = service_key("2001:db8::80", 80);
  Site() {
    add("rr");
    add_dests({1});
    REQUIRE(table.add_service({.key = v6, .scheduler = "rr", .persistence_mask = 128}));
  }
  std::string picture() const {
    std::string text;
    for (const nicvs::ServiceInfo& service : table.services()) {
      text += service.spec.key.to_string() + " " + service.spec.scheduler + "\n";
      const auto dests = table.dests(service.spec.key);
      for (const nicvs::DestInfo& dest : *dests) {
        text += "  " + dest.spec.key.to_string() + " " + std::to_string(dest.spec.weight) + "\n";
      }
    }
    return text;
  }
};

struct Case {
  std::string name;
  std::function<Status(Site&)> request;
  int code;
  std::string text;  // part of the sentence
};

ServiceSpec spec_of(const ServiceKey& key, const std::string& scheduler = "rr") {
  return {.key = key, .scheduler = scheduler};
}

DestSpec with(DestSpec spec, const std::function<void(DestSpec&)>& change) {
  change(spec);
  return spec;
}

Status add_to_v(Site& site, const std::function<void(DestSpec&)>& change) {
  return site.table.add_dest(site.v, with(ServiceBench::spec(7), change));
}

void check_all(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Site site;
      const std::string before = site.picture();
      const Status status = c.request(site);
      REQUIRE_FALSE(status);
      CHECK(status.error().code == c.code);
      CHECK_THAT(status.error().text, Catch::Contains(c.text));
      CHECK(site.picture() == before);
    }
  }
}

}  // namespace

TEST_CASE("wrong requests about services get the kernel's errno", "[errors]") {
  const ServiceKey unknown = service_key("10.0.0.9", 80);
  check_all({
      {"I7: add twice", [](Site& s) { return s.table.add_service(spec_of(s.v)); }, EEXIST,
       "service 10.0.0.1:80/tcp already exists"},
      {"I11: unknown scheduler",
       [&](Site& s) { return s.table.add_service(spec_of(unknown, "nosuch")); }, ENOENT,
       "service 10.0.0.9:80/tcp: there is no scheduler \"nosuch\""},
      {"exists comes before the scheduler",
       [](Site& s) { return s.table.add_service(spec_of(s.v, "nosuch")); }, EEXIST, "exists"},
      {"unknown persistence engine",
       [&](Site& s) { return s.table.add_service({.key = unknown, .persistence_engine = "nope"}); },
       ENOENT, "persistence engine \"nope\""},
      {"IPv6 mask 0",
       [](Site& s) {
         return s.table.add_service(
             {.key = service_key("2001:db8::81", 80), .persistence_mask = 0});
       },
       EINVAL, "1..128"},
      {"IPv6 mask 129",
       [](Site& s) { return s.table.edit_service({.key = s.v6, .persistence_mask = 129}); }, EINVAL,
       "1..128"},
      {"unknown family",
       [](Site& s) {
         return s.table.add_service(spec_of({.family = static_cast<Family>(7), .fwmark = 1}));
       },
       EAFNOSUPPORT, "family 7"},
      {"address of another family",
       [](Site& s) {
         return s.table.add_service(spec_of({.family = Family::Ipv6, .address = ip("10.0.0.1")}));
       },
       EINVAL, "family"},
      {"protocol without ports",
       [](Site& s) {
         return s.table.add_service(spec_of(service_key("10.0.0.9", 0, Protocol::Icmp)));
       },
       EINVAL, "tcp, udp or sctp"},
      {"edit an unknown one", [&](Site& s) { return s.table.edit_service(spec_of(unknown)); },
       ESRCH, "service 10.0.0.9:80/tcp does not exist"},
      {"edit to an unknown scheduler",
       [](Site& s) { return s.table.edit_service(spec_of(s.v, "nosuch")); }, ENOENT, "nosuch"},
      {"delete an unknown one", [&](Site& s) { return s.table.delete_service(unknown); }, ESRCH,
       "does not exist"},
      {"same address and port, other protocol",
       [](Site& s) { return s.table.delete_service(service_key("10.0.0.1", 80, Protocol::Udp)); },
       ESRCH, "service 10.0.0.1:80/udp does not exist"},
      {"zero an unknown one", [&](Site& s) { return s.table.zero(&unknown); }, ESRCH,
       "does not exist"},
      {"unknown fwmark", [](Site& s) { return s.table.delete_service({.fwmark = 5}); }, ESRCH,
       "fwmark 5"},
  });
}

TEST_CASE("wrong requests about dests get the kernel's errno", "[errors]") {
  const ServiceKey unknown = service_key("10.0.0.9", 80);
  check_all({
      {"I8: unknown service",
       [&](Site& s) { return s.table.add_dest(unknown, ServiceBench::spec(7)); }, ESRCH,
       "service 10.0.0.9:80/tcp does not exist"},
      {"I8: existing dest", [](Site& s) { return s.table.add_dest(s.v, ServiceBench::spec(1)); },
       EEXIST, "dest 192.168.1.1:8080 of service 10.0.0.1:80/tcp already exists"},
      {"unknown service comes before wrong numbers",
       [&](Site& s) { return s.table.add_dest(unknown, ServiceBench::spec(7, -1)); }, ESRCH,
       "does not exist"},
      {"negative weight", [](Site& s) { return s.table.add_dest(s.v, ServiceBench::spec(7, -1)); },
       ERANGE, "weight -1"},
      {"wrong numbers come before existing",
       [](Site& s) { return s.table.add_dest(s.v, ServiceBench::spec(1, -1)); }, ERANGE, "weight"},
      {"I15: lower threshold without upper",
       [](Site& s) { return add_to_v(s, [](DestSpec& d) { d.lower_threshold = 5; }); }, ERANGE,
       "lower threshold 5 is above upper threshold 0"},
      {"lower threshold above upper",
       [](Site& s) {
         return add_to_v(s, [](DestSpec& d) {
           d.upper_threshold = 4;
           d.lower_threshold = 5;
         });
       },
       ERANGE, "above"},
      {"upper threshold above INT_MAX",
       [](Site& s) { return add_to_v(s, [](DestSpec& d) { d.upper_threshold = 1U << 31; }); },
       EINVAL, "upper threshold 2147483648"},
      {"I16: GUE without a port",
       [](Site& s) {
         return add_to_v(s, [](DestSpec& d) {
           d.method = ForwardMethod::Tun;
           d.tunnel_type = TunnelType::Gue;
         });
       },
       EINVAL, "GUE"},
      {"unknown method",
       [](Site& s) {
         return add_to_v(s, [](DestSpec& d) { d.method = static_cast<ForwardMethod>(5); });
       },
       EINVAL, "forward method 5"},
      {"unknown tunnel type",
       [](Site& s) {
         return add_to_v(s, [](DestSpec& d) { d.tunnel_type = static_cast<TunnelType>(3); });
       },
       EINVAL, "tunnel type 3"},
      {"unknown family",
       [](Site& s) {
         return add_to_v(s, [](DestSpec& d) { d.key.address.family = static_cast<Family>(9); });
       },
       EAFNOSUPPORT, "family"},
      {"other family without tunnel",
       [](Site& s) { return s.table.add_dest(s.v6, ServiceBench::spec(1)); }, EINVAL, "tunnel"},
      {"edit an unknown dest",
       [](Site& s) { return s.table.edit_dest(s.v, ServiceBench::spec(2)); }, ENOENT,
       "dest 192.168.1.2:8080 of service 10.0.0.1:80/tcp does not exist"},
      {"edit: wrong numbers come before unknown",
       [](Site& s) { return s.table.edit_dest(s.v, ServiceBench::spec(2, -1)); }, ERANGE, "weight"},
      {"edit a dest of another port",
       [](Site& s) {
         return s.table.edit_dest(
             s.v, with(ServiceBench::spec(1), [](DestSpec& d) { d.key.port = 80; }));
       },
       ENOENT, "192.168.1.1:80 "},
      {"delete an unknown dest",
       [](Site& s) { return s.table.delete_dest(s.v, ServiceBench::key(2)); }, ENOENT,
       "does not exist"},
      {"delete a dest of an unknown service",
       [&](Site& s) { return s.table.delete_dest(unknown, ServiceBench::key(1)); }, ESRCH,
       "does not exist"},
  });
}

TEST_CASE("a dest must have a unicast address", "[errors]") {
  struct Case {
    const char* address;
    bool is_unicast;
  };
  const auto c = GENERATE(values<Case>({
      {"0.0.0.0", false},
      {"0.1.2.3", false},
      {"224.0.0.1", false},
      {"239.255.255.255", false},
      {"255.255.255.255", false},
      {"127.0.0.1", true},
      {"10.0.0.7", true},
      {"240.0.0.1", true},
      {"::", false},
      {"ff02::1", false},
      {"::1", true},
      {"fe80::1", true},
      {"2001:db8::7", true},
  }));
  Site site;
  const nicvs::IpAddress address = ip(c.address);
  const ServiceKey& service = address.family == Family::Ipv4 ? site.v : site.v6;
  const Status status = site.table.add_dest(service, {.key = {address, 80}});
  CAPTURE(c.address);
  CHECK(static_cast<bool>(status) == c.is_unicast);
  if (!status) CHECK(status.error().code == EINVAL);
}

TEST_CASE("what is at the limits is accepted", "[errors]") {
  Site site;
  CHECK(add_to_v(site, [](DestSpec& d) {
    d.weight = INT_MAX;
    d.upper_threshold = INT_MAX;
    d.lower_threshold = INT_MAX;
  }));
  CHECK(site.table.add_dest(
      site.v6, {.key = {ip("192.168.1.1"), 80}, .method = ForwardMethod::Tun}));  // F28
  CHECK(site.table.add_dest(site.v, {.key = {ip("192.168.1.9"), 80},
                                     .method = ForwardMethod::Tun,
                                     .tunnel_type = TunnelType::Gue,
                                     .tunnel_port = 6080}));
}

TEST_CASE("I13: an edit replaces everything but the key", "[services]") {
  Site site;
  REQUIRE(site.table.edit_dest(site.v, {.key = ServiceBench::key(1),
                                        .method = ForwardMethod::Nat,
                                        .weight = 5,
                                        .upper_threshold = 10}));
  REQUIRE(site.table.edit_dest(site.v, {.key = ServiceBench::key(1)}));
  const auto dests = site.table.dests(site.v);
  REQUIRE(dests);
  REQUIRE(dests->size() == 1);
  CHECK(dests->front().spec.method == ForwardMethod::Dr);
  CHECK(dests->front().spec.weight == 1);
  CHECK(dests->front().spec.upper_threshold == 0);
}

TEST_CASE("an edited service keeps its dests and shows its new parameters", "[services]") {
  Site site;
  REQUIRE(site.table.edit_service({.key = site.v,
                                   .scheduler = "sh",
                                   .flags = nicvs::service_flag::kPersistent,
                                   .persistence_timeout = 50}));
  const auto info = site.table.service(site.v);
  REQUIRE(info);
  CHECK(info->spec.scheduler == "sh");
  CHECK(info->spec.flags == (nicvs::service_flag::kPersistent | nicvs::service_flag::kHashed));
  CHECK(info->spec.persistence_timeout == 50);
  CHECK(info->dest_count == 1);
  CHECK(choices(site, 1) == "R1");
}

TEST_CASE("a fwmark service is stored as tcp without address and port", "[services]") {
  ServiceBench bench;
  REQUIRE(bench.table.add_service({.key = {.family = Family::Ipv6,
                                           .protocol = Protocol::Udp,
                                           .address = ip("10.0.0.1"),
                                           .port = 53,
                                           .fwmark = 7},
                                   .persistence_mask = 128}));
  const auto info = bench.table.service({.family = Family::Ipv6, .fwmark = 7});
  REQUIRE(info);
  CHECK(info->spec.key.protocol == Protocol::Tcp);
  CHECK(info->spec.key.port == 0);
  CHECK(info->spec.key.address == nicvs::IpAddress{Family::Ipv6, {}});
  CHECK_FALSE(bench.table.service({.fwmark = 7}));
}

TEST_CASE("services are listed newest first, and flush leaves none", "[services]") {
  Site site;
  CHECK(site.picture() ==
        "[2001:db8::80]:80/tcp rr\n"
        "10.0.0.1:80/tcp rr\n"
        "  192.168.1.1:8080 1\n");
  site.table.flush();
  CHECK(site.picture().empty());
  CHECK(site.table.match(flow(), 0) == nullptr);
}
