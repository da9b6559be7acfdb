// SPDX-License-Identifier: Apache-2.0
// One line of lvs.cf -> its words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nicvs/result.hpp"

namespace nicvs::config {

enum class Quoting { Bare, Quoted };

struct Token {
  std::string text;
  Quoting quoting = Quoting::Bare;

  // True for punctuation: "{" in quotes is a value, not the beginning of a block.
  bool is(std::string_view bare_text) const {
    return quoting == Quoting::Bare && text == bare_text;
  }
};

// The words of a line without its newline; comments and a CR at the end are gone. The first `=`
// outside quotes is a word of its own, and so is a bare `{` at the end of the line, with or without
// blanks around them. An error's text is piranha's, with what was expected.
Result<std::vector<Token>> tokenize(std::string_view line);

}  // namespace nicvs::config
