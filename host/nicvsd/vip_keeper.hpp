// SPDX-License-Identifier: Apache-2.0
// Keeps the VIPs of the configuration on their interfaces (--manage-vips).
//
// Control thread only. An interface that is not there yet is tried again at every tick; what was
// put there is gone with remove_all() or the destructor.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <vector>

#include "host/config/desired.hpp"
#include "host/netlink/address_manager.hpp"

namespace nicvs::nicvsd {

class VipKeeper {
 public:
  static Result<std::unique_ptr<VipKeeper>> create(spdlog::logger& log);

  // From now on these VIPs are kept; those that are no longer wanted are removed.
  void keep(std::vector<config::Vip> vips);
  // Tries again what did not work, once a second.
  void tick();
  void remove_all();

 private:
  VipKeeper(std::unique_ptr<netlink::AddressManager> addresses, spdlog::logger& log)
      : addresses_(std::move(addresses)), log_(log) {}
  void add_missing();

  std::unique_ptr<netlink::AddressManager> addresses_;
  spdlog::logger& log_;
  std::vector<config::Vip> wanted_;
  std::vector<config::Vip> kept_;
  unsigned ticks_ = 0;
};

}  // namespace nicvs::nicvsd
