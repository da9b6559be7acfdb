// SPDX-License-Identifier: Apache-2.0
#include "fallback/services/classifier.hpp"

#include <algorithm>
#include <cerrno>
#include <string>

namespace nicvs::soft {
namespace {

bool matches(const MarkRule& rule, const dp::FlowKey& flow) {
  if (rule.protocol != Protocol::Ip && rule.protocol != flow.protocol) return false;
  if (flow.dst_port < rule.first_port || flow.dst_port > rule.last_port) return false;
  return rule.dst.contains({flow.family, flow.dst});
}

bool is_whole_address(const IpPrefix& prefix) {
  return prefix.length == IpAddress::bits_of(prefix.address.family);
}

Status check(const MarkRule& rule, std::size_t number) {
  const std::string name = "mark rule " + std::to_string(number);
  if (rule.mark == 0) return Error{EINVAL, name + ": the mark is 0, expected 1..4294967295"};
  if (rule.first_port > rule.last_port) {
    return Error{EINVAL, name + ": the first port is above the last port"};
  }
  const IpPrefix& dst = rule.dst;
  if (dst.length > IpAddress::bits_of(dst.address.family) ||
      masked(dst.address, dst.length) != dst.address) {
    return Error{EINVAL, name + ": " + dst.to_string() +
                             " is not a prefix, expected the bits "
                             "behind its length to be 0"};
  }
  return {};
}

}  // namespace

Status Classifier::set_rules(const std::vector<MarkRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (Status status = check(rules[i], i + 1); !status) return status;
  }
  rules_ = rules;
  by_address_ = {};
  by_prefix_.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const IpPrefix& dst = rules_[i].dst;
    (is_whole_address(dst) ? by_address_[dst.address] : by_prefix_).push_back(i);
  }
  ++generation_;
  return {};
}

bool Classifier::concerns(const IpAddress& dst) const {
  return by_address_.find(dst) != nullptr ||
         std::any_of(by_prefix_.begin(), by_prefix_.end(),
                     [&](std::uint32_t at) { return rules_[at].dst.contains(dst); });
}

std::uint32_t Classifier::first_match(const dp::FlowKey& flow) const {
  std::uint32_t first = static_cast<std::uint32_t>(rules_.size());
  if (const auto* candidates = by_address_.find({flow.family, flow.dst})) {
    for (const std::uint32_t at : *candidates) {
      if (!matches(rules_[at], flow)) continue;
      first = at;
      break;
    }
  }
  for (const std::uint32_t at : by_prefix_) {
    if (at > first) break;
    if (matches(rules_[at], flow)) return rules_[at].mark;
  }
  return first < rules_.size() ? rules_[first].mark : 0;
}

}  // namespace nicvs::soft
