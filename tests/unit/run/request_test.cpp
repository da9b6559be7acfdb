// SPDX-License-Identifier: Apache-2.0
#include "host/run/request.hpp"

#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>

#include <catch2/catch.hpp>
#include <string>

#include "host/rpc/ipvs_messages.hpp"
#include "host/rpc/netlink_wire.hpp"

using namespace nicvs;
using run::Addressee;

namespace {

rpc::Datagram request(std::uint16_t type, std::uint8_t command, const std::string& family = "",
                      std::uint16_t flags = NLM_F_REQUEST) {
  rpc::NetlinkWriter writer;
  writer.begin_generic({.type = type, .flags = flags, .sequence = 1}, command);
  if (!family.empty()) writer.put_text(CTRL_ATTR_FAMILY_NAME, family);
  writer.end();
  return writer.take();
}

Addressee addressee(const rpc::Datagram& datagram) {
  return run::addressee_of(datagram, datagram.size());
}

rpc::Datagram question_by_number(std::uint16_t number) {
  rpc::NetlinkWriter writer;
  writer.begin_generic({.type = GENL_ID_CTRL, .flags = NLM_F_REQUEST}, CTRL_CMD_GETFAMILY);
  writer.put_u32(CTRL_ATTR_VERSION, 1);
  writer.put_u16(CTRL_ATTR_FAMILY_ID, number);
  writer.end();
  return writer.take();
}

}  // namespace

TEST_CASE("only what concerns the family IPVS is the director's", "[run][request]") {
  CHECK(addressee(request(rpc::kIpvsFamilyId, IPVS_CMD_GET_INFO)) == Addressee::Director);
  CHECK(addressee(request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, "IPVS")) == Addressee::Director);
  CHECK(addressee(question_by_number(rpc::kIpvsFamilyId)) == Addressee::Director);

  CHECK(addressee(question_by_number(GENL_ID_CTRL)) == Addressee::Kernel);
  CHECK(addressee(request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, "IPVSX")) == Addressee::Kernel);
  CHECK(addressee(request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, "ipvs")) == Addressee::Kernel);
  CHECK(addressee(request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY)) == Addressee::Kernel);
  CHECK(addressee(request(40, 1)) == Addressee::Kernel);
}

TEST_CASE("no family of the kernel can have the number of ours", "[run][request]") {
  CHECK(rpc::kIpvsFamilyId > GENL_MAX_ID);
}

TEST_CASE("a name without its final NUL is read, one that is longer is not IPVS",
          "[run][request]") {
  rpc::NetlinkWriter writer;
  writer.begin_generic({.type = GENL_ID_CTRL, .flags = NLM_F_REQUEST}, CTRL_CMD_GETFAMILY);
  const std::uint8_t name[] = {'I', 'P', 'V', 'S'};
  writer.put(CTRL_ATTR_FAMILY_NAME, name);
  writer.end();
  CHECK(addressee(writer.bytes()) == Addressee::Director);
}

TEST_CASE("what is no generic-netlink request is nobody's", "[run][request]") {
  CHECK(addressee({}) == Addressee::Nobody);
  CHECK(addressee(rpc::Datagram(20)) == Addressee::Nobody);
  CHECK(addressee(request(rpc::kIpvsFamilyId, IPVS_CMD_GET_INFO, "", 0)) == Addressee::Nobody);
  CHECK(addressee(request(NLMSG_DONE, 0)) == Addressee::Nobody);
  CHECK(addressee(request(GENL_MAX_ID + 1, 0)) == Addressee::Nobody);
  const std::string http = "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n";
  CHECK(addressee({http.begin(), http.end()}) == Addressee::Nobody);
}

TEST_CASE("a message cut anywhere is read without leaving it", "[run][request]") {
  const rpc::Datagram whole = request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, "IPVS");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const rpc::Datagram cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    INFO(size << " bytes");
    CHECK(addressee(cut) == Addressee::Nobody);
    // The window is cut, the datagram is not.
    CHECK(run::addressee_of(cut, whole.size()) !=
          (size < NLMSG_HDRLEN + GENL_HDRLEN ? Addressee::Kernel : Addressee::Nobody));
  }
}

TEST_CASE("attributes with impossible lengths name no family", "[run][request]") {
  for (const int length : {0, 3, 200, 65535}) {
    rpc::Datagram datagram = request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, "IPVS");
    datagram[NLMSG_HDRLEN + GENL_HDRLEN] = static_cast<std::uint8_t>(length & 0xff);
    datagram[NLMSG_HDRLEN + GENL_HDRLEN + 1] = static_cast<std::uint8_t>(length >> 8);
    INFO("length " << length);
    CHECK(addressee(datagram) == Addressee::Kernel);
  }
}
