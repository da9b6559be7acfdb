// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>

#include "hls/hlsc/passes/passes.hpp"
#include "hls/hlsc/passes/rebuild.hpp"

namespace nicvs::hlsc {
namespace {

// Cones of fewer levels stay as they are: those of mixing hashes, whose words read better and whose
// bits have few terms.
constexpr unsigned kMinDepth = 32;

bool is_linear(const Node* node) {
  return node->op == Op::Xor || node->op == Op::Not || node->op == Op::Concat ||
         node->op == Op::Slice;
}

// A sum over GF(2): sorted numbers of leaf bits; kOne is the constant one.
using Form = std::vector<unsigned>;
constexpr unsigned kOne = 0;

Form sum_of(const Form& x, const Form& y) {
  Form result;
  std::set_symmetric_difference(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(result));
  return result;
}

// The forms of all bits of all nodes.
class Forms {
 public:
  explicit Forms(const Kernel& kernel) {
    for (Node* node : live_nodes(kernel)) {
      add(node);
    }
  }

  const std::vector<Form>& of(const Node* node) const { return forms_.at(node->id); }
  unsigned depth(const Node* node) const { return depths_.at(node->id); }
  const BitOf& leaf(unsigned number) const { return leaves_[number]; }

 private:
  void add(Node* node) {
    std::vector<Form>& forms = forms_[node->id];
    forms.resize(node->width);
    unsigned depth = 0;
    for (const Node* operand : node->operands) {
      depth = std::max(depth, depths_[operand->id]);
    }
    depths_[node->id] = !is_linear(node) ? 0 : node->op == Op::Xor ? depth + 1 : depth;
    unsigned at = 0;
    switch (node->op) {
      case Op::Const:
        for (unsigned i = 0; i < node->width; ++i) {
          forms[i] = node->value[i] ? Form{kOne} : Form{};
        }
        break;
      case Op::Slice:
        for (unsigned i = 0; i < node->width; ++i) {
          forms[i] = of(node->operands[0])[node->low + i];
        }
        break;
      case Op::Concat:
        for (const Node* part : node->operands) {
          std::copy(of(part).begin(), of(part).end(), forms.begin() + at);
          at += part->width;
        }
        break;
      case Op::Not:
        for (unsigned i = 0; i < node->width; ++i) {
          forms[i] = sum_of(of(node->operands[0])[i], {kOne});
        }
        break;
      case Op::Xor:
        for (const Node* operand : node->operands) {
          for (unsigned i = 0; i < node->width; ++i) {
            forms[i] = sum_of(forms[i], of(operand)[i]);
          }
        }
        break;
      default:
        for (unsigned i = 0; i < node->width; ++i) {
          forms[i] = {static_cast<unsigned>(leaves_.size())};
          leaves_.push_back({node, i});
        }
    }
  }

  std::map<unsigned, std::vector<Form>> forms_;
  std::map<unsigned, unsigned> depths_;
  std::vector<BitOf> leaves_{{nullptr, kOne}};
};

class Collapse {
 public:
  Collapse(const Forms& forms, Netlist& net) : forms_(forms), net_(net) {}

  // A node that nothing linear uses.
  Node* root(Node* node) {
    return is_linear(node) && forms_.depth(node) >= kMinDepth ? matrix(node) : inside(node);
  }

 private:
  Node* inside(Node* node) {
    const auto found = made_.find(node->id);
    if (found != made_.end()) {
      return found->second;
    }
    Nodes operands;
    for (Node* operand : node->operands) {
      operands.push_back(is_linear(node) ? inside(operand) : root(operand));
    }
    net_.set_origin(node->origin);
    Node* result = node->operands.empty() ? node : net_.again(node, operands);
    if (result->name.empty() && !is_wiring(result) && result->op != Op::Input) {
      result->name = node->name;
    }
    return made_[node->id] = result;
  }

  Node* matrix(Node* node) {
    std::map<BitOf, unsigned> position;  // of the leaf bits that count, in the operands
    std::map<unsigned, std::pair<Node*, APInt>> used;
    for (const Form& form : forms_.of(node)) {
      for (const unsigned number : form) {
        if (number != kOne) {
          const BitOf& bit = forms_.leaf(number);
          auto& mask = used.try_emplace(bit.node->id, bit.node, APInt(bit.node->width, 0))
                           .first->second.second;
          mask.setBit(bit.index);
        }
      }
    }
    Nodes operands;
    unsigned total = 0;
    for (const auto& [id, leaf] : used) {
      const unsigned low = leaf.second.countr_zero();
      const unsigned width = leaf.second.getActiveBits() - low;
      operands.push_back(net_.slice(inside(leaf.first), low, width));
      for (unsigned i = 0; i < width; ++i) {
        position[{leaf.first, low + i}] = total + i;
      }
      total += width;
    }
    std::vector<APInt> masks;
    for (const Form& form : forms_.of(node)) {
      APInt mask(total + 1, 0);
      for (const unsigned number : form) {
        mask.setBit(number == kOne ? total : position.at(forms_.leaf(number)));
      }
      masks.push_back(mask);
    }
    net_.set_origin(node->origin);
    return net_.linear(std::move(operands), std::move(masks));
  }

  const Forms& forms_;
  Netlist& net_;
  std::map<unsigned, Node*> made_;
};

}  // namespace

void collapse_parities(Kernel& kernel) {
  const Nodes nodes = live_nodes(kernel);
  const bool has_deep_xor = std::count_if(nodes.begin(), nodes.end(), [](const Node* n) {
                              return n->op == Op::Xor;
                            }) >= kMinDepth;
  if (!has_deep_xor) {
    return;
  }
  const Forms forms(kernel);
  Collapse collapse(forms, *kernel.net);
  for (Output& output : kernel.outputs) {
    output.value = collapse.root(output.value);
  }
}

}  // namespace nicvs::hlsc
