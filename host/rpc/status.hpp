// SPDX-License-Identifier: Apache-2.0
// What GET /status answers: the state of the director beyond IPVS's own tables, as JSON.
//
//   {"version": "0.1.0", "uptime_s": 12,
//    "engine": {"name": "soft", "workers": 2, "conn_capacity": 65536, "conn_table_size": 65536,
//               "conns": 3, "templates": 0},
//    "ports": [{"name": "eth0", "index": 2, "io": "AF_XDP native", "is_up": true, "problem": ""}],
//    "reasons": [{"reason": "no_dest", "verdict": "drop", "frames": 7, "meaning": "The ..."}],
//    "health": [{"service": "10.0.0.1:80/tcp", "dest": "10.1.0.1:8080", "state": "up", "weight": 1,
//                "detail": "connected", "since_s": 60}],
//    "sync": [{"counter": "sent_conns", "value": 12, "meaning": "Conns ..."}],
//    "configuration": {"file": "/etc/lvs.cf", "notes": ["line 3: not yet active: backup"]}}
//
// nicvsadm renders it; fields are only ever added.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "nicvs/dp/verdict.hpp"
#include "nicvs/result.hpp"

namespace nicvs::rpc {

struct EngineStatus {
  std::string name;
  std::uint32_t workers = 0;
  std::uint64_t conn_capacity = 0;
  std::uint64_t conn_table_size = 0;
  std::uint64_t conns = 0;
  std::uint64_t templates = 0;
};

struct PortStatus {
  std::string name;
  std::uint32_t index = 0;  // the kernel's; 0 while the port is not open
  std::string io;           // how frames are received; empty while it is not open
  bool is_up = false;
  std::string problem;  // why it is not open
};

struct ReasonStatus {
  std::string reason;
  std::string verdict;  // "forward", "pass", "drop"
  std::uint64_t frames = 0;
  std::string meaning;
};

struct HealthStatus {
  std::string service;
  std::string dest;
  std::string state;
  std::int32_t weight = 0;
  std::string detail;         // the last probe's result
  std::uint64_t since_s = 0;  // seconds in this state
};

struct SyncCounter {
  std::string counter;
  std::uint64_t value = 0;
  std::string meaning;
};

struct ConfigurationStatus {
  std::string file;  // empty: none given
  std::vector<std::string> notes;
};

struct StatusReport {
  std::string version;
  std::uint64_t uptime_s = 0;
  EngineStatus engine;
  std::vector<PortStatus> ports;
  std::vector<ReasonStatus> reasons;  // all of them, in the order of dp::Reason
  std::vector<HealthStatus> health;
  std::vector<SyncCounter> sync;  // of the sync daemons, since start
  ConfigurationStatus configuration;
};

// The word in metrics and in the status.
const char* word_of(dp::Verdict verdict);

nlohmann::json to_json(const StatusReport& report);
// EBADMSG if the text is not such an object; absent fields keep their defaults.
Result<StatusReport> parse_status(const std::string& text);

}  // namespace nicvs::rpc
