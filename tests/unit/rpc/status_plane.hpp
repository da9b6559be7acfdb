// SPDX-License-Identifier: Apache-2.0
// A MemoryPlane with settings, marks and reasons.
#pragma once

#include <cerrno>
#include <map>

#include "tests/unit/ipvs/memory_plane.hpp"

namespace nicvs::test {

class StatusPlane : public MemoryPlane {
 public:
  Status set_setting(std::string_view name, std::string_view value) override {
    const auto found = values_.find(std::string(name));
    if (found == values_.end()) return Error{ENOENT, "there is no setting " + std::string(name)};
    found->second = value;
    return {};
  }
  std::vector<std::pair<std::string, std::string>> settings() const override {
    return {values_.begin(), values_.end()};
  }
  Status set_mark_rules(const std::vector<MarkRule>& rules) override {
    rules_ = rules;
    return {};
  }
  std::vector<MarkRule> mark_rules() const override { return rules_; }
  std::vector<ReasonCount> reason_counts() const override {
    return {{dp::Reason::None, 11}, {dp::Reason::NoDest, 7}, {dp::Reason::NoService, 3}};
  }

 private:
  std::map<std::string, std::string> values_{{"conn_reuse_mode", "1"}, {"sync_threshold", "3 50"}};
  std::vector<MarkRule> rules_;
};

}  // namespace nicvs::test
