// SPDX-License-Identifier: Apache-2.0
// Choosing one of several values: by one bit, by exclusive conditions, by an index.
#include <algorithm>
#include <bit>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {
namespace {

// A value with all conditions that select it.
struct Group {
  Node* value;
  Nodes conditions;
};

std::vector<Group> grouped(const Choices& choices) {
  std::vector<Group> groups;
  for (const Choice& choice : choices) {
    if (is_undef(choice.value) || is_constant(choice.condition, 0)) {
      continue;
    }
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const Group& g) { return g.value == choice.value; });
    if (same == groups.end()) {
      groups.push_back({choice.value, {choice.condition}});
    } else {
      same->conditions.push_back(choice.condition);
    }
  }
  return groups;
}

// Keeps only the bits of the index in which the keys differ: from `low`, `width` of them.
struct KeyBits {
  unsigned low = 0;
  unsigned width = 1;
};

KeyBits differing_bits(const Entries& entries) {
  std::uint64_t difference = 0;
  for (const Entry& entry : entries) {
    difference |= entry.key ^ entries[0].key;
  }
  if (difference == 0) {
    return {};
  }
  const unsigned low = static_cast<unsigned>(std::countr_zero(difference));
  return {low, static_cast<unsigned>(std::bit_width(difference)) - low};
}

constexpr std::size_t kMaxSupportOfTree = 3;

}  // namespace

Node* Netlist::mux(Node* condition, Node* if_true, Node* if_false) {
  if (is_constant(condition)) {
    return is_all_ones(condition) ? if_true : if_false;
  }
  if (is_undef(condition) || is_undef(if_true)) {
    return if_false;
  }
  if (if_true == if_false || is_undef(if_false)) {
    return if_true;
  }
  if (condition->op == Op::Not) {
    return mux(condition->operands[0], if_false, if_true);
  }
  if (if_true->width == 1) {
    if (is_constant(if_true)) {
      return is_all_ones(if_true) ? bitwise_or(condition, if_false)
                                  : bitwise_and(invert(condition), if_false);
    }
    if (is_constant(if_false)) {
      return is_all_ones(if_false) ? bitwise_or(invert(condition), if_true)
                                   : bitwise_and(condition, if_true);
    }
    if (invert(if_true) == if_false) {
      return bitwise_xor(condition, if_false);
    }
  }
  const auto known = [&](unsigned i) -> Node* {
    Node* yes = bit(if_true, i);
    Node* no = bit(if_false, i);
    if (yes == no || is_undef(no)) {
      return yes;
    }
    if (is_undef(yes)) {
      return no;
    }
    if (is_constant(yes) && is_constant(no)) {
      return is_all_ones(yes) ? condition : invert(condition);
    }
    return nullptr;
  };
  return split(if_true->width, known, [&](unsigned low, unsigned width) {
    if (low == 0 && width == if_true->width) {
      return simplified(intern(Node{Op::Mux, width, {condition, if_true, if_false}}));
    }
    return mux(condition, slice(if_true, low, width), slice(if_false, low, width));
  });
}

// Three or more values without a bit that is the same or constant in all of them.
Node* Netlist::one_hot_plain(const Choices& choices, unsigned width) {
  const std::vector<Group> groups = grouped(choices);
  if (groups.size() <= 1) {
    return groups.empty() ? undef(width) : groups[0].value;
  }
  if (groups.size() == 2) {
    Node* first = logic(Op::Or, groups[0].conditions);
    Node* second = logic(Op::Or, groups[1].conditions);
    return first->id <= second->id ? mux(first, groups[0].value, groups[1].value)
                                   : mux(second, groups[1].value, groups[0].value);
  }
  Nodes operands;
  Nodes terms;
  for (const Group& group : groups) {
    if (is_constant(group.value, 0)) {
      continue;
    }
    Node* condition = logic(Op::Or, group.conditions);
    operands.push_back(condition);
    operands.push_back(group.value);
    if (width == 1) {
      terms.push_back(bitwise_and(condition, group.value));
    }
  }
  return width == 1 ? logic(Op::Or, terms) : simplified(intern(Node{Op::OneHot, width, operands}));
}

// Bits that are the same or constant in all values become plain logic.
Node* Netlist::one_hot_columns(const Choices& choices, unsigned width) {
  const auto known = [&](unsigned i) -> Node* {
    Node* first = bit(choices[0].value, i);
    Nodes ones;
    bool is_same = true;
    bool is_constant_everywhere = true;
    for (const Choice& choice : choices) {
      Node* value = bit(choice.value, i);
      is_same = is_same && value == first;
      is_constant_everywhere = is_constant_everywhere && is_constant(value);
      if (is_all_ones(value)) {
        ones.push_back(choice.condition);
      }
    }
    if (is_same) {
      return first;
    }
    return !is_constant_everywhere ? nullptr : ones.empty() ? never() : logic(Op::Or, ones);
  };
  return split(width, known, [&](unsigned low, unsigned count) {
    Choices part;
    for (const Choice& choice : choices) {
      part.push_back({choice.condition, slice(choice.value, low, count)});
    }
    return one_hot_plain(part, count);
  });
}

Node* Netlist::one_hot(const Choices& choices) {
  const unsigned width = choices[0].value->width;
  Choices distinct;
  for (const Group& group : grouped(choices)) {
    distinct.push_back({logic(Op::Or, group.conditions), group.value});
  }
  return distinct.size() <= 2 ? one_hot_plain(distinct, width) : one_hot_columns(distinct, width);
}

Node* Netlist::lookup(Node* index, Entries entries) {
  const unsigned width = entries[0].value->width;
  if (!index->values.empty()) {
    Entries possible;
    for (const Entry& entry : entries) {
      if (std::binary_search(index->values.begin(), index->values.end(), entry.key)) {
        possible.push_back(entry);
      }
    }
    if (possible.empty()) {
      return undef(width);
    }
    entries = std::move(possible);
  }
  if (!index->table.empty() && index->support.size() <= kMaxSupportOfTree) {
    return by_support(index, [&](std::uint64_t at) {
      const auto found =
          std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == at; });
      return found == entries.end() ? undef(width) : found->value;
    });
  }
  const bool is_same = std::all_of(entries.begin(), entries.end(),
                                   [&](const Entry& e) { return e.value == entries[0].value; });
  if (is_same) {
    return entries[0].value;
  }
  const KeyBits bits = differing_bits(entries);
  if (bits.low != 0 || bits.width < index->width) {
    index = slice(index, bits.low, bits.width);
    for (Entry& entry : entries) {
      entry.key = entry.key >> bits.low & ones64(bits.width);
    }
  }
  if (entries.size() == 2) {
    return mux(equal(index, constant(index->width, entries[0].key)), entries[0].value,
               entries[1].value);
  }
  Node node{Op::Lookup, width, {index}};
  for (const Entry& entry : entries) {
    node.keys.push_back(entry.key);
    node.operands.push_back(entry.value);
  }
  return simplified(intern(std::move(node)));
}

}  // namespace nicvs::hlsc
