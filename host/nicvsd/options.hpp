// SPDX-License-Identifier: Apache-2.0
// nicvsd's command line and configuration file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nicvs/service.hpp"

namespace nicvs::nicvsd {

enum class Io { Auto, AfXdp, AfPacket };
enum class Accel { None, Xdp };
enum class LogFormat { Text, Json };

struct Options {
  std::string engine = "soft";
  Io io = Io::Auto;
  Accel accel = Accel::Xdp;
  std::vector<std::string> ports;  // empty: every interface that is up, except loopback
  unsigned workers = 1;
  std::uint64_t conns = 1 << 16;
  std::string lvs_cf;      // piranha's configuration; empty: none
  std::string rules;       // a file of ipvsadm-save lines; empty: none
  std::string check_file;  // not empty: check this lvs.cf and do nothing else
  std::vector<MarkRule> marks;
  std::vector<std::pair<std::string, std::string>> settings;
  bool manage_vips = false;
  std::string run_dir = "/run/nicvs";
  std::string log_level = "info";  // trace, debug, info, warn, error
  LogFormat log_format = LogFormat::Text;
};

// The program is to print this and end.
struct Ending {
  int code = 0;  // 0: help or version, to stdout; 2: wrong usage, to stderr
  std::string text;
};

std::variant<Options, Ending> parse_options(int argc, const char* const* argv);

}  // namespace nicvs::nicvsd
