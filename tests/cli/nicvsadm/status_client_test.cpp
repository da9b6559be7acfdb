// SPDX-License-Identifier: Apache-2.0
// Answers of any kind, whole and cut, from a socket that sends exactly them.
#include "host/nicvsadm/status_client.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "host/rpc/unix_socket.hpp"

using nicvs::admin::StatusClient;

namespace {

// Answers one request with the given pieces, then closes.
class Answerer {
 public:
  explicit Answerer(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
    std::string folder = (std::filesystem::temp_directory_path() / "nicvsadm-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    auto listener = nicvs::rpc::listen_unix(path(), SOCK_STREAM);
    REQUIRE(listener);
    listener_ = std::move(*listener);
    thread_ = std::thread([this] { answer(); });
  }
  ~Answerer() {
    thread_.join();
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ + "/status.sock"; }

 private:
  void answer() {
    int fd = -1;
    while ((fd = accept(listener_.get(), nullptr, nullptr)) < 0) usleep(1000);
    char request[512];
    if (read(fd, request, sizeof request) > 0) {
      for (const std::string& piece : pieces_) {
        if (write(fd, piece.data(), piece.size()) < 0) break;
      }
    }
    close(fd);
  }

  std::string folder_;
  std::vector<std::string> pieces_;
  nicvs::rpc::UniqueFd listener_;
  std::thread thread_;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: ";

}  // namespace

TEST_CASE("a body arrives whole however it is cut", "[nicvsadm][http]") {
  const std::string whole = kOk + "11\r\nConnection: close\r\n\r\none\ntwo\nend";
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    Answerer answerer({whole.substr(0, cut), whole.substr(cut)});
    const auto body = StatusClient(answerer.path()).get("/x");
    REQUIRE(body);
    REQUIRE(*body == "one\ntwo\nend");
  }
}

TEST_CASE("lines are visited one by one", "[nicvsadm][http]") {
  Answerer answerer({kOk + "11\r\n\r\non", "e\ntw", "o\nend"});
  std::vector<std::string> lines;
  CHECK(StatusClient(answerer.path()).each_line("/x", [&](std::string_view line) {
    lines.emplace_back(line);
  }));
  CHECK(lines == std::vector<std::string>{"one", "two", "end"});
}

TEST_CASE("an answer that is cut or no HTTP is an error", "[nicvsadm][http]") {
  const auto answer =
      GENERATE(as<std::string>(), "", "HTTP/1.1 200 OK\r\n", "nonsense\r\n\r\n",
               "HTTP/1.1 200 OK\r\n\r\nno length", "HTTP/1.1 x\r\nContent-Length: 3\r\n\r\nabc",
               "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
               "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", std::string(20000, 'x'));
  Answerer answerer({answer});
  const auto body = StatusClient(answerer.path()).get("/x");
  REQUIRE_FALSE(body);
  CHECK(body.error().code == EBADMSG);
}

TEST_CASE("the director's refusal is passed on", "[nicvsadm][http]") {
  Answerer answerer(
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 23\r\n\r\nthere is nothing at /x\n"});
  const auto body = StatusClient(answerer.path()).get("/x");
  REQUIRE_FALSE(body);
  CHECK(body.error().code == EREMOTEIO);
  CHECK(body.error().text == "nicvsd answered 404: there is nothing at /x");
}
