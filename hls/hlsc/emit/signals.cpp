// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/emit/signals.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "hls/hlsc/emit/text.hpp"
#include "hls/hlsc/passes/rebuild.hpp"

namespace nicvs::hlsc {
namespace {

constexpr unsigned kMaxInlinedDepth = 3;

// Written as statements of their own, never inside of an expression.
bool needs_statement(const Node* node) {
  return node->op == Op::OneHot || node->op == Op::Lookup || node->op == Op::Linear;
}

std::string bits_text(unsigned low, unsigned width) {
  return width == 1 ? "[" + std::to_string(low) + "]"
                    : "[" + std::to_string(low + width - 1) + ":" + std::to_string(low) + "]";
}

std::string member_path(const std::string& path) {
  std::string result = "in_i";
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    result += "." + identifier(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

}  // namespace

Signals::Signals(const Kernel& kernel, const Schedule& schedule)
    : kernel_(kernel),
      schedule_(schedule),
      nodes_(live_nodes(kernel)),
      names_(schedule.stage.size()),
      inlined_(schedule.stage.size()) {
  choose_inlined();
  choose_names(kernel);
}

// A node without a name of its own that is used once, in its stage, by an expression that does not
// get too deep.
void Signals::choose_inlined() {
  const std::vector<unsigned> uses = use_counts(kernel_);
  std::map<unsigned, const Node*> user;  // of nodes with one user; the inverter is part of it
  std::map<unsigned, bool> is_sliced;
  for (const Node* node : nodes_) {
    for (const Node* operand : node->operands) {
      user[operand->id] = node;
      is_sliced[operand->id] = is_sliced[operand->id] || node->op == Op::Slice;
    }
  }
  std::map<unsigned, unsigned> depth;
  for (const Node* node : nodes_) {
    if (is_wiring(node) || node->op == Op::Input) {
      continue;
    }
    for (const Node* operand : node->operands) {
      const Node* core = operand->op == Op::Not ? operand->operands[0] : operand;
      const unsigned below = inlined_[core->id] ? depth[core->id] + 1 : 1;
      depth[node->id] = std::max(depth[node->id], below);
    }
    const Node* by = user.count(node->id) != 0 ? user[node->id] : nullptr;
    if (by != nullptr && by->op == Op::Not && uses[by->id] == 1 && user.count(by->id) != 0) {
      by = user[by->id];
    }
    inlined_[node->id] = by != nullptr && uses[node->id] == 1 && !is_wiring(by) &&
                         by->op != Op::Lookup && by->op != Op::Linear && !needs_statement(node) &&
                         node->name.empty() && !is_sliced[node->id] &&
                         depth[node->id] < kMaxInlinedDepth &&
                         schedule_.last[node->id] == schedule_.stage[node->id];
  }
}

void Signals::choose_names(const Kernel& kernel) {
  std::map<unsigned, std::string> wanted;
  for (const Output& output : kernel.outputs) {
    const Node* core = output.value->op == Op::Not ? output.value->operands[0] : output.value;
    if (core->name.empty() && !is_wiring(core)) {
      wanted.emplace(core->id, output.field.name());
    }
  }
  std::set<std::string> taken{"clk_i", "rst_ni", "valid_i", "valid_o", "valid_q", "in_i", "out_o"};
  std::map<std::string, unsigned> serial;
  for (const Node* node : nodes_) {
    if (node->op == Op::Input) {
      names_[node->id] = node->port;
      taken.insert(node->port);
    }
  }
  unsigned temporaries = 0;
  for (const Node* node : nodes_) {
    if (is_wiring(node) || node->op == Op::Input || inlined_[node->id]) {
      continue;
    }
    const auto of_output = wanted.find(node->id);
    std::string name = !node->name.empty()         ? identifier(node->name)
                       : of_output != wanted.end() ? identifier(of_output->second)
                                                   : "t" + std::to_string(temporaries++);
    const std::string stem = name;
    while (!taken.insert(name).second) {
      name = stem + "_" + std::to_string(++serial[stem]);
    }
    names_[node->id] = name;
  }
}

const InputPort& Signals::port_of(const Node* node) const {
  return *std::find_if(kernel_.inputs.begin(), kernel_.inputs.end(),
                       [&](const InputPort& port) { return port.name == node->port; });
}

std::string Signals::input_text(const Node* node, unsigned low, unsigned width) const {
  const InputPort& port = port_of(node);
  const bool is_whole = port.is_whole_field && width == port.width;
  return member_path(port.path) + (is_whole ? "" : bits_text(port.low + low, width));
}

std::string Signals::register_name(const Node* node, unsigned stage) const {
  return names_[node->id] + "_q" + std::to_string(stage);
}

std::string Signals::concat_text(const Node* node, unsigned stage) const {
  std::string text = "{";
  for (std::size_t i = node->operands.size(); i-- > 0;) {
    std::size_t first = i;
    while (first > 0 && node->operands[first - 1] == node->operands[i]) {
      --first;
    }
    const std::string part = reference(node->operands[i], stage);
    text += i - first > 0 ? "{" + std::to_string(i - first + 1) + "{" + part + "}}" : part;
    i = first;
    text += i > 0 ? ", " : "}";
  }
  return text;
}

std::string Signals::reference(const Node* node, unsigned low, unsigned width,
                               unsigned stage) const {
  if (node->op == Op::Input && stage == 0) {
    return input_text(node, low, width);
  }
  const std::string whole = reference(node, stage);
  return width == node->width ? whole : whole + bits_text(low, width);
}

std::string Signals::reference(const Node* node, unsigned stage) const {
  switch (node->op) {
    case Op::Const:
      return literal(node->value);
    case Op::Undef:
      return literal(APInt(node->width, 0));
    case Op::Not:
      return "~" + reference(node->operands[0], stage);
    case Op::Concat:
      return concat_text(node, stage);
    case Op::Slice:
      return reference(node->operands[0], node->low, node->width, stage);
    case Op::Input:
      return stage == 0 ? input_text(node, 0, node->width) : register_name(node, stage);
    default:
      break;
  }
  if (inlined_[node->id]) {
    return "(" + expression(node) + ")";
  }
  return stage == schedule_.stage[node->id] ? names_[node->id] : register_name(node, stage);
}

std::string Signals::joined(const Node* node, const char* sign) const {
  std::string text;
  for (const Node* operand : node->operands) {
    text += (text.empty() ? "" : std::string(" ") + sign + " ") +
            reference(operand, schedule_.stage[node->id]);
  }
  return text;
}

std::string Signals::expression(const Node* node) const {
  const unsigned stage = schedule_.stage[node->id];
  const auto operand = [&](std::size_t i) { return reference(node->operands[i], stage); };
  switch (node->op) {
    case Op::And:
      return joined(node, "&");
    case Op::Or:
      return joined(node, "|");
    case Op::Xor:
      return joined(node, "^");
    case Op::Add:
      return joined(node, "+");
    case Op::Sub:
      return joined(node, "-");
    case Op::Mul:
      return joined(node, "*");
    case Op::Shl:
      return operand(0) + " << " + operand(1);
    case Op::Lshr:
      return operand(0) + " >> " + operand(1);
    case Op::Ashr:
      return "$unsigned($signed(" + operand(0) + ") >>> " + operand(1) + ")";
    case Op::Eq:
      return operand(0) + " == " + operand(1);
    case Op::Ult:
      return operand(0) + " < " + operand(1);
    case Op::Slt:
      return "$signed(" + operand(0) + ") < $signed(" + operand(1) + ")";
    case Op::Mux:
      return operand(0) + " ? " + operand(1) + " : " + operand(2);
    default: {  // OneHot
      std::string text;
      for (std::size_t i = 0; i < node->operands.size(); i += 2) {
        text += (i > 0 ? "\n      | " : "") + std::string("({") + std::to_string(node->width) +
                "{" + operand(i) + "}} & " + operand(i + 1) + ")";
      }
      return text;
    }
  }
}

}  // namespace nicvs::hlsc
