// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ipvs/memory_plane.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>

namespace nicvs::test {
namespace {

// A fwmark service has no address, of whatever family.
bool is_same(const ServiceKey& a, const ServiceKey& b) {
  const bool are_marks = a.is_fwmark() && a.fwmark == b.fwmark && a.family == b.family;
  return are_marks || a == b;
}

bool is_scheduler(const std::string& name) {
  constexpr std::array kNames = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh",
                                 "sh", "sed", "nq", "fo",  "ovf",  "mh",    "twos"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Status check(const ServiceSpec& spec) {
  if (!is_scheduler(spec.scheduler)) return Error{ENOENT, "no such scheduler"};
  if (!spec.persistence_engine.empty() && spec.persistence_engine != "sip") {
    return Error{ENOENT, "no such persistence engine"};
  }
  return {};
}

Status check(const DestSpec& dest) {
  if (dest.weight < 0 || dest.lower_threshold > dest.upper_threshold) {
    return Error{ERANGE, "weight or thresholds out of range"};
  }
  return {};
}

auto find_dest(std::vector<DestInfo>& dests, const DestKey& key) {
  return std::find_if(dests.begin(), dests.end(),
                      [&](const DestInfo& dest) { return dest.spec.key == key; });
}

}  // namespace

const MemoryPlane::Entry* MemoryPlane::find(const ServiceKey& key) const {
  for (const Entry& entry : entries_) {
    if (is_same(entry.info.spec.key, key)) return &entry;
  }
  return nullptr;
}

MemoryPlane::Entry* MemoryPlane::find(const ServiceKey& key) {
  return const_cast<Entry*>(std::as_const(*this).find(key));
}

Status MemoryPlane::add_service(const ServiceSpec& spec) {
  if (find(spec.key) != nullptr) return Error{EEXIST, "service exists"};
  if (Status status = check(spec); !status) return status;
  Entry entry{{spec, 0, {}}, {}};
  entry.info.spec.flags |= service_flag::kHashed;
  entries_.push_back(entry);
  return {};
}

Status MemoryPlane::edit_service(const ServiceSpec& spec) {
  Entry* entry = find(spec.key);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  if (Status status = check(spec); !status) return status;
  entry->info.spec = spec;
  entry->info.spec.flags |= service_flag::kHashed;
  return {};
}

Status MemoryPlane::delete_service(const ServiceKey& key) {
  const auto removed = std::erase_if(
      entries_, [&](const Entry& entry) { return is_same(entry.info.spec.key, key); });
  return removed != 0 ? Status{} : Error{ESRCH, "no service"};
}

Status MemoryPlane::flush() {
  entries_.clear();
  return {};
}

Result<ServiceInfo> MemoryPlane::service(const ServiceKey& key) const {
  const Entry* entry = find(key);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  return entry->info;
}

std::vector<ServiceInfo> MemoryPlane::services() const {
  std::vector<ServiceInfo> result;
  for (const Entry& entry : entries_) result.push_back(entry.info);
  return result;
}

Status MemoryPlane::add_dest(const ServiceKey& service, const DestSpec& dest) {
  Entry* entry = find(service);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  if (Status status = check(dest); !status) return status;
  if (find_dest(entry->dests, dest.key) != entry->dests.end()) return Error{EEXIST, "dest exists"};
  entry->dests.insert(entry->dests.begin(), DestInfo{dest});
  return {};
}

Status MemoryPlane::edit_dest(const ServiceKey& service, const DestSpec& dest) {
  Entry* entry = find(service);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  if (Status status = check(dest); !status) return status;
  const auto found = find_dest(entry->dests, dest.key);
  if (found == entry->dests.end()) return Error{ENOENT, "no dest"};
  found->spec = dest;
  return {};
}

Status MemoryPlane::delete_dest(const ServiceKey& service, const DestKey& dest) {
  Entry* entry = find(service);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  const auto found = find_dest(entry->dests, dest);
  if (found == entry->dests.end()) return Error{ENOENT, "no dest"};
  entry->dests.erase(found);
  return {};
}

Result<std::vector<DestInfo>> MemoryPlane::dests(const ServiceKey& service) const {
  const Entry* entry = find(service);
  if (entry == nullptr) return Error{ESRCH, "no service"};
  return entry->dests;
}

Status MemoryPlane::zero(const ServiceKey* service) {
  if (service != nullptr && find(*service) == nullptr) return Error{ESRCH, "no service"};
  for (Entry& entry : entries_) {
    if (service != nullptr && !is_same(entry.info.spec.key, *service)) continue;
    entry.info.statistics = {};
    for (DestInfo& dest : entry.dests) dest.statistics = {};
  }
  return {};
}

Status MemoryPlane::set_timeouts(const Timeouts& timeouts) {
  if (timeouts.tcp != 0) timeouts_.tcp = timeouts.tcp;
  if (timeouts.tcp_fin != 0) timeouts_.tcp_fin = timeouts.tcp_fin;
  if (timeouts.udp != 0) timeouts_.udp = timeouts.udp;
  return {};
}

Status MemoryPlane::set_setting(std::string_view, std::string_view) {
  return Error{ENOENT, "no settings"};
}

Status MemoryPlane::set_mark_rules(const std::vector<MarkRule>&) {
  return Error{EOPNOTSUPP, "no rules"};
}

void MemoryPlane::each_conn(const std::function<bool(const ConnInfo&)>& visit) const {
  for (const ConnInfo& conn : conns) {
    if (!visit(conn)) return;
  }
}

EngineInfo MemoryPlane::info() const {
  EngineInfo info{};
  info.engine = "memory";
  info.conn_table_size = 4096;
  return info;
}

MemoryPlane::Entry& MemoryPlane::entry(const ServiceKey& key) {
  Entry* entry = find(key);
  assert(entry != nullptr);
  return *entry;
}

DestInfo& MemoryPlane::dest(const ServiceKey& service, const DestKey& dest) {
  return *find_dest(entry(service).dests, dest);
}

}  // namespace nicvs::test
