// SPDX-License-Identifier: Apache-2.0
// Netlink requests for tests, and the answers taken apart.
#pragma once

#include <linux/genetlink.h>
#include <linux/ip_vs.h>
#include <linux/netlink.h>

#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/rpc/ipvs_messages.hpp"
#include "host/rpc/netlink_server.hpp"

namespace nicvs::test {

using rpc::Bytes;
using rpc::Datagram;
using rpc::NetlinkWriter;
using rpc::Privilege;

constexpr std::uint16_t kRequest = NLM_F_REQUEST | NLM_F_ACK;
constexpr std::uint16_t kDump = NLM_F_REQUEST | NLM_F_ACK | NLM_F_DUMP;
constexpr std::uint32_t kSequence = 77;
constexpr std::uint32_t kPortId = 4242;

inline Datagram request(std::uint8_t command, std::uint16_t flags = kRequest,
                        const std::function<void(NetlinkWriter&)>& content = nullptr,
                        std::uint16_t type = rpc::kIpvsFamilyId) {
  NetlinkWriter writer;
  writer.begin_generic({type, flags, kSequence, kPortId}, command);
  if (content) content(writer);
  writer.end();
  return writer.take();
}

inline ServiceSpec service(const std::string& address = "10.0.0.1", std::uint16_t port = 80) {
  ServiceSpec spec;
  spec.key.address = *IpAddress::parse(address);
  spec.key.family = spec.key.address.family;
  spec.key.port = port;
  spec.scheduler = "rr";
  if (spec.key.family == Family::Ipv6) spec.persistence_mask = 128;
  return spec;
}

inline DestSpec dest(const std::string& address = "192.168.1.1", std::uint16_t port = 8080) {
  DestSpec spec;
  spec.key = {*IpAddress::parse(address), port};
  spec.method = ForwardMethod::Nat;
  return spec;
}

inline Datagram service_request(std::uint8_t command, const ServiceSpec& spec) {
  return request(command, kRequest,
                 [&](NetlinkWriter& writer) { rpc::encode_service(writer, spec); });
}

inline Datagram dest_request(std::uint8_t command, const ServiceKey& key, const DestSpec& spec,
                             std::uint16_t flags = kRequest) {
  return request(command, flags, [&](NetlinkWriter& writer) {
    rpc::encode_service_key(writer, key);
    rpc::encode_dest(writer, spec);
  });
}

// The messages of all datagrams of an answer.
inline std::vector<rpc::Message> messages_of(const std::vector<Datagram>& datagrams) {
  std::vector<rpc::Message> messages;
  for (const Datagram& datagram : datagrams) {
    Bytes rest(datagram);
    while (auto message = rpc::take_message(rest)) messages.push_back(*message);
  }
  return messages;
}

// The errno of the answer's ACK or error (0 for an ACK); nullopt if it holds neither.
inline std::optional<int> code_of(const std::vector<Datagram>& datagrams) {
  for (const rpc::Message& message : messages_of(datagrams)) {
    if (message.header.type != NLMSG_ERROR || message.payload.size() < 4) continue;
    std::int32_t code = 0;
    std::memcpy(&code, message.payload.data(), sizeof code);
    return -code;
  }
  return std::nullopt;
}

}  // namespace nicvs::test
