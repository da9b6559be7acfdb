// SPDX-License-Identifier: Apache-2.0
// Memory of a kernel at import: objects of bytes, and pointers whose object is always known.
//
// A pointer's offset is a list of alternatives with the conditions that choose them. Keeping the
// alternatives apart lets a load become a mux of fixed bytes: a header behind a VLAN tag is at 14
// or at 18, not anywhere between.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hls/hlsc/netlist/netlist.hpp"

namespace nicvs::hlsc {

using Bytes = Nodes;  // of 8 bits each

enum class Access : std::uint8_t { ReadOnly, ReadWrite };

struct Object {
  std::string name;
  Access access;
  Bytes initial;
};

// Exclusive and complete.
using Alternatives = Choices;

struct Pointer {
  int object = -1;  // -1: undefined, never followed
  Alternatives offset;
};

class Memory {
 public:
  explicit Memory(Netlist& net) : net_(net) {}

  // Contents of all objects at some point of the program, indexed by object.
  using State = std::vector<Bytes>;

  int add(Object object);
  const Object& object(int index) const { return objects_[static_cast<std::size_t>(index)]; }
  // The state before the first instruction; objects added later are filled in when accessed.
  State initial() const;

  // Null if no byte of the object can be meant.
  Node* load(State& state, const Pointer& from, unsigned bytes);
  // False if no byte of the object can be meant, or none may be written.
  bool store(State& state, const Pointer& to, Node* value);

  // The state where one of `states` holds under its condition.
  State merge(const std::vector<const State*>& states, const Nodes& conditions);

  Alternatives only(Node* offset) { return {{net_.always(), offset}}; }
  Alternatives tidy(const Alternatives& all);
  Alternatives each(const Alternatives& all, const std::function<Node*(Node*)>& change);
  Alternatives each_pair(const Alternatives& a, const Alternatives& b,
                         const std::function<Node*(Node*, Node*)>& combine);
  // `all` where `condition` holds.
  Alternatives under(Node* condition, const Alternatives& all);

 private:
  const Bytes& contents(State& state, int object);
  std::vector<std::uint64_t> places(const Node* offset, unsigned bytes, std::size_t size) const;
  Alternatives cheapest(const Pointer& at, unsigned bytes);
  Node* load_at(const Bytes& from, Node* offset, unsigned bytes);

  Netlist& net_;
  std::vector<Object> objects_;
};

}  // namespace nicvs::hlsc
