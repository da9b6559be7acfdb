/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XDP: steered frames go to the AF_XDP socket of their queue; without a socket, to the kernel.
 *
 * The maps `sockets` and `port` are this port's own; all others are shared by all ports. A NIC in
 * promiscuous mode, and veth always, delivers frames that are for others: they are not steered.
 */
#include "fallback/xdp/steer_match.h"

struct {
  __uint(type, BPF_MAP_TYPE_XSKMAP);
  __uint(max_entries, STEER_MAX_QUEUES);
  __type(key, __u32);
  __type(value, __u32);
} sockets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct steer_port);
} port SEC(".maps");

static __always_inline int frame_load(void* ctx, __u32 offset, void* to, __u32 length) {
  const struct xdp_md* frame = ctx;
  const __u8* data = (const __u8*)(long)frame->data;
  const __u8* end = (const __u8*)(long)frame->data_end;
  if (offset > 512) return -1;
  if (data + offset + length > end) return -1;
  __builtin_memcpy(to, data + offset, length);
  return 0;
}

static __always_inline int is_to_port(void* ctx) {
  const __u32 key = 0;
  const struct steer_port* own = bpf_map_lookup_elem(&port, &key);
  struct steer_port to = {};
  if (!own || frame_load(ctx, 0, to.mac, sizeof to.mac)) return 0;
  for (int i = 0; i < 6; ++i)
    if (to.mac[i] != own->mac[i]) return 0;
  return 1;
}

SEC("xdp")
int nicvs_xdp(struct xdp_md* frame) {
  const enum steer_count what = is_to_port(frame) ? steer_frame(frame) : STEER_PASS_OTHER_MAC;
  count(what);
  if (what < STEER_BY_SERVICE) return XDP_PASS;
  return (int)bpf_redirect_map(&sockets, frame->rx_queue_index, XDP_PASS);
}

const char steer_license[] SEC("license") = "Apache-2.0";
