// SPDX-License-Identifier: Apache-2.0
// The walk over a kernel's blocks, its objects, and the names of its variables.
#include "hls/hlsc/import/importer.hpp"

#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/Module.h>

#include <algorithm>
#include <optional>

#include "hls/hlsc/import/rejection.hpp"
#include "hls/hlsc/import/subset.hpp"

namespace nicvs::hlsc {
namespace {

// Stands for what an output's memory holds before the kernel writes it.
constexpr const char* kUnwritten = "?unwritten";

bool needs_unwritten(const Kernel& kernel, Node* value) {
  Kernel one{kernel.name, nullptr, nullptr, 0, nullptr, {}, {{Field{}, value}}};
  const Nodes nodes = live_nodes(one);
  return std::any_of(nodes.begin(), nodes.end(),
                     [](const Node* n) { return n->op == Op::Input && n->port == kUnwritten; });
}

// "s_v0" for the part of variable s that is its member v0; nothing if it cannot be said.
std::optional<std::string> name_of_part(const llvm::DILocalVariable& variable,
                                        const llvm::DIExpression::FragmentInfo& part) {
  const auto* type = llvm::dyn_cast_or_null<llvm::DICompositeType>(variable.getType());
  if (type == nullptr || type->getTag() != llvm::dwarf::DW_TAG_structure_type) {
    return std::nullopt;
  }
  TypeTable types;
  const Struct* layout = nullptr;
  try {
    layout = types.add(type);
  } catch (const Rejection&) {
    return std::nullopt;  // a local may have a type that a port may not have
  }
  for (const Field& field : fields_of(*layout)) {
    const std::uint64_t begin = std::uint64_t{field.offset} * 8;
    const std::uint64_t end = begin + std::uint64_t{field.element_bytes} * field.count * 8;
    if (part.OffsetInBits >= begin && part.OffsetInBits < end) {
      const std::uint64_t element = (part.OffsetInBits - begin) / 8 / field.element_bytes;
      return variable.getName().str() + "_" + field.name() +
             (field.count > 1 ? std::to_string(element) : "");
    }
  }
  return std::nullopt;
}

std::optional<std::string> name_of(const llvm::DILocalVariable& variable,
                                   const llvm::DIExpression& expression) {
  const auto part = expression.getFragmentInfo();
  if (part && expression.getNumElements() == 3) {
    return name_of_part(variable, *part);
  }
  if (expression.getNumElements() != 0) {
    return std::nullopt;
  }
  return variable.getName().str();
}

}  // namespace

Importer::Importer(llvm::Function& function, TypeTable& types, SourceText& text)
    : function_(function),
      layout_(function.getParent()->getDataLayout()),
      text_(text),
      kernel_{"", nullptr, nullptr, 0, std::make_unique<Netlist>(), {}, {}},
      net_(*kernel_.net),
      memory_(net_),
      paths_(function, net_, [this](const llvm::Value* v) { return value(v); }) {
  if (function.getSubprogram() == nullptr || function.arg_size() != 2) {
    reject(function, "a kernel is void (const In&, Out&), compiled with debug information");
  }
  const auto signature = function.getSubprogram()->getType()->getTypeArray();
  kernel_.input_type = types.add(signature[1]);
  kernel_.output_type = types.add(signature[2]);
  kernel_.instructions = instructions_of(function);
}

Kernel Importer::run(const std::string& name) {
  kernel_.name = name;
  add_objects();
  for (llvm::BasicBlock* next : paths_.order()) {
    block(next);
  }
  if (returns_from_ == nullptr) {
    reject(function_, "the kernel never returns");
  }
  collect_outputs(states_[returns_from_]);
  return std::move(kernel_);
}

void Importer::add_objects() {
  add_input();
  add_output();
  for (const llvm::Instruction& i : function_.getEntryBlock()) {
    if (const auto* local = llvm::dyn_cast<llvm::AllocaInst>(&i)) {
      const std::uint64_t size = local->getAllocationSize(layout_)->getFixedValue();
      const int object =
          memory_.add({local->getName().str(), Access::ReadWrite, Bytes(size, net_.undef(8))});
      pointers_[local] = {object, memory_.only(net_.constant(64, 0))};
    }
  }
}

// One input for the whole field; for each element of a long array one of its own, so that a stage
// need not carry all of it on.
Nodes Importer::input_elements(const Field& field) {
  Nodes elements;
  const bool is_whole = field.bits() <= 64;
  for (unsigned e = 0; e < field.count; ++e) {
    const unsigned low = e * field.element_bits;
    if (is_whole) {
      elements.push_back(
          net_.slice(net_.input(field.bits(), field.name()), low, field.element_bits));
      continue;
    }
    const std::string name = field.name() + "_" + std::to_string(e);
    elements.push_back(net_.input(field.element_bits, name));
    kernel_.inputs.push_back({name, field.path, low, field.element_bits, false});
  }
  if (is_whole) {
    kernel_.inputs.push_back({field.name(), field.path, 0, field.bits(), true});
  }
  return elements;
}

void Importer::add_input() {
  Object object{"the input", Access::ReadOnly, Bytes(kernel_.input_type->bytes, net_.undef(8))};
  for (const Field& field : fields_of(*kernel_.input_type)) {
    const Nodes elements = input_elements(field);
    for (unsigned e = 0; e < field.count; ++e) {
      Node* element = net_.zero_extend(elements[e], field.element_bytes * 8);
      for (unsigned i = 0; i < field.element_bytes; ++i) {
        object.initial[field.offset + e * field.element_bytes + i] = net_.slice(element, 8 * i, 8);
      }
    }
  }
  input_ = memory_.add(std::move(object));
  pointers_[function_.getArg(0)] = {input_, memory_.only(net_.constant(64, 0))};
}

void Importer::add_output() {
  const Bytes unwritten(kernel_.output_type->bytes, net_.input(8, kUnwritten));
  output_ = memory_.add({"the output", Access::ReadWrite, unwritten});
  pointers_[function_.getArg(1)] = {output_, memory_.only(net_.constant(64, 0))};
}

void Importer::collect_outputs(const Memory::State& final_state) {
  const Bytes& bytes = final_state[static_cast<std::size_t>(output_)];
  for (const Field& field : fields_of(*kernel_.output_type)) {
    Nodes elements;
    for (unsigned e = 0; e < field.count; ++e) {
      const std::ptrdiff_t offset = field.offset + e * field.element_bytes;
      const auto begin = bytes.begin() + offset;
      Node* element = net_.concat(Nodes(begin, begin + field.element_bytes));
      elements.push_back(net_.slice(element, 0, field.element_bits));
    }
    Node* all = net_.concat(elements);
    if (needs_unwritten(kernel_, all)) {
      reject(function_, "the output " + field.path + " is not assigned on every path");
    }
    kernel_.outputs.push_back({field, all});
  }
}

void Importer::block(llvm::BasicBlock* block) {
  Point at;
  if (block == &function_.getEntryBlock()) {
    at.memory = memory_.initial();
  } else {
    at.incoming = paths_.incoming(block);
    std::vector<const Memory::State*> states;
    Nodes conditions;
    for (const Incoming& way : at.incoming) {
      states.push_back(&states_.at(way.from));
      conditions.push_back(way.condition);
    }
    at.memory = memory_.merge(states, conditions);
  }
  for (llvm::Instruction& i : *block) {
    if (i.getDebugLoc()) {
      net_.set_origin(text_.origin_of(i.getDebugLoc().get()));
    }
    instruction(i, at);
    note_names(i);
  }
  if (llvm::isa<llvm::ReturnInst>(block->getTerminator())) {
    if (returns_from_ != nullptr) {
      reject(*block->getTerminator(), "a second return is left after simplification");
    }
    returns_from_ = block;
  }
  states_[block] = std::move(at.memory);
}

void Importer::note_names(const llvm::Instruction& instruction) {
  for (const llvm::DbgVariableRecord& record :
       llvm::filterDbgVars(instruction.getDbgRecordRange())) {
    if (record.getNumVariableLocationOps() == 1) {
      note_name(record.getVariable(), record.getVariableLocationOp(0), record.getExpression());
    }
  }
}

// A variable whose value is this node, or a member of it, gives the node its name.
void Importer::note_name(const llvm::DILocalVariable* variable, const llvm::Value* v,
                         const llvm::DIExpression* expression) {
  const auto found = values_.find(v);
  if (found == values_.end()) {
    return;
  }
  const std::optional<std::string> name = name_of(*variable, *expression);
  Node* node = found->second;
  const bool is_extended =
      node->op == Op::Concat && node->operands.size() == 2 && is_constant(node->operands[1], 0);
  node = is_extended ? node->operands[0] : node;
  if (name && node->name.empty() && !is_wiring(node) && node->op != Op::Input) {
    node->name = *name;
  }
}

}  // namespace nicvs::hlsc
