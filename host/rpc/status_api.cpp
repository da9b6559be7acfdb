// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/status_api.hpp"

#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "host/rpc/mark_text.hpp"
#include "host/rpc/metrics.hpp"
#include "host/rpc/proc_text.hpp"

namespace nicvs::rpc {
namespace {

constexpr const char* kBlanks = " \t\r";

std::string settings_text(const DataPlane& plane) {
  std::string text;
  for (const auto& [name, value] : plane.settings()) {
    text.append(name).append(" = ").append(value).append("\n");
  }
  return text;
}

std::string marks_text(const DataPlane& plane) {
  std::string text;
  for (const MarkRule& rule : plane.mark_rules()) text += to_string(rule) + "\n";
  return text;
}

HttpResponse put_settings(const std::string& body, DataPlane& plane) {
  std::istringstream lines(body);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const auto setting = parse_setting(line);
    if (!setting) return http_error(400, setting.error().text);
    const Status status = plane.set_setting(setting->first, setting->second);
    if (!status) return http_error(400, status.error().text);
  }
  return {.body = settings_text(plane)};
}

HttpResponse put_marks(const std::string& body, DataPlane& plane) {
  const auto rules = parse_mark_rules(body);
  if (!rules) return http_error(400, rules.error().text);
  const Status status = plane.set_mark_rules(*rules);
  if (!status) return http_error(400, status.error().text);
  return {.body = marks_text(plane)};
}

// One request and its answer.
class HttpConversation : public Conversation {
 public:
  HttpConversation(Privilege privilege, const StatusApi& api) : privilege_(privilege), api_(api) {}

  Turn hear(Bytes received) override {
    received_.append(received.begin(), received.end());
    const HttpParsed parsed = parse_http(received_);
    if (std::holds_alternative<HttpIncomplete>(parsed)) return {};
    const auto* request = std::get_if<HttpRequest>(&parsed);
    const std::string bytes = to_bytes(request != nullptr ? api_.answer(*request, privilege_)
                                                          : std::get<HttpResponse>(parsed));
    return {.replies = {Datagram(bytes.begin(), bytes.end())}, .next = Turn::Next::Close};
  }

 private:
  Privilege privilege_;
  const StatusApi& api_;
  std::string received_;
};

}  // namespace

StatusReport StatusApi::report() const {
  StatusReport report = sources_.report();
  const EngineInfo info = plane_.info();
  report.engine = {info.engine,          info.workers,    info.conn_capacity,
                   info.conn_table_size, info.conn_count, info.template_count};
  for (const ReasonCount& count : plane_.reason_counts()) {
    const dp::ReasonText& text = dp::text_of(count.reason);
    const std::uint64_t frames = count.frames + sources_.lost(count.reason);
    report.reasons.push_back({text.word, word_of(text.verdict), frames, text.sentence});
  }
  return report;
}

HttpResponse StatusApi::answer(const HttpRequest& request, Privilege privilege) const {
  if (request.method == "GET") return answer_get(request.path);
  if (request.method != "PUT") return http_error(405, "only GET and PUT are understood");
  if (privilege != Privilege::Change) return http_error(403, "only root may change anything");
  return answer_put(request);
}

HttpResponse StatusApi::answer_get(const std::string& path) const {
  if (path == "/status") {
    return {.content_type = "application/json", .body = to_json(report()).dump(2) + "\n"};
  }
  if (path == "/metrics") {
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = metrics_text(report(), plane_)};
  }
  if (path == "/proc/net/ip_vs") return {.body = proc_ip_vs(plane_)};
  if (path == "/proc/net/ip_vs_conn") return {.body = proc_ip_vs_conn(plane_)};
  if (path == "/proc/net/ip_vs_conn_sync") return {.body = proc_ip_vs_conn_sync(plane_)};
  if (path == "/proc/net/ip_vs_stats") return {.body = proc_ip_vs_stats(plane_)};
  if (path == "/settings") return {.body = settings_text(plane_)};
  if (path == "/marks") return {.body = marks_text(plane_)};
  return http_error(404, "there is nothing at " + path);
}

HttpResponse StatusApi::answer_put(const HttpRequest& request) const {
  if (request.path == "/settings") return put_settings(request.body, plane_);
  if (request.path == "/marks") return put_marks(request.body, plane_);
  return http_error(404, "nothing can be put at " + request.path);
}

UnixServer make_status_server(asio::io_context& io, UniqueFd listener, const StatusApi& api) {
  return UnixServer(io, std::move(listener), [&api](Privilege privilege) {
    return std::make_unique<HttpConversation>(privilege, api);
  });
}

Result<std::pair<std::string, std::string>> parse_setting(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(kBlanks);
  const std::size_t name_end = line.find_first_of(" \t\r=", begin);
  const std::size_t value = line.find_first_not_of(" \t\r=", name_end);
  if (begin == line.npos || name_end == line.npos || value == line.npos || name_end == begin) {
    return Error{EINVAL, "expected name=value, got \"" + line + "\""};
  }
  const std::size_t end = line.find_last_not_of(kBlanks) + 1;
  return std::pair(line.substr(begin, name_end - begin), line.substr(value, end - value));
}

}  // namespace nicvs::rpc
