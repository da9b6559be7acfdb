// SPDX-License-Identifier: Apache-2.0
// Which layers a frame text knows and which fields each may have: the one table of the grammar.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace nicvs::replay {

// What stands directly behind the layer's name.
enum class Form {
  None,
  Pair,          // SOURCE > DESTINATION
  OptionalPair,  // the same, each side may be missing
  One,           // one word, the positional field
};

struct Syntax {
  std::string_view kind;
  Form form;
  std::string_view positional;  // name of the field of Form::One
  std::string_view keys;        // fields with a value, separated by blanks
  std::string_view flags;       // fields without
};

constexpr std::array<Syntax, 20> kSyntax = {{
    {"eth", Form::OptionalPair, "", "type", ""},
    {"vlan", Form::One, "id", "pcp type", ""},
    {"ip", Form::Pair, "", "tos id off part ttl proto len csum opt ver ihl", "df mf"},
    {"ip6", Form::Pair, "", "class flow hop next len ver", ""},
    {"hopopt", Form::None, "", "hex next", ""},
    {"dstopt", Form::None, "", "hex next", ""},
    {"routing", Form::None, "", "hex next", ""},
    {"frag", Form::None, "", "off part id next", "mf"},
    {"tcp", Form::Pair, "", "flags seq ack win urg csum opt", ""},
    {"udp", Form::Pair, "", "len csum", ""},
    {"sctp", Form::Pair, "", "vtag csum", ""},
    {"chunk", Form::One, "name", "flags hex len", ""},
    {"icmp", Form::One, "kind", "mtu rest csum quote", ""},
    {"icmp6", Form::One, "kind", "mtu rest csum quote", ""},
    {"gre", Form::None, "", "csum type", "c"},
    {"gue", Form::None, "", "proto flags opt", ""},
    {"data", Form::One, "text", "", ""},
    {"hex", Form::One, "digits", "", ""},
    {"bytes", Form::One, "count", "", ""},
    {"pad", Form::One, "digits", "", ""},
}};

constexpr const Syntax* syntax_of(std::string_view kind) {
  for (const Syntax& syntax : kSyntax) {
    if (syntax.kind == kind) return &syntax;
  }
  return nullptr;
}

// Is `word` one of the words of `list`, which are separated by single blanks?
constexpr bool contains_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = list.find(' ');
    if (list.substr(0, end) == word) return true;
    if (end == list.npos) return false;
    list.remove_prefix(end + 1);
  }
  return false;
}

inline std::string layer_kinds() {
  std::string text;
  for (const Syntax& syntax : kSyntax) text += (text.empty() ? "" : " ") + std::string(syntax.kind);
  return text;
}

}  // namespace nicvs::replay
