// SPDX-License-Identifier: Apache-2.0
#include "hls/kernels/kernels.hpp"

using namespace nicvs;
using namespace nicvs::kernels;

void k_parse_network(const dp::HeaderWindow& in, dp::Parsed& out) { out = dp::parse_network(in); }

void k_parse_transport(const ParseTransportIn& in, dp::Parsed& out) {
  out = in.packet;
  if (out.reason == dp::Reason::None) {
    out.reason = dp::parse_transport(in.window, out);
  }
}

void k_flow_hash(const FlowHashIn& in, FlowHashOut& out) {
  out.hash = dp::flow_hash(in.key, in.hash_key);
  out.tag = dp::tag_of(out.hash);
}

void k_flow_hash_ipv4(const FlowHashIpv4In& in, FlowHashOut& out) {
  const dp::FlowKey key = {
      dp::ipv4_address(in.src), dp::ipv4_address(in.dst), in.src_port, in.dst_port, in.protocol,
      dp::Family::Ipv4};
  out.hash = dp::flow_hash(key, in.hash_key);
  out.tag = dp::tag_of(out.hash);
}

void k_bucket_match(const BucketMatchIn& in, dp::BucketMatch& out) {
  out = dp::bucket_match(in.bucket, in.tag);
}

void k_conn_track(const ConnTrackIn& in, dp::Track& out) {
  dp::Parsed packet{};
  packet.key.protocol = in.protocol;
  packet.tcp_flags = in.tcp_flags;
  packet.sctp_chunks = in.sctp_chunks;
  packet.sctp_chunk[0] = in.sctp_chunk[0];
  packet.sctp_chunk[1] = in.sctp_chunk[1];
  out = dp::conn_track(in.protocol, in.state, in.flags, dp::conn_event(packet), in.from, in.rules);
}

void k_admission(const AdmissionIn& in, AdmissionOut& out) {
  dp::Parsed packet{};
  packet.key.protocol = in.protocol;
  packet.tcp_flags = in.tcp_flags;
  packet.sctp_chunk[0] = in.sctp_chunk;
  out.opens_conn = dp::opens_conn(packet);
  out.may_schedule = dp::may_schedule(packet, in.sloppy_tcp, in.sloppy_sctp);
  out.may_be_reused = dp::may_be_reused(in.protocol, in.state, in.flags, in.reuse_mode);
}

void k_dest_compare(const DestCompareIn& in, DestCompareOut& out) {
  out.is_candidate = dp::is_candidate(in.rule, in.later);
  out.is_better = dp::is_better(in.rule, in.best, in.later);
  out.ends_scan = dp::ends_scan(in.rule, in.later);
}

void k_hash_slots(const HashSlotsIn& in, HashSlotsOut& out) {
  out.dh = static_cast<std::uint8_t>(dp::dh_bucket(in.dst));
  out.sh = static_cast<std::uint8_t>(dp::sh_bucket(in.src, in.src_port, in.offset));
  out.mh = static_cast<std::uint16_t>(dp::maglev_slot(in.src, in.src_port, in.offset));
}

void k_forward_request(const ForwardRequestIn& in, dp::Forwarding& out) {
  out = dp::forward_request(in.packet, in.conn, in.tunnel, in.hop);
}

void k_forward_reply(const ForwardReplyIn& in, dp::Forwarding& out) {
  out = dp::forward_reply(in.packet, in.conn, in.hop);
}

void k_verdict(const VerdictIn& in, VerdictOut& out) {
  out.verdict = static_cast<std::size_t>(in.reason) < dp::kReasonCount
                    ? dp::text_of(in.reason).verdict
                    : dp::Verdict::Drop;
}
