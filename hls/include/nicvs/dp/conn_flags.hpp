// SPDX-License-Identifier: Apache-2.0
// Flags of a conn; values are the kernel's IP_VS_CONN_F_* (linux/ip_vs.h).
#pragma once

#include <cstdint>

namespace nicvs {
namespace dp {
namespace conn_flag {

constexpr std::uint32_t kMethodMask = 0x0007;  // ForwardMethod
constexpr std::uint32_t kSync = 0x0020;
constexpr std::uint32_t kHashed = 0x0040;
constexpr std::uint32_t kNoOutput = 0x0080;  // no reply was seen to pass through the director
constexpr std::uint32_t kInactive = 0x0100;  // counted as inactive at its dest
constexpr std::uint32_t kOutSeq = 0x0200;
constexpr std::uint32_t kInSeq = 0x0400;
constexpr std::uint32_t kNoClientPort = 0x0800;
constexpr std::uint32_t kTemplate = 0x1000;
constexpr std::uint32_t kOnePacket = 0x2000;
constexpr std::uint32_t kConntracked = 0x10000;  // netfilter's conntrack follows it

}  // namespace conn_flag
}  // namespace dp
}  // namespace nicvs
