// SPDX-License-Identifier: Apache-2.0
// Work that a local sender left to "hardware": checksums to finish, packets to cut into segments.
//
// A packet socket with PACKET_VNET_HDR says what is left (virtio 1.2, section 5.1.6). Pure
// functions on bytes; every offset is checked against the frame.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace nicvs::soft {

// struct virtio_net_hdr in the machine's byte order; linux/virtio_net.h is no C++.
struct OffloadHeader {
  static constexpr std::uint8_t kNeedsChecksum = 1;  // in flags
  // In gso_type.
  static constexpr std::uint8_t kNone = 0, kTcp4 = 1, kTcp6 = 4, kUdpSegments = 5, kEcn = 0x80;
  std::uint8_t flags;
  std::uint8_t gso_type;
  std::uint16_t header_length;
  std::uint16_t gso_size;  // payload bytes a segment
  std::uint16_t checksum_start;
  std::uint16_t checksum_offset;
};
static_assert(sizeof(OffloadHeader) == 10);

// Finishes the checksum that the header announces; the field holds the pseudo-header's sum. False:
// the offsets point outside of the frame.
bool finish_checksum(std::span<std::uint8_t> frame, const OffloadHeader& work);

// Cuts a TCP (TSO) or UDP (USO) packet into segments as a NIC would: sequence numbers, IPv4 ids,
// lengths, flags and checksums of each are complete.
class Segmenter {
 public:
  // nullopt: not a packet that can be cut (UDP fragmentation offload, lying offsets).
  static std::optional<Segmenter> create(std::span<const std::uint8_t> packet,
                                         const OffloadHeader& work);
  // Writes the next segment; its length, or 0 after the last or when it does not fit.
  std::uint32_t next(std::span<std::uint8_t> out);
  std::uint32_t segment_count() const {
    return (payload_length() + segment_size_ - 1) / segment_size_;
  }

 private:
  Segmenter() = default;
  bool find_headers();
  std::uint32_t payload_length() const {
    return static_cast<std::uint32_t>(packet_.size()) - header_length_;
  }
  void write_ip(std::span<std::uint8_t> segment) const;
  void write_tcp(std::span<std::uint8_t> segment) const;
  void write_udp(std::span<std::uint8_t> segment) const;

  std::span<const std::uint8_t> packet_;
  std::uint32_t l3_ = 0;  // offsets of headers
  std::uint32_t l4_ = 0;
  std::uint32_t header_length_ = 0;  // of all headers
  std::uint32_t segment_size_ = 0;   // payload bytes
  std::uint32_t done_ = 0;           // payload bytes already sent
  std::uint32_t index_ = 0;
  bool is_ipv6_ = false;
  bool is_tcp_ = false;
};

}  // namespace nicvs::soft
