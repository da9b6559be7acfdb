// SPDX-License-Identifier: Apache-2.0
// How many real frames a second one worker forwards over veth, whole path: port, engine, port.
//
//   bench_veth [SECONDS]        prints a table; needs root
//   bench_veth --smoke          a tenth of it, to test the program itself
//
// A row in which nothing arrives is an error, not a figure.
//
// A generator in the client's namespace sends 64-byte TCP frames of open conns as fast as it can;
// an XDP program counts and drops them at the server. Generator, kernel and worker share the
// machine's cores, so this is the rate of the machine, not of the worker alone.
#include <spdlog/sinks/null_sink.h>
#include <sys/utsname.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "fallback/worker/worker_pool.hpp"
#include "host/netlink/net_monitor.hpp"
#include "tests/bench/veth/traffic.hpp"

namespace nicvs::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kVip = "10.9.9.9";

enum class Accel { None, Xdp };

constexpr std::uint64_t kConnCapacity = 1 << 18;

struct Setup {
  soft::IoMode mode;
  Accel accel;
  ForwardMethod method;
  unsigned flows;
};

struct Measured {
  std::string io;
  double sent;       // frames per second
  double forwarded;  // frames per second
};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return *std::move(result);
}

void must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().text);
}

std::string text_of(const Mac& mac) { return std::string(mac.byte.begin(), mac.byte.end()); }

// Without FCS, an ACK of 60 bytes (64 on the wire) to the VIP; the generator fills in the source.
std::string ack_frame(const Mac& to, const Mac& from) {
  const unsigned char rest[] = {0x08, 0, 0x45, 0, 0,  40, 0,    0,    0x40, 0,    64, 6,  0, 0,
                                0,    0, 0,    0, 10, 9,  9,    9,    0,    0,    0,  80, 0, 0,
                                0,    1, 0,    0, 0,  1,  0x50, 0x10, 0xff, 0xff, 0,  0,  0, 0};
  std::string frame = text_of(to) + text_of(from);
  frame.append(reinterpret_cast<const char*>(rest), sizeof rest);
  frame.resize(60, '\0');
  return frame;
}

std::unique_ptr<soft::SoftDataPlane> create_engine(ForwardMethod method) {
  auto engine = must(soft::SoftDataPlane::create({.conn_capacity = kConnCapacity, .workers = 1}));
  const ServiceKey key{.address = *IpAddress::parse(kVip), .port = 80};
  must(engine->add_service({.key = key, .scheduler = "rr"}));
  must(engine->add_dest(key, {.key = {*IpAddress::parse("10.9.2.2"), 80}, .method = method}));
  // The generator's frames are ACKs; they may open conns.
  must(engine->set_setting("sloppy_tcp", "1"));
  return engine;
}

// Control work for a while, as nicvsd does it.
void run_control(soft::SoftDataPlane& engine, netlink::NetMonitor& monitor, soft::WorkerPool& pool,
                 double seconds) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) {
    monitor.on_readable();
    monitor.tick();
    pool.tick();
    engine.advance(Clock::now().time_since_epoch());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Measured measure(const Setup& setup, double seconds, spdlog::logger& log) {
  test::Lab lab;
  lab.connect_client();
  lab.connect_server();
  lab.must_run(lab.director(), "ip addr add " + std::string(kVip) + "/32 dev d0");
  // Without native XDP on it, veth takes redirected frames only when it has GRO.
  lab.must_run(lab.director(), "ethtool -K d0 gro on >/dev/null");
  Mac client{};
  lab.run_in(lab.client(), [&] { client = test::mac_of("c0"); });
  std::unique_ptr<soft::XdpAccelerator> accelerator;
  auto engine = create_engine(setup.method);
  if (setup.accel == Accel::Xdp) {
    accelerator = must(soft::XdpAccelerator::create(kConnCapacity, {1, 2}));
    must(engine->set_accelerator(accelerator.get()));
  }
  auto monitor = must(netlink::NetMonitor::create(*engine, log));
  auto pool = must(soft::WorkerPool::create(
      *engine, {.workers = 1, .mode = setup.mode, .accelerator = accelerator.get()}, log));
  must(pool->add_port("d0"));
  must(pool->add_port("d1"));
  pool->start();
  lab.must_run(lab.director(), "ping -q -c 1 -W 2 10.9.2.2 >/dev/null");
  run_control(*engine, *monitor, *pool, 0.2);

  const Traffic traffic(lab, ack_frame(test::mac_of("d0"), client), setup.flows);
  run_control(*engine, *monitor, *pool, 1.0);  // conns are opened
  const auto begin = Clock::now();
  const std::uint64_t sent = traffic.sent(), arrived = traffic.arrived();
  run_control(*engine, *monitor, *pool, seconds);
  const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  if (traffic.arrived() == arrived) throw std::runtime_error("no frame reached the server");
  return {pool->ports().front().mode, static_cast<double>(traffic.sent() - sent) / elapsed,
          static_cast<double>(traffic.arrived() - arrived) / elapsed};
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown CPU";
}

void print_machine() {
  utsname system{};
  uname(&system);
  std::printf("machine: %s, %u cores, Linux %s; measured, 64-byte frames, one worker\n",
              cpu_model().c_str(), std::thread::hardware_concurrency(), system.release);
}

constexpr unsigned kFlows[] = {1, 1000, 100000};

void run_all(double seconds, std::span<const unsigned> flow_counts) {
  spdlog::logger log("bench", std::make_shared<spdlog::sinks::null_sink_mt>());
  print_machine();
  std::printf("%-27s %-4s %8s %12s %16s\n", "io", "by", "conns", "sent Mpps", "forwarded Mpps");
  constexpr std::pair<soft::IoMode, Accel> kWays[] = {{soft::IoMode::AfXdp, Accel::Xdp},
                                                      {soft::IoMode::AfXdp, Accel::None},
                                                      {soft::IoMode::AfPacket, Accel::None}};
  for (const auto& [mode, accel] : kWays) {
    for (const auto method : {ForwardMethod::Nat, ForwardMethod::Dr, ForwardMethod::Tun}) {
      for (const unsigned flows : flow_counts) {
        const Measured m = measure({mode, accel, method, flows}, seconds, log);
        const char* by = method == ForwardMethod::Nat  ? "nat"
                         : method == ForwardMethod::Dr ? "dr"
                                                       : "tun";
        std::printf("%-27s %-4s %8u %12.2f %16.2f\n", m.io.c_str(), by, flows, m.sent / 1e6,
                    m.forwarded / 1e6);
        std::fflush(stdout);
      }
    }
  }
}

}  // namespace
}  // namespace nicvs::bench

int main(int argc, char** argv) {
  const bool is_smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
  const double seconds = is_smoke ? 0.2 : argc > 1 ? std::atof(argv[1]) : 3.0;
  if (seconds <= 0) {
    std::fputs("usage: bench_veth [SECONDS|--smoke]\n", stderr);
    return 2;
  }
  try {
    const std::span flow_counts(nicvs::bench::kFlows);
    nicvs::bench::run_all(seconds, is_smoke ? flow_counts.first(1) : flow_counts);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_veth: %s\n", error.what());
    return 1;
  }
  return 0;
}
