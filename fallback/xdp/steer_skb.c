/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For AF_PACKET: the packet socket's filter takes steered frames, and the tc ingress program keeps
 * them from the kernel's stack, as packet sockets see a frame before tc does.
 *
 * A tc filter outlives a killed director: without a recent sign of life it lets everything through.
 */
#include <linux/if_packet.h>
#include <linux/pkt_cls.h>

#include "fallback/xdp/steer_match.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} alive SEC(".maps");

static __always_inline int frame_load(void* ctx, __u32 offset, void* to, __u32 length) {
  return bpf_skb_load_bytes(ctx, offset, to, length) ? -1 : 0;
}

static __always_inline enum steer_count steer_skb(struct __sk_buff* frame) {
  return frame->pkt_type == PACKET_HOST ? steer_frame(frame) : STEER_PASS_OTHER_MAC;
}

SEC("socket")
int nicvs_socket(struct __sk_buff* frame) {
  const enum steer_count what = steer_skb(frame);
  count(what);
  return what < STEER_BY_SERVICE ? 0 : -1;
}

SEC("tc")
int nicvs_tc(struct __sk_buff* frame) {
  if (steer_skb(frame) < STEER_BY_SERVICE) return TC_ACT_UNSPEC;
  const __u32 key = 0;
  const __u64* beat = bpf_map_lookup_elem(&alive, &key);
  if (!beat || bpf_ktime_get_ns() - *beat > kSteerAliveNs) return TC_ACT_UNSPEC;
  return TC_ACT_SHOT;
}

const char steer_license[] SEC("license") = "Apache-2.0";
