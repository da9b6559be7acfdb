// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/words.hpp"

#include <catch2/catch.hpp>

using nicvs::ipvs::rule_words;
using nicvs::ipvs::split_words;
using Words = std::vector<std::string>;

TEST_CASE("a line is split at blanks that are not quoted", "[ipvs][words]") {
  struct Case {
    const char* line;
    Words words;
  };
  const auto c = GENERATE(values<Case>({
      {"", {}},
      {" \t\r", {}},
      {"-L -n", {"-L", "-n"}},
      {"\t-L\t-n \r", {"-L", "-n"}},
      {"-s 'a b' \"c'd\"", {"-s", "a b", "c'd"}},
      {"a'b c'd", {"ab cd"}},
      {"-t ''", {"-t", ""}},
      {"\"\"\"\"", {""}},
      {"'open to the end", {"open to the end"}},
      {"back\\slash", {"back\\slash"}},
  }));
  CHECK(split_words(c.line) == c.words);
}

TEST_CASE("a rule may begin with the program's name", "[ipvs][words]") {
  CHECK(rule_words("ipvsadm -L") == Words{"-L"});
  CHECK(rule_words("nicvsadm -L") == Words{"-L"});
  CHECK(rule_words("-L ipvsadm") == Words{"-L", "ipvsadm"});
  CHECK(rule_words("ipvsadm").empty());
}
