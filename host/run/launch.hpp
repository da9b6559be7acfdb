// SPDX-License-Identifier: Apache-2.0
// What nicvs-run decides before it becomes the program.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "nicvs/result.hpp"

namespace nicvs::run {

// Exit codes as those of env(1) and nohup(1).
constexpr int kRefusedExit = 125;  // wrong usage, or nicvsd cannot be reached
constexpr int kNotExecutableExit = 126;
constexpr int kNotFoundExit = 127;

struct Launch {
  std::string run_dir;             // of nicvsd
  std::vector<std::string> words;  // the program and its arguments
};

// Print this and end: to stdout with code 0, to stderr otherwise.
struct Ending {
  int code;
  std::string text;
};

// words[0] is nicvs-run itself. Options end at the first word that is none.
std::variant<Launch, Ending> parse_launch(std::span<const std::string> words,
                                          const std::string& default_run_dir);

// The program's LD_PRELOAD: the library before what was there.
std::string preload_value(const std::string& library, const char* existing);

// The library's path, seen from the folder that nicvs-run lies in: beside it (build tree) or
// installed. ENOENT if it is at neither place.
Result<std::string> find_library(const std::string& folder);

// Where execvp(3) would find the program; none if nowhere.
std::optional<std::string> find_program(const std::string& name, const char* path_variable);

// ENOEXEC for a program that loads no libraries, and so could not be helped: statically linked (as
// Go programs are), or with privileges of its own. Others, scripts too, are fine.
Status check_program(const std::string& path);

}  // namespace nicvs::run
