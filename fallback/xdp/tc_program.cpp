// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/tc_program.hpp"

#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace nicvs::soft {
namespace {

// One fixed place among the port's filters, so that a director finds what a killed one left.
constexpr std::uint32_t kHandle = 0x6e76;
constexpr std::uint32_t kPriority = 0x6e76;

bpf_tc_hook hook_of(PortId port) {
  bpf_tc_hook hook{};
  hook.sz = sizeof hook;
  hook.ifindex = static_cast<int>(port);
  hook.attach_point = BPF_TC_INGRESS;
  return hook;
}

bpf_tc_opts filter() {
  bpf_tc_opts options{};
  options.sz = sizeof options;
  options.handle = kHandle;
  options.priority = kPriority;
  return options;
}

}  // namespace

Result<TcProgram> TcProgram::attach(const SteeringMaps& maps, PortId port) {
  bpf_tc_hook hook = hook_of(port);
  if (const int result = bpf_tc_hook_create(&hook); result != 0 && result != -EEXIST) {
    return Error{-result, std::string("tc qdisc clsact: ") + std::strerror(-result)};
  }
  bpf_tc_opts options = filter();
  options.prog_fd = maps.tc_fd();
  options.flags = BPF_TC_F_REPLACE;
  if (const int result = bpf_tc_attach(&hook, &options); result != 0) {
    return Error{-result, std::string("tc ingress filter: ") + std::strerror(-result)};
  }
  return TcProgram(port);
}

TcProgram::TcProgram(TcProgram&& other) noexcept : port_(std::exchange(other.port_, 0)) {}

TcProgram::~TcProgram() {
  if (port_ == 0) return;
  bpf_tc_hook hook = hook_of(port_);
  const bpf_tc_opts options = filter();
  bpf_tc_detach(&hook, &options);
}

}  // namespace nicvs::soft
