// SPDX-License-Identifier: Apache-2.0
#include "host/device/register_bus.hpp"

namespace nicvs::device {
namespace {

constexpr std::uint32_t kAllOnes = 0xffffffff;

}  // namespace

std::optional<std::uint32_t> RegisterBus::read_word(std::uint32_t offset) {
  if (is_gone_) {
    return std::nullopt;
  }
  const std::uint32_t value = transport_.read32(offset);
  if (value == kAllOnes && transport_.read32(regs::Id::kOffset) != regs::kCardId) {
    is_gone_ = true;
    return std::nullopt;
  }
  return value;
}

void RegisterBus::write_word(std::uint32_t offset, std::uint32_t value) {
  if (!is_gone_) {
    transport_.write32(offset, value);
  }
}

std::optional<std::uint64_t> RegisterBus::read_counter(std::uint32_t offset) {
  const std::optional<std::uint32_t> low = read_word(offset);
  const std::optional<std::uint32_t> high = read_word(offset + 4);
  if (!low || !high) {
    return std::nullopt;
  }
  return std::uint64_t{*high} << 32 | *low;
}

}  // namespace nicvs::device
