// SPDX-License-Identifier: Apache-2.0
// The nodes that exist: one per meaning, and a simpler form of each if its facts allow one.
#include <cstring>

#include "hls/hlsc/netlist/facts.hpp"
#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {
namespace {

void append(std::string& key, std::uint64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  key.append(bytes, sizeof value);
}

void append(std::string& key, const APInt& value) {
  for (unsigned i = 0; i < value.getNumWords(); ++i) {
    append(key, value.getRawData()[i]);
  }
}

// Equal for nodes of equal meaning, different for others.
std::string key_of(const Node& node) {
  std::string key;
  append(key, static_cast<std::uint64_t>(node.op) << 32 | node.width);
  append(key, std::uint64_t{node.low});
  for (const Node* operand : node.operands) {
    append(key, std::uint64_t{operand->id});
  }
  for (const std::uint64_t k : node.keys) {
    append(key, k);
  }
  if (is_constant(&node)) {
    append(key, node.value);
  }
  for (const APInt& mask : node.masks) {
    append(key, mask);
  }
  return key + node.port;
}

// The bits of the support on which bit `index` of x depends.
std::vector<unsigned> dependencies(const Node* x, unsigned index) {
  std::vector<unsigned> result;
  for (unsigned i = 0; i < x->support.size(); ++i) {
    for (std::uint64_t at = 0; at < x->table.size(); ++at) {
      if (((x->table[at] ^ x->table[at ^ (std::uint64_t{1} << i)]) >> index & 1) != 0) {
        result.push_back(i);
        break;
      }
    }
  }
  return result;
}

bool is_arithmetic(const Node* x) {
  return x->op == Op::Add || x->op == Op::Sub || x->op == Op::Mul || x->op == Op::Eq ||
         x->op == Op::Ult || x->op == Op::Slt || x->op == Op::Lookup || x->op == Op::OneHot;
}

}  // namespace

Node* Netlist::intern(Node node) {
  Node*& slot = interned_[key_of(node)];
  if (slot == nullptr) {
    node.id = static_cast<unsigned>(nodes_.size());
    node.origin = origin_;
    nodes_.push_back(std::make_unique<Node>(std::move(node)));
    slot = nodes_.back().get();
    find_facts(*slot);
  }
  return slot;
}

Node* Netlist::constant(const APInt& value) {
  Node node{Op::Const, value.getBitWidth(), {}};
  node.value = value;
  return intern(std::move(node));
}

Node* Netlist::constant(unsigned width, std::uint64_t value) {
  return constant(APInt(width, value & ones64(width)));
}

Node* Netlist::undef(unsigned width) { return intern(Node{Op::Undef, width, {}}); }

Node* Netlist::input(unsigned width, const std::string& name) {
  Node node{Op::Input, width, {}};
  node.port = name;
  return intern(std::move(node));
}

Node* Netlist::simplified(Node* x) {
  return !is_constant(x) && x->known.isConstant() ? constant(x->known.getConstant())
                                                  : from_table(x);
}

// A tree of muxes over the bits that decide x; leaf() gets x's value.
Node* Netlist::by_support(Node* x, const std::function<Node*(std::uint64_t)>& leaf) {
  const std::function<Node*(std::size_t, std::uint64_t)> tree = [&](std::size_t i,
                                                                    std::uint64_t at) -> Node* {
    if (i == x->support.size()) {
      return leaf(x->table[at]);
    }
    Node* high = tree(i + 1, at | std::uint64_t{1} << i);
    Node* low = tree(i + 1, at);
    const BitOf& decider = x->support[i];
    return high == low ? high : mux(bit(decider.node, decider.index), high, low);
  };
  return tree(0, 0);
}

// Where each bit depends on very few others, a form of one or two gates a bit; otherwise x.
Node* Netlist::from_table(Node* x) {
  const bool decides_itself = !x->support.empty() && x->support[0].node == x;
  if (x->table.empty() || x->op == Op::Input || is_wiring(x) || decides_itself) {
    return x;
  }
  const unsigned limit = is_arithmetic(x) && x->width > 1 ? 2 : 1;
  std::vector<std::vector<unsigned>> deciders;
  for (unsigned i = 0; i < x->width; ++i) {
    deciders.push_back(dependencies(x, i));
    if (deciders.back().size() > limit) {
      return x;
    }
  }
  Nodes bits;
  for (unsigned index = 0; index < x->width; ++index) {
    const std::function<Node*(std::size_t, std::uint64_t)> tree = [&](std::size_t i,
                                                                      std::uint64_t at) -> Node* {
      if (i == deciders[index].size()) {
        return constant(1, x->table[at] >> index & 1);
      }
      const unsigned which = deciders[index][i];
      const BitOf& decider = x->support[which];
      return mux(bit(decider.node, decider.index), tree(i + 1, at | std::uint64_t{1} << which),
                 tree(i + 1, at));
    };
    bits.push_back(tree(0, 0));
  }
  return concat(bits);
}

}  // namespace nicvs::hlsc
