// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/netlink_wire.hpp"

#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace nicvs::rpc {
namespace {

constexpr std::size_t kAlignment = 4;
constexpr std::size_t aligned(std::size_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

// Datagrams come from anywhere in memory, so structures are copied out, never overlaid.
template <class Struct>
Struct copy_front(Bytes bytes) {
  Struct value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

template <class Struct>
Bytes bytes_of(const Struct& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

bool obeys(Bytes payload, std::uint16_t type, std::span<const AttributeRule> rules) {
  const auto rule = std::ranges::find(rules, type, &AttributeRule::type);
  if (rule == rules.end()) return true;
  return payload.size() >= rule->min_size && payload.size() <= rule->max_size;
}

}  // namespace

std::optional<Message> take_message(Bytes& datagram) {
  if (datagram.size() < sizeof(nlmsghdr)) return std::nullopt;
  const auto header = copy_front<nlmsghdr>(datagram);
  if (header.nlmsg_len < sizeof(nlmsghdr) || header.nlmsg_len > datagram.size()) {
    return std::nullopt;
  }
  Message message;
  message.header = {header.nlmsg_type, header.nlmsg_flags, header.nlmsg_seq, header.nlmsg_pid};
  message.whole = datagram.first(header.nlmsg_len);
  message.payload = message.whole.subspan(sizeof(nlmsghdr));
  datagram = datagram.subspan(std::min(aligned(header.nlmsg_len), datagram.size()));
  return message;
}

std::optional<GenericMessage> parse_generic(Bytes payload) {
  if (payload.size() < sizeof(genlmsghdr)) return std::nullopt;
  const auto header = copy_front<genlmsghdr>(payload);
  return GenericMessage{header.cmd, header.version, payload.subspan(sizeof(genlmsghdr))};
}

std::optional<Attributes> Attributes::parse(Bytes bytes, std::span<const AttributeRule> rules) {
  Attributes result;
  while (bytes.size() >= sizeof(nlattr)) {
    const auto header = copy_front<nlattr>(bytes);
    if (header.nla_len < sizeof(nlattr) || header.nla_len > bytes.size()) break;
    const std::uint16_t type = header.nla_type & NLA_TYPE_MASK;
    const Bytes payload = bytes.subspan(sizeof(nlattr), header.nla_len - sizeof(nlattr));
    if (!obeys(payload, type, rules)) return std::nullopt;
    if (type <= kMaxType) result.slot_[type] = payload;
    bytes = bytes.subspan(std::min(aligned(header.nla_len), bytes.size()));
  }
  return result;
}

template <class Number>
std::optional<Number> Attributes::number(unsigned type) const {
  if (!slot_[type] || slot_[type]->size() < sizeof(Number)) return std::nullopt;
  return copy_front<Number>(*slot_[type]);
}

template std::optional<std::uint8_t> Attributes::number(unsigned) const;
template std::optional<std::uint16_t> Attributes::number(unsigned) const;
template std::optional<std::uint32_t> Attributes::number(unsigned) const;
template std::optional<std::uint64_t> Attributes::number(unsigned) const;

std::optional<std::uint16_t> Attributes::be16(unsigned type) const {
  const auto value = u16(type);
  return value ? std::optional(ntohs(*value)) : std::nullopt;
}

std::optional<std::uint32_t> Attributes::be32(unsigned type) const {
  const auto value = u32(type);
  return value ? std::optional(ntohl(*value)) : std::nullopt;
}

std::optional<std::string> Attributes::text(unsigned type) const {
  if (!slot_[type]) return std::nullopt;
  const auto end = std::ranges::find(*slot_[type], std::uint8_t{0});
  return std::string(slot_[type]->begin(), end);
}

void NetlinkWriter::begin(const MessageHeader& header) {
  message_start_ = out_.size();
  nlmsghdr raw{};
  raw.nlmsg_type = header.type;
  raw.nlmsg_flags = header.flags;
  raw.nlmsg_seq = header.sequence;
  raw.nlmsg_pid = header.port_id;
  put_raw(bytes_of(raw));
}

void NetlinkWriter::begin_generic(const MessageHeader& header, std::uint8_t command,
                                  std::uint8_t version) {
  begin(header);
  put_raw(bytes_of(genlmsghdr{command, version, 0}));
}

void NetlinkWriter::end() {
  const auto length = static_cast<std::uint32_t>(out_.size() - message_start_);
  std::memcpy(&out_[message_start_ + offsetof(nlmsghdr, nlmsg_len)], &length, sizeof length);
  pad();
}

void NetlinkWriter::put(std::uint16_t type, Bytes payload) {
  const auto length = static_cast<std::uint16_t>(sizeof(nlattr) + payload.size());
  put_raw(bytes_of(nlattr{length, type}));
  put_raw(payload);
  pad();
}

void NetlinkWriter::put_u8(std::uint16_t type, std::uint8_t value) { put(type, bytes_of(value)); }
void NetlinkWriter::put_u16(std::uint16_t type, std::uint16_t value) { put(type, bytes_of(value)); }
void NetlinkWriter::put_u32(std::uint16_t type, std::uint32_t value) { put(type, bytes_of(value)); }
void NetlinkWriter::put_u64(std::uint16_t type, std::uint64_t value) { put(type, bytes_of(value)); }
void NetlinkWriter::put_be16(std::uint16_t type, std::uint16_t value) {
  put_u16(type, htons(value));
}
void NetlinkWriter::put_be32(std::uint16_t type, std::uint32_t value) {
  put_u32(type, htonl(value));
}

void NetlinkWriter::put_text(std::uint16_t type, std::string_view value) {
  std::string terminated(value);
  terminated.push_back('\0');
  put(type, {reinterpret_cast<const std::uint8_t*>(terminated.data()), terminated.size()});
}

void NetlinkWriter::put_raw(Bytes bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

std::size_t NetlinkWriter::open_nest(std::uint16_t type) {
  const std::size_t mark = out_.size();
  const auto nested = static_cast<std::uint16_t>(type | NLA_F_NESTED);
  put_raw(bytes_of(nlattr{0, nested}));
  return mark;
}

void NetlinkWriter::close_nest(std::size_t mark) {
  const auto length = static_cast<std::uint16_t>(out_.size() - mark);
  std::memcpy(&out_[mark], &length, sizeof length);
}

Datagram NetlinkWriter::take() { return std::exchange(out_, {}); }

void NetlinkWriter::pad() { out_.resize(aligned(out_.size()), 0); }

}  // namespace nicvs::rpc
