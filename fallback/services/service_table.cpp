// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/service_table.hpp"

#include <algorithm>
#include <cerrno>
#include <string>

#include "fallback/services/spec_checks.hpp"

namespace nicvs::soft {
namespace {

Error unknown_service(const ServiceKey& key) {
  return {ESRCH, "service " + key.to_string() + " does not exist"};
}

Error unknown_scheduler(const ServiceSpec& spec) {
  return {ENOENT,
          "service " + spec.key.to_string() + ": there is no scheduler \"" + spec.scheduler + "\""};
}

Error too_many_dests(const ServiceSpec& spec, const Scheduler& scheduler) {
  return {EINVAL, "service " + spec.key.to_string() + ": scheduler " + spec.scheduler +
                      " serves at most " + std::to_string(scheduler.max_dests()) + " dests"};
}

std::string name_of(const Service& service, const DestKey& dest) {
  return "dest " + dest.to_string() + " of service " + service.key().to_string();
}

std::atomic<std::uint32_t>& counter_of(Dest& dest, ConnKind kind) {
  switch (kind) {
    case ConnKind::Active:
      return dest.active_conns;
    case ConnKind::Template:
      return dest.persistent_conns;
    case ConnKind::Inactive:
      break;
  }
  return dest.inactive_conns;
}

}  // namespace

ServiceTable::ServiceTable(const Options& options, const Settings& settings)
    : settings_(settings), random_(options.random_seed), lines_(options.workers) {}

ServiceTable::~ServiceTable() = default;

Service* ServiceTable::find(const ServiceKey& key) const {
  const Result<ServiceKey> wanted = normalised(key);
  return wanted ? matcher_.find(*wanted) : nullptr;
}

Result<Service*> ServiceTable::find_or_error(const ServiceKey& key) const {
  const Result<ServiceKey> wanted = normalised(key);
  if (!wanted) return wanted.error();
  Service* found = matcher_.find(*wanted);
  if (found == nullptr) return unknown_service(key);
  return found;
}

Status ServiceTable::add_service(const ServiceSpec& spec) {
  const Result<ServiceKey> key = normalised(spec.key);
  if (!key) return key.error();
  if (matcher_.find(*key) != nullptr) {
    return Error{EEXIST, "service " + key->to_string() + " already exists"};
  }
  auto scheduler = make_scheduler(spec.scheduler, {key->family, settings_, random_});
  if (scheduler == nullptr) return unknown_scheduler(spec);
  if (Status status = check_service(spec); !status) return status;

  auto service = std::make_unique<Service>(spec, next_serial_++);
  service->spec_.key = *key;
  service->spec_.flags |= service_flag::kHashed;
  service->scheduler_ = std::move(scheduler);
  matcher_.add(*key, *service);
  if (service->has_engine()) engine_services_.push_back(service.get());
  services_.push_back(std::move(service));
  ++steering_generation_;
  return {};
}

Status ServiceTable::edit_service(const ServiceSpec& spec) {
  const Result<Service*> found = find_or_error(spec.key);
  if (!found) return found.error();
  Service& service = **found;
  auto scheduler = make_scheduler(spec.scheduler, {service.key().family, settings_, random_});
  if (scheduler == nullptr) return unknown_scheduler(spec);
  if (Status status = check_service(spec); !status) return status;
  if (service.dests_.size() > scheduler->max_dests()) return too_many_dests(spec, *scheduler);

  if (spec.scheduler != service.spec_.scheduler) {
    service.scheduler_ = std::move(scheduler);
    service.scheduler_->dests_added(service.dests_);
  }
  const ServiceKey key = service.spec_.key;
  service.spec_ = spec;
  service.spec_.key = key;
  service.spec_.flags |= service_flag::kHashed;
  std::erase(engine_services_, &service);
  if (service.has_engine()) engine_services_.push_back(&service);
  return {};
}

Status ServiceTable::delete_service(const ServiceKey& key) {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  remove_service(**found);
  std::erase_if(services_, [&](const auto& service) { return service.get() == *found; });
  return {};
}

void ServiceTable::flush() {
  for (const auto& service : services_) remove_service(*service);
  services_.clear();
}

void ServiceTable::remove_service(Service& service) {
  service.scheduler_.reset();
  while (Dest* dest = service.dests_.first()) remove_dest(service, *dest);
  carried_by_removed_ += service.carried(lines_);
  service.carried_by_removed_ = {};
  matcher_.remove(service.key());
  std::erase(engine_services_, &service);
  ++steering_generation_;
}

Dest* ServiceTable::dest_with_engine(const DestKey& key) const {
  if (engine_services_.empty() || !is_nat_dest(Protocol::Udp, key)) return nullptr;
  for (const Service* service : engine_services_) {
    const bool is_udp = !service->key().is_fwmark() && service->key().protocol == Protocol::Udp;
    Dest* dest = is_udp ? service->find_dest(key) : nullptr;
    if (dest != nullptr && dest->method == ForwardMethod::Nat) return dest;
  }
  return nullptr;
}

Result<ServiceInfo> ServiceTable::service(const ServiceKey& key) const {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  return (*found)->info(lines_);
}

std::vector<ServiceInfo> ServiceTable::services() const {
  std::vector<ServiceInfo> result;
  result.reserve(services_.size());
  std::for_each(services_.rbegin(), services_.rend(),
                [&](const auto& service) { result.push_back(service->info(lines_)); });
  return result;
}

Counters ServiceTable::carried() const {
  Counters carried = carried_by_removed_;
  for (const auto& service : services_) carried += service->carried(lines_);
  return carried;
}

StoredDest* ServiceTable::revive_or_create(const Service& service, const DestKey& key) {
  StoredDest* revived = store_.revive(service.key(), key);
  StoredDest& stored = revived != nullptr ? *revived : store_.create();
  if (revived == nullptr && !lines_.make(stored.dest.index)) {
    store_.free(stored.dest.index);
    return nullptr;
  }
  stored.dest.before_service = lines_.sum(stored.dest.index);
  // As the kernel does: the counters go on only if it is the same service, not one of the same key.
  if (revived != nullptr && stored.service_serial != service.serial()) {
    stored.dest.traffic.zero(stored.dest.before_service);
  }
  stored.service = service.key();
  stored.service_serial = service.serial();
  stored.dest.address = key.address.value;
  stored.dest.family = key.address.family;
  stored.dest.port = key.port;
  stored.dest.last_weight = 0;
  return &stored;
}

Status ServiceTable::add_dest(const ServiceKey& key, const DestSpec& spec) {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  Service& service = **found;
  if (Status status = check_dest(service.key(), spec); !status) return status;
  if (service.find_dest(spec.key) != nullptr) {
    return Error{EEXIST, name_of(service, spec.key) + " already exists"};
  }
  if (Status status = check_unicast(service.key(), spec.key); !status) return status;
  if (service.dests_.size() >= service.scheduler_->max_dests()) {
    return too_many_dests(service.spec(), *service.scheduler_);
  }

  StoredDest* found_or_made = revive_or_create(service, spec.key);
  if (found_or_made == nullptr) {
    return Error{ENOMEM, name_of(service, spec.key) + ": no memory for its counters"};
  }
  StoredDest& stored = *found_or_made;
  stored.dest.apply(spec);
  stored.dest.service = &service;
  service.dests_.push_front(stored.dest);
  service.scheduler_->dests_added(service.dests_);
  update_endpoints(stored);
  return {};
}

Status ServiceTable::edit_dest(const ServiceKey& key, const DestSpec& spec) {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  Service& service = **found;
  if (Status status = check_dest(service.key(), spec); !status) return status;
  Dest* dest = service.find_dest(spec.key);
  if (dest == nullptr) return Error{ENOENT, name_of(service, spec.key) + " does not exist"};

  dest->apply(spec);
  service.scheduler_->dest_edited(service.dests_);
  update_endpoints(store_.stored(*dest));
  return {};
}

Status ServiceTable::delete_dest(const ServiceKey& key, const DestKey& dest_key) {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  Service& service = **found;
  Dest* dest = service.find_dest(dest_key);
  if (dest == nullptr) return Error{ENOENT, name_of(service, dest_key) + " does not exist"};
  remove_dest(service, *dest);
  return {};
}

void ServiceTable::remove_dest(Service& service, Dest& dest) {
  service.dests_.remove(dest);
  service.carried_by_removed_ += lines_.sum(dest.index) - dest.before_service;
  lines_.forget_way(dest.index);
  dest.service = nullptr;
  if (service.scheduler_ != nullptr) service.scheduler_->dest_removed(service.dests_, dest);
  store_.discard(dest, now_);
  update_endpoints(store_.stored(dest));
}

Result<std::vector<DestInfo>> ServiceTable::dests(const ServiceKey& key) const {
  const Result<Service*> found = find_or_error(key);
  if (!found) return found.error();
  std::vector<DestInfo> result;
  for (const Dest& dest : (*found)->dests()) result.push_back(dest.info(lines_.sum(dest.index)));
  return result;
}

Status ServiceTable::zero(const ServiceKey* key) {
  if (key != nullptr) {
    const Result<Service*> found = find_or_error(*key);
    if (!found) return found.error();
    (*found)->zero(lines_);
    return {};
  }
  for (const auto& service : services_) service->zero(lines_);
  total_.zero(carried());
  return {};
}

void ServiceTable::bind(Dest& dest, ConnKind kind) {
  counter_of(dest, kind).fetch_add(1, std::memory_order_relaxed);
  dest.is_overloaded =
      dp::is_overloaded_after_bind(dest.is_overloaded, dest.upper_threshold, dest.total_conns());
}

void ServiceTable::unbind(Dest& dest, ConnKind kind) {
  counter_of(dest, kind).fetch_sub(1, std::memory_order_relaxed);
  dest.is_overloaded = dp::is_overloaded_after_unbind(dest.is_overloaded, dest.upper_threshold,
                                                      dest.lower_threshold, dest.total_conns());
}

void ServiceTable::update_endpoints(StoredDest& stored) {
  if (stored.dest.is_gue()) ++steering_generation_;
  update_nat_dest(stored);
  update_tunnel_end(stored);
}

void ServiceTable::update_tunnel_end(StoredDest& stored) {
  const Dest& dest = stored.dest;
  if (stored.live_tunnel) tunnel_ends_.remove(*stored.live_tunnel);
  stored.live_tunnel.reset();
  if (!dest.is_available() || dest.method != ForwardMethod::Tun) return;
  stored.live_tunnel = tunnel_end(dest.tunnel_type, dest.tunnel_port, dest.key().address);
  tunnel_ends_.add(*stored.live_tunnel);
}

void ServiceTable::update_nat_dest(StoredDest& stored) {
  const DestKey key = stored.dest.key();
  const bool is_nat = stored.dest.method == ForwardMethod::Nat;
  const bool is_live_nat = is_nat && stored.dest.is_available();
  if (is_live_nat != stored.is_live_nat) {
    is_live_nat ? live_nat_dests_.add(stored.nat_protocol(), key)
                : live_nat_dests_.remove(stored.nat_protocol(), key);
    stored.is_live_nat = is_live_nat;
  }
  if (is_live_nat && !stored.is_nat_endpoint) {
    nat_dests_.add(stored.nat_protocol(), key);
    stored.is_nat_endpoint = true;
    ++steering_generation_;
  } else if (!is_live_nat && !stored.dest.is_referenced()) {
    forget_nat_endpoint(stored);
  }
}

void ServiceTable::forget_nat_endpoint(StoredDest& stored) {
  if (!stored.is_nat_endpoint) return;
  nat_dests_.remove(stored.nat_protocol(), stored.dest.key());
  stored.is_nat_endpoint = false;
  ++steering_generation_;
}

}  // namespace nicvs::soft
