// SPDX-License-Identifier: Apache-2.0
// The console's commands are run by nicvsadm's code, in this process.
#include <sstream>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/run.hpp"
#include "host/ipvs/words.hpp"
#include "tests/unit/ipvs/console.hpp"

namespace nicvs::test {

Printed Console::run(const std::string& line, const std::string& input) {
  std::vector<std::string> words = ipvs::split_words(line);
  words.insert(words.begin(), "ipvsadm");
  ipvs::DataPlaneTarget target(plane);
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int code = ipvs::run_words(words, target, {in, out, err}, table_resolver());
  return {code, out.str(), err.str()};
}

}  // namespace nicvs::test
