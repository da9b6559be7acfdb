// SPDX-License-Identifier: Apache-2.0
// Offsets and sizes of the sync protocol's datagrams (the kernel's ip_vs_sync.c). Bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nicvs/dp/conn_flags.hpp"

namespace nicvs::failover::format {

// A receiver takes a datagram for version 1 if it says so where version 0 has its first conn.
constexpr std::size_t kHeader0 = 4;
constexpr std::size_t kHeader1 = 8;
constexpr std::size_t kSyncId = 1;
constexpr std::size_t kSize = 2;
constexpr std::size_t kCount1 = 4;  // version 0: byte 0, which is 0 in version 1
constexpr std::size_t kVersion = 5;
constexpr std::size_t kSpare = 6;
constexpr unsigned kMaxCount = 255;

constexpr std::size_t kConn0 = 24;
constexpr std::size_t kSequences = 24;  // in and out, three words each

constexpr std::size_t kConn1 = 36;      // IPv4
constexpr std::size_t kConn1Ipv6 = 72;  // with three addresses of 16 bytes
constexpr std::size_t kAddresses1 = 24;
constexpr std::uint8_t kTypeIpv6 = 1;
constexpr std::uint32_t kSizeMask = 0x0fff;  // of the word with version and size
constexpr unsigned kVersionShift = 12;
constexpr std::size_t kAlignment = 4;

constexpr std::size_t kOptionHeader = 2;  // type, length
constexpr std::uint8_t kSequenceOption = 1;
constexpr std::uint8_t kEngineDataOption = 2;
constexpr std::uint8_t kEngineNameOption = 3;
constexpr std::uint8_t kOptional = 0x40;  // set in a type that a receiver need not know
constexpr std::size_t kMaxEngineName = 16;
constexpr std::string_view kSip = "sip";  // the only engine there is

constexpr std::uint32_t kSequenceFlags = dp::conn_flag::kInSeq | dp::conn_flag::kOutSeq;
// The flags that a peer may set.
constexpr std::uint32_t kPeerFlags = dp::conn_flag::kMethodMask | dp::conn_flag::kNoOutput |
                                     dp::conn_flag::kInactive | kSequenceFlags |
                                     dp::conn_flag::kNoClientPort | dp::conn_flag::kTemplate;

}  // namespace nicvs::failover::format
