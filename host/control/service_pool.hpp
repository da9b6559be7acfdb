// SPDX-License-Identifier: Apache-2.0
// One service in the DataPlane, with the dests that health checks want in it.
//
// Control thread only. What is wanted is remembered; settle() brings it about and, where a call of
// the DataPlane fails, logs it and tries again the next time. The sorry server is in the table
// while every server has failed, and goes in before the last server leaves.
#pragma once

#include <spdlog/logger.h>

#include <optional>
#include <vector>

#include "host/config/desired.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::control {

class ServicePool {
 public:
  ServicePool(DataPlane& plane, config::VirtualService service, spdlog::logger& log)
      : plane_(plane), service_(std::move(service)), log_(log) {}

  const config::VirtualService& service() const { return service_; }

  // A server's weight in the table; nullopt: it should not be there.
  void want(const DestSpec& dest, std::optional<std::int32_t> weight);
  // The server is no longer configured.
  void forget(const DestKey& dest);
  // A reload changed the service: its specification is edited, its dests stay.
  void replace(config::VirtualService service);

  // Makes the table what is wanted.
  void settle();
  // Removes the service with its dests, if settle() has added it.
  void remove();

 private:
  struct Entry {
    DestSpec dest;  // with the wanted weight
    bool is_wanted = false;
    bool is_configured = true;
    std::optional<DestSpec> present;  // as it is in the table
  };

  bool has_wanted_server() const;
  bool has_heard_from_all() const;
  void settle_service();
  void settle_sorry(bool is_wanted);
  void bring_in(Entry& entry);
  void take_out(Entry& entry);
  // True on success. Logs a failure, but not the same one again and again.
  bool done(const Status& status, const char* what);

  DataPlane& plane_;
  config::VirtualService service_;
  spdlog::logger& log_;
  std::optional<ServiceSpec> present_;  // the service as it is in the table
  std::string last_failure_;
  bool has_failed_ = false;  // in this settle()
  std::vector<Entry> entries_;
  std::optional<Entry> sorry_;
};

}  // namespace nicvs::control
