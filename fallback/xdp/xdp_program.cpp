// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/xdp_program.hpp"

#include <bpf/bpf.h>
#include <linux/if_link.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "fallback/xdp/programs.hpp"

namespace nicvs::soft {

const char* word_of(XdpMode mode) { return mode == XdpMode::Native ? "native" : "generic"; }

Result<XdpProgram> XdpProgram::attach(const SteeringMaps& maps, PortId port, const Mac& mac,
                                      XdpMode mode) {
  auto object = BpfObject::load("nicvs_xdp", program::kSteerXdp, &maps.object());
  if (!object) return object.error();
  steer_port own{};
  std::memcpy(own.mac, mac.byte.data(), sizeof own.mac);
  const std::uint32_t key = 0;
  if (bpf_map_update_elem(object->map_fd("port"), &key, &own, BPF_ANY) != 0) {
    return Error{errno, std::string("XDP map of the port: ") + std::strerror(errno)};
  }
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = mode == XdpMode::Native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const int link_fd =
      bpf_link_create(object->program_fd("nicvs_xdp"), static_cast<int>(port), BPF_XDP, &options);
  if (link_fd < 0) {
    const int code = errno;
    std::string text = std::string("XDP (") + word_of(mode) + "): " + std::strerror(code);
    if (code == EBUSY) text += " (another XDP program is on the port)";
    return Error{code, text};
  }
  return XdpProgram(*std::move(object), link_fd, mode);
}

XdpProgram::XdpProgram(XdpProgram&& other) noexcept
    : object_(std::move(other.object_)),
      link_fd_(std::exchange(other.link_fd_, -1)),
      mode_(other.mode_) {}

XdpProgram::~XdpProgram() {
  if (link_fd_ >= 0) close(link_fd_);
}

}  // namespace nicvs::soft
