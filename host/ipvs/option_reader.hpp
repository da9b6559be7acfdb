// SPDX-License-Identifier: Apache-2.0
// Walks over the words of a command line with popt, the library ipvsadm uses, so that clustered
// letters, "--name=value" and error texts are the same.
#pragma once

#include <popt.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nicvs::ipvs {

// One per command line; `table` ends with POPT_TABLEEND and must outlive it.
class OptionReader {
 public:
  OptionReader(std::span<const std::string> words, const poptOption* table);

  // The val of the next option in the table; nullopt at the end or at an error.
  std::optional<int> next();
  // The argument of the option just read, if it has one.
  std::optional<std::string> argument();
  // The next word that is neither option nor argument.
  std::optional<std::string> next_plain_word();
  // The word last looked at.
  std::string current_word() const;
  // Why next() ended, e.g. "--foo: unknown option"; nullopt at the end of the words.
  std::optional<std::string> error() const;

 private:
  std::vector<const char*> arguments_;
  std::unique_ptr<poptContext_s, poptContext (*)(poptContext)> context_;
  int last_ = 0;
};

}  // namespace nicvs::ipvs
