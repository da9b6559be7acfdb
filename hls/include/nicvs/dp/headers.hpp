// SPDX-License-Identifier: Apache-2.0
// Where the fields of each header are: offsets in bytes from the header's beginning.
#pragma once

#include <cstdint>

namespace nicvs {
namespace dp {

namespace ethernet {  // IEEE 802.3, 802.1Q
constexpr unsigned kLength = 14;
constexpr unsigned kVlanTagLength = 4;
constexpr unsigned kDst = 0;
constexpr unsigned kSrc = 6;
constexpr unsigned kType = 12;
constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::uint16_t kVlan = 0x8100;
}  // namespace ethernet

namespace ipv4 {  // RFC 791, section 3.1
constexpr unsigned kMinLength = 20;
constexpr unsigned kMaxLength = 60;
constexpr std::uint8_t kVersionAndMinLength = 0x45;  // the first byte of a header without options
constexpr unsigned kTos = 1;
constexpr unsigned kTotalLength = 2;
constexpr unsigned kId = 4;
constexpr unsigned kFragment = 6;
constexpr unsigned kTtl = 8;
constexpr unsigned kProtocol = 9;
constexpr unsigned kChecksum = 10;
constexpr unsigned kSrc = 12;
constexpr unsigned kDst = 16;
constexpr std::uint16_t kDontFragment = 0x4000;
constexpr std::uint16_t kMoreFragments = 0x2000;
constexpr std::uint16_t kFragmentOffset = 0x1fff;  // in units of 8 bytes
constexpr unsigned kMinMtu = 68;
}  // namespace ipv4

namespace ipv6 {  // RFC 8200, section 3
constexpr unsigned kLength = 40;
constexpr unsigned kPayloadLength = 4;
constexpr unsigned kNextHeader = 6;
constexpr unsigned kHopLimit = 7;
constexpr unsigned kSrc = 8;
constexpr unsigned kDst = 24;
constexpr unsigned kMinMtu = 1280;
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kNoNext = 59;
constexpr std::uint8_t kDestinationOptions = 60;
}  // namespace ipv6

namespace l4 {  // TCP, UDP and SCTP begin alike
constexpr unsigned kSrcPort = 0;
constexpr unsigned kDstPort = 2;
constexpr unsigned kPortsLength = 4;
}  // namespace l4

namespace tcp {  // RFC 9293, section 3.1
constexpr unsigned kMinLength = 20;
constexpr unsigned kDataOffset = 12;
constexpr unsigned kFlags = 13;
constexpr unsigned kChecksum = 16;
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;
}  // namespace tcp

namespace udp {  // RFC 768
constexpr unsigned kLength = 8;
constexpr unsigned kLengthField = 4;
constexpr unsigned kChecksum = 6;
}  // namespace udp

namespace sctp {  // RFC 9260, section 3
constexpr unsigned kLength = 12;
constexpr unsigned kChecksum = 8;
constexpr unsigned kChunkHeaderLength = 4;
constexpr unsigned kChunkType = 0;
constexpr unsigned kChunkLength = 2;
constexpr std::uint8_t kInit = 1;
constexpr std::uint8_t kAbort = 6;
constexpr std::uint8_t kCookieEcho = 10;
constexpr std::uint8_t kCookieAck = 11;
}  // namespace sctp

namespace gue {  // draft-ietf-intarea-gue, variant 0; behind a UDP header
constexpr unsigned kLength = 4;
constexpr unsigned kVersion = 0;   // version, control flag and length of the options, in one byte
constexpr unsigned kProtocol = 1;  // an IP protocol number
constexpr unsigned kFlags = 2;
constexpr unsigned kFirstSourcePort = 32768;  // net.ipv4.ip_local_port_range of Linux
constexpr unsigned kLastSourcePort = 60999;
}  // namespace gue

namespace gre {  // RFC 2784
constexpr unsigned kLength = 4;
constexpr unsigned kChecksumLength = 8;  // with the checksum and the reserved field behind it
constexpr unsigned kFlags = 0;
constexpr unsigned kProtocol = 2;  // an EtherType
constexpr unsigned kChecksum = 4;
constexpr std::uint16_t kChecksumPresent = 0x8000;
}  // namespace gre

namespace icmp {  // RFC 792, RFC 4443
constexpr unsigned kLength = 8;
constexpr unsigned kType = 0;
constexpr unsigned kCode = 1;
constexpr unsigned kChecksum = 2;
}  // namespace icmp

}  // namespace dp
}  // namespace nicvs
