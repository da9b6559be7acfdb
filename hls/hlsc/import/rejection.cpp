// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/rejection.hpp"

#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instruction.h>

namespace nicvs::hlsc {
namespace {

std::string at_line(llvm::StringRef file, unsigned line, const std::string& sentence) {
  return file.str() + ":" + std::to_string(line) + ": " + sentence;
}

}  // namespace

const llvm::DILocation* own_frame(const llvm::DILocation* location) {
  const llvm::DILocation* frame = location;
  while (frame->getFilename().starts_with("/usr/") && frame->getInlinedAt() != nullptr) {
    frame = frame->getInlinedAt();
  }
  return frame;
}

void reject(const llvm::Function& at, const std::string& sentence) {
  const llvm::DISubprogram* subprogram = at.getSubprogram();
  throw Rejection(subprogram == nullptr
                      ? at.getName().str() + ": " + sentence
                      : at_line(subprogram->getFilename(), subprogram->getLine(), sentence));
}

void reject(const llvm::DILocation& at, const std::string& sentence) {
  const llvm::DILocation* frame = own_frame(&at);
  throw Rejection(at_line(frame->getFilename(), frame->getLine(), sentence));
}

void reject(const llvm::Instruction& at, const std::string& sentence) {
  const llvm::DILocation* location = at.getDebugLoc().get();
  if (location == nullptr) {
    reject(*at.getFunction(), sentence);
  }
  reject(*location, sentence);
}

}  // namespace nicvs::hlsc
