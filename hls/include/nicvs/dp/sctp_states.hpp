// SPDX-License-Identifier: Apache-2.0
// IPVS's SCTP states, events and transition tables (Linux net/netfilter/ipvs/ip_vs_proto_sctp.c).
//
// Rows are events, columns are present states, as in the kernel's tables.
#pragma once

#include <cstdint>

#include "nicvs/dp/headers.hpp"
#include "nicvs/dp/tcp_states.hpp"

namespace nicvs {
namespace dp {

// Values appear in sync messages.
enum class SctpState : std::uint8_t {
  None = 0,
  Init1 = 1,
  Init = 2,
  CookieSent = 3,
  CookieReplied = 4,
  CookieWait = 5,
  Cookie = 6,
  CookieEchoed = 7,
  Established = 8,
  ShutdownSent = 9,
  ShutdownReceived = 10,
  ShutdownAckSent = 11,
  Rejected = 12,
  Closed = 13,
};
constexpr unsigned kSctpStates = 14;

enum class SctpEvent : std::uint8_t {
  Data = 0,  // and every chunk type not named below
  Init = 1,
  InitAck = 2,
  CookieEcho = 3,
  CookieAck = 4,
  Shutdown = 5,
  ShutdownAck = 6,
  ShutdownComplete = 7,
  Error = 8,
  Abort = 9,
};

// Indexed by chunk type (RFC 9260, section 3.2); types from 16 on are Data.
constexpr SctpEvent kSctpEventOfChunk[16] = {
    /* 0 DATA */ SctpEvent::Data,
    /* 1 INIT */ SctpEvent::Init,
    /* 2 INIT ACK */ SctpEvent::InitAck,
    /* 3 SACK */ SctpEvent::Data,
    /* 4 HEARTBEAT */ SctpEvent::Data,
    /* 5 HEARTBEAT ACK */ SctpEvent::Data,
    /* 6 ABORT */ SctpEvent::Abort,
    /* 7 SHUTDOWN */ SctpEvent::Shutdown,
    /* 8 SHUTDOWN ACK */ SctpEvent::ShutdownAck,
    /* 9 ERROR */ SctpEvent::Error,
    /* 10 COOKIE ECHO */ SctpEvent::CookieEcho,
    /* 11 COOKIE ACK */ SctpEvent::CookieAck,
    /* 12 ECNE */ SctpEvent::Data,
    /* 13 CWR */ SctpEvent::Data,
    /* 14 SHUTDOWN COMPLETE */ SctpEvent::ShutdownComplete,
    /* 15 unassigned */ SctpEvent::Data,
};

constexpr SctpEvent event_of_chunk(std::uint8_t type) {
  return type < 16 ? kSctpEventOfChunk[type & 15u] : SctpEvent::Data;
}

// The event of a packet: its first chunk, but an ABORT bundled behind a cookie is an ABORT.
constexpr SctpEvent event_of_chunks(std::uint8_t first, std::uint8_t second, bool has_second) {
  return (first == sctp::kCookieEcho || first == sctp::kCookieAck) && has_second &&
                 second == sctp::kAbort
             ? SctpEvent::Abort
             : event_of_chunk(first);
}

struct SctpRow {
  SctpState next[kStateColumns];
};
struct SctpTable {
  SctpRow event[16];  // padded
};

namespace sctp_abbreviation {
constexpr SctpState I1 = SctpState::Init1;
constexpr SctpState IN = SctpState::Init;
constexpr SctpState CS = SctpState::CookieSent;
constexpr SctpState CR = SctpState::CookieReplied;
constexpr SctpState CW = SctpState::CookieWait;
constexpr SctpState CO = SctpState::Cookie;
constexpr SctpState CE = SctpState::CookieEchoed;
constexpr SctpState ES = SctpState::Established;
constexpr SctpState SS = SctpState::ShutdownSent;
constexpr SctpState SR = SctpState::ShutdownReceived;
constexpr SctpState SA = SctpState::ShutdownAckSent;
constexpr SctpState RJ = SctpState::Rejected;
constexpr SctpState CL = SctpState::Closed;

// clang-format off
constexpr SctpTable kInput = {{
    //                   NO  I1  IN  CS  CR  CW  CO  CE  ES  SS  SR  SA  RJ  CL
    /*data*/          {{ES, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*init*/          {{I1, IN, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, IN, IN}},
    /*init-ack*/      {{CW, CW, CW, CS, CR, CO, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-echo*/   {{CR, IN, IN, CR, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-ack*/    {{ES, I1, IN, CS, CR, CW, CO, ES, ES, SS, SR, SA, RJ, CL}},
    /*shutdown*/      {{SR, I1, IN, CS, CR, CW, CO, CE, SR, SS, SR, SA, RJ, CL}},
    /*shut-ack*/      {{CL, IN, IN, CS, CR, CW, CO, CE, ES, CL, SR, CL, RJ, CL}},
    /*shut-complete*/ {{CL, CL, CL, CS, CR, CW, CO, CE, ES, SS, SR, CL, RJ, CL}},
    /*error*/         {{CL, I1, IN, CS, CR, CW, CO, CL, ES, SS, SR, SA, RJ, CL}},
    /*abort*/         {{CL, CL, CL, CL, CL, RJ, CL, CL, CL, CL, CL, CL, CL, CL}},
    {}, {}, {}, {}, {}, {},
}};
constexpr SctpTable kOutput = {{
    /*data*/          {{ES, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*init*/          {{CW, CW, CW, CW, CW, CW, CW, CW, ES, CW, CW, CW, CW, CW}},
    /*init-ack*/      {{CS, CS, CS, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-echo*/   {{CE, CE, CE, CE, CE, CE, CE, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-ack*/    {{ES, ES, ES, ES, ES, ES, ES, ES, ES, SS, SR, SA, RJ, CL}},
    /*shutdown*/      {{SS, SS, SS, SS, SS, SS, SS, SS, SS, SS, SR, SA, RJ, CL}},
    /*shut-ack*/      {{SA, SA, SA, SA, SA, CW, CO, CE, ES, SA, SA, SA, RJ, CL}},
    /*shut-complete*/ {{CL, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*error*/         {{CL, CL, CL, CL, CL, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*abort*/         {{CL, RJ, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL, CL}},
    {}, {}, {}, {}, {}, {},
}};
constexpr SctpTable kInputOnly = {{
    /*data*/          {{ES, I1, IN, CS, CR, ES, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*init*/          {{I1, IN, IN, IN, IN, IN, CO, CE, ES, SS, SR, SA, IN, IN}},
    /*init-ack*/      {{CE, CE, CE, CE, CE, CE, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-echo*/   {{ES, ES, ES, ES, ES, ES, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*cookie-ack*/    {{ES, I1, IN, ES, ES, CW, ES, ES, ES, SS, SR, SA, RJ, CL}},
    /*shutdown*/      {{SR, I1, IN, CS, CR, CW, CO, CE, SR, SS, SR, SA, RJ, CL}},
    /*shut-ack*/      {{CL, IN, IN, CS, CR, CW, CO, CE, CL, CL, SR, CL, RJ, CL}},
    /*shut-complete*/ {{CL, CL, CL, CL, CL, CW, CO, CE, ES, SS, CL, CL, RJ, CL}},
    /*error*/         {{CL, I1, IN, CS, CR, CW, CO, CE, ES, SS, SR, SA, RJ, CL}},
    /*abort*/         {{CL, CL, CL, CL, CL, RJ, CL, CL, CL, CL, CL, CL, CL, CL}},
    {}, {}, {}, {}, {}, {},
}};
// clang-format on
}  // namespace sctp_abbreviation

// Indexed by Direction.
constexpr SctpTable kSctpTables[4] = {
    sctp_abbreviation::kInput, sctp_abbreviation::kOutput, sctp_abbreviation::kInputOnly, {}};

constexpr SctpState next_state(SctpState state, SctpEvent event, Direction direction) {
  return kSctpTables[static_cast<unsigned>(direction) & 3u]
      .event[static_cast<unsigned>(event) & 15u]
      .next[static_cast<unsigned>(state) % kStateColumns];
}

constexpr bool is_active(SctpState state) { return state == SctpState::Established; }

static_assert(next_state(SctpState::None, SctpEvent::Init, Direction::Input) == SctpState::Init1,
              "an INIT opens a conn");
static_assert(event_of_chunks(sctp::kCookieEcho, sctp::kAbort, true) == SctpEvent::Abort,
              "an ABORT behind a cookie counts");

}  // namespace dp
}  // namespace nicvs
