// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/engine/workload.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <span>

#include "fallback/edit/internet_checksum.hpp"
#include "fallback/edit/put.hpp"

namespace nicvs::bench {
namespace {

constexpr PortId kClientPort = 1;
constexpr PortId kServerPort = 2;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kAck = 0x10;
constexpr unsigned kFrameBytes = 60;  // 64 on the wire with the FCS
constexpr Mac kOwnMac{{2, 0, 0, 0, 0, 1}};
constexpr Mac kPeerMac{{2, 0, 0, 0, 0, 2}};

// CPU time of this thread: what other processes take from it does not count.
std::chrono::nanoseconds thread_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

IpAddress address(const char* text) { return *IpAddress::parse(text); }

void expect(const Status& status) {
  if (!status) std::abort();
}

void describe_network(NetSink& net) {
  for (const PortId port : {kClientPort, kServerPort}) {
    net.set_port({.id = port, .name = "port", .mac = kOwnMac});
  }
  net.add_address({kClientPort, *IpPrefix::parse("10.0.0.0/24"), address("10.0.0.254")});
  net.add_address({kServerPort, *IpPrefix::parse("10.1.0.0/24"), address("10.1.0.254")});
  net.add_address({kClientPort, *IpPrefix::parse("10.0.0.1/32"), address("10.0.0.1")});
  net.add_route({*IpPrefix::parse("10.1.0.0/24"), kServerPort});
  net.add_route({*IpPrefix::parse("0.0.0.0/0"), kClientPort, address("10.0.0.2")});
  for (int i = 1; i <= 4; ++i) {
    net.set_neighbour({kServerPort, address(("10.1.0." + std::to_string(i)).c_str()), kPeerMac});
  }
}

void add_service(DataPlane& plane, ForwardMethod method) {
  ServiceSpec spec;
  spec.key.address = address("10.0.0.1");
  spec.key.port = 80;
  spec.scheduler = "rr";
  expect(plane.add_service(spec));
  for (int i = 1; i <= 4; ++i) {
    DestSpec dest;
    dest.key = {address(("10.1.0." + std::to_string(i)).c_str()), 80};
    dest.method = method;
    expect(plane.add_dest(spec.key, dest));
  }
}

}  // namespace

Workload::Workload(ForwardMethod method, std::uint64_t capacity)
    : memory_(kBuffers * kBufferBytes), frames_(kBuffers) {
  auto engine = soft::SoftDataPlane::create(
      {.conn_capacity = capacity, .hash_key = {1, 2}, .random_seed = 1});
  if (!engine) std::abort();
  engine_ = *std::move(engine);
  describe_network(*engine_);
  add_service(*engine_, method);
  // In memory before anything is measured.
  for (std::size_t buffer = 0; buffer < kBuffers; ++buffer) write_frame(buffer, 0, kSyn);
}

// Conn n: client 16.0.0.0 + n / 32768, port 1024 + n % 32768.
void Workload::write_frame(std::size_t buffer, std::uint32_t conn, std::uint8_t flags) {
  std::uint8_t* frame = &memory_[buffer * kBufferBytes + kHeadroom];
  std::memset(frame, 0, kFrameBytes);
  soft::put_mac(frame, kOwnMac);
  soft::put_mac(frame + 6, kPeerMac);
  soft::put_be16(frame + 12, 0x0800);
  std::uint8_t* ip = frame + 14;
  ip[0] = 0x45;
  soft::put_be16(ip + 2, 40);
  ip[8] = 64;
  ip[9] = 6;
  soft::put_be32(ip + 12, 0x10000000u + conn / 32768);
  soft::put_be32(ip + 16, 0x0a000001u);
  soft::put_be16(ip + 10, soft::internet_checksum({ip, 20}));
  std::uint8_t* tcp = ip + 20;
  soft::put_be16(tcp, static_cast<std::uint16_t>(1024 + conn % 32768));
  soft::put_be16(tcp + 2, 80);
  tcp[12] = 0x50;
  tcp[13] = flags;
  frames_[buffer] = {.data = frame,
                     .length = kFrameBytes,
                     .headroom = kHeadroom,
                     .tailroom = kBufferBytes - kHeadroom - kFrameBytes,
                     .port = kClientPort};
}

void Workload::process(std::size_t first_buffer, unsigned frames) {
  engine_->process(0, {&frames_[first_buffer], frames}, decisions_, now_, allocator_, originated_);
  for (const soft::Decision& decision : std::span(decisions_).first(frames)) {
    if (decision.verdict != dp::Verdict::Forward) std::abort();  // it would measure something else
  }
}

double Workload::open_conns(std::uint32_t first, std::uint32_t count) {
  std::chrono::duration<double> spent{};
  for (std::uint32_t done = 0; done < count;) {
    const std::uint32_t now = std::min<std::uint32_t>(count - done, kBuffers);
    for (std::uint32_t i = 0; i < now; ++i) write_frame(i, first + done + i, kSyn);
    const auto begin = thread_time();
    for (std::uint32_t i = 0; i < now; i += kBatch) process(i, std::min(now - i, kBatch));
    spent += thread_time() - begin;
    done += now;
  }
  return spent.count();
}

double Workload::let_pass(soft::Time time) {
  now_ += time;
  const auto begin = thread_time();
  engine_->advance(now_);
  const std::chrono::duration<double> spent = thread_time() - begin;
  return spent.count();
}

double Workload::send_acks(std::uint64_t frames, std::uint32_t conns) {
  std::chrono::duration<double> spent{};
  for (std::uint64_t done = 0; done < frames; done += kBuffers) {
    for (std::size_t buffer = 0; buffer < kBuffers; ++buffer) {
      const auto conn = static_cast<std::uint32_t>(((random_() >> 32) * conns) >> 32);
      write_frame(buffer, conn, kAck);
    }
    const auto begin = thread_time();
    for (std::size_t buffer = 0; buffer < kBuffers; buffer += kBatch) process(buffer, kBatch);
    spent += thread_time() - begin;
    now_ += std::chrono::milliseconds(1);
  }
  return spent.count();
}

}  // namespace nicvs::bench
