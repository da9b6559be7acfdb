// SPDX-License-Identifier: Apache-2.0
// A director in memory: client network on port 1, dests on port 2, virtual addresses 10.0.0.0/24.
//
//   Lab lab;
//   lab.nat("10.0.0.1:80", {"192.168.1.1:8080"});
//   CHECK(lab.send("ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S").verdict == dp::Verdict::Forward);
#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fallback/replay/frame_memory.hpp"
#include "fallback/soft_data_plane.hpp"
#include "tests/support/frames.hpp"

namespace nicvs::test {

constexpr PortId kClientPort = 1;
constexpr PortId kDestPort = 2;

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
inline IpPrefix prefix(std::string_view text) { return IpPrefix::parse(text).value(); }

// "10.0.0.1:80" or "[2001:db8::1]:80".
inline DestKey endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  return {address(host),
          static_cast<std::uint16_t>(std::stoul(std::string(text.substr(colon + 1))))};
}

inline ServiceKey service_key(std::string_view text, Protocol protocol = Protocol::Tcp) {
  const DestKey at = endpoint(text);
  return {at.address.family, protocol, at.address, at.port};
}

inline DestSpec dest(std::string_view text, ForwardMethod method = ForwardMethod::Nat) {
  DestSpec spec;
  spec.key = endpoint(text);
  spec.method = method;
  return spec;
}

class Lab {
 public:
  explicit Lab(soft::EngineOptions options = {.conn_capacity = 1024,
                                              .hash_key = {1, 2},
                                              .random_seed = 1})
      : engine_(std::move(*soft::SoftDataPlane::create(options))) {
    connect(kClientPort, "203.0.113.254/24", "203.0.113.1");
    connect(kDestPort, "192.168.1.254/24", "");
    connect(kClientPort, "2001:db8:1::254/64", "2001:db8:1::1");
    connect(kDestPort, "2001:db8:2::254/64", "");
    for (int i = 1; i <= 9; ++i) {
      knows(kDestPort, "192.168.1." + std::to_string(i));
      knows(kDestPort, "2001:db8:2::" + std::to_string(i));
    }
    engine_->add_route({prefix("0.0.0.0/0"), kClientPort, address("203.0.113.1")});
    engine_->add_route({prefix("::/0"), kClientPort, address("2001:db8:1::1")});
  }

  soft::SoftDataPlane& engine() { return *engine_; }

  void knows(PortId port, std::string_view neighbour) {
    engine_->set_neighbour({port, address(neighbour), kClientMac});
  }
  void has_virtual_address(const IpAddress& vip) {
    const auto bits = static_cast<std::uint8_t>(IpAddress::bits_of(vip.family));
    engine_->add_address({kClientPort, {vip, bits}, vip});
  }

  // Throws what the engine refuses.
  void add(const ServiceSpec& spec, std::initializer_list<DestSpec> dests) {
    has_virtual_address(spec.key.address);
    ServiceSpec complete = spec;
    if (spec.key.family == Family::Ipv6) complete.persistence_mask = 128;
    accept(engine_->add_service(complete));
    for (const DestSpec& d : dests) accept(engine_->add_dest(spec.key, d));
  }
  void nat(std::string_view service, std::initializer_list<std::string_view> dests,
           Protocol protocol = Protocol::Tcp) {
    add({.key = service_key(service, protocol), .scheduler = "rr"}, {});
    for (const auto d : dests) accept(engine_->add_dest(service_key(service, protocol), dest(d)));
  }
  void set(std::string_view name, std::string_view value) {
    accept(engine_->set_setting(name, value));
  }
  static void accept(const Status& status) {
    if (!status) throw std::runtime_error(status.error().text);
  }

  // A frame as it arrives on the port, whose MAC it bears unless the text says another.
  static replay::Bytes arriving(std::string_view text, PortId port) {
    replay::Bytes bytes = frame(text);
    if (std::equal(kDirectorMac.byte.begin(), kDirectorMac.byte.end(), bytes.begin())) {
      bytes[5] = last_mac_byte(port);
    }
    return bytes;
  }
  // One such frame. What it became is in `last` and `originated`.
  soft::Decision send(std::string_view text, PortId port = kClientPort, unsigned worker = 0) {
    return send_bytes(arriving(text, port), port, worker);
  }
  soft::Decision send_bytes(std::span<const std::uint8_t> bytes, PortId port = kClientPort,
                            unsigned worker = 0) {
    last = memory_.copy_of(bytes, port);
    soft::Decision decision;
    originated.clear();
    engine_->process(worker, {&last, 1}, {&decision, 1}, now, memory_, originated);
    return decision;
  }
  std::string last_text() const { return text_of({last.data, last.length}); }

  // Frames that the engine gave to the host beside those that were sent.
  const std::vector<soft::Frame>& for_host() const { return memory_.for_host(); }

  // A batch without frames: what is due by now happens, into `originated`.
  void let_worker_run(unsigned worker = 0) {
    originated.clear();
    engine_->process(worker, {}, {}, now, memory_, originated);
  }

  void wait(soft::Time time) {
    now += time;
    engine_->advance(now);
  }

  std::vector<ConnInfo> conns() const {
    std::vector<ConnInfo> rows;
    engine_->each_conn([&](const ConnInfo& row) {
      rows.push_back(row);
      return true;
    });
    return rows;
  }
  std::vector<DestInfo> dests(const ServiceKey& service) const {
    auto found = engine_->dests(service);
    accept(found ? Status{} : Status{found.error()});
    return std::move(*found);
  }
  std::uint64_t frames_with(dp::Reason reason) const {
    return engine_->reason_counts()[static_cast<std::size_t>(reason)].frames;
  }

  std::uint64_t frames_counted() const {
    std::uint64_t sum = 0;
    for (const ReasonCount& count : engine_->reason_counts()) sum += count.frames;
    return sum;
  }

  soft::Time now{0};
  soft::Frame last;
  std::vector<soft::Frame> originated;

 private:
  static constexpr std::uint8_t last_mac_byte(PortId port) { return port == kClientPort ? 1 : 2; }

  // An interface address and, where `neighbour` is not empty, the gateway behind it.
  void connect(PortId port, std::string_view interface_address, std::string_view neighbour) {
    const auto slash = interface_address.find('/');
    const IpAddress own = address(interface_address.substr(0, slash));
    const auto length =
        static_cast<std::uint8_t>(std::stoul(std::string(interface_address.substr(slash + 1))));
    const IpPrefix network{masked(own, length), length};
    engine_->set_port({.id = port,
                       .name = port == kClientPort ? "cli" : "srv",
                       .mac = {{2, 0, 0, 0, 0, last_mac_byte(port)}}});
    engine_->add_address({port, network, own});
    engine_->add_route({.dst = network, .port = port});
    if (!neighbour.empty()) knows(port, neighbour);
  }

  std::unique_ptr<soft::SoftDataPlane> engine_;
  replay::FrameMemory memory_;
};

}  // namespace nicvs::test
