// SPDX-License-Identifier: Apache-2.0
// The status socket: what IPVS has no message for, as HTTP on a Unix stream socket.
//
//   GET /status                     JSON, see status.hpp
//   GET /metrics                    Prometheus text
//   GET /proc/net/ip_vs[_conn|_conn_sync|_stats]   as the kernel's files
//   GET /settings                   "name = value" lines (net.ipv4.vs names)
//   PUT /settings                   such lines ("name value" and "name=value" too); all or as far
//                                   as the first refused one, which the answer names
//   GET /marks, PUT /marks          classifier rules, one a line, see mark_text.hpp; PUT replaces
//   all
//
//   curl --unix-socket /run/nicvs/status.sock http://nicvs/status
//
// A request is answered on the control thread. PUT needs Privilege::Change (403 otherwise).
#pragma once

#include <functional>

#include "host/rpc/http_message.hpp"
#include "host/rpc/status.hpp"
#include "host/rpc/unix_server.hpp"
#include "nicvs/data_plane.hpp"

namespace nicvs::rpc {

// What the daemon knows beyond the plane.
struct StatusSources {
  // Ports, health, configuration, version, uptime; the API adds the engine and the reasons.
  std::function<StatusReport()> report;
  // Frames that the I/O lost around the engine, by reason, since start.
  std::function<std::uint64_t(dp::Reason)> lost;
};

class StatusApi {
 public:
  // The plane outlives the API.
  StatusApi(DataPlane& plane, StatusSources sources)
      : plane_(plane), sources_(std::move(sources)) {}

  HttpResponse answer(const HttpRequest& request, Privilege privilege) const;
  StatusReport report() const;

 private:
  HttpResponse answer_get(const std::string& path) const;
  HttpResponse answer_put(const HttpRequest& request) const;

  DataPlane& plane_;
  StatusSources sources_;
};

// The listener is one of listen_unix(path, SOCK_STREAM); the API outlives the server.
UnixServer make_status_server(asio::io_context& io, UniqueFd listener, const StatusApi& api);

// "name=value", "name = value" or "name value"; the value may hold blanks ("3 50").
Result<std::pair<std::string, std::string>> parse_setting(const std::string& line);

}  // namespace nicvs::rpc
