// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/steering_maps.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <numeric>
#include <vector>

#include "fallback/xdp/programs.hpp"

namespace nicvs::soft {
namespace {

Error map_error(const char* name, int code) {
  std::string text = std::string("steering map ") + name + ": " + std::strerror(code);
  if (code == E2BIG || code == ENOSPC) text += " (it is full)";
  return {code, text};
}

}  // namespace

const char* word_of(steer_count what) {
  constexpr std::array<const char*, STEER_COUNTS> words = {
      "not_ip",    "other_mac", "truncated", "unknown",  "service",
      "mark_rule", "nat_reply", "icmp",      "fragment", "accelerated"};
  return words[what];
}

Result<std::unique_ptr<SteeringMaps>> SteeringMaps::create() {
  auto object = BpfObject::load("nicvs_skb", program::kSteerSkb);
  if (!object) return object.error();
  return std::unique_ptr<SteeringMaps>(new SteeringMaps(*std::move(object)));
}

Status SteeringMaps::update(const SteeringTables& wanted) {
  // What an address entry promises is there before it and gone after it.
  Status status = update_map("services", present_.services, wanted.services);
  if (status) status = update_map("nat_dests", present_.nat_dests, wanted.nat_dests);
  if (status) status = update_map("mark_prefixes", present_.mark_prefixes, wanted.mark_prefixes);
  if (status) status = update_map("addresses", present_.addresses, wanted.addresses);
  return status;
}

Status SteeringMaps::update_map(const char* name, SteeringTable& present,
                                const SteeringTable& wanted) {
  const int fd = object_.map_fd(name);
  for (auto it = present.begin(); it != present.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    if (bpf_map_delete_elem(fd, it->first.data()) != 0 && errno != ENOENT) {
      return map_error(name, errno);
    }
    it = present.erase(it);
  }
  for (const auto& [key, value] : wanted) {
    if (const auto it = present.find(key); it != present.end() && it->second == value) continue;
    if (bpf_map_update_elem(fd, key.data(), value.data(), BPF_ANY) != 0) {
      return map_error(name, errno);
    }
    present[key] = value;
  }
  return {};
}

void SteeringMaps::beat() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::uint32_t key = 0;
  const std::uint64_t value = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
                              static_cast<std::uint64_t>(now.tv_nsec);
  bpf_map_update_elem(object_.map_fd("alive"), &key, &value, BPF_ANY);
}

SteeringCounts SteeringMaps::counts() const {
  SteeringCounts counts{};
  std::vector<std::uint64_t> per_cpu(static_cast<std::size_t>(libbpf_num_possible_cpus()));
  for (std::uint32_t key = 0; key < counts.size(); ++key) {
    if (bpf_map_lookup_elem(object_.map_fd("counters"), &key, per_cpu.data()) != 0) continue;
    counts[key] = std::accumulate(per_cpu.begin(), per_cpu.end(), std::uint64_t{0});
  }
  return counts;
}

}  // namespace nicvs::soft
