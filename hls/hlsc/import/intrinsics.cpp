// SPDX-License-Identifier: Apache-2.0
// LLVM's built-in functions.
#include "hls/hlsc/import/importer.hpp"
#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {

namespace intrinsic = llvm::Intrinsic;

Node* Importer::funnel_shift(const llvm::CallInst& i) {
  const unsigned bits = width(&i);
  const bool is_left = i.getIntrinsicID() == intrinsic::fshl;
  Node* both = net_.concat({value(i.getArgOperand(1)), value(i.getArgOperand(0))});
  Node* count = value(i.getArgOperand(2));
  if (is_constant(count)) {
    const unsigned n = static_cast<unsigned>(count->value.urem(bits));
    return is_left ? net_.slice(both, bits - n, bits) : net_.slice(both, n, bits);
  }
  Node* modulo = net_.bitwise_and(count, net_.constant(bits, bits - 1));
  Node* shifted =
      net_.shift(is_left ? Op::Shl : Op::Lshr, both, net_.zero_extend(modulo, 2 * bits));
  return is_left ? net_.slice(shifted, bits, bits) : net_.slice(shifted, 0, bits);
}

Node* Importer::extreme(const llvm::CallInst& i) {
  Node* x = value(i.getArgOperand(0));
  Node* y = value(i.getArgOperand(1));
  switch (i.getIntrinsicID()) {
    case intrinsic::umin:
      return net_.mux(net_.less(x, y), x, y);
    case intrinsic::umax:
      return net_.mux(net_.less(x, y), y, x);
    case intrinsic::smin:
      return net_.mux(net_.less_signed(x, y), x, y);
    default:
      return net_.mux(net_.less_signed(x, y), y, x);
  }
}

Node* Importer::count_ones(Node* x) {
  Nodes sums;
  for (unsigned i = 0; i < x->width; ++i) {
    sums.push_back(net_.zero_extend(net_.bit(x, i), x->width));
  }
  while (sums.size() > 1) {
    Nodes pairs;
    for (std::size_t i = 0; i < sums.size(); i += 2) {
      pairs.push_back(i + 1 < sums.size() ? net_.add(sums[i], sums[i + 1]) : sums[i]);
    }
    sums = std::move(pairs);
  }
  return sums[0];
}

Node* Importer::count_zeros(Node* x, intrinsic::ID id) {
  Node* result = net_.constant(x->width, x->width);
  for (unsigned count = x->width; count-- > 0;) {
    const unsigned index = id == intrinsic::cttz ? count : x->width - 1 - count;
    result = net_.mux(net_.bit(x, index), net_.constant(x->width, count), result);
  }
  return result;
}

// Null if hlsc does not know the function.
Node* Importer::intrinsic(const llvm::CallInst& i) {
  const unsigned bits = width(&i);
  const auto argument = [&](unsigned n) { return value(i.getArgOperand(n)); };
  switch (i.getIntrinsicID()) {
    case intrinsic::bswap:
    case intrinsic::bitreverse: {
      const unsigned unit = i.getIntrinsicID() == intrinsic::bswap ? 8 : 1;
      Nodes parts;
      for (unsigned end = bits; end > 0; end -= unit) {
        parts.push_back(net_.slice(argument(0), end - unit, unit));
      }
      return net_.concat(parts);
    }
    case intrinsic::fshl:
    case intrinsic::fshr:
      return funnel_shift(i);
    case intrinsic::umin:
    case intrinsic::umax:
    case intrinsic::smin:
    case intrinsic::smax:
      return extreme(i);
    case intrinsic::abs: {
      Node* negated = net_.subtract(net_.constant(bits, 0), argument(0));
      return net_.mux(net_.bit(argument(0), bits - 1), negated, argument(0));
    }
    case intrinsic::usub_sat:
      return net_.mux(net_.less(argument(0), argument(1)), net_.constant(bits, 0),
                      net_.subtract(argument(0), argument(1)));
    case intrinsic::uadd_sat: {
      Node* sum = net_.add(net_.zero_extend(argument(0), bits + 1),
                           net_.zero_extend(argument(1), bits + 1));
      return net_.mux(net_.bit(sum, bits), net_.constant(APInt::getAllOnes(bits)),
                      net_.slice(sum, 0, bits));
    }
    case intrinsic::ctpop:
      return count_ones(argument(0));
    case intrinsic::ctlz:
    case intrinsic::cttz:
      return count_zeros(argument(0), i.getIntrinsicID());
    default:
      return nullptr;
  }
}

// memcpy, memmove and memset of a constant size.
bool Importer::copy_memory(const llvm::CallInst& i, Point& at) {
  const auto* memory = llvm::dyn_cast<llvm::MemIntrinsic>(&i);
  if (memory == nullptr) {
    return false;
  }
  const auto* size = llvm::dyn_cast<llvm::ConstantInt>(memory->getLength());
  if (size == nullptr) {
    reject(i, "a copy of a size that is not known at compile time");
  }
  const unsigned bytes = static_cast<unsigned>(size->getZExtValue());
  if (bytes == 0) {
    return true;
  }
  const Pointer to = pointer(memory->getDest());
  Node* content = nullptr;
  if (const auto* copy = llvm::dyn_cast<llvm::MemTransferInst>(memory)) {
    const Pointer from = pointer(copy->getSource());
    content = from.object < 0 ? nullptr : memory_.load(at.memory, from, bytes);
  } else {
    content = net_.concat(Nodes(bytes, value(llvm::cast<llvm::MemSetInst>(memory)->getValue())));
  }
  if (content == nullptr || to.object < 0 || !memory_.store(at.memory, to, content)) {
    reject(i, "a copy outside of the object it begins in");
  }
  return true;
}

void Importer::call(const llvm::CallInst& i, Point& at) {
  const bool says_nothing = i.isDebugOrPseudoInst() || i.isLifetimeStartOrEnd() ||
                            llvm::isa<llvm::NoAliasScopeDeclInst>(i) ||
                            llvm::isa<llvm::AssumeInst>(i);
  if (says_nothing || copy_memory(i, at)) {
    return;
  }
  Node* result = intrinsic(i);
  if (result == nullptr) {
    reject(i, "the LLVM function " + i.getCalledFunction()->getName().str() + " is not supported");
  }
  values_[&i] = result;
}

}  // namespace nicvs::hlsc
