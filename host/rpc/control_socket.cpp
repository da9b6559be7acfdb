// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/control_socket.hpp"

#include <memory>
#include <utility>

namespace nicvs::rpc {
namespace {

class NetlinkConversation : public Conversation {
 public:
  NetlinkConversation(Privilege privilege, DataPlane& plane, SyncControl* sync)
      : privilege_(privilege), plane_(plane), sync_(sync) {}
  // Of a datagram that is too long the rest is lost; its message that is cut is answered by EINVAL.
  Turn hear(Bytes received) override {
    return {.replies = handle_netlink(received, privilege_, plane_, sync_)};
  }

 private:
  Privilege privilege_;
  DataPlane& plane_;
  SyncControl* sync_;
};

}  // namespace

UnixServer make_control_server(asio::io_context& io, UniqueFd listener, DataPlane& plane,
                               SyncControl* sync) {
  return UnixServer(io, std::move(listener), [&plane, sync](Privilege privilege) {
    return std::make_unique<NetlinkConversation>(privilege, plane, sync);
  });
}

}  // namespace nicvs::rpc
