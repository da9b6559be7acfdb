// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/sync_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "fallback/edit/frame_window.hpp"
#include "fallback/replay/frame_layers.hpp"
#include "nicvs/dp/parse.hpp"

namespace nicvs::replay {
namespace {

constexpr std::size_t kUdpHeader = 8;
// A kernel draws one when it opens the socket.
constexpr std::uint16_t kSourcePort = 50000;

// RFC 1112, section 6.4; RFC 2464, section 7.
Mac group_mac(const IpAddress& group) {
  const auto byte = [](std::uint32_t word, unsigned shift) {
    return static_cast<std::uint8_t>(word >> shift);
  };
  const std::uint32_t v4 = group.value.word[0] & 0x7fffff;
  if (group.family == Family::Ipv4) {
    return {{0x01, 0x00, 0x5e, byte(v4, 16), byte(v4, 8), byte(v4, 0)}};
  }
  const std::uint32_t last = group.value.word[3];
  return {{0x33, 0x33, byte(last, 24), byte(last, 16), byte(last, 8), byte(last, 0)}};
}

bool is_link_local(const IpAddress& address) {
  return address.family == Family::Ipv6 && address.value.word[0] >> 22 == 0xfe80U >> 6;
}

// Of a group whose datagrams never leave their link (RFC 4291, section 2.7).
bool stays_on_its_link(const IpAddress& group) {
  return group.family == Family::Ipv6 && (group.value.word[0] & 0x000f0000) == 0x00020000;
}

Result<Bytes> frame_of(const failover::SyncEndpoint& endpoint, unsigned channel, const Mac& from,
                       const IpAddress& source, const failover::Datagram& datagram) {
  const SyncDaemon& daemon = endpoint.daemon;
  const bool is_ipv6 = daemon.group->family == Family::Ipv6;
  const std::string text =
      fmt::format("eth {} > {} / {} {} > {} {} {} / udp {} > {} / hex {}", to_string(from),
                  to_string(group_mac(*daemon.group)), is_ipv6 ? "ip6" : "ip", source.to_string(),
                  daemon.group->to_string(), is_ipv6 ? "hop" : "ttl", daemon.ttl, kSourcePort,
                  daemon.port + channel, to_hex(datagram));
  const auto layers = parse_layers(text);
  if (!layers) return layers.error();
  return to_frame(*layers, {});
}

}  // namespace

class SyncFrames::Sender : public failover::SyncSender {
 public:
  Sender(SyncFrames& frames, failover::SyncEndpoint endpoint, IpAddress source)
      : frames_(frames), endpoint_(std::move(endpoint)), source_(source) {}

  bool send(unsigned channel, const failover::Datagram& datagram) override {
    const std::string& name = endpoint_.daemon.interface;
    auto frame =
        frame_of(endpoint_, channel, frames_.interfaces_[name].port.mac, source_, datagram);
    if (frame) frames_.sent_.push_back({name, *std::move(frame)});
    return true;
  }

 private:
  SyncFrames& frames_;
  failover::SyncEndpoint endpoint_;
  IpAddress source_;
};

class SyncFrames::Receiver : public failover::SyncReceiver {
 public:
  Receiver(SyncFrames& frames, failover::SyncEndpoint endpoint,
           std::function<void(std::span<const std::uint8_t>)> receive)
      : frames_(frames), endpoint_(std::move(endpoint)), receive_(std::move(receive)) {
    frames_.receiver_ = this;
  }
  ~Receiver() override { frames_.receiver_ = nullptr; }

  void receive(const std::string& port, const Bytes& frame) {
    const SyncDaemon& daemon = endpoint_.daemon;
    const soft::FrameWindow window = soft::FrameWindow::of(frame);
    const dp::Parsed p = dp::parse(window);
    const bool is_ours = port == daemon.interface && p.reason == dp::Reason::None &&
                         p.fragment == dp::Fragment::None && p.key.protocol == Protocol::Udp &&
                         IpAddress{p.key.family, p.key.dst} == *daemon.group &&
                         p.key.dst_port >= daemon.port &&
                         p.key.dst_port - daemon.port < static_cast<int>(endpoint_.channels);
    if (!is_ours || p.udp_length < kUdpHeader) return;
    if (p.l4_offset + std::size_t{p.udp_length} > frame.size()) return;
    const std::size_t length = std::min<std::size_t>(p.udp_length - kUdpHeader, daemon.max_length);
    receive_(std::span(frame).subspan(p.l4_offset + kUdpHeader, length));
  }

 private:
  SyncFrames& frames_;
  failover::SyncEndpoint endpoint_;
  std::function<void(std::span<const std::uint8_t>)> receive_;
};

void SyncFrames::add_address(const std::string& port, const IpAddress& address) {
  interfaces_[port].addresses.push_back(address);
}

std::optional<std::uint32_t> SyncFrames::mtu_of(const std::string& interface) {
  const auto found = interfaces_.find(interface);
  if (found == interfaces_.end()) return std::nullopt;
  return found->second.port.mtu;
}

// The first one of the group's own scope, if there is one, as a kernel chooses.
std::optional<IpAddress> SyncFrames::source(const std::string& interface,
                                            const IpAddress& group) const {
  const auto found = interfaces_.find(interface);
  if (found == interfaces_.end()) return std::nullopt;
  std::optional<IpAddress> chosen;
  for (const IpAddress& address : found->second.addresses) {
    if (address.family != group.family) continue;
    if (is_link_local(address) == stays_on_its_link(group)) return address;
    if (!chosen) chosen = address;
  }
  return chosen;
}

Result<std::unique_ptr<failover::SyncSender>> SyncFrames::open_sender(
    const failover::SyncEndpoint& endpoint) {
  const auto from = source(endpoint.daemon.interface, *endpoint.daemon.group);
  if (!from) {
    return Error{EADDRNOTAVAIL, endpoint.daemon.interface + " has no address to send from"};
  }
  return std::unique_ptr<failover::SyncSender>(std::make_unique<Sender>(*this, endpoint, *from));
}

Result<std::unique_ptr<failover::SyncReceiver>> SyncFrames::open_receiver(
    const failover::SyncEndpoint& endpoint,
    std::function<void(std::span<const std::uint8_t>)> receive) {
  return std::unique_ptr<failover::SyncReceiver>(
      std::make_unique<Receiver>(*this, endpoint, std::move(receive)));
}

void SyncFrames::receive(const std::string& port, const Bytes& frame) {
  if (receiver_ != nullptr) receiver_->receive(port, frame);
}

}  // namespace nicvs::replay
