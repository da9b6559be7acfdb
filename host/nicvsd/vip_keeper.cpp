// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/vip_keeper.hpp"

#include <algorithm>
#include <utility>

namespace nicvs::nicvsd {
namespace {

constexpr unsigned kTicksPerTry = 10;  // the daemon ticks ten times a second

bool contains(const std::vector<config::Vip>& vips, const config::Vip& vip) {
  return std::find(vips.begin(), vips.end(), vip) != vips.end();
}

}  // namespace

Result<std::unique_ptr<VipKeeper>> VipKeeper::create(spdlog::logger& log) {
  auto addresses = netlink::AddressManager::create(log);
  if (!addresses) return addresses.error();
  return std::unique_ptr<VipKeeper>(new VipKeeper(*std::move(addresses), log));
}

void VipKeeper::keep(std::vector<config::Vip> vips) {
  wanted_ = std::move(vips);
  std::erase_if(kept_, [this](const config::Vip& vip) {
    if (contains(wanted_, vip)) return false;
    const Status status = addresses_->remove(vip.interface, vip.address);
    if (!status) log_.error("VIP {}: {}", vip.address.to_string(), status.error().text);
    return true;
  });
  add_missing();
}

void VipKeeper::add_missing() {
  for (const config::Vip& vip : wanted_) {
    if (contains(kept_, vip)) continue;
    const Status status = addresses_->add(vip.interface, vip.address, vip.prefix_length, vip.label);
    if (status) {
      kept_.push_back(vip);
      log_.info("VIP {} is on {}", vip.address.to_string(), vip.interface);
    } else {
      log_.error("VIP {} on {}: {}; tried again", vip.address.to_string(), vip.interface,
                 status.error().text);
    }
  }
}

void VipKeeper::tick() {
  if (++ticks_ % kTicksPerTry == 0) add_missing();
}

void VipKeeper::remove_all() {
  wanted_.clear();
  kept_.clear();
  addresses_->remove_all();
}

}  // namespace nicvs::nicvsd
