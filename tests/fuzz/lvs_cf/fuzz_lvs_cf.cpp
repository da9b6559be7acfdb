// SPDX-License-Identifier: Apache-2.0
// Any bytes as an lvs.cf: errors have lines of the file, and what parses makes rules.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/config/desired_of.hpp"
#include "host/config/rules_of.hpp"

using namespace nicvs::config;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParseOutcome parsed = parse_lvs_cf(text, "f");
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const Diagnostic& error : parsed.errors) {
    if (error.line > lines || error.text.empty()) std::abort();
  }
  if (!parsed.errors.empty()) return 0;
  const Outcome outcome = desired_of(parsed.config, numeric_resolver());
  if (outcome.errors.empty()) rules_text_of(outcome.desired);
  return 0;
}
