// SPDX-License-Identifier: Apache-2.0
// The event loop with a plane in memory: start, serve, signals, stop.
#include "host/nicvsd/daemon.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "host/nicvsd/log.hpp"
#include "host/rpc/netlink_client.hpp"
#include "tests/unit/ipvs/memory_plane.hpp"

namespace {

using namespace nicvs;

struct Folder {
  Folder() {
    char name[] = "/tmp/nicvsd-test-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

// Stands in for systemd.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path) : fd_(socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() { unsetenv("NOTIFY_SOCKET"); }
  // Waits for it.
  std::string next() {
    char buffer[512];
    const ssize_t size = recv(fd_.get(), buffer, sizeof buffer, 0);
    return {buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
  }

 private:
  rpc::UniqueFd fd_;
};

struct Fixture {
  nicvsd::DaemonParts parts() {
    return {plane,
            [this] { ++steered; },
            [this] { ++ticks; },
            [this] { return reload(); },
            {[] { return rpc::StatusReport{}; }, [](dp::Reason) { return 0U; }}};
  }
  Status reload() {
    ++reloads;
    return reloads == 1 ? Status() : Status(Error{EINVAL, "lvs.cf:3: expected a number"});
  }
  Folder folder;
  std::string run_dir = folder.path + "/run";
  test::MemoryPlane plane;
  std::shared_ptr<spdlog::logger> log = nicvsd::make_log("error", nicvsd::LogFormat::Text);
  std::atomic<unsigned> steered{0};
  std::atomic<unsigned> ticks{0};
  std::atomic<unsigned> reloads{0};
};

}  // namespace

TEST_CASE("the daemon serves, reloads at SIGHUP and stops at SIGTERM", "[daemon]") {
  Fixture f;
  NotifySocket systemd(f.folder.path + "/notify");
  std::thread operator_thread([&] {
    CHECK_THAT(systemd.next(), Catch::StartsWith("READY=1"));
    auto client = rpc::NetlinkClient::connect(f.run_dir + "/control.sock");
    if (client) CHECK(client->info());
    for (unsigned i = 0; i < 2; ++i) {  // the second configuration is wrong; both end in READY
      kill(getpid(), SIGHUP);
      CHECK_THAT(systemd.next(), Catch::StartsWith("RELOADING=1\nMONOTONIC_USEC="));
      CHECK_THAT(systemd.next(), Catch::StartsWith("READY=1"));
    }
    while (f.ticks == 0) std::this_thread::yield();
    CHECK(f.steered > f.ticks);
    kill(getpid(), SIGTERM);
    CHECK(systemd.next() == "STOPPING=1");
  });
  {
    asio::io_context io;
    auto daemon = nicvsd::Daemon::create(io, f.run_dir, f.parts(), *f.log);
    REQUIRE(daemon);
    (*daemon)->run();
  }
  operator_thread.join();
  CHECK(f.reloads == 2);
  CHECK_FALSE(std::filesystem::exists(f.run_dir + "/control.sock"));
  CHECK_FALSE(std::filesystem::exists(f.run_dir + "/status.sock"));
}

TEST_CASE("a second daemon in the same directory is refused", "[daemon]") {
  Fixture f;
  asio::io_context io;
  const auto first = nicvsd::Daemon::create(io, f.run_dir, f.parts(), *f.log);
  REQUIRE(first);
  const auto second = nicvsd::Daemon::create(io, f.run_dir, f.parts(), *f.log);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == EEXIST);
  CHECK_THAT(second.error().text, Catch::Contains("another nicvsd"));
  CHECK(rpc::NetlinkClient::connect(f.run_dir + "/control.sock"));
}

TEST_CASE("a directory that cannot be made is an error", "[daemon]") {
  Fixture f;
  asio::io_context io;
  const auto daemon = nicvsd::Daemon::create(io, "/proc/nicvs/run", f.parts(), *f.log);
  REQUIRE_FALSE(daemon);
  CHECK_THAT(daemon.error().text, Catch::Contains("/proc/nicvs/run"));
}

TEST_CASE("the watchdog is fed at half its deadline", "[daemon]") {
  setenv("WATCHDOG_USEC", "3000000", 1);
  CHECK(nicvsd::ServiceManager().alive_interval() == std::chrono::microseconds(1500000));
  setenv("WATCHDOG_PID", "1", 1);
  CHECK_FALSE(nicvsd::ServiceManager().alive_interval());
  unsetenv("WATCHDOG_PID");
  setenv("WATCHDOG_USEC", "soon", 1);
  CHECK_FALSE(nicvsd::ServiceManager().alive_interval());
  unsetenv("WATCHDOG_USEC");
}
