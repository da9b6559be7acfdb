// SPDX-License-Identifier: Apache-2.0
#include "host/nicvsd/options.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "host/rpc/mark_text.hpp"

namespace {

using namespace nicvs::nicvsd;

std::variant<Options, Ending> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "nicvsd");
  return parse_options(static_cast<int>(words.size()), words.data());
}

Options options_of(const std::vector<const char*>& words) {
  const auto parsed = parse(words);
  if (const auto* ending = std::get_if<Ending>(&parsed)) FAIL(ending->text);
  return std::get<Options>(parsed);
}

}  // namespace

TEST_CASE("every option arrives", "[options]") {
  const Options options = options_of({"--engine",      "soft",
                                      "--io",          "af_packet",
                                      "--port",        "eth0",
                                      "--port",        "eth1",
                                      "--workers",     "2",
                                      "--conns",       "1048576",
                                      "--lvs-cf",      "/etc/lvs.cf",
                                      "--rules",       "/etc/ipvsadm.rules",
                                      "--mark",        "tcp 10.0.0.1 80-443 7",
                                      "--mark",        "any 10.1.0.0/16 * 8",
                                      "--set",         "conn_reuse_mode=0",
                                      "--set",         "sync_threshold=3 50",
                                      "--manage-vips", "--run-dir",
                                      "/tmp/n",        "--log-level",
                                      "debug",         "--log-format",
                                      "json",          "--foreground"});
  CHECK(options.io == Io::AfPacket);
  CHECK(options.ports == std::vector<std::string>{"eth0", "eth1"});
  CHECK(options.workers == 2);
  CHECK(options.conns == 1048576);
  CHECK(options.lvs_cf == "/etc/lvs.cf");
  CHECK(options.rules == "/etc/ipvsadm.rules");
  REQUIRE(options.marks.size() == 2);
  CHECK(nicvs::rpc::to_string(options.marks[1]) == "any 10.1.0.0/16 * 8");
  REQUIRE(options.settings.size() == 2);
  CHECK(options.settings[1] == std::pair<std::string, std::string>("sync_threshold", "3 50"));
  CHECK(options.manage_vips);
  CHECK(options.run_dir == "/tmp/n");
  CHECK(options.log_level == "debug");
  CHECK(options.log_format == LogFormat::Json);
}

TEST_CASE("without options there are defaults", "[options]") {
  const Options options = options_of({});
  CHECK(options.engine == "soft");
  CHECK(options.io == Io::Auto);
  CHECK(options.ports.empty());
  CHECK(options.run_dir == "/run/nicvs");
  CHECK_FALSE(options.manage_vips);
}

TEST_CASE("options may come from a file, and the command line wins", "[options]") {
  char path[] = "/tmp/nicvsd-options-XXXXXX";
  const int fd = mkstemp(path);
  REQUIRE(fd >= 0);
  close(fd);
  std::ofstream(path) << "workers = 3\nconns = 128\nport = [\"eth0\", \"eth1\"]\n"
                         "io = \"af_xdp\"\nmanage-vips = true\n"
                         "mark = [\"tcp 10.0.0.1 80 7\"]\nset = [\"sloppy_tcp=1\"]\n";
  const Options options = options_of({"--config", path, "--workers", "2"});
  unlink(path);
  CHECK(options.workers == 2);
  CHECK(options.conns == 128);
  CHECK(options.ports == std::vector<std::string>{"eth0", "eth1"});
  CHECK(options.io == Io::AfXdp);
  CHECK(options.manage_vips);
  CHECK(options.marks.size() == 1);
  CHECK(options.settings.size() == 1);
}

TEST_CASE("wrong usage ends with 2 and names what is wrong", "[options]") {
  struct Case {
    std::vector<const char*> words;
    const char* text;
  };
  const auto c = GENERATE(values<Case>({
      {{"--nosuch"}, "--nosuch"},
      {{"surplus"}, "surplus"},
      {{"--engine", "card"}, "--engine"},
      {{"--io", "dpdk"}, "--io"},
      {{"--workers", "0"}, "--workers"},
      {{"--workers", "many"}, "--workers"},
      {{"--conns", "63"}, "--conns"},
      {{"--conns", "16777217"}, "--conns"},
      {{"--mark", "tcp nonsense 80 7"}, "--mark: expected an address or prefix"},
      {{"--set", "nonsense"}, "--set: expected name=value"},
      {{"--log-level", "loud"}, "--log-level"},
      {{"--log-format", "xml"}, "--log-format"},
      {{"--config", "/nonexistent/file"}, "/nonexistent/file"},
  }));
  const auto parsed = parse(c.words);
  REQUIRE(std::holds_alternative<Ending>(parsed));
  CHECK(std::get<Ending>(parsed).code == 2);
  CHECK_THAT(std::get<Ending>(parsed).text, Catch::Contains(c.text));
}

TEST_CASE("help and version end with 0", "[options]") {
  for (const char* word : {"--help", "--version"}) {
    const auto parsed = parse({word});
    REQUIRE(std::holds_alternative<Ending>(parsed));
    CHECK(std::get<Ending>(parsed).code == 0);
    CHECK_THAT(std::get<Ending>(parsed).text, Catch::Contains("nicvsd"));
  }
}
