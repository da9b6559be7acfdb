// SPDX-License-Identifier: Apache-2.0
// The set of a node's possible values where it is small; it sharpens what is known of single bits.
#include <optional>
#include <set>

#include "hls/hlsc/netlist/facts.hpp"

namespace nicvs::hlsc {
namespace {

constexpr std::size_t kMaxValues = 128;
constexpr unsigned kMaxUnknownBits = 6;

using Set = std::set<std::uint64_t>;

// The union of the sets of operands `from`, `from` + `step`...
std::optional<Set> union_of(const Node& node, std::size_t from, std::size_t step) {
  Set result;
  for (std::size_t i = from; i < node.operands.size(); i += step) {
    const auto& values = node.operands[i]->values;
    result.insert(values.begin(), values.end());
    if (values.empty() || result.size() > kMaxValues) {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<Set> of_sum(const Node& node) {
  Set result;
  for (const std::uint64_t x : node.operands[0]->values) {
    for (const std::uint64_t y : node.operands[1]->values) {
      result.insert((node.op == Op::Add ? x + y : x - y) & ones64(node.width));
    }
    if (result.size() > kMaxValues) {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<Set> of_concat(const Node& node) {
  Set result{0};
  unsigned at = 0;
  for (const Node* part : node.operands) {
    if (part->values.empty() || result.size() * part->values.size() > kMaxValues) {
      return std::nullopt;
    }
    Set longer;
    for (const std::uint64_t low : result) {
      for (const std::uint64_t high : part->values) {
        longer.insert(low | high << at);
      }
    }
    result = std::move(longer);
    at += part->width;
  }
  return result;
}

std::optional<Set> of_slice(const Node& node) {
  if (node.operands[0]->values.empty()) {
    return std::nullopt;
  }
  Set result;
  for (const std::uint64_t value : node.operands[0]->values) {
    result.insert(value >> node.low & ones64(node.width));
  }
  return result;
}

std::optional<Set> by_operation(const Node& node) {
  switch (node.op) {
    case Op::Mux:
    case Op::Lookup:
      return union_of(node, 1, 1);
    case Op::OneHot: {
      std::optional<Set> result = union_of(node, 1, 2);
      if (result) {
        result->insert(0);  // choices of zero are not stored
      }
      return result;
    }
    case Op::Add:
    case Op::Sub: {
      const bool both = !node.operands[0]->values.empty() && !node.operands[1]->values.empty();
      return both ? of_sum(node) : std::nullopt;
    }
    case Op::Slice:
      return of_slice(node);
    case Op::Concat:
      return of_concat(node);
    default:
      return std::nullopt;
  }
}

std::optional<Set> by_known_bits(const Node& node) {
  const APInt unknown_bits = ~(node.known.Zero | node.known.One);
  if (unknown_bits.popcount() > kMaxUnknownBits) {
    return std::nullopt;
  }
  const std::uint64_t unknown = unknown_bits.getZExtValue();
  const std::uint64_t base = node.known.One.getZExtValue();
  Set result;
  std::uint64_t subset = 0;
  do {
    result.insert(base | subset);
    subset = (subset - unknown) & unknown;
  } while (subset != 0);
  return result;
}

}  // namespace

void find_values(Node& node) {
  if (is_undef(&node)) {
    return;
  }
  std::optional<Set> values = node.table.empty()
                                  ? by_operation(node)
                                  : std::optional<Set>(Set(node.table.begin(), node.table.end()));
  if (!values) {
    values = by_known_bits(node);
  }
  if (!values || values->size() > kMaxValues) {
    return;
  }
  node.values.assign(values->begin(), values->end());
  APInt always_one = APInt::getAllOnes(node.width);
  APInt always_zero = APInt::getAllOnes(node.width);
  for (const std::uint64_t value : node.values) {
    always_one &= APInt(node.width, value);
    always_zero &= ~APInt(node.width, value);
  }
  node.known.One |= always_one;
  node.known.Zero |= always_zero;
}

}  // namespace nicvs::hlsc
