// SPDX-License-Identifier: Apache-2.0
// Which packets make a master tell of a conn (ip_vs_sync_conn_needed).
#include "nicvs/dp/sync_choice.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace {

using namespace nicvs::dp;

constexpr std::uint32_t kSecond = 100;
constexpr SyncRules kDefault{3, 50, 0, 0, 10 * kSecond};

constexpr std::uint8_t state_of(TcpState state) { return static_cast<std::uint8_t>(state); }
constexpr std::uint8_t state_of(SctpState state) { return static_cast<std::uint8_t>(state); }

struct Conn {
  SyncedState is{Protocol::Tcp, state_of(TcpState::Established), 0, 900 * kSecond};
  SyncRules rules = kDefault;
  SyncNote note{};
  Lineage lineage = Lineage::Own;
  PersistMode mode = PersistMode::All;

  bool sends(std::uint32_t packets, std::uint32_t now = 0) {
    const SyncChoice choice = sync_choice(is, lineage, note, packets, now, rules, mode);
    note = choice.note;
    return choice.send == SyncSend::Yes;
  }
  std::vector<std::uint32_t> sent_among(std::uint32_t first, std::uint32_t last) {
    std::vector<std::uint32_t> sent;
    for (std::uint32_t i = first; i <= last; ++i) {
      if (sends(i)) sent.push_back(i);
    }
    return sent;
  }
};

}  // namespace

TEST_CASE("an established conn is told of at its third packet and every fiftieth after") {
  CHECK(Conn().sent_among(1, 160) == std::vector<std::uint32_t>{3, 53, 103, 153});
}

TEST_CASE("with a period of 0 a conn is told of once") {
  Conn conn;
  conn.rules = {2, 0, 0, 0, 10 * kSecond};
  CHECK(conn.sent_among(1, 100) == std::vector<std::uint32_t>{2});
}

TEST_CASE("a TCP state tells whether a conn is of use to a backup") {
  for (unsigned state = 0; state < kTcpStates; ++state) {
    Conn conn;
    conn.is.state = static_cast<std::uint8_t>(state);
    const bool is_told = state == 1 || (state >= 4 && state <= 7);
    CHECK(conn.sends(3) == is_told);
  }
}

TEST_CASE("an SCTP state tells whether a conn is of use to a backup") {
  for (unsigned state = 0; state < kSctpStates; ++state) {
    Conn conn;
    conn.is.protocol = Protocol::Sctp;
    conn.is.state = static_cast<std::uint8_t>(state);
    const bool is_told = (state >= 8 && state <= 11) || state == 13;
    CHECK(conn.sends(3) == is_told);
  }
}

TEST_CASE("the end of a conn is told at once, and once") {
  Conn conn;
  CHECK(conn.sends(3));
  conn.is.state = state_of(TcpState::CloseWait);
  CHECK(conn.sends(4));
  CHECK_FALSE(conn.sends(5));
  conn.is.state = state_of(TcpState::TimeWait);
  CHECK(conn.sends(6));

  Conn sctp;
  sctp.is.protocol = Protocol::Sctp;
  sctp.is.state = state_of(SctpState::ShutdownReceived);
  CHECK(sctp.sends(4));
  CHECK_FALSE(sctp.sends(5));
}

TEST_CASE("becoming established is told only when the count of packets says so") {
  Conn conn;
  CHECK_FALSE(conn.sends(1));
  CHECK_FALSE(conn.sends(2));
  CHECK(conn.sends(3));
}

TEST_CASE("protocols with one state are told of by their packets alone") {
  for (const Protocol protocol : {Protocol::Udp, Protocol::Esp}) {
    Conn conn;
    conn.is = {protocol, 0, 0, 300 * kSecond};
    CHECK(conn.sent_among(1, 60) == std::vector<std::uint32_t>{3, 53});
  }
}

TEST_CASE("a template is told of each time while there is a period") {
  Conn conn;
  conn.is = {Protocol::Tcp, 0, conn_flag::kTemplate, 300 * kSecond};
  CHECK(conn.sent_among(1, 4) == std::vector<std::uint32_t>{1, 2, 3, 4});
  conn.rules.period = 0;
  CHECK(conn.sent_among(1, 10) == std::vector<std::uint32_t>{3});
}

TEST_CASE("with sync_persist_mode conns of templates are not told of, templates and others are") {
  Conn conn;
  conn.mode = PersistMode::TemplatesOnly;
  CHECK(conn.sends(3));
  conn.lineage = Lineage::OfTemplate;
  CHECK_FALSE(conn.sends(53));
  conn.is.state = state_of(TcpState::Close);
  CHECK_FALSE(conn.sends(54));
  conn.is.flags = conn_flag::kTemplate;
  conn.lineage = Lineage::Own;
  CHECK(conn.sends(1));
}

TEST_CASE("a refresh period tells again when the end has moved by it") {
  Conn conn;
  conn.rules = {0, 0, 20 * kSecond, 0, 10 * kSecond};
  CHECK(conn.sends(1, 0));
  CHECK_FALSE(conn.sends(2, 1));
  CHECK_FALSE(conn.sends(3, 20 * kSecond - 1));
  CHECK(conn.sends(4, 20 * kSecond));
  CHECK_FALSE(conn.sends(5, 20 * kSecond + 1));
}

TEST_CASE("a refresh period is at most half a timeout, and that at least 10 s") {
  Conn conn;
  conn.rules = {0, 0, 100 * kSecond, 0, 10 * kSecond};
  conn.is.timeout_ticks = 60 * kSecond;
  CHECK(conn.sends(1, 0));
  CHECK_FALSE(conn.sends(2, 30 * kSecond - 1));
  CHECK(conn.sends(3, 30 * kSecond));

  Conn brief;
  brief.rules = conn.rules;
  brief.is.timeout_ticks = 4 * kSecond;
  CHECK(brief.sends(1, 0));
  CHECK_FALSE(brief.sends(2, 10 * kSecond - 1));
  CHECK(brief.sends(3, 10 * kSecond));
}

TEST_CASE("retries repeat within a refresh period, an eighth of it apart") {
  Conn conn;
  conn.rules = {0, 0, 80 * kSecond, 2, 10 * kSecond};
  CHECK(conn.sends(1, 0));
  CHECK_FALSE(conn.sends(2, 10 * kSecond - 4));
  CHECK(conn.sends(3, 10 * kSecond));
  CHECK_FALSE(conn.sends(4, 20 * kSecond - 4));
  CHECK(conn.sends(5, 20 * kSecond + 4));
  CHECK_FALSE(conn.sends(6, 40 * kSecond));
  CHECK(conn.sends(7, 100 * kSecond + 8));
}

TEST_CASE("a state that is told at once does not wait for the refresh period") {
  Conn conn;
  conn.rules = {0, 0, 80 * kSecond, 0, 10 * kSecond};
  CHECK(conn.sends(1, 0));
  conn.is.state = state_of(TcpState::FinWait);
  CHECK(conn.sends(2, 1));
}

TEST_CASE("times may wrap") {
  Conn conn;
  conn.rules = {0, 0, 20 * kSecond, 0, 10 * kSecond};
  const std::uint32_t now = 0xffffffff - 900 * kSecond;
  CHECK(conn.sends(1, now));
  CHECK_FALSE(conn.sends(2, now + 19 * kSecond));
  CHECK(conn.sends(3, now + 21 * kSecond));
}
