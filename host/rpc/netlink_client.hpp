// SPDX-License-Identifier: Apache-2.0
// Typed IPVS calls over nicvsd's control socket.
//
//   auto client = NetlinkClient::connect("/run/nicvs/control.sock");
//   if (!client) return client.error();         // ENOENT, ECONNREFUSED, EACCES
//   Status status = client->add_service(spec);  // the errno the daemon answered
//
// Calls block until the answer is there. Not thread-safe. EBADMSG means an answer that is none,
// EPIPE that the daemon closed the connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/rpc/ipvs_messages.hpp"
#include "host/rpc/unix_socket.hpp"
#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::rpc {

struct IpvsInfo {
  std::uint32_t version = 0;          // 0x010201 = 1.2.1
  std::uint32_t conn_table_size = 0;  // the "size=" of ipvsadm -L
};

class NetlinkClient {
 public:
  static Result<NetlinkClient> connect(const std::string& socket_path);
  explicit NetlinkClient(UniqueFd seqpacket) : fd_(std::move(seqpacket)) {}

  Result<IpvsInfo> info();

  Status add_service(const ServiceSpec& spec);
  Status edit_service(const ServiceSpec& spec);
  Status delete_service(const ServiceKey& key);
  Status flush();
  Result<ServiceInfo> service(const ServiceKey& key);
  Result<std::vector<ServiceInfo>> services();

  Status add_dest(const ServiceKey& service, const DestSpec& dest);
  Status edit_dest(const ServiceKey& service, const DestSpec& dest);
  Status delete_dest(const ServiceKey& service, const DestKey& dest);
  // Empty for an unknown service, as the kernel answers.
  Result<std::vector<DestInfo>> dests(const ServiceKey& service);

  Status zero(const ServiceKey* service);  // nullptr = all services
  Result<Timeouts> timeouts();
  Status set_timeouts(const Timeouts& timeouts);

  Status start_daemon(const DaemonSpec& daemon);
  Status stop_daemon(const DaemonSpec& daemon);
  Result<std::vector<DaemonSpec>> daemons();

 private:
  using Content = std::function<void(NetlinkWriter&)>;
  using Visit = std::function<Status(const Attributes&)>;

  // Sends one request; visits the attributes of every answering message.
  Status call(std::uint8_t command, std::uint16_t flags, const Content& content,
              const Visit& visit);
  Status change(std::uint8_t command, const Content& content);
  Status receive_until_end(std::uint32_t sequence, const Visit& visit);
  Status dest_call(std::uint8_t command, const ServiceKey& service, const DestSpec& dest);

  UniqueFd fd_;
  std::uint32_t sequence_ = 0;
};

}  // namespace nicvs::rpc
