// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include "hls/hlsc/passes/passes.hpp"
#include "hls/hlsc/passes/rebuild.hpp"
#include "hls/hlsc/pipeline/delay.hpp"

namespace nicvs::hlsc {
namespace {

// Without the zeros on top.
Node* core_of(Node* node) {
  const bool is_extended =
      node->op == Op::Concat && node->operands.size() == 2 && is_constant(node->operands[1], 0);
  return is_extended ? node->operands[0] : node;
}

bool may_overflow(const Node* sum) {
  bool overflows = false;
  (void)sum->operands[0]->known.getMaxValue().uadd_ov(sum->operands[1]->known.getMaxValue(),
                                                      overflows);
  return overflows;
}

// The sums of more than two addends, and the pairs that several of them share. Addends and pairs
// have numbers: an addend its index in `addends`, a pair that plus its index in `pairs`.
class Sums {
 public:
  explicit Sums(const Kernel& kernel) : uses_(use_counts(kernel)) {
    for (Node* node : live_nodes(kernel)) {
      if (node->op == Op::Add) {
        add(node);
      }
    }
    drop_inner();
    for (std::optional<Pair> common = most_common(); common; common = most_common()) {
      share(*common);
    }
  }

  using Pair = std::pair<unsigned, unsigned>;

  // The numbers that make up the sum, null for other nodes.
  const std::vector<unsigned>* find(const Node* node) const {
    const auto found = sums_.find(node->id);
    return found == sums_.end() ? nullptr : &found->second;
  }
  bool is_pair(unsigned number) const { return number >= addends_.size(); }
  const Pair& pair(unsigned number) const { return pairs_[number - addends_.size()]; }
  Node* addend(unsigned number) const { return addends_[number]; }

 private:
  void add(Node* node) {
    Nodes found;
    grow(node->operands[0], found);
    grow(node->operands[1], found);
    if (found.size() <= 2) {
      return;
    }
    nodes_.push_back(node);
    for (Node* addend : found) {
      const auto [entry, is_new] =
          numbers_.try_emplace(addend->id, static_cast<unsigned>(addends_.size()));
      if (is_new) {
        addends_.push_back(addend);
      }
      sums_[node->id].push_back(entry->second);
    }
  }

  // Adds what `node`, an operand of a sum, consists of; stops where a carry could get lost.
  void grow(Node* node, Nodes& found) const {
    Nodes open{node};
    while (!open.empty()) {
      Node* next = open.back();
      open.pop_back();
      Node* core = core_of(next);
      const bool is_own = uses_[next->id] == 1 && uses_[core->id] == 1;
      if (core->op == Op::Add && is_own && (core == next || !may_overflow(core))) {
        open.insert(open.end(), core->operands.begin(), core->operands.end());
      } else {
        found.push_back(core);
      }
    }
  }

  // Sums that are part of another one.
  void drop_inner() {
    std::vector<unsigned> inner;
    for (const Node* node : nodes_) {
      for (Node* operand : node->operands) {
        const Node* core = core_of(operand);
        if (sums_.count(core->id) != 0 && uses_[core->id] == 1 && uses_[operand->id] == 1 &&
            (core == operand || !may_overflow(core))) {
          inner.push_back(core->id);
        }
      }
    }
    for (const unsigned id : inner) {
      sums_.erase(id);
    }
  }

  std::optional<Pair> most_common() const {
    std::map<Pair, unsigned> counts;
    for (const auto& [id, sum] : sums_) {
      for (std::size_t i = 0; i < sum.size(); ++i) {
        for (std::size_t j = i + 1; j < sum.size(); ++j) {
          ++counts[std::minmax(sum[i], sum[j])];
        }
      }
    }
    const auto best = std::max_element(counts.begin(), counts.end(),
                                       [](auto& a, auto& b) { return a.second < b.second; });
    return best == counts.end() || best->second < 2 ? std::nullopt : std::optional(best->first);
  }

  void share(const Pair& common) {
    const unsigned number = static_cast<unsigned>(addends_.size() + pairs_.size());
    pairs_.push_back(common);
    for (auto& [id, sum] : sums_) {
      const auto first = std::find(sum.begin(), sum.end(), common.first);
      if (first == sum.end()) {
        continue;
      }
      const auto from = common.first == common.second ? first + 1 : sum.begin();
      const auto second = std::find(from, sum.end(), common.second);
      if (second != sum.end()) {
        sum.erase(std::max(first, second));
        sum.erase(std::min(first, second));
        sum.push_back(number);
      }
    }
  }

  std::vector<unsigned> uses_;
  Nodes nodes_;
  Nodes addends_;
  std::map<unsigned, unsigned> numbers_;
  std::vector<Pair> pairs_;
  std::map<unsigned, std::vector<unsigned>> sums_;
};

// Rebuilds each long sum from the addends that are ready first.
class SumBuilder {
 public:
  SumBuilder(const Sums& sums, Netlist& net) : sums_(sums), net_(net) {}

  void rebuilt(const Node* old_node, Node* new_node) { made_[old_node->id] = new_node; }

  Node* build(const std::vector<unsigned>& sum, unsigned width) {
    Nodes parts;
    for (const unsigned number : sum) {
      parts.push_back(part(number, width));
    }
    while (parts.size() > 1) {
      std::stable_sort(parts.begin(), parts.end(), [this](Node* a, Node* b) {
        const double ready_a = arrival(a);
        const double ready_b = arrival(b);
        return ready_a != ready_b ? ready_a > ready_b
                                  : a->known.countMaxActiveBits() > b->known.countMaxActiveBits();
      });
      Node* first = parts.back();
      parts.pop_back();
      Node* second = parts.back();
      parts.pop_back();
      parts.push_back(net_.add(first, second));
    }
    return parts[0];
  }

 private:
  Node* part(unsigned number, unsigned width) {
    if (!sums_.is_pair(number)) {
      Node* addend = sums_.addend(number);
      Node* now = addend->operands.empty() ? addend : made_.at(addend->id);
      return net_.zero_extend(now, width);
    }
    const Sums::Pair& pair = sums_.pair(number);
    return net_.add(part(pair.first, width), part(pair.second, width));
  }

  double arrival(const Node* node) {
    const auto found = arrivals_.find(node->id);
    if (found != arrivals_.end()) {
      return found->second;
    }
    double ready = 0;
    for (const Node* operand : node->operands) {
      ready = std::max(ready, arrival(operand));
    }
    return arrivals_[node->id] = ready + DelayModel().of(*node);
  }

  const Sums& sums_;
  Netlist& net_;
  std::map<unsigned, Node*> made_;
  std::map<unsigned, double> arrivals_;
};

}  // namespace

void balance(Kernel& kernel) {
  const std::vector<unsigned> uses = use_counts(kernel);
  const Sums sums(kernel);
  Netlist& net = *kernel.net;
  SumBuilder builder(sums, net);
  rebuild(kernel, [&](Node* node, const Nodes& operands) {
    Node* result = nullptr;
    if (is_bitwise(node)) {
      Nodes flat;
      for (std::size_t i = 0; i < operands.size(); ++i) {
        const bool is_own = node->operands[i]->op == node->op && uses[node->operands[i]->id] == 1;
        if (is_own && operands[i]->op == node->op) {
          const Nodes& inner = operands[i]->operands;
          flat.insert(flat.end(), inner.begin(), inner.end());
        } else {
          flat.push_back(operands[i]);
        }
      }
      result = net.logic(node->op, flat);
    } else {
      const std::vector<unsigned>* sum = sums.find(node);
      result = sum != nullptr ? builder.build(*sum, node->width) : net.again(node, operands);
    }
    builder.rebuilt(node, result);
    return result;
  });
}

}  // namespace nicvs::hlsc
