// SPDX-License-Identifier: Apache-2.0
// A kernel as hlsc works on it: a netlist with one value per field of its output.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hls/hlsc/import/types.hpp"
#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {

// What an Input node stands for: a field, or one element of a long array.
struct InputPort {
  std::string name;  // the node's port: key_src_word_0
  std::string path;  // of the field: key.src.word
  unsigned low;      // bits of the field
  unsigned width;
  bool is_whole_field;
};

struct Output {
  Field field;
  Node* value;
};

struct Kernel {
  std::string name;
  const Struct* input_type;
  const Struct* output_type;
  unsigned instructions;  // of the normalised LLVM function
  std::unique_ptr<Netlist> net;
  std::vector<InputPort> inputs;
  std::vector<Output> outputs;
};

// Every node that an output needs, operands first.
Nodes live_nodes(const Kernel& kernel);

}  // namespace nicvs::hlsc
