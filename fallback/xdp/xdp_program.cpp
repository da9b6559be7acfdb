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

namespace {

template <class Value>
Status set_entry(const BpfObject& object, const char* map, const Value& value) {
  const std::uint32_t key = 0;
  if (bpf_map_update_elem(object.map_fd(map), &key, &value, BPF_ANY) == 0) return {};
  return Error{errno, std::string("XDP map ") + map + " of the port: " + std::strerror(errno)};
}

// The accelerator's program of a port, which goes on to the steering program.
Result<BpfObject> load_accelerating(const SteeringMaps& maps, const XdpAccelerator& accelerator,
                                    const steer_port& own, int steering_fd) {
  const auto shared = accelerator.maps();
  auto object = BpfObject::load("nicvs_accel", program::kAccelXdp, &maps.object(), shared);
  if (!object) return object.error();
  if (Status status = set_entry(*object, "port", own); !status) return status.error();
  if (Status status = set_entry(*object, "next", steering_fd); !status) return status.error();
  return object;
}

}  // namespace

Result<XdpProgram> XdpProgram::attach(const SteeringMaps& maps, PortId port, const Mac& mac,
                                      XdpMode mode, const XdpAccelerator* accelerator) {
  auto object = BpfObject::load("nicvs_xdp", program::kSteerXdp, &maps.object());
  if (!object) return object.error();
  steer_port own{};
  std::memcpy(own.mac, mac.byte.data(), sizeof own.mac);
  if (Status status = set_entry(*object, "port", own); !status) return status.error();
  int first_fd = object->program_fd("nicvs_xdp");
  std::optional<BpfObject> accelerating;
  if (accelerator != nullptr) {
    auto loaded = load_accelerating(maps, *accelerator, own, first_fd);
    if (!loaded) return loaded.error();
    accelerating.emplace(*std::move(loaded));
    first_fd = accelerating->program_fd("nicvs_accel");
  }
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = mode == XdpMode::Native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
  const int link_fd = bpf_link_create(first_fd, static_cast<int>(port), BPF_XDP, &options);
  if (link_fd < 0) {
    const int code = errno;
    std::string text = std::string("XDP (") + word_of(mode) + "): " + std::strerror(code);
    if (code == EBUSY) text += " (another XDP program is on the port)";
    return Error{code, text};
  }
  return XdpProgram(*std::move(object), std::move(accelerating), link_fd, mode);
}

XdpProgram::XdpProgram(XdpProgram&& other) noexcept
    : object_(std::move(other.object_)),
      accelerating_(std::move(other.accelerating_)),
      link_fd_(std::exchange(other.link_fd_, -1)),
      mode_(other.mode_) {}

XdpProgram::~XdpProgram() {
  if (link_fd_ >= 0) close(link_fd_);
}

}  // namespace nicvs::soft
