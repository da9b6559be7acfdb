// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsadm/status_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace nicvs::admin {
namespace {

// Rows of cells under titles, two blanks between columns; the last column is not padded.
class Table {
 public:
  Table(std::initializer_list<std::string> titles) { add(titles); }

  void add(std::initializer_list<std::string> cells) {
    rows_.emplace_back(cells);
    widths_.resize(std::max(widths_.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], rows_.back()[i].size());
    }
  }

  std::string text() const {
    std::string text;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i)
        line += fmt::format("{:<{}}  ", row[i], widths_[i]);
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

std::string ports_text(const std::vector<rpc::PortStatus>& ports) {
  if (ports.empty()) return "No ports.\n";
  Table table = {"Port", "Link", "Input"};
  for (const rpc::PortStatus& port : ports) {
    const std::string input = port.io.empty() ? "not open: " + port.problem : port.io;
    table.add({port.name, port.is_up ? "up" : "down", input});
  }
  return table.text();
}

std::string reasons_text(const std::vector<rpc::ReasonStatus>& reasons) {
  Table table = {"Frames", "Verdict", "Reason", "Meaning"};
  bool has_rows = false;
  for (const rpc::ReasonStatus& reason : reasons) {
    if (reason.frames == 0) continue;
    has_rows = true;
    table.add({std::to_string(reason.frames), reason.verdict, reason.reason, reason.meaning});
  }
  return has_rows ? table.text() : "No frames yet.\n";
}

std::string health_text(const std::vector<rpc::HealthStatus>& health) {
  if (health.empty()) return "No health checks.\n";
  Table table = {"Service", "Dest", "Health", "For", "Weight", "Last check"};
  for (const rpc::HealthStatus& dest : health) {
    table.add({dest.service, dest.dest, dest.state, duration_text(dest.since_s),
               std::to_string(dest.weight), dest.detail});
  }
  return table.text();
}

std::string configuration_text(const rpc::ConfigurationStatus& configuration) {
  if (configuration.file.empty()) return "";
  std::string text = fmt::format("\nConfiguration {}\n", configuration.file);
  for (const std::string& note : configuration.notes) text += "  " + note + "\n";
  return text;
}

}  // namespace

std::string duration_text(std::uint64_t seconds) {
  const std::uint64_t minutes = seconds / 60;
  const std::uint64_t hours = minutes / 60;
  if (minutes == 0) return fmt::format("{}s", seconds);
  if (hours == 0) return fmt::format("{}m{:02}s", minutes, seconds % 60);
  if (hours < 24) return fmt::format("{}h{:02}m", hours, minutes % 60);
  return fmt::format("{}d{:02}h", hours / 24, hours % 24);
}

std::string status_text(const rpc::StatusReport& report) {
  const rpc::EngineStatus& engine = report.engine;
  std::string text =
      fmt::format("nicvsd {}, up {}\n", report.version, duration_text(report.uptime_s));
  text += fmt::format("Engine {}, workers {}, conns {} and templates {} of {}\n\n", engine.name,
                      engine.workers, engine.conns, engine.templates, engine.conn_capacity);
  text += ports_text(report.ports) + "\n";
  text += reasons_text(report.reasons) + "\n";
  text += health_text(report.health);
  return text + configuration_text(report.configuration);
}

}  // namespace nicvs::admin
