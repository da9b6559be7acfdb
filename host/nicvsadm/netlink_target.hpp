// SPDX-License-Identifier: Apache-2.0
// Commands on a director behind nicvsd's sockets.
#pragma once

#include "host/ipvs/target.hpp"
#include "host/nicvsadm/status_client.hpp"
#include "host/rpc/netlink_client.hpp"

namespace nicvs::admin {

// Calls block until the daemon has answered.
class NetlinkTarget : public ipvs::IpvsTarget {
 public:
  // `status` must outlive this.
  NetlinkTarget(rpc::NetlinkClient client, const StatusClient& status)
      : client_(std::move(client)), status_(status) {}

  Result<Info> info() override;
  Status add_service(const ServiceSpec& service) override;
  Status edit_service(const ServiceSpec& service) override;
  Status delete_service(const ServiceKey& service) override;
  Status flush() override;
  Status zero(const ServiceKey* service) override;
  Result<ServiceInfo> service(const ServiceKey& service) override;
  Result<std::vector<ServiceInfo>> services() override;
  Status add_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status edit_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status delete_dest(const ServiceKey& service, const DestSpec& dest) override;
  Result<std::vector<DestInfo>> dests(const ServiceKey& service) override;
  Result<Timeouts> timeouts() override;
  Status set_timeouts(const Timeouts& timeouts) override;
  Status start_daemon(const SyncDaemon& daemon) override;
  Status stop_daemon(const SyncDaemon& daemon) override;
  Result<std::vector<SyncDaemon>> daemons() override;
  Status each_conn_line(const std::function<void(std::string_view)>& visit) override;

 private:
  rpc::NetlinkClient client_;
  const StatusClient& status_;
};

}  // namespace nicvs::admin
