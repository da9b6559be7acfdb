// SPDX-License-Identifier: Apache-2.0
// What one test of a server came to.
#pragma once

#include <cstdint>
#include <string>

namespace nicvs::health {

enum class Outcome : std::uint8_t { Success, Failure };

struct ProbeResult {
  Outcome outcome = Outcome::Failure;
  std::string text;  // for the operator: "answered as expected", "connection refused"
};

inline ProbeResult success(std::string text) { return {Outcome::Success, std::move(text)}; }
inline ProbeResult failure(std::string text) { return {Outcome::Failure, std::move(text)}; }

}  // namespace nicvs::health
