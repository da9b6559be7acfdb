// SPDX-License-Identifier: Apache-2.0
#include "host/control/service_pool.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace nicvs::control {

bool ServicePool::done(const Status& status, const char* what) {
  if (status) return true;
  has_failed_ = true;
  if (status.error().code == ESRCH) {  // somebody else removed the service, and its dests with it
    present_.reset();
    for (Entry& entry : entries_) entry.present.reset();
    sorry_.reset();
  }
  const std::string failure = std::string(what) + ": " + status.error().text;
  if (failure != last_failure_) log_.error("{}: {}; tried again", service_.name, failure);
  last_failure_ = failure;
  return false;
}

void ServicePool::want(const DestSpec& dest, std::optional<std::int32_t> weight) {
  auto entry = std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& each) { return each.dest.key == dest.key; });
  if (entry == entries_.end()) entry = entries_.insert(entries_.end(), Entry{});
  entry->dest = dest;
  entry->is_configured = true;
  entry->is_wanted = weight.has_value();
  if (weight) entry->dest.weight = *weight;
}

void ServicePool::forget(const DestKey& dest) {
  for (Entry& entry : entries_) {
    if (entry.dest.key == dest) entry.is_wanted = entry.is_configured = false;
  }
}

void ServicePool::replace(config::VirtualService service) { service_ = std::move(service); }

bool ServicePool::has_wanted_server() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.is_wanted && entry.dest.weight > 0; });
}

// Before the first result of each server nobody knows whether the sorry server is needed.
bool ServicePool::has_heard_from_all() const {
  return std::count_if(entries_.begin(), entries_.end(), [](const Entry& entry) {
           return entry.is_configured;
         }) >= static_cast<std::ptrdiff_t>(service_.servers.size());
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
  if (!status && status.error().code == ENOENT) status = Status();  // it was gone already
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
  has_failed_ = false;
  settle_service();
  if (!present_) return;
  const bool has_server = has_wanted_server();
  if (!has_server && has_heard_from_all()) settle_sorry(true);
  for (Entry& entry : entries_) {
    if (entry.is_wanted) bring_in(entry);
  }
  for (Entry& entry : entries_) {
    if (!entry.is_wanted) take_out(entry);
  }
  std::erase_if(entries_,
                [](const Entry& entry) { return !entry.is_configured && !entry.present; });
  if (has_server) settle_sorry(false);
  if (!has_failed_) last_failure_.clear();
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
