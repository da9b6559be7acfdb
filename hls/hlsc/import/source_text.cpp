// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/source_text.hpp"

#include <llvm/IR/DebugInfoMetadata.h>

#include <fstream>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

constexpr std::size_t kMaxText = 70;

std::string path_of(const llvm::DILocation* location) {
  const std::string name = location->getFilename().str();
  return name.starts_with("/") ? name : location->getDirectory().str() + "/" + name;
}

// Without comment, indentation and what does not fit.
std::string trimmed(std::string line) {
  const std::size_t comment = line.find("//");
  line = line.substr(0, comment);
  const std::size_t begin = line.find_first_not_of(' ');
  if (begin == std::string::npos) {
    return "";
  }
  line = line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
  return line.size() <= kMaxText ? line : line.substr(0, kMaxText - 3) + "...";
}

}  // namespace

const std::vector<std::string>& SourceText::lines_of(const std::string& path) {
  const auto found = files_.find(path);
  if (found != files_.end()) {
    return found->second;
  }
  std::vector<std::string>& lines = files_[path];
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    lines.push_back(line);
  }
  return lines;
}

Origin SourceText::origin_of(const llvm::DILocation* location) {
  const llvm::DILocation* frame = own_frame(location);
  while (frame->getFilename().ends_with("/bytes.hpp") && frame->getInlinedAt() != nullptr) {
    frame = own_frame(frame->getInlinedAt());
  }
  const llvm::DISubprogram* subprogram = frame->getScope()->getSubprogram();
  std::string function = subprogram == nullptr ? "" : subprogram->getName().str();
  function = function.substr(0, function.find('<'));
  const std::vector<std::string>& lines = lines_of(path_of(frame));
  const std::size_t line = frame->getLine();
  return {function, line >= 1 && line <= lines.size() ? trimmed(lines[line - 1]) : ""};
}

}  // namespace nicvs::hlsc
