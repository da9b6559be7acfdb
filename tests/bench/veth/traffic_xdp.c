/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A generator and a sink for bench_veth: TCP frames of uniformly many flows out, all frames in.
 *
 * The generator runs by BPF_PROG_TEST_RUN on live frames; whatever became of their bytes on the way
 * is there in the next round, so each frame is written whole. TCP checksums are not kept: nobody on
 * the way looks.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { FRAME_BYTES = 60 };

struct traffic {
  __u32 interface;
  __u32 flows;
  __u8 frame[FRAME_BYTES];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct traffic);
} traffic SEC(".maps");

/* Frames: sent at 0, arrived at 1. */
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u64);
} frames SEC(".maps");

static __always_inline __u64 count(__u32 what) {
  __u64* counter = bpf_map_lookup_elem(&frames, &what);
  return counter ? (*counter)++ : 0;
}

static __always_inline __u16 header_checksum(const struct iphdr* ip) {
  const __u16* word = (const __u16*)ip;
  __u32 sum = 0;
  for (int i = 0; i < 10; ++i)
    if (i != 5) sum += word[i];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (__u16)~sum;
}

SEC("xdp")
int generate(struct xdp_md* frame) {
  __u8* data = (__u8*)(long)frame->data;
  struct iphdr* ip = (struct iphdr*)(data + sizeof(struct ethhdr));
  struct tcphdr* tcp = (struct tcphdr*)(ip + 1);
  const __u32 key = 0;
  const struct traffic* to = bpf_map_lookup_elem(&traffic, &key);
  if (!to || to->flows == 0 || data + FRAME_BYTES > (__u8*)(long)frame->data_end) return XDP_DROP;
  __builtin_memcpy(data, to->frame, FRAME_BYTES);
  /* A multiplicative hash spreads the sequence over the flows (Knuth, vol. 3, 6.4). */
  const __u32 flow = (__u32)(((count(0) * 2654435761u) & 0xffffffff) * to->flows >> 32);
  ip->saddr = bpf_htonl(0xc6120000u + flow / 50000); /* 198.18.0.0/15, for benchmarks */
  tcp->source = bpf_htons(10000 + flow % 50000);
  ip->check = header_checksum(ip);
  return (int)bpf_redirect(to->interface, 0);
}

SEC("xdp")
int swallow(struct xdp_md* frame) {
  count(1);
  return XDP_DROP;
}

const char traffic_license[] SEC("license") = "Apache-2.0";
