// SPDX-License-Identifier: Apache-2.0
// The ipvsadm side of a director: commands and listings in ipvsadm's own texts.
#include <algorithm>
#include <sstream>

#include "fallback/replay/director.hpp"
#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/run.hpp"
#include "host/ipvs/words.hpp"

namespace nicvs::replay {

CommandResult Director::ipvs(const std::string& arguments) {
  std::vector<std::string> words = ipvs::split_words(arguments);
  words.insert(words.begin(), "ipvsadm");
  ipvs::DataPlaneTarget target(*engine_, &sync_);
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const int code = ipvs::run_words(words, target, {in, out, err}, ipvs::system_resolver());
  return {code, out.str() + err.str()};
}

std::string Director::conns() {
  std::istringstream listing(ipvs("-L -n -c").text);
  std::vector<std::string> rows;
  std::string line;
  for (int number = 0; std::getline(listing, line); ++number) {
    constexpr int kHeaderLines = 2;
    if (number >= kHeaderLines) rows.push_back(line);
  }
  std::sort(rows.begin(), rows.end());
  std::string text;
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

}  // namespace nicvs::replay
