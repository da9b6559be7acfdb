// SPDX-License-Identifier: Apache-2.0
#include "fallback/engine/templates.hpp"

namespace nicvs::soft {

ConnIndex Templates::create(const dp::FlowKey& key, Dest& dest, std::uint16_t dest_port,
                            std::uint32_t timeout_s, Tick now, EngineData::Bytes data) {
  Conn conn{};
  conn.client_port = key.src_port;
  conn.virtual_port = key.dst_port;
  conn.dest_port = dest_port;
  conn.protocol = key.protocol;
  conn.family = key.family;
  conn.dest_family = dest.family;
  conn.flags =
      static_cast<std::uint32_t>(dest.method) | dp::conn_flag::kTemplate | dp::conn_flag::kInactive;
  if (dest.method != ForwardMethod::Nat) conn.flags |= dp::conn_flag::kNoOutput;
  conn.dest_index = dest.index;
  conn.timeout_s = timeout_s;
  conn.deadline = now + ticks_of(timeout_s);
  const ConnAddresses addresses{key.src, key.dst, dest.address};
  const ConnIndex index =
      data.empty() ? table_.insert(conn, addresses) : table_.insert_unindexed(conn, addresses);
  if (index == kNoConn) return kNoConn;
  set_engine_data(index, data);
  services_.bind(dest, ConnKind::Template);
  wheel_.arm(index);
  return index;
}

void Templates::take_control(ConnIndex index, Tick now) {
  Conn& conn = table_.conn(index);
  ++conn.control;
  conn.deadline = now + ticks_of(conn.timeout_s);
  wheel_.deadline_moved(index);
}

bool Templates::turn(Tick to, unsigned limit) {
  return wheel_.turn(to, limit, [this](ConnIndex index) { expire(index); });
}

void Templates::expire(ConnIndex index) {
  Conn& conn = table_.conn(index);
  if (conn.control != 0) {
    conn.timeout_s = kPostponed_s;
    conn.deadline = wheel_.now() + ticks_of(kPostponed_s);
    wheel_.arm(index);
    if (on_postponed_) on_postponed_(index);
    return;
  }
  forget(index);
}

// For a template that is not armed.
void Templates::forget(ConnIndex index) {
  if (Dest* dest = dest_of(index)) services_.unbind(*dest, ConnKind::Template);
  engine_data_.forget(index);
  table_.remove(index);
}

void Templates::end_lost(ConnIndex first, ConnIndex stop) {
  for (ConnIndex index = first; index < stop; ++index) {
    if (!table_.is_used(index) || table_.conn(index).control != 0) continue;
    const Dest* dest = dest_of(index);
    if (dest != nullptr && !dest->is_available()) end(index);
  }
}

void Templates::end(ConnIndex index) {
  wheel_.disarm(index);
  forget(index);
}

void Templates::drop_entry(ConnIndex index, EntryDropper& dropper, Tick now) {
  const Dest* dest = dest_of(index);
  const bool of_one_packet =
      dest != nullptr && dest->is_available() && dest->service->is_one_packet();
  if (dropper.drops(table_.conn(index), of_one_packet, now)) end(index);
}

void Templates::drop_unproven(ConnIndex index) {
  const Conn& conn = table_.conn(index);
  if (conn.control == 0 && (conn.state & dp::kTemplateAssured) == 0) end(index);
}

}  // namespace nicvs::soft
