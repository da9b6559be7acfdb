// SPDX-License-Identifier: Apache-2.0
#include "fallback/xdp/xdp_accelerator.hpp"

#include <bpf/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "fallback/xdp/mapped_map.hpp"
#include "fallback/xdp/steer_abi.h"

namespace nicvs::soft {
namespace {

// Statistics may be this old where somebody asks for many of them in a row.
constexpr std::chrono::milliseconds kNewsInterval{20};

// The time of a packet is that of the last timer interrupt.
Time clock_error() {
  timespec resolution{};
  clock_getres(CLOCK_MONOTONIC_COARSE, &resolution);
  return std::chrono::seconds(resolution.tv_sec) + std::chrono::nanoseconds(resolution.tv_nsec);
}

int create_ports_map() {
  return bpf_map_create(BPF_MAP_TYPE_DEVMAP_HASH, "accel_ports", sizeof(std::uint32_t),
                        sizeof(std::uint32_t), STEER_ACCEL_PORTS, nullptr);
}

}  // namespace

struct XdpAccelerator::Maps {
  MappedMap header;
  MappedMap buckets;
  MappedMap conns;
  int ports_fd;
  // Read by workers, written by the control thread: one of STEER_ACCEL_PORTS, 0 = free.
  std::array<std::atomic<PortId>, STEER_ACCEL_PORTS> ports{};

  Maps(MappedMap the_header, MappedMap the_buckets, MappedMap the_conns, int fd)
      : header(std::move(the_header)),
        buckets(std::move(the_buckets)),
        conns(std::move(the_conns)),
        ports_fd(fd) {}
  ~Maps() { close(ports_fd); }
  Maps(const Maps&) = delete;
  Maps& operator=(const Maps&) = delete;

  AccelMemory memory() const {
    return {header.values<AccelHeader>().data(), buckets.values<AccelBucket>(),
            conns.values<AccelConn>()};
  }
};

Result<std::unique_ptr<XdpAccelerator>> XdpAccelerator::create(std::uint64_t conns,
                                                               const dp::HashKey& key) {
  const auto count = static_cast<std::uint32_t>(std::bit_ceil(std::min(conns, kMostConns)));
  auto header = MappedMap::create("accel_header", sizeof(AccelHeader), 1);
  if (!header) return header.error();
  auto buckets = MappedMap::create("accel_buckets", sizeof(AccelBucket), count);
  if (!buckets) return buckets.error();
  auto table = MappedMap::create("accel_conns", sizeof(AccelConn), count);
  if (!table) return table.error();
  const int ports_fd = create_ports_map();
  if (ports_fd < 0) {
    return Error{errno, std::string("BPF map accel_ports: ") + std::strerror(errno)};
  }
  auto maps =
      std::make_unique<Maps>(*std::move(header), *std::move(buckets), *std::move(table), ports_fd);
  return std::unique_ptr<XdpAccelerator>(new XdpAccelerator(std::move(maps), key, clock_error()));
}

XdpAccelerator::XdpAccelerator(std::unique_ptr<Maps> maps, const dp::HashKey& key, Time clock_error)
    : AccelTable(maps->memory(), key, clock_error), maps_(std::move(maps)) {}

XdpAccelerator::~XdpAccelerator() = default;

Status XdpAccelerator::add_port(PortId port) {
  if (can_send(port)) return {};
  const auto place = std::find(maps_->ports.begin(), maps_->ports.end(), 0u);
  if (place == maps_->ports.end()) return Error{E2BIG, "too many accelerated ports"};
  if (bpf_map_update_elem(maps_->ports_fd, &port, &port, BPF_ANY) != 0) {
    return Error{errno, std::string("BPF map accel_ports: ") + std::strerror(errno)};
  }
  *place = port;
  return {};
}

void XdpAccelerator::remove_port(PortId port) {
  std::replace(maps_->ports.begin(), maps_->ports.end(), port, PortId{0});
  bpf_map_delete_elem(maps_->ports_fd, &port);
}

bool XdpAccelerator::can_send(PortId port) const {
  return std::find(maps_->ports.begin(), maps_->ports.end(), port) != maps_->ports.end();
}

bool XdpAccelerator::wants(dp::Protocol protocol, std::uint8_t state) const {
  return protocol != dp::Protocol::Tcp ||
         state == static_cast<std::uint8_t>(dp::TcpState::Established);
}

bool XdpAccelerator::has_news() {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_news_ < kNewsInterval) return false;
  told_news_ = now;
  return true;
}

std::array<NamedMap, 4> XdpAccelerator::maps() const {
  return {{{"accel_header", maps_->header.fd()},
           {"accel_buckets", maps_->buckets.fd()},
           {"accel_conns", maps_->conns.fd()},
           {"accel_ports", maps_->ports_fd}}};
}

}  // namespace nicvs::soft
