// SPDX-License-Identifier: Apache-2.0
// The templates of persistent services, shared by all workers, under the slow-path lock.
//
// A template remembers which dest a client's network has; conns that it placed are under its
// control, and it lives at least as long as they do.
#pragma once

#include <functional>

#include "fallback/engine/engine_data.hpp"
#include "fallback/engine/entry_dropper.hpp"
#include "fallback/services/service_table.hpp"
#include "fallback/tables/conn_table.hpp"
#include "fallback/tables/timer_wheel.hpp"
#include "nicvs/dp/names.hpp"

namespace nicvs::soft {

// How long a conn or a template is kept on while others depend on it (the kernel's
// ip_vs_conn_expire).
constexpr std::uint32_t kPostponed_s = 60;

class Templates {
 public:
  Templates(std::uint64_t capacity, const dp::HashKey& key, ServiceTable& services)
      : table_(capacity, key), wheel_(table_.pool()), services_(services) {}

  // kNoConn if there is none.
  ConnIndex find(const dp::FlowKey& key) const {
    return table_.find(key, table_.hash_of(key)).index;
  }
  // The same for a service with a persistence engine, which found `data` in the packet.
  ConnIndex find(const dp::FlowKey& key, EngineData::Bytes data) const {
    return data.empty() ? find(key) : engine_data_.find(key, data);
  }
  // kNoConn if there is no room. timeout in seconds; counts at the dest. data: of the persistence
  // engine, empty without one.
  ConnIndex create(const dp::FlowKey& key, Dest& dest, std::uint16_t dest_port,
                   std::uint32_t timeout_s, Tick now, EngineData::Bytes data = {});
  // The mark of the packet that it was created for.
  void set_mark(ConnIndex index, std::uint32_t fwmark) { table_.conn(index).fwmark = fwmark; }
  // Out of the way of look-ups; its timer runs on.
  void hide(ConnIndex index) {
    engine_data_.hide(index);
    table_.hide_template(index);
  }
  // For a new one that the table does not index; empty data changes nothing.
  void set_engine_data(ConnIndex index, EngineData::Bytes data) {
    if (!data.empty()) engine_data_.add(table_.request_key(index), data, index);
  }
  // Empty if the template is of no persistence engine (there is one, "sip").
  std::string_view engine_data(ConnIndex index) const { return engine_data_.data_of(index); }

  // nullptr: it came from another director, and no dest of its kind was found.
  Dest* dest_of(ConnIndex index) {
    const DestIndex dest = table_.conn(index).dest_index;
    return dest == kNoDest ? nullptr : &services_.dest(dest);
  }
  // A conn came under its control: its time starts anew.
  void take_control(ConnIndex index, Tick now);
  void lose_control(ConnIndex index) { --table_.conn(index).control; }
  // How often it was looked at on behalf of a packet, this time included.
  std::uint32_t count_packet(ConnIndex index) { return ++table_.conn(index).packets; }
  void assure(ConnIndex index) { table_.conn(index).state = dp::kTemplateAssured; }

  // Ends templates of removed dests that control no conn, among the positions [first, stop).
  void end_lost(ConnIndex first, ConnIndex stop);

  void drop_entry(ConnIndex index, EntryDropper& dropper, Tick now);
  // Ends the template if it controls no conn any more and was never assured.
  void drop_unproven(ConnIndex index);

  // Called with each template that lives on because of its conns.
  void on_postponed(std::function<void(ConnIndex)> call) { on_postponed_ = std::move(call); }

  // See TimerWheel::turn().
  bool turn(Tick to, unsigned limit);
  Tick next_event(Tick otherwise) const { return wheel_.next_event(otherwise); }

  const ConnTable& table() const { return table_; }
  ConnTable& table() { return table_; }
  TimerWheel& wheel() { return wheel_; }

 private:
  void expire(ConnIndex index);
  void end(ConnIndex index);
  void forget(ConnIndex index);

  ConnTable table_;
  TimerWheel wheel_;
  ServiceTable& services_;
  EngineData engine_data_;
  std::function<void(ConnIndex)> on_postponed_;
};

}  // namespace nicvs::soft
