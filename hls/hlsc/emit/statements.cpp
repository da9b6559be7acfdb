// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/emit/statements.hpp"

#include <algorithm>
#include <map>

#include "hls/hlsc/emit/text.hpp"

namespace nicvs::hlsc {
namespace {

std::string comment_of(const Node* node) {
  const Origin& origin = node->origin;
  return origin.text.empty() ? "" : "  // " + origin.function + ": " + origin.text;
}

// A declaration of which the linter may find some bits unread: a sum's low bits, holes in a word.
std::string declared(const std::string& declaration, bool all_bits_are_read) {
  return all_bits_are_read ? "  " + declaration + ";\n"
                           : "  /* verilator lint_off UNUSEDSIGNAL */ " + declaration +
                                 ";  /* verilator lint_on UNUSEDSIGNAL */\n";
}

class Stage {
 public:
  Stage(const Signals& signals, const Schedule& schedule, unsigned stage)
      : signals_(signals), schedule_(schedule), stage_(stage) {}

  std::string text() {
    for (const Node* node : signals_.nodes()) {
      if (is_wiring(node) || signals_.is_inlined(node)) {
        continue;
      }
      if (node->op != Op::Input && schedule_.stage[node->id] == stage_) {
        add_logic(node);
      }
      if (schedule_.stage[node->id] <= stage_ && schedule_.last[node->id] > stage_) {
        add_register(node);
      }
    }
    std::string text = "\n  // Stage " + std::to_string(stage_) + "\n" + logic_;
    if (!clocked_.empty()) {
      text += "\n" + registers_ + "  always_ff @(posedge clk_i) begin\n" + clocked_ + "  end\n";
    }
    return text;
  }

 private:
  void add_logic(const Node* node) {
    const std::string& name = signals_.name(node);
    const bool is_read = schedule_.read_from(node, stage_).isAllOnes();
    logic_ += declared("logic " + range(node->width) + name, is_read);
    if (node->op == Op::Lookup) {
      add_lookup(node, name);
    } else if (node->op == Op::Linear) {
      add_linear(node, name);
    } else {
      logic_ +=
          "  assign " + name + " = " + signals_.expression(node) + ";" + comment_of(node) + "\n";
    }
  }

  // The words of a register that later stages read, as the range that holds them all.
  void add_register(const Node* node) {
    const APInt kept = schedule_.read_from(node, stage_ + 1);
    const unsigned low = kept.countr_zero();
    const unsigned width = kept.getActiveBits() - low;
    const std::string next = signals_.register_name(node, stage_ + 1);
    const std::string bits = width == node->width ? range(width)
                                                  : "[" + std::to_string(low + width - 1) + ":" +
                                                        std::to_string(low) + "] ";
    registers_ += declared("logic " + bits + next, kept.popcount() == width);
    clocked_ += "    " + next + " <= " + part_of(node, low, width) + ";\n";
  }

  // The bits of node in this stage, where its register may be narrower than the node is.
  std::string part_of(const Node* node, unsigned low, unsigned width) const {
    const bool is_register = schedule_.stage[node->id] < stage_;
    const bool is_same_range =
        is_register && schedule_.read_from(node, stage_) == schedule_.read_from(node, stage_ + 1);
    return is_same_range ? signals_.reference(node, stage_)
                         : signals_.reference(node, low, width, stage_);
  }

  void add_lookup(const Node* node, const std::string& name) {
    logic_ += "  always_comb begin" + comment_of(node) + "\n    case (" +
              signals_.reference(node->operands[0], stage_) + ")\n";
    // Keys with the same value in one line; the most frequent value is the default.
    std::map<unsigned, std::vector<std::uint64_t>> keys_of;
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
      keys_of[node->operands[i + 1]->id].push_back(node->keys[i]);
    }
    const auto most = std::max_element(
        keys_of.begin(), keys_of.end(),
        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    std::string otherwise;
    std::vector<unsigned> done;
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
      const Node* value = node->operands[i + 1];
      if (std::find(done.begin(), done.end(), value->id) != done.end()) {
        continue;
      }
      done.push_back(value->id);
      const std::string assignment = name + " = " + signals_.reference(value, stage_) + ";\n";
      if (value->id == most->first) {
        otherwise = "      default: " + assignment;
      } else {
        logic_ += case_text(keys_of[value->id], node->operands[0]->width) + assignment;
      }
    }
    logic_ += otherwise + "    endcase\n  end\n";
  }

  static std::string case_text(const std::vector<std::uint64_t>& keys, unsigned width) {
    constexpr std::size_t kPerLine = 10;
    std::string text = "      ";
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const bool is_last = i + 1 == keys.size();
      const char* next = is_last ? ": " : (i + 1) % kPerLine == 0 ? ",\n      " : ", ";
      text += std::to_string(width) + "'d" + std::to_string(keys[i]) + next;
    }
    return text;
  }

  void add_linear(const Node* node, const std::string& name) {
    unsigned width = 0;
    std::string all;
    for (auto operand = node->operands.rbegin(); operand != node->operands.rend(); ++operand) {
      width += (*operand)->width;
      all.append(all.empty() ? "" : ", ").append(signals_.reference(*operand, stage_));
    }
    logic_ += "  logic " + range(width) + name + "_of;" + comment_of(node) + "\n";
    logic_ += "  assign " + name + "_of = {" + all + "};\n";
    for (unsigned i = 0; i < node->width; ++i) {
      const std::string index = node->width > 1 ? "[" + std::to_string(i) + "]" : "";
      const char* sign = node->masks[i][width] ? "~" : "";
      const std::string mask = literal(node->masks[i].trunc(width));
      logic_.append("  assign ").append(name).append(index).append(" = ").append(sign);
      logic_.append("^(").append(name).append("_of & ").append(mask).append(");\n");
    }
  }

  const Signals& signals_;
  const Schedule& schedule_;
  unsigned stage_;
  std::string logic_;
  std::string registers_;
  std::string clocked_;
};

}  // namespace

std::string stage_text(const Signals& signals, const Schedule& schedule, unsigned stage) {
  return Stage(signals, schedule, stage).text();
}

}  // namespace nicvs::hlsc
