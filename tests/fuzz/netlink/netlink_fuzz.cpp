// SPDX-License-Identifier: Apache-2.0
// Any datagram to the control socket: always answered within the client's buffer, unless it asks
// for no answer; the tables stay usable.
#include <cstdlib>

#include "tests/unit/ipvs/memory_plane.hpp"
#include "tests/unit/rpc/requests.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nicvs;
  if (size > rpc::kMaxRequestSize) return 0;
  test::MemoryPlane plane;
  if (!plane.add_service(test::service())) std::abort();
  if (!plane.add_dest(test::service().key, test::dest())) std::abort();
  for (const auto privilege : {rpc::Privilege::Read, rpc::Privilege::Change}) {
    const auto replies = rpc::handle_netlink({data, size}, privilege, plane);
    for (const auto& reply : replies) {
      if (reply.empty() || reply.size() > rpc::kMaxReplySize) std::abort();
    }
    rpc::Bytes rest(data, size);
    const auto first = rpc::take_message(rest);
    const bool wants_answer = !first || (first->header.flags & NLM_F_ACK) != 0;
    if (wants_answer && replies.empty()) std::abort();
    if (privilege == rpc::Privilege::Read && plane.services().size() != 1) std::abort();
  }
  const auto info =
      rpc::handle_netlink(test::request(IPVS_CMD_GET_INFO), rpc::Privilege::Read, plane);
  if (test::code_of(info) != 0) std::abort();
  return 0;
}
