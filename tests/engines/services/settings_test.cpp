// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/settings.hpp"

#include <catch2/catch.hpp>
#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>

using nicvs::soft::Settings;

namespace {

std::map<std::string, std::string> all(const Settings& settings) {
  const auto list = settings.list();
  return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("every setting has the kernel's name and default", "[settings]") {
  const std::map<std::string, std::string> expected = {
      {"am_droprate", "10"},
      {"amemthresh", "1024"},
      {"backup_only", "0"},
      {"cache_bypass", "0"},
      {"conn_reuse_mode", "1"},
      {"conntrack", "0"},
      {"debug_level", "0"},
      {"drop_entry", "0"},
      {"drop_packet", "0"},
      {"est_cpulist", ""},
      {"est_nice", "0"},
      {"expire_nodest_conn", "0"},
      {"expire_quiescent_template", "0"},
      {"ftp_ports", "21"},
      {"ignore_tunneled", "0"},
      {"lblc_expiration", "86400"},
      {"lblcr_expiration", "86400"},
      {"nat_icmp_send", "0"},
      {"pmtu_disc", "1"},
      {"run_estimation", "1"},
      {"schedule_icmp", "0"},
      {"secure_tcp", "0"},
      {"sloppy_sctp", "0"},
      {"sloppy_tcp", "0"},
      {"snat_reroute", "1"},
      {"sync_persist_mode", "0"},
      {"sync_ports", "1"},
      {"sync_qlen_max", "32768"},
      {"sync_refresh_period", "0"},
      {"sync_retries", "0"},
      {"sync_sock_size", "0"},
      {"sync_threshold", "3 50"},
      {"sync_version", "1"},
  };
  const Settings settings;
  CHECK(all(settings) == expected);
  CHECK(std::ranges::is_sorted(settings.list()));
}

TEST_CASE("a setting takes what the kernel takes", "[settings]") {
  struct Case {
    std::string name;
    std::string value;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {"conn_reuse_mode", "0", "0"},
      {"conn_reuse_mode", "3", "3"},
      {"expire_nodest_conn", " 1\n", "1"},
      {"secure_tcp", "3", "3"},
      {"am_droprate", "2147483647", "2147483647"},
      {"est_nice", "-20", "-20"},
      {"est_cpulist", "0-3,8", "0-3,8"},
      {"est_cpulist", "", ""},
      {"ftp_ports", " 21,2121\n", "21,2121"},
      {"ftp_ports", "", ""},
      {"ftp_ports", "1,2,3,4,5,6,7,65535", "1,2,3,4,5,6,7,65535"},
      {"sync_ports", "64", "64"},
      {"sync_threshold", "10 100", "10 100"},
      {"sync_threshold", "10\t100", "10 100"},
      {"sync_threshold", "3 0", "3 0"},
  }));
  Settings settings;
  CAPTURE(c.name, c.value);
  REQUIRE(settings.set(c.name, c.value));
  CHECK(all(settings)[c.name] == c.shown);
}

TEST_CASE("a bad value is refused with what was expected and changes nothing", "[settings]") {
  struct Case {
    std::string name;
    std::string value;
    int code;
    std::string text;
  };
  const auto c = GENERATE(values<Case>({
      {"nosuch", "1", ENOENT, "no setting named \"nosuch\""},
      {"", "1", ENOENT, "no setting"},
      {"drop_entry", "4", EINVAL, "a number from 0 to 3"},
      {"drop_entry", "-1", EINVAL, "\"-1\" was given"},
      {"conn_reuse_mode", "", EINVAL, "a number"},
      {"conn_reuse_mode", "1x", EINVAL, "a number"},
      {"conn_reuse_mode", "1 1", EINVAL, "a number"},
      {"am_droprate", "2147483648", EINVAL, "2147483647"},
      {"am_droprate", "99999999999999999999", EINVAL, "2147483647"},
      {"sync_ports", "3", EINVAL, "a power of two"},
      {"sync_ports", "128", EINVAL, "from 1 to 64"},
      {"sync_threshold", "3", EINVAL, "two numbers"},
      {"sync_threshold", "50 50", EINVAL, "threshold below the period"},
      {"sync_threshold", "-1 50", EINVAL, "two numbers"},
      {"sync_threshold", "3 50 1", EINVAL, "two numbers"},
      {"sync_threshold", "", EINVAL, "two numbers"},
      {"est_cpulist", "all", EINVAL, "CPU numbers"},
      {"ftp_ports", "0", EINVAL, "ports from 1 to 65535"},
      {"ftp_ports", "65536", EINVAL, "ports from 1 to 65535"},
      {"ftp_ports", "21,,22", EINVAL, "ports from 1 to 65535"},
      {"ftp_ports", "1,2,3,4,5,6,7,8,9", EINVAL, "up to eight ports"},
      {"est_nice", "20", EINVAL, "from -20 to 19"},
  }));
  Settings settings;
  const auto before = settings.list();
  CAPTURE(c.name, c.value);
  const nicvs::Status status = settings.set(c.name, c.value);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == c.code);
  CHECK_THAT(status.error().text, Catch::Contains(c.text));
  CHECK(settings.list() == before);
}

TEST_CASE("the manual says what each setting does", "[settings][docs]") {
  std::ifstream file(NICVS_SOURCE_DIR "/docs/OPERATIONS.md");
  std::stringstream manual;
  manual << file.rdbuf();
  for (const auto& [name, value] : Settings().list()) {
    CAPTURE(name);
    CHECK(manual.str().find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("switches take any number, as in the kernel", "[settings]") {
  Settings settings;
  for (const char* name : {"sloppy_tcp", "conn_reuse_mode", "am_droprate", "schedule_icmp"}) {
    CHECK(settings.set(name, "-1"));
    CHECK(settings.set(name, "2147483647"));
    CHECK_FALSE(settings.set(name, "2147483648"));
  }
}

TEST_CASE("the packet path reads what was set", "[settings]") {
  Settings settings;
  REQUIRE(settings.set("sloppy_tcp", "1"));
  REQUIRE(settings.set("sync_threshold", "5 60"));
  CHECK(settings.values().sloppy_tcp == 1);
  CHECK(settings.values().sync_threshold == 5);
  CHECK(settings.values().sync_period == 60);
}
