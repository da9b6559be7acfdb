// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/passes/passes.hpp"
#include "hls/hlsc/passes/rebuild.hpp"

namespace nicvs::hlsc {
namespace {

// What node needs of its operands when `mask` is needed of it.
void need_operands(const Node* node, const APInt& mask, std::vector<APInt>& needed) {
  const auto need = [&](const Node* operand, const APInt& bits) { needed[operand->id] |= bits; };
  const auto need_all = [&](const Node* operand) {
    need(operand, APInt::getAllOnes(operand->width));
  };
  switch (node->op) {
    case Op::Slice:
      need(node->operands[0], mask.zext(node->operands[0]->width).shl(node->low));
      break;
    case Op::Concat: {
      unsigned at = 0;
      for (const Node* part : node->operands) {
        need(part, mask.extractBits(part->width, at));
        at += part->width;
      }
      break;
    }
    case Op::Not:
    case Op::And:
    case Op::Or:
    case Op::Xor:
    case Op::Mux:
    case Op::OneHot:
    case Op::Lookup:
      for (std::size_t i = 0; i < node->operands.size(); ++i) {
        if (is_control(node, i)) {
          need_all(node->operands[i]);
        } else {
          need(node->operands[i], mask);
        }
      }
      break;
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
      for (const Node* operand : node->operands) {
        need(operand, APInt::getLowBitsSet(operand->width, mask.getActiveBits()));
      }
      break;
    default:
      for (const Node* operand : node->operands) {
        need_all(operand);
      }
  }
}

Node* narrowed(Netlist& net, Node* node, const Nodes& operands, const APInt& needed) {
  if (needed.isAllOnes() || is_wiring(node)) {
    return net.again(node, operands);
  }
  if (node->op == Op::Add || node->op == Op::Sub || node->op == Op::Mul) {
    const unsigned width = needed.getActiveBits();
    Node narrow = *node;
    narrow.width = width;
    Node* low =
        net.again(&narrow, {net.slice(operands[0], 0, width), net.slice(operands[1], 0, width)});
    return net.zero_extend(low, node->width);
  }
  const bool works_on_bits =
      is_bitwise(node) || node->op == Op::Mux || node->op == Op::OneHot || node->op == Op::Lookup;
  if (!works_on_bits) {
    return net.again(node, operands);
  }
  return net.split(
      node->width, [&](unsigned i) { return needed[i] ? nullptr : net.never(); },
      [&](unsigned low, unsigned width) { return net.again_on_bits(node, operands, low, width); });
}

}  // namespace

std::vector<APInt> needed_bits(const Kernel& kernel) {
  const Nodes nodes = live_nodes(kernel);
  std::vector<APInt> needed(nodes.empty() ? 0 : nodes.back()->id + 1, APInt::getZeroWidth());
  for (const Node* node : nodes) {
    needed[node->id] = APInt(node->width, 0);
  }
  for (const Output& output : kernel.outputs) {
    needed[output.value->id].setAllBits();
  }
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    const APInt mask = needed[(*node)->id];
    if (!mask.isZero()) {
      need_operands(*node, mask, needed);
    }
  }
  return needed;
}

void narrow(Kernel& kernel) {
  const std::vector<APInt> needed = needed_bits(kernel);
  Netlist& net = *kernel.net;
  rebuild(kernel, [&](Node* node, const Nodes& operands) {
    const APInt& mask = needed[node->id];
    return mask.isZero() ? net.constant(node->width, 0) : narrowed(net, node, operands, mask);
  });
}

}  // namespace nicvs::hlsc
