// SPDX-License-Identifier: Apache-2.0
// Commands on a DataPlane in this process.
#pragma once

#include "host/ipvs/target.hpp"
#include "nicvs/data_plane.hpp"
#include "nicvs/sync.hpp"

namespace nicvs::ipvs {

// Calls the plane on the caller's thread, which must be the control thread. Without sync daemons
// starting or stopping one is EOPNOTSUPP and none is listed.
class DataPlaneTarget : public IpvsTarget {
 public:
  // Both must outlive this.
  explicit DataPlaneTarget(DataPlane& plane, SyncControl* sync = nullptr)
      : plane_(plane), sync_(sync) {}

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
  DataPlane& plane_;
  SyncControl* sync_;
};

}  // namespace nicvs::ipvs
