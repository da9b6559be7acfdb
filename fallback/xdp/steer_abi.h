/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the steering programs in the kernel and the director agree on: keys and values of their
 * maps.
 *
 * Plain C for both compilers. Addresses are wire bytes, IPv4 in the first four with zeros behind;
 * ports are in network order in keys and in host order in ranges. Every byte is significant: keys
 * are zeroed before they are filled.
 */
#pragma once

#include <linux/types.h>

enum steer_family {
  STEER_IPV4 = 4,
  STEER_IPV6 = 6,
};

/* Key of `services` (destination) and `nat_dests` (source). Port 0 = any port. */
struct steer_endpoint {
  __u8 address[16];
  __u16 port_be;
  __u8 protocol;
  __u8 family; /* enum steer_family */
};

/* Key of `addresses`; the value is a __u32 of enum steer_role. */
struct steer_address {
  __u8 address[16];
  __u32 family;
};

enum steer_role {
  STEER_VIP = 1,
  STEER_VIP_ANY_PORT = 2,       /* some service has port 0 */
  STEER_VIP_FTP = 4,            /* a TCP service has port 21: data ports belong to it (ipvs.ko) */
  STEER_NAT_DEST = 8,           /* replies come from here */
  STEER_NAT_DEST_ANY_PORT = 16, /* some of its entries has port 0 */
  STEER_GUE_DEST = 32           /* errors about UDP to it concern a tunnel */
};

/* Key of the longest-prefix map `mark_prefixes`; bits counts the family's 8 bits, too. */
struct steer_prefix {
  __u32 bits;
  __u8 family;
  __u8 address[16];
  __u8 zero[3];
};

enum steer_limits {
  STEER_RANGES = 8,       /* per prefix */
  STEER_MAX_QUEUES = 256, /* per port */
  STEER_ACCEL_PORTS = 64
};

/* Destination ports first..last of one protocol, 0 = any protocol; unused entries have used = 0. */
struct steer_range {
  __u8 used;
  __u8 protocol;
  __u16 first;
  __u16 last;
};

struct steer_ranges {
  struct steer_range range[STEER_RANGES];
};

/* Entry 0 of the map `port`, which each XDP program has for itself. */
struct steer_port {
  __u8 mac[6];
  __u8 zero[2];
};

/* Why a frame was steered, or not: index of the map `counters` (per CPU, frames). */
enum steer_count {
  STEER_PASS_NOT_IP,
  STEER_PASS_OTHER_MAC, /* not to the port's address: broadcast, flooded by a switch */
  STEER_PASS_TRUNCATED,
  STEER_PASS_UNKNOWN,
  STEER_BY_SERVICE, /* this and all below are steered */
  STEER_BY_MARK_RULE,
  STEER_BY_NAT_REPLY,
  STEER_BY_ICMP,
  STEER_BY_FRAGMENT,
  STEER_ACCELERATED, /* not steered: the accelerator sent it */
  STEER_COUNTS
};

/* Entry 0 of the map `alive` is the CLOCK_MONOTONIC time in ns of the director's last sign of life.
 * When it is older than this, the tc program no longer keeps steered frames from the kernel. */
static const __u64 kSteerAliveNs = 5000000000ULL;
