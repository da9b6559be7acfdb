// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsadm/netlink_target.hpp"

namespace nicvs::admin {
namespace {

rpc::DaemonSpec to_message(const SyncDaemon& daemon) {
  return {static_cast<rpc::DaemonState>(daemon.role),
          daemon.interface,
          daemon.sync_id,
          daemon.max_length,
          daemon.group,
          daemon.port,
          daemon.ttl};
}

SyncDaemon from_message(const rpc::DaemonSpec& daemon) {
  return {static_cast<SyncDaemon::Role>(daemon.state),
          daemon.interface,
          daemon.sync_id,
          daemon.max_length,
          daemon.group,
          daemon.port,
          daemon.ttl};
}

}  // namespace

Result<ipvs::IpvsTarget::Info> NetlinkTarget::info() {
  const auto info = client_.info();
  if (!info) return info.error();
  return Info{info->version, info->conn_table_size};
}

Status NetlinkTarget::add_service(const ServiceSpec& service) {
  return client_.add_service(service);
}

Status NetlinkTarget::edit_service(const ServiceSpec& service) {
  return client_.edit_service(service);
}

Status NetlinkTarget::delete_service(const ServiceKey& service) {
  return client_.delete_service(service);
}

Status NetlinkTarget::flush() { return client_.flush(); }

Status NetlinkTarget::zero(const ServiceKey* service) { return client_.zero(service); }

Result<ServiceInfo> NetlinkTarget::service(const ServiceKey& service) {
  return client_.service(service);
}

Result<std::vector<ServiceInfo>> NetlinkTarget::services() { return client_.services(); }

Status NetlinkTarget::add_dest(const ServiceKey& service, const DestSpec& dest) {
  return client_.add_dest(service, dest);
}

Status NetlinkTarget::edit_dest(const ServiceKey& service, const DestSpec& dest) {
  return client_.edit_dest(service, dest);
}

Status NetlinkTarget::delete_dest(const ServiceKey& service, const DestSpec& dest) {
  return client_.delete_dest(service, dest.key);
}

Result<std::vector<DestInfo>> NetlinkTarget::dests(const ServiceKey& service) {
  return client_.dests(service);
}

Result<Timeouts> NetlinkTarget::timeouts() { return client_.timeouts(); }

Status NetlinkTarget::set_timeouts(const Timeouts& timeouts) {
  return client_.set_timeouts(timeouts);
}

Status NetlinkTarget::start_daemon(const SyncDaemon& daemon) {
  return client_.start_daemon(to_message(daemon));
}

Status NetlinkTarget::stop_daemon(const SyncDaemon& daemon) {
  return client_.stop_daemon(to_message(daemon));
}

Result<std::vector<SyncDaemon>> NetlinkTarget::daemons() {
  const auto daemons = client_.daemons();
  if (!daemons) return daemons.error();
  std::vector<SyncDaemon> result;
  for (const rpc::DaemonSpec& daemon : *daemons) result.push_back(from_message(daemon));
  return result;
}

Status NetlinkTarget::each_conn_line(const std::function<void(std::string_view)>& visit) {
  return status_.each_line("/proc/net/ip_vs_conn", visit);
}

}  // namespace nicvs::admin
