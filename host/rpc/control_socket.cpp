// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/control_socket.hpp"

#include <utility>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::rpc {
namespace {

asio::awaitable<void> serve(Connection& connection, Privilege privilege, DataPlane& plane) {
  // Of a longer datagram the rest is lost; the message that is cut is answered by EINVAL.
  std::vector<std::uint8_t> buffer(kMaxRequestSize);
  for (;;) {
    const ssize_t size = co_await receive_some(connection, buffer);
    if (size <= 0) co_return;
    const Bytes request(buffer.data(), static_cast<std::size_t>(size));
    for (const Datagram& reply : handle_netlink(request, privilege, plane)) {
      if (!co_await send_all(connection, reply, Framing::Records)) co_return;
    }
  }
}

}  // namespace

UnixServer make_control_server(asio::io_context& io, UniqueFd listener, DataPlane& plane) {
  return UnixServer(io, std::move(listener), [&plane](Connection& connection, Privilege privilege) {
    return serve(connection, privilege, plane);
  });
}

}  // namespace nicvs::rpc
