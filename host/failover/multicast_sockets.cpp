// SPDX-License-Identifier: Apache-2.0
#include "host/failover/multicast_sockets.hpp"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/ip/multicast.hpp>
#include <asio/ip/udp.hpp>
#include <cerrno>
#include <cstring>
#include <vector>

namespace nicvs::failover {
namespace {

using Udp = asio::ip::udp;

Udp::endpoint endpoint_of(const SyncDaemon& daemon, unsigned channel) {
  const auto port = static_cast<std::uint16_t>(daemon.port + channel);
  return {asio::ip::make_address(daemon.group->to_string()), port};
}

// The first failure among calls on a socket, with what was being done.
class Setup {
 public:
  Setup(Udp::socket& socket, const SyncDaemon& daemon) : socket_(socket), daemon_(daemon) {}

  template <class Call>
  Setup& then(const char* what, Call call) {
    if (failure_) return *this;
    asio::error_code error;
    call(error);
    if (error)
      failure_ = Error{error.value(), daemon_.interface + ": " + what + ": " + error.message()};
    return *this;
  }
  template <class Value>
  Setup& option(const char* what, int level, int name, const Value& value) {
    return then(what, [&](asio::error_code& error) {
      if (setsockopt(socket_.native_handle(), level, name, &value, sizeof value) != 0) {
        error.assign(errno, asio::system_category());
      }
    });
  }
  // Through which interface groups are reached.
  Setup& interface(int level, int name_v4, int name_v6) {
    const int index = static_cast<int>(if_nametoindex(daemon_.interface.c_str()));
    if (daemon_.group->family == Family::Ipv6) {
      ipv6_mreq request{};
      std::memcpy(&request.ipv6mr_multiaddr, group_bytes(), sizeof request.ipv6mr_multiaddr);
      request.ipv6mr_interface = static_cast<unsigned>(index);
      return name_v6 == IPV6_MULTICAST_IF ? option("choose the interface", level, name_v6, index)
                                          : option("join the group", level, name_v6, request);
    }
    ip_mreqn request{};
    std::memcpy(&request.imr_multiaddr, group_bytes(), sizeof request.imr_multiaddr);
    request.imr_ifindex = index;
    return option(name_v4 == IP_MULTICAST_IF ? "choose the interface" : "join the group", level,
                  name_v4, request);
  }
  std::optional<Error> failure() const { return failure_; }

 private:
  const void* group_bytes() {
    const auto address = asio::ip::make_address(daemon_.group->to_string());
    if (address.is_v4()) {
      const auto bytes = address.to_v4().to_bytes();
      std::copy(bytes.begin(), bytes.end(), group_);
    } else {
      const auto bytes = address.to_v6().to_bytes();
      std::copy(bytes.begin(), bytes.end(), group_);
    }
    return group_;
  }

  Udp::socket& socket_;
  const SyncDaemon& daemon_;
  std::uint8_t group_[16] = {};
  std::optional<Error> failure_;
};

int level_of(const SyncDaemon& daemon) {
  return daemon.group->family == Family::Ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
}

class Sender : public SyncSender {
 public:
  explicit Sender(asio::io_context& io) : io_(io) {}

  std::optional<Error> open(const SyncEndpoint& endpoint) {
    for (unsigned channel = 0; channel < endpoint.channels; ++channel) {
      if (auto failure = open_channel(endpoint, channel)) return failure;
    }
    return std::nullopt;
  }

  bool send(unsigned channel, const Datagram& datagram) override {
    asio::error_code error;
    sockets_[channel].send(asio::buffer(datagram), 0, error);
    // An interface that is down loses datagrams, as the kernel's own does.
    return error != asio::error::would_block && error != asio::error::no_buffer_space;
  }

 private:
  std::optional<Error> open_channel(const SyncEndpoint& endpoint, unsigned channel) {
    const SyncDaemon& daemon = endpoint.daemon;
    const Udp::endpoint to = endpoint_of(daemon, channel);
    Udp::socket& socket = sockets_.emplace_back(io_);
    Setup setup(socket, daemon);
    setup.then("open a socket", [&](auto& error) { socket.open(to.protocol(), error); })
        .then("not wait", [&](auto& error) { socket.non_blocking(true, error); })
        .then("not loop back",
              [&](auto& error) {
                socket.set_option(asio::ip::multicast::enable_loopback(false), error);
              })
        .then("set the TTL",
              [&](auto& error) { socket.set_option(asio::ip::multicast::hops(daemon.ttl), error); })
        .interface(level_of(daemon), IP_MULTICAST_IF, IPV6_MULTICAST_IF);
    if (!to.address().is_v6()) {
      setup.option("allow fragments", IPPROTO_IP, IP_MTU_DISCOVER, int{IP_PMTUDISC_DONT});
    }
    if (endpoint.socket_bytes > 0) {
      setup.option("set the buffer", SOL_SOCKET, SO_SNDBUF, endpoint.socket_bytes);
    }
    setup.then("find a source address", [&](auto& error) { socket.connect(to, error); });
    return setup.failure();
  }

  asio::io_context& io_;
  std::vector<Udp::socket> sockets_;
};

// One channel's socket; lives as long as an operation on it waits.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  using Receive = std::function<void(std::span<const std::uint8_t>)>;

  Channel(asio::io_context& io, std::size_t max_length, Receive receive)
      : socket_(io), buffer_(max_length), receive_(std::move(receive)) {}

  std::optional<Error> open(const SyncEndpoint& endpoint, unsigned channel) {
    const SyncDaemon& daemon = endpoint.daemon;
    const Udp::endpoint group = endpoint_of(daemon, channel);
    Setup setup(socket_, daemon);
    setup.then("open a socket", [&](auto& error) { socket_.open(group.protocol(), error); })
        .then("share the port",
              [&](auto& error) { socket_.set_option(Udp::socket::reuse_address(true), error); })
        .then("bind to the interface", [&](auto& error) { bind_to_device(daemon, error); });
    if (endpoint.socket_bytes > 0) {
      setup.option("set the buffer", SOL_SOCKET, SO_RCVBUF, endpoint.socket_bytes);
    }
    setup.then("bind to the group", [&](auto& error) { socket_.bind(group, error); })
        .interface(level_of(daemon), IP_ADD_MEMBERSHIP, IPV6_ADD_MEMBERSHIP);
    return setup.failure();
  }
  void listen() {
    socket_.async_receive(
        asio::buffer(buffer_),
        [self = shared_from_this()](const asio::error_code& error, std::size_t length) {
          if (!self->socket_.is_open()) return;
          if (!error) self->receive_(std::span(self->buffer_).first(length));
          self->listen();
        });
  }
  void close() {
    asio::error_code ignored;
    socket_.close(ignored);
  }

 private:
  void bind_to_device(const SyncDaemon& daemon, asio::error_code& error) {
    const std::string& name = daemon.interface;
    if (setsockopt(socket_.native_handle(), SOL_SOCKET, SO_BINDTODEVICE, name.c_str(),
                   static_cast<socklen_t>(name.size())) != 0) {
      error.assign(errno, asio::system_category());
    }
  }

  Udp::socket socket_;
  std::vector<std::uint8_t> buffer_;
  Receive receive_;
};

class Receiver : public SyncReceiver {
 public:
  ~Receiver() override {
    for (const auto& channel : channels_) channel->close();
  }
  std::optional<Error> open(asio::io_context& io, const SyncEndpoint& endpoint,
                            const Channel::Receive& receive) {
    for (unsigned number = 0; number < endpoint.channels; ++number) {
      channels_.push_back(std::make_shared<Channel>(io, endpoint.daemon.max_length, receive));
      if (auto failure = channels_.back()->open(endpoint, number)) return failure;
    }
    for (const auto& channel : channels_) channel->listen();
    return std::nullopt;
  }

 private:
  std::vector<std::shared_ptr<Channel>> channels_;
};

}  // namespace

std::optional<std::uint32_t> MulticastSockets::mtu_of(const std::string& interface) {
  if (interface.size() >= IFNAMSIZ) return std::nullopt;
  ifreq request{};
  std::memcpy(request.ifr_name, interface.c_str(), interface.size());
  Udp::socket socket(io_);
  asio::error_code error;
  socket.open(Udp::v4(), error);
  if (error || ioctl(socket.native_handle(), SIOCGIFMTU, &request) != 0) return std::nullopt;
  return static_cast<std::uint32_t>(request.ifr_mtu);
}

Result<std::unique_ptr<SyncSender>> MulticastSockets::open_sender(const SyncEndpoint& endpoint) {
  auto sender = std::make_unique<Sender>(io_);
  if (auto failure = sender->open(endpoint)) return *failure;
  return std::unique_ptr<SyncSender>(std::move(sender));
}

Result<std::unique_ptr<SyncReceiver>> MulticastSockets::open_receiver(
    const SyncEndpoint& endpoint, std::function<void(std::span<const std::uint8_t>)> receive) {
  auto receiver = std::make_unique<Receiver>();
  if (auto failure = receiver->open(io_, endpoint, receive)) return *failure;
  return std::unique_ptr<SyncReceiver>(std::move(receiver));
}

}  // namespace nicvs::failover
