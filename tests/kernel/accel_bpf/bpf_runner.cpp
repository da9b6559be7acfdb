// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/accel_bpf/bpf_runner.hpp"

#include <bpf/bpf.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "fallback/xdp/programs.hpp"

namespace nicvs::test {
namespace {

[[noreturn]] void skip(const std::string& reason) {
  std::printf("skipped: %s\n", reason.c_str());
  std::fflush(stdout);
  _exit(77);
}

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  if (geteuid() != 0 || result.error().code == ENOSYS) skip(result.error().text);
  throw std::runtime_error(result.error().text);
}

}  // namespace

BpfRunner::BpfRunner(const dp::HashKey& key)
    : maps_(must(soft::SteeringMaps::create())),
      accelerator_(must(soft::XdpAccelerator::create(1024, key))) {
  const auto shared = accelerator_->maps();
  object_ = std::make_unique<soft::BpfObject>(
      must(soft::BpfObject::load("accel", soft::program::kAccelXdp, &maps_->object(), shared)));
  steer_port own{};
  std::memcpy(own.mac, kOwnMac.byte.data(), sizeof own.mac);
  const std::uint32_t first = 0;
  if (bpf_map_update_elem(object_->map_fd("port"), &first, &own, BPF_ANY) != 0) {
    throw std::runtime_error("map port");
  }
}

BpfRunner::Result BpfRunner::run(const Bytes& frame) const {
  Result result{0, Bytes(frame.size() + 64)};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.data_out = result.frame.data();
  options.data_size_out = static_cast<std::uint32_t>(result.frame.size());
  if (bpf_prog_test_run_opts(object_->program_fd("nicvs_accel"), &options) != 0) {
    throw std::runtime_error(std::string("BPF_PROG_TEST_RUN: ") + std::strerror(errno));
  }
  result.action = options.retval;
  result.frame.resize(options.data_size_out);
  return result;
}

}  // namespace nicvs::test
