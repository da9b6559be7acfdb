// SPDX-License-Identifier: Apache-2.0
#include "host/health/dialogue.hpp"

#include <array>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <string>
#include <type_traits>
#include <utility>

#include "host/health/match.hpp"

namespace nicvs::health {
namespace {

constexpr std::size_t kMaxAnswer = 4096;

asio::ip::address asio_address(const IpAddress& address) {
  return asio::ip::make_address(address.to_string());
}

// One dialogue over a TCP or UDP socket. Handlers hold it alive; after stop() they do nothing.
template <class Transport>
class Dialogue : public std::enable_shared_from_this<Dialogue<Transport>> {
 public:
  Dialogue(asio::io_context& io, const config::Check& check, Done done)
      : socket_(io), timer_(io), check_(check), done_(std::move(done)) {}

  void start(const DestKey& server) {
    timer_.expires_after(check_.interval);
    timer_.async_wait([self = this->shared_from_this()](const asio::error_code& error) {
      if (!error) self->timed_out();
    });
    socket_.async_connect({asio_address(server.address), server.port},
                          [self = this->shared_from_this()](const asio::error_code& error) {
                            self->connected(error);
                          });
  }

  void stop() {
    done_ = nullptr;
    timer_.cancel();
    asio::error_code ignored;
    socket_.close(ignored);
  }

 private:
  void finish(ProbeResult result) {
    const Done done = std::exchange(done_, nullptr);
    stop();
    if (done) done(std::move(result));
  }

  void timed_out() {
    std::string text =
        waiting_for_ + " timed out after " + std::to_string(check_.interval.count()) + " s";
    if (!answer_.empty()) text += ", got " + excerpt(answer_);
    finish(failure(std::move(text)));
  }

  // Why the answer, or what came of it, is not the expected one.
  std::string difference(bool is_closed) const {
    const std::string instead = " instead of " + excerpt(check_.expect);
    if (!is_closed) return "answered " + excerpt(answer_) + instead;
    if (answer_.empty()) return "closed without an answer";
    return "closed after " + excerpt(answer_) + instead;
  }

  void connected(const asio::error_code& error) {
    if (!done_) return;
    if (error) return finish(failure("connect: " + error.message()));
    if (check_.send.empty()) return expect();
    waiting_for_ = "send";
    const auto sent = [self = this->shared_from_this()](const asio::error_code& failed,
                                                        std::size_t) { self->sent(failed); };
    if constexpr (std::is_same_v<Transport, asio::ip::tcp>) {
      asio::async_write(socket_, asio::buffer(check_.send), sent);
    } else {
      socket_.async_send(asio::buffer(check_.send), sent);
    }
  }

  void sent(const asio::error_code& error) {
    if (!done_) return;
    if (error) return finish(failure("send: " + error.message()));
    expect();
  }

  void expect() {
    if (check_.expect.empty()) return finish(success("connected"));
    waiting_for_ = "answer";
    socket_.async_receive(
        asio::buffer(piece_),
        [self = this->shared_from_this()](const asio::error_code& error, std::size_t length) {
          self->received(error, length);
        });
  }

  void received(const asio::error_code& error, std::size_t length) {
    if (!done_) return;
    answer_.append(piece_.data(), length);
    const bool is_closed = error == asio::error::eof;
    if (error && !is_closed) return finish(failure("answer: " + error.message()));
    const bool is_over = is_closed || answer_.size() >= kMaxAnswer;
    switch (
        compare(check_, answer_, is_over ? Completeness::Complete : Completeness::MoreMayCome)) {
      case Verdict::Matches:
        return finish(success("answered as expected"));
      case Verdict::NeedsMore:
        return expect();
      case Verdict::Differs:
        return finish(failure(difference(is_closed)));
    }
  }

  typename Transport::socket socket_;
  asio::steady_timer timer_;
  config::Check check_;
  Done done_;
  std::string waiting_for_ = "connect";
  std::string answer_;
  std::array<char, 512> piece_{};
};

template <class Transport>
class RunningDialogue final : public RunningTest {
 public:
  explicit RunningDialogue(std::shared_ptr<Dialogue<Transport>> dialogue)
      : dialogue_(std::move(dialogue)) {}
  ~RunningDialogue() override { dialogue_->stop(); }

 private:
  std::shared_ptr<Dialogue<Transport>> dialogue_;
};

template <class Transport>
std::unique_ptr<RunningTest> start(asio::io_context& io, const config::Check& check,
                                   const DestKey& server, Done done) {
  auto dialogue = std::make_shared<Dialogue<Transport>>(io, check, std::move(done));
  dialogue->start(server);
  return std::make_unique<RunningDialogue<Transport>>(std::move(dialogue));
}

}  // namespace

std::unique_ptr<RunningTest> start_dialogue(asio::io_context& io, const config::Check& check,
                                            const DestKey& server, Protocol protocol, Done done) {
  if (protocol == Protocol::Udp) return start<asio::ip::udp>(io, check, server, std::move(done));
  return start<asio::ip::tcp>(io, check, server, std::move(done));
}

}  // namespace nicvs::health
