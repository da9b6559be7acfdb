// SPDX-License-Identifier: Apache-2.0
// IPVS's TCP states, events and transition tables (Linux net/netfilter/ipvs/ip_vs_proto_tcp.c).
//
// The director sees a conn from the middle, so these are not RFC 9293's states: what counts is
// which side sent what. Rows are events, columns are present states, as in the kernel's tables.
#pragma once

#include <cstdint>

namespace nicvs {
namespace dp {

// Values appear in sync messages.
enum class TcpState : std::uint8_t {
  None = 0,
  Established = 1,
  SynSent = 2,
  SynRecv = 3,
  FinWait = 4,
  TimeWait = 5,
  Close = 6,
  CloseWait = 7,
  LastAck = 8,
  Listen = 9,
  SynAck = 10,
};
constexpr unsigned kTcpStates = 11;

// The first of RST, SYN, FIN, ACK that a segment carries; None forces CLOSE.
enum class TcpEvent : std::uint8_t { Syn = 0, Fin = 1, Ack = 2, Rst = 3, None = 4 };

// The packet's way; InputOnly: from the client, on a conn whose replies bypass the director.
enum class Direction : std::uint8_t { Input = 0, Output = 1, InputOnly = 2 };

// Secure: the kernel's secure_tcp, a conn is established only when the server says so.
enum class TcpRules : std::uint8_t { Normal = 0, Secure = 1 };

constexpr unsigned kStateColumns = 16;  // padded so that an index is bits side by side

struct TcpRow {
  TcpState next[kStateColumns];
};
struct TcpTable {
  TcpRow event[4];
};

namespace tcp_abbreviation {
constexpr TcpState NO = TcpState::None;
constexpr TcpState ES = TcpState::Established;
constexpr TcpState SS = TcpState::SynSent;
constexpr TcpState SR = TcpState::SynRecv;
constexpr TcpState FW = TcpState::FinWait;
constexpr TcpState TW = TcpState::TimeWait;
constexpr TcpState CL = TcpState::Close;
constexpr TcpState CW = TcpState::CloseWait;
constexpr TcpState LA = TcpState::LastAck;
constexpr TcpState LI = TcpState::Listen;
constexpr TcpState SA = TcpState::SynAck;

// clang-format off
constexpr TcpTable kInput = {{
    //         NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /*syn*/ {{SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR}},
    /*fin*/ {{CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, TW}},
    /*ack*/ {{ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES}},
    /*rst*/ {{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, SR}},
}};
constexpr TcpTable kOutput = {{
    /*syn*/ {{SS, ES, SS, SR, SS, SS, SS, SS, SS, LI, SR}},
    /*fin*/ {{TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW}},
    /*ack*/ {{ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES}},
    /*rst*/ {{CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL}},
}};
constexpr TcpTable kInputOnly = {{
    /*syn*/ {{SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR}},
    /*fin*/ {{CL, FW, SS, TW, FW, TW, CL, CW, LA, LI, TW}},
    /*ack*/ {{ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES}},
    /*rst*/ {{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL}},
}};
constexpr TcpTable kSecureInput = {{
    /*syn*/ {{SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SA}},
    /*fin*/ {{CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, SA}},
    /*ack*/ {{ES, ES, SS, SR, FW, TW, CL, CW, CL, LI, SA}},
    /*rst*/ {{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL}},
}};
constexpr TcpTable kSecureOutput = {{
    /*syn*/ {{SS, ES, SS, SA, SS, SS, SS, SS, SS, LI, SA}},
    /*fin*/ {{TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW}},
    /*ack*/ {{ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES}},
    /*rst*/ {{CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL}},
}};
constexpr TcpTable kSecureInputOnly = {{
    /*syn*/ {{SA, ES, ES, SR, SA, SA, SA, SA, SA, SA, SA}},
    /*fin*/ {{CL, FW, SS, TW, FW, TW, CL, CW, LA, LI, TW}},
    /*ack*/ {{ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES}},
    /*rst*/ {{CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL}},
}};
// clang-format on
}  // namespace tcp_abbreviation

// Indexed by TcpRules, then Direction.
constexpr TcpTable kTcpTables[2][4] = {
    {tcp_abbreviation::kInput, tcp_abbreviation::kOutput, tcp_abbreviation::kInputOnly, {}},
    {tcp_abbreviation::kSecureInput,
     tcp_abbreviation::kSecureOutput,
     tcp_abbreviation::kSecureInputOnly,
     {}},
};

constexpr TcpState next_state(TcpState state, TcpEvent event, Direction direction,
                              TcpRules rules = TcpRules::Normal) {
  return event == TcpEvent::None
             ? TcpState::Close
             : kTcpTables[static_cast<unsigned>(rules) & 1u][static_cast<unsigned>(direction) & 3u]
                   .event[static_cast<unsigned>(event) & 3u]
                   .next[static_cast<unsigned>(state) % kStateColumns];
}

// Counted in ActiveConn of the listings.
constexpr bool is_active(TcpState state) {
  return state == TcpState::Established || state == TcpState::SynSent ||
         state == TcpState::SynRecv || state == TcpState::SynAck;
}

static_assert(next_state(TcpState::None, TcpEvent::Syn, Direction::Input) == TcpState::SynRecv,
              "a SYN opens a conn");
static_assert(next_state(TcpState::SynRecv, TcpEvent::Rst, Direction::Input) == TcpState::SynRecv,
              "a client's RST in SYN_RECV does not close: it may be spoofed");
static_assert(next_state(TcpState::Established, TcpEvent::Fin, Direction::Input) ==
                  TcpState::CloseWait,
              "with replies in sight, the client's FIN waits for the server's");
static_assert(next_state(TcpState::Established, TcpEvent::Fin, Direction::InputOnly) ==
                  TcpState::FinWait,
              "without, it is as good as closed");
static_assert(next_state(TcpState::SynRecv, TcpEvent::Ack, Direction::Input, TcpRules::Secure) ==
                  TcpState::SynRecv,
              "secure_tcp does not believe the client's ACK alone");

}  // namespace dp
}  // namespace nicvs
