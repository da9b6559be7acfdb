// SPDX-License-Identifier: Apache-2.0
// Bytes on the wire: goldens seen from ipvsadm, and every field there and back.
#include <catch2/catch.hpp>

#include "tests/unit/rpc/requests.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

Datagram from_hex(const std::string& text) {
  Datagram bytes;
  std::string digits;
  for (const char c : text) {
    if (c != ' ') digits += c;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// The service attribute that ipvsadm sends for -A -t 10.0.0.1:80 -s rr -p 50 -M 255.255.0.0 --pe
// sip -b flag-2.
const std::string kNewService =
    "5c000180 06000100 02000000 06000200 06000000 14000300 0a000001 00000000 00000000 00000000 "
    "06000400 00500000 07000600 72720000 08000b00 73697000 0c000700 11000000 ffffffff 08000800 "
    "32000000 08000900 ffff0000";

ServiceSpec golden_service() {
  ServiceSpec spec = service();
  spec.flags = service_flag::kPersistent | service_flag::kSched2;
  spec.persistence_timeout = 50;
  spec.persistence_mask = 0xffff0000;
  spec.persistence_engine = "sip";
  return spec;
}

void check_equal(const ServiceSpec& a, const ServiceSpec& b) {
  CHECK(a.key == b.key);
  CHECK(a.scheduler == b.scheduler);
  CHECK(a.flags == b.flags);
  CHECK(a.persistence_timeout == b.persistence_timeout);
  CHECK(a.persistence_mask == b.persistence_mask);
  CHECK(a.persistence_engine == b.persistence_engine);
}

rpc::Attributes attributes_of(const Datagram& datagram) {
  Bytes rest(datagram);
  const auto message = rpc::take_message(rest);
  REQUIRE(message);
  const auto generic = rpc::parse_generic(message->payload);
  REQUIRE(generic);
  const auto attributes = rpc::parse_command(generic->attributes);
  REQUIRE(attributes);
  return *attributes;
}

}  // namespace

TEST_CASE("ipvsadm's own bytes are read as the service they describe", "[wire]") {
  const Datagram bytes = from_hex(kNewService);
  const auto attributes = rpc::parse_command(bytes);
  REQUIRE(attributes);
  const auto decoded = rpc::decode_service(*attributes);
  REQUIRE(decoded);
  check_equal(decoded->spec, golden_service());
  CHECK(decoded->flag_mask == 0xffffffff);
}

TEST_CASE("a service is written in the bytes that ipvsadm writes", "[wire]") {
  const Datagram bytes = service_request(IPVS_CMD_NEW_SERVICE, golden_service());
  const Datagram golden = from_hex(kNewService);
  REQUIRE(bytes.size() == 20 + golden.size());
  CHECK(Datagram(bytes.begin() + 20, bytes.end()) == golden);
  CHECK(Datagram(bytes.begin() + 16, bytes.begin() + 20) == from_hex("01010000"));
}

TEST_CASE("services survive the way to the daemon", "[wire]") {
  ServiceSpec spec = GENERATE(golden_service(), service("2001:db8::1", 443), service("0.0.0.0", 0));
  SECTION("as they are") {}
  SECTION("with a fwmark") {
    const Family family = spec.key.family;
    spec.key = {};
    spec.key.family = family;
    spec.key.fwmark = 0xfffffffe;
  }
  const Datagram datagram = service_request(IPVS_CMD_NEW_SERVICE, spec);
  const auto decoded = rpc::decode_service(attributes_of(datagram));
  REQUIRE(decoded);
  check_equal(decoded->spec, spec);
}

TEST_CASE("dests survive the way to the daemon", "[wire]") {
  DestSpec spec = GENERATE(dest(), dest("2001:db8:1::4", 443));
  spec.method = ForwardMethod::Tun;
  spec.weight = 65535;
  spec.upper_threshold = 1000;
  spec.lower_threshold = 750;
  spec.tunnel_type = TunnelType::Gue;
  spec.tunnel_port = 6080;
  spec.tunnel_flags = tunnel_flag::kChecksum;
  const Datagram datagram = dest_request(IPVS_CMD_NEW_DEST, service().key, spec);
  const auto attributes = attributes_of(datagram);
  const auto decoded = rpc::decode_dest(attributes, Family::Ipv4, rpc::Detail::Full);
  REQUIRE(decoded);
  CHECK(decoded->spec.key == spec.key);
  CHECK(decoded->spec.method == spec.method);
  CHECK(decoded->spec.weight == spec.weight);
  CHECK(decoded->spec.upper_threshold == spec.upper_threshold);
  CHECK(decoded->spec.lower_threshold == spec.lower_threshold);
  CHECK(decoded->spec.tunnel_type == spec.tunnel_type);
  CHECK(decoded->spec.tunnel_port == spec.tunnel_port);
  CHECK(decoded->spec.tunnel_flags == spec.tunnel_flags);
}

TEST_CASE("what lies behind the four bytes of an IPv4 address is ignored", "[wire]") {
  const Datagram bytes = from_hex("14000100 0a000001 deadbeef deadbeef deadbeef 06000200 1f900000");
  NetlinkWriter writer;
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_DEST);
  writer.put_raw(bytes);
  writer.close_nest(mark);
  const auto decoded =
      rpc::decode_dest(*rpc::parse_command(writer.bytes()), Family::Ipv4, rpc::Detail::KeyOnly);
  REQUIRE(decoded);
  CHECK(decoded->spec.key == dest("10.0.0.1", 8080).key);
}

TEST_CASE("a scheduler's name may come with or without its NUL", "[wire]") {
  const std::string name = GENERATE(std::string("wlc"), std::string("wlc\0", 4));
  NetlinkWriter writer;
  const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_SERVICE);
  writer.put_u16(IPVS_SVC_ATTR_AF, 2);
  writer.put_u32(IPVS_SVC_ATTR_FWMARK, 7);
  writer.put(IPVS_SVC_ATTR_SCHED_NAME,
             {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
  writer.put(IPVS_SVC_ATTR_FLAGS, Datagram(8, 0));
  writer.put_u32(IPVS_SVC_ATTR_TIMEOUT, 0);
  writer.put_u32(IPVS_SVC_ATTR_NETMASK, 0xffffffff);
  writer.close_nest(mark);
  const auto decoded = rpc::decode_service(*rpc::parse_command(writer.bytes()));
  REQUIRE(decoded);
  CHECK(decoded->spec.scheduler == "wlc");
}

TEST_CASE("64-bit statistics come back whole, the legacy ones keep 32 bits", "[wire][statistics]") {
  ServiceInfo info;
  info.spec = service();
  info.statistics.counters = {1, 5'000'000'000, 3, 1'234'567'890'123, 5};
  info.statistics.rates = {6, 7, 8, 9, 10};
  NetlinkWriter writer;
  rpc::encode_service_info(writer, info);
  const auto command = rpc::parse_command(writer.bytes());
  const auto decoded = rpc::decode_service_info(*command);
  REQUIRE(decoded);
  CHECK(decoded->statistics.counters.in_packets == 5'000'000'000);
  CHECK(decoded->statistics.counters.in_bytes == 1'234'567'890'123);
  CHECK(decoded->statistics.rates.out_bytes == 10);
  CHECK(decoded->spec.flags == service_flag::kHashed);
  const auto nest = rpc::Attributes::parse(*command->bytes(IPVS_CMD_ATTR_SERVICE), {});
  const auto legacy = rpc::Attributes::parse(*nest->bytes(IPVS_SVC_ATTR_STATS), {});
  CHECK(legacy->u32(IPVS_STATS_ATTR_INPKTS) == 705'032'704U);
  CHECK(legacy->bytes(IPVS_STATS_ATTR_INPKTS)->size() == 4);
  CHECK(legacy->u64(IPVS_STATS_ATTR_INBYTES) == 1'234'567'890'123U);
}

TEST_CASE("the sync daemon's description survives the way", "[wire][daemon]") {
  rpc::DaemonSpec spec{rpc::DaemonState::Master, "eth0", 12, 1400, {}, 8849, 3};
  spec.group = *IpAddress::parse(GENERATE("224.0.0.81", "ff02::81"));
  NetlinkWriter writer;
  rpc::encode_daemon(writer, spec);
  const auto decoded = rpc::decode_daemon(*rpc::parse_command(writer.bytes()));
  REQUIRE(decoded);
  CHECK(decoded->state == spec.state);
  CHECK(decoded->interface == spec.interface);
  CHECK(decoded->sync_id == spec.sync_id);
  CHECK(decoded->max_length == spec.max_length);
  CHECK(decoded->group == spec.group);
  CHECK(decoded->port == spec.port);
  CHECK(decoded->ttl == spec.ttl);
}
