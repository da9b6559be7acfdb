// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>

#include "host/ipvs/service_order.hpp"
#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Console;

namespace {

// ipvsadm's comparison for fwmark services of one family, as a C comparison function.
int compare_marks(const void* a, const void* b) {
  const auto mark_a = *static_cast<const std::uint32_t*>(a);
  const auto mark_b = *static_cast<const std::uint32_t*>(b);
  return static_cast<int>(mark_a - mark_b);
}

}  // namespace

TEST_CASE("addresses more than half the number range apart come in reverse", "[ipvs][order]") {
  Console console;
  console.must("-A -t 10.0.0.1:80");
  console.must("-A -t 192.168.7.7:53");
  CHECK(console.run("-Sn").out ==
        "-A -t 192.168.7.7:53 -s wlc\n"
        "-A -t 10.0.0.1:80 -s wlc\n");
}

TEST_CASE("services are ordered by mark, family, protocol, address and port", "[ipvs][order]") {
  Console console;
  const std::vector<std::string> sorted = {
      "-A -t 10.0.0.1:80",
      "-A -t 10.0.0.1:81",
      "-A -t 10.0.0.2:1",
      "-A -u 10.0.0.1:1",
      "-A --sctp-service 1.1.1.1:1",
      "-A -t [2001:db8::1]:80",
      "-A -t [2001:db8:0:1::]:80",
      "-A -f 1",
      "-A -f 1 -6",
      "-A -f 2",
  };
  for (auto rule = sorted.rbegin(); rule != sorted.rend(); ++rule) console.must(*rule);
  std::string expected;
  for (const std::string& rule : sorted) expected += rule + " -s wlc\n";
  CHECK(console.run("-Sn").out == expected);
}

TEST_CASE("dests are ordered by the first bytes of their addresses and by port", "[ipvs][order]") {
  Console console;
  console.must("-A -t 10.0.0.1:80");
  for (const char* dest : {"[2001:db8::1]:80 -i", "[900::1]:80 -i", "10.0.0.3:80 -m",
                           "10.0.0.2:9 -m", "10.0.0.2:8 -m"}) {
    console.must(std::string("-a -t 10.0.0.1:80 -r ") + dest);
  }
  CHECK(console.run("-Sn").out ==
        "-A -t 10.0.0.1:80 -s wlc\n"
        "-a -t 10.0.0.1:80 -r [900::1]:80 -i -w 1 --tun-type ipip\n"
        "-a -t 10.0.0.1:80 -r 10.0.0.2:8 -m -w 1\n"
        "-a -t 10.0.0.1:80 -r 10.0.0.2:9 -m -w 1\n"
        "-a -t 10.0.0.1:80 -r 10.0.0.3:80 -m -w 1\n"
        "-a -t 10.0.0.1:80 -r [2001:db8::1]:80 -i -w 1 --tun-type ipip\n");
}

TEST_CASE("numbers all around the range come as the C library's qsort leaves them",
          "[ipvs][order]") {
  std::uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint32_t> marks;
    std::vector<ServiceInfo> services;
    for (int i = 0; i < 1 + round % 40; ++i) {
      state = state * 1664525 + 1013904223;
      marks.push_back(state | 1);
      services.emplace_back().spec.key.fwmark = state | 1;
    }
    std::qsort(marks.data(), marks.size(), sizeof(std::uint32_t), &compare_marks);
    ipvs::sort_services(services);
    for (std::size_t i = 0; i < marks.size(); ++i) {
      REQUIRE(services[i].spec.key.fwmark == marks[i]);
    }
  }
}
