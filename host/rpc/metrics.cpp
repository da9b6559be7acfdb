// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/metrics.hpp"

#include <vector>

namespace nicvs::rpc {
namespace {

// All samples of one metric stand together under its HELP and TYPE lines.
class Family {
 public:
  Family(std::string name, const char* type, const std::string& help) : name_(std::move(name)) {
    text_ = "# HELP " + name_ + " " + help + "\n# TYPE " + name_ + " " + type + "\n";
  }
  void add(const std::string& labels, std::uint64_t value) {
    text_ += name_ + labels + " " + std::to_string(value) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string name_;
  std::string text_;
};

std::string gauge(const char* name, const char* help, std::uint64_t value) {
  Family family(name, "gauge", help);
  family.add("", value);
  return family.text();
}

std::string escaped(const std::string& value) {
  std::string result;
  for (const char c : value) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string label(const char* name, const std::string& value) {
  return std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string reason_families(const StatusReport& report) {
  std::string text;
  for (const ReasonStatus& reason : report.reasons) {
    Family family("nicvs_" + reason.verdict + "_" + reason.reason + "_total", "counter",
                  reason.meaning);
    family.add("", reason.frames);
    text += family.text();
  }
  return text;
}

struct TrafficFamilies {
  explicit TrafficFamilies(const std::string& prefix)
      : conns(prefix + "_conns_total", "counter", "Conns opened."),
        in_packets(prefix + "_in_packets_total", "counter", "Packets from clients."),
        out_packets(prefix + "_out_packets_total", "counter", "Packets to clients."),
        in_bytes(prefix + "_in_bytes_total", "counter", "Layer 3 bytes from clients."),
        out_bytes(prefix + "_out_bytes_total", "counter", "Layer 3 bytes to clients.") {}

  void add(const std::string& labels, const Counters& counters) {
    conns.add(labels, counters.conns);
    in_packets.add(labels, counters.in_packets);
    out_packets.add(labels, counters.out_packets);
    in_bytes.add(labels, counters.in_bytes);
    out_bytes.add(labels, counters.out_bytes);
  }
  std::string text() const {
    return conns.text() + in_packets.text() + out_packets.text() + in_bytes.text() +
           out_bytes.text();
  }

  Family conns, in_packets, out_packets, in_bytes, out_bytes;
};

struct DestFamilies {
  Family active{"nicvs_dest_active_conns", "gauge", "Active conns of the dest."};
  Family inactive{"nicvs_dest_inactive_conns", "gauge", "Inactive conns of the dest."};
  Family persistent{"nicvs_dest_persistent_conns", "gauge", "Templates of the dest."};
  Family weight{"nicvs_dest_weight", "gauge", "Weight of the dest; 0 is quiesced."};
  TrafficFamilies traffic{"nicvs_dest"};

  void add(const std::string& labels, const DestInfo& dest) {
    active.add(labels, dest.active_conns);
    inactive.add(labels, dest.inactive_conns);
    persistent.add(labels, dest.persistent_conns);
    weight.add(labels, static_cast<std::uint64_t>(dest.spec.weight));
    traffic.add(labels, dest.statistics.counters);
  }
  std::string text() const {
    return active.text() + inactive.text() + persistent.text() + weight.text() + traffic.text();
  }
};

std::string table_families(const DataPlane& plane) {
  TrafficFamilies services("nicvs_service");
  DestFamilies dests;
  for (const ServiceInfo& service : plane.services()) {
    const std::string service_label = label("service", service.spec.key.to_string());
    services.add("{" + service_label + "}", service.statistics.counters);
    const auto service_dests = plane.dests(service.spec.key);
    if (!service_dests) continue;
    for (const DestInfo& dest : *service_dests) {
      dests.add("{" + service_label + "," + label("dest", dest.spec.key.to_string()) + "}", dest);
    }
  }
  return services.text() + dests.text();
}

std::string health_family(const StatusReport& report) {
  Family family("nicvs_health_up", "gauge", "1 while the checks find the dest alive.");
  for (const HealthStatus& health : report.health) {
    family.add("{" + label("service", health.service) + "," + label("dest", health.dest) + "}",
               health.state == "up" ? 1 : 0);
  }
  return family.text();
}

std::string sync_families(const StatusReport& report) {
  std::string text;
  for (const SyncCounter& counter : report.sync) {
    Family family("nicvs_sync_" + counter.counter + "_total", "counter", counter.meaning);
    family.add("", counter.value);
    text += family.text();
  }
  return text;
}

std::string port_family(const StatusReport& report) {
  Family family("nicvs_port_up", "gauge", "1 while the port is open and its link is up.");
  for (const PortStatus& port : report.ports) {
    family.add("{" + label("port", port.name) + "}", port.is_up ? 1 : 0);
  }
  return family.text();
}

}  // namespace

std::string metrics_text(const StatusReport& report, const DataPlane& plane) {
  const EngineStatus& engine = report.engine;
  return gauge("nicvs_uptime_seconds", "Seconds since nicvsd started.", report.uptime_s) +
         gauge("nicvs_workers", "Workers of the engine.", engine.workers) +
         gauge("nicvs_conn_capacity", "Conns that the table can hold.", engine.conn_capacity) +
         gauge("nicvs_conns", "Conns in the table.", engine.conns) +
         gauge("nicvs_templates", "Templates in the table.", engine.templates) +
         reason_families(report) + table_families(plane) + health_family(report) +
         port_family(report) + sync_families(report);
}

}  // namespace nicvs::rpc
