// SPDX-License-Identifier: Apache-2.0
#include "host/run/paths.hpp"

#include <catch2/catch.hpp>

using nicvs::run::director_file;
using Kind = nicvs::run::DirectorFile::Kind;

TEST_CASE("IPVS's files are known by their paths, and no others", "[run][paths]") {
  struct Case {
    const char* path;
    Kind kind;
    const char* name;
  };
  const auto c = GENERATE(values<Case>({
      {"/proc/net/ip_vs", Kind::Table, "/proc/net/ip_vs"},
      {"/proc/net/ip_vs_conn", Kind::Table, "/proc/net/ip_vs_conn"},
      {"/proc/net/ip_vs_conn_sync", Kind::Table, "/proc/net/ip_vs_conn_sync"},
      {"/proc/net/ip_vs_stats", Kind::Table, "/proc/net/ip_vs_stats"},
      {"/proc/self/net/ip_vs_conn", Kind::Table, "/proc/net/ip_vs_conn"},
      {"/proc/sys/net/ipv4/vs/conntrack", Kind::Setting, "conntrack"},
      {"/proc/sys/net/ipv4/vs/nosuch", Kind::Setting, "nosuch"},
      {"/proc/sys/net/ipv4/vs/", Kind::None, ""},
      {"/proc/sys/net/ipv4/vs", Kind::None, ""},
      {"/proc/sys/net/ipv4/vs/..", Kind::None, ""},
      {"/proc/sys/net/ipv4/vs/../ip_forward", Kind::None, ""},
      {"/proc/sys/net/ipv4/ip_forward", Kind::None, ""},
      {"/proc/net/ip_vs_app", Kind::None, ""},
      {"/proc/net/ip_vsx", Kind::None, ""},
      {"/proc/net/", Kind::None, ""},
      {"/proc/net/tcp", Kind::None, ""},
      {"proc/net/ip_vs", Kind::None, ""},
      {"ip_vs_conn", Kind::None, ""},
      {"", Kind::None, ""},
  }));
  INFO(c.path);
  CHECK(director_file(c.path).kind == c.kind);
  CHECK(director_file(c.path).name == c.name);
}
