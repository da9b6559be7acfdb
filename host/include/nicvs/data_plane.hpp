// SPDX-License-Identifier: Apache-2.0
// The one seam between the control plane and the engines.
//
// An engine (soft, sim, card) implements DataPlane; nicvsd, the netlink server, health checks and
// nicvs-replay call it and know no concrete engine. Calls come from one control thread at a time
// and may run while workers forward packets; a call never stalls a worker for more than one batch.
// Error codes are the kernel's own (spec of IPVS generic netlink): EEXIST, ESRCH, ENOENT, ERANGE,
// EINVAL, EAFNOSUPPORT; on error nothing has changed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nicvs/dp/verdict.hpp"
#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs {

struct ReasonCount {
  dp::Reason reason;
  std::uint64_t frames;
};

struct EngineInfo {
  std::string engine;             // "soft", "sim", "card"
  std::uint64_t conn_capacity;    // conns the table can hold
  std::uint64_t conn_count;       // conns now, templates excluded
  std::uint64_t template_count;   // templates now
  std::uint32_t conn_table_size;  // the "size=" of ipvsadm -L
  std::uint32_t workers;
};

class DataPlane {
 public:
  virtual ~DataPlane() = default;

  // Services. Keys are unique. edit replaces everything but the key and the HASHED flag.
  virtual Status add_service(const ServiceSpec& spec) = 0;   // EEXIST, ENOENT (scheduler)
  virtual Status edit_service(const ServiceSpec& spec) = 0;  // ESRCH, ENOENT
  virtual Status delete_service(const ServiceKey& key) = 0;  // ESRCH
  virtual Status flush() = 0;                                // deletes every service
  virtual Result<ServiceInfo> service(const ServiceKey& key) const = 0;  // ESRCH
  // In kernel order (that of ipvsadm --nosort).
  virtual std::vector<ServiceInfo> services() const = 0;

  // Dests. Schedulers walk the newest first, and dests() lists them in that order.
  virtual Status add_dest(const ServiceKey& service, const DestSpec& dest) = 0;
  virtual Status edit_dest(const ServiceKey& service, const DestSpec& dest) = 0;
  virtual Status delete_dest(const ServiceKey& service, const DestKey& dest) = 0;
  virtual Result<std::vector<DestInfo>> dests(const ServiceKey& service) const = 0;

  // Counters read as zero from now on; nullptr = all services.
  virtual Status zero(const ServiceKey* service) = 0;

  virtual Timeouts timeouts() const = 0;
  virtual Status set_timeouts(const Timeouts& timeouts) = 0;

  // Settings named as under net.ipv4.vs ("conn_reuse_mode", "sync_threshold"), values as text.
  virtual Status set_setting(std::string_view name, std::string_view value) = 0;  // ENOENT, EINVAL
  virtual std::vector<std::pair<std::string, std::string>> settings() const = 0;

  // Replaces the classifier's rules.
  virtual Status set_mark_rules(const std::vector<MarkRule>& rules) = 0;
  virtual std::vector<MarkRule> mark_rules() const = 0;

  // Calls visit for every conn and template, in no order, without stopping the workers; a conn that
  // appears or goes meanwhile may or may not be seen. visit returns false to stop.
  virtual void each_conn(const std::function<bool(const ConnInfo&)>& visit) const = 0;

  // Frames by reason since start, Reason::None being the forwarded ones.
  virtual std::vector<ReasonCount> reason_counts() const = 0;
  virtual EngineInfo info() const = 0;
};

}  // namespace nicvs
