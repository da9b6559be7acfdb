// SPDX-License-Identifier: Apache-2.0
// The C library's own version of a function that this library stands in front of.
//
//   static const auto real = next<&::sendmsg>("sendmsg");
#pragma once

#include <dlfcn.h>

namespace nicvs::run {

template <auto Function>
auto next(const char* name) {
  return reinterpret_cast<decltype(Function)>(dlsym(RTLD_NEXT, name));
}

}  // namespace nicvs::run
