// SPDX-License-Identifier: Apache-2.0
// Which worker a packet belongs to: the one that owns its conn, or gathers its fragments.
#pragma once

#include "fallback/engine/core.hpp"
#include "fallback/engine/packet.hpp"

namespace nicvs::soft {

// The worker of a client's conns.
unsigned owner_of_client(const Core& core, const dp::Address& client, std::uint16_t port);

// The owner of the packet's conn: a hash of the client, so the same for both directions.
// Fragments meet at a worker chosen by their identification, which finds the conn's owner when the
// packet is complete. Only reads tables; inside the gate.
unsigned owner_of_packet(Core& core, const FrameWindow& window, const dp::Parsed& parsed);

}  // namespace nicvs::soft
