// SPDX-License-Identifier: Apache-2.0
// A DataPlane that keeps services and dests and forwards nothing: the kernel's checks, no engine.
#pragma once

#include <string>
#include <vector>

#include "nicvs/data_plane.hpp"

namespace nicvs::test {

class MemoryPlane : public DataPlane {
 public:
  struct Entry {
    ServiceInfo info;
    std::vector<DestInfo> dests;  // newest first
  };

  Status add_service(const ServiceSpec& spec) override;
  Status edit_service(const ServiceSpec& spec) override;
  Status delete_service(const ServiceKey& key) override;
  Status flush() override;
  Result<ServiceInfo> service(const ServiceKey& key) const override;
  std::vector<ServiceInfo> services() const override;
  Status add_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status edit_dest(const ServiceKey& service, const DestSpec& dest) override;
  Status delete_dest(const ServiceKey& service, const DestKey& dest) override;
  Result<std::vector<DestInfo>> dests(const ServiceKey& service) const override;
  Status zero(const ServiceKey* service) override;
  Timeouts timeouts() const override { return timeouts_; }
  Status set_timeouts(const Timeouts& timeouts) override;
  Status set_setting(std::string_view name, std::string_view value) override;
  std::vector<std::pair<std::string, std::string>> settings() const override { return {}; }
  Status set_mark_rules(const std::vector<MarkRule>& rules) override;
  std::vector<MarkRule> mark_rules() const override { return {}; }
  void each_conn(const std::function<bool(const ConnInfo&)>& visit) const override;
  std::vector<ReasonCount> reason_counts() const override { return {}; }
  EngineInfo info() const override;

  // What an engine would have counted: tests write it here.
  Entry& entry(const ServiceKey& key);
  DestInfo& dest(const ServiceKey& service, const DestKey& dest);
  std::vector<ConnInfo> conns;

 private:
  const Entry* find(const ServiceKey& key) const;
  Entry* find(const ServiceKey& key);

  std::vector<Entry> entries_;
  Timeouts timeouts_;
};

}  // namespace nicvs::test
