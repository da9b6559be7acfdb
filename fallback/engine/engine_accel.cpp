// SPDX-License-Identifier: Apache-2.0
// The engine with an accelerator in front of it.
#include <algorithm>
#include <cerrno>

#include "fallback/engine/engine.hpp"

namespace nicvs::soft {
namespace {

// Workers wait for the time it takes to catch up with this many conns, some 50 us.
constexpr ConnIndex kCaughtUpAtOnce = 1024;

}  // namespace

Status Engine::set_accelerator(Accelerator* accelerator) {
  return exclusively([&]() -> Status {
    bool is_set = true;
    for (const auto& path : paths_) is_set &= path->accelerated().set(accelerator);
    accelerator_ = accelerator;
    path_mtu_generation_ = core_.path_mtus.generation();
    if (!is_set) return Error{ENOMEM, "no address space for accelerated conns"};
    return {};
  });
}

void Engine::renew_accelerated() {
  exclusively_for_conns([] {});
}

void Engine::outdate_by_path_mtus() {
  const std::uint64_t now = core_.path_mtus.generation();
  if (path_mtu_generation_.exchange(now, std::memory_order_relaxed) != now) {
    accelerator_->outdate_all();
  }
}

void Engine::catch_up(Progress progress) const {
  if (accelerator_ == nullptr) return;
  if (!accelerator_->has_news() && progress == Progress::Recent) return;
  for (const auto& path : paths_) {
    ConnIndex next = 0;
    bool is_done = false;
    while (!is_done) {
      is_done = exclusively([&] {
        const ConnIndex end = path->conns().used_end();
        const ConnIndex stop = std::min(end, next + kCaughtUpAtOnce);
        for (; next < stop; ++next) path->accelerated().catch_up(next);
        return stop == end;
      });
    }
  }
}

}  // namespace nicvs::soft
