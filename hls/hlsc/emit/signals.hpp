// SPDX-License-Identifier: Apache-2.0
// How the nodes of a scheduled kernel are called in the module, and which of them are written where
// they are used instead of having a name.
#pragma once

#include <string>
#include <vector>

#include "hls/hlsc/import/kernel.hpp"
#include "hls/hlsc/pipeline/schedule.hpp"

namespace nicvs::hlsc {

class Signals {
 public:
  Signals(const Kernel& kernel, const Schedule& schedule);

  // The value of node in that stage as an operand.
  std::string reference(const Node* node, unsigned stage) const;
  // `low`.. of it.
  std::string reference(const Node* node, unsigned low, unsigned width, unsigned stage) const;
  // What computes node, in its own stage.
  std::string expression(const Node* node) const;

  const std::string& name(const Node* node) const { return names_[node->id]; }
  // The register with node's value in a later stage than its own.
  std::string register_name(const Node* node, unsigned stage) const;
  bool is_inlined(const Node* node) const { return inlined_[node->id]; }

  const Nodes& nodes() const { return nodes_; }

 private:
  void choose_inlined();
  void choose_names(const Kernel& kernel);
  std::string input_text(const Node* node, unsigned low, unsigned width) const;
  std::string concat_text(const Node* node, unsigned stage) const;
  std::string joined(const Node* node, const char* sign) const;
  const InputPort& port_of(const Node* node) const;

  const Kernel& kernel_;
  const Schedule& schedule_;
  Nodes nodes_;
  std::vector<std::string> names_;
  std::vector<bool> inlined_;
};

}  // namespace nicvs::hlsc
