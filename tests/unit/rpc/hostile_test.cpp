// SPDX-License-Identifier: Apache-2.0
// Damaged requests: never a crash, never silence.
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <random>

#include "tests/unit/ipvs/memory_plane.hpp"
#include "tests/unit/rpc/requests.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

std::vector<Datagram> every_request() {
  const auto key = [](NetlinkWriter& writer) { rpc::encode_service_key(writer, service().key); };
  std::vector<Datagram> all;
  for (std::uint8_t command = 1; command <= IPVS_CMD_MAX; ++command) {
    all.push_back(dest_request(command, service().key, dest()));
    all.push_back(request(command, kDump, key));
    all.push_back(service_request(command, service()));
  }
  all.push_back(request(
      CTRL_CMD_GETFAMILY, kRequest,
      [](NetlinkWriter& writer) { writer.put_text(CTRL_ATTR_FAMILY_NAME, "IPVS"); }, GENL_ID_CTRL));
  return all;
}

void set_length(Datagram& datagram, std::uint32_t length) {
  std::memcpy(datagram.data(), &length, sizeof length);
}

}  // namespace

TEST_CASE("every prefix of every request is answered", "[hostile]") {
  MemoryPlane plane;
  for (const Datagram& whole : every_request()) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // On the heap at its exact size, so that a sanitizer sees a read beyond it.
      Datagram cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      CAPTURE(size);
      CHECK(code_of(rpc::handle_netlink(cut, Privilege::Change, plane)) == EINVAL);
      if (size < sizeof(nlmsghdr)) continue;
      // The same with a header that owns up to the cut.
      set_length(cut, static_cast<std::uint32_t>(size));
      CHECK_FALSE(rpc::handle_netlink(cut, Privilege::Change, plane).empty());
    }
  }
}

TEST_CASE("lying message lengths are refused", "[hostile]") {
  MemoryPlane plane;
  const std::uint32_t length = GENERATE(0U, 1U, 15U, 1000U, 0x7fffffffU, 0xffffffffU);
  Datagram datagram = request(IPVS_CMD_GET_INFO);
  set_length(datagram, length);
  CHECK(code_of(rpc::handle_netlink(datagram, Privilege::Change, plane)) == EINVAL);
}

TEST_CASE("requests with any byte changed are answered", "[hostile]") {
  MemoryPlane plane;
  std::mt19937 random(1);
  for (const Datagram& whole : every_request()) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      Datagram damaged = whole;
      damaged[i] ^= static_cast<std::uint8_t>(1 + random() % 255);
      // Asks for an answer whatever the byte was; the type may have become anything.
      damaged[6] |= NLM_F_REQUEST | NLM_F_ACK;
      CAPTURE(i);
      CHECK_FALSE(rpc::handle_netlink(damaged, Privilege::Change, plane).empty());
    }
  }
}

TEST_CASE("an error to a huge request quotes its header only", "[hostile]") {
  MemoryPlane plane;
  const auto huge = request(99, kRequest, [](NetlinkWriter& writer) {
    writer.put(IPVS_CMD_ATTR_SERVICE, Datagram(15000, 0xff));
  });
  const auto answer = rpc::handle_netlink(huge, Privilege::Change, plane);
  REQUIRE(answer.size() == 1);
  CHECK(answer[0].size() < 200);
  CHECK(code_of(answer) == EOPNOTSUPP);
}
