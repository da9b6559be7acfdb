// SPDX-License-Identifier: Apache-2.0
// A node's value as a table over the few bits that decide it.
#include <algorithm>
#include <set>

#include "hls/hlsc/netlist/facts.hpp"

namespace nicvs::hlsc {
namespace {

constexpr std::size_t kMaxSupport = 6;

using Values = std::vector<std::uint64_t>;

std::int64_t as_signed(std::uint64_t value, unsigned width) {
  return static_cast<std::int64_t>(value << (64 - width)) >> (64 - width);
}

// The value of node for these values of its operands; all of at most 64 bits.
std::uint64_t value_for(const Node& node, const Values& in) {
  const auto width = [&](std::size_t i) { return node.operands[i]->width; };
  std::uint64_t result = node.op == Op::And ? ~std::uint64_t{0} : 0;
  switch (node.op) {
    case Op::Slice:
      return in[0] >> node.low;
    case Op::Not:
      return ~in[0];
    case Op::Concat:
      for (std::size_t i = in.size(); i-- > 0;) {
        result = (width(i) >= 64 ? 0 : result << width(i)) | in[i];
      }
      return result;
    case Op::And:
    case Op::Or:
    case Op::Xor:
      for (const std::uint64_t value : in) {
        result = node.op == Op::And  ? result & value
                 : node.op == Op::Or ? result | value
                                     : result ^ value;
      }
      return result;
    case Op::Add:
      return in[0] + in[1];
    case Op::Sub:
      return in[0] - in[1];
    case Op::Mul:
      return in[0] * in[1];
    case Op::Shl:
      return in[1] < node.width ? in[0] << in[1] : 0;
    case Op::Lshr:
      return in[1] < node.width ? in[0] >> in[1] : 0;
    case Op::Ashr:
      return static_cast<std::uint64_t>(as_signed(in[0], node.width) >>
                                        std::min<std::uint64_t>(in[1], node.width - 1));
    case Op::Eq:
      return in[0] == in[1] ? 1 : 0;
    case Op::Ult:
      return in[0] < in[1] ? 1 : 0;
    case Op::Slt:
      return as_signed(in[0], width(0)) < as_signed(in[1], width(1)) ? 1 : 0;
    case Op::Mux:
      return in[0] != 0 ? in[1] : in[2];
    case Op::OneHot:
      for (std::size_t i = 0; i < in.size(); i += 2) {
        result |= in[i] != 0 ? in[i + 1] : 0;
      }
      return result;
    case Op::Lookup:
      for (std::size_t i = 0; i < node.keys.size(); ++i) {
        result = in[0] == node.keys[i] ? in[i + 1] : result;
      }
      return result;
    default:
      return 0;
  }
}

// The node's own bits decide it.
void decide_by_itself(Node& node, Node* of, unsigned low) {
  if (node.width > kMaxSupport) {
    return;
  }
  for (unsigned i = 0; i < node.width; ++i) {
    node.support.push_back({of, low + i});
  }
  for (std::uint64_t v = 0; v < std::uint64_t{1} << node.width; ++v) {
    node.table.push_back(v);
  }
}

// For each operand, where its deciding bits are in the node's support.
std::vector<std::vector<std::size_t>> positions_in(const Node& node,
                                                   const std::vector<BitOf>& support) {
  std::vector<std::vector<std::size_t>> result;
  for (const Node* operand : node.operands) {
    std::vector<std::size_t> positions;
    for (const BitOf& bit : operand->support) {
      const auto found = std::lower_bound(support.begin(), support.end(), bit);
      positions.push_back(static_cast<std::size_t>(found - support.begin()));
    }
    result.push_back(positions);
  }
  return result;
}

void tabulate(Node& node, std::vector<BitOf> support) {
  const auto positions = positions_in(node, support);
  for (std::uint64_t at = 0; at < std::uint64_t{1} << support.size(); ++at) {
    Values in;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      std::uint64_t index = 0;
      for (std::size_t b = 0; b < positions[i].size(); ++b) {
        index |= (at >> positions[i][b] & 1) << b;
      }
      in.push_back(node.operands[i]->table[index]);
    }
    node.table.push_back(value_for(node, in) & ones64(node.width));
  }
  node.support = std::move(support);
}

}  // namespace

void find_table(Node& node) {
  if (is_constant(&node)) {
    node.table = {node.value.getZExtValue()};
    return;
  }
  if (is_undef(&node)) {
    return;
  }
  if (node.op == Op::Slice && node.operands[0]->table.empty()) {
    decide_by_itself(node, node.operands[0], node.low);
    return;
  }
  const bool has_own_function = node.op != Op::Input && node.op != Op::Linear;
  bool is_tabulated = has_own_function;
  std::set<BitOf> bits;
  for (const Node* operand : node.operands) {
    is_tabulated = is_tabulated && !operand->table.empty();
    bits.insert(operand->support.begin(), operand->support.end());
  }
  if (is_tabulated && bits.size() <= kMaxSupport) {
    tabulate(node, std::vector<BitOf>(bits.begin(), bits.end()));
  } else if (!is_wiring(&node)) {
    decide_by_itself(node, &node, 0);
  }
}

}  // namespace nicvs::hlsc
