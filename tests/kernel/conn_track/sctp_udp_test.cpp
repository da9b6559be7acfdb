// SPDX-License-Identifier: Apache-2.0
// The SCTP tables, every cell; UDP; protocols without states.
#include <catch2/catch.hpp>
#include <string>

#include "nicvs/dp/conn_track.hpp"
#include "nicvs/dp/names.hpp"
#include "tests/kernel/conn_track/tables.hpp"

namespace nicvs::test {
namespace {

using dp::CounterMove;
using dp::SctpEvent;
using dp::Side;
using dp::TcpRules;
using dp::Track;
namespace conn_flag = dp::conn_flag;

// clang-format off
const std::string kColumns = "   NO I1 IN CS CR CW CO CE ES SS SR SA RJ CL\n";
const StateTable kInput = read_table(kColumns + R"(
 data          ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL
 init          I1 IN IN CS CR CW CO CE ES SS SR SA IN IN
 init-ack      CW CW CW CS CR CO CO CE ES SS SR SA RJ CL
 cookie-echo   CR IN IN CR CR CW CO CE ES SS SR SA RJ CL
 cookie-ack    ES I1 IN CS CR CW CO ES ES SS SR SA RJ CL
 shutdown      SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL
 shut-ack      CL IN IN CS CR CW CO CE ES CL SR CL RJ CL
 shut-complete CL CL CL CS CR CW CO CE ES SS SR CL RJ CL
 error         CL I1 IN CS CR CW CO CL ES SS SR SA RJ CL
 abort         CL CL CL CL CL RJ CL CL CL CL CL CL CL CL)");
const StateTable kOutput = read_table(kColumns + R"(
 data          ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL
 init          CW CW CW CW CW CW CW CW ES CW CW CW CW CW
 init-ack      CS CS CS CS CR CW CO CE ES SS SR SA RJ CL
 cookie-echo   CE CE CE CE CE CE CE CE ES SS SR SA RJ CL
 cookie-ack    ES ES ES ES ES ES ES ES ES SS SR SA RJ CL
 shutdown      SS SS SS SS SS SS SS SS SS SS SR SA RJ CL
 shut-ack      SA SA SA SA SA CW CO CE ES SA SA SA RJ CL
 shut-complete CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL
 error         CL CL CL CL CL CW CO CE ES SS SR SA RJ CL
 abort         CL RJ CL CL CL CL CL CL CL CL CL CL CL CL)");
const StateTable kInputOnly = read_table(kColumns + R"(
 data          ES I1 IN CS CR ES CO CE ES SS SR SA RJ CL
 init          I1 IN IN IN IN IN CO CE ES SS SR SA IN IN
 init-ack      CE CE CE CE CE CE CO CE ES SS SR SA RJ CL
 cookie-echo   ES ES ES ES ES ES CO CE ES SS SR SA RJ CL
 cookie-ack    ES I1 IN ES ES CW ES ES ES SS SR SA RJ CL
 shutdown      SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL
 shut-ack      CL IN IN CS CR CW CO CE CL CL SR CL RJ CL
 shut-complete CL CL CL CL CL CW CO CE ES SS CL CL RJ CL
 error         CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL
 abort         CL CL CL CL CL RJ CL CL CL CL CL CL CL CL)");
// clang-format on

struct StateFacts {
  unsigned id;
  std::string name;
  unsigned timeout_s;
};
const std::map<std::string, StateFacts> kStates = {
    {"NO", {0, "NONE", 2}},      {"I1", {1, "INIT1", 4}},        {"IN", {2, "INIT", 61}},
    {"CS", {3, "C-SENT", 61}},   {"CR", {4, "C-REPLIED", 61}},   {"CW", {5, "C-WAIT", 61}},
    {"CO", {6, "COOKIE", 61}},   {"CE", {7, "C-ECHOED", 61}},    {"ES", {8, "ESTABLISHED", 900}},
    {"SS", {9, "S-SENT", 61}},   {"SR", {10, "S-RECEIVED", 61}}, {"SA", {11, "S-ACK-SENT", 61}},
    {"RJ", {12, "REJECTED", 4}}, {"CL", {13, "CLOSED", 61}},
};
const std::map<std::string, SctpEvent> kEvents = {{"data", SctpEvent::Data},
                                                  {"init", SctpEvent::Init},
                                                  {"init-ack", SctpEvent::InitAck},
                                                  {"cookie-echo", SctpEvent::CookieEcho},
                                                  {"cookie-ack", SctpEvent::CookieAck},
                                                  {"shutdown", SctpEvent::Shutdown},
                                                  {"shut-ack", SctpEvent::ShutdownAck},
                                                  {"shut-complete", SctpEvent::ShutdownComplete},
                                                  {"error", SctpEvent::Error},
                                                  {"abort", SctpEvent::Abort}};

void check_cell(const std::string& from, SctpEvent event, const std::string& to, Side side,
                std::uint32_t other_flags) {
  const StateFacts& facts = kStates.at(to);
  const bool is_active = to == "ES";
  for (const std::uint32_t inactive : {0u, conn_flag::kInactive}) {
    const Track t = dp::conn_track(
        dp::Protocol::Sctp, static_cast<std::uint8_t>(kStates.at(from).id), other_flags | inactive,
        static_cast<std::uint8_t>(event), side, TcpRules::Normal);
    INFO("from " << from << " to " << to << ", inactive " << inactive);
    REQUIRE(t.state == facts.id);
    REQUIRE(dp::conn_state_name(dp::Protocol::Sctp, t.state) == facts.name);
    REQUIRE(dp::kDefaultTimeout_s[t.timeout] == facts.timeout_s);
    const bool moves = from != to && (inactive != 0) == is_active;
    REQUIRE(t.move == (!moves      ? CounterMove::None
                       : is_active ? CounterMove::Activate
                                   : CounterMove::Deactivate));
    REQUIRE(t.assures_template == (is_active && from != to));
    std::uint32_t flags = other_flags | inactive;
    flags = moves ? flags ^ conn_flag::kInactive : flags;
    flags = side == Side::Dest ? flags & ~conn_flag::kNoOutput : flags;
    REQUIRE(t.flags == flags);
  }
}

void check_table(const StateTable& table, Side side, std::uint32_t flags) {
  REQUIRE(table.size() == kEvents.size());
  for (const auto& [event, row] : table) {
    REQUIRE(row.size() == dp::kSctpStates);
    for (const auto& [from, to] : row) {
      INFO(event);
      check_cell(from, kEvents.at(event), to, side, flags);
    }
  }
}

TEST_CASE("every cell of the SCTP tables", "[conn_track][sctp]") {
  check_table(kInput, Side::Client, 0);
  check_table(kOutput, Side::Dest, 0);
  check_table(kOutput, Side::Dest, conn_flag::kNoOutput);
  check_table(kInputOnly, Side::Client, conn_flag::kNoOutput | 2u);
}

TEST_CASE("the event is the first chunk, or an ABORT behind a cookie", "[conn_track][sctp]") {
  const std::map<unsigned, std::string> named = {
      {1, "init"},  {2, "init-ack"},     {6, "abort"},       {7, "shutdown"},      {8, "shut-ack"},
      {9, "error"}, {10, "cookie-echo"}, {11, "cookie-ack"}, {14, "shut-complete"}};
  for (unsigned type = 0; type < 256; ++type) {
    dp::Parsed p{};
    p.key.protocol = dp::Protocol::Sctp;
    p.sctp_chunk[0] = static_cast<std::uint8_t>(type);
    p.sctp_chunks = 1;
    const std::string name = named.count(type) != 0 ? named.at(type) : "data";
    CHECK(dp::conn_event(p) == static_cast<std::uint8_t>(kEvents.at(name)));
    p.sctp_chunk[1] = 6;
    CHECK(dp::conn_event(p) == static_cast<std::uint8_t>(kEvents.at(name)));
    p.sctp_chunks = 2;
    const bool is_cookie = type == 10 || type == 11;
    CHECK(dp::conn_event(p) == static_cast<std::uint8_t>(kEvents.at(is_cookie ? "abort" : name)));
    p.sctp_chunk[1] = 0;
    CHECK(dp::conn_event(p) == static_cast<std::uint8_t>(kEvents.at(name)));
  }
}

TEST_CASE("an SCTP association is set up", "[conn_track][sctp]") {
  struct Step {
    Side side;
    SctpEvent event;
    const char* state;
    unsigned timeout_s;
    CounterMove move;
  };
  const std::vector<Step> steps = {
      {Side::Client, SctpEvent::Init, "INIT1", 4, CounterMove::None},
      {Side::Dest, SctpEvent::InitAck, "C-SENT", 61, CounterMove::None},
      {Side::Client, SctpEvent::CookieEcho, "C-REPLIED", 61, CounterMove::None},
      {Side::Dest, SctpEvent::CookieAck, "ESTABLISHED", 900, CounterMove::Activate}};
  std::uint8_t state = 0;
  std::uint32_t flags = conn_flag::kInactive;
  for (const Step& step : steps) {
    const Track t =
        dp::conn_track(dp::Protocol::Sctp, state, flags, static_cast<std::uint8_t>(step.event),
                       step.side, TcpRules::Normal);
    CHECK(std::string(dp::conn_state_name(dp::Protocol::Sctp, t.state)) == step.state);
    CHECK(dp::kDefaultTimeout_s[t.timeout] == step.timeout_s);
    CHECK(t.move == step.move);
    state = t.state;
    flags = t.flags;
  }
}

TEST_CASE("which SCTP packets without a conn may be scheduled", "[conn_track][schedule]") {
  using dp::Sloppy;
  const auto may = [](std::uint8_t chunk, Sloppy sloppy) {
    dp::Parsed p{};
    p.key.protocol = dp::Protocol::Sctp;
    p.sctp_chunk[0] = chunk;
    p.sctp_chunks = 1;
    return dp::may_schedule(p, Sloppy::Off, sloppy);
  };
  CHECK(may(1, Sloppy::Off));
  CHECK_FALSE(may(0, Sloppy::Off));
  CHECK(may(0, Sloppy::On));
  CHECK_FALSE(may(6, Sloppy::On));
  CHECK(dp::may_be_reused(dp::Protocol::Sctp, 13, 0, 1));
  CHECK_FALSE(dp::may_be_reused(dp::Protocol::Sctp, 8, 0, 1));
}

TEST_CASE("a UDP conn is always inactive and lives 300 s from each packet", "[conn_track][udp]") {
  for (const Side side : {Side::Client, Side::Dest}) {
    const std::uint32_t flags = conn_flag::kInactive | conn_flag::kNoOutput | 3u;
    const Track t = dp::conn_track(dp::Protocol::Udp, 0, flags, 0, side, TcpRules::Normal);
    CHECK(std::string(dp::conn_state_name(dp::Protocol::Udp, t.state)) == "UDP");
    CHECK(dp::kDefaultTimeout_s[t.timeout] == 300);
    CHECK(t.timeout == dp::kUdpTimeout);
    CHECK(t.move == CounterMove::None);
    CHECK(t.flags == flags);
    CHECK(t.assures_template == (side == Side::Dest));
  }
}

TEST_CASE("AH and ESP change nothing", "[conn_track]") {
  for (const auto protocol : {dp::Protocol::Ah, dp::Protocol::Esp}) {
    const Track t = dp::conn_track(protocol, 7, 0x123, 0, Side::Client, TcpRules::Normal);
    CHECK(t.state == 7);
    CHECK(t.flags == 0x123);
    CHECK(t.timeout == dp::kTimeoutUnchanged);
    CHECK(t.move == CounterMove::None);
    dp::Parsed p{};
    p.key.protocol = protocol;
    CHECK_FALSE(dp::may_schedule(p, dp::Sloppy::On, dp::Sloppy::On));
  }
}

TEST_CASE("names of protocols, templates and impossible states", "[names]") {
  CHECK(std::string(dp::protocol_name(dp::Protocol::Tcp)) == "TCP");
  CHECK(std::string(dp::protocol_name(dp::Protocol::Ip)) == "IP");
  CHECK(std::string(dp::protocol_name(static_cast<dp::Protocol>(99))).empty());
  CHECK(std::string(dp::template_state_name(0)) == "NONE");
  CHECK(std::string(dp::template_state_name(1)) == "ASSURED");
  CHECK(std::string(dp::conn_state_name(dp::Protocol::Tcp, 11)) == "ERR!");
  CHECK(std::string(dp::conn_state_name(dp::Protocol::Sctp, 14)) == "ERR!");
}

}  // namespace
}  // namespace nicvs::test
