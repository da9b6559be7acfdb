// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/checksum_offload.hpp"

#include <algorithm>
#include <cstring>

#include "nicvs/dp/checksum.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint32_t kEthernet = 14, kVlanTag = 4;
constexpr std::uint32_t kIpv4Header = 20, kIpv6Header = 40, kTcpHeader = 20, kUdpHeader = 8;
constexpr std::uint8_t kTcp = 6, kUdp = 17;
constexpr std::uint8_t kFin = 0x01, kPsh = 0x08, kCwr = 0x80;

std::uint16_t load16(std::span<const std::uint8_t> bytes, std::uint32_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void store16(std::span<std::uint8_t> bytes, std::uint32_t at, std::uint32_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

// The unfolded sum of big-endian words; at most 64 KiB, so it does not overflow.
std::uint32_t sum_of(std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = 0;
  std::uint32_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) sum += load16(bytes, at);
  if (at < bytes.size()) sum += static_cast<std::uint32_t>(bytes[at]) << 8;
  return sum;
}

std::uint16_t complement(std::uint32_t sum) {
  return static_cast<std::uint16_t>(~dp::checksum_fold(sum));
}

}  // namespace

bool finish_checksum(std::span<std::uint8_t> frame, const OffloadHeader& work) {
  if ((work.flags & OffloadHeader::kNeedsChecksum) == 0) return true;
  const std::uint32_t field = std::uint32_t{work.checksum_start} + work.checksum_offset;
  if (field + 2 > frame.size()) return false;
  const std::uint16_t checksum = complement(sum_of(frame.subspan(work.checksum_start)));
  store16(frame, field, dp::udp_checksum(checksum));
  return true;
}

std::optional<Segmenter> Segmenter::create(std::span<const std::uint8_t> packet,
                                           const OffloadHeader& work) {
  const unsigned type = work.gso_type & ~unsigned{OffloadHeader::kEcn};
  Segmenter self;
  self.packet_ = packet;
  self.segment_size_ = work.gso_size;
  self.is_tcp_ = type == OffloadHeader::kTcp4 || type == OffloadHeader::kTcp6;
  if (!self.is_tcp_ && type != OffloadHeader::kUdpSegments) return std::nullopt;
  if (self.segment_size_ == 0 || !self.find_headers()) return std::nullopt;
  return self;
}

bool Segmenter::find_headers() {
  if (packet_.size() < kEthernet + kVlanTag || packet_.size() > 0x20000) return false;
  l3_ = kEthernet;
  std::uint16_t type = load16(packet_, 12);
  if (type == 0x8100 || type == 0x88a8) {
    type = load16(packet_, 16);
    l3_ += kVlanTag;
  }
  is_ipv6_ = type == 0x86dd;
  if (!is_ipv6_ && type != 0x0800) return false;
  if (packet_.size() < l3_ + kIpv4Header) return false;
  const std::uint8_t protocol = packet_[l3_ + (is_ipv6_ ? 6 : 9)];
  l4_ = l3_ + (is_ipv6_ ? kIpv6Header : (packet_[l3_] & 0x0fu) * 4u);
  const std::uint32_t shortest = is_tcp_ ? kTcpHeader : kUdpHeader;
  if (protocol != (is_tcp_ ? kTcp : kUdp) || l4_ < l3_ + kIpv4Header ||
      l4_ + shortest > packet_.size()) {
    return false;
  }
  header_length_ = l4_ + (is_tcp_ ? (packet_[l4_ + 12] >> 4) * 4u : kUdpHeader);
  return header_length_ >= l4_ + shortest && header_length_ < packet_.size();
}

std::uint32_t Segmenter::next(std::span<std::uint8_t> out) {
  const std::uint32_t payload = std::min(segment_size_, payload_length() - done_);
  const std::uint32_t length = header_length_ + payload;
  if (payload == 0 || length > out.size()) return 0;
  std::memcpy(out.data(), packet_.data(), header_length_);
  std::memcpy(out.data() + header_length_, packet_.data() + header_length_ + done_, payload);
  const auto segment = out.first(length);
  write_ip(segment);
  is_tcp_ ? write_tcp(segment) : write_udp(segment);
  done_ += payload;
  ++index_;
  return length;
}

void Segmenter::write_ip(std::span<std::uint8_t> segment) const {
  const auto size = static_cast<std::uint32_t>(segment.size());
  if (is_ipv6_) {
    store16(segment, l3_ + 4, size - l4_);
    return;
  }
  store16(segment, l3_ + 2, size - l3_);
  store16(segment, l3_ + 4, load16(packet_, l3_ + 4) + index_);
  store16(segment, l3_ + 10, 0);
  store16(segment, l3_ + 10, complement(sum_of(segment.subspan(l3_, l4_ - l3_))));
}

void Segmenter::write_tcp(std::span<std::uint8_t> segment) const {
  const std::uint32_t sequence =
      (static_cast<std::uint32_t>(load16(packet_, l4_ + 4)) << 16 | load16(packet_, l4_ + 6)) +
      done_;
  store16(segment, l4_ + 4, sequence >> 16);
  store16(segment, l4_ + 6, sequence);
  const bool is_last = done_ + (segment.size() - header_length_) == payload_length();
  std::uint8_t& flags = segment[l4_ + 13];
  if (!is_last) flags = static_cast<std::uint8_t>(flags & ~(kFin | kPsh));
  if (index_ > 0) flags = static_cast<std::uint8_t>(flags & ~kCwr);

  const std::uint32_t addresses = is_ipv6_ ? l3_ + 8 : l3_ + 12;
  const auto pseudo = segment.subspan(addresses, is_ipv6_ ? 32 : 8);
  const auto l4_length = static_cast<std::uint32_t>(segment.size()) - l4_;
  store16(segment, l4_ + 16, 0);
  store16(segment, l4_ + 16,
          complement(dp::checksum_fold(sum_of(segment.subspan(l4_))) + sum_of(pseudo) + kTcp +
                     l4_length));
}

void Segmenter::write_udp(std::span<std::uint8_t> segment) const {
  const std::uint32_t addresses = is_ipv6_ ? l3_ + 8 : l3_ + 12;
  const auto pseudo = segment.subspan(addresses, is_ipv6_ ? 32 : 8);
  const auto l4_length = static_cast<std::uint32_t>(segment.size()) - l4_;
  store16(segment, l4_ + 4, l4_length);
  store16(segment, l4_ + 6, 0);
  const std::uint32_t sum =
      dp::checksum_fold(sum_of(segment.subspan(l4_))) + sum_of(pseudo) + kUdp + l4_length;
  store16(segment, l4_ + 6, dp::udp_checksum(complement(sum)));
}

}  // namespace nicvs::soft
