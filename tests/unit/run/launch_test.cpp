// SPDX-License-Identifier: Apache-2.0
#include "host/run/launch.hpp"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

using namespace nicvs;
using Words = std::vector<std::string>;

namespace {

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/nicvs-launch-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_; }

  std::string file(const std::string& name, const std::string& content) const {
    std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
    chmod(path.c_str(), S_IRWXU);
    return path;
  }

 private:
  std::string path_;
};

// An ELF file with one segment of that type.
std::string elf(std::uint32_t segment_type) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = segment_type;
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) +
         std::string(reinterpret_cast<const char*>(&segment), sizeof segment);
}

}  // namespace

TEST_CASE("options of nicvs-run end where the program begins", "[run][launch]") {
  struct Case {
    Words words;
    std::string run_dir;
    Words program;
  };
  const auto c = GENERATE(values<Case>({
      {{"nicvs-run", "ipvsadm", "-Ln"}, "/default", {"ipvsadm", "-Ln"}},
      {{"nicvs-run", "--run-dir", "/a", "x", "--help"}, "/a", {"x", "--help"}},
      {{"nicvs-run", "--run-dir=/b", "x"}, "/b", {"x"}},
      {{"nicvs-run", "--", "--odd"}, "/default", {"--odd"}},
  }));
  const auto parsed = run::parse_launch(c.words, "/default");
  REQUIRE(std::holds_alternative<run::Launch>(parsed));
  CHECK(std::get<run::Launch>(parsed).run_dir == c.run_dir);
  CHECK(std::get<run::Launch>(parsed).words == c.program);
}

TEST_CASE("help, version and wrong usage end nicvs-run", "[run][launch]") {
  struct Case {
    Words words;
    int code;
    const char* text;
  };
  const auto c = GENERATE(values<Case>({
      {{"nicvs-run", "--help"}, 0, "Usage: nicvs-run"},
      {{"nicvs-run", "--version"}, 0, "nicvs-run "},
      {{"nicvs-run"}, 125, "a program to run is missing"},
      {{"nicvs-run", "--"}, 125, "a program to run is missing"},
      {{"nicvs-run", "--run-dir"}, 125, "--run-dir needs a folder"},
      {{"nicvs-run", "--foo", "x"}, 125, "unknown option --foo"},
  }));
  const auto parsed = run::parse_launch(c.words, "/default");
  REQUIRE(std::holds_alternative<run::Ending>(parsed));
  CHECK(std::get<run::Ending>(parsed).code == c.code);
  CHECK(std::get<run::Ending>(parsed).text.find(c.text) != std::string::npos);
}

TEST_CASE("what was preloaded already stays, behind ours", "[run][launch]") {
  CHECK(run::preload_value("/l.so", nullptr) == "/l.so");
  CHECK(run::preload_value("/l.so", "") == "/l.so");
  CHECK(run::preload_value("/l.so", "/a.so:/b.so") == "/l.so:/a.so:/b.so");
}

TEST_CASE("the library is found in a build tree and where it is installed", "[run][launch]") {
  const Folder folder;
  CHECK(run::find_library(folder.path() + "/sbin").error().code == ENOENT);
  folder.file("lib/nicvs/libnicvs-run.so", "");
  folder.file("sbin/nicvs-run", "");
  CHECK(*run::find_library(folder.path() + "/sbin") ==
        folder.path() + "/sbin/../lib/nicvs/libnicvs-run.so");
  folder.file("sbin/libnicvs-run.so", "");
  CHECK(*run::find_library(folder.path() + "/sbin") == folder.path() + "/sbin/libnicvs-run.so");
}

TEST_CASE("a program is looked for as execvp does", "[run][launch]") {
  const Folder folder;
  const std::string program = folder.file("b/tool", "");
  const std::string path = folder.path() + "/a:" + folder.path() + "/b";
  CHECK(run::find_program("tool", path.c_str()) == program);
  CHECK(run::find_program(program, nullptr) == program);
  CHECK_FALSE(run::find_program("tool", (folder.path() + "/a").c_str()));
  CHECK_FALSE(run::find_program(folder.path() + "/a/tool", path.c_str()));
}

TEST_CASE("programs that load no libraries are refused", "[run][launch]") {
  const Folder folder;
  CHECK(run::check_program(folder.file("dynamic", elf(PT_INTERP))));
  CHECK(run::check_program(folder.file("script", "#!/bin/sh\n")));
  CHECK(run::check_program(folder.file("empty", "")));
  const Status refused = run::check_program(folder.file("static", elf(PT_LOAD)));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ENOEXEC);
  CHECK(refused.error().text.find("statically linked") != std::string::npos);
  CHECK(run::check_program(folder.path() + "/nosuch").error().code == ENOENT);
}
