// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/configuration.hpp"

#include <algorithm>
#include <utility>

#include "host/config/load.hpp"
#include "host/config/rules_of.hpp"
#include "host/control/network_tester.hpp"

namespace nicvs::nicvsd {
namespace {

control::MakeTester network_testers(asio::io_context& io) {
  return [&io](const config::VirtualService& service, const config::Server& server) {
    return std::make_unique<control::NetworkTester>(io, service.check, service.spec.key.protocol,
                                                    server);
  };
}

std::vector<config::Vip> vips_of(const config::Desired& desired) {
  std::vector<config::Vip> vips;
  for (const config::VirtualService& service : desired.services) {
    if (!service.vip) continue;
    const bool is_known = std::find(vips.begin(), vips.end(), *service.vip) != vips.end();
    if (!is_known) vips.push_back(*service.vip);
  }
  return vips;
}

}  // namespace

Configuration::Configuration(asio::io_context& io, DataPlane& plane, const Options& options,
                             spdlog::logger& log)
    : log_(log), file_(options.lvs_cf), supervisor_(plane, network_testers(io), log) {}

Result<std::unique_ptr<Configuration>> Configuration::create(asio::io_context& io, DataPlane& plane,
                                                             const Options& options,
                                                             spdlog::logger& log) {
  std::unique_ptr<Configuration> configuration(new Configuration(io, plane, options, log));
  if (!options.lvs_cf.empty()) {
    auto desired = config::load(options.lvs_cf);
    if (!desired) return desired.error();
    configuration->desired_ = *std::move(desired);
  }
  if (options.manage_vips) {
    auto vips = VipKeeper::create(log);
    if (!vips) return vips.error();
    configuration->vips_ = *std::move(vips);
  }
  return configuration;
}

void Configuration::start() { apply(); }

void Configuration::apply() {
  for (const std::string& note : desired_.notes) log_.warn("{}: {}", file_, note);
  if (vips_) vips_->keep(vips_of(desired_));
  supervisor_.apply(desired_);
}

Status Configuration::reload() {
  if (file_.empty()) return {};
  auto desired = config::load(file_);
  if (!desired) return desired.error();
  desired_ = *std::move(desired);
  apply();
  return {};
}

void Configuration::tick() {
  supervisor_.tick(control::Clock::now());
  if (vips_) vips_->tick();
}

void Configuration::stop() {
  supervisor_.shutdown();
  if (vips_) vips_->remove_all();
}

rpc::ConfigurationStatus Configuration::status() const { return {file_, desired_.notes}; }

std::vector<rpc::HealthStatus> Configuration::health() const {
  std::vector<rpc::HealthStatus> rows;
  for (const control::ServerHealth& row : supervisor_.health()) {
    rows.push_back({row.service, row.dest, row.state, row.weight, row.detail, row.since_s});
  }
  return rows;
}

Result<CheckedFile> check_file(const std::string& file) {
  auto desired = config::load(file);
  if (!desired) return desired.error();
  return CheckedFile{config::rules_text_of(*desired), desired->notes};
}

}  // namespace nicvs::nicvsd
