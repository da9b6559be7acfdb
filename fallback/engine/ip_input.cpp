// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/ip_input.hpp"

namespace nicvs::soft {
namespace {

enum Option : std::uint8_t {
  kEnd = 0,
  kNoOperation = 1,
  kRecordRoute = 7,
  kTimestamp = 68,
  kLooseSourceRoute = 131,
  kStrictSourceRoute = 137,
  kRouterAlert = 148,
};

// The least length of an option, and the least pointer of one that is filled on its way.
struct Shape {
  unsigned length;
  unsigned pointer;  // 0: it has none
};

constexpr Shape shape_of(std::uint8_t type) {
  switch (type) {
    case kRecordRoute:
      return {3, 4};
    case kTimestamp:
      return {4, 5};
    case kRouterAlert:
      return {4, 0};
    default:
      return {2, 0};
  }
}

constexpr bool is_source_route(std::uint8_t type) {
  return type == kLooseSourceRoute || type == kStrictSourceRoute;
}

}  // namespace

bool are_acceptable_options(FrameWindow window, unsigned l3_offset, unsigned l3_length) {
  unsigned at = l3_offset + dp::ipv4::kMinLength;
  const unsigned end = l3_offset + l3_length;
  while (at < end) {
    const std::uint8_t type = window.byte(at);
    if (type == kEnd) return true;
    if (type == kNoOperation) {
      ++at;
      continue;
    }
    const unsigned left = end - at;
    const Shape shape = shape_of(type);
    if (is_source_route(type) || left < shape.length) return false;
    const unsigned length = window.byte(at + 1);
    if (length < shape.length || length > left) return false;
    if (shape.pointer != 0 && window.byte(at + 2) < shape.pointer) return false;
    at += length;
  }
  return true;
}

bool is_possible_source(const NetView& net, const IpAddress& source) {
  const dp::Address& a = source.value;
  if (source.family == Family::Ipv4) {
    const std::uint32_t top = a.word[0] >> 24;
    return top != 0 && top < 224 && !net.is_local(source);  // 127/8 is local
  }
  const bool is_group = a.word[0] >> 24 == 0xff;
  const bool is_tiny = a.word[0] == 0 && a.word[1] == 0 && a.word[2] == 0 && a.word[3] <= 1;
  return !is_group && !is_tiny;
}

void OwnMac::look_up(PortId port) {
  const Port* found = net_.port(port);
  is_known_ = found != nullptr;
  if (is_known_) mac_ = number_of(found->mac.byte.data());
  port_ = port;
  generation_ = net_.generation();
}

}  // namespace nicvs::soft
