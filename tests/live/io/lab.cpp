// SPDX-License-Identifier: Apache-2.0
#include "tests/live/io/lab.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <future>
#include <stdexcept>

#include "fallback/io/port_facts.hpp"

namespace nicvs::test {
namespace {

// ctest takes 77 for "skipped".
[[maybe_unused]] const bool kIsRoot = [] {
  if (geteuid() == 0) return true;
  std::puts("skipped: network namespaces need root");
  std::fflush(stdout);
  _exit(77);
}();

soft::FileDescriptor open_netns(const std::string& path) {
  soft::FileDescriptor netns(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!netns) throw std::runtime_error("cannot open " + path);
  return netns;
}

void enter(const soft::FileDescriptor& netns) {
  if (setns(netns.get(), CLONE_NEWNET) != 0) throw std::runtime_error("setns failed");
}

int shell(const std::string& command) { return std::system((command + " 1>&2").c_str()); }

}  // namespace

Lab::Lab()
    : prefix_("io-" + std::to_string(getpid()) + "-"),
      own_netns_(open_netns("/proc/thread-self/ns/net")) {
  for (const auto& netns : {client(), director(), server()}) {
    if (shell("ip netns add " + netns) != 0) throw std::runtime_error("ip netns add failed");
    run(netns, "ip link set lo up");
  }
  enter(open_netns("/run/netns/" + director()));
  must_run(director(), "sysctl -qw net.ipv4.ip_forward=1");
}

Lab::~Lab() {
  if (setns(own_netns_.get(), CLONE_NEWNET) != 0) std::puts("the test's own namespace is lost");
  for (const auto& netns : {client(), director(), server()}) shell("ip netns del " + netns);
}

int Lab::run(const std::string& netns, const std::string& command) const {
  return shell("nsenter --net=/run/netns/" + netns + " sh -c '" + command + "'");
}

void Lab::must_run(const std::string& netns, const std::string& command) const {
  if (run(netns, command) != 0) throw std::runtime_error(netns + ": failed: " + command);
}

void Lab::run_in(const std::string& netns, const std::function<void()>& what) const {
  std::async(std::launch::async, [&] {
    enter(open_netns("/run/netns/" + netns));
    what();
  }).get();
}

void Lab::connect_client() const { connect(client(), "c0", "d0", "10.9.1"); }
void Lab::connect_server() const { connect(server(), "s0", "d1", "10.9.2"); }

void Lab::connect(const std::string& netns, const std::string& far, const std::string& near,
                  const std::string& network) const {
  must_run(director(), "ip link add " + near + " type veth peer name " + far + " netns " + netns);
  // Native XDP must get finished checksums.
  must_run(netns, "ethtool -K " + far + " tx off >/dev/null");
  must_run(netns, "ip addr add " + network + ".2/24 dev " + far + " && ip link set " + far +
                      " up && ip route add default via " + network + ".1");
  must_run(director(),
           "ip addr add " + network + ".1/24 dev " + near + " && ip link set " + near + " up");
}

Peer::Peer(const Lab&, const std::string& netns, const std::string& interface) {
  const auto own = open_netns("/proc/thread-self/ns/net");
  enter(open_netns("/run/netns/" + netns));
  socket_ = soft::FileDescriptor(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL)));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
  const int result = bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  mac_ = mac_of(interface);
  enter(own);
  if (result != 0) throw std::runtime_error("cannot bind to " + interface);
}

void Peer::send(const std::string& frame) const {
  if (::send(socket_.get(), frame.data(), frame.size(), 0) < 0) {
    throw std::runtime_error("cannot send a frame");
  }
}

std::string Peer::receive(const std::string& beginning, int timeout_ms) const {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < end) {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (poll(&ready, 1, 50) != 1) continue;
    std::string frame(65536, '\0');
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    const ssize_t length = recvfrom(socket_.get(), frame.data(), frame.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &size);
    if (length <= 0 || from.sll_pkttype == PACKET_OUTGOING) continue;
    frame.resize(static_cast<std::size_t>(length));
    if (frame.starts_with(beginning)) return frame;
  }
  return {};
}

Mac mac_of(const std::string& interface) {
  const auto facts = soft::read_port_facts(interface);
  if (!facts) throw std::runtime_error(facts.error().text);
  return facts->port.mac;
}

}  // namespace nicvs::test
