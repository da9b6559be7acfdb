// SPDX-License-Identifier: Apache-2.0
// Values, pointers and instructions of a kernel as nodes.
#include <llvm/ADT/MapVector.h>
#include <llvm/IR/Constants.h>

#include "hls/hlsc/import/importer.hpp"
#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {

using llvm::cast;
using llvm::dyn_cast;
using llvm::Instruction;

unsigned Importer::width(const llvm::Value* v) const {
  return static_cast<unsigned>(v->getType()->getPrimitiveSizeInBits().getFixedValue());
}

Node* Importer::value(const llvm::Value* v) {
  if (const auto* number = dyn_cast<llvm::ConstantInt>(v)) {
    return net_.constant(number->getValue());
  }
  if (llvm::isa<llvm::UndefValue>(v)) {
    return net_.undef(width(v));
  }
  const auto found = values_.find(v);
  if (found != values_.end()) {
    return found->second;
  }
  if (const auto* instruction = dyn_cast<Instruction>(v)) {
    reject(*instruction, "a value that is neither a number nor part of a struct of numbers");
  }
  reject(function_, "a constant that is no number");
}

Pointer Importer::pointer(const llvm::Value* v) {
  if (const auto* global = dyn_cast<llvm::GlobalVariable>(v)) {
    return {global_object(*global), memory_.only(net_.constant(64, 0))};
  }
  if (llvm::isa<llvm::UndefValue>(v)) {
    return {};
  }
  const auto* gep = dyn_cast<llvm::GEPOperator>(v);
  if (gep != nullptr && !llvm::isa<Instruction>(v)) {
    return element_pointer(*gep);
  }
  const auto found = pointers_.find(v);
  if (found != pointers_.end()) {
    return found->second;
  }
  if (const auto* instruction = dyn_cast<Instruction>(v)) {
    reject(*instruction, "a pointer that does not point into the input, the output or a local");
  }
  reject(function_, "a null or unknown pointer is followed");
}

Pointer Importer::element_pointer(const llvm::GEPOperator& gep) {
  const Pointer base = pointer(gep.getPointerOperand());
  APInt fixed(64, 0);
  llvm::MapVector<llvm::Value*, APInt> scaled;
  if (base.object < 0 || !gep.collectOffset(layout_, 64, scaled, fixed)) {
    reject(function_, "an address whose offset cannot be written as a sum");
  }
  Alternatives offset =
      memory_.each(base.offset, [&](Node* at) { return net_.add(at, net_.constant(fixed)); });
  for (const auto& [index, scale] : scaled) {
    Node* factor = net_.constant(scale);
    offset = memory_.each_pair(offset, alternatives(index), [&](Node* at, Node* i) {
      Node* wide = i->width < 64 ? net_.sign_extend(i, 64) : i;
      return net_.add(at, net_.multiply(wide, factor));
    });
  }
  return {base.object, offset};
}

int Importer::global_object(const llvm::GlobalVariable& global) {
  const auto found = globals_.find(&global);
  if (found != globals_.end()) {
    return found->second;
  }
  if (!global.isConstant() || !global.hasInitializer()) {
    reject(function_, "access to " + global.getName().str() + ", which is not constexpr");
  }
  const ConstantBytes bytes = bytes_of(*global.getInitializer(), layout_);
  Object object{global.getName().str(), Access::ReadOnly, {}};
  for (std::size_t i = 0; i < bytes.value.size(); ++i) {
    object.initial.push_back(bytes.is_address[i] ? net_.undef(8)
                                                 : net_.constant(8, bytes.value[i]));
  }
  return globals_[&global] = memory_.add(std::move(object));
}

Alternatives Importer::alternatives(const llvm::Value* v) {
  const auto found = alternatives_.find(v);
  return found != alternatives_.end() ? found->second : memory_.only(value(v));
}

void Importer::keep(const llvm::Value* v, const Alternatives& all) {
  if (all.size() > 1) {
    alternatives_[v] = all;
  }
}

// Carries alternatives through the arithmetic of addresses.
void Importer::keep_through(const Instruction& i) {
  const auto has = [&](unsigned operand) {
    return alternatives_.count(i.getOperand(operand)) != 0;
  };
  switch (i.getOpcode()) {
    case Instruction::ZExt:
    case Instruction::Trunc:
    case Instruction::SExt:
      if (has(0)) {
        keep(&i, memory_.each(alternatives(i.getOperand(0)), [&](Node* x) {
          return i.getOpcode() == Instruction::SExt ? net_.sign_extend(x, width(&i))
                                                    : net_.zero_extend(x, width(&i));
        }));
      }
      break;
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Or:
    case Instruction::And:
    case Instruction::Shl:
    case Instruction::Mul:
      if (has(0) != has(1)) {
        keep(&i, memory_.each_pair(alternatives(i.getOperand(0)), alternatives(i.getOperand(1)),
                                   [&](Node* x, Node* y) -> Node* {
                                     switch (i.getOpcode()) {
                                       case Instruction::Add:
                                         return net_.add(x, y);
                                       case Instruction::Sub:
                                         return net_.subtract(x, y);
                                       case Instruction::Or:
                                         return net_.bitwise_or(x, y);
                                       case Instruction::And:
                                         return net_.bitwise_and(x, y);
                                       case Instruction::Shl:
                                         return net_.shift(Op::Shl, x, y);
                                       default:
                                         return net_.multiply(x, y);
                                     }
                                   }));
      }
      break;
    default:
      break;
  }
}

Node* Importer::binary(const Instruction& i) {
  Node* x = value(i.getOperand(0));
  Node* y = value(i.getOperand(1));
  switch (i.getOpcode()) {
    case Instruction::Add:
      return net_.add(x, y);
    case Instruction::Sub:
      return net_.subtract(x, y);
    case Instruction::Mul:
      return net_.multiply(x, y);
    case Instruction::And:
      return net_.bitwise_and(x, y);
    case Instruction::Or:
      return net_.bitwise_or(x, y);
    case Instruction::Xor:
      return net_.bitwise_xor(x, y);
    case Instruction::Shl:
      return net_.shift(Op::Shl, x, y);
    case Instruction::LShr:
      return net_.shift(Op::Lshr, x, y);
    default:
      return net_.shift(Op::Ashr, x, y);
  }
}

void Importer::phi(const llvm::PHINode& i, const Point& at) {
  Alternatives all;
  if (i.getType()->isPointerTy()) {
    Pointer merged;
    for (const Incoming& way : at.incoming) {
      const Pointer from = pointer(i.getIncomingValueForBlock(way.from));
      if (from.object < 0) {
        continue;
      }
      if (merged.object >= 0 && merged.object != from.object) {
        reject(i, "a pointer to one of several objects");
      }
      merged.object = from.object;
      const Alternatives ways = memory_.under(way.condition, from.offset);
      all.insert(all.end(), ways.begin(), ways.end());
    }
    merged.offset = memory_.tidy(all);
    pointers_[&i] = merged;
    return;
  }
  Choices choices;
  for (const Incoming& way : at.incoming) {
    const llvm::Value* from = i.getIncomingValueForBlock(way.from);
    choices.push_back({way.condition, value(from)});
    const Alternatives ways = memory_.under(way.condition, alternatives(from));
    all.insert(all.end(), ways.begin(), ways.end());
  }
  values_[&i] = net_.one_hot(choices);
  keep(&i, memory_.tidy(all));
}

void Importer::select(const llvm::SelectInst& i) {
  Node* condition = value(i.getCondition());
  const auto both = [&](const Alternatives& yes, const Alternatives& no) {
    Alternatives all = memory_.under(condition, yes);
    const Alternatives others = memory_.under(net_.invert(condition), no);
    all.insert(all.end(), others.begin(), others.end());
    return memory_.tidy(all);
  };
  if (i.getType()->isPointerTy()) {
    const Pointer yes = pointer(i.getTrueValue());
    const Pointer no = pointer(i.getFalseValue());
    if (yes.object != no.object) {
      reject(i, "a pointer to one of several objects");
    }
    pointers_[&i] = {yes.object, both(yes.offset, no.offset)};
    return;
  }
  values_[&i] = net_.mux(condition, value(i.getTrueValue()), value(i.getFalseValue()));
  keep(&i, both(alternatives(i.getTrueValue()), alternatives(i.getFalseValue())));
}

Node* Importer::compare(const llvm::ICmpInst& i) {
  if (i.getOperand(0)->getType()->isPointerTy()) {
    reject(i, "a comparison of pointers");
  }
  Node* x = value(i.getOperand(0));
  Node* y = value(i.getOperand(1));
  switch (i.getPredicate()) {
    case llvm::CmpInst::ICMP_EQ:
      return net_.equal(x, y);
    case llvm::CmpInst::ICMP_NE:
      return net_.invert(net_.equal(x, y));
    case llvm::CmpInst::ICMP_ULT:
      return net_.less(x, y);
    case llvm::CmpInst::ICMP_UGE:
      return net_.invert(net_.less(x, y));
    case llvm::CmpInst::ICMP_UGT:
      return net_.less(y, x);
    case llvm::CmpInst::ICMP_ULE:
      return net_.invert(net_.less(y, x));
    case llvm::CmpInst::ICMP_SLT:
      return net_.less_signed(x, y);
    case llvm::CmpInst::ICMP_SGE:
      return net_.invert(net_.less_signed(x, y));
    case llvm::CmpInst::ICMP_SGT:
      return net_.less_signed(y, x);
    default:
      return net_.invert(net_.less_signed(y, x));
  }
}

void Importer::load(const llvm::LoadInst& i, Point& at) {
  const Pointer from = pointer(i.getPointerOperand());
  const unsigned bits = width(&i);
  Node* loaded = from.object < 0 ? nullptr : memory_.load(at.memory, from, (bits + 7) / 8);
  if (loaded == nullptr) {
    reject(i, "a read outside of the object it begins in");
  }
  values_[&i] = net_.zero_extend(loaded, bits);
}

void Importer::store(const llvm::StoreInst& i, Point& at) {
  const Pointer to = pointer(i.getPointerOperand());
  if (to.object >= 0 && memory_.object(to.object).access == Access::ReadOnly) {
    reject(i, "a write to " + memory_.object(to.object).name);
  }
  if (to.object < 0 || !memory_.store(at.memory, to, value(i.getValueOperand()))) {
    reject(i, "a write outside of the object it begins in");
  }
}

void Importer::instruction(Instruction& i, Point& at) {
  if (i.isBinaryOp()) {
    values_[&i] = binary(i);
  } else if (auto* gep = dyn_cast<llvm::GetElementPtrInst>(&i)) {
    pointers_[&i] = element_pointer(*cast<llvm::GEPOperator>(gep));
  } else if (auto* phi_node = dyn_cast<llvm::PHINode>(&i)) {
    phi(*phi_node, at);
  } else if (auto* choice = dyn_cast<llvm::SelectInst>(&i)) {
    select(*choice);
  } else if (auto* comparison = dyn_cast<llvm::ICmpInst>(&i)) {
    values_[&i] = compare(*comparison);
  } else if (auto* read = dyn_cast<llvm::LoadInst>(&i)) {
    load(*read, at);
  } else if (auto* write = dyn_cast<llvm::StoreInst>(&i)) {
    store(*write, at);
  } else if (auto* called = dyn_cast<llvm::CallInst>(&i)) {
    call(*called, at);
  } else if (llvm::isa<llvm::ZExtInst, llvm::TruncInst>(i)) {
    values_[&i] = net_.zero_extend(value(i.getOperand(0)), width(&i));
  } else if (llvm::isa<llvm::SExtInst>(i)) {
    values_[&i] = net_.sign_extend(value(i.getOperand(0)), width(&i));
  } else if (llvm::isa<llvm::FreezeInst>(i)) {
    // All users of a frozen value see the same one; 0 is as good as any.
    Node* x = value(i.getOperand(0));
    values_[&i] = is_undef(x) ? net_.constant(x->width, 0) : x;
  } else if (!i.isTerminator() && !llvm::isa<llvm::AllocaInst>(i)) {
    reject(i, std::string("the LLVM instruction ") + i.getOpcodeName() + " is not supported");
  }
  keep_through(i);
}

}  // namespace nicvs::hlsc
