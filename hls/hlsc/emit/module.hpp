// SPDX-License-Identifier: Apache-2.0
// A scheduled kernel as a SystemVerilog module.
#pragma once

#include <string>

#include "hls/hlsc/import/kernel.hpp"
#include "hls/hlsc/pipeline/schedule.hpp"

namespace nicvs::hlsc {

// "nicvs_" in front of the kernel's name.
std::string module_name(const Kernel& kernel);

std::string module_text(const Kernel& kernel, const Schedule& schedule);

// A module around it whose ports are the structs as they are in a program's memory, for benches.
std::string image_text(const Kernel& kernel);

}  // namespace nicvs::hlsc
