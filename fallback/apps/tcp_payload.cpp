// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/tcp_payload.hpp"

#include <cstring>

#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"
#include "nicvs/dp/checksum.hpp"
#include "nicvs/dp/headers.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kMaxPacket = 0xffff;

std::uint16_t sum_of_packet(const Frame& frame, const dp::Parsed& p) {
  const std::uint32_t length = p.l3_offset + p.ip_length - p.l4_offset;
  return checksum_sum({frame.data + p.l4_offset, length},
                      pseudo_header_sum(p.key.src, p.key.dst, dp::Protocol::Tcp, length));
}

void set_ip_length(std::uint32_t length, Frame& frame, dp::Parsed& p) {
  std::uint8_t* l3 = frame.data + p.l3_offset;
  if (p.key.family == dp::Family::Ipv4) {
    const auto delta = dp::checksum_delta16(static_cast<std::uint16_t>(p.ip_length),
                                            static_cast<std::uint16_t>(length));
    p.ip_checksum = dp::checksum_update(p.ip_checksum, delta);
    put_be16(l3 + dp::ipv4::kTotalLength, static_cast<std::uint16_t>(length));
    put_be16(l3 + dp::ipv4::kChecksum, p.ip_checksum);
  } else {
    put_be16(l3 + dp::ipv6::kPayloadLength, static_cast<std::uint16_t>(length - dp::ipv6::kLength));
  }
  p.ip_length = length;
}

}  // namespace

std::span<const std::uint8_t> tcp_payload(const Frame& frame, const dp::Parsed& p) {
  const std::uint32_t begin = std::uint32_t{p.l4_offset} + p.l4_length;
  const std::uint32_t end = p.l3_offset + p.ip_length;
  if (p.l4_length < dp::tcp::kMinLength || begin >= end) return {};
  return {frame.data + begin, end - begin};
}

bool has_right_tcp_checksum(const Frame& frame, const dp::Parsed& parsed) {
  return sum_of_packet(frame, parsed) == 0xffff;
}

bool replace_payload(std::size_t begin, std::size_t end, std::string_view text, Frame& frame,
                     dp::Parsed& p) {
  const auto payload = tcp_payload(frame, p);
  const auto length = static_cast<std::uint32_t>(p.ip_length - (end - begin) + text.size());
  const std::uint32_t longest = frame.length + frame.tailroom;
  if (length > kMaxPacket || p.l3_offset + length > longest) return false;
  std::uint8_t* first = frame.data + p.l4_offset + p.l4_length;
  std::memmove(first + begin + text.size(), first + end, payload.size() - end);
  std::memcpy(first + begin, text.data(), text.size());
  set_ip_length(length, frame, p);
  frame.length = p.l3_offset + length;
  frame.tailroom = longest - frame.length;
  std::uint8_t* checksum = frame.data + p.l4_offset + dp::tcp::kChecksum;
  put_be16(checksum, 0);
  p.l4_checksum = static_cast<std::uint16_t>(~sum_of_packet(frame, p));
  put_be16(checksum, p.l4_checksum);
  return true;
}

}  // namespace nicvs::soft
