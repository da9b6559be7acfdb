// SPDX-License-Identifier: Apache-2.0
// Conns: the lines of /proc/net/ip_vs_conn and the listing made of them (observed).
#include <catch2/catch.hpp>
#include <sstream>

#include "host/ipvs/conn_text.hpp"
#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/list_conns.hpp"
#include "tests/unit/ipvs/console.hpp"

using namespace nicvs;
using test::Console;

namespace {

ConnInfo conn(Protocol protocol, const char* client, std::uint16_t client_port, const char* vip,
              std::uint16_t vport, const char* dest, std::uint16_t dest_port, const char* state,
              std::uint32_t expires_in_s) {
  ConnInfo info;
  info.protocol = protocol;
  info.client = *IpAddress::parse(client);
  info.family = info.client.family;
  info.client_port = client_port;
  info.virtual_address = *IpAddress::parse(vip);
  info.virtual_port = vport;
  info.dest = *IpAddress::parse(dest);
  info.dest_port = dest_port;
  info.state = state;
  info.expires_in_s = expires_in_s;
  return info;
}

std::vector<ConnInfo> examples() {
  std::vector<ConnInfo> conns = {
      conn(Protocol::Tcp, "192.168.9.1", 49153, "10.0.0.1", 80, "192.168.1.2", 8080, "ESTABLISHED",
           899),
      conn(Protocol::Ip, "192.168.9.0", 0, "0.0.0.7", 0, "192.168.1.3", 0, "NONE", 281),
      conn(Protocol::Udp, "192.168.9.1", 4000, "10.0.0.1", 53, "192.168.1.2", 53, "UDP", 5),
      conn(Protocol::Tcp, "192.168.9.1", 4000, "10.0.0.1", 5060, "192.168.1.2", 5060, "ESTABLISHED",
           10000),
      conn(Protocol::Udp, "192.168.9.1", 4000, "10.0.0.1", 5060, "192.168.1.2", 5060, "UDP", 300),
      conn(Protocol::Tcp, "2001:db8::1", 49153, "2001:db8::2", 80, "2001:db8::3", 8080, "SYN_RECV",
           59),
      conn(Protocol::Sctp, "255.255.255.254", 65535, "255.255.255.254", 65535, "255.255.255.254",
           65535, "ESTABLISHED", 59),
      conn(Protocol::Tcp, "10.0.0.9", 1, "10.0.0.1", 80, "2001:db8::3", 80, "FIN_WAIT", 0),
  };
  conns[4].engine_name = "sip";
  conns[4].engine_data = "callid123@host";
  return conns;
}

const std::vector<std::string> kLines = {
    "TCP C0A80901 C001 0A000001 0050 C0A80102 1F90 ESTABLISHED     899",
    "IP  C0A80900 0000 00000007 0000 C0A80103 0000 NONE            281",
    "UDP C0A80901 0FA0 0A000001 0035 C0A80102 0035 UDP               5",
    "TCP C0A80901 0FA0 0A000001 13C4 C0A80102 13C4 ESTABLISHED   10000",
    "UDP C0A80901 0FA0 0A000001 13C4 C0A80102 13C4 UDP             300 sip callid123@host",
    ("TCP 2001:0db8:0000:0000:0000:0000:0000:0001 C001 2001:0db8:0000:0000:0000:0000:0000:0002 "
     "0050 "
     "2001:0db8:0000:0000:0000:0000:0000:0003 1F90 SYN_RECV         59"),
    "SCTP FFFFFFFE FFFF FFFFFFFE FFFF FFFFFFFE FFFF ESTABLISHED      59",
    ("TCP 0A000009 0001 0A000001 0050 2001:0db8:0000:0000:0000:0000:0000:0003 0050 FIN_WAIT        "
     " "
     " 0"),
};

// A director whose conn table is the given text.
class TextTarget : public ipvs::DataPlaneTarget {
 public:
  TextTarget(DataPlane& plane, std::vector<std::string> lines)
      : DataPlaneTarget(plane), lines_(std::move(lines)) {}
  Status each_conn_line(const std::function<void(std::string_view)>& visit) override {
    for (const std::string& line : lines_) visit(line);
    return {};
  }

 private:
  std::vector<std::string> lines_;
};

Status listed(std::vector<std::string> lines, std::string& text) {
  test::MemoryPlane plane;
  TextTarget target(plane, std::move(lines));
  ipvs::Command command;
  command.options.insert(ipvs::Option::Numeric);
  std::ostringstream out;
  Status status = list_conns(command, target, test::table_resolver(), out);
  text = out.str();
  return status;
}

const std::string kTitles =
    "IPVS connection entries\n"
    "pro expire state       source             virtual            destination\n";

}  // namespace

TEST_CASE("a conn becomes the kernel's line and is read back", "[ipvs][conns]") {
  const std::vector<ConnInfo> conns = examples();
  for (std::size_t i = 0; i < conns.size(); ++i) {
    std::string line;
    ipvs::append_conn_line(line, conns[i]);
    CHECK(line == kLines[i]);
    const auto read = ipvs::parse_conn_line(line);
    REQUIRE(read);
    CHECK(read->client == conns[i].client);
    CHECK(read->client_port == conns[i].client_port);
    CHECK(read->virtual_address == conns[i].virtual_address);
    CHECK(read->virtual_port == conns[i].virtual_port);
    CHECK(read->dest == conns[i].dest);
    CHECK(read->dest_port == conns[i].dest_port);
    CHECK(read->state == conns[i].state);
    CHECK(read->expires_in_s == conns[i].expires_in_s);
    CHECK(read->engine_name == conns[i].engine_name);
    CHECK(read->engine_data == conns[i].engine_data);
  }
}

TEST_CASE("every line that is cut or changed is refused", "[ipvs][conns]") {
  const std::string& whole = kLines[0];
  for (std::size_t length = 0; length + 3 < whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK_FALSE(ipvs::parse_conn_line(whole.substr(0, length)));
  }
  CHECK_FALSE(ipvs::parse_conn_line("TCP G0A80901 C001 0A000001 0050 C0A80102 1F90 NONE 1"));
  CHECK_FALSE(ipvs::parse_conn_line("TCP C0A80901 1C001 0A000001 0050 C0A80102 1F90 NONE 1"));
  CHECK_FALSE(ipvs::parse_conn_line("TCP 1C0A80901 C001 0A000001 0050 C0A80102 1F90 NONE 1"));
  CHECK_FALSE(ipvs::parse_conn_line("TCP ::g C001 0A000001 0050 C0A80102 1F90 NONE 1"));
  CHECK_FALSE(ipvs::parse_conn_line("TCP C0A80901 C001 0A000001 0050 C0A80102 1F90 NONE -1"));
}

TEST_CASE("conns are listed in the director's order", "[ipvs][conns][list]") {
  Console console;
  console.plane.conns = examples();
  CHECK(console.run("-Lnc").out ==
        kTitles +
            "TCP 14:59  ESTABLISHED 192.168.9.1:49153  10.0.0.1:80        192.168.1.2:8080\n"
            "IP  04:41  NONE        192.168.9.0:0      0.0.0.7:0          192.168.1.3:0\n"
            "UDP 00:05  UDP         192.168.9.1:4000   10.0.0.1:53        192.168.1.2:53\n"
            "TCP 166:40 ESTABLISHED 192.168.9.1:4000   10.0.0.1:5060      192.168.1.2:5060\n"
            "UDP 05:00  UDP         192.168.9.1:4000   10.0.0.1:5060      192.168.1.2:5060\n"
            "TCP 00:59  SYN_RECV    [2001:db8::1]:49153 [2001:db8::2]:80   [2001:db8::3]:8080\n"
            "SCTP 00:59  ESTABLISHED 255.255.255.254:65535 255.255.255.254:65535 "
            "255.255.255.254:65535\n"
            "TCP 00:00  FIN_WAIT    10.0.0.9:1         10.0.0.1:80        [2001:db8::3]:80\n");
}

TEST_CASE("the persistence engine's data is shown on request", "[ipvs][conns][list]") {
  Console console;
  const std::vector<ConnInfo> all = examples();
  console.plane.conns = {all[0], all[4]};
  CHECK(
      console.run("-Lnc --persistent-conn").out ==
      "IPVS connection entries\n"
      "pro expire state       source             virtual            destination        pe name    "
      "      pe_data\n"
      "TCP 14:59  ESTABLISHED 192.168.9.1:49153  10.0.0.1:80        192.168.1.2:8080\n"
      "UDP 05:00  UDP         192.168.9.1:4000   10.0.0.1:5060      192.168.1.2:5060 sip          "
      "      callid123@host\n");
}

TEST_CASE("conns are listed with names", "[ipvs][conns][list][names]") {
  Console console;
  const std::vector<ConnInfo> all = examples();
  console.plane.conns = {all[0], all[2]};
  CHECK(console.run("-Lc").out ==
        kTitles +
            "TCP 14:59  ESTABLISHED 192.168.9.1:49153  web.example.com:http "
            "another-host-name-that-is-quite-long.example.com:8080\n"
            "UDP 00:05  UDP         192.168.9.1:4000   web.example.com:domain "
            "another-host-name-that-is-quite-long.example.com:domain\n");
}

TEST_CASE("a conn table that is none is an error", "[ipvs][conns][list]") {
  std::string text;
  CHECK_FALSE(listed({}, text));
  CHECK(text.empty());
  CHECK(listed({std::string(ipvs::kConnTableHeader)}, text));
  CHECK(text == kTitles);
  CHECK_FALSE(listed({std::string(ipvs::kConnTableHeader), "TCP nonsense", kLines[0]}, text));
  CHECK(text == kTitles +
                    "TCP 14:59  ESTABLISHED 192.168.9.1:49153  10.0.0.1:80        "
                    "192.168.1.2:8080\n");
}
