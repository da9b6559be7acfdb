// SPDX-License-Identifier: Apache-2.0
#include "host/run/launch.hpp"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace nicvs::run {
namespace {

constexpr const char* kHelp =
    "Usage: nicvs-run [--run-dir DIR] PROGRAM [ARGUMENT...]\n"
    "\n"
    "Runs PROGRAM so that the IPVS it sees is that of nicvsd: ipvsadm, keepalived and other\n"
    "programs manage NICVS unchanged. All else that they do is untouched.\n"
    "\n"
    "  --run-dir DIR  folder of nicvsd's sockets [$NICVS_RUN_DIR or /run/nicvs]\n"
    "  --help         this text\n"
    "  --version      version\n"
    "\n"
    "Exit code: that of PROGRAM; 125 if nicvsd cannot be reached or the usage is wrong, 126 if\n"
    "PROGRAM cannot be run, 127 if there is no such program.\n";

Ending refuse(const std::string& sentence) {
  return {kRefusedExit,
          "nicvs-run: " + sentence + "\nTry 'nicvs-run --help' for more information.\n"};
}

// Program headers of a 64-bit ELF file: whether one names a dynamic loader.
bool names_loader(std::istream& file, const Elf64_Ehdr& header) {
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    file.seekg(static_cast<std::streamoff>(header.e_phoff + i * sizeof segment));
    if (!file.read(reinterpret_cast<char*>(&segment), sizeof segment)) return false;
    if (segment.p_type == PT_INTERP) return true;
  }
  return false;
}

// Not one of ours to judge: a script, another word size, or unreadable.
bool may_load_libraries(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header{};
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header)) return true;
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return true;
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr)) {
    return true;
  }
  return names_loader(file, header);
}

}  // namespace

std::variant<Launch, Ending> parse_launch(std::span<const std::string> words,
                                          const std::string& default_run_dir) {
  Launch launch{default_run_dir, {}};
  std::size_t next = 1;
  for (; next < words.size() && words[next].starts_with('-'); ++next) {
    const std::string& word = words[next];
    constexpr std::string_view kRunDir = "--run-dir=";
    if (word == "--help" || word == "-h") return Ending{0, kHelp};
    if (word == "--version") return Ending{0, "nicvs-run " NICVS_VERSION "\n"};
    if (word == "--") {
      ++next;
      break;
    }
    if (word.starts_with(kRunDir)) {
      launch.run_dir = word.substr(kRunDir.size());
    } else if (word == "--run-dir") {
      if (++next == words.size()) return refuse("--run-dir needs a folder");
      launch.run_dir = words[next];
    } else {
      return refuse("unknown option " + word);
    }
  }
  if (next >= words.size()) return refuse("a program to run is missing");
  launch.words.assign(words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
  return launch;
}

std::string preload_value(const std::string& library, const char* existing) {
  if (existing == nullptr || *existing == '\0') return library;
  return library + ":" + existing;
}

Result<std::string> find_library(const std::string& folder) {
  for (const char* place : {"/libnicvs-run.so", "/../lib/nicvs/libnicvs-run.so"}) {
    if (access((folder + place).c_str(), R_OK) == 0) return folder + place;
  }
  return Error{ENOENT, "libnicvs-run.so is neither beside nicvs-run nor in ../lib/nicvs"};
}

std::optional<std::string> find_program(const std::string& name, const char* path_variable) {
  if (name.find('/') != name.npos) {
    return access(name.c_str(), F_OK) == 0 ? std::optional(name) : std::nullopt;
  }
  const std::string_view path(path_variable != nullptr ? path_variable : "/bin:/usr/bin");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    std::string program(end == begin ? "." : path.substr(begin, end - begin));
    program.append("/").append(name);
    if (access(program.c_str(), X_OK) == 0) return program;
    begin = end + 1;
  }
  return std::nullopt;
}

Status check_program(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Error{errno, path + ": " + std::strerror(errno)};
  if ((status.st_mode & (S_ISUID | S_ISGID)) != 0 && geteuid() != 0) {
    return Error{ENOEXEC, path + " takes another user's privileges and so ignores nicvs-run"};
  }
  if (!may_load_libraries(path)) {
    return Error{ENOEXEC, path + " is statically linked and cannot be run with nicvs-run"};
  }
  return {};
}

}  // namespace nicvs::run
