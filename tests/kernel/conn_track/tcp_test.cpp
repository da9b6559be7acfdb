// SPDX-License-Identifier: Apache-2.0
// The TCP tables, every cell, and the conversations that operators know.
#include <catch2/catch.hpp>
#include <string>

#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/names.hpp"
#include "tests/kernel/conn_track/tables.hpp"

namespace nicvs::test {
namespace {

using dp::CounterMove;
using dp::Side;
using dp::TcpEvent;
using dp::TcpRules;
using dp::TcpState;
using dp::Track;
namespace conn_flag = dp::conn_flag;

const std::string kColumns = "   NO ES SS SR FW TW CL CW LA LI SA\n";
const StateTable kInput = read_table(kColumns + R"(
 syn SR ES ES SR SR SR SR SR SR SR SR
 fin CL CW SS TW TW TW CL CW LA LI TW
 ack ES ES SS ES FW TW CL CW CL LI ES
 rst CL CL CL SR CL CL CL CL LA LI SR)");
const StateTable kOutput = read_table(kColumns + R"(
 syn SS ES SS SR SS SS SS SS SS LI SR
 fin TW FW SS TW FW TW CL TW LA LI TW
 ack ES ES SS ES FW TW CL CW LA ES ES
 rst CL CL SS CL CL TW CL CL CL CL CL)");
const StateTable kInputOnly = read_table(kColumns + R"(
 syn SR ES ES SR SR SR SR SR SR SR SR
 fin CL FW SS TW FW TW CL CW LA LI TW
 ack ES ES SS ES FW TW CL CW CL LI ES
 rst CL CL CL SR CL CL CL CL LA LI CL)");
const StateTable kSecureInput = with_rows(kInput, read_table(kColumns + R"(
 syn SR ES ES SR SR SR SR SR SR SR SA
 fin CL CW SS TW TW TW CL CW LA LI SA
 ack ES ES SS SR FW TW CL CW CL LI SA
 rst CL CL CL SR CL CL CL CL LA LI CL)"));
const StateTable kSecureOutput = with_rows(kOutput, read_table(kColumns + R"(
 syn SS ES SS SA SS SS SS SS SS LI SA)"));
const StateTable kSecureInputOnly = with_rows(kInputOnly, read_table(kColumns + R"(
 syn SA ES ES SR SA SA SA SA SA SA SA)"));

struct StateFacts {
  std::string name;
  unsigned timeout_s;
  bool is_active;
};
const std::map<std::string, std::pair<unsigned, StateFacts>> kStates = {
    {"NO", {0, {"NONE", 2, false}}},       {"ES", {1, {"ESTABLISHED", 900, true}}},
    {"SS", {2, {"SYN_SENT", 120, true}}},  {"SR", {3, {"SYN_RECV", 60, true}}},
    {"FW", {4, {"FIN_WAIT", 120, false}}}, {"TW", {5, {"TIME_WAIT", 120, false}}},
    {"CL", {6, {"CLOSE", 10, false}}},     {"CW", {7, {"CLOSE_WAIT", 60, false}}},
    {"LA", {8, {"LAST_ACK", 30, false}}},  {"LI", {9, {"LISTEN", 120, false}}},
    {"SA", {10, {"SYNACK", 120, true}}},
};
const std::map<std::string, TcpEvent> kEvents = {
    {"syn", TcpEvent::Syn}, {"fin", TcpEvent::Fin}, {"ack", TcpEvent::Ack}, {"rst", TcpEvent::Rst}};

CounterMove expected_move(bool was_inactive, bool changes, bool is_active) {
  if (!changes || was_inactive != is_active) return CounterMove::None;
  return is_active ? CounterMove::Activate : CounterMove::Deactivate;
}

// One cell from both halves of the flags: counted as active, counted as inactive.
void check_cell(const std::string& from, TcpEvent event, const std::string& to, Side side,
                std::uint32_t other_flags, TcpRules rules) {
  const auto& [id, facts] = kStates.at(to);
  const auto state = static_cast<std::uint8_t>(kStates.at(from).first);
  for (const std::uint32_t inactive : {0u, conn_flag::kInactive}) {
    const Track t = dp::conn_track(dp::Protocol::Tcp, state, other_flags | inactive,
                                   static_cast<std::uint8_t>(event), side, rules);
    INFO("from " << from << " to " << to << ", inactive " << inactive);
    REQUIRE(t.state == id);
    REQUIRE(dp::conn_state_name(dp::Protocol::Tcp, t.state) == facts.name);
    REQUIRE(dp::kDefaultTimeout_s[t.timeout] == facts.timeout_s);
    REQUIRE(t.move == expected_move(inactive != 0, from != to, facts.is_active));
    REQUIRE(t.assures_template == (to == "ES" && from != "ES"));
    std::uint32_t flags = other_flags | inactive;
    if (t.move == CounterMove::Activate) flags &= ~conn_flag::kInactive;
    if (t.move == CounterMove::Deactivate) flags |= conn_flag::kInactive;
    if (side == Side::Dest) flags &= ~conn_flag::kNoOutput;
    REQUIRE(t.flags == flags);
  }
}

void check_table(const StateTable& table, Side side, std::uint32_t flags, TcpRules rules) {
  REQUIRE(table.size() == 4);
  for (const auto& [event, row] : table) {
    REQUIRE(row.size() == dp::kTcpStates);
    for (const auto& [from, to] : row) {
      INFO(event);
      check_cell(from, kEvents.at(event), to, side, flags, rules);
    }
  }
  for (const auto& state : kStates) {
    check_cell(state.first, TcpEvent::None, "CL", side, flags, rules);
  }
}

TEST_CASE("every cell of the normal tables", "[conn_track][tcp]") {
  check_table(kInput, Side::Client, 0, TcpRules::Normal);
  check_table(kOutput, Side::Dest, 0, TcpRules::Normal);
  check_table(kInputOnly, Side::Client, conn_flag::kNoOutput | 3u, TcpRules::Normal);
}

TEST_CASE("every cell of the secure_tcp tables", "[conn_track][tcp]") {
  check_table(kSecureInput, Side::Client, 0, TcpRules::Secure);
  check_table(kSecureOutput, Side::Dest, 0, TcpRules::Secure);
  check_table(kSecureInputOnly, Side::Client, conn_flag::kNoOutput, TcpRules::Secure);
}

TEST_CASE("an output packet of a conn without output uses the output table and clears the flag",
          "[conn_track][tcp]") {
  check_table(kOutput, Side::Dest, conn_flag::kNoOutput, TcpRules::Normal);
}

TEST_CASE("the event is the first of RST, SYN, FIN, ACK", "[conn_track][tcp]") {
  for (unsigned flags = 0; flags < 256; ++flags) {
    dp::Parsed p{};
    p.key.protocol = dp::Protocol::Tcp;
    p.tcp_flags = static_cast<std::uint8_t>(flags);
    const std::string name = flags & 0x04   ? "rst"
                             : flags & 0x02 ? "syn"
                             : flags & 0x01 ? "fin"
                             : flags & 0x10 ? "ack"
                                            : "none";
    const TcpEvent expected = name == "none" ? TcpEvent::None : kEvents.at(name);
    CHECK(dp::conn_event(p) == static_cast<std::uint8_t>(expected));
  }
}

// A conversation: each word is a side ("in" or "out") and an event, with the state it leads to.
struct Step {
  const char* side;
  const char* event;
  const char* state;
  unsigned timeout_s;
  unsigned active;
  unsigned inactive;
};

void play(std::uint32_t flags, TcpRules rules, const std::vector<Step>& steps) {
  std::uint8_t state = 0;
  flags |= conn_flag::kInactive;
  unsigned active = 0;
  unsigned inactive = 1;
  for (const Step& step : steps) {
    const TcpEvent event =
        std::string(step.event) == "none" ? TcpEvent::None : kEvents.at(step.event);
    const Side side = std::string(step.side) == "in" ? Side::Client : Side::Dest;
    const Track t = dp::conn_track(dp::Protocol::Tcp, state, flags,
                                   static_cast<std::uint8_t>(event), side, rules);
    state = t.state;
    flags = t.flags;
    active += t.move == CounterMove::Activate ? 1u : 0u;
    inactive -= t.move == CounterMove::Activate ? 1u : 0u;
    active -= t.move == CounterMove::Deactivate ? 1u : 0u;
    inactive += t.move == CounterMove::Deactivate ? 1u : 0u;
    INFO(step.side << " " << step.event);
    CHECK(std::string(dp::conn_state_name(dp::Protocol::Tcp, state)) == step.state);
    CHECK(dp::kDefaultTimeout_s[t.timeout] == step.timeout_s);
    CHECK(active == step.active);
    CHECK(inactive == step.inactive);
  }
}

TEST_CASE("a NAT conn opens and closes", "[conn_track][tcp]") {
  play(0, TcpRules::Normal,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"out", "syn", "SYN_RECV", 60, 1, 0},
        {"in", "ack", "ESTABLISHED", 900, 1, 0},
        {"in", "fin", "CLOSE_WAIT", 60, 0, 1},
        {"out", "fin", "TIME_WAIT", 120, 0, 1},
        {"in", "ack", "TIME_WAIT", 120, 0, 1}});
}

TEST_CASE("a DR conn is judged by the client's half", "[conn_track][tcp]") {
  play(conn_flag::kNoOutput, TcpRules::Normal,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"in", "ack", "ESTABLISHED", 900, 1, 0},
        {"in", "fin", "FIN_WAIT", 120, 0, 1},
        {"in", "ack", "FIN_WAIT", 120, 0, 1}});
}

TEST_CASE("a reply of a DR conn that passes the director makes it an ordinary conn",
          "[conn_track][tcp]") {
  play(conn_flag::kNoOutput, TcpRules::Normal,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"in", "ack", "ESTABLISHED", 900, 1, 0},
        {"out", "ack", "ESTABLISHED", 900, 1, 0},
        {"in", "fin", "CLOSE_WAIT", 60, 0, 1}});
}

TEST_CASE("a segment without flags closes", "[conn_track][tcp]") {
  play(0, TcpRules::Normal,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"in", "ack", "ESTABLISHED", 900, 1, 0},
        {"in", "none", "CLOSE", 10, 0, 1}});
}

TEST_CASE("secure_tcp waits for the server's ACK", "[conn_track][tcp]") {
  play(0, TcpRules::Secure,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"out", "syn", "SYNACK", 120, 1, 0},
        {"in", "ack", "SYNACK", 120, 1, 0},
        {"out", "ack", "ESTABLISHED", 900, 1, 0}});
}

TEST_CASE("a SYN in ESTABLISHED changes nothing", "[conn_track][tcp]") {
  play(0, TcpRules::Normal,
       {{"in", "syn", "SYN_RECV", 60, 1, 0},
        {"in", "ack", "ESTABLISHED", 900, 1, 0},
        {"in", "syn", "ESTABLISHED", 900, 1, 0}});
}

TEST_CASE("which conns a SYN may replace", "[conn_track][reuse]") {
  const auto reused = [](const char* state, std::uint32_t flags, std::uint32_t mode) {
    return dp::may_be_reused(dp::Protocol::Tcp, static_cast<std::uint8_t>(kStates.at(state).first),
                             flags, mode);
  };
  for (const auto& [state, id] : kStates) {
    CHECK_FALSE(reused(state.c_str(), conn_flag::kNoOutput, 0));
    const bool is_over = state == "TW" || state == "CL";
    CHECK(reused(state.c_str(), conn_flag::kNoOutput, 1) == is_over);
    CHECK(reused(state.c_str(), conn_flag::kNoOutput, 2) == (is_over || state == "FW"));
    CHECK(reused(state.c_str(), 0, 3) == is_over);
  }
  CHECK_FALSE(dp::may_be_reused(dp::Protocol::Udp, 0, 0, 1));
}

TEST_CASE("which packets without a conn may be scheduled", "[conn_track][schedule]") {
  using dp::Sloppy;
  const auto may = [](std::uint8_t flags, Sloppy sloppy) {
    dp::Parsed p{};
    p.key.protocol = dp::Protocol::Tcp;
    p.tcp_flags = flags;
    return dp::may_schedule(p, sloppy, Sloppy::Off);
  };
  CHECK(may(0x02, Sloppy::Off));        // SYN
  CHECK(may(0x12, Sloppy::Off));        // SYN+ACK, active FTP
  CHECK(may(0x03, Sloppy::Off));        // SYN+FIN
  CHECK_FALSE(may(0x10, Sloppy::Off));  // ACK
  CHECK_FALSE(may(0x00, Sloppy::Off));
  CHECK_FALSE(may(0x06, Sloppy::Off));  // SYN+RST
  CHECK(may(0x10, Sloppy::On));
  CHECK(may(0x00, Sloppy::On));
  CHECK_FALSE(may(0x04, Sloppy::On));  // RST
  CHECK_FALSE(may(0x14, Sloppy::On));  // RST+ACK
}

}  // namespace
}  // namespace nicvs::test
