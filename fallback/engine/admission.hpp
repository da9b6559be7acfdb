// SPDX-License-Identifier: Apache-2.0
// Whether and where a packet without a conn opens one: the service's scheduler, or the template
// that remembers the client (the kernel's ip_vs_schedule, ip_vs_sched_persist and ip_vs_leave).
#pragma once

#include <span>

#include "fallback/engine/core.hpp"
#include "fallback/engine/packet.hpp"

namespace nicvs::soft {

// decision.verdict Forward: open a conn to `dest` (nullptr: bypass). Anything else: the packet's
// end.
struct Admission {
  Decision decision;
  Dest* dest = nullptr;
  std::uint16_t dest_port = 0;
  ConnIndex control = kNoConn;  // the template, which counts the conn already
  std::uint32_t flags = 0;      // dp::conn_flag of the new conn
};

// Under the slow-path lock. `service` matched the packet; `message` is what a UDP packet carries.
Admission admit(Core& core, Service& service, const dp::Parsed& packet, Time now, Tick tick,
                std::span<const std::uint8_t> message);

// A datagram from a dest of a service with a persistence engine, of no conn: a conn as if the
// client had begun it (the kernel's ip_vs_new_conn_out). Under the slow-path lock. Any other
// verdict than Forward: it is not the service's.
Admission admit_from_dest(Core& core, Service& service, Dest& dest, const dp::Parsed& packet,
                          Tick tick, std::span<const std::uint8_t> message);

}  // namespace nicvs::soft
