// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/json_report.hpp"

#include <nlohmann/json.hpp>

namespace nicvs::replay {
namespace {

using Json = nlohmann::ordered_json;

double seconds(soft::Time time) { return std::chrono::duration<double>(time).count(); }

Json frames(const std::vector<OutFrame>& out) {
  Json list = Json::array();
  for (const OutFrame& frame : out) {
    list.push_back({{"port", frame.port}, {"frame", to_hex(frame.frame)}});
  }
  return list;
}

Json to_json(const Event& event) {
  switch (event.kind) {
    case Event::Kind::Command:
      return {{"op", "ipvs"},
              {"cmd", event.command},
              {"rc", event.result.code},
              {"text", event.result.text}};
    case Event::Kind::Frame:
      return {{"op", "tx"},           {"t", seconds(event.time)},     {"port", event.port},
              {"label", event.label}, {"frame", to_hex(event.frame)}, {"out", frames(event.out)}};
    case Event::Kind::Time:
      return {{"op", "adv"}, {"t", seconds(event.time)}, {"out", frames(event.out)}};
    case Event::Kind::Conns:
    case Event::Kind::List:
      return {{"op", event.kind == Event::Kind::Conns ? "conns" : "list"},
              {"t", seconds(event.time)},
              {"label", event.label},
              {"text", event.result.text}};
  }
  return {};
}

}  // namespace

void JsonReport::event(const Event& event) {
  out_ << to_json(event).dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace nicvs::replay
