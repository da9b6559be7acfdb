// SPDX-License-Identifier: Apache-2.0
// XDP: the accelerator. Frames of installed conns are rewritten and sent right here; all others go
// on to the steering program.
//
// Compiled to BPF. Each frame layout has a copy of the path in which every offset is a constant, as
// the verifier wants it. The maps `port` and `next` are this port's own, all others are shared.
// Functions do not exist in the program: what they return does not fit a register.
#pragma clang attribute push(__attribute__((always_inline)), apply_to = function)

#include "fallback/accel/fast_path.hpp"
#include "fallback/edit/write_fields.hpp"
#include "fallback/xdp/bpf_calls.hpp"
#include "fallback/xdp/steer_abi.h"

#define SEC(name) __attribute__((section(name), used))

namespace nicvs::bpf {

// What libbpf reads of a map's declaration: numbers are the lengths of arrays pointed to.
template <int kType, int kEntries, int kValueSize, int kFlags>
struct MapOf {
  int (*type)[kType];
  int (*max_entries)[kEntries];
  int (*key_size)[4];
  int (*value_size)[kValueSize];
  int (*map_flags)[kFlags];
};
template <class Value>
using MappedArrayOf = MapOf<BPF_MAP_TYPE_ARRAY, 1, sizeof(Value), BPF_F_MMAPABLE>;

}  // namespace nicvs::bpf

using namespace nicvs;
using namespace nicvs::soft;
using bpf::MapOf;
using bpf::MappedArrayOf;

// Their sizes are set before they are loaded.
SEC(".maps") MappedArrayOf<AccelHeader> accel_header;
SEC(".maps") MappedArrayOf<AccelBucket> accel_buckets;
SEC(".maps") MappedArrayOf<AccelConn> accel_conns;
SEC(".maps") MapOf<BPF_MAP_TYPE_DEVMAP_HASH, STEER_ACCEL_PORTS, 4, 0> accel_ports;
SEC(".maps") MapOf<BPF_MAP_TYPE_PERCPU_ARRAY, STEER_COUNTS, 8, 0> counters;
SEC(".maps") MapOf<BPF_MAP_TYPE_ARRAY, 1, sizeof(steer_port), 0> port;
SEC(".maps") MapOf<BPF_MAP_TYPE_PROG_ARRAY, 1, 4, 0> next;

namespace {

struct BpfMemory {
  const AccelHeader* header() const { return bpf::look_up<const AccelHeader>(&accel_header, 0); }
  const AccelBucket* bucket(__u32 index) const {
    return bpf::look_up<const AccelBucket>(&accel_buckets, index);
  }
  AccelConn* conn(__u32 index) const { return bpf::look_up<AccelConn>(&accel_conns, index); }
};

// A frame of a known layout: its headers are there, and the bytes by which it was told are
// constants to the compiler.
template <unsigned kL3, dp::Protocol kProtocol>
struct PacketWindow {
  static constexpr unsigned kL4Length =
      kProtocol == dp::Protocol::Tcp ? dp::tcp::kMinLength : dp::udp::kLength;
  static constexpr unsigned kOuterType =
      kL3 == dp::ethernet::kLength ? dp::ethernet::kIpv4 : dp::ethernet::kVlan;
  static constexpr unsigned kChecked = kL3 + dp::ipv4::kMinLength + kL4Length;

  const __u8* bytes;
  __u32 length;

  unsigned size() const { return kChecked; }
  unsigned frame_size() const { return length; }
  __u8 byte(unsigned at) const {
    return at == dp::ethernet::kType         ? kOuterType >> 8
           : at == dp::ethernet::kType + 1   ? kOuterType & 0xff
           : at == kL3 - 2                   ? dp::ethernet::kIpv4 >> 8
           : at == kL3 - 1                   ? dp::ethernet::kIpv4 & 0xff
           : at == kL3                       ? dp::ipv4::kVersionAndMinLength
           : at == kL3 + dp::ipv4::kProtocol ? static_cast<__u8>(kProtocol)
                                             : bytes[at];
  }
};

__u8* begin_of(const xdp_md* frame) {
  return reinterpret_cast<__u8*>(static_cast<long>(frame->data));
}
__u8* end_of(const xdp_md* frame) {
  return reinterpret_cast<__u8*>(static_cast<long>(frame->data_end));
}

bool is_to_port(const __u8* data) {
  const auto* own = bpf::look_up<const steer_port>(&port, 0);
  if (own == nullptr) return false;
  bool is_same = true;
  for (int i = 0; i < 6; ++i) is_same &= data[i] == own->mac[i];
  return is_same;
}

void count(const FastVerdict& v) {
  AccelCount& sum = v.conn->from[v.from == dp::Side::Client ? 0 : 1];
  __sync_fetch_and_add(&sum.packets, 1);
  __sync_fetch_and_add(&sum.bytes, v.ip_length);
  v.conn->last_packet_ns = bpf::coarse_time_ns();
  auto* frames = bpf::look_up<__u64>(&counters, STEER_ACCELERATED);
  if (frames != nullptr) ++*frames;
}

// Makes the frame as long as its packet, and room in front for an outer header.
bool resize(xdp_md* frame, const dp::EditList& e, __u32 length, bool is_tunnel) {
  if (e.packet_end < length &&
      bpf::adjust_tail(frame, static_cast<int>(e.packet_end) - static_cast<int>(length)) != 0)
    return false;
  return !is_tunnel || bpf::adjust_head(frame, -static_cast<int>(dp::ipv4::kMinLength)) == 0;
}

template <unsigned kL3, dp::Protocol kProtocol>
bool rewrite(xdp_md* frame, const dp::EditList& e, bool is_tunnel) {
  constexpr unsigned kOuter = dp::ipv4::kMinLength;
  constexpr unsigned kHeaders = PacketWindow<kL3, kProtocol>::kChecked;
  __u8* data = begin_of(frame);
  if (!is_tunnel) {
    if (data + kHeaders > end_of(frame)) return false;
    write_macs(e, data);
    write_l3(e, data + kL3);
    write_l4(e, data);
    return true;
  }
  if (data + kOuter + kHeaders > end_of(frame)) return false;
  write_l3(e, data + kOuter + kL3);
  for (unsigned i = dp::ethernet::kType; i < kL3; ++i) data[i] = data[i + kOuter];
  write_macs(e, data);
  write_outer_ipv4(e.outer, data + kL3);
  return true;
}

// A result below 0: the frame goes on.
template <unsigned kL3, dp::Protocol kProtocol>
int accelerate(xdp_md* frame) {
  const __u8* data = begin_of(frame);
  if (data + PacketWindow<kL3, kProtocol>::kChecked > end_of(frame)) return -1;
  const __u32 length = frame->data_end - frame->data;
  BpfMemory memory;
  FastVerdict v;
  look_up(PacketWindow<kL3, kProtocol>{data, length}, memory, v);
  if (v.action == FastAction::Yield) v.conn->is_yielded = 1;
  if (v.action != FastAction::Forward) return -1;
  const bool is_tunnel = v.edits.outer.kind != dp::Outer::None;
  if (!resize(frame, v.edits, length, is_tunnel)) return -1;
  if (!rewrite<kL3, kProtocol>(frame, v.edits, is_tunnel)) return XDP_ABORTED;
  count(v);
  if (v.port == frame->ingress_ifindex) return XDP_TX;
  return static_cast<int>(bpf::redirect(&accel_ports, v.port, XDP_DROP));
}

template <unsigned kL3>
int accelerate_ipv4(xdp_md* frame) {
  const __u8* data = begin_of(frame);
  if (data + kL3 + dp::ipv4::kMinLength > end_of(frame)) return -1;
  const bool is_plain_ipv4 = data[kL3 - 2] == dp::ethernet::kIpv4 >> 8 &&
                             data[kL3 - 1] == (dp::ethernet::kIpv4 & 0xff) &&
                             data[kL3] == dp::ipv4::kVersionAndMinLength;
  if (!is_plain_ipv4) return -1;
  if (data[kL3 + dp::ipv4::kProtocol] == static_cast<__u8>(dp::Protocol::Tcp))
    return accelerate<kL3, dp::Protocol::Tcp>(frame);
  if (data[kL3 + dp::ipv4::kProtocol] == static_cast<__u8>(dp::Protocol::Udp))
    return accelerate<kL3, dp::Protocol::Udp>(frame);
  return -1;
}

int accelerate_frame(xdp_md* frame) {
  const __u8* data = begin_of(frame);
  constexpr unsigned kTagged = dp::ethernet::kLength + dp::ethernet::kVlanTagLength;
  if (data + kTagged > end_of(frame) || !is_to_port(data)) return -1;
  const unsigned type = data[dp::ethernet::kType] * 256u + data[dp::ethernet::kType + 1];
  if (type == dp::ethernet::kIpv4) return accelerate_ipv4<dp::ethernet::kLength>(frame);
  return type == dp::ethernet::kVlan ? accelerate_ipv4<kTagged>(frame) : -1;
}

}  // namespace

#pragma clang attribute pop

extern "C" SEC("xdp") int nicvs_accel(xdp_md* frame) {
  const int action = accelerate_frame(frame);
  if (action >= 0) return action;
  bpf::tail_call(frame, &next, 0);
  return XDP_PASS;
}

extern "C" SEC("license") const char accel_license[] = "Apache-2.0";
