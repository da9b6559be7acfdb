// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/frame_diff.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace nicvs::replay {
namespace {

constexpr std::string_view kAny = "*";

// A flag that is set reads "yes"; a field that is not there reads "-".
std::string shown(const Layer* layer, std::string_view name) {
  const std::string* value = layer == nullptr ? nullptr : layer->value(name);
  if (value == nullptr) return "-";
  return value->empty() ? "yes" : *value;
}

bool is_same(const std::string& expected, const std::string& got) {
  return expected == kAny || expected == got;
}

std::vector<std::string> names_of(const Layer* a, const Layer* b) {
  std::vector<std::string> names;
  for (const Layer* layer : {a, b}) {
    if (layer == nullptr) continue;
    for (const Field& field : layer->fields) {
      if (std::find(names.begin(), names.end(), field.name) == names.end()) {
        names.push_back(field.name);
      }
    }
  }
  return names;
}

const Layer* at(const Layers& layers, std::size_t i) {
  return i < layers.size() ? &layers[i] : nullptr;
}

std::string row(char mark, std::string_view what, std::string_view expected, std::string_view got) {
  std::array<char, 64> left{};
  std::snprintf(left.data(), left.size(), "  %c %-14.20s ", mark, std::string(what).c_str());
  std::string line = left.data();
  line += expected;
  line.append(expected.size() < 40 ? 40 - expected.size() : 1, ' ');
  return line + std::string(got) + "\n";
}

}  // namespace

Result<Layers> expected_layers(std::string_view text, const MacRules& macs) {
  const auto parsed = parse_layers(text);
  if (!parsed) return parsed.error();
  const auto frame = to_frame(*parsed, macs);
  if (!frame) return frame.error();
  Layers layers = to_layers(*frame);
  for (std::size_t i = 0; i < parsed->size(); ++i) {
    for (const Field& field : (*parsed)[i].fields) {
      if (field.value != kAny) continue;
      if (i >= layers.size() || layers[i].kind != (*parsed)[i].kind) {
        return Error{EINVAL, "'*' is not possible in a frame that is shown as hex"};
      }
      std::erase_if(layers[i].fields, [&](const Field& f) { return f.name == field.name; });
      layers[i].fields.push_back(field);
    }
  }
  return layers;
}

bool matches(const Layers& expected, const Layers& got) {
  if (expected.size() != got.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].kind != got[i].kind) return false;
    for (const std::string& name : names_of(&expected[i], &got[i])) {
      if (!is_same(shown(&expected[i], name), shown(&got[i], name))) return false;
    }
  }
  return true;
}

std::string side_by_side(const Layers& expected, const Layers& got) {
  std::string text = row(' ', "", "expected", "got");
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    const Layer* left = at(expected, i);
    const Layer* right = at(got, i);
    const std::string left_kind = left == nullptr ? "-" : left->kind;
    const std::string right_kind = right == nullptr ? "-" : right->kind;
    if (left_kind != right_kind) text += row('*', "layer", left_kind, right_kind);
    for (const std::string& name : names_of(left, right)) {
      const std::string want = shown(left, name);
      const std::string have = shown(right, name);
      const std::string what = (left == nullptr ? right_kind : left_kind) + " " + name;
      text += row(is_same(want, have) ? ' ' : '*', what, want, have);
    }
  }
  return text;
}

}  // namespace nicvs::replay
