// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/control_socket.hpp"

#include <memory>
#include <utility>

namespace nicvs::rpc {
namespace {

class NetlinkConversation : public Conversation {
 public:
  NetlinkConversation(Privilege privilege, DataPlane& plane)
      : privilege_(privilege), plane_(plane) {}
  // Of a datagram that is too long the rest is lost; its message that is cut is answered by EINVAL.
  Turn hear(Bytes received) override {
    return {.replies = handle_netlink(received, privilege_, plane_)};
  }

 private:
  Privilege privilege_;
  DataPlane& plane_;
};

}  // namespace

UnixServer make_control_server(asio::io_context& io, UniqueFd listener, DataPlane& plane) {
  return UnixServer(io, std::move(listener), [&plane](Privilege privilege) {
    return std::make_unique<NetlinkConversation>(privilege, plane);
  });
}

}  // namespace nicvs::rpc
