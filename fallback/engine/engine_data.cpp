// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/engine_data.hpp"

namespace nicvs::soft {

EngineData::Key EngineData::key_of(const dp::FlowKey& key, Bytes data) {
  return {std::string(data.begin(), data.end()),
          key.src.word,
          key.dst.word,
          key.dst_port,
          key.protocol,
          key.family};
}

ConnIndex EngineData::find(const dp::FlowKey& key, Bytes data) const {
  const auto at = templates_.find(key_of(key, data));
  return at != templates_.end() ? at->second : kNoConn;
}

void EngineData::add(const dp::FlowKey& key, Bytes data, ConnIndex index) {
  Key whole = key_of(key, data);
  templates_.emplace(whole, index);
  keys_.emplace(index, std::move(whole));
}

void EngineData::hide(ConnIndex index) {
  const auto key = keys_.find(index);
  if (key == keys_.end()) return;
  const auto at = templates_.find(key->second);
  if (at != templates_.end() && at->second == index) templates_.erase(at);
}

void EngineData::forget(ConnIndex index) {
  hide(index);
  keys_.erase(index);
}

std::string_view EngineData::data_of(ConnIndex index) const {
  const auto key = keys_.find(index);
  return key != keys_.end() ? std::string_view(std::get<0>(key->second)) : std::string_view{};
}

}  // namespace nicvs::soft
