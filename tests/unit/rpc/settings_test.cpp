// SPDX-License-Identifier: Apache-2.0
// Settings read and written as files are.
#include "host/rpc/settings_socket.hpp"

#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "tests/unit/rpc/status_plane.hpp"

using namespace nicvs;

namespace {

class Server {
 public:
  Server()
      : path_((std::filesystem::temp_directory_path() /
               ("nicvs-settings-" + std::to_string(getpid())))
                  .string()),
        server_(rpc::make_settings_server(io_, *rpc::listen_unix(path_, SOCK_SEQPACKET), plane_)) {
    server_.start();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Server() {
    io_.stop();
    thread_.join();
    std::filesystem::remove(path_);
  }
  rpc::UniqueFd connect() const { return *rpc::connect_unix(path_, SOCK_SEQPACKET); }

 private:
  std::string path_;
  test::StatusPlane plane_;
  asio::io_context io_;
  rpc::UnixServer server_;
  std::thread thread_;
};

// Empty at the end of the conversation.
std::string ask(const rpc::UniqueFd& fd, const std::string& text) {
  if (send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return {};
  char answer[4096];
  const ssize_t size = recv(fd.get(), answer, sizeof answer, 0);
  return size > 0 ? std::string(answer, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

TEST_CASE("a setting is named, read and written", "[settings]") {
  const Server server;
  const rpc::UniqueFd fd = server.connect();
  CHECK(ask(fd, "conn_reuse_mode") == "ok 1");
  CHECK(ask(fd, "0") == "ok 0");
  CHECK(ask(fd, "1") == "ok 1");
  CHECK(ask(server.connect(), "sync_threshold") == "ok 3 50");
}

TEST_CASE("a name that is none ends the conversation", "[settings]") {
  const Server server;
  const rpc::UniqueFd fd = server.connect();
  CHECK(ask(fd, "nosuch").starts_with("2 there is no setting named"));
  CHECK(ask(fd, "conn_reuse_mode").empty());
}
