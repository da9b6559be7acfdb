// SPDX-License-Identifier: Apache-2.0
// Classifier rules as text: "PROTO DST[/LEN] PORT[-PORT] MARK", the scenario language's `mark`.
//
//   parse_mark_rule("tcp 10.0.0.1/32 80-443 7")   // PROTO tcp, udp, sctp or any; "*" = any port
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nicvs/result.hpp"
#include "nicvs/service.hpp"

namespace nicvs::rpc {

// EINVAL with what was expected.
Result<MarkRule> parse_mark_rule(std::string_view text);
// One rule a line; empty lines and what follows a '#' are skipped; the sentence names the line.
Result<std::vector<MarkRule>> parse_mark_rules(std::string_view text);
std::string to_string(const MarkRule& rule);

}  // namespace nicvs::rpc
