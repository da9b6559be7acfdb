// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/words.hpp"

namespace nicvs::ipvs {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

}  // namespace

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = '\0';
  for (const char c : line) {
    if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (quote != '\0') {
      words.back() += c;
    } else if (is_blank(c)) {
      in_word = false;
    } else {
      if (!in_word) words.emplace_back();
      in_word = true;
      if (c == '"' || c == '\'') {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  return words;
}

std::vector<std::string> rule_words(std::string_view line) {
  std::vector<std::string> words = split_words(line);
  const bool has_program = !words.empty() && (words[0] == "ipvsadm" || words[0] == "nicvsadm");
  if (has_program) words.erase(words.begin());
  return words;
}

}  // namespace nicvs::ipvs
