// SPDX-License-Identifier: Apache-2.0
// What the server answers: every errno, ACKs, dumps, the resolver.
#include <catch2/catch.hpp>
#include <cerrno>

#include "tests/unit/ipvs/memory_plane.hpp"
#include "tests/unit/rpc/requests.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

// One service (10.0.0.1:80) with one dest (192.168.1.1:8080).
struct Fixture {
  Fixture() {
    REQUIRE(plane.add_service(service()));
    REQUIRE(plane.add_dest(service().key, dest()));
  }
  std::vector<Datagram> ask(const Datagram& datagram, Privilege privilege = Privilege::Change) {
    return rpc::handle_netlink(datagram, privilege, plane);
  }
  MemoryPlane plane;
};

// A service attribute with the given content, alone in its request.
Datagram with_service(std::uint8_t command, const std::function<void(NetlinkWriter&)>& content) {
  return request(command, kRequest, [&](NetlinkWriter& writer) {
    const std::size_t mark = writer.open_nest(IPVS_CMD_ATTR_SERVICE);
    content(writer);
    writer.close_nest(mark);
  });
}

DestSpec edited(void (*edit)(DestSpec&)) {
  DestSpec spec = dest();
  edit(spec);
  return spec;
}

}  // namespace

TEST_CASE("requests are answered by the kernel's errno", "[server][errno]") {
  const ServiceSpec known = service();
  const ServiceSpec unknown = service("10.9.9.9", 80);
  ServiceSpec no_scheduler = service("10.0.0.2", 80);
  no_scheduler.scheduler = "nosuch";
  const auto get_without = [](unsigned missing) {
    return with_service(IPVS_CMD_GET_SERVICE, [missing](NetlinkWriter& writer) {
      if (missing != IPVS_SVC_ATTR_AF) writer.put_u16(IPVS_SVC_ATTR_AF, 2);
      if (missing != IPVS_SVC_ATTR_PROTOCOL) writer.put_u16(IPVS_SVC_ATTR_PROTOCOL, 6);
      if (missing != IPVS_SVC_ATTR_ADDR) writer.put(IPVS_SVC_ATTR_ADDR, Datagram{10, 0, 0, 1});
      if (missing != IPVS_SVC_ATTR_PORT) writer.put_be16(IPVS_SVC_ATTR_PORT, 80);
    });
  };
  struct Case {
    std::string name;
    Datagram datagram;
    int code;
  };
  const std::vector<Case> cases = {
      {"a new service", service_request(IPVS_CMD_NEW_SERVICE, unknown), 0},
      {"a service that exists", service_request(IPVS_CMD_NEW_SERVICE, known), EEXIST},
      {"an unknown scheduler", service_request(IPVS_CMD_NEW_SERVICE, no_scheduler), ENOENT},
      {"edit of an unknown service", service_request(IPVS_CMD_SET_SERVICE, unknown), ESRCH},
      {"removal of an unknown service", service_request(IPVS_CMD_DEL_SERVICE, unknown), ESRCH},
      {"question for an unknown service", service_request(IPVS_CMD_GET_SERVICE, unknown), ESRCH},
      {"zeroing an unknown service", service_request(IPVS_CMD_ZERO, unknown), ESRCH},
      {"a service that has no attribute", request(IPVS_CMD_NEW_SERVICE), EINVAL},
      {"an IPv4 address of four bytes", get_without(0), 0},
      {"a service without family", get_without(IPVS_SVC_ATTR_AF), EINVAL},
      {"a service without protocol", get_without(IPVS_SVC_ATTR_PROTOCOL), EINVAL},
      {"a service without address", get_without(IPVS_SVC_ATTR_ADDR), EINVAL},
      {"a service without port", get_without(IPVS_SVC_ATTR_PORT), EINVAL},
      {"a key where a whole service is needed",
       request(IPVS_CMD_NEW_SERVICE, kRequest,
               [&](NetlinkWriter& writer) { rpc::encode_service_key(writer, unknown.key); }),
       EINVAL},
      {"another address family",
       with_service(IPVS_CMD_GET_SERVICE,
                    [](NetlinkWriter& writer) {
                      writer.put_u16(IPVS_SVC_ATTR_AF, 17);
                      writer.put_u32(IPVS_SVC_ATTR_FWMARK, 1);
                    }),
       EAFNOSUPPORT},
      {"an address of 17 bytes",
       with_service(IPVS_CMD_GET_SERVICE,
                    [](NetlinkWriter& writer) {
                      writer.put_u16(IPVS_SVC_ATTR_AF, 10);
                      writer.put_u16(IPVS_SVC_ATTR_PROTOCOL, 6);
                      writer.put(IPVS_SVC_ATTR_ADDR, Datagram(17, 0));
                      writer.put_be16(IPVS_SVC_ATTR_PORT, 80);
                    }),
       EINVAL},
      {"a dest of an unknown service", dest_request(IPVS_CMD_NEW_DEST, unknown.key, dest()), ESRCH},
      {"a dest that exists", dest_request(IPVS_CMD_NEW_DEST, known.key, dest()), EEXIST},
      {"edit of an unknown dest",
       dest_request(IPVS_CMD_SET_DEST, known.key, dest("192.168.1.9", 80)), ENOENT},
      {"removal of an unknown dest",
       dest_request(IPVS_CMD_DEL_DEST, known.key, dest("192.168.1.9", 80)), ENOENT},
      {"a dest without its attribute",
       request(IPVS_CMD_NEW_DEST, kRequest,
               [&](NetlinkWriter& writer) { rpc::encode_service_key(writer, known.key); }),
       EINVAL},
      {"a negative weight", dest_request(IPVS_CMD_NEW_DEST, known.key, edited([](DestSpec& d) {
                                           d.key.port = 1;
                                           d.weight = -1;
                                         })),
       ERANGE},
      {"a lower threshold above the upper",
       dest_request(IPVS_CMD_NEW_DEST, known.key, edited([](DestSpec& d) {
                      d.key.port = 1;
                      d.lower_threshold = 5;
                    })),
       ERANGE},
      {"an IPv6 dest by NAT for an IPv4 service",
       dest_request(IPVS_CMD_NEW_DEST, known.key, dest("2001:db8::1", 80)), EINVAL},
      {"an IPv6 dest by tunnel for an IPv4 service",
       dest_request(IPVS_CMD_NEW_DEST, known.key, edited([](DestSpec& d) {
                      d.key.address = *IpAddress::parse("2001:db8::1");
                      d.method = ForwardMethod::Tun;
                    })),
       0},
      {"a forward method that is none",
       dest_request(IPVS_CMD_NEW_DEST, known.key,
                    edited([](DestSpec& d) { d.method = static_cast<ForwardMethod>(6); })),
       EINVAL},
      {"removal of a known dest", dest_request(IPVS_CMD_DEL_DEST, known.key, dest()), 0},
      {"a timeout beyond the kernel's",
       request(IPVS_CMD_SET_CONFIG, kRequest,
               [](NetlinkWriter& writer) {
                 rpc::encode_timeouts(writer, {8589935, 0, 0});
               }),
       EINVAL},
      {"a timeout of two bytes",
       request(IPVS_CMD_SET_CONFIG, kRequest,
               [](NetlinkWriter& writer) { writer.put_u16(IPVS_CMD_ATTR_TIMEOUT_TCP, 9); }),
       ERANGE},
      {"flush", request(IPVS_CMD_FLUSH), 0},
      {"zero of everything", request(IPVS_CMD_ZERO), 0},
      {"an unknown command", request(99), EOPNOTSUPP},
      {"a command that is only an answer", request(IPVS_CMD_SET_INFO), EOPNOTSUPP},
      {"a dump of what cannot be dumped", request(IPVS_CMD_GET_INFO, kDump), EOPNOTSUPP},
      {"GET_DEST that is no dump", request(IPVS_CMD_GET_DEST), EOPNOTSUPP},
      {"a sync daemon",
       request(IPVS_CMD_NEW_DAEMON, kRequest,
               [](NetlinkWriter& writer) {
                 rpc::encode_daemon(writer, {rpc::DaemonState::Master, "eth0"});
               }),
       EOPNOTSUPP},
      {"a sync daemon without description", request(IPVS_CMD_DEL_DAEMON), EINVAL},
      {"another family", request(IPVS_CMD_GET_INFO, kRequest, nullptr, 99), ENOENT},
      {"a message that is no request", request(IPVS_CMD_GET_INFO, NLM_F_ACK), EINVAL},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      Fixture f;
      CHECK(code_of(f.ask(c.datagram)) == c.code);
    }
  }
}

TEST_CASE("a reader may look at everything and change nothing", "[server][privilege]") {
  struct Case {
    std::uint8_t command;
    std::uint16_t flags;
    int code;
  };
  const auto c = GENERATE(values<Case>({
      {IPVS_CMD_GET_INFO, kRequest, 0},
      {IPVS_CMD_GET_CONFIG, kRequest, 0},
      {IPVS_CMD_NEW_SERVICE, kRequest, EPERM},
      {IPVS_CMD_SET_SERVICE, kRequest, EPERM},
      {IPVS_CMD_DEL_SERVICE, kRequest, EPERM},
      {IPVS_CMD_NEW_DEST, kRequest, EPERM},
      {IPVS_CMD_SET_DEST, kRequest, EPERM},
      {IPVS_CMD_DEL_DEST, kRequest, EPERM},
      {IPVS_CMD_NEW_DAEMON, kRequest, EPERM},
      {IPVS_CMD_DEL_DAEMON, kRequest, EPERM},
      {IPVS_CMD_SET_CONFIG, kRequest, EPERM},
      {IPVS_CMD_ZERO, kRequest, EPERM},
      {IPVS_CMD_FLUSH, kRequest, EPERM},
  }));
  Fixture f;
  CHECK(code_of(f.ask(request(c.command, c.flags), Privilege::Read)) == c.code);
  CHECK(f.plane.services().size() == 1);
}

TEST_CASE("an ACK quotes the request's header and its sequence", "[server]") {
  Fixture f;
  const auto answer = f.ask(request(IPVS_CMD_FLUSH));
  const auto messages = messages_of(answer);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].header.type == NLMSG_ERROR);
  CHECK(messages[0].header.sequence == kSequence);
  CHECK(messages[0].header.port_id == kPortId);
  CHECK(messages[0].payload.size() == sizeof(nlmsgerr));
  CHECK(f.plane.services().empty());
}

TEST_CASE("without NLM_F_ACK only failures are answered", "[server]") {
  Fixture f;
  CHECK(f.ask(request(IPVS_CMD_ZERO, NLM_F_REQUEST)).empty());
  CHECK(code_of(f.ask(request(99, NLM_F_REQUEST))) == EOPNOTSUPP);
}

TEST_CASE("an error carries its sentence behind the quoted request", "[server]") {
  Fixture f;
  const auto answer = f.ask(request(IPVS_CMD_GET_INFO, kDump));
  const auto messages = messages_of(answer);
  REQUIRE(messages.size() == 1);
  CHECK((messages[0].header.flags & NLM_F_ACK_TLVS) != 0);
  const auto attributes = rpc::Attributes::parse(messages[0].payload.subspan(4 + 20), {});
  CHECK(attributes->text(NLMSGERR_ATTR_MSG) == "the command does not exist in this form");
}

TEST_CASE("flags change under their mask only", "[server]") {
  Fixture f;
  ServiceSpec spec = service();
  spec.flags = service_flag::kPersistent;
  REQUIRE(f.plane.edit_service(spec));
  const auto set = with_service(IPVS_CMD_SET_SERVICE, [](NetlinkWriter& writer) {
    writer.put_u16(IPVS_SVC_ATTR_AF, 2);
    writer.put_u16(IPVS_SVC_ATTR_PROTOCOL, 6);
    writer.put(IPVS_SVC_ATTR_ADDR, Datagram{10, 0, 0, 1});
    writer.put_be16(IPVS_SVC_ATTR_PORT, 80);
    writer.put_text(IPVS_SVC_ATTR_SCHED_NAME, "rr");
    writer.put(IPVS_SVC_ATTR_FLAGS, Datagram{0x0c, 0, 0, 0, 0x04, 0, 0, 0});
    writer.put_u32(IPVS_SVC_ATTR_TIMEOUT, 9);
    writer.put_u32(IPVS_SVC_ATTR_NETMASK, 0xffffffff);
  });
  REQUIRE(code_of(f.ask(set)) == 0);
  const auto info = f.plane.service(service().key);
  REQUIRE(info);
  CHECK((info->spec.flags & ~service_flag::kHashed) ==
        (service_flag::kPersistent | service_flag::kOnePacket));
}

TEST_CASE("a fwmark service is a TCP service whatever the message says", "[server]") {
  Fixture f;
  const auto add = with_service(IPVS_CMD_NEW_SERVICE, [](NetlinkWriter& writer) {
    writer.put_u16(IPVS_SVC_ATTR_AF, 10);
    writer.put_u16(IPVS_SVC_ATTR_PROTOCOL, 17);
    writer.put_u32(IPVS_SVC_ATTR_FWMARK, 7);
    writer.put_text(IPVS_SVC_ATTR_SCHED_NAME, "rr");
    writer.put(IPVS_SVC_ATTR_FLAGS, Datagram(8, 0));
    writer.put_u32(IPVS_SVC_ATTR_TIMEOUT, 0);
    writer.put_u32(IPVS_SVC_ATTR_NETMASK, 128);
  });
  REQUIRE(code_of(f.ask(add)) == 0);
  ServiceKey key;
  key.family = Family::Ipv6;
  key.fwmark = 7;
  CHECK(f.plane.service(key));
}

TEST_CASE("info and timeouts are answered before the ACK", "[server]") {
  Fixture f;
  const auto info_answer = f.ask(request(IPVS_CMD_GET_INFO));
  CHECK(info_answer.size() == 2);  // the ACK in a datagram of its own, where libnl waits for it
  const auto info = messages_of(info_answer);
  REQUIRE(info.size() == 2);
  const auto generic = rpc::parse_generic(info[0].payload);
  REQUIRE(generic);
  CHECK(generic->command == IPVS_CMD_SET_INFO);
  const auto attributes = rpc::Attributes::parse(generic->attributes, {});
  CHECK(attributes->u32(IPVS_INFO_ATTR_VERSION) == 0x010201U);
  CHECK(attributes->u32(IPVS_INFO_ATTR_CONN_TAB_SIZE) == f.plane.info().conn_table_size);
  const auto config_answer = f.ask(request(IPVS_CMD_GET_CONFIG));
  const auto config = messages_of(config_answer);
  REQUIRE(config.size() == 2);
  CHECK(rpc::decode_timeouts(
            *rpc::parse_command(rpc::parse_generic(config[0].payload)->attributes)) == Timeouts{});
}

TEST_CASE("dumps are multi-part, end with DONE and keep to datagrams below 16 KiB", "[server]") {
  Fixture f;
  constexpr unsigned kDests = 500;
  for (unsigned i = 1; i < kDests; ++i) {
    REQUIRE(f.plane.add_dest(service().key, dest("192.168.2.1", static_cast<std::uint16_t>(i))));
  }
  const auto answer = f.ask(request(IPVS_CMD_GET_DEST, kDump, [](NetlinkWriter& writer) {
    rpc::encode_service_key(writer, service().key);
  }));
  CHECK(answer.size() > 1);
  for (const Datagram& datagram : answer) CHECK(datagram.size() <= rpc::kMaxReplySize);
  const auto messages = messages_of(answer);
  REQUIRE(messages.size() == kDests + 1);
  for (const auto& message : messages) CHECK((message.header.flags & NLM_F_MULTI) != 0);
  CHECK(messages.back().header.type == NLMSG_DONE);
}

TEST_CASE("the dests of an unknown or unreadable service are an empty dump", "[server]") {
  Fixture f;
  const auto unknown = [](NetlinkWriter& writer) {
    rpc::encode_service_key(writer, service("10.9.9.9", 1).key);
  };
  for (const auto& datagram :
       {request(IPVS_CMD_GET_DEST, kDump, unknown), request(IPVS_CMD_GET_DEST, kDump),
        request(IPVS_CMD_GET_DAEMON, kDump)}) {
    const auto answer = f.ask(datagram);
    const auto messages = messages_of(answer);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].header.type == NLMSG_DONE);
  }
}

TEST_CASE("the family IPVS is found by name, by number and in a dump", "[server][resolve]") {
  Fixture f;
  const auto by_name = request(
      CTRL_CMD_GETFAMILY, kRequest,
      [](NetlinkWriter& writer) { writer.put_text(CTRL_ATTR_FAMILY_NAME, "IPVS"); }, GENL_ID_CTRL);
  const auto by_id = request(
      CTRL_CMD_GETFAMILY, kRequest,
      [](NetlinkWriter& writer) { writer.put_u16(CTRL_ATTR_FAMILY_ID, rpc::kIpvsFamilyId); },
      GENL_ID_CTRL);
  for (const auto& datagram :
       {by_name, by_id, request(CTRL_CMD_GETFAMILY, kDump, nullptr, GENL_ID_CTRL)}) {
    const auto answer = f.ask(datagram, Privilege::Read);
    const auto messages = messages_of(answer);
    REQUIRE(messages.size() == 2);
    const auto generic = rpc::parse_generic(messages[0].payload);
    REQUIRE(generic);
    const auto attributes = rpc::Attributes::parse(generic->attributes, {});
    CHECK(attributes->u16(CTRL_ATTR_FAMILY_ID) == rpc::kIpvsFamilyId);
    CHECK(attributes->text(CTRL_ATTR_FAMILY_NAME) == "IPVS");
  }
  const auto other = request(
      CTRL_CMD_GETFAMILY, kRequest,
      [](NetlinkWriter& writer) { writer.put_text(CTRL_ATTR_FAMILY_NAME, "nl80211"); },
      GENL_ID_CTRL);
  CHECK(code_of(f.ask(other)) == ENOENT);
}

TEST_CASE("several requests in one datagram are answered in order", "[server]") {
  Fixture f;
  Datagram both = service_request(IPVS_CMD_NEW_SERVICE, service("10.0.0.7", 7));
  const Datagram second = request(IPVS_CMD_GET_INFO);
  both.insert(both.end(), second.begin(), second.end());
  const auto answer = f.ask(both);
  const auto messages = messages_of(answer);
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].header.type == NLMSG_ERROR);
  CHECK(messages[1].header.type == rpc::kIpvsFamilyId);
  CHECK(f.plane.services().size() == 2);
}
