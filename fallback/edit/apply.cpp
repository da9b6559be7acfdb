// SPDX-License-Identifier: Apache-2.0
#include "fallback/edit/apply.hpp"

#include <span>

#include "fallback/edit/crc32c.hpp"
#include "fallback/edit/frame_window.hpp"
#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/bytes.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

using dp::EditList;
using dp::Family;

// The checksum of the datagram as it now stands. A length field that lies is answered as the kernel
// does: with the sum over what the IP packet holds.
void fill_udp_checksum(const EditList& e, std::uint8_t* data) {
  const FrameWindow w{data, e.packet_end};
  const unsigned present = e.packet_end - e.l4_offset;
  const unsigned claimed = dp::be16(w, e.l4_offset + dp::udp::kLengthField);
  const unsigned length = claimed >= dp::udp::kLength && claimed <= present ? claimed : present;
  const bool is_v4 = e.family == Family::Ipv4;
  const unsigned src = e.l3_offset + (is_v4 ? dp::ipv4::kSrc : dp::ipv6::kSrc);
  const unsigned dst = e.l3_offset + (is_v4 ? dp::ipv4::kDst : dp::ipv6::kDst);
  const std::uint16_t pseudo =
      pseudo_header_sum(dp::read_address(w, src, e.family), dp::read_address(w, dst, e.family),
                        dp::Protocol::Udp, length);
  put_be16(data + e.l4_checksum_offset, 0);
  put_be16(data + e.l4_checksum_offset,
           dp::udp_checksum(internet_checksum({data + e.l4_offset, length}, pseudo)));
}

// RFC 9260, appendix A: the CRC is sent with its least significant byte first.
void fill_sctp_crc(const EditList& e, std::uint8_t* data) {
  put_be32(data + e.l4_checksum_offset, 0);
  const std::uint32_t crc = crc32c({data + e.l4_offset, e.packet_end - e.l4_offset});
  put_be32(data + e.l4_checksum_offset, __builtin_bswap32(crc));
}

}  // namespace

void fix_up(EditList e, std::uint8_t* data) {
  if (e.fixup == dp::Fixup::UdpChecksum) {
    fill_udp_checksum(e, data);
  } else if (e.fixup == dp::Fixup::SctpCrc32c) {
    fill_sctp_crc(e, data);
  }
}

}  // namespace nicvs::soft
