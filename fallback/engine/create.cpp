// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cerrno>
#include <random>

#include "fallback/engine/engine.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint64_t kMinConns = 64;
constexpr std::uint64_t kMaxConns = std::uint64_t{1} << 24;
constexpr unsigned kMaxWorkers = 64;

std::uint64_t draw() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

Result<std::unique_ptr<SoftDataPlane>> SoftDataPlane::create(const EngineOptions& options) {
  if (options.conn_capacity < kMinConns || options.conn_capacity > kMaxConns) {
    return Error{EINVAL, "conn capacity " + std::to_string(options.conn_capacity) +
                             ", expected 64 to 16777216"};
  }
  if (options.workers == 0 || options.workers > kMaxWorkers) {
    return Error{EINVAL, std::to_string(options.workers) + " workers, expected 1 to 64"};
  }
  const bool draws_key = options.hash_key[0] == 0 && options.hash_key[1] == 0;
  const dp::HashKey key = draws_key ? dp::HashKey{draw(), draw()}
                                    : dp::HashKey{options.hash_key[0], options.hash_key[1]};
  // Each worker's share is a power of two as well.
  const std::uint64_t needed = (options.conn_capacity + options.workers - 1) / options.workers;
  const std::uint64_t share = std::max(kMinConns, std::bit_ceil(needed));
  auto engine = std::make_unique<Engine>(share * options.workers, options.workers, key,
                                         options.random_seed != 0 ? options.random_seed : draw());
  if (!engine->has_memory()) {
    return Error{ENOMEM, "no address space for " + std::to_string(options.conn_capacity) +
                             " conns; expected some 300 bytes each"};
  }
  return std::unique_ptr<SoftDataPlane>(std::move(engine));
}

}  // namespace nicvs::soft
