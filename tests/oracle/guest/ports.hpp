// SPDX-License-Identifier: Apache-2.0
// The director's ports: TAP devices. Writing to one is a frame that arrives, and the kernel takes
// it through its whole receive path before write() returns; what it sent meanwhile can be read at
// once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nicvs::oracle {

using Frame = std::vector<std::uint8_t>;

struct SentFrame {
  std::string port;
  Frame bytes;
};

class Ports {
 public:
  Ports() = default;
  Ports(const Ports&) = delete;
  Ports& operator=(const Ports&) = delete;
  ~Ports();

  // Makes a port that is up. Returns what failed, or an empty text.
  std::string add(const std::string& name, const std::string& mac, int mtu);

  // A frame arrives; false if there is no such port or the kernel refuses the frame (shorter than
  // an Ethernet header).
  bool receive(const std::string& name, const Frame& frame);

  // Every frame that left since the last call, port by port in the order of add().
  std::vector<SentFrame> take_sent();

 private:
  struct Port {
    std::string name;
    int fd;
  };
  std::vector<Port> ports_;
};

}  // namespace nicvs::oracle
