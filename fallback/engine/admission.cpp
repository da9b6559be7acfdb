// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/admission.hpp"

#include <optional>

#include "fallback/apps/sip_call_id.hpp"

namespace nicvs::soft {
namespace {

constexpr std::uint16_t kFtpPort = 21;
constexpr std::uint16_t kFtpDataPort = 20;

Admission refuse(dp::Verdict verdict, dp::Reason reason) { return {.decision = {verdict, reason}}; }

// As the kernel tells (ip_vs_leave): an IPv6 address by its kind, so that the director's own count,
// an IPv4 address by its route.
bool is_unicast(const Core& core, const dp::FlowKey& flow) {
  if (flow.family == Family::Ipv6) return (flow.dst.word[0] >> 24) != 0xff;
  return (flow.dst.word[0] >> 28) != 0xe && flow.dst.word[0] != 0xffffffff &&
         !core.net.is_local({flow.family, flow.dst});
}

// No dest: what becomes of the packet (ip_vs_leave).
Admission leave(Core& core, const Service& service, const dp::Parsed& packet) {
  const dp::FlowKey& flow = packet.key;
  const bool may_bypass = service.key().is_fwmark() && core.settings.values().cache_bypass != 0 &&
                          is_unicast(core, flow);
  if (may_bypass) {
    return {.decision = {dp::Verdict::Forward, dp::Reason::None},
            .flags = static_cast<std::uint32_t>(ForwardMethod::Bypass) | dp::conn_flag::kNoOutput |
                     dp::conn_flag::kInactive};
  }
  if (service.key().port == kFtpPort && flow.dst_port != kFtpPort) {
    return refuse(dp::Verdict::PassToHost, dp::Reason::FtpData);
  }
  return refuse(dp::Verdict::Drop, dp::Reason::NoDest);
}

std::uint32_t new_conn_flags(const Service& service, const dp::FlowKey& flow, const Dest& dest) {
  std::uint32_t flags = static_cast<std::uint32_t>(dest.method) | dp::conn_flag::kInactive;
  if (dest.method != ForwardMethod::Nat) flags |= dp::conn_flag::kNoOutput;
  if (service.is_one_packet() && flow.protocol == Protocol::Udp) flags |= dp::conn_flag::kOnePacket;
  return flags;
}

// The key under which a persistent service remembers the client's network.
dp::FlowKey template_key(const Service& service, const dp::FlowKey& flow) {
  dp::FlowKey key = flow;
  key.src = service.persistence_network(flow.src);
  key.src_port = 0;
  if (flow.dst_port == service.key().port) {
    key.dst_port = flow.dst_port == kFtpPort ? std::uint16_t{0} : flow.dst_port;
    return key;
  }
  key.dst_port = 0;
  if (service.key().is_fwmark()) {
    key.protocol = Protocol::Ip;
    key.dst = dp::ipv4_address(service.key().fwmark);
  }
  return key;
}

bool is_usable_template(const Core& core, const Service& service, const Dest& dest) {
  const bool is_quiescent =
      core.settings.values().expire_quiescent_template != 0 && dest.weight == 0;
  return dest.service == &service && !is_quiescent;
}

// The client's template, new if there was none that can be used.
struct TemplateResult {
  ConnIndex index = kNoConn;
  Admission refusal;  // if index is kNoConn
};

// What the service's persistence engine remembers the packet by; empty without an engine. nullopt:
// it found nothing.
std::optional<EngineData::Bytes> engine_data_of(const Service& service, const dp::FlowKey& flow,
                                                EngineData::Bytes message) {
  if (!service.has_engine()) return EngineData::Bytes{};
  if (flow.protocol != Protocol::Udp) return std::nullopt;
  return find_call_id(message);
}

TemplateResult find_or_create_template(Core& core, Service& service, const dp::Parsed& packet,
                                       Time now, Tick tick, EngineData::Bytes message) {
  const dp::FlowKey key = template_key(service, packet.key);
  const auto data = engine_data_of(service, packet.key, message);
  if (!data) return {kNoConn, refuse(dp::Verdict::Drop, dp::Reason::NoCallId)};
  const ConnIndex found = core.templates.find(key, *data);
  if (found != kNoConn) {
    const Dest* dest = core.templates.dest_of(found);
    if (dest != nullptr && is_usable_template(core, service, *dest)) return {found, {}};
    core.templates.hide(found);
  }
  Dest* dest = service.schedule(packet.key, now);
  if (dest == nullptr) return {kNoConn, leave(core, service, packet)};
  const std::uint16_t dest_port = key.dst_port != 0 ? dest->port : std::uint16_t{0};
  const ConnIndex created =
      core.templates.create(key, *dest, dest_port, service.spec().persistence_timeout, tick, *data);
  if (created != kNoConn) {
    core.templates.set_mark(created, core.classifier.mark_of(packet.key));
    core.template_notes.begin(created);
    return {created, {}};
  }
  return {kNoConn, refuse(dp::Verdict::Drop, dp::Reason::TemplateTableFull)};
}

Admission admit_persistent(Core& core, Service& service, const dp::Parsed& packet, Time now,
                           Tick tick, EngineData::Bytes message) {
  const TemplateResult found = find_or_create_template(core, service, packet, now, tick, message);
  if (found.index == kNoConn) return found.refusal;
  Dest& dest = *core.templates.dest_of(found.index);
  const bool is_own_port = packet.key.dst_port == service.key().port && dest.port != 0;
  core.templates.take_control(found.index, tick);
  return {.decision = {dp::Verdict::Forward, dp::Reason::None},
          .dest = &dest,
          .dest_port = is_own_port ? dest.port : packet.key.dst_port,
          .control = found.index,
          .flags = new_conn_flags(service, packet.key, dest)};
}

}  // namespace

Admission admit(Core& core, Service& service, const dp::Parsed& packet, Time now, Tick tick,
                EngineData::Bytes message) {
  const dp::FlowKey& flow = packet.key;
  const bool is_ftp_data = flow.protocol == Protocol::Tcp && flow.src_port == kFtpDataPort &&
                           service.key().port == kFtpPort;
  if (is_ftp_data) return refuse(dp::Verdict::PassToHost, dp::Reason::FtpData);
  if (core.defence.drops_packet()) return refuse(dp::Verdict::Drop, dp::Reason::DropRate);
  if (service.is_persistent()) return admit_persistent(core, service, packet, now, tick, message);
  const bool is_other_port = !service.key().is_fwmark() && flow.dst_port != service.key().port;
  if (is_other_port) return leave(core, service, packet);
  Dest* dest = service.schedule(flow, now);
  if (dest == nullptr) return leave(core, service, packet);
  return {.decision = {dp::Verdict::Forward, dp::Reason::None},
          .dest = dest,
          .dest_port = dest->port != 0 ? dest->port : flow.dst_port,
          .flags = new_conn_flags(service, flow, *dest)};
}

Admission admit_from_dest(Core& core, Service& service, Dest& dest, const dp::Parsed& packet,
                          Tick tick, EngineData::Bytes message) {
  const dp::FlowKey& from = packet.key;
  const dp::FlowKey flow{from.dst,      service.key().address.value,
                         from.dst_port, service.key().port,
                         from.protocol, from.family};
  Admission admission{.decision = {dp::Verdict::Forward, dp::Reason::None},
                      .dest = &dest,
                      .dest_port = from.src_port,
                      .flags = new_conn_flags(service, flow, dest)};
  if (!service.is_persistent()) return admission;
  const auto data = engine_data_of(service, flow, message);
  if (!data) return refuse(dp::Verdict::PassToHost, dp::Reason::NoService);
  dp::FlowKey key = flow;
  key.src = service.persistence_network(flow.src);
  key.src_port = 0;
  ConnIndex control = core.templates.find(key, *data);
  const bool is_usable = control != kNoConn && core.templates.dest_of(control) == &dest &&
                         is_usable_template(core, service, dest);
  if (!is_usable) {
    if (control != kNoConn) core.templates.hide(control);
    control = core.templates.create(key, dest, from.src_port, service.spec().persistence_timeout,
                                    tick, *data);
  }
  if (control == kNoConn) return refuse(dp::Verdict::PassToHost, dp::Reason::NoService);
  core.templates.take_control(control, tick);
  admission.control = control;
  return admission;
}

}  // namespace nicvs::soft
