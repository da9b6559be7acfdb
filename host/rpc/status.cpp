// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/status.hpp"

#include <cerrno>
#include <nlohmann/json.hpp>

namespace nicvs::rpc {

using nlohmann::json;

namespace {

json to_json(const EngineStatus& engine) {
  return {{"name", engine.name},
          {"workers", engine.workers},
          {"conn_capacity", engine.conn_capacity},
          {"conn_table_size", engine.conn_table_size},
          {"conns", engine.conns},
          {"templates", engine.templates}};
}

json to_json(const SyncCounter& counter) {
  return {{"counter", counter.counter}, {"value", counter.value}, {"meaning", counter.meaning}};
}

json to_json(const PortStatus& port) {
  return {{"name", port.name},
          {"index", port.index},
          {"io", port.io},
          {"is_up", port.is_up},
          {"problem", port.problem}};
}

json to_json(const ReasonStatus& reason) {
  return {{"reason", reason.reason},
          {"verdict", reason.verdict},
          {"frames", reason.frames},
          {"meaning", reason.meaning}};
}

json to_json(const HealthStatus& health) {
  return {{"service", health.service}, {"dest", health.dest},     {"state", health.state},
          {"weight", health.weight},   {"detail", health.detail}, {"since_s", health.since_s}};
}

template <class Item>
json array_of(const std::vector<Item>& items) {
  json array = json::array();
  for (const Item& item : items) array.push_back(to_json(item));
  return array;
}

// A field that is absent or of another type keeps its default.
template <class Value>
void read(const json& object, const char* name, Value& value) {
  const auto field = object.find(name);
  if (field == object.end()) return;
  if constexpr (std::is_same_v<Value, bool>) {
    if (field->is_boolean()) value = field->template get<bool>();
  } else if constexpr (std::is_integral_v<Value>) {
    if (field->is_number_integer()) value = field->template get<Value>();
  } else {
    if (field->is_string()) value = field->template get<std::string>();
  }
}

void read_item(const json& object, PortStatus& port) {
  read(object, "name", port.name);
  read(object, "index", port.index);
  read(object, "io", port.io);
  read(object, "is_up", port.is_up);
  read(object, "problem", port.problem);
}

void read_item(const json& object, ReasonStatus& reason) {
  read(object, "reason", reason.reason);
  read(object, "verdict", reason.verdict);
  read(object, "frames", reason.frames);
  read(object, "meaning", reason.meaning);
}

void read_item(const json& object, HealthStatus& health) {
  read(object, "service", health.service);
  read(object, "dest", health.dest);
  read(object, "state", health.state);
  read(object, "weight", health.weight);
  read(object, "detail", health.detail);
  read(object, "since_s", health.since_s);
}

void read_item(const json& object, SyncCounter& counter) {
  read(object, "counter", counter.counter);
  read(object, "value", counter.value);
  read(object, "meaning", counter.meaning);
}

template <class Item>
void read_array(const json& object, const char* name, std::vector<Item>& items) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_array()) return;
  for (const json& element : *field) {
    Item item;
    if (element.is_object()) read_item(element, item);
    items.push_back(std::move(item));
  }
}

void read_engine(const json& object, EngineStatus& engine) {
  read(object, "name", engine.name);
  read(object, "workers", engine.workers);
  read(object, "conn_capacity", engine.conn_capacity);
  read(object, "conn_table_size", engine.conn_table_size);
  read(object, "conns", engine.conns);
  read(object, "templates", engine.templates);
}

void read_configuration(const json& object, ConfigurationStatus& configuration) {
  read(object, "file", configuration.file);
  const auto notes = object.find("notes");
  if (notes == object.end() || !notes->is_array()) return;
  for (const json& note : *notes) {
    if (note.is_string()) configuration.notes.push_back(note.get<std::string>());
  }
}

}  // namespace

const char* word_of(dp::Verdict verdict) {
  switch (verdict) {
    case dp::Verdict::Forward:
      return "forward";
    case dp::Verdict::PassToHost:
      return "pass";
    case dp::Verdict::Drop:
      return "drop";
    case dp::Verdict::Keep:
      return "keep";
  }
  return "unknown";
}

json to_json(const StatusReport& report) {
  return {{"version", report.version},
          {"uptime_s", report.uptime_s},
          {"engine", to_json(report.engine)},
          {"ports", array_of(report.ports)},
          {"reasons", array_of(report.reasons)},
          {"health", array_of(report.health)},
          {"sync", array_of(report.sync)},
          {"configuration",
           {{"file", report.configuration.file}, {"notes", report.configuration.notes}}}};
}

Result<StatusReport> parse_status(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return Error{EBADMSG, "the status is not a JSON object"};
  StatusReport report;
  read(object, "version", report.version);
  read(object, "uptime_s", report.uptime_s);
  if (object.contains("engine")) read_engine(object["engine"], report.engine);
  read_array(object, "ports", report.ports);
  read_array(object, "reasons", report.reasons);
  read_array(object, "health", report.health);
  read_array(object, "sync", report.sync);
  if (object.contains("configuration")) {
    read_configuration(object["configuration"], report.configuration);
  }
  return report;
}

}  // namespace nicvs::rpc
