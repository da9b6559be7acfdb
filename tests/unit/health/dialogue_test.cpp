// SPDX-License-Identifier: Apache-2.0
// Tests over the network against servers on the loopback: answers, silence, refusals, resets.
#include "host/health/dialogue.hpp"

#include <sys/socket.h>

#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/read.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <catch2/catch.hpp>
#include <cerrno>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using asio::ip::udp;
using nicvs::DestKey;
using nicvs::IpAddress;
using nicvs::Protocol;
using nicvs::config::Check;
using nicvs::config::ExpectKind;
using nicvs::health::Outcome;
using nicvs::health::ProbeResult;
using nicvs::health::start_dialogue;

constexpr auto kLong = 300s;  // never waited for
const IpAddress kLoopback = *IpAddress::parse("127.0.0.1");
const IpAddress kLoopback6 = *IpAddress::parse("::1");

enum class End { Open, Close, Reset };

// What a server does with its first client: reads so many bytes, then writes each piece by itself.
struct Script {
  std::size_t reads = 0;
  std::deque<std::string> pieces = {};
  End end = End::Open;
};

class TcpServer {
 public:
  TcpServer(asio::io_context& io, Script script, const IpAddress& address = kLoopback)
      : acceptor_(io, {asio::ip::make_address(address.to_string()), 0}),
        client_(io),
        pause_(io),
        script_(std::move(script)),
        key_{address, acceptor_.local_endpoint().port()} {
    acceptor_.async_accept(client_, [this](const asio::error_code& error) {
      if (!error) read();
    });
  }

  const DestKey& key() const { return key_; }
  const std::string& request() const { return request_; }

 private:
  void read() {
    request_.resize(script_.reads);
    asio::async_read(client_, asio::buffer(request_),
                     [this](const asio::error_code& error, std::size_t) {
                       if (!error) write();
                     });
  }

  void write() {
    if (script_.pieces.empty()) return finish();
    piece_ = std::move(script_.pieces.front());
    script_.pieces.pop_front();
    asio::async_write(client_, asio::buffer(piece_),
                      [this](const asio::error_code& error, std::size_t) {
                        if (!error) wait();
                      });
  }

  void wait() {
    pause_.expires_after(2ms);
    pause_.async_wait([this](const asio::error_code& error) {
      if (!error) write();
    });
  }

  void finish() {
    if (script_.end == End::Open) return;
    if (script_.end == End::Reset) client_.set_option(asio::socket_base::linger(true, 0));
    client_.close();
  }

  tcp::acceptor acceptor_;
  tcp::socket client_;
  asio::steady_timer pause_;
  Script script_;
  DestKey key_;
  std::string request_;
  std::string piece_;
};

Check check_of(const std::string& send, const std::string& expect,
               ExpectKind kind = ExpectKind::Prefix) {
  Check check;
  check.send = send;
  check.expect = expect;
  check.expect_kind = kind;
  check.interval = kLong;
  return check;
}

ProbeResult probe(asio::io_context& io, const Check& check, const DestKey& server,
                  Protocol protocol = Protocol::Tcp) {
  std::optional<ProbeResult> result;
  const auto test = start_dialogue(io, check, server, protocol, [&](ProbeResult r) {
    REQUIRE_FALSE(result);
    result = std::move(r);
  });
  CHECK_FALSE(result);  // later, never from within the start
  while (!result && io.run_one() > 0) {
  }
  REQUIRE(result);
  return *result;
}

// A port of the loopback where nobody listens.
DestKey closed_port(asio::io_context& io) {
  tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  return {kLoopback, acceptor.local_endpoint().port()};
}

TEST_CASE("each answer of a TCP server has its outcome and its text", "[dialogue]") {
  struct Row {
    const char* what;
    Script script;
    Check check;
    Outcome outcome;
    const char* text;
  };
  const Check get = check_of("GET / HTTP/1.0\r\n\r\n", "HTTP");
  const Row row = GENERATE_COPY(values<Row>({
      {"connect only", {}, check_of("", ""), Outcome::Success, "connected"},
      {"send only", {}, check_of("QUIT\r\n", ""), Outcome::Success, "connected"},
      {"expected", {18, {"HTTP"}}, get, Outcome::Success, "answered as expected"},
      {"a greeting without a question",
       {0, {"220 mail ESMTP\r\n"}},
       check_of("", "220"),
       Outcome::Success,
       "answered as expected"},
      {"more than expected",
       {18, {"HTTP/1.1 200 OK\r\n" + std::string(100000, 'x')}},
       get,
       Outcome::Success,
       "answered as expected"},
      {"in pieces", {18, {"H", "TT", "P/1.0"}}, get, Outcome::Success, "answered as expected"},
      {"in pieces, by expression",
       {18, {"HTTP/1.1 ", "20", "0 OK"}},
       check_of(get.send, "^HTTP/1\\.[01] 200", ExpectKind::Regex),
       Outcome::Success,
       "answered as expected"},
      {"any byte", {18, {"?"}}, check_of(get.send, "*"), Outcome::Success, "answered as expected"},
      {"another answer",
       {18, {"SSH-2.0\r\n"}},
       get,
       Outcome::Failure,
       "answered 'SSH-2.0\\r\\n' instead of 'HTTP'"},
      {"another long answer",
       {18, {std::string(5000, 'x')}},
       check_of(get.send, "y+", ExpectKind::Regex),
       Outcome::Failure,
       "answered 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... instead of 'y+'"},
      {"closed at once", {18, {}, End::Close}, get, Outcome::Failure, "closed without an answer"},
      {"closed without any byte",
       {18, {}, End::Close},
       check_of(get.send, "*"),
       Outcome::Failure,
       "closed without an answer"},
      {"closed too early",
       {18, {"HT"}, End::Close},
       get,
       Outcome::Failure,
       "closed after 'HT' instead of 'HTTP'"},
      {"reset", {18, {}, End::Reset}, get, Outcome::Failure, "answer: Connection reset by peer"},
  }));
  CAPTURE(row.what);
  asio::io_context io;
  TcpServer server(io, row.script);
  const ProbeResult result = probe(io, row.check, server.key());
  CHECK(result.outcome == row.outcome);
  CHECK(result.text == row.text);
  if (row.script.reads > 0) CHECK(server.request() == row.check.send);
}

TEST_CASE("a long question is sent whole", "[dialogue]") {
  asio::io_context io;
  const std::string question(8'000'000, 'q');  // more than the sockets hold
  TcpServer server(io, {question.size(), {"OK"}});
  CHECK(probe(io, check_of(question, "OK"), server.key()).outcome == Outcome::Success);
  CHECK(server.request() == question);
}

TEST_CASE("a server on IPv6 is tested as one on IPv4", "[dialogue][ipv6]") {
  asio::io_context io;
  std::unique_ptr<TcpServer> server;
  try {
    server = std::make_unique<TcpServer>(io, Script{0, {"220 ready"}}, kLoopback6);
  } catch (const asio::system_error& error) {
    WARN("skipped, no IPv6 here: " << error.what());
    return;
  }
  CHECK(probe(io, check_of("", "220"), server->key()).outcome == Outcome::Success);
}

TEST_CASE("a refused connect says so", "[dialogue]") {
  asio::io_context io;
  const ProbeResult result = probe(io, check_of("", ""), closed_port(io));
  CHECK(result.outcome == Outcome::Failure);
  CHECK(result.text == "connect: Connection refused");
}

TEST_CASE("a server that keeps silent fails at the end of the interval", "[dialogue]") {
  struct Row {
    Script script;
    const char* text;
  };
  const Row row = GENERATE(values<Row>(
      {{{}, "answer timed out after 1 s"}, {{1, {"HT"}}, "answer timed out after 1 s, got 'HT'"}}));
  asio::io_context io;
  TcpServer server(io, row.script);
  Check check = check_of("?", "HTTP");
  check.interval = 1s;
  const ProbeResult result = probe(io, check, server.key());
  CHECK(result.outcome == Outcome::Failure);
  CHECK(result.text == row.text);
}

TEST_CASE("a connect that gets no answer fails at the end of the interval", "[dialogue]") {
  asio::io_context io;
  tcp::acceptor full(io);
  full.open(tcp::v4());
  full.bind({asio::ip::address_v4::loopback(), 0});
  full.listen(0);
  // Linux drops further SYNs once the queue of a listener is full.
  std::vector<tcp::socket> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(io, tcp::v4());
    waiting.back().native_non_blocking(true);
    const tcp::endpoint endpoint = full.local_endpoint();
    const int result = connect(waiting.back().native_handle(), endpoint.data(),
                               static_cast<socklen_t>(endpoint.size()));
    REQUIRE((result == 0 || errno == EINPROGRESS));
  }
  Check check = check_of("", "");
  check.interval = 1s;
  const ProbeResult result = probe(io, check, {kLoopback, full.local_endpoint().port()});
  CHECK(result.outcome == Outcome::Failure);
  CHECK(result.text == "connect timed out after 1 s");
}

TEST_CASE("destroying a test forgets its callback and closes the connection", "[dialogue]") {
  asio::io_context io;
  tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  auto test =
      start_dialogue(io, check_of("", "HTTP"), {kLoopback, acceptor.local_endpoint().port()},
                     Protocol::Tcp, [](const ProbeResult&) { FAIL("called"); });
  tcp::socket client = acceptor.accept();
  test.reset();
  io.run();  // ends, as nothing is left to do
  char byte = 0;
  asio::error_code error;
  client.read_some(asio::buffer(&byte, 1), error);
  CHECK(error == asio::error::eof);
}

TEST_CASE("a callback may destroy its own test and start the next", "[dialogue]") {
  asio::io_context io;
  const DestKey nobody = closed_port(io);
  int calls = 0;
  std::unique_ptr<nicvs::health::RunningTest> test;
  std::function<void(ProbeResult)> again = [&](const ProbeResult&) {
    if (++calls == 3) return test.reset();
    test = start_dialogue(io, check_of("", ""), nobody, Protocol::Tcp, again);
  };
  test = start_dialogue(io, check_of("", ""), nobody, Protocol::Tcp, again);
  io.run();
  CHECK(calls == 3);
}

// Answers the first datagram with all of `answers`.
class UdpServer {
 public:
  UdpServer(asio::io_context& io, std::vector<std::string> answers)
      : socket_(io, {asio::ip::address_v4::loopback(), 0}), answers_(std::move(answers)) {
    socket_.async_receive_from(asio::buffer(request_), client_,
                               [this](const asio::error_code& error, std::size_t) {
                                 if (error) return;
                                 for (const std::string& answer : answers_)
                                   socket_.send_to(asio::buffer(answer), client_);
                               });
  }
  DestKey key() const { return {kLoopback, socket_.local_endpoint().port()}; }

 private:
  udp::socket socket_;
  udp::endpoint client_;
  std::vector<std::string> answers_;
  char request_[64] = {};
};

TEST_CASE("each answer of a UDP server has its outcome", "[dialogue][udp]") {
  struct Row {
    const char* what;
    std::vector<std::string> answers;
    Check check;
    Outcome outcome;
    const char* text;
  };
  const Row row = GENERATE(values<Row>({
      {"nothing to prove", {}, check_of("", ""), Outcome::Success, "connected"},
      {"expected", {"pong!"}, check_of("ping", "pong"), Outcome::Success, "answered as expected"},
      {"several",
       {"po", "", "ng"},
       check_of("ping", "pong"),
       Outcome::Success,
       "answered as expected"},
      {"another",
       {"no"},
       check_of("ping", "pong"),
       Outcome::Failure,
       "answered 'no' instead of 'pong'"},
  }));
  CAPTURE(row.what);
  asio::io_context io;
  UdpServer server(io, row.answers);
  const ProbeResult result = probe(io, row.check, server.key(), Protocol::Udp);
  CHECK(result.outcome == row.outcome);
  CHECK(result.text == row.text);
}

TEST_CASE("a UDP port without a server is refused by its host", "[dialogue][udp]") {
  asio::io_context io;
  DestKey nobody{kLoopback, 0};
  {
    udp::socket socket(io, {asio::ip::address_v4::loopback(), 0});
    nobody.port = socket.local_endpoint().port();
  }
  const ProbeResult result = probe(io, check_of("ping", "pong"), nobody, Protocol::Udp);
  CHECK(result.outcome == Outcome::Failure);
  CHECK(result.text == "answer: Connection refused");
}

}  // namespace
