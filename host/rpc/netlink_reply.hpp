// SPDX-License-Identifier: Apache-2.0
// Collects the reply to one netlink datagram, cut into datagrams that clients' buffers hold.
#pragma once

#include <string>
#include <vector>

#include "host/rpc/netlink_wire.hpp"
#include "nicvs/result.hpp"

namespace nicvs::rpc {

class NetlinkReply {
 public:
  // Starts a message that answers `request`; put its attributes into the writer, then finish().
  NetlinkWriter& begin(const Message& request, std::uint16_t flags, std::uint8_t command,
                       std::uint8_t version = 1);
  void finish();

  void done(const Message& request);  // ends a dump
  void acknowledge(const Message& request);
  void fail(const Message& request, const Error& error);
  void fail_unreadable();  // to a datagram without so much as a header

  std::vector<Datagram> take();

 private:
  void add(Datagram message, std::uint16_t flags);
  void put_error(const MessageHeader& request, std::uint16_t flags, int code, Bytes quoted,
                 const std::string& text);

  NetlinkWriter writer_;
  std::uint16_t flags_ = 0;  // of the message that is being written
  bool is_dumping_ = false;  // the last datagram holds parts of a dump
  std::vector<Datagram> datagrams_;
};

}  // namespace nicvs::rpc
