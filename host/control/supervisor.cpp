// SPDX-License-Identifier: Apache-2.0
#include "host/control/supervisor.hpp"

#include <algorithm>
#include <utility>

namespace nicvs::control {
namespace {

// How often failed calls of the DataPlane are tried again without news from a probe.
constexpr std::chrono::seconds kSettlePeriod{1};

const char* name_of(health::State state) {
  switch (state) {
    case health::State::Up:
      return "up";
    case health::State::Down:
      return "down";
    case health::State::Unknown:
      break;
  }
  return "unknown";
}

}  // namespace

std::unique_ptr<Supervisor::Supervised> Supervisor::take(const ServiceKey& key) {
  const auto found = std::find_if(services_.begin(), services_.end(), [&](const auto& each) {
    return each != nullptr && each->pool->service().spec.key == key;
  });
  return found == services_.end() ? nullptr : std::move(*found);
}

void Supervisor::apply(const config::Desired& desired) {
  if (desired.timeouts != Timeouts{0, 0, 0}) {
    const Status status = plane_.set_timeouts(desired.timeouts);
    if (!status) log_.error("timeouts: {}", status.error().text);
  }
  std::vector<std::unique_ptr<Supervised>> next;
  for (const config::VirtualService& service : desired.services) {
    std::unique_ptr<Supervised> supervised = take(service.spec.key);
    if (supervised == nullptr) {
      supervised = std::make_unique<Supervised>();
      supervised->pool = std::make_unique<ServicePool>(plane_, service, log_);
    }
    update(*supervised, service);
    next.push_back(std::move(supervised));
  }
  for (const auto& gone : services_) {
    if (gone != nullptr) gone->pool->remove();
  }
  services_ = std::move(next);
}

// A server that is the same and is tested the same way keeps its nanny and what that knows.
void Supervisor::update(Supervised& supervised, const config::VirtualService& service) {
  const bool tests_alike = supervised.pool->service().check == service.check;
  supervised.pool->replace(service);
  std::vector<std::unique_ptr<ServerWatch>> next;
  for (const config::Server& server : service.servers) {
    auto found =
        std::find_if(supervised.watches.begin(), supervised.watches.end(), [&](const auto& each) {
          return tests_alike && each != nullptr && each->server() == server;
        });
    next.push_back(found != supervised.watches.end() ? std::move(*found)
                                                     : watch(supervised, service, server));
  }
  for (const auto& gone : supervised.watches) {
    if (gone == nullptr) continue;
    const DestKey& key = gone->server().dest.key;
    const bool is_watched_anew = std::any_of(
        next.begin(), next.end(), [&](const auto& each) { return each->server().dest.key == key; });
    if (!is_watched_anew) supervised.pool->forget(key);
  }
  supervised.watches = std::move(next);
  settle(supervised);
}

std::unique_ptr<ServerWatch> Supervisor::watch(Supervised& supervised,
                                               const config::VirtualService& service,
                                               const config::Server& server) {
  return std::make_unique<ServerWatch>(server, service.check, make_tester_(service, server),
                                       [this, &supervised] { settle(supervised); });
}

void Supervisor::settle(Supervised& supervised) {
  for (const auto& watch : supervised.watches) {
    if (const auto& wish = watch->wish()) supervised.pool->want(watch->server().dest, wish->weight);
  }
  supervised.pool->settle();
}

void Supervisor::tick(Clock::time_point now) {
  now_ = now;
  for (const auto& supervised : services_) {
    for (const auto& watch : supervised->watches) watch->tick(now);
  }
  if (now - settled_at_ < kSettlePeriod) return;
  settled_at_ = now;
  for (const auto& supervised : services_) settle(*supervised);
}

void Supervisor::shutdown() {
  for (const auto& supervised : services_) supervised->pool->remove();
  services_.clear();
}

std::vector<ServerHealth> Supervisor::health() const {
  std::vector<ServerHealth> rows;
  for (const auto& supervised : services_) {
    for (const auto& watch : supervised->watches) {
      const auto since = std::chrono::duration_cast<std::chrono::seconds>(now_ - watch->since());
      rows.push_back({supervised->pool->service().spec.key.to_string(),
                      watch->server().dest.key.to_string(), name_of(watch->nanny().state()),
                      watch->nanny().weight(), watch->last_result(),
                      static_cast<std::uint64_t>(std::max<std::int64_t>(0, since.count()))});
    }
  }
  return rows;
}

}  // namespace nicvs::control
