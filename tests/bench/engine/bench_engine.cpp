// SPDX-License-Identifier: Apache-2.0
// What a packet costs the software engine in memory: parse to rewritten frame, one core.
//
//   bench_engine [--json] [--smoke] [--only METHOD:CONNS]
//   --smoke: tiny tables, to test the program itself; --only: one row, e.g. nat:10000
//
// 64-byte TCP frames of uniformly random conns, in buffers that are in no near cache; the median of
// several runs. A reference loop (SipHash of a FlowKey and one random cache line, look-ups that do
// not wait for each other) runs beside it, since the machines are noisy: compare the ratio.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "fallback/tables/mapped_array.hpp"
#include "nicvs/dp/flow_hash.hpp"
#include "tests/bench/engine/workload.hpp"

namespace nicvs::bench {
namespace {

constexpr unsigned kRuns = 5;

struct Size {
  std::uint32_t conns;
  std::uint64_t capacity;
  std::uint64_t frames;  // per run
};
constexpr Size kSizes[] = {{1, 64, 1 << 20},
                           {10'000, 1 << 14, 1 << 20},
                           {1'000'000, 1 << 20, 1 << 20},
                           {10'000'000, 1 << 24, 1 << 21}};
// A table of a million filled to 75 %.
constexpr Size kMemorySize = {786'432, 1 << 20, 0};
constexpr Size kSmokeMemorySize = {786, 1 << 10, 0};
constexpr Size kSmokeSizes[] = {{1, 64, 8192}, {1000, 1 << 10, 8192}};

struct Method {
  ForwardMethod method;
  const char* name;
};
constexpr Method kMethods[] = {
    {ForwardMethod::Nat, "nat"}, {ForwardMethod::Dr, "dr"}, {ForwardMethod::Tun, "tun"}};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

nlohmann::json machine() {
  std::string line;
  std::string cpu = "unknown";
  std::ifstream info("/proc/cpuinfo");
  while (std::getline(info, line)) {
    if (line.rfind("model name", 0) == 0) {
      cpu = line.substr(line.find(':') + 2);
      break;
    }
  }
  utsname system{};
  uname(&system);
  char date[sizeof "2026-01-01"] = {};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&now, &utc));
  const char* commit = std::getenv("NICVS_COMMIT");  // set by tests/bench/run.sh
  return {{"cpu", cpu},
          {"date", date},
          {"commit", commit != nullptr ? commit : "unknown"},
          {"cores", std::thread::hardware_concurrency()},
          {"kernel", system.release}};
}

// ns per look-up of the reference loop.
double reference(std::size_t bytes) {
  soft::MappedArray<std::uint64_t> lines(bytes / sizeof(std::uint64_t));
  for (std::size_t i = 0; i < lines.size(); i += 8) lines[i] = i;
  constexpr std::uint32_t kCount = 1 << 21;
  std::uint64_t sum = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const dp::FlowKey key{dp::ipv4_address(i), dp::ipv4_address(1), 1, 80,
                          Protocol::Tcp,       Family::Ipv4};
    sum += lines[(dp::flow_hash(key, {1, 2}) % (lines.size() / 8)) * 8];
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  if (sum == 1) std::abort();  // keeps the loop
  return spent.count() * 1e9 / kCount;
}

nlohmann::json measure_packets(const Method& method, const Size& size) {
  std::fprintf(stderr, "  %s, %u conns\n", method.name, size.conns);
  Workload workload(method.method, size.capacity);
  workload.open_conns(0, size.conns);
  workload.send_acks(size.frames / 4, size.conns);
  std::vector<double> runs;
  for (unsigned run = 0; run < kRuns; ++run) {
    runs.push_back(workload.send_acks(size.frames, size.conns) * 1e9 /
                   static_cast<double>(size.frames));
  }
  return {{"method", method.name}, {"conns", size.conns}, {"ns_per_packet", median(runs)}};
}

double bytes_per_conn(const Size& size) {
  std::fprintf(stderr, "  memory\n");
  Workload workload(ForwardMethod::Nat, size.capacity);
  const std::uint64_t empty = resident_bytes();
  workload.open_conns(0, size.conns);
  return static_cast<double>(resident_bytes() - empty) / size.conns;
}

// SYNs of new conns while those of two steps before, which never saw an answer, expire.
double new_conns_per_second(std::uint32_t per_step, unsigned steps) {
  std::fprintf(stderr, "  new conns\n");
  Workload workload(ForwardMethod::Nat, std::uint64_t{per_step} * 4);
  std::vector<double> runs;
  for (unsigned step = 0; step < steps; ++step) {
    const std::uint64_t before = workload.engine().info().conn_count;
    const double opening = workload.open_conns(step * per_step, per_step);
    const double ending = workload.let_pass(std::chrono::seconds(30));  // a SYN_RECV lives 60 s
    if (step < 3) continue;
    if (workload.engine().info().conn_count != before) std::abort();  // as many must have gone
    runs.push_back(per_step / (opening + ending));
  }
  return median(runs);
}

void print_table(const nlohmann::json& result) {
  const auto& machine = result["machine"];
  std::printf("Software engine in memory (measured), one core, 64-byte TCP frames, random conns\n");
  std::printf(
      "machine: %s, %u cores, Linux %s; %s, commit %s\n", machine["cpu"].get<std::string>().c_str(),
      machine["cores"].get<unsigned>(), machine["kernel"].get<std::string>().c_str(),
      machine["date"].get<std::string>().c_str(), machine["commit"].get<std::string>().c_str());
  const double base = result["reference_ns"].get<double>();
  std::printf("reference: SipHash and one random line of %u MiB: %.1f ns\n\n",
              result["reference_mib"].get<unsigned>(), base);
  std::printf("%-8s %12s %12s %10s\n", "method", "conns", "ns/packet", "ratio");
  for (const auto& row : result["packets"]) {
    const double ns = row["ns_per_packet"].get<double>();
    std::printf("%-8s %12u %12.1f %10.2f\n", row["method"].get<std::string>().c_str(),
                row["conns"].get<std::uint32_t>(), ns, ns / base);
  }
  std::printf("\nnew conns per second, as many expiring: %.2f M\n",
              result["new_conns_per_second"].get<double>() / 1e6);
  std::printf("bytes per IPv4 conn, table filled to 75 %%: %.0f\n",
              result["bytes_per_conn"].get<double>());
}

// One row; nothing if it is none of the table's.
int measure_only(const std::string& row) {
  for (const Method& method : kMethods) {
    for (const Size& size : kSizes) {
      if (row != std::string(method.name) + ":" + std::to_string(size.conns)) continue;
      std::printf("%.1f ns/packet\n", measure_packets(method, size)["ns_per_packet"].get<double>());
      return 0;
    }
  }
  std::fprintf(stderr, "bench_engine: no row '%s', expected METHOD:CONNS as in the table\n",
               row.c_str());
  return 2;
}

template <std::size_t N>
nlohmann::json measure(const Size (&sizes)[N], const Size& memory, std::size_t reference_bytes,
                       std::uint32_t new_conns) {
  nlohmann::json result;
  result["machine"] = machine();
  std::fprintf(stderr, "bench_engine: reference loop\n");
  result["reference_mib"] = reference_bytes >> 20;
  result["reference_ns"] = reference(reference_bytes);
  result["bytes_per_conn"] = bytes_per_conn(memory);
  for (const Method& method : kMethods) {
    for (const Size& size : sizes) result["packets"].push_back(measure_packets(method, size));
  }
  result["new_conns_per_second"] = new_conns_per_second(new_conns, 8);
  return result;
}

}  // namespace
}  // namespace nicvs::bench

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 2 && args[0] == "--only") return nicvs::bench::measure_only(args[1]);
  bool as_json = false;
  bool is_smoke = false;
  for (const std::string& arg : args) {
    as_json |= arg == "--json";
    is_smoke |= arg == "--smoke";
    if (arg != "--json" && arg != "--smoke") {
      std::fprintf(stderr, "usage: bench_engine [--json] [--smoke] [--only METHOD:CONNS]\n");
      return arg == "--help" ? 0 : 2;
    }
  }
  using namespace nicvs::bench;
  const auto result = is_smoke ? measure(kSmokeSizes, kSmokeMemorySize, 1 << 20, 1024)
                               : measure(kSizes, kMemorySize, std::size_t{1} << 30, 1 << 20);
  as_json ? void(std::printf("%s\n", result.dump(2).c_str())) : print_table(result);
  return 0;
}
