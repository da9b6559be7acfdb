// SPDX-License-Identifier: Apache-2.0
// The Call-ID of a SIP message (RFC 3261 20.8), by which --pe sip tells clients apart.
//
// Understood as the kernel's ip_vs_pe_sip and nf_conntrack_sip do, both forms of the header
// ("Call-ID", "i") and continuation lines included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace nicvs::soft {

// The kernel's IP_VS_PEDATA_MAXLEN.
constexpr std::size_t kMaxEngineData = 255;

// The value as it stands in the message, at most kMaxEngineData bytes. nullopt if there is none,
// it is longer, or the line does not end behind it.
std::optional<std::span<const std::uint8_t>> find_call_id(std::span<const std::uint8_t> message);

}  // namespace nicvs::soft
