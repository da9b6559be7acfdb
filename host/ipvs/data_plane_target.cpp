// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/data_plane_target.hpp"

#include <cerrno>

#include "host/ipvs/conn_text.hpp"

namespace nicvs::ipvs {
namespace {

Error no_sync_daemon() { return {EOPNOTSUPP, "this director has no sync daemon"}; }

}  // namespace

Result<IpvsTarget::Info> DataPlaneTarget::info() {
  return Info{kIpvsVersion, plane_.info().conn_table_size};
}

Status DataPlaneTarget::add_service(const ServiceSpec& service) {
  return plane_.add_service(service);
}

Status DataPlaneTarget::edit_service(const ServiceSpec& service) {
  return plane_.edit_service(service);
}

Status DataPlaneTarget::delete_service(const ServiceKey& service) {
  return plane_.delete_service(service);
}

Status DataPlaneTarget::flush() { return plane_.flush(); }

Status DataPlaneTarget::zero(const ServiceKey* service) { return plane_.zero(service); }

Result<ServiceInfo> DataPlaneTarget::service(const ServiceKey& service) {
  return plane_.service(service);
}

Result<std::vector<ServiceInfo>> DataPlaneTarget::services() { return plane_.services(); }

Status DataPlaneTarget::add_dest(const ServiceKey& service, const DestSpec& dest) {
  return plane_.add_dest(service, dest);
}

Status DataPlaneTarget::edit_dest(const ServiceKey& service, const DestSpec& dest) {
  return plane_.edit_dest(service, dest);
}

Status DataPlaneTarget::delete_dest(const ServiceKey& service, const DestSpec& dest) {
  return plane_.delete_dest(service, dest.key);
}

Result<std::vector<DestInfo>> DataPlaneTarget::dests(const ServiceKey& service) {
  return plane_.dests(service);
}

Result<Timeouts> DataPlaneTarget::timeouts() { return plane_.timeouts(); }

Status DataPlaneTarget::set_timeouts(const Timeouts& timeouts) {
  return plane_.set_timeouts(timeouts);
}

Status DataPlaneTarget::start_daemon(const SyncDaemon& daemon) {
  return sync_ != nullptr ? sync_->start_daemon(daemon) : no_sync_daemon();
}

Status DataPlaneTarget::stop_daemon(const SyncDaemon& daemon) {
  return sync_ != nullptr ? sync_->stop_daemon(daemon.role) : no_sync_daemon();
}

Result<std::vector<SyncDaemon>> DataPlaneTarget::daemons() {
  return sync_ != nullptr ? sync_->daemons() : std::vector<SyncDaemon>{};
}

Status DataPlaneTarget::each_conn_line(const std::function<void(std::string_view)>& visit) {
  visit(kConnTableHeader);
  std::string line;
  plane_.each_conn([&](const ConnInfo& conn) {
    line.clear();
    append_conn_line(line, conn);
    visit(line);
    return true;
  });
  return {};
}

}  // namespace nicvs::ipvs
