// SPDX-License-Identifier: Apache-2.0
// rtnetlink messages as the kernel writes them, and a sink that writes down what it hears.
#pragma once

#include <linux/netlink.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "nicvs/net.hpp"

namespace nicvs::test {

class NetlinkMessage {
 public:
  template <class Fixed>
  NetlinkMessage(std::uint16_t type, const Fixed& fixed, std::uint16_t flags = 0) {
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = flags;
    append(&header, sizeof header);
    append(&fixed, sizeof fixed);
    set_length();
  }

  NetlinkMessage& attribute(std::uint16_t type, const std::string& payload) {
    const nlattr header{static_cast<std::uint16_t>(NLA_HDRLEN + payload.size()), type};
    append(&header, sizeof header);
    append(payload.data(), payload.size());
    set_length();
    return *this;
  }
  NetlinkMessage& u32(std::uint16_t type, std::uint32_t value) {
    return attribute(type, std::string(reinterpret_cast<const char*>(&value), sizeof value));
  }

  const nlmsghdr& header() const { return *reinterpret_cast<const nlmsghdr*>(words_.data()); }
  std::string bytes() const {
    return {reinterpret_cast<const char*>(words_.data()), header().nlmsg_len};
  }

 private:
  void append(const void* bytes, std::size_t size) {
    const std::size_t at = words_.size();
    words_.resize(at + (size + 3) / 4, 0);
    if (size > 0) std::memcpy(&words_[at], bytes, size);
  }
  void set_length() {
    const auto length = static_cast<std::uint32_t>(words_.size() * 4);
    std::memcpy(words_.data(), &length, sizeof length);
  }
  std::vector<std::uint32_t> words_;  // netlink aligns to 4 bytes
};

// Every call becomes a line such as "set_port 2 eth0 up".
class WritingSink final : public NetSink {
 public:
  void set_port(const Port& port) override {
    write("set_port " + std::to_string(port.id) + " " + port.name + (port.is_up ? " up" : " down"));
  }
  void remove_port(PortId port) override { write("remove_port " + std::to_string(port)); }
  void add_address(const PortAddress& a) override { write("add_address " + text_of(a)); }
  void remove_address(const PortAddress& a) override { write("remove_address " + text_of(a)); }
  void add_route(const Route& route) override { write("add_route " + text_of(route)); }
  void remove_route(const Route& route) override { write("remove_route " + text_of(route)); }
  void set_neighbour(const Neighbour& n) override {
    write("set_neighbour " + std::to_string(n.port) + " " + n.address.to_string() + " " +
          to_string(n.mac));
  }
  void remove_neighbour(PortId port, const IpAddress& address) override {
    write("remove_neighbour " + std::to_string(port) + " " + address.to_string());
  }
  std::vector<Wanted> take_wanted_neighbours() override { return std::exchange(wanted, {}); }

  // What was heard since the last call.
  std::vector<std::string> take_lines() { return std::exchange(lines_, {}); }
  std::vector<Wanted> wanted;

 private:
  static std::string text_of(const PortAddress& a) {
    return std::to_string(a.port) + " " + a.address.to_string() + " in " + a.prefix.to_string();
  }
  static std::string text_of(const Route& route) {
    std::string text = route.dst.to_string();
    if (route.is_unreachable) return text + " unreachable";
    text += " port " + std::to_string(route.port);
    if (route.gateway) text += " via " + route.gateway->to_string();
    if (route.preferred_source) text += " src " + route.preferred_source->to_string();
    if (route.metric != 0) text += " metric " + std::to_string(route.metric);
    if (route.mtu != 0) text += " mtu " + std::to_string(route.mtu);
    return text;
  }
  void write(std::string line) { lines_.push_back(std::move(line)); }
  std::vector<std::string> lines_;
};

}  // namespace nicvs::test
