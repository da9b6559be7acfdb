// SPDX-License-Identifier: Apache-2.0
#include "fallback/worker/worker_pool.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "fallback/xdp/xdp_features.hpp"

namespace nicvs::soft {
namespace {

constexpr std::chrono::seconds kPortInterval{1};

}  // namespace

Result<std::unique_ptr<WorkerPool>> WorkerPool::create(SoftDataPlane& engine,
                                                       const PoolOptions& options,
                                                       spdlog::logger& log) {
  auto maps = SteeringMaps::create();
  if (!maps) {
    return Error{maps.error().code,
                 "frames cannot be steered to the director: " + maps.error().text};
  }
  std::unique_ptr<WorkerPool> pool(new WorkerPool(engine, options, log, *std::move(maps)));
  pool->rings_ = make_handover_rings(options.workers);
  for (unsigned w = 0; w < options.workers; ++w) {
    auto io = PortIo::create(options.frames_per_worker);
    if (!io) return io.error();
    pool->workers_.push_back(
        std::make_unique<WorkerThread>(w, engine, *std::move(io), pool->rings_, *pool));
  }
  pool->tick();
  return pool;
}

WorkerPool::~WorkerPool() { stop(); }

Status WorkerPool::add_port(const std::string& name) {
  for (const ManagedPort& port : ports_) {
    if (port.name == name) return Error{EEXIST, "port " + name + " is already there"};
  }
  ManagedPort& port = ports_.emplace_back();
  port.name = name;
  return open(port);
}

void WorkerPool::remove_port(const std::string& name) {
  const auto it = std::find_if(ports_.begin(), ports_.end(),
                               [&](const ManagedPort& port) { return port.name == name; });
  if (it == ports_.end()) return;
  close(*it);
  ports_.erase(it);
}

Status WorkerPool::open(ManagedPort& port) {
  auto facts = read_port_facts(port.name);
  if (!facts) {
    port.problem = facts.error().text;
    return facts.error();
  }
  std::vector<PortIo*> ios;
  for (auto& worker : workers_) ios.push_back(&worker->io());
  auto opened = open_port(*facts, options_.mode, *maps_, ios, options_.accelerator, log_);
  if (!opened) {
    port.problem = opened.error().text;
    return opened.error();
  }
  for (std::size_t w = 0; w < workers_.size(); ++w) {
    workers_[w]->run_between_batches([&](PortIo& io) {
      io.add(facts->port.id, std::move(opened->queues[w]), &opened->attachment->host);
    });
  }
  port.facts = *std::move(facts);
  port.attachment = std::move(opened->attachment);
  port.problem.clear();
  if (Status status = port.attachment->connect(); !status) return status;
  update_accelerator(port);
  return {};
}

void WorkerPool::close(ManagedPort& port) {
  if (!port.attachment) return;
  if (options_.accelerator != nullptr) set_accelerated(port, PortUse::None);
  // The programs first: frames take the kernel's way again before their sockets close.
  port.attachment->xdp.reset();
  port.attachment->tc.reset();
  for (auto& worker : workers_) {
    worker->run_between_batches([&](PortIo& io) { io.remove(port.facts.port.id); });
  }
  port.attachment.reset();
}

// A driver that cannot send what native XDP redirects to it drops it; generic XDP needs no driver.
bool WorkerPool::takes_accelerated_frames(const ManagedPort& port) const {
  const auto is_native = [](const ManagedPort& p) {
    return p.attachment && p.attachment->xdp && p.attachment->xdp->mode() == XdpMode::Native;
  };
  return std::none_of(ports_.begin(), ports_.end(), is_native) ||
         sends_redirected_frames(port.facts.port.id);
}

void WorkerPool::update_accelerator(const ManagedPort& port) {
  if (options_.accelerator == nullptr || !port.attachment->xdp ||
      !port.attachment->xdp->is_accelerated()) {
    return;
  }
  set_accelerated(port, takes_accelerated_frames(port) ? PortUse::Sending : PortUse::None);
}

void WorkerPool::set_accelerated(const ManagedPort& port, PortUse use) {
  XdpAccelerator* const accelerator = options_.accelerator;
  const PortId id = port.facts.port.id;
  const PortUse present = accelerator->can_send(id) ? PortUse::Sending : PortUse::None;
  if (use == present) return;
  if (use == PortUse::None) {
    accelerator->remove_port(id);
  } else if (const Status added = accelerator->add_port(id); !added) {
    log_.error("port {}: {}", port.name, added.error().text);
    return;
  }
  engine_.renew_accelerated();
  log_.info("port {}: accelerated frames {} by it", port.name,
            use == PortUse::Sending ? "leave" : "do not leave");
}

void WorkerPool::start() {
  for (unsigned w = 0; w < workers_.size(); ++w) {
    const bool is_bound = w < options_.cpus.size();
    workers_[w]->start(is_bound ? std::optional(options_.cpus[w]) : std::nullopt);
  }
}

void WorkerPool::stop() {
  for (ManagedPort& port : ports_) close(port);
  for (auto& worker : workers_) worker->stop();
}

void WorkerPool::tick() {
  maps_->beat();
  update_steering();
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_after_ < kPortInterval) return;
  looked_after_ = now;
  for (ManagedPort& port : ports_) look_after(port);
}

void WorkerPool::update_steering() {
  const std::uint64_t generation = engine_.steering_generation();
  if (is_steering_current_ && generation == steering_generation_) return;
  const Status status = maps_->update(encode(engine_.steering()));
  if (!status) log_.error("{}", status.error().text);
  is_steering_current_ = static_cast<bool>(status);
  steering_generation_ = generation;
}

// A port may vanish and come back under another index, or change its address or queues.
void WorkerPool::look_after(ManagedPort& port) {
  const auto facts = read_port_facts(port.name);
  if (port.attachment) {
    if (facts && *facts == port.facts) return update_accelerator(port);
    const bool only_link = facts && facts->port.id == port.facts.port.id &&
                           facts->port.mac == port.facts.port.mac &&
                           facts->queues == port.facts.queues;
    if (only_link) {
      if (facts->port.is_up != port.facts.port.is_up) {
        log_.warn("port {}: {}", port.name, facts->port.is_up ? "up" : "down");
      }
      port.facts = *facts;
      return;
    }
    log_.warn("port {}: {}", port.name, facts ? "changed, reopening" : "gone, retrying");
    close(port);
  }
  if (!facts) {
    port.problem = facts.error().text;
    return;
  }
  const std::string known_problem = port.problem;
  const Status status = open(port);
  if (!status && status.error().text != known_problem) log_.error("{}", status.error().text);
}

std::vector<PortStatus> WorkerPool::ports() const {
  std::vector<PortStatus> all;
  for (const ManagedPort& port : ports_) {
    PortStatus status{.name = port.name, .problem = port.problem};
    if (port.attachment) {
      status.id = port.facts.port.id;
      status.mode = port.attachment->mode_text();
      status.is_up = port.facts.port.is_up;
    }
    all.push_back(std::move(status));
  }
  return all;
}

std::vector<const WorkerCounters*> WorkerPool::counters() const {
  std::vector<const WorkerCounters*> all;
  for (const auto& worker : workers_) all.push_back(&worker->worker().counters());
  return all;
}

std::uint64_t WorkerPool::lost(dp::Reason reason) const {
  std::uint64_t frames = 0;
  for (const auto& worker : workers_) {
    frames += worker->io().lost(reason);
    if (reason == dp::Reason::HandoverRingFull) {
      frames += worker->worker().counters().handover_ring_full.load(std::memory_order_relaxed);
    }
  }
  return frames;
}

}  // namespace nicvs::soft
