// SPDX-License-Identifier: Apache-2.0
// What a persistence engine remembers of templates: for sip, the Call-ID.
//
// Such a template is found by its key and these bytes together, so several may have one key; the
// conn table does not index them. The bytes are chosen by clients: an ordered map cannot be made
// slow by them. Under the slow-path lock.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "fallback/tables/conn.hpp"

namespace nicvs::soft {

class EngineData {
 public:
  using Bytes = std::span<const std::uint8_t>;

  // kNoConn if there is none.
  ConnIndex find(const dp::FlowKey& key, Bytes data) const;
  // There must be none with this key and data.
  void add(const dp::FlowKey& key, Bytes data, ConnIndex index);
  // Not found any more, but still known.
  void hide(ConnIndex index);
  void forget(ConnIndex index);
  // Empty if the template is of no engine; valid until it is forgotten.
  std::string_view data_of(ConnIndex index) const;

 private:
  using Words = std::array<std::uint32_t, 4>;
  using Key = std::tuple<std::string, Words, Words, std::uint16_t, dp::Protocol, dp::Family>;

  static Key key_of(const dp::FlowKey& key, Bytes data);

  std::map<Key, ConnIndex> templates_;
  std::unordered_map<ConnIndex, Key> keys_;
};

}  // namespace nicvs::soft
