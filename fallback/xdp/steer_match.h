/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this frame the director's? The one matching function of the XDP, tc and socket programs.
 *
 * Steered are: TCP, UDP and SCTP to a service; what a mark rule covers; replies of NAT dests; ICMP
 * to a VIP or about a conn; fragments of all these (ports are unknown). Neighbour discovery never
 * is: only the port itself can answer it. Everything else stays in the kernel untouched.
 * The including file defines frame_load(): copies bytes of the frame, 0 if they exist.
 */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "fallback/xdp/steer_abi.h"

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, struct steer_endpoint);
  __type(value, __u8);
} services SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, struct steer_endpoint);
  __type(value, __u8);
} nat_dests SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __type(key, struct steer_address);
  __type(value, __u32);
} addresses SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 16384);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct steer_prefix);
  __type(value, struct steer_ranges);
} mark_prefixes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, STEER_COUNTS);
  __type(key, __u32);
  __type(value, __u64);
} counters SEC(".maps");

struct steer_packet {
  struct steer_endpoint src;
  struct steer_endpoint dst;
  __u32 l4; /* offset in the frame */
  __u32 is_fragment;
};

static __always_inline int frame_load(void* ctx, __u32 offset, void* to, __u32 length);

static __always_inline __u32 roles_of(const struct steer_endpoint* end) {
  struct steer_address key = {.family = end->family};
  __builtin_memcpy(key.address, end->address, sizeof key.address);
  const __u32* roles = bpf_map_lookup_elem(&addresses, &key);
  return roles ? *roles : 0;
}

static __always_inline const struct steer_ranges* mark_ranges(const struct steer_endpoint* dst) {
  struct steer_prefix key = {.bits = 8 + 128, .family = dst->family};
  __builtin_memcpy(key.address, dst->address, sizeof key.address);
  return bpf_map_lookup_elem(&mark_prefixes, &key);
}

static __always_inline int in_ranges(const struct steer_ranges* ranges, __u8 protocol, __u16 port) {
  for (int i = 0; i < STEER_RANGES; ++i) {
    const struct steer_range* range = &ranges->range[i];
    if (range->used && (range->protocol == 0 || range->protocol == protocol) &&
        port >= range->first && port <= range->last)
      return 1;
  }
  return 0;
}

static __always_inline int has_service(struct steer_endpoint* dst, __u32 roles) {
  const __u16 port = bpf_ntohs(dst->port_be);
  const __u16 port_be = dst->port_be;
  if (bpf_map_lookup_elem(&services, dst)) return 1;
  int found = 0;
  if (roles & STEER_VIP_ANY_PORT) {
    dst->port_be = 0;
    found = bpf_map_lookup_elem(&services, dst) != 0;
  }
  dst->port_be = port_be;
  return found ||
         ((roles & STEER_VIP_FTP) && dst->protocol == IPPROTO_TCP && (port == 20 || port >= 1024));
}

static __always_inline int has_nat_dest(struct steer_endpoint* src, __u32 roles) {
  if (bpf_map_lookup_elem(&nat_dests, src)) return 1;
  if (!(roles & STEER_NAT_DEST_ANY_PORT)) return 0;
  const __u16 port_be = src->port_be;
  src->port_be = 0;
  const int found = bpf_map_lookup_elem(&nat_dests, src) != 0;
  src->port_be = port_be;
  return found;
}

static __always_inline int parse_ipv4(void* ctx, __u32 l3, struct steer_packet* packet) {
  struct iphdr ip;
  if (frame_load(ctx, l3, &ip, sizeof ip) || ip.version != 4 || ip.ihl < 5) return -1;
  __builtin_memcpy(packet->src.address, &ip.saddr, 4);
  __builtin_memcpy(packet->dst.address, &ip.daddr, 4);
  packet->src.family = packet->dst.family = STEER_IPV4;
  packet->src.protocol = packet->dst.protocol = ip.protocol;
  packet->is_fragment = (ip.frag_off & bpf_htons(0x3fff)) != 0;
  packet->l4 = l3 + ip.ihl * 4u;
  return 0;
}

static __always_inline int parse_ipv6(void* ctx, __u32 l3, struct steer_packet* packet) {
  struct ipv6hdr ip;
  if (frame_load(ctx, l3, &ip, sizeof ip) || ip.version != 6) return -1;
  __builtin_memcpy(packet->src.address, &ip.saddr, 16);
  __builtin_memcpy(packet->dst.address, &ip.daddr, 16);
  packet->src.family = packet->dst.family = STEER_IPV6;
  packet->src.protocol = packet->dst.protocol = ip.nexthdr;
  packet->is_fragment = ip.nexthdr == IPPROTO_FRAGMENT;
  packet->l4 = l3 + sizeof ip;
  return 0;
}

/* An error about a packet that went to a NAT dest, or into a tunnel, comes from any router. */
static __always_inline int quotes_conn(void* ctx, const struct steer_packet* packet) {
  struct steer_packet quoted = {};
  const int wrong = packet->dst.family == STEER_IPV4 ? parse_ipv4(ctx, packet->l4 + 8, &quoted)
                                                     : parse_ipv6(ctx, packet->l4 + 8, &quoted);
  if (wrong) return 0;
  const __u8 protocol = quoted.dst.protocol;
  if (protocol == IPPROTO_IPIP || protocol == IPPROTO_IPV6 || protocol == IPPROTO_GRE) return 1;
  if (protocol == IPPROTO_UDP && (roles_of(&quoted.dst) & STEER_GUE_DEST)) return 1;
  return ((roles_of(&quoted.src) | roles_of(&quoted.dst)) & STEER_NAT_DEST) != 0;
}

static __always_inline int is_icmp_error(const struct steer_packet* packet, __u8 type) {
  if (packet->dst.family == STEER_IPV6) return type < 128;
  return type == 3 || type == 4 || type == 11;
}

static __always_inline enum steer_count steer_icmp(void* ctx, const struct steer_packet* packet,
                                                   int to_us, int from_nat_dest) {
  __u8 type;
  if (frame_load(ctx, packet->l4, &type, 1)) return STEER_PASS_TRUNCATED;
  if (packet->dst.family == STEER_IPV6 && type >= 130) return STEER_PASS_UNKNOWN;
  if (to_us) return STEER_BY_ICMP;
  if (!is_icmp_error(packet, type)) return STEER_PASS_UNKNOWN;
  return from_nat_dest || quotes_conn(ctx, packet) ? STEER_BY_ICMP : STEER_PASS_UNKNOWN;
}

static __always_inline enum steer_count steer_ip(void* ctx, struct steer_packet* packet) {
  const __u32 dst_roles = roles_of(&packet->dst);
  const __u32 src_roles = roles_of(&packet->src);
  const struct steer_ranges* marks = mark_ranges(&packet->dst);
  const __u8 protocol = packet->dst.protocol;
  if (packet->is_fragment)
    return (dst_roles & STEER_VIP) || marks || (src_roles & STEER_NAT_DEST) ? STEER_BY_FRAGMENT
                                                                            : STEER_PASS_UNKNOWN;
  if (protocol == (packet->dst.family == STEER_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
    return steer_icmp(ctx, packet, (dst_roles & STEER_VIP) || marks,
                      (src_roles & STEER_NAT_DEST) != 0);
  if (!dst_roles && !src_roles && !marks) return STEER_PASS_UNKNOWN;
  if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP && protocol != IPPROTO_SCTP)
    return marks && in_ranges(marks, protocol, 0) ? STEER_BY_MARK_RULE : STEER_PASS_UNKNOWN;

  __u16 ports[2];
  if (frame_load(ctx, packet->l4, ports, sizeof ports)) return STEER_PASS_TRUNCATED;
  packet->src.port_be = ports[0];
  packet->dst.port_be = ports[1];
  if ((dst_roles & STEER_VIP) && has_service(&packet->dst, dst_roles)) return STEER_BY_SERVICE;
  if (marks && in_ranges(marks, protocol, bpf_ntohs(ports[1]))) return STEER_BY_MARK_RULE;
  if ((src_roles & STEER_NAT_DEST) && has_nat_dest(&packet->src, src_roles))
    return STEER_BY_NAT_REPLY;
  return STEER_PASS_UNKNOWN;
}

static __always_inline enum steer_count steer_frame(void* ctx) {
  struct ethhdr ethernet;
  if (frame_load(ctx, 0, &ethernet, sizeof ethernet)) return STEER_PASS_TRUNCATED;
  __u16 type = ethernet.h_proto;
  __u32 l3 = sizeof ethernet;
  if (type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD)) {
    if (frame_load(ctx, l3 + 2, &type, sizeof type)) return STEER_PASS_TRUNCATED;
    l3 += 4;
  }
  struct steer_packet packet = {};
  if (type == bpf_htons(ETH_P_IP)) {
    if (parse_ipv4(ctx, l3, &packet)) return STEER_PASS_TRUNCATED;
  } else if (type == bpf_htons(ETH_P_IPV6)) {
    if (parse_ipv6(ctx, l3, &packet)) return STEER_PASS_TRUNCATED;
  } else {
    return STEER_PASS_NOT_IP;
  }
  return steer_ip(ctx, &packet);
}

static __always_inline void count(enum steer_count what) {
  const __u32 key = what;
  __u64* frames = bpf_map_lookup_elem(&counters, &key);
  if (frames) ++*frames;
}
