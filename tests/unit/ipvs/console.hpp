// SPDX-License-Identifier: Apache-2.0
// Commands as a person types them, on a MemoryPlane, with fixed names for a few addresses. The same
// tables of commands and what they print are for nicvsadm and for the ipvsadm of Debian.
#pragma once

#include <string>

#include "host/ipvs/resolver.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

namespace nicvs::test {

// web.example.com is 10.0.0.1 and the host names are longer than ipvsadm's columns where noted.
const ipvs::Resolver& table_resolver();

struct Printed {
  int exit_code;
  std::string out;
  std::string err;
};

class Console {
 public:
  // The words of `line`, split as in a restore; the program is called "ipvsadm".
  Printed run(const std::string& line, const std::string& input = "");
  // run, and the command must print nothing and succeed.
  void must(const std::string& line);

  MemoryPlane plane;
};

ServiceKey tcp_service(const char* address, std::uint16_t port);
DestKey dest_key(const char* address, std::uint16_t port);

}  // namespace nicvs::test
