// SPDX-License-Identifier: Apache-2.0
// The sockets themselves: permissions, stale files, a second daemon, many and slow clients.
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

#include "host/rpc/control_socket.hpp"
#include "host/rpc/netlink_client.hpp"
#include "host/rpc/status_api.hpp"
#include "tests/unit/rpc/requests.hpp"
#include "tests/unit/rpc/status_plane.hpp"

namespace {

using namespace nicvs;
using namespace nicvs::test;

struct Folder {
  Folder() {
    char name[] = "/tmp/nicvs-rpc-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return path + "/" + name; }
  std::string path;
};

// Both servers on a thread of their own.
class Daemon {
 public:
  explicit Daemon(const Folder& folder)
      : api_(plane, {[] { return rpc::StatusReport{}; }, [](dp::Reason) { return 0U; }}),
        control_(rpc::make_control_server(
            io_, *rpc::listen_unix(folder.file("control.sock"), SOCK_SEQPACKET), plane)),
        status_(rpc::make_status_server(
            io_, *rpc::listen_unix(folder.file("status.sock"), SOCK_STREAM), api_)) {
    control_.start();
    status_.start();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Daemon() {
    io_.stop();
    thread_.join();
  }
  StatusPlane plane;

 private:
  rpc::StatusApi api_;
  asio::io_context io_;
  rpc::UnixServer control_, status_;
  std::thread thread_;
};

std::string ask_http(const std::string& path, const std::string& request) {
  auto fd = rpc::connect_unix(path, SOCK_STREAM);
  REQUIRE(fd);
  REQUIRE(send(fd->get(), request.data(), request.size(), 0) ==
          static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = recv(fd->get(), buffer, sizeof buffer, 0)) > 0) answer.append(buffer, size);
  return answer;
}

}  // namespace

TEST_CASE("a socket is for its owner and group only", "[socket]") {
  const Folder folder;
  const auto listener = rpc::listen_unix(folder.file("s"), SOCK_SEQPACKET);
  REQUIRE(listener);
  struct stat info {};
  REQUIRE(stat(folder.file("s").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0660);
}

TEST_CASE("a dead daemon's socket is replaced, another file is not", "[socket]") {
  const Folder folder;
  { REQUIRE(rpc::listen_unix(folder.file("s"), SOCK_STREAM)); }
  CHECK(rpc::connect_unix(folder.file("s"), SOCK_STREAM).error().code == ECONNREFUSED);
  const auto listener = rpc::listen_unix(folder.file("s"), SOCK_STREAM);
  REQUIRE(listener);
  CHECK(rpc::connect_unix(folder.file("s"), SOCK_STREAM));
  std::ofstream(folder.file("f")) << "precious";
  CHECK(rpc::listen_unix(folder.file("f"), SOCK_STREAM).error().code == EEXIST);
  CHECK(std::filesystem::file_size(folder.file("f")) == 8);
}

TEST_CASE("a path that no socket can have is refused", "[socket]") {
  const std::string path = "/tmp/" + std::string(200, 'x');
  CHECK(rpc::listen_unix(path, SOCK_STREAM).error().code == ENAMETOOLONG);
  CHECK(rpc::connect_unix(path, SOCK_STREAM).error().code == ENAMETOOLONG);
}

TEST_CASE("a second daemon is told who holds the lock", "[socket]") {
  const Folder folder;
  {
    const auto first = rpc::LockFile::acquire(folder.file("lock"));
    REQUIRE(first);
    const auto second = rpc::LockFile::acquire(folder.file("lock"));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == EEXIST);
    CHECK_THAT(second.error().text,
               Catch::Contains("another nicvsd (process " + std::to_string(getpid()) + ")"));
  }
  CHECK(rpc::LockFile::acquire(folder.file("lock")));
}

TEST_CASE("many clients at once are served", "[socket][control]") {
  const Folder folder;
  Daemon daemon(folder);
  std::vector<rpc::NetlinkClient> clients;
  for (unsigned i = 0; i < 100; ++i) {
    auto client = rpc::NetlinkClient::connect(folder.file("control.sock"));
    REQUIRE(client);
    clients.push_back(*std::move(client));
  }
  for (std::uint16_t i = 0; i < 100; ++i) {
    REQUIRE(clients[i].add_service(service("10.0.0.1", static_cast<std::uint16_t>(i + 1))));
  }
  for (auto& client : clients) CHECK(client.services()->size() == 100);
}

TEST_CASE("a client that does not read holds up nobody else", "[socket][control]") {
  const Folder folder;
  Daemon daemon(folder);
  auto quick = rpc::NetlinkClient::connect(folder.file("control.sock"));
  REQUIRE(quick);
  for (std::uint16_t i = 1; i <= 2000; ++i) REQUIRE(quick->add_service(service("10.0.0.1", i)));
  const auto slow = rpc::connect_unix(folder.file("control.sock"), SOCK_SEQPACKET);
  REQUIRE(slow);
  // Far more answers than a socket's buffer holds.
  const Datagram dump = request(IPVS_CMD_GET_SERVICE, kDump);
  for (unsigned i = 0; i < 8; ++i) {
    if (send(slow->get(), dump.data(), dump.size(), MSG_DONTWAIT) < 0) break;
  }
  CHECK(quick->services()->size() == 2000);
  CHECK(quick->info());
}

TEST_CASE("after a malformed message the connection goes on", "[socket][control]") {
  const Folder folder;
  Daemon daemon(folder);
  const auto fd = rpc::connect_unix(folder.file("control.sock"), SOCK_SEQPACKET);
  REQUIRE(fd);
  const Datagram too_long(rpc::kMaxRequestSize * 2, 0xff);
  for (const Datagram& nonsense : {Datagram{1}, Datagram(100, 0xff), too_long}) {
    REQUIRE(send(fd->get(), nonsense.data(), nonsense.size(), 0) > 0);
    std::uint8_t buffer[4096];
    const ssize_t size = recv(fd->get(), buffer, sizeof buffer, 0);
    REQUIRE(size > 0);
    CHECK(code_of({Datagram(buffer, buffer + size)}) == EINVAL);
  }
  const Datagram good = request(IPVS_CMD_FLUSH);
  REQUIRE(send(fd->get(), good.data(), good.size(), 0) > 0);
  std::uint8_t buffer[4096];
  const ssize_t size = recv(fd->get(), buffer, sizeof buffer, 0);
  REQUIRE(size > 0);
  CHECK(code_of({Datagram(buffer, buffer + size)}) == 0);
}

TEST_CASE("the status socket speaks HTTP", "[socket][status]") {
  const Folder folder;
  Daemon daemon(folder);
  const std::string path = folder.file("status.sock");
  CHECK_THAT(ask_http(path, "GET /metrics HTTP/1.1\r\nHost: nicvs\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 200 OK\r\n") && Catch::Contains("nicvs_conns "));
  CHECK_THAT(
      ask_http(path, "PUT /settings HTTP/1.1\r\nContent-Length: 19\r\n\r\nconn_reuse_mode = 0"),
      Catch::Contains("conn_reuse_mode = 0\n"));
  CHECK_THAT(ask_http(path, "nonsense\r\n\r\n"), Catch::StartsWith("HTTP/1.1 400 "));
}

TEST_CASE("another user in the socket's group may read only", "[socket][privilege]") {
  if (geteuid() != 0) {
    WARN("needs root to become another user");
    return;
  }
  int fds[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
  const rpc::UniqueFd a(fds[0]), b(fds[1]);
  CHECK(rpc::privilege_of_peer(a.get()) == rpc::Privilege::Change);

  const Folder folder;
  REQUIRE(chmod(folder.path.c_str(), 0755) == 0);
  const auto listener = rpc::listen_unix(folder.file("s"), SOCK_SEQPACKET);
  REQUIRE(listener);
  constexpr gid_t kNobody = 65534;
  REQUIRE(chown(folder.file("s").c_str(), 0, kNobody) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const bool is_other =
        setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0;
    const auto fd = rpc::connect_unix(folder.file("s"), SOCK_SEQPACKET);
    _exit(is_other && fd ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WEXITSTATUS(status) == 0);
  const rpc::UniqueFd peer(accept(listener->get(), nullptr, nullptr));
  REQUIRE(peer);
  CHECK(rpc::privilege_of_peer(peer.get()) == rpc::Privilege::Read);
}
