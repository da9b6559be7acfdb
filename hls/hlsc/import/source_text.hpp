// SPDX-License-Identifier: Apache-2.0
// Lines of the source for the comments of the result.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hls/hlsc/netlist/node.hpp"

namespace llvm {
class DILocation;
}  // namespace llvm

namespace nicvs::hlsc {

class SourceText {
 public:
  // The function and line that say most about an instruction: the innermost frame that is neither
  // in a system header nor in bytes.hpp, whose readers everybody calls. Line numbers are left out
  // on purpose: a line more at the top of a header shall not change the result.
  Origin origin_of(const llvm::DILocation* location);

 private:
  const std::vector<std::string>& lines_of(const std::string& path);

  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace nicvs::hlsc
