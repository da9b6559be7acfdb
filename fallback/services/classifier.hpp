// SPDX-License-Identifier: Apache-2.0
// The classifier: the fwmark of an arriving frame, as iptables rules would set it.
//
// The first rule that matches wins. Rules for one whole address are found by a hash, so that many
// of them cost as little as one; the others are tried in order.
#pragma once

#include <cstdint>
#include <vector>

#include "fallback/net/address_hash.hpp"
#include "fallback/net/flat_map.hpp"
#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::soft {

class Classifier {
 public:
  // Replaces all rules; EINVAL, and nothing changes, if one is wrong. Workers are outside a batch.
  Status set_rules(const std::vector<MarkRule>& rules);
  const std::vector<MarkRule>& rules() const { return rules_; }
  // Changes with every successful set_rules().
  std::uint64_t generation() const { return generation_; }

  // 0 if no rule matches.
  std::uint32_t mark_of(const dp::FlowKey& flow) const {
    return rules_.empty() ? 0 : first_match(flow);
  }

  // Whether a rule's destination has the address, whatever its protocol and ports.
  bool concerns(const IpAddress& dst) const;

 private:
  struct Hash {
    std::size_t operator()(const IpAddress& address) const { return address_hash(address); }
  };

  std::uint32_t first_match(const dp::FlowKey& flow) const;

  std::vector<MarkRule> rules_;
  // Positions in rules_, ascending: of the rules for one address, and of those for a prefix.
  FlatMap<IpAddress, std::vector<std::uint32_t>, Hash> by_address_;
  std::vector<std::uint32_t> by_prefix_;
  std::uint64_t generation_ = 0;
};

}  // namespace nicvs::soft
