// SPDX-License-Identifier: Apache-2.0
#include "fallback/net/wanted_neighbours.hpp"

#include "fallback/net/address_hash.hpp"

namespace nicvs::soft {

void WantedNeighbours::add(PortId port, const IpAddress& address) {
  std::size_t at = (address_hash(address) + port) % kSlots;
  while (slot_[at] != 0) {
    const NetSink::Wanted& known = wanted_[slot_[at] - 1U];
    if (known.port == port && known.address == address) return;
    at = (at + 1) % kSlots;
  }
  if (count_ == kLimit) return;
  wanted_[count_] = {port, address};
  slot_[at] = static_cast<std::uint16_t>(++count_);
}

void WantedNeighbours::take(std::vector<NetSink::Wanted>& out) {
  out.insert(out.end(), wanted_.begin(), wanted_.begin() + static_cast<std::ptrdiff_t>(count_));
  slot_.fill(0);
  count_ = 0;
}

}  // namespace nicvs::soft
