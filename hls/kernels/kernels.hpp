// SPDX-License-Identifier: Apache-2.0
// Every kernel that becomes a module: one struct in, one struct out.
//
// A kernel only adapts: it passes the members of its input to functions of nicvs/dp and puts what
// they return into its output. The structs are the ports of the module nicvs_<kernel>; the table of
// kernels and latencies is contracts.txt. Within the subset that hls/hlsc/README.md describes.
#pragma once

#include <cstdint>

#include "nicvs/dp/pipeline.hpp"

namespace nicvs {
namespace kernels {

// parse_network and parse_transport are dp::parse in two halves, one behind the other. The second
// takes what the first gives, and adds nothing if that has a reason.
struct ParseTransportIn {
  dp::HeaderWindow window;
  dp::Parsed packet;
};

struct FlowHashIn {
  dp::FlowKey key;
  dp::HashKey hash_key;
};
struct FlowHashOut {
  std::uint64_t hash;
  std::uint16_t tag;
};

// flow_hash_ipv4 is flow_hash for keys that are known to be IPv4, in fewer stages.
struct FlowHashIpv4In {
  std::uint32_t src;
  std::uint32_t dst;
  std::uint16_t src_port;
  std::uint16_t dst_port;
  dp::Protocol protocol;
  dp::HashKey hash_key;
};

struct BucketMatchIn {
  dp::BucketTags bucket;
  std::uint16_t tag;
};

struct ConnTrackIn {
  dp::Protocol protocol;
  std::uint8_t tcp_flags;
  std::uint8_t sctp_chunks;
  std::uint8_t sctp_chunk[2];
  std::uint8_t state;
  dp::Side from;
  dp::TcpRules rules;
  std::uint32_t flags;  // dp::conn_flag
};

// admission: may a packet open a conn, and does a conn give way to it?
struct AdmissionIn {
  dp::Protocol protocol;
  std::uint8_t tcp_flags;
  std::uint8_t sctp_chunk;  // the first
  dp::Sloppy sloppy_tcp;
  dp::Sloppy sloppy_sctp;
  std::uint8_t state;  // of the conn that was found
  std::uint32_t flags;
  std::uint32_t reuse_mode;
};
struct AdmissionOut {
  bool opens_conn;
  bool may_schedule;
  bool may_be_reused;
};

// dest_compare: one step of a scan over dests.
struct DestCompareIn {
  dp::ScanRule rule;
  dp::DestLoad best;
  dp::DestLoad later;
};
struct DestCompareOut {
  bool is_candidate;  // later
  bool is_better;     // later than best
  bool ends_scan;     // later
};

// hash_slots: the slots of dh, sh and mh.
struct HashSlotsIn {
  dp::Address src;
  dp::Address dst;
  std::uint16_t src_port;  // 0 unless the service says so
  std::uint32_t offset;    // 0, or the probe of a fallback
};
struct HashSlotsOut {
  std::uint8_t dh;
  std::uint8_t sh;
  std::uint16_t mh;
};

struct ForwardRequestIn {
  dp::Parsed packet;
  dp::ConnView conn;
  dp::Tunnel tunnel;
  dp::NextHop hop;
};

struct ForwardReplyIn {
  dp::Parsed packet;
  dp::ConnView conn;
  dp::NextHop hop;
};

// verdict: what befalls a frame with a reason; of no reason: drop.
struct VerdictIn {
  dp::Reason reason;
};
struct VerdictOut {
  dp::Verdict verdict;
};

}  // namespace kernels
}  // namespace nicvs

extern "C" {
void k_parse_network(const nicvs::dp::HeaderWindow& in, nicvs::dp::Parsed& out);
void k_parse_transport(const nicvs::kernels::ParseTransportIn& in, nicvs::dp::Parsed& out);
void k_flow_hash(const nicvs::kernels::FlowHashIn& in, nicvs::kernels::FlowHashOut& out);
void k_flow_hash_ipv4(const nicvs::kernels::FlowHashIpv4In& in, nicvs::kernels::FlowHashOut& out);
void k_bucket_match(const nicvs::kernels::BucketMatchIn& in, nicvs::dp::BucketMatch& out);
void k_conn_track(const nicvs::kernels::ConnTrackIn& in, nicvs::dp::Track& out);
void k_admission(const nicvs::kernels::AdmissionIn& in, nicvs::kernels::AdmissionOut& out);
void k_dest_compare(const nicvs::kernels::DestCompareIn& in, nicvs::kernels::DestCompareOut& out);
void k_hash_slots(const nicvs::kernels::HashSlotsIn& in, nicvs::kernels::HashSlotsOut& out);
void k_forward_request(const nicvs::kernels::ForwardRequestIn& in, nicvs::dp::Forwarding& out);
void k_forward_reply(const nicvs::kernels::ForwardReplyIn& in, nicvs::dp::Forwarding& out);
void k_verdict(const nicvs::kernels::VerdictIn& in, nicvs::kernels::VerdictOut& out);
}
