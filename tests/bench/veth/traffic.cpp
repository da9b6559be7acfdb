// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/veth/traffic.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

namespace nicvs::soft::program {
extern const std::span<const unsigned char> kTraffic;  // traffic_xdp.c
}  // namespace nicvs::soft::program

namespace nicvs::bench {
namespace {

constexpr int kRound = 1 << 16;

// struct traffic of traffic_xdp.c.
struct TrafficEntry {
  std::uint32_t interface;
  std::uint32_t flows;
  char frame[60];
};

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

soft::BpfObject load() {
  auto object = soft::BpfObject::load("traffic", soft::program::kTraffic);
  if (!object) throw std::runtime_error(object.error().text);
  return *std::move(object);
}

}  // namespace

Traffic::Traffic(const test::Lab& lab, const std::string& frame, unsigned flows)
    : programs_(load()) {
  lab.run_in(lab.server(), [&] {
    bpf_link_create_opts options{};
    options.sz = sizeof options;
    options.flags = XDP_FLAGS_DRV_MODE;
    sink_ = soft::FileDescriptor(bpf_link_create(programs_.program_fd("swallow"),
                                                 static_cast<int>(if_nametoindex("s0")), BPF_XDP,
                                                 &options));
    if (!sink_) fail("XDP on s0");
  });
  lab.run_in(lab.client(), [&] {
    const std::uint32_t key = 0;
    TrafficEntry traffic{if_nametoindex("c0"), flows, {}};
    std::copy_n(frame.begin(), std::min(frame.size(), sizeof traffic.frame), traffic.frame);
    if (bpf_map_update_elem(programs_.map_fd("traffic"), &key, &traffic, BPF_ANY) != 0) {
      fail("map traffic");
    }
    // A thread stays in the namespace in which it was started.
    generator_ = std::thread([this, frame] { generate(frame); });
  });
}

Traffic::~Traffic() {
  is_stopping_ = true;
  generator_.join();
}

void Traffic::generate(const std::string& frame) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame.data();
  options.data_size_in = static_cast<std::uint32_t>(frame.size());
  options.repeat = kRound;
  options.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
  options.batch_size = 64;
  while (!is_stopping_) {
    if (bpf_prog_test_run_opts(programs_.program_fd("generate"), &options) != 0) {
      std::perror("generator");
      return;
    }
  }
}

std::uint64_t Traffic::frames(std::uint32_t what) const {
  std::vector<std::uint64_t> per_cpu(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  bpf_map_lookup_elem(programs_.map_fd("frames"), &what, per_cpu.data());
  std::uint64_t sum = 0;
  for (const std::uint64_t frames : per_cpu) sum += frames;
  return sum;
}

}  // namespace nicvs::bench
