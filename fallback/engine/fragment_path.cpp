// SPDX-License-Identifier: Apache-2.0
// Fragments: kept until their packet is complete, which then goes the way of every packet and
// leaves in fragments (ip_defrag(), nf_ct_frag6_gather() around the kernel's IPVS).
#include "fallback/engine/known.hpp"
#include "fallback/engine/ownership.hpp"
#include "fallback/engine/packet_path.hpp"

namespace nicvs::soft {
namespace {

bool is_for_director(const Core& core, const dp::FlowKey& flow) {
  const IpAddress dst{flow.family, flow.dst};
  return core.net.is_local(dst) || core.classifier.concerns(dst);
}

// Of ICMP, whose errors may be about any conn; or from a NAT dest; or from a virtual address: a
// reply of a DR or TUN dest, which in IPv4 is let pass only if the director does not own the
// address.
bool may_be_reply(const Core& core, const dp::FlowKey& flow) {
  const IpAddress src{flow.family, flow.src};
  return flow.protocol == Protocol::Icmp || flow.protocol == Protocol::Icmpv6 ||
         core.services.has_nat_dest_address(src) || core.classifier.concerns(src) ||
         (flow.family == Family::Ipv6 && core.net.is_local(src));
}

}  // namespace

void PacketPath::count(dp::Reason reason, std::uint64_t times) {
  auto& counter = reasons_[static_cast<std::size_t>(reason)];
  counter.store(counter.load(std::memory_order_relaxed) + times, std::memory_order_relaxed);
}

// What the kernel refuses of packets that only pass through, before IPVS sees them (ip_forward,
// ip6_forward).
Decision PacketPath::check_passing(const Packet& packet, Batch& batch) {
  const dp::Parsed& p = packet.parsed;
  if (p.ttl <= 1) {
    forwarder_.tell_sender(IcmpProblem::TimeExceeded, packet, batch);
    return {dp::Verdict::Drop, dp::Reason::TtlExceeded};
  }
  const NextHop hop = core_.net.next_hop({p.key.family, p.key.dst});
  const bool may_not_be_cut = p.dont_fragment || p.key.family == Family::Ipv6;
  const bool is_too_long = may_not_be_cut && hop.kind != HopKind::Unreachable &&
                           hop.kind != HopKind::Local && p.ip_length > hop.mtu;
  if (!is_too_long) return {};
  forwarder_.tell_sender(IcmpProblem::PacketTooBig, packet, batch, hop.mtu);
  return {dp::Verdict::Drop, dp::Reason::MtuExceeded};
}

Decision PacketPath::decide_fragment(Packet& packet, Batch& batch) {
  const dp::FlowKey& flow = packet.parsed.key;
  const bool is_passing = !is_for_director(core_, flow);
  if (is_passing && !may_be_reply(core_, flow)) {
    return {dp::Verdict::PassToHost, dp::Reason::Fragment};
  }
  if (is_passing && flow.family == Family::Ipv4) {  // IPv6 is put together first
    const Decision refusal = check_passing(packet, batch);
    if (refusal.verdict == dp::Verdict::Drop) return refusal;
  }
  const Piece piece = read_piece(packet.window(), packet.parsed);
  dp::Reason reason = piece.reason;
  if (reason == dp::Reason::None) {
    reason = reassembler_.add(*packet.frame, piece, batch.now);
    count(dp::Reason::FragmentEvicted, reassembler_.take_evicted());
  }
  if (reason != dp::Reason::None) return {dp::text_of(reason).verdict, reason};
  const Decision decision = decide_complete(packet, is_passing, batch);
  reassembler_.done();
  return decision;
}

// Under the kernel, whether pieces stay apart is up to where the packet was put together: not for
// packets to the director, where ip_defrag() joins their memory.
Decision PacketPath::decide_complete(Packet& last, bool is_passing, Batch& batch) {
  Assembly assembly = reassembler_.assembly();
  assembly.keeps_pieces |= is_passing;
  Packet whole{&reassembler_.whole(), {}, 0, &assembly};
  whole.parsed = parse_frame(whole.window());
  if (core_.workers > 1) {
    const unsigned owner = owner_of_packet(core_, whole.window(), whole.parsed);
    if (owner != worker_) return hand_over(owner, last, batch);
  }
  whole.hash = conns_.hash_of(lookup_key(whole.parsed.key));
  const std::size_t first = batch.originated.size();
  const Decision decision = decide<AnyPacket>(whole, batch);
  if (decision.reason == dp::Reason::LocalDest) {
    if (!forwarder_.cut_for_host(whole, batch)) return {dp::Verdict::Drop, dp::Reason::TxRingFull};
    take_place(*last.frame, first, batch);
    batch.allocator.pass_to_host(std::span(batch.originated).subspan(first));
    batch.originated.resize(first);
    return decision;
  }
  if (decision.verdict == dp::Verdict::PassToHost) pass_kept(batch);
  if (decision.verdict == dp::Verdict::Forward) take_place(*last.frame, first, batch);
  return decision;
}

// The frame that arrived last becomes the first of those that leave.
void PacketPath::take_place(Frame& frame, std::size_t first, Batch& batch) {
  std::swap(frame, batch.originated[first]);
  batch.allocator.release({&batch.originated[first], 1});
  batch.originated.erase(batch.originated.begin() + static_cast<std::ptrdiff_t>(first));
}

// Visits the kept fragments of the completed packet in buffers of their own; the buffers are the
// visitor's.
template <class Visit>
void PacketPath::each_restored(Batch& batch, Visit visit) {
  reassembler_.each_kept([&](const Slot& slot) {
    Frame frame;
    if (!batch.allocator.allocate(frame)) return;
    if (!reassembler_.restore(slot, frame)) {
      batch.allocator.release({&frame, 1});
      return;
    }
    visit(frame);
  });
}

void PacketPath::pass_kept(Batch& batch) {
  each_restored(batch, [&](const Frame& frame) { batch.allocator.pass_to_host({&frame, 1}); });
}

// The owner puts the packet together again, from fragments in the order in which they came.
Decision PacketPath::hand_over(unsigned owner, const Packet& last, Batch& batch) {
  each_restored(batch, [&](const Frame& frame) {
    batch.allocator.hand_over(owner, {&frame, 1});
    batch.allocator.release({&frame, 1});
  });
  batch.allocator.hand_over(owner, {last.frame, 1});
  return {dp::Verdict::Keep, dp::Reason::FragmentKept};
}

void PacketPath::give_up_fragments(Batch& batch) {
  Reassembler::Expired expired;
  while (reassembler_.expire(batch.now, expired)) {
    count(dp::Reason::FragmentTimeout, 1);
    if (!expired.first) continue;
    Packet first{&*expired.first, {}, 0, nullptr};
    first.parsed = parse_frame(first.window());
    const bool has_lowered_ttl =
        first.parsed.key.family == Family::Ipv4 && !is_for_director(core_, first.parsed.key);
    forwarder_.tell_sender(IcmpProblem::FragmentsMissing, first, batch, 0,
                           has_lowered_ttl ? QuotedTtl::Lowered : QuotedTtl::AsReceived);
  }
}

}  // namespace nicvs::soft
