// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/check/refinement.hpp"

#include "hls/hlsc/check/steering.hpp"
#include "hls/hlsc/emit/text.hpp"

namespace nicvs::hlsc {
namespace {

std::string inputs_text(const Inputs& inputs) {
  std::string text;
  for (const auto& [name, value] : inputs) {
    text += " " + name + "=" + literal(value);
  }
  return text;
}

}  // namespace

std::optional<std::string> difference(const Kernel& before, const Kernel& after, unsigned vectors,
                                      std::uint64_t seed) {
  Steering steering(before, seed);
  const Nodes nodes_before = live_nodes(before);
  const Nodes nodes_after = live_nodes(after);
  for (unsigned i = 0; i < vectors; ++i) {
    const Inputs inputs = steering.next();
    const std::map<unsigned, Value> values_before = interpret(nodes_before, inputs);
    const std::map<unsigned, Value> values_after = interpret(nodes_after, inputs);
    for (std::size_t o = 0; o < before.outputs.size(); ++o) {
      const Value& was = values_before.at(before.outputs[o].value->id);
      const Value& is = values_after.at(after.outputs[o].value->id);
      const APInt differs = ((was.bits ^ is.bits) | is.open) & ~was.open;
      if (!differs.isZero()) {
        return "output " + before.outputs[o].field.path + " was " + literal(was.bits) +
               ", became " + literal(is.bits) + " for" + inputs_text(inputs);
      }
    }
  }
  return std::nullopt;
}

}  // namespace nicvs::hlsc
