// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <nlohmann/json.hpp>

namespace nicvs::nicvsd {
namespace {

std::string time_text(spdlog::log_clock::time_point time) {
  const auto whole = std::chrono::time_point_cast<std::chrono::seconds>(time);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(spdlog::log_clock::to_time_t(whole)), ms);
}

// A JSON string, which is also how a key=value reader expects a quoted value.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(LogFormat format) : format_(format) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto level = spdlog::level::to_string_view(message.level);
    const std::string_view word(level.data(), level.size());
    const std::string text = quoted({message.payload.data(), message.payload.size()});
    const std::string time = time_text(message.time);
    const std::string line =
        format_ == LogFormat::Json
            ? fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"msg\":{}}}\n", time, word, text)
            : fmt::format("time={} level={} msg={}\n", time, word, text);
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_);
  }

 private:
  LogFormat format_;
};

}  // namespace

std::shared_ptr<spdlog::logger> make_log(const std::string& level, LogFormat format,
                                         spdlog::sink_ptr sink) {
  if (!sink) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto log = std::make_shared<spdlog::logger>("nicvsd", std::move(sink));
  log->set_formatter(std::make_unique<LineFormatter>(format));
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::trace);
  return log;
}

}  // namespace nicvs::nicvsd
