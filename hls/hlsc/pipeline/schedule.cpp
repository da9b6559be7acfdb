// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/pipeline/schedule.hpp"

#include <algorithm>
#include <cstdio>

#include "hls/hlsc/import/rejection.hpp"

namespace nicvs::hlsc {
namespace {

constexpr double kFastest_ns = 0.3;
constexpr int kBisections = 12;

struct Plan {
  unsigned stages = 0;
  double slowest_ns = 0;
  std::vector<unsigned> stage;
};

std::string in_ns(double time) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f ns", time);
  return text;
}

bool has_logic(const Node* node) { return !is_wiring(node) && node->op != Op::Input; }

// Everything as early as possible.
Plan plan_early(const Nodes& nodes, const DelayModel& model, double period_ns) {
  Plan plan;
  const std::size_t count = nodes.empty() ? 0 : nodes.back()->id + 1;
  plan.stage.resize(count);
  std::vector<double> ready(count);
  for (const Node* node : nodes) {
    unsigned stage = 0;
    double time = model.clock_to_output;
    for (const Node* operand : node->operands) {
      if (plan.stage[operand->id] > stage) {
        stage = plan.stage[operand->id];
        time = ready[operand->id];
      } else if (plan.stage[operand->id] == stage) {
        time = std::max(time, ready[operand->id]);
      }
    }
    const double delay = model.of(*node);
    if (has_logic(node) && time + delay > period_ns) {
      ++stage;
      time = model.clock_to_output;
    }
    plan.stage[node->id] = stage;
    ready[node->id] = time + delay;
    plan.slowest_ns = std::max(plan.slowest_ns, time + delay);
    plan.stages = std::max(plan.stages, stage + 1);
  }
  return plan;
}

// The nodes with logic or inputs that a value is made of, through wiring.
void add_sources(Node* node, Nodes& sources) {
  Nodes open{node};
  while (!open.empty()) {
    Node* next = open.back();
    open.pop_back();
    if (is_wiring(next)) {
      open.insert(open.end(), next->operands.begin(), next->operands.end());
    } else if (std::find(sources.begin(), sources.end(), next) == sources.end()) {
      sources.push_back(next);
    }
  }
}

// Moves nodes to later stages of their own where that saves registers: a comparison of two words
// is one bit, so it waits better than they do, and a sum that is needed late waits as its addends
// if those are kept anyway.
class Sinking {
 public:
  Sinking(const Kernel& kernel, const Nodes& nodes, Plan& plan)
      : nodes_(nodes), plan_(plan), users_(plan.stage.size()), last_(plan.stage.size()) {
    for (Node* node : nodes) {
      if (has_logic(node)) {
        Nodes& sources = sources_.emplace_back();
        for (Node* operand : node->operands) {
          add_sources(operand, sources);
        }
        for (const Node* source : sources) {
          users_[source->id].push_back(node);
        }
      } else {
        sources_.emplace_back();
      }
    }
    for (const Output& output : kernel.outputs) {
      Nodes sources;
      add_sources(output.value, sources);
      for (const Node* source : sources) {
        last_[source->id] = plan.stages;
      }
    }
  }

  void run() {
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      if (has_logic(nodes_[i])) {
        sink(nodes_[i], sources_[i]);
      }
    }
    for (const Node* node : nodes_) {  // wiring is where its last operand is
      if (is_wiring(node)) {
        unsigned& stage = plan_.stage[node->id];
        for (const Node* operand : node->operands) {
          stage = std::max(stage, plan_.stage[operand->id]);
        }
      }
    }
  }

 private:
  unsigned first_use(const Node* node) const {
    unsigned first = plan_.stages;
    for (const Node* user : users_[node->id]) {
      first = std::min(first, plan_.stage[user->id]);
    }
    return first;
  }

  // When the value is read for the last time by anybody but `except`.
  unsigned last_use(const Node* node, const Node* except) const {
    unsigned last = last_[node->id];
    for (const Node* user : users_[node->id]) {
      last = user == except ? last : std::max(last, plan_.stage[user->id]);
    }
    return last;
  }

  void sink(const Node* node, const Nodes& sources) {
    const unsigned now = plan_.stage[node->id];
    const unsigned later = first_use(node) - 1;
    if (later <= now || later >= plan_.stages) {
      return;
    }
    unsigned cost = 0;
    for (const Node* source : sources) {
      const unsigned kept = std::max(last_use(source, node), now);
      cost += later > kept ? source->width * (later - kept) : 0;
    }
    if (cost < node->width * (later - now)) {
      plan_.stage[node->id] = later;
    }
  }

  const Nodes& nodes_;
  Plan& plan_;
  std::vector<Nodes> users_;
  std::vector<unsigned> last_;
  std::vector<Nodes> sources_;  // in the order of nodes_
};

// Notes who reads which bits when.
class Reading {
 public:
  explicit Reading(Schedule& into) : into_(into) {
    into.last = into.stage;
    into.read.resize(into.stage.size());
  }

  void read(const Node* node, unsigned low, unsigned width, unsigned stage) {
    if (node->op == Op::Slice) {
      read(node->operands[0], low + node->low, width, stage);
    } else if (node->op == Op::Not) {
      read(node->operands[0], low, width, stage);
    } else if (node->op == Op::Concat) {
      unsigned at = 0;
      for (const Node* part : node->operands) {
        const unsigned from = std::max(low, at);
        const unsigned to = std::min(low + width, at + part->width);
        if (from < to) {
          read(part, from - at, to - from, stage);
        }
        at += part->width;
      }
    } else if (!is_wiring(node)) {
      into_.last[node->id] = std::max(into_.last[node->id], stage);
      into_.read[node->id]
          .try_emplace(stage, node->width, 0)
          .first->second.setBits(low, low + width);
    }
  }

 private:
  Schedule& into_;
};

Schedule with_lifetimes(const Kernel& kernel, const Nodes& nodes, Plan plan, unsigned latency) {
  Schedule result;
  result.latency = latency;
  result.slowest_ns = plan.slowest_ns;
  result.stage = std::move(plan.stage);
  Reading reading(result);
  for (const Node* node : nodes) {
    if (has_logic(node)) {
      for (const Node* operand : node->operands) {
        reading.read(operand, 0, operand->width, result.stage[node->id]);
      }
    }
  }
  for (const Output& output : kernel.outputs) {
    reading.read(output.value, 0, output.value->width, latency);
  }
  for (const Node* node : nodes) {
    if (is_wiring(node)) {
      continue;
    }
    for (unsigned stage = result.stage[node->id]; stage < result.last[node->id]; ++stage) {
      result.register_bits += result.read_from(node, stage + 1).popcount();
    }
  }
  return result;
}

}  // namespace

APInt Schedule::read_from(const Node* node, unsigned from) const {
  APInt bits(node->width, 0);
  for (auto at = read[node->id].lower_bound(from); at != read[node->id].end(); ++at) {
    bits |= at->second;
  }
  return bits;
}

unsigned fewest_stages(const Kernel& kernel, const DelayModel& model, double period_ns) {
  return plan_early(live_nodes(kernel), model, period_ns).stages;
}

Schedule schedule(const Kernel& kernel, const DelayModel& model, double period_ns,
                  unsigned latency) {
  const Nodes nodes = live_nodes(kernel);
  const Plan first = plan_early(nodes, model, period_ns);
  if (first.stages > latency) {
    throw Rejection(kernel.name + ": needs " + std::to_string(first.stages) + " stages of " +
                    in_ns(period_ns) + ", its contract says " + std::to_string(latency));
  }
  if (first.slowest_ns > period_ns) {
    throw Rejection(kernel.name + ": one operation alone takes " + in_ns(first.slowest_ns) +
                    ", more than a stage of " + in_ns(period_ns));
  }
  double slow = period_ns;
  double fast = kFastest_ns;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (slow + fast) / 2;
    const Plan plan = plan_early(nodes, model, middle);
    (plan.stages <= latency && plan.slowest_ns <= middle ? slow : fast) = middle;
  }
  Plan plan = plan_early(nodes, model, slow);
  plan.stages = latency;
  Sinking(kernel, nodes, plan).run();
  return with_lifetimes(kernel, nodes, std::move(plan), latency);
}

}  // namespace nicvs::hlsc
