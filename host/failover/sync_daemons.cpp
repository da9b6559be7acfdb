// SPDX-License-Identifier: Apache-2.0
#include "host/failover/sync_daemons.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace nicvs::failover {
namespace {

constexpr std::uint32_t kDefaultGroup = 0xe0000051;  // 224.0.0.81
constexpr std::uint16_t kDefaultPort = 8848;
constexpr std::uint8_t kDefaultTtl = 1;
constexpr std::uint32_t kOrdinaryMtu = 1500;
constexpr std::uint32_t kMostBytes = 65535;
constexpr std::uint32_t kLeastBackupBytes = 1024;
constexpr unsigned kMostChannels = 64;

// The kernel's rules: a master's messages fit 1500 bytes unless told otherwise, a backup takes
// what its interface can bring.
std::uint16_t max_length(const SyncDaemon& daemon, std::uint32_t mtu) {
  const std::uint32_t headers = daemon.group->family == Family::Ipv6 ? 48 : 28;
  const bool is_backup = daemon.role == SyncDaemon::Role::Backup;
  if (daemon.max_length == 0) {
    const std::uint32_t packet =
        is_backup ? std::clamp(mtu, kOrdinaryMtu, kMostBytes) : kOrdinaryMtu;
    return static_cast<std::uint16_t>(packet - headers);
  }
  const std::uint32_t least = is_backup ? kLeastBackupBytes : 1;
  return static_cast<std::uint16_t>(
      std::clamp(std::uint32_t{daemon.max_length}, least, kMostBytes - headers));
}

SyncDaemon completed(SyncDaemon daemon, std::uint32_t mtu) {
  if (!daemon.group) daemon.group = IpAddress::v4(kDefaultGroup);
  if (daemon.port == 0) daemon.port = kDefaultPort;
  if (daemon.ttl == 0) daemon.ttl = kDefaultTtl;
  daemon.max_length = max_length(daemon, mtu);
  return daemon;
}

void add_counts(const SyncMaster& master, SyncCounters& sum) {
  sum.sent_datagrams += master.datagrams();
  sum.sent_conns += master.conns();
  sum.lost_conns += master.dropped_conns();
}

bool has_mixed_families(const DataPlane& plane) {
  for (const ServiceInfo& service : plane.services()) {
    const auto dests = plane.dests(service.spec.key);
    if (!dests) continue;
    for (const DestInfo& dest : *dests) {
      if (dest.spec.key.address.family != service.spec.key.family) return true;
    }
  }
  return false;
}

}  // namespace

SyncDaemons::~SyncDaemons() { engine_.set_sync_roles({}); }

int SyncDaemons::setting(std::string_view name) const {
  for (const auto& [key, value] : plane_.settings()) {
    int number = 0;
    if (key == name) std::from_chars(value.data(), value.data() + value.size(), number);
    if (key == name) return number;
  }
  return 0;
}

Status SyncDaemons::check(const SyncDaemon& daemon) const {
  if (daemon.interface.empty()) return Error{EINVAL, "a sync daemon needs an interface's name"};
  if (has_mixed_families(plane_)) {
    return Error{EINVAL, "a dest has another address family than its service: no sync daemon"};
  }
  return {};
}

Status SyncDaemons::start_daemon(const SyncDaemon& daemon) {
  if (Status checked = check(daemon); !checked) return checked;
  const auto mtu = transport_.mtu_of(daemon.interface);
  if (!mtu) return Error{ENODEV, "no interface is named " + daemon.interface};
  const bool is_master = daemon.role == SyncDaemon::Role::Master;
  if (is_master ? master_.has_value() : backup_.has_value()) {
    return Error{EEXIST, std::string("the ") + (is_master ? "master" : "backup") +
                             " sync daemon runs already"};
  }
  if (!master_ && !backup_) {
    channels_ = std::clamp(static_cast<unsigned>(setting("sync_ports")), 1U, kMostChannels);
  }
  const SyncEndpoint endpoint{completed(daemon, *mtu), channels_, setting("sync_sock_size")};
  Status started = is_master ? start_master(endpoint) : start_backup(endpoint);
  if (started) set_roles();
  return started;
}

Status SyncDaemons::start_master(const SyncEndpoint& endpoint) {
  auto sender = transport_.open_sender(endpoint);
  if (!sender) return sender.error();
  engine_.take_sync_events([](const SyncEvent&) {});  // left over from a former master
  SyncSender& out = **sender;
  master_.emplace(Master{endpoint.daemon, *std::move(sender),
                         SyncMaster(endpoint.daemon, endpoint.channels, now_,
                                    [&out](unsigned channel, const Datagram& datagram) {
                                      return out.send(channel, datagram);
                                    })});
  return {};
}

Status SyncDaemons::start_backup(const SyncEndpoint& endpoint) {
  auto receiver = transport_.open_receiver(
      endpoint, [this](std::span<const std::uint8_t> datagram) { receive(datagram); });
  if (!receiver) return receiver.error();
  backup_.emplace(Backup{endpoint.daemon, *std::move(receiver)});
  return {};
}

Status SyncDaemons::stop_daemon(SyncDaemon::Role role) {
  const bool is_master = role == SyncDaemon::Role::Master;
  if (is_master ? !master_.has_value() : !backup_.has_value()) {
    return Error{
        ESRCH, std::string("no ") + (is_master ? "master" : "backup") + " sync daemon is running"};
  }
  if (is_master) {
    add_counts(master_->queue, counters_);
    master_.reset();
  } else {
    backup_.reset();
  }
  set_roles();
  return {};
}

void SyncDaemons::set_roles() {
  engine_.set_sync_roles({.is_master = master_.has_value(), .is_backup = backup_.has_value()});
}

std::vector<SyncDaemon> SyncDaemons::daemons() const {
  std::vector<SyncDaemon> running;
  if (master_) running.push_back(master_->daemon);
  if (backup_) running.push_back(backup_->daemon);
  return running;
}

void SyncDaemons::collect(Time now) {
  now_ = std::max(now_, now);
  if (!master_) return;
  const auto limit = static_cast<std::size_t>(std::max(0, setting("sync_qlen_max")));
  engine_.take_sync_events([&](const SyncEvent& event) { master_->queue.add(event, now_, limit); });
}

void SyncDaemons::tick(Time now) {
  collect(now);
  if (master_) master_->queue.tick(now_);
}

void SyncDaemons::receive(std::span<const std::uint8_t> datagram) {
  if (!backup_) return;
  ++counters_.received_datagrams;
  const DecodedSync decoded = decode_sync(datagram, backup_->daemon.sync_id);
  for (std::size_t i = 0; i < kSyncRejects; ++i) counters_.rejects[i] += decoded.rejects[i];
  if (decoded.conns.empty()) return;
  const SyncApplied applied = engine_.apply_synced(decoded.conns);
  counters_.applied.created += applied.created;
  counters_.applied.updated += applied.updated;
  counters_.applied.late += applied.late;
  counters_.applied.refused += applied.refused;
}

SyncCounters SyncDaemons::counters() const {
  SyncCounters sum = counters_;
  if (master_) add_counts(master_->queue, sum);
  sum.lost_conns += engine_.lost_sync_events();
  return sum;
}

}  // namespace nicvs::failover
