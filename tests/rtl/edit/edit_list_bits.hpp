// SPDX-License-Identifier: Apache-2.0
// dp::EditList as nicvs_dp_pkg::edit_list_t.
#pragma once

#include "nicvs/dp/rewrite.hpp"
#include "tests/rtl/support/bits.hpp"

namespace nicvs::test {

constexpr std::size_t kEditListBits = 785;

inline void put_address(BitWriter& bits, const dp::Address& address) {
  for (const std::uint32_t word : address.word) bits.put(word, 32);
}

inline void put_mac(BitWriter& bits, const dp::Mac& mac) {
  for (const std::uint8_t byte : mac.byte) bits.put(byte, 8);
}

inline void put_outer(BitWriter& bits, const dp::OuterHeader& outer) {
  bits.put(outer.length, 32);
  bits.put(outer.dst_port, 16);
  bits.put(outer.src_port, 16);
  bits.put(outer.checksum, 16);
  bits.put(outer.id, 16);
  bits.put(outer.dont_fragment ? 1 : 0, 1);
  bits.put(outer.ttl, 8);
  bits.put(outer.tos, 8);
  bits.put(static_cast<std::uint8_t>(outer.inner), 8);
  bits.put(static_cast<std::uint8_t>(outer.tunnel_checksum), 8);
  bits.put(static_cast<std::uint8_t>(outer.type), 8);
  put_address(bits, outer.dst);
  put_address(bits, outer.src);
  bits.put(static_cast<std::uint8_t>(outer.kind), 8);
}

inline void put_edit_list(BitWriter& bits, const dp::EditList& list) {
  put_outer(bits, list.outer);
  put_address(bits, list.address);
  put_mac(bits, list.dst_mac);
  put_mac(bits, list.src_mac);
  bits.put(list.port, 16);
  bits.put(list.l4_checksum, 16);
  bits.put(list.ip_checksum, 16);
  bits.put(list.packet_end, 32);
  bits.put(list.l4_checksum_offset, 16);
  bits.put(list.l4_offset, 16);
  bits.put(list.l3_offset, 8);
  bits.put(list.ttl, 8);
  bits.put(static_cast<std::uint8_t>(list.fixup), 8);
  bits.put(static_cast<std::uint8_t>(list.family), 8);
  bits.put(list.fields, 16);
}

}  // namespace nicvs::test
