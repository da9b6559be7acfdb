// SPDX-License-Identifier: Apache-2.0
#include "hls/hlsc/import/memory.hpp"

#include <algorithm>
#include <bit>

namespace nicvs::hlsc {
namespace {

constexpr std::size_t kMaxAlternatives = 8;
constexpr unsigned kOffsetBits = 64;

std::size_t index_of(int object) { return static_cast<std::size_t>(object); }

}  // namespace

int Memory::add(Object object) {
  objects_.push_back(std::move(object));
  return static_cast<int>(objects_.size()) - 1;
}

Memory::State Memory::initial() const {
  State state;
  for (const Object& object : objects_) {
    state.push_back(object.initial);
  }
  return state;
}

// What is only read is the same in every state and stays in objects_.
const Bytes& Memory::contents(State& state, int object) {
  const Object& of = objects_[index_of(object)];
  if (of.access == Access::ReadOnly) {
    return of.initial;
  }
  while (state.size() <= index_of(object)) {
    state.push_back(objects_[state.size()].initial);
  }
  return state[index_of(object)];
}

Alternatives Memory::tidy(const Alternatives& all) {
  Alternatives result;
  for (const Choice& one : all) {
    if (is_constant(one.condition, 0) || is_undef(one.value)) {
      continue;
    }
    const auto same = std::find_if(result.begin(), result.end(),
                                   [&](const Choice& c) { return c.value == one.value; });
    if (same == result.end()) {
      result.push_back(one);
    } else {
      same->condition = net_.bitwise_or(same->condition, one.condition);
    }
  }
  if (result.empty()) {
    return only(all[0].value);
  }
  if (result.size() == 1) {
    return only(result[0].value);
  }
  return result.size() > kMaxAlternatives ? only(net_.one_hot(result)) : result;
}

Alternatives Memory::each(const Alternatives& all, const std::function<Node*(Node*)>& change) {
  Alternatives result;
  for (const Choice& one : all) {
    result.push_back({one.condition, change(one.value)});
  }
  return tidy(result);
}

Alternatives Memory::each_pair(const Alternatives& a, const Alternatives& b,
                               const std::function<Node*(Node*, Node*)>& combine) {
  Alternatives result;
  for (const Choice& x : a) {
    for (const Choice& y : b) {
      result.push_back({net_.bitwise_and(x.condition, y.condition), combine(x.value, y.value)});
    }
  }
  return tidy(result);
}

Alternatives Memory::under(Node* condition, const Alternatives& all) {
  Alternatives result;
  for (const Choice& one : all) {
    result.push_back({net_.bitwise_and(condition, one.condition), one.value});
  }
  return result;
}

// The offsets at which `bytes` bytes fit into an object of `size` bytes and that are possible.
std::vector<std::uint64_t> Memory::places(const Node* offset, unsigned bytes,
                                          std::size_t size) const {
  std::vector<std::uint64_t> result;
  if (!offset->values.empty()) {
    for (const std::uint64_t value : offset->values) {
      if (value < size && size - value >= bytes) {
        result.push_back(value);
      }
    }
    return result;
  }
  const std::uint64_t zeros = offset->known.Zero.getZExtValue();
  const std::uint64_t ones = offset->known.One.getZExtValue();
  for (std::uint64_t value = 0; value + bytes <= size; ++value) {
    if ((zeros & value) == 0 && (ones & ~value) == 0) {
      result.push_back(value);
    }
  }
  return result;
}

// The alternatives one by one, or all of them as one offset, whichever needs fewer places.
Alternatives Memory::cheapest(const Pointer& at, unsigned bytes) {
  if (at.offset.size() == 1) {
    return at.offset;
  }
  const std::size_t size = objects_[index_of(at.object)].initial.size();
  const auto cost = [&](const Alternatives& all) {
    std::size_t total = all.size();
    for (const Choice& one : all) {
      total += places(one.value, bytes, size).size();
    }
    return total;
  };
  const Alternatives as_one = only(net_.one_hot(at.offset));
  return cost(at.offset) <= cost(as_one) * 5 / 4 ? at.offset : as_one;
}

Node* Memory::load_at(const Bytes& from, Node* offset, unsigned bytes) {
  Entries entries;
  for (const std::uint64_t place : places(offset, bytes, from.size())) {
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(place);
    entries.push_back({place, net_.concat(Nodes(begin, begin + bytes))});
  }
  if (entries.empty()) {
    return nullptr;
  }
  const unsigned bits = std::max(1U, static_cast<unsigned>(std::bit_width(from.size() - 1)));
  return net_.lookup(net_.slice(offset, 0, bits), std::move(entries));
}

Node* Memory::load(State& state, const Pointer& from, unsigned bytes) {
  const Bytes& source = contents(state, from.object);
  Choices values;
  for (const Choice& one : cheapest(from, bytes)) {
    Node* value = load_at(source, one.value, bytes);
    if (value != nullptr) {
      values.push_back({one.condition, value});
    }
  }
  return values.empty() ? nullptr : net_.one_hot(values);
}

bool Memory::store(State& state, const Pointer& to, Node* value) {
  if (objects_[index_of(to.object)].access == Access::ReadOnly) {
    return false;
  }
  const unsigned bytes = (value->width + 7) / 8;
  value = net_.zero_extend(value, bytes * 8);
  contents(state, to.object);
  Bytes& target = state[index_of(to.object)];
  bool has_place = false;
  for (const Choice& one : cheapest(to, bytes)) {
    for (const std::uint64_t place : places(one.value, bytes, target.size())) {
      has_place = true;
      Node* here = net_.equal(one.value, net_.constant(kOffsetBits, place));
      Node* hit = net_.bitwise_and(one.condition, here);
      for (unsigned i = 0; i < bytes; ++i) {
        Node*& byte = target[place + i];
        byte = net_.mux(hit, net_.slice(value, 8 * i, 8), byte);
      }
    }
  }
  return has_place;
}

Memory::State Memory::merge(const std::vector<const State*>& states, const Nodes& conditions) {
  if (states.size() == 1) {
    return *states[0];
  }
  State merged;
  for (std::size_t object = 0; object < objects_.size(); ++object) {
    const Object& of = objects_[object];
    if (of.access == Access::ReadOnly) {
      merged.push_back({});
      continue;
    }
    Bytes bytes;
    for (std::size_t i = 0; i < of.initial.size(); ++i) {
      Choices choices;
      for (std::size_t s = 0; s < states.size(); ++s) {
        const State& state = *states[s];
        choices.push_back(
            {conditions[s], object < state.size() ? state[object][i] : of.initial[i]});
      }
      bytes.push_back(net_.one_hot(choices));
    }
    merged.push_back(std::move(bytes));
  }
  return merged;
}

}  // namespace nicvs::hlsc
