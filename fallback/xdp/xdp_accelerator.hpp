// SPDX-License-Identifier: Apache-2.0
// The accelerator in XDP programs: conns in maps that lie in the director's memory, too, so that
// installing, changing and reading one costs no system call.
//
//   auto accelerator = XdpAccelerator::create(options.conns);
//   engine.set_accelerator(accelerator->get());
//   XdpProgram::attach(maps, port, mac, mode, accelerator->get());   // its ports' programs
//   accelerator->add_port(port);                                     // frames may leave there
//
// Takes frames from and to ports with native XDP, or generic XDP, whatever the other port has.
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "fallback/accel/accel_table.hpp"
#include "fallback/xdp/bpf_object.hpp"

namespace nicvs::soft {

class XdpAccelerator final : public AccelTable {
 public:
  // Conns beyond this number stay the engine's: 192 bytes each, which the kernel takes at once.
  static constexpr std::uint64_t kMostConns = std::uint64_t{1} << 20;

  // For at least this many conns. The error names what the kernel refused.
  static Result<std::unique_ptr<XdpAccelerator>> create(std::uint64_t conns,
                                                        const dp::HashKey& key);
  ~XdpAccelerator() override;

  // Ports by which frames may leave. Control thread.
  Status add_port(PortId port);
  void remove_port(PortId port);

  bool can_send(PortId port) const override;
  // TCP conns once they are established: those that are not are few packets long.
  bool wants(dp::Protocol protocol, std::uint8_t state) const override;
  bool has_news() override;

  // The maps of nicvs_accel that all ports share.
  std::array<NamedMap, 4> maps() const;

 private:
  struct Maps;
  XdpAccelerator(std::unique_ptr<Maps> maps, const dp::HashKey& key, Time clock_error);

  std::unique_ptr<Maps> maps_;
  std::chrono::steady_clock::time_point told_news_{};
};

}  // namespace nicvs::soft
