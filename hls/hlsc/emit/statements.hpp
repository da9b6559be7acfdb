// SPDX-License-Identifier: Apache-2.0
// The logic and the registers of one stage.
#pragma once

#include <string>

#include "hls/hlsc/emit/signals.hpp"

namespace nicvs::hlsc {

std::string stage_text(const Signals& signals, const Schedule& schedule, unsigned stage);

}  // namespace nicvs::hlsc
