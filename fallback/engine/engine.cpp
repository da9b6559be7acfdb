// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/engine.hpp"

#include <algorithm>
#include <cerrno>

#include "fallback/engine/conn_listing.hpp"
#include "fallback/engine/ownership.hpp"
#include "fallback/services/steering.hpp"
#include "fallback/services/timeouts.hpp"

namespace nicvs::soft {
namespace {

// A listing holds the workers up for the time it takes to read this many conns, some 50 us.
constexpr ConnIndex kListedAtOnce = 1024;
// Likewise for expiry on behalf of workers without traffic.
constexpr unsigned kExpiredAtOnce = 4096;
// NetSink promises some hundred; those left out are asked for when a client needs them.
constexpr std::size_t kMostWanted = 512;

// Sync messages have one address family a conn.
bool is_refused_by_sync(const Core& core, const ServiceKey& service, const DestSpec& dest) {
  return (core.sync_roles.is_master || core.sync_roles.is_backup) &&
         dest.key.address.family != service.family && core.services.find(service) != nullptr;
}

}  // namespace

Engine::Engine(std::uint64_t conn_capacity, unsigned workers, const dp::HashKey& key,
               std::uint64_t random_seed)
    : gate_(workers), core_(conn_capacity, workers, key, random_seed), dropper_(random_seed) {
  for (unsigned worker = 0; worker < workers; ++worker) {
    paths_.push_back(std::make_unique<PacketPath>(core_, worker, conn_capacity / workers));
  }
}

bool Engine::has_memory() const {
  return static_cast<bool>(core_.templates.table()) &&
         std::all_of(paths_.begin(), paths_.end(),
                     [](const auto& path) { return path->has_memory(); });
}

Status Engine::add_service(const ServiceSpec& spec) {
  return exclusively([&] { return core_.services.add_service(spec); });
}
Status Engine::edit_service(const ServiceSpec& spec) {
  return exclusively_for_conns([&] { return core_.services.edit_service(spec); });
}
Status Engine::delete_service(const ServiceKey& key) {
  catch_up(Progress::All);
  Status deleted = exclusively_for_conns([&] { return core_.services.delete_service(key); });
  if (deleted) end_lost_conns();
  return deleted;
}
Status Engine::flush() {
  catch_up(Progress::All);
  exclusively_for_conns([&] { core_.services.flush(); });
  end_lost_conns();
  return {};
}
Result<ServiceInfo> Engine::service(const ServiceKey& key) const {
  catch_up(Progress::Recent);
  const Gate::Turn turn(gate_);
  return core_.services.service(key);
}
std::vector<ServiceInfo> Engine::services() const {
  catch_up(Progress::Recent);
  const Gate::Turn turn(gate_);
  return core_.services.services();
}
Status Engine::add_dest(const ServiceKey& service, const DestSpec& dest) {
  ++dest_changes_;
  return exclusively_for_conns([&]() -> Status {
    if (is_refused_by_sync(core_, service, dest)) {
      return Error{EINVAL, "dest " + dest.key.to_string() +
                               ": expected the service's address family while a sync daemon runs"};
    }
    return core_.services.add_dest(service, dest);
  });
}
Status Engine::edit_dest(const ServiceKey& service, const DestSpec& dest) {
  return exclusively_for_conns([&] { return core_.services.edit_dest(service, dest); });
}
Status Engine::delete_dest(const ServiceKey& service, const DestKey& dest) {
  catch_up(Progress::All);
  Status deleted = exclusively_for_conns([&] { return core_.services.delete_dest(service, dest); });
  if (deleted) end_lost_conns();
  return deleted;
}
Result<std::vector<DestInfo>> Engine::dests(const ServiceKey& service) const {
  catch_up(Progress::Recent);
  const Gate::Turn turn(gate_);
  return core_.services.dests(service);
}
Status Engine::zero(const ServiceKey* service) {
  catch_up(Progress::All);
  return exclusively([&] { return core_.services.zero(service); });
}

// In pieces, so that no worker waits for long.
template <class EndLost>
void Engine::sweep(const ConnTable& table, EndLost end_lost) {
  ConnIndex next = 0;
  bool is_done = false;
  while (!is_done) {
    is_done = exclusively([&] {
      const ConnIndex stop = std::min(table.used_end(), next + kListedAtOnce);
      end_lost(next, stop);
      next = stop;
      return stop == table.used_end();
    });
  }
}

void Engine::end_lost_conns() {
  if (core_.settings.values().expire_nodest_conn == 0) return;
  for (const auto& path : paths_) {
    sweep(path->conns(), [&](ConnIndex first, ConnIndex end) { path->end_lost_conns(first, end); });
  }
  sweep(core_.templates.table(),
        [&](ConnIndex first, ConnIndex end) { core_.templates.end_lost(first, end); });
}

Timeouts Engine::timeouts() const { return core_.timeouts; }

Status Engine::set_timeouts(const Timeouts& timeouts) {
  return exclusively_for_conns([&]() -> Status {
    if (Status changed = change_timeouts(core_.timeouts, timeouts); !changed) return changed;
    core_.timeout_s[dp::kTcpEstablishedTimeout] = core_.timeouts.tcp;
    core_.timeout_s[dp::kTcpFinWaitTimeout] = core_.timeouts.tcp_fin;
    core_.timeout_s[dp::kUdpTimeout] = core_.timeouts.udp;
    return {};
  });
}

Status Engine::set_setting(std::string_view name, std::string_view value) {
  return exclusively_for_conns([&] {
    Status status = core_.settings.set(name, value);
    if (status) core_.defence.update(core_.settings, core_.free_pages);
    return status;
  });
}
std::vector<std::pair<std::string, std::string>> Engine::settings() const {
  return core_.settings.list();
}
void Engine::set_free_memory(std::uint64_t pages) {
  exclusively([&] { core_.free_pages = pages; });
}
Status Engine::set_mark_rules(const std::vector<MarkRule>& rules) {
  return exclusively([&] { return core_.classifier.set_rules(rules); });
}
std::vector<MarkRule> Engine::mark_rules() const { return core_.classifier.rules(); }

// describe(index) gives the row of a used position.
template <class Describe>
void Engine::list_table(const ConnTable& table, Describe describe,
                        const std::function<bool(const ConnInfo&)>& visit, bool& goes_on) const {
  std::vector<ConnInfo> rows;
  ConnIndex next = 0;
  ConnIndex end = 0;
  do {
    rows.clear();
    exclusively([&] {
      end = table.used_end();
      const ConnIndex stop = std::min(end, next + kListedAtOnce);
      for (; next < stop; ++next) {
        if (table.is_used(next)) rows.push_back(describe(next));
      }
    });
    for (const ConnInfo& row : rows) {
      if (goes_on) goes_on = visit(row);
    }
  } while (goes_on && next < end);
}

void Engine::each_conn(const std::function<bool(const ConnInfo&)>& visit) const {
  catch_up(Progress::Recent);
  bool goes_on = true;
  const Tick now = tick_at(last_time());
  for (const auto& path : paths_) {
    const auto describe = [&](ConnIndex index) { return conn_info(path->conns(), index, now); };
    list_table(path->conns(), describe, visit, goes_on);
  }
  const auto describe = [&](ConnIndex index) { return template_info(core_.templates, index, now); };
  list_table(core_.templates.table(), describe, visit, goes_on);
}

std::vector<ReasonCount> Engine::reason_counts() const {
  catch_up(Progress::Recent);
  std::vector<ReasonCount> counts;
  for (const dp::ReasonText& text : dp::kReasonText) {
    ReasonCount count{text.reason, 0};
    for (const auto& path : paths_) {
      count.frames += path->frames_with(text.reason);
      if (text.reason == dp::Reason::None) count.frames += path->accelerated().frames();
    }
    counts.push_back(count);
  }
  return counts;
}

EngineInfo Engine::info() const {
  return exclusively([&] {
    EngineInfo info{
        "soft", 0, 0, core_.templates.table().size(), 0, static_cast<std::uint32_t>(paths_.size())};
    for (const auto& path : paths_) {
      info.conn_capacity += path->conns().capacity();
      info.conn_count += path->conns().size();
    }
    info.conn_table_size = static_cast<std::uint32_t>(info.conn_capacity);
    return info;
  });
}

void Engine::set_port(const Port& port) {
  change_net([&] { core_.net.set_port(port); });
}
void Engine::remove_port(PortId port) {
  change_net([&] { core_.net.remove_port(port); });
}
void Engine::add_address(const PortAddress& address) {
  change_net([&] { core_.net.add_address(address); });
}
void Engine::remove_address(const PortAddress& address) {
  change_net([&] { core_.net.remove_address(address); });
}
void Engine::add_route(const Route& route) {
  change_net([&] { core_.net.add_route(route); });
}
void Engine::remove_route(const Route& route) {
  change_net([&] { core_.net.remove_route(route); });
}
void Engine::set_neighbour(const Neighbour& neighbour) {
  change_net([&] { core_.net.set_neighbour(neighbour); });
}
void Engine::remove_neighbour(PortId port, const IpAddress& address) {
  change_net([&] { core_.net.remove_neighbour(port, address); });
}

std::vector<NetSink::Wanted> Engine::take_wanted_neighbours() {
  std::vector<Wanted> wanted;
  exclusively([&] {
    for (const auto& path : paths_) path->wanted().take(wanted);
  });
  want_dests(wanted);
  return wanted;
}

// The next hops of dests are asked for before a client needs them.
void Engine::want_dests(std::vector<Wanted>& wanted) {
  const Gate::Turn turn(gate_);
  const std::uint64_t generation = core_.net.generation() + dest_changes_;
  if (generation == wanted_generation_) return;
  wanted_generation_ = generation;
  core_.services.each_service([&](const Service& service) {
    for (const Dest& dest : service.dests()) {
      if (wanted.size() >= kMostWanted) return;
      const NextHop hop = core_.net.next_hop({dest.family, dest.address});
      if (hop.blocked() == dp::Reason::NoNeighbour) wanted.push_back({hop.port, hop.neighbour});
    }
  });
}

void Engine::process(unsigned worker, std::span<Frame> frames, std::span<Decision> decisions,
                     Time now, FrameAllocator& allocator, std::vector<Frame>& originated) {
  gate_.enter(worker);
  note_time(now);
  paths_[worker]->process(frames, decisions, {now, tick_from(now), allocator, originated});
  if (accelerator_ != nullptr) outdate_by_path_mtus();
  gate_.leave(worker);
}

Time Engine::last_time() const {
  return Time(std::max<Time::rep>(0, now_.load(std::memory_order_relaxed)));
}

void Engine::note_time(Time now) {
  if (started_.load(std::memory_order_relaxed) == kNotStarted) {
    started_.store(now.count(), std::memory_order_relaxed);
  }
  if (now_.load(std::memory_order_relaxed) < now.count()) {
    now_.store(now.count(), std::memory_order_relaxed);
  }
}

unsigned Engine::owner_of(unsigned worker, const Frame& frame) {
  if (paths_.size() == 1) return 0;
  gate_.enter(worker);
  const FrameWindow window = FrameWindow::of(frame);
  const unsigned owner = owner_of_packet(core_, window, parse_frame(window));
  gate_.leave(worker);
  return owner;
}

Tick Engine::next_event(Tick target) const {
  Tick next = core_.templates.next_event(target);
  const bool defends = Defence::is_wanted(core_.settings.values());
  if (defends && is_before(next_defence_, next)) next = next_defence_;
  for (const auto& path : paths_) next = path->next_event(next);
  const Tick services_due = tick_from(core_.services.next_due());
  return is_before(services_due, next) ? services_due : next;
}

bool Engine::turn_wheels(Tick to) {
  bool is_done = true;
  for (const auto& path : paths_) is_done &= path->expire_until(to, kExpiredAtOnce);
  return core_.templates.turn(to, kExpiredAtOnce) && is_done;
}

// From event to event, so that each has its own time; the gate opens between pieces of work.
void Engine::advance(Time now) {
  if (core_.services.next_due() <= now) catch_up(Progress::All);
  const Tick target = tick_at(now);
  if (!has_advanced_) {
    const Time::rep started = started_.load(std::memory_order_relaxed);
    turned_to_ = started == kNotStarted ? target : tick_at(Time(started));
    has_advanced_ = true;
  }
  bool is_done = false;
  while (!is_done) {
    bool thins_out = false;
    is_done = exclusively([&] {
      const Tick next = later_of(next_event(target), turned_to_);
      if (!turn_wheels(next)) return false;
      turned_to_ = next;
      const Time at = now - (target - next) * kTick;
      core_.services.advance(at);
      note_time(at);
      thins_out = take_defence_due();
      return next == target;
    });
    if (thins_out) thin_out();
  }
}

bool Engine::take_defence_due() {
  const bool defends = Defence::is_wanted(core_.settings.values());
  if (defends && is_before(turned_to_, next_defence_)) return false;
  next_defence_ = turned_to_ + static_cast<Tick>(Defence::kPeriod / kTick);
  const dp::TcpRules rules = core_.defence.rules();
  if (defends) core_.defence.update(core_.settings, core_.free_pages);
  if (accelerator_ != nullptr && core_.defence.rules() != rules) accelerator_->outdate_all();
  return core_.defence.drops_entries();
}

template <class Drop>
void Engine::thin_out_table(const ConnTable& table, Drop drop) {
  std::uint64_t draws = table.capacity() / EntryDropper::kShare;
  while (draws > 0) {
    exclusively([&] {
      for (unsigned i = 0; i < kListedAtOnce && draws > 0; ++i, --draws) {
        const ConnIndex index = dropper_.draw(table.capacity());
        if (index < table.used_end() && table.is_used(index)) drop(index);
      }
    });
  }
}

void Engine::thin_out() {
  for (const auto& path : paths_) {
    thin_out_table(path->conns(),
                   [&](ConnIndex index) { path->drop_entry(index, dropper_, turned_to_); });
  }
  thin_out_table(core_.templates.table(),
                 [&](ConnIndex index) { core_.templates.drop_entry(index, dropper_, turned_to_); });
}

std::uint64_t Engine::steering_generation() const {
  const Gate::Turn turn(gate_);
  return soft::steering_generation(core_.services, core_.classifier);
}

SoftDataPlane::Steering Engine::steering() const {
  const Gate::Turn turn(gate_);
  return steering_of(core_.services, core_.classifier);
}

}  // namespace nicvs::soft
