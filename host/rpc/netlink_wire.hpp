// SPDX-License-Identifier: Apache-2.0
// Netlink messages as bytes: a writer that builds datagrams and readers that never trust a length.
//
//   NetlinkWriter writer;
//   writer.begin_generic({.type = kIpvsFamilyId, .flags = NLM_F_REQUEST}, IPVS_CMD_GET_INFO);
//   writer.end();
//   send(fd, writer.bytes().data(), writer.bytes().size(), 0);
//
// Layout: linux/netlink.h, linux/genetlink.h. Numbers are in host order, "be" ones in network
// order. Not thread-safe; values only, no I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nicvs::rpc {

using Bytes = std::span<const std::uint8_t>;
using Datagram = std::vector<std::uint8_t>;

// The fields of nlmsghdr that a sender chooses.
struct MessageHeader {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;     // NLM_F_*
  std::uint32_t sequence = 0;  // chosen by the client, echoed in replies
  std::uint32_t port_id = 0;   // the client's netlink address, echoed in replies
};

// A message inside a datagram; the spans point into the datagram.
struct Message {
  MessageHeader header;
  Bytes whole;    // with its header
  Bytes payload;  // behind nlmsghdr
};

// Cuts the first message off the front of the datagram. nullopt if what is left is not a message:
// a truncated header, or a length below the header's or beyond the datagram.
std::optional<Message> take_message(Bytes& datagram);

// genlmsghdr and the attributes behind it.
struct GenericMessage {
  std::uint8_t command = 0;
  std::uint8_t version = 0;
  Bytes attributes;
};
std::optional<GenericMessage> parse_generic(Bytes payload);

// What the kernel's policies demand of an attribute's payload, in bytes.
struct AttributeRule {
  std::uint16_t type;
  std::size_t min_size;
  std::size_t max_size;
};
constexpr std::size_t kAnySize = SIZE_MAX;

// The attributes of one nesting level by type; the last of several equal ones counts. As in the
// kernel's lenient parser, unknown types and bytes behind the last well-formed attribute are
// ignored.
class Attributes {
 public:
  static constexpr unsigned kMaxType = 15;

  // nullopt if an attribute breaks its rule (the kernel's ERANGE).
  static std::optional<Attributes> parse(Bytes bytes, std::span<const AttributeRule> rules);

  bool has(unsigned type) const { return slot_[type].has_value(); }
  std::optional<Bytes> bytes(unsigned type) const { return slot_[type]; }
  // nullopt if absent or too short.
  std::optional<std::uint8_t> u8(unsigned type) const { return number<std::uint8_t>(type); }
  std::optional<std::uint16_t> u16(unsigned type) const { return number<std::uint16_t>(type); }
  std::optional<std::uint32_t> u32(unsigned type) const { return number<std::uint32_t>(type); }
  std::optional<std::uint64_t> u64(unsigned type) const { return number<std::uint64_t>(type); }
  std::optional<std::uint16_t> be16(unsigned type) const;
  std::optional<std::uint32_t> be32(unsigned type) const;
  // Up to the first NUL, or the whole payload.
  std::optional<std::string> text(unsigned type) const;

 private:
  template <class Number>
  std::optional<Number> number(unsigned type) const;

  std::optional<Bytes> slot_[kMaxType + 1];
};

// Builds one datagram of one or more messages. Calls between begin and end belong to that message.
class NetlinkWriter {
 public:
  void begin(const MessageHeader& header);
  void begin_generic(const MessageHeader& header, std::uint8_t command, std::uint8_t version = 1);
  void end();  // sets the message's length

  void put(std::uint16_t type, Bytes payload);
  void put_u8(std::uint16_t type, std::uint8_t value);
  void put_u16(std::uint16_t type, std::uint16_t value);
  void put_u32(std::uint16_t type, std::uint32_t value);
  void put_u64(std::uint16_t type, std::uint64_t value);
  void put_be16(std::uint16_t type, std::uint16_t value);
  void put_be32(std::uint16_t type, std::uint32_t value);
  void put_text(std::uint16_t type, std::string_view value);  // NUL-terminated
  void put_raw(Bytes bytes);                                  // no attribute header, no padding
  void pad();                                                 // zeros up to the next word

  // Everything put until close_nest(mark) lies inside the attribute.
  std::size_t open_nest(std::uint16_t type);
  void close_nest(std::size_t mark);

  const Datagram& bytes() const { return out_; }
  Datagram take();

 private:
  Datagram out_;
  std::size_t message_start_ = 0;
};

}  // namespace nicvs::rpc
