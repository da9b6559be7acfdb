// SPDX-License-Identifier: Apache-2.0
// nicvsd as a process: a client fetches pages from a server through it.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "host/rpc/netlink_client.hpp"
#include "tests/live/io/lab.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

struct Folder {
  Folder() {
    char name[] = "/tmp/nicvsd-live-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

// A child in the calling thread's namespace, killed at the end if it still runs.
class Process {
 public:
  explicit Process(std::vector<std::string> words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
  }
  ~Process() {
    if (pid_ > 0) end(SIGKILL);
  }
  // The exit code, or -1 if a signal ended it.
  int end(int signal) {
    kill(pid_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_;
};

std::vector<std::string> nicvsd(const Folder& folder, std::vector<std::string> more) {
  std::vector<std::string> words{NICVSD_PROGRAM, "--run-dir", folder.path + "/run"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

bool answers(const Folder& folder) {
  auto client = rpc::NetlinkClient::connect(folder.path + "/run/control.sock");
  return client && client->info();
}

}  // namespace

TEST_CASE("a client is served through nicvsd, which leaves nothing behind", "[nicvsd]") {
  const std::string io = GENERATE("af_xdp", "af_packet");
  CAPTURE(io);
  const Folder folder;
  Lab lab;
  lab.connect_client();
  lab.connect_server();
  lab.must_run(lab.director(), "ip address add 10.9.9.9/32 dev lo");
  std::ofstream(folder.path + "/index.html") << "page";
  std::ofstream(folder.path + "/rules") << "-A -t 10.9.9.9:80 -s rr\n"
                                           "-a -t 10.9.9.9:80 -r 10.9.2.2:8080 -m\n";

  Process server({"ip", "netns", "exec", lab.server(), "python3", "-m", "http.server", "8080",
                  "--directory", folder.path});
  Process director(nicvsd(folder, {"--io", io, "--rules", folder.path + "/rules", "--port", "d0",
                                   "--port", "d1", "--log-level", "warn"}));
  REQUIRE(becomes_true([&] { return answers(folder); }));
  REQUIRE(becomes_true([&] {
    return lab.run(lab.director(), "curl -sf -m 1 http://10.9.2.2:8080/index.html >/dev/null") == 0;
  }));

  for (unsigned i = 0; i < 10; ++i) {
    CHECK(lab.run(lab.client(), "test \"$(curl -sf -m 5 http://10.9.9.9/index.html)\" = page") ==
          0);
  }
  auto client = rpc::NetlinkClient::connect(folder.path + "/run/control.sock");
  REQUIRE(client);
  const auto services = client->services();
  REQUIRE(services);
  REQUIRE(services->size() == 1);
  CHECK((*services)[0].statistics.counters.conns == 10);
  CHECK(lab.run(lab.client(), "ping -c1 -W2 10.9.9.9 >/dev/null") == 0);

  CHECK(Process(nicvsd(folder, {})).wait() == 1);  // a second one
  CHECK(answers(folder));
  CHECK(director.end(SIGTERM) == 0);
  CHECK_FALSE(std::filesystem::exists(folder.path + "/run/control.sock"));
  CHECK(lab.run(lab.director(), "! ip -d link show d0 | grep -q xdp") == 0);
  CHECK(lab.run(lab.director(), "! ip -o link | grep -q \": nv\"") == 0);
}

TEST_CASE("wrong input ends nicvsd with 2 before it touches anything", "[nicvsd]") {
  const Folder folder;
  std::ofstream(folder.path + "/rules") << "-A -t 10.9.9.9:80 -s nosuch\n";
  const std::vector<std::vector<std::string>> cases = {
      {"--rules", folder.path + "/rules"},
      {"--rules", folder.path + "/absent"},
      {"--set", "nosuch=1"},
      {"--workers", "0"},
  };
  for (const auto& words : cases) {
    CAPTURE(words);
    CHECK(Process(nicvsd(folder, words)).wait() == 2);
    CHECK_FALSE(std::filesystem::exists(folder.path + "/run"));
  }
}
