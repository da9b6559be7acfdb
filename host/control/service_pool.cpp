// SPDX-License-Identifier: Apache-2.0
#include "host/control/service_pool.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace nicvs::control {

bool ServicePool::done(const Status& status, const char* what) const {
  if (!status) log_.error("{}: {}: {}; tried again", service_.name, what, status.error().text);
  return static_cast<bool>(status);
}

void ServicePool::want(const DestSpec& dest, std::optional<std::int32_t> weight) {
  auto entry = std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& each) { return each.dest.key == dest.key; });
  if (entry == entries_.end()) entry = entries_.insert(entries_.end(), Entry{});
  entry->dest = dest;
  entry->is_wanted = weight.has_value();
  if (weight) entry->dest.weight = *weight;
}

void ServicePool::forget(const DestKey& dest) {
  for (Entry& entry : entries_) {
    if (entry.dest.key == dest) entry.is_wanted = false;
  }
}

void ServicePool::replace(config::VirtualService service) { service_ = std::move(service); }

bool ServicePool::has_wanted_server() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.is_wanted && entry.dest.weight > 0; });
}

void ServicePool::settle_service() {
  if (present_ == service_.spec) return;
  Status status = present_ ? plane_.edit_service(service_.spec) : plane_.add_service(service_.spec);
  if (!status && status.error().code == EEXIST) status = plane_.edit_service(service_.spec);
  if (done(status, "service")) present_ = service_.spec;
}

void ServicePool::bring_in(Entry& entry) {
  if (entry.present == entry.dest) return;
  const ServiceKey& key = service_.spec.key;
  Status status =
      entry.present ? plane_.edit_dest(key, entry.dest) : plane_.add_dest(key, entry.dest);
  if (!status && status.error().code == EEXIST) status = plane_.edit_dest(key, entry.dest);
  if (!status && status.error().code == ENOENT) status = plane_.add_dest(key, entry.dest);
  if (!done(status, "dest")) return;
  log_.info("{}: dest {} has weight {}", service_.name, entry.dest.key.to_string(),
            entry.dest.weight);
  entry.present = entry.dest;
}

void ServicePool::take_out(Entry& entry) {
  if (!entry.present) return;
  Status status = plane_.delete_dest(service_.spec.key, entry.dest.key);
  if (!status && status.error().code == ENOENT) status = Status();
  if (!done(status, "dest")) return;
  log_.info("{}: dest {} is out of the table", service_.name, entry.dest.key.to_string());
  entry.present.reset();
}

// Also swaps in another sorry server after a reload.
void ServicePool::settle_sorry(bool is_wanted) {
  const bool is_other = sorry_ && (!service_.sorry || sorry_->dest.key != service_.sorry->key);
  if (sorry_ && (!is_wanted || is_other)) {
    take_out(*sorry_);
    if (sorry_->present) return;
    sorry_.reset();
  }
  if (!is_wanted || !service_.sorry) return;
  if (!sorry_) sorry_ = Entry{};
  sorry_->dest = *service_.sorry;
  bring_in(*sorry_);
}

// What comes in does so before anything leaves, so that clients always find somebody.
void ServicePool::settle() {
  settle_service();
  if (!present_) return;
  const bool needs_sorry = !has_wanted_server();
  if (needs_sorry) settle_sorry(true);
  for (Entry& entry : entries_) {
    if (entry.is_wanted) bring_in(entry);
  }
  for (Entry& entry : entries_) {
    if (!entry.is_wanted) take_out(entry);
  }
  std::erase_if(entries_, [](const Entry& entry) { return !entry.is_wanted && !entry.present; });
  if (!needs_sorry) settle_sorry(false);
}

void ServicePool::remove() {
  if (!present_) return;
  const Status status = plane_.delete_service(service_.spec.key);
  if (!status && status.error().code != ESRCH) {
    log_.error("{}: {}", service_.name, status.error().text);
  }
  present_.reset();
}

}  // namespace nicvs::control
