// SPDX-License-Identifier: Apache-2.0
// Constant tables as bytes.
#include <llvm/IR/Constants.h>

#include <algorithm>

#include "hls/hlsc/import/importer.hpp"

namespace nicvs::hlsc {
namespace {

class Flattener {
 public:
  Flattener(const llvm::DataLayout& layout, ConstantBytes& into) : layout_(layout), into_(into) {}

  // The elements of aggregates are walked with a list of work instead of by recursion.
  void run(const llvm::Constant& root) {
    work_.push_back({&root, 0});
    while (!work_.empty()) {
      const Work next = work_.back();
      work_.pop_back();
      place(*next.constant, next.at);
    }
  }

 private:
  struct Work {
    const llvm::Constant* constant;
    std::uint64_t at;
  };

  void place(const llvm::Constant& constant, std::uint64_t at) {
    if (const auto* number = llvm::dyn_cast<llvm::ConstantInt>(&constant)) {
      place_number(number->getValue(), at);
    } else if (const auto* data = llvm::dyn_cast<llvm::ConstantDataSequential>(&constant)) {
      for (unsigned i = 0; i < data->getNumElements(); ++i) {
        work_.push_back({data->getElementAsConstant(i), at + i * data->getElementByteSize()});
      }
    } else if (const auto* record = llvm::dyn_cast<llvm::ConstantStruct>(&constant)) {
      const llvm::StructLayout* layout = layout_.getStructLayout(record->getType());
      for (unsigned i = 0; i < record->getNumOperands(); ++i) {
        work_.push_back({record->getOperand(i), at + layout->getElementOffset(i)});
      }
    } else if (const auto* array = llvm::dyn_cast<llvm::ConstantArray>(&constant)) {
      const std::uint64_t size = layout_.getTypeAllocSize(array->getType()->getElementType());
      for (unsigned i = 0; i < array->getNumOperands(); ++i) {
        work_.push_back({array->getOperand(i), at + i * size});
      }
    } else if (constant.getType()->isPointerTy()) {
      const std::uint64_t size = layout_.getTypeStoreSize(constant.getType());
      for (std::uint64_t i = at; i < at + size; ++i) {
        into_.is_address[i] = true;
      }
    }  // what remains is zero or undefined
  }

  void place_number(const APInt& number, std::uint64_t at) {
    for (unsigned bit = 0; bit < number.getBitWidth(); bit += 8) {
      const unsigned bits = std::min(8U, number.getBitWidth() - bit);
      into_.value[at + bit / 8] =
          static_cast<std::uint8_t>(number.extractBitsAsZExtValue(bits, bit));
    }
  }

  const llvm::DataLayout& layout_;
  ConstantBytes& into_;
  std::vector<Work> work_;
};

}  // namespace

ConstantBytes bytes_of(const llvm::Constant& constant, const llvm::DataLayout& layout) {
  const std::uint64_t size = layout.getTypeAllocSize(constant.getType());
  ConstantBytes bytes{std::vector<std::uint8_t>(size), std::vector<bool>(size)};
  Flattener(layout, bytes).run(constant);
  return bytes;
}

}  // namespace nicvs::hlsc
