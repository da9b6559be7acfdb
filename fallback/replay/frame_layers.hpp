// SPDX-License-Identifier: Apache-2.0
// A frame as readable layers: the form between its text and its bytes.
//
//   eth 02:00:00:00:00:01 > 02:00:00:00:00:02 / ip 192.0.2.1 > 10.0.0.1 ttl 64 id 0x1234 df
//     / tcp 40000 > 80 S seq 1 ack 0 win 65535 / data "abc"
//
// docs/SCENARIOS.md lists every layer and its fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nicvs/result.hpp"

namespace nicvs::replay {

using Bytes = std::vector<std::uint8_t>;

// A field without a value is a flag such as "df". In an expectation "*" is any value.
struct Field {
  std::string name;
  std::string value;
  friend bool operator==(const Field&, const Field&) = default;
};

struct Layer {
  std::string kind;
  std::vector<Field> fields;

  // nullptr if the field is not given.
  const std::string* value(std::string_view name) const;
  void add(std::string_view name, std::string_view value = {});
};

using Layers = std::vector<Layer>;

// Reads one line of text. The first layer of the result is always "eth". Errors say what was
// expected.
Result<Layers> parse_layers(std::string_view text);

std::string to_text(const Layers& layers);

// "0a1b", case-insensitive; nullopt if it is not an even number of hexadecimal digits.
std::optional<Bytes> parse_hex(std::string_view text);
std::string to_hex(const Bytes& bytes);

}  // namespace nicvs::replay
