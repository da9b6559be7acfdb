// SPDX-License-Identifier: Apache-2.0
// Random inputs of kernels: numbers with many edge cases, frames that are mostly almost right.
#pragma once

#include <cstdint>
#include <random>

#include "nicvs/dp/pipeline.hpp"

namespace nicvs::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t next() { return engine_(); }
  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  // Often 0, all ones, or a single bit.
  std::uint64_t edgy();
  std::uint32_t edgy32() { return static_cast<std::uint32_t>(edgy()); }
  std::uint16_t edgy16() { return static_cast<std::uint16_t>(edgy()); }
  std::uint8_t edgy8() { return static_cast<std::uint8_t>(edgy()); }

  // Mostly one of those with a name.
  dp::Protocol protocol();
  dp::Family family() { return one_in(2) ? dp::Family::Ipv4 : dp::Family::Ipv6; }

  dp::Address address(dp::Family family);
  dp::FlowKey flow_key(dp::Family family);
  dp::Mac mac();
  dp::NextHop next_hop();
  dp::Tunnel tunnel();
  dp::ConnView conn_view(dp::Family family);

  // The beginning of a frame; most of them parse.
  dp::HeaderWindow window();
  dp::Parsed parsed() { return dp::parse(window()); }

 private:
  void fill_ipv4(dp::HeaderWindow& w, unsigned l3);
  void fill_ipv6(dp::HeaderWindow& w, unsigned l3);
  void fill_transport(dp::HeaderWindow& w, unsigned at);

  std::mt19937_64 engine_;
};

}  // namespace nicvs::test
