// SPDX-License-Identifier: Apache-2.0
// The console's commands are run by Debian's ipvsadm under nicvs-run, on real sockets.
#include "host/ipvs/words.hpp"
#include "tests/cli/ipvsadm/wrapped.hpp"
#include "tests/cli/nicvsadm/director.hpp"
#include "tests/unit/ipvs/console.hpp"

namespace nicvs::test {

Printed Console::run(const std::string& line, const std::string& input) {
  const DirectorSockets sockets(plane);
  std::vector<std::string> words = ipvs::split_words(line);
  words.insert(words.begin(), "ipvsadm");
  return run_wrapped(sockets.run_dir(), words, input);
}

}  // namespace nicvs::test
