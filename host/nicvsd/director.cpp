// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/director.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <random>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/load_rules.hpp"
#include "host/nicvsd/default_ports.hpp"
#include "host/nicvsd/free_memory.hpp"

namespace nicvs::nicvsd {
namespace {

soft::IoMode io_mode(Io io) {
  switch (io) {
    case Io::Auto:
      return soft::IoMode::Auto;
    case Io::AfXdp:
      return soft::IoMode::AfXdp;
    case Io::AfPacket:
      return soft::IoMode::AfPacket;
  }
  return soft::IoMode::Auto;
}

Status load_rules_file(const std::string& path, DataPlane& plane) {
  std::ifstream file(path);
  if (!file) return Error{errno, "open " + path + ": " + std::strerror(errno)};
  ipvs::DataPlaneTarget target(plane);
  return ipvs::load_rules(file, path, target, ipvs::system_resolver());
}

}  // namespace

Result<std::unique_ptr<Director>> Director::create(asio::io_context& io, const Options& options,
                                                   spdlog::logger& log) {
  std::unique_ptr<Director> director(new Director(io, log));
  auto engine =
      soft::SoftDataPlane::create({.conn_capacity = options.conns, .workers = options.workers});
  if (!engine) return engine.error();
  director->engine_ = *std::move(engine);
  director->sync_ = std::make_unique<failover::SyncDaemons>(*director->engine_, *director->engine_,
                                                            director->sockets_);
  if (const Status status = director->configure(options); !status) return status.error();
  auto monitor = netlink::NetMonitor::create(*director->engine_, log);
  if (!monitor) return monitor.error();
  director->monitor_ = *std::move(monitor);
  director->network_changes_.assign(director->monitor_->fd());
  director->wait_for_network_change();
  return director;
}

Director::~Director() {
  stop();
  if (network_changes_.is_open()) network_changes_.release();
}

Status Director::configure(const Options& options) {
  for (const auto& [name, value] : options.settings) {
    if (Status status = engine_->set_setting(name, value); !status) return status;
  }
  if (Status status = engine_->set_mark_rules(options.marks); !status) return status;
  return options.rules.empty() ? Status() : load_rules_file(options.rules, *engine_);
}

// Without it the engine forwards everything.
void Director::create_accelerator(const Options& options) {
  if (options.accel == Accel::None || options.io == Io::AfPacket) return;
  std::random_device random;
  const auto draw = [&] { return (std::uint64_t{random()} << 32) | random(); };
  auto accelerator = soft::XdpAccelerator::create(options.conns, {draw(), draw()});
  if (!accelerator) {
    log_.warn("not accelerated: {}", accelerator.error().text);
    return;
  }
  accelerator_ = *std::move(accelerator);
  if (const Status set = engine_->set_accelerator(accelerator_.get()); !set) {
    log_.warn("not accelerated: {}", set.error().text);
    accelerator_.reset();
  }
}

Status Director::start(const Options& options) {
  create_accelerator(options);
  auto pool = soft::WorkerPool::create(
      *engine_,
      {.workers = options.workers, .mode = io_mode(options.io), .accelerator = accelerator_.get()},
      log_);
  if (!pool) return pool.error();
  pool_ = *std::move(pool);
  for (const std::string& port : options.ports.empty() ? default_ports() : options.ports) {
    const Status status = pool_->add_port(port);
    if (!status) log_.error("port {} is tried again: {}", port, status.error().text);
  }
  pool_->start();
  return {};
}

void Director::steer() {
  if (pool_) pool_->update_steering();
  sync_->tick(std::chrono::steady_clock::now().time_since_epoch());
}

void Director::tick() {
  watch_memory();
  engine_->advance(std::chrono::steady_clock::now().time_since_epoch());
  monitor_->tick();
  if (pool_) pool_->tick();
}

// As often as the defences look at it.
void Director::watch_memory() {
  const auto now = std::chrono::steady_clock::now();
  if (now - memory_read_at_ < std::chrono::seconds(1)) return;
  memory_read_at_ = now;
  std::ifstream meminfo("/proc/meminfo");
  if (const auto pages = free_pages(meminfo)) engine_->set_free_memory(*pages);
}

void Director::stop() {
  if (pool_) pool_->stop();
}

std::vector<rpc::PortStatus> Director::ports() const {
  std::vector<rpc::PortStatus> ports;
  if (!pool_) return ports;
  for (const soft::PortStatus& port : pool_->ports()) {
    ports.push_back({port.name, port.id, port.mode, port.is_up, port.problem});
  }
  return ports;
}

std::vector<rpc::SyncCounter> Director::sync_counters() const {
  const failover::SyncCounters counters = sync_->counters();
  std::vector<rpc::SyncCounter> rows = {
      {"sent_datagrams", counters.sent_datagrams, "Datagrams that the master sent."},
      {"sent_conns", counters.sent_conns, "Conns and templates that the master told of."},
      {"lost_conns", counters.lost_conns, "Conns that the master could not keep until it sent."},
      {"received_datagrams", counters.received_datagrams, "Datagrams that the backup heard."},
      {"created_conns", counters.applied.created, "Conns that the backup created."},
      {"updated_conns", counters.applied.updated, "Conns that the backup brought up to date."},
      {"late_conns", counters.applied.late, "Ends of conns whose place was taken already."},
      {"refused_conns", counters.applied.refused, "Conns for which the backup had no room."},
  };
  for (std::size_t i = 0; i < failover::kSyncRejects; ++i) {
    rows.push_back({std::string("rejected_") + name_of(static_cast<failover::SyncReject>(i)),
                    counters.rejects[i], "What the backup did not understand or accept."});
  }
  return rows;
}

void Director::wait_for_network_change() {
  network_changes_.async_wait(asio::posix::stream_descriptor::wait_read,
                              [this](const asio::error_code& error) {
                                if (error) return;
                                monitor_->on_readable();
                                wait_for_network_change();
                              });
}

}  // namespace nicvs::nicvsd
