// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/xdp_features.hpp"

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <net/if.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace nicvs::soft {
namespace {

// linux/netdev.h, which is newer than some headers that this is built with.
constexpr std::uint8_t kDeviceGet = 1;      // NETDEV_CMD_DEV_GET
constexpr std::uint16_t kIfindex = 1;       // NETDEV_A_DEV_IFINDEX
constexpr std::uint16_t kXdpFeatures = 3;   // NETDEV_A_DEV_XDP_FEATURES
constexpr std::uint64_t kFeatureSends = 4;  // NETDEV_XDP_ACT_NDO_XMIT

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using Socket = std::unique_ptr<mnl_socket, CloseSocket>;

struct Attribute {
  std::uint16_t type;
  std::uint64_t value = 0;
  bool is_found = false;
};

int find_attribute(const nlattr* attribute, void* data) {
  auto& wanted = *static_cast<Attribute*>(data);
  if (mnl_attr_get_type(attribute) != wanted.type) return MNL_CB_OK;
  const std::uint16_t length = mnl_attr_get_payload_len(attribute);
  wanted.is_found = length == sizeof(std::uint16_t) || length == sizeof(std::uint64_t);
  if (length == sizeof(std::uint16_t)) wanted.value = mnl_attr_get_u16(attribute);
  if (length == sizeof(std::uint64_t)) wanted.value = mnl_attr_get_u64(attribute);
  return MNL_CB_OK;
}

int read_answer(const nlmsghdr* message, void* data) {
  return mnl_attr_parse(message, sizeof(genlmsghdr), find_attribute, data);
}

class Request {
 public:
  Request(std::uint16_t family, std::uint8_t command) {
    message_ = mnl_nlmsg_put_header(buffer_.data());
    message_->nlmsg_type = family;
    message_->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    auto* header =
        static_cast<genlmsghdr*>(mnl_nlmsg_put_extra_header(message_, sizeof(genlmsghdr)));
    header->cmd = command;
    header->version = 1;
  }

  nlmsghdr* message() { return message_; }

  // The value of an attribute of the answer; nullopt without an answer that has it.
  std::optional<std::uint64_t> ask(const Socket& socket, std::uint16_t attribute) {
    if (mnl_socket_sendto(socket.get(), message_, message_->nlmsg_len) < 0) return std::nullopt;
    Attribute wanted{attribute};
    int goes_on = MNL_CB_OK;
    while (goes_on > MNL_CB_STOP) {
      const auto bytes = mnl_socket_recvfrom(socket.get(), buffer_.data(), buffer_.size());
      if (bytes <= 0) return std::nullopt;
      goes_on =
          mnl_cb_run(buffer_.data(), static_cast<std::size_t>(bytes), 0, 0, read_answer, &wanted);
    }
    if (goes_on < 0 || !wanted.is_found) return std::nullopt;
    return wanted.value;
  }

 private:
  alignas(nlmsghdr) std::array<char, 8192> buffer_{};
  nlmsghdr* message_;
};

std::optional<std::uint64_t> xdp_features(PortId port) {
  const Socket socket(mnl_socket_open(NETLINK_GENERIC));
  if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0) return std::nullopt;
  Request family(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
  mnl_attr_put_strz(family.message(), CTRL_ATTR_FAMILY_NAME, "netdev");
  const auto id = family.ask(socket, CTRL_ATTR_FAMILY_ID);
  if (!id) return std::nullopt;
  Request device(static_cast<std::uint16_t>(*id), kDeviceGet);
  mnl_attr_put_u32(device.message(), kIfindex, port);
  return device.ask(socket, kXdpFeatures);
}

bool is_hardware(PortId port) {
  char name[IF_NAMESIZE];
  if (if_indextoname(port, name) == nullptr) return false;
  return access((std::string("/sys/class/net/") + name + "/device").c_str(), F_OK) == 0;
}

}  // namespace

bool sends_redirected_frames(PortId port) {
  const auto features = xdp_features(port);
  return features ? (*features & kFeatureSends) != 0 : is_hardware(port);
}

}  // namespace nicvs::soft
