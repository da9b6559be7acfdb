// SPDX-License-Identifier: Apache-2.0
// What a configuration wants: services, their servers and how they are tested, VIPs, timeouts.
//
// Made by host/config from a file, brought about by host/control. Plain values, compared whole:
// what is equal in two configurations is left alone at a reload.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nicvs/service.hpp"

namespace nicvs::config {

enum class ExpectKind : std::uint8_t { Prefix, Regex };  // Regex: POSIX extended
enum class OnFailure : std::uint8_t { Remove, Quiesce };

// How a server is tested, as nanny does (send and expect have their escapes translated).
struct Check {
  std::string send;
  std::string expect;  // "*" = any byte
  ExpectKind expect_kind = ExpectKind::Prefix;
  std::string program;  // %h = server, %p = port; its output must equal expect
  std::chrono::seconds interval{10};
  std::chrono::seconds reentry{180};
  std::string load_monitor = "none";  // none, rup, ruptime, uptime, or a command
  std::string rsh_command = "rsh";    // for uptime
  OnFailure on_failure = OnFailure::Remove;
  friend bool operator==(const Check&, const Check&) = default;
};

struct Server {
  std::string name;
  DestSpec dest;                // with its configured weight
  std::uint16_t test_port = 0;  // the dest's own may be 0: every port, or a fwmark's
  friend bool operator==(const Server&, const Server&) = default;
};

// Where a VIP is put, if nicvsd manages VIPs: "10.0.0.1 eth0:1".
struct Vip {
  IpAddress address;
  unsigned prefix_length = 32;
  std::string interface;
  std::string label;  // "eth0:1"
  friend bool operator==(const Vip&, const Vip&) = default;
};

struct VirtualService {
  std::string name;
  ServiceSpec spec;
  Check check;
  std::vector<Server> servers;    // the active ones
  std::optional<DestSpec> sorry;  // weight 1, used while no server is up
  std::optional<Vip> vip;         // none for fwmark services without an address
};

struct Desired {
  std::vector<VirtualService> services;  // the active ones
  Timeouts timeouts{0, 0, 0};            // 0 = unchanged
  std::vector<std::string> notes;        // what is understood but not yet active
};

}  // namespace nicvs::config
