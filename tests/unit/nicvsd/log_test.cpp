// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/log.hpp"

#include <spdlog/sinks/ostream_sink.h>

#include <catch2/catch.hpp>
#include <sstream>

namespace {

using nicvs::nicvsd::LogFormat;

std::string logged(LogFormat format, const std::string& level, const std::string& text) {
  std::ostringstream out;
  const auto log =
      nicvs::nicvsd::make_log(level, format, std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  log->info("{}", text);
  return out.str();
}

}  // namespace

TEST_CASE("a message is one line of pairs or of JSON", "[log]") {
  const std::string text = "a \"quoted\"\nvalue";
  CHECK_THAT(logged(LogFormat::Text, "info", text),
             Catch::Matches("time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z level=info "
                            "msg=\"a \\\\\"quoted\\\\\"\\\\nvalue\"\n"));
  CHECK_THAT(logged(LogFormat::Json, "info", text),
             Catch::Matches("\\{\"time\":\"[-0-9T:.]+Z\",\"level\":\"info\","
                            "\"msg\":\"a \\\\\"quoted\\\\\"\\\\nvalue\"\\}\n"));
}

TEST_CASE("messages below the level are not written", "[log]") {
  CHECK(logged(LogFormat::Text, "warn", "quiet").empty());
}
