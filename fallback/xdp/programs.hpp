// SPDX-License-Identifier: Apache-2.0
// The steering programs, compiled to BPF at build time: ELF objects as bytes.
#pragma once

#include <span>

namespace nicvs::soft::program {

extern const std::span<const unsigned char> kSteerXdp;  // steer_xdp.c
extern const std::span<const unsigned char> kSteerSkb;  // steer_skb.c
extern const std::span<const unsigned char> kAccelXdp;  // accel_xdp.cpp

}  // namespace nicvs::soft::program
