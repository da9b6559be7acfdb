// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/netlink_reply.hpp"

#include <linux/netlink.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "host/rpc/ipvs_messages.hpp"

namespace nicvs::rpc {
namespace {

constexpr std::size_t kMaxQuote = 4096;  // bytes of a failed request that are sent back
constexpr std::size_t kMaxText = 1024;

template <class Struct>
Bytes bytes_of(const Struct& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

}  // namespace

NetlinkWriter& NetlinkReply::begin(const Message& request, std::uint16_t flags,
                                   std::uint8_t command, std::uint8_t version) {
  flags_ = flags;
  writer_.begin_generic({.type = request.header.type,
                         .flags = flags,
                         .sequence = request.header.sequence,
                         .port_id = request.header.port_id},
                        command, version);
  return writer_;
}

void NetlinkReply::finish() {
  writer_.end();
  add(writer_.take(), flags_);
}

void NetlinkReply::done(const Message& request) {
  flags_ = NLM_F_MULTI;
  writer_.begin({.type = NLMSG_DONE,
                 .flags = NLM_F_MULTI,
                 .sequence = request.header.sequence,
                 .port_id = request.header.port_id});
  writer_.put_raw(bytes_of(std::int32_t{0}));
  finish();
}

void NetlinkReply::acknowledge(const Message& request) {
  put_error(request.header, NLM_F_CAPPED, 0, request.whole.first(sizeof(nlmsghdr)), {});
}

void NetlinkReply::fail(const Message& request, const Error& error) {
  const bool fits = request.whole.size() <= kMaxQuote;
  const Bytes quoted = fits ? request.whole : request.whole.first(sizeof(nlmsghdr));
  put_error(request.header, fits ? 0 : NLM_F_CAPPED, error.code, quoted, error.text);
}

void NetlinkReply::fail_unreadable() {
  const nlmsghdr unknown{};
  put_error({}, NLM_F_CAPPED, EINVAL, bytes_of(unknown), "the datagram is not a netlink message");
}

std::vector<Datagram> NetlinkReply::take() { return std::exchange(datagrams_, {}); }

// Messages of a dump share a datagram while it stays below the limit. Every other message has its
// own, as the kernel sends them: libnl reads an answer and then waits for the ACK in another one.
void NetlinkReply::add(Datagram message, std::uint16_t flags) {
  const bool is_part = (flags & NLM_F_MULTI) != 0;
  if (is_part && is_dumping_ && datagrams_.back().size() + message.size() <= kMaxReplySize) {
    datagrams_.back().insert(datagrams_.back().end(), message.begin(), message.end());
    return;
  }
  datagrams_.push_back(std::move(message));
  is_dumping_ = is_part;
}

// nlmsgerr: the negative errno, then the request or its header, then extended-ACK attributes.
void NetlinkReply::put_error(const MessageHeader& request, std::uint16_t flags, int code,
                             Bytes quoted, const std::string& text) {
  const auto text_flag = static_cast<std::uint16_t>(text.empty() ? 0 : NLM_F_ACK_TLVS);
  flags_ = 0;
  writer_.begin({.type = NLMSG_ERROR,
                 .flags = static_cast<std::uint16_t>(flags | text_flag),
                 .sequence = request.sequence,
                 .port_id = request.port_id});
  writer_.put_raw(bytes_of(std::int32_t{-code}));
  writer_.put_raw(quoted);
  writer_.pad();
  if (!text.empty()) writer_.put_text(NLMSGERR_ATTR_MSG, text.substr(0, kMaxText));
  finish();
}

}  // namespace nicvs::rpc
