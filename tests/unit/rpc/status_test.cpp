// SPDX-License-Identifier: Apache-2.0
// What the status socket's paths answer.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "host/rpc/status_api.hpp"
#include "tests/unit/rpc/requests.hpp"
#include "tests/unit/rpc/status_plane.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

struct Fixture {
  Fixture()
      : api(plane, {[] { return report(); },
                    [](dp::Reason reason) { return reason == dp::Reason::NoDest ? 2U : 0U; }}) {
    ServiceSpec persistent = service();
    persistent.flags = service_flag::kPersistent;
    persistent.persistence_timeout = 300;
    REQUIRE(plane.add_service(persistent));
    REQUIRE(plane.add_dest(persistent.key, dest()));
    REQUIRE(plane.add_service(service("2001:db8::1", 443)));
    REQUIRE(plane.add_dest(service("2001:db8::1", 443).key, dest("2001:db8:1::2", 443)));
    auto& entry = plane.entry(persistent.key);
    entry.info.statistics.counters = {1, 2, 3, 0xabc, 5};
    plane.dest(persistent.key, dest().key).active_conns = 4;
  }
  static rpc::StatusReport report() {
    rpc::StatusReport report;
    report.version = "1.2.3";
    report.uptime_s = 60;
    report.ports = {{"eth0", 2, "AF_XDP native", true, ""}, {"eth1", 0, "", false, "gone"}};
    report.health = {{"10.0.0.1:80/tcp", "192.168.1.1:8080", "up", 1, "connected", 5}};
    report.configuration = {"/etc/lvs.cf", {"line 3: not yet active: backup"}};
    return report;
  }
  rpc::HttpResponse get(const std::string& path) {
    return api.answer({"GET", path, ""}, Privilege::Read);
  }
  rpc::HttpResponse put(const std::string& path, const std::string& body) {
    return api.answer({"PUT", path, body}, Privilege::Change);
  }
  StatusPlane plane;
  rpc::StatusApi api;
};

}  // namespace

TEST_CASE("the status survives the way through JSON", "[status]") {
  Fixture f;
  const auto response = f.get("/status");
  CHECK(response.status == 200);
  CHECK(response.content_type == "application/json");
  const auto parsed = rpc::parse_status(response.body);
  REQUIRE(parsed);
  CHECK(rpc::to_json(*parsed) == rpc::to_json(f.api.report()));
  CHECK(parsed->engine.conn_table_size == f.plane.info().conn_table_size);
  REQUIRE(parsed->reasons.size() == 3);
  CHECK(parsed->reasons[1].reason == "no_dest");
  CHECK(parsed->reasons[1].frames == 9);
  CHECK(parsed->ports[1].problem == "gone");
  CHECK(parsed->health[0].detail == "connected");
  CHECK(parsed->configuration.notes.size() == 1);
}

TEST_CASE("a status that is damaged is refused or read with defaults", "[status][hostile]") {
  CHECK_FALSE(rpc::parse_status(""));
  CHECK_FALSE(rpc::parse_status("[1]"));
  const auto odd = rpc::parse_status(
      R"({"version": 3, "uptime_s": "x", "engine": [], "ports": [1, {"index": "a"}],
          "reasons": {}, "configuration": {"notes": [1, "kept"]}})");
  REQUIRE(odd);
  CHECK(odd->version.empty());
  CHECK(odd->ports.size() == 2);
  CHECK(odd->configuration.notes == std::vector<std::string>{"kept"});
}

TEST_CASE("metrics name every reason, service and dest", "[status][metrics]") {
  Fixture f;
  const std::string text = f.get("/metrics").body;
  const auto line =
      GENERATE("nicvs_forward_none_total 11\n", "nicvs_drop_no_dest_total 9\n",
               "nicvs_pass_no_service_total 3\n", "# TYPE nicvs_drop_no_dest_total counter\n",
               "nicvs_service_in_bytes_total{service=\"10.0.0.1:80/tcp\"} 2748\n",
               "nicvs_dest_active_conns{service=\"10.0.0.1:80/tcp\",dest=\"192.168.1.1:8080\"} 4\n",
               "nicvs_health_up{service=\"10.0.0.1:80/tcp\",dest=\"192.168.1.1:8080\"} 1\n",
               "nicvs_port_up{port=\"eth1\"} 0\n", "nicvs_uptime_seconds 60\n");
  CHECK_THAT(text, Catch::Contains(line));
}

TEST_CASE("the kernel's files look as the kernel's", "[status][proc]") {
  Fixture f;
  const std::string size = std::to_string(f.plane.info().conn_table_size);
  CHECK(
      f.get("/proc/net/ip_vs").body ==
      "IP Virtual Server version 1.2.1 (size=" + size +
          ")\n"
          "Prot LocalAddress:Port Scheduler Flags\n"
          "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n"
          "TCP  0A000001:0050 rr  persistent 300 FFFFFFFF\n"
          "  -> C0A80101:1F90      Masq    1      4          0         \n"
          "TCP  [2001:0db8:0000:0000:0000:0000:0000:0001]:01BB rr \n"
          "  -> [2001:0db8:0001:0000:0000:0000:0000:0002]:01BB      Masq    1      0          0    "
          "     \n");
  CHECK(f.get("/proc/net/ip_vs_stats").body ==
        "   Total Incoming Outgoing         Incoming         Outgoing\n"
        "   Conns  Packets  Packets            Bytes            Bytes\n"
        "       1        2        3              ABC                5\n\n"
        " Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n"
        "       0        0        0                0                0\n");
  ConnInfo conn;
  conn.client = *IpAddress::parse("192.0.2.1");
  conn.client_port = 40000;
  conn.virtual_address = *IpAddress::parse("10.0.0.1");
  conn.virtual_port = 80;
  conn.dest = *IpAddress::parse("192.168.1.1");
  conn.dest_port = 8080;
  conn.state = "ESTABLISHED";
  conn.expires_in_s = 899;
  f.plane.conns = {conn};
  CHECK(f.get("/proc/net/ip_vs_conn").body ==
        "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n"
        "TCP C0000201 9C40 0A000001 0050 C0A80101 1F90 ESTABLISHED     899\n");
}

TEST_CASE("settings are listed and set", "[status][settings]") {
  Fixture f;
  CHECK(f.get("/settings").body == "conn_reuse_mode = 1\nsync_threshold = 3 50\n");
  CHECK(f.put("/settings", "conn_reuse_mode = 0\n\nsync_threshold 4 60\r\n").body ==
        "conn_reuse_mode = 0\nsync_threshold = 4 60\n");
  const auto refused = f.put("/settings", "nosuch=1\n");
  CHECK(refused.status == 400);
  CHECK(refused.body == "there is no setting nosuch\n");
  CHECK(f.put("/settings", "conn_reuse_mode\n").status == 400);
}

TEST_CASE("marks are replaced as a whole or not at all", "[status][marks]") {
  Fixture f;
  CHECK(f.put("/marks", "tcp 10.0.0.1/32 80-443 7\nany 10.1.0.0/16 * 8\n").status == 200);
  CHECK(f.get("/marks").body == "tcp 10.0.0.1/32 80-443 7\nany 10.1.0.0/16 * 8\n");
  const auto refused = f.put("/marks", "# web\ntcp 10.0.0.1 80 9\ntcp nonsense 80 7\n");
  CHECK(refused.status == 400);
  CHECK(refused.body == "line 3: expected an address or prefix, got \"nonsense\"\n");
  CHECK(f.plane.mark_rules().size() == 2);
}

TEST_CASE("readers may not put, and nothing else is at other paths", "[status][privilege]") {
  Fixture f;
  CHECK(f.api.answer({"PUT", "/settings", "conn_reuse_mode=0"}, Privilege::Read).status == 403);
  CHECK(f.plane.settings()[0].second == "1");
  CHECK(f.get("/nothing").status == 404);
  CHECK(f.put("/status", "").status == 404);
  CHECK(f.api.answer({"DELETE", "/marks", ""}, Privilege::Change).status == 405);
}

TEST_CASE("settings are written in several ways", "[status][settings]") {
  struct Case {
    const char* line;
    const char* name;
    const char* value;
  };
  const auto c = GENERATE(values<Case>({{"a=1", "a", "1"},
                                        {" a = 3 50 ", "a", "3 50"},
                                        {"a\t1", "a", "1"},
                                        {"est_cpulist=1-3,5", "est_cpulist", "1-3,5"}}));
  const auto setting = rpc::parse_setting(c.line);
  REQUIRE(setting);
  CHECK(setting->first == c.name);
  CHECK(setting->second == c.value);
  CHECK_FALSE(rpc::parse_setting(GENERATE("", "  ", "a", "a=", "=1", "= 1")));
}
