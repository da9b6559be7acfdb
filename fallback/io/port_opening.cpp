// SPDX-License-Identifier: Apache-2.0
#include "fallback/io/port_opening.hpp"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstring>

#include "fallback/io/packet_queue.hpp"
#include "fallback/io/packet_sender.hpp"
#include "fallback/io/xsk_queue.hpp"

namespace nicvs::soft {
namespace {

// A worker that got no receive queue still sends on the port.
Status add_senders(PortId port, std::span<PortIo* const> workers, OpenedPort& opened) {
  for (std::size_t w = 0; w < workers.size(); ++w) {
    if (!opened.queues[w].empty()) continue;
    auto sender = PacketSender::open(workers[w]->context_for(port));
    if (!sender) return sender.error();
    opened.queues[w].push_back(*std::move(sender));
  }
  return {};
}

// What ports are opened with.
struct Means {
  const SteeringMaps& maps;
  std::span<PortIo* const> workers;
  const XdpAccelerator* accelerator;
  spdlog::logger& log;
};

Result<XdpProgram> attach_xdp(const PortFacts& facts, XdpMode mode, const Means& means) {
  const Port& port = facts.port;
  if (means.accelerator != nullptr) {
    auto accelerated = XdpProgram::attach(means.maps, port.id, port.mac, mode, means.accelerator);
    if (accelerated) return accelerated;
    means.log.warn("port {}: not accelerated: {}", port.name, accelerated.error().text);
  }
  return XdpProgram::attach(means.maps, port.id, port.mac, mode);
}

Status open_xdp(const PortFacts& facts, XdpMode mode, const Means& means, OpenedPort& opened) {
  auto program = attach_xdp(facts, mode, means);
  if (!program) return program.error();
  opened.attachment->xdp.emplace(*std::move(program));
  const auto workers = means.workers;
  for (std::uint32_t q = 0; q < facts.queues && q < STEER_MAX_QUEUES; ++q) {
    PortIo& worker = *workers[q % workers.size()];
    auto queue = XskQueue::open(worker.context_for(facts.port.id), facts.port.name, q, mode);
    if (!queue) return queue.error();
    opened.attachment->sockets.push_back({q, (*queue)->fd()});
    opened.queues[q % workers.size()].push_back(*std::move(queue));
  }
  return add_senders(facts.port.id, workers, opened);
}

Status open_packet(const PortFacts& facts, const SteeringMaps& maps,
                   std::span<PortIo* const> workers, OpenedPort& opened) {
  const PacketQueue::Options options{.filter_fd = maps.socket_filter_fd(),
                                     .workers = static_cast<unsigned>(workers.size()),
                                     .fanout_id = static_cast<std::uint16_t>(
                                         static_cast<unsigned>(getpid()) ^ (facts.port.id << 8))};
  for (std::size_t w = 0; w < workers.size(); ++w) {
    auto queue = PacketQueue::open(workers[w]->context_for(facts.port.id), options);
    if (!queue) return queue.error();
    opened.queues[w].push_back(*std::move(queue));
  }
  auto program = TcProgram::attach(maps, facts.port.id);
  if (!program) return program.error();
  opened.attachment->tc.emplace(*std::move(program));
  return {};
}

enum class Way { NativeXdp, GenericXdp, Packet };

std::vector<Way> ways_of(IoMode mode) {
  if (mode == IoMode::AfPacket) return {Way::Packet};
  if (mode == IoMode::AfXdp) return {Way::NativeXdp, Way::GenericXdp};
  return {Way::NativeXdp, Way::GenericXdp, Way::Packet};
}

Status open_by(Way way, const PortFacts& facts, const Means& means, OpenedPort& opened) {
  switch (way) {
    case Way::NativeXdp:
      return open_xdp(facts, XdpMode::Native, means, opened);
    case Way::GenericXdp:
      return open_xdp(facts, XdpMode::Generic, means, opened);
    case Way::Packet:
      return open_packet(facts, means.maps, means.workers, opened);
  }
  return Error{EINVAL, "no such way to open a port"};
}

}  // namespace

std::string PortAttachment::mode_text() const {
  if (!xdp) return "AF_PACKET";
  return std::string("AF_XDP ") + word_of(xdp->mode()) +
         (xdp->is_accelerated() ? ", accelerated" : "");
}

Status PortAttachment::connect() const {
  for (const Socket& socket : sockets) {
    if (bpf_map_update_elem(xdp->sockets_fd(), &socket.queue, &socket.fd, BPF_ANY) != 0) {
      return Error{errno, std::string("XDP map of sockets: ") + std::strerror(errno)};
    }
  }
  return {};
}

Result<OpenedPort> open_port(const PortFacts& facts, IoMode mode, const SteeringMaps& maps,
                             std::span<PortIo* const> workers, const XdpAccelerator* accelerator,
                             spdlog::logger& log) {
  const Means means{maps, workers, accelerator, log};
  Error refusal{ENOTSUP, {}};
  for (const Way way : ways_of(mode)) {
    auto host = HostPath::create(facts.port);
    if (!host) return host.error();
    OpenedPort opened;
    opened.attachment.reset(new PortAttachment{*std::move(host), {}, {}, {}});
    opened.queues.resize(workers.size());
    const Status status = open_by(way, facts, means, opened);
    if (status) {
      log.info("port {}: {}, {} queue(s){}{}", facts.port.name, opened.attachment->mode_text(),
               facts.queues, refusal.text.empty() ? "" : "; refused: ", refusal.text);
      return opened;
    }
    if (!refusal.text.empty()) refusal.text += "; ";
    refusal.text += status.error().text;
    refusal.code = status.error().code;
  }
  return Error{refusal.code, "port " + facts.port.name + ": " + refusal.text};
}

}  // namespace nicvs::soft
