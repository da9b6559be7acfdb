// SPDX-License-Identifier: Apache-2.0
#include "host/control/server_watch.hpp"

#include <utility>

namespace nicvs::control {

ServerWatch::ServerWatch(config::Server server, const config::Check& check,
                         std::unique_ptr<Tester> tester, std::function<void()> changed)
    : server_(std::move(server)),
      check_(check),
      nanny_(check, server_.dest.weight),
      tester_(std::move(tester)),
      changed_(std::move(changed)) {}

void ServerWatch::tick(Clock::time_point now) {
  now_ = now;
  if (since_ == Clock::time_point{}) since_ = now;
  if (is_probing_ || now < due_) return;
  due_ = now + check_.interval;
  is_probing_ = true;
  tester_->probe([this](const health::ProbeResult& result) {
    is_probing_ = false;
    take(result);
  });
}

void ServerWatch::take(const health::ProbeResult& result) {
  const health::State before = nanny_.state();
  last_result_ = result.text;
  act(nanny_.observe(result));
  if (nanny_.state() != before) since_ = now_;
  // A server that a former nanny had in the table and that fails now has to leave.
  if (nanny_.state() == health::State::Down && !wish_) wish_ = Wish{std::nullopt};
  if (nanny_.wants_load()) {
    tester_->fetch_load([this](std::optional<double> load) {
      if (!load) return;
      act(nanny_.observe_load(*load));
      changed_();
    });
  }
  changed_();
}

void ServerWatch::act(const health::Action& action) {
  switch (action.kind) {
    case health::ActionKind::None:
      break;
    case health::ActionKind::Add:
    case health::ActionKind::SetWeight:
      wish_ = Wish{action.weight};
      break;
    case health::ActionKind::Remove:
      wish_ = Wish{std::nullopt};
      break;
  }
}

}  // namespace nicvs::control
