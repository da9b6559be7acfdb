// SPDX-License-Identifier: Apache-2.0
// The card's registers as values: an offset, and fields of a word.
//
//   const auto ctrl = regs::Ctrl{}.with_enable(true);
//   bus.write(ctrl);
//
// A value wider than its field is cut off. Threads, errors and the card's loss are
// matters of the bus (host/device/register_bus.hpp); docs/registers.md is the manual.
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
#pragma once

#include <cstdint>

#include "nicvs/dp/verdict.hpp"

namespace nicvs::regs {

// What ID reads: the letters NICV.
constexpr std::uint32_t kCardId = 0x4e494356;
// Rings consist of cells of this size; a record is a head cell and the cells of its frame.
constexpr std::uint32_t kRingCellBytes = 64;
// Ring indices count cells and wrap at two to this power, whatever the ring's size.
constexpr std::uint32_t kRingIndexBits = 24;
// The smallest ring has two to this power cells: more than the longest record.
constexpr std::uint32_t kRingCellsLog2Min = 6;
// The largest ring has two to this power cells.
constexpr std::uint32_t kRingCellsLog2Max = 20;
// The longest frame in a record.
constexpr std::uint32_t kFrameBytesMax = 2048;
// The edition of the map that this driver was built with.
constexpr std::uint16_t kVersion = 1;
constexpr std::uint16_t kDigest = 0x32c2;
// Bytes of the register window.
constexpr std::uint32_t kWindowBytes = 0x10000;

// Master switch of the interrupt.
struct IrqGlobalEnable {
  static constexpr std::uint32_t kOffset = 0x004;
  std::uint32_t raw = 0x0;

  // 1: the interrupt line follows IRQ_STATUS and IRQ_ENABLE. rw
  constexpr bool enable() const { return (raw & 0x1u) != 0; }
  constexpr IrqGlobalEnable with_enable(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
};

// Which causes raise the interrupt.
struct IrqEnable {
  static constexpr std::uint32_t kOffset = 0x008;
  std::uint32_t raw = 0x0;

  // HOST_RING_TAIL has moved. rw
  constexpr bool host_ring() const { return (raw & 0x1u) != 0; }
  constexpr IrqEnable with_host_ring(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
  // CARD_RING_HEAD has moved. rw
  constexpr bool card_ring() const { return (raw >> 1 & 0x1u) != 0; }
  constexpr IrqEnable with_card_ring(bool value) const {
    return {(raw & ~0x2u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 1)};
  }
  // A bit of FAULTS was set. rw
  constexpr bool fault() const { return (raw >> 2 & 0x1u) != 0; }
  constexpr IrqEnable with_fault(bool value) const {
    return {(raw & ~0x4u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 2)};
  }
};

// Causes since they were last cleared, enabled or not. The line is level: it falls when all are
// clear.
struct IrqStatus {
  static constexpr std::uint32_t kOffset = 0x00c;
  std::uint32_t raw = 0x0;

  // HOST_RING_TAIL has moved. rw1c
  constexpr bool host_ring() const { return (raw & 0x1u) != 0; }
  constexpr IrqStatus with_host_ring(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
  // CARD_RING_HEAD has moved. rw1c
  constexpr bool card_ring() const { return (raw >> 1 & 0x1u) != 0; }
  constexpr IrqStatus with_card_ring(bool value) const {
    return {(raw & ~0x2u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 1)};
  }
  // A bit of FAULTS was set. rw1c
  constexpr bool fault() const { return (raw >> 2 & 0x1u) != 0; }
  constexpr IrqStatus with_fault(bool value) const {
    return {(raw & ~0x4u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 2)};
  }
};

// Tells a NICVS card from others. Never all ones: a driver that reads all ones asks here whether
// the card is gone.
struct Id {
  static constexpr std::uint32_t kOffset = 0x010;
  std::uint32_t raw = 0x4e494356;

  // CARD_ID. ro
  constexpr std::uint32_t value() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
};

// Which edition of this map the card was built with.
struct MapVersion {
  static constexpr std::uint32_t kOffset = 0x014;
  std::uint32_t raw = 0x32c20001;

  // The map's version. ro
  constexpr std::uint16_t version() const { return static_cast<std::uint16_t>((raw)&0xffffu); }
  // Of every number in the map: differs when a change forgot the version. ro
  constexpr std::uint16_t digest() const {
    return static_cast<std::uint16_t>((raw >> 16) & 0x7fffu);
  }
};

// Capability: the conn table.
struct ConnSlots {
  static constexpr std::uint32_t kOffset = 0x020;
  std::uint32_t raw = 0x0;

  // A NAT conn takes two, any other one. [conn_entry slots] ro
  constexpr std::uint32_t value() const { return static_cast<std::uint32_t>((raw)&0x1ffffffu); }
};

// Capability: the service table.
struct ServiceSlots {
  static constexpr std::uint32_t kOffset = 0x024;
  std::uint32_t raw = 0x0;

  // Slots of service_entry. [slots] ro
  constexpr std::uint16_t value() const { return static_cast<std::uint16_t>((raw)&0xffffu); }
};

// Capability: the dest table.
struct DestSlots {
  static constexpr std::uint32_t kOffset = 0x028;
  std::uint32_t raw = 0x0;

  // Slots of dest_entry. [slots] ro
  constexpr std::uint16_t value() const { return static_cast<std::uint16_t>((raw)&0xffffu); }
};

// Capability: the next hop table.
struct NextHopSlots {
  static constexpr std::uint32_t kOffset = 0x02c;
  std::uint32_t raw = 0x0;

  // Slots of next_hop_entry. [slots] ro
  constexpr std::uint16_t value() const { return static_cast<std::uint16_t>((raw)&0xffffu); }
};

// Capability: scheduling slots of all services together.
struct SchedSlots {
  static constexpr std::uint32_t kOffset = 0x030;
  std::uint32_t raw = 0x0;

  // Slots of sched_slot_entry. [slots] ro
  constexpr std::uint32_t value() const { return static_cast<std::uint32_t>((raw)&0x1ffffu); }
};

// Capability: MAC ports.
struct Ports {
  static constexpr std::uint32_t kOffset = 0x034;
  std::uint32_t raw = 0x0;

  // Ports 0 to COUNT - 1 exist. [ports] ro
  constexpr std::uint8_t count() const { return static_cast<std::uint8_t>((raw)&0x7u); }
};

// Capability: the clock of the data path.
struct Clock {
  static constexpr std::uint32_t kOffset = 0x038;
  std::uint32_t raw = 0x0;

  // Cycles in a millisecond. [kHz] ro
  constexpr std::uint32_t khz() const { return static_cast<std::uint32_t>((raw)&0xfffffu); }
};

// Global control.
struct Ctrl {
  static constexpr std::uint32_t kOffset = 0x040;
  std::uint32_t raw = 0x0;

  // 1: balance frames. 0: pass every frame to the host. rw
  constexpr bool enable() const { return (raw & 0x1u) != 0; }
  constexpr Ctrl with_enable(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
  // 1: conns expire. 0: they stay. rw
  constexpr bool ager_enable() const { return (raw >> 1 & 0x1u) != 0; }
  constexpr Ctrl with_ager_enable(bool value) const {
    return {(raw & ~0x2u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 1)};
  }
  // Empties tables and FIFOs; registers and rings keep what they have. w1p
  constexpr Ctrl with_soft_reset(bool value) const {
    return {(raw & ~0x100u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 8)};
  }
};

// Global state.
struct Status {
  static constexpr std::uint32_t kOffset = 0x044;
  std::uint32_t raw = 0x0;

  // 1: tables are being emptied; frames are passed to the host. ro
  constexpr bool resetting() const { return (raw & 0x1u) != 0; }
  // 1: no frame, record or command is inside. ro
  constexpr bool idle() const { return (raw >> 1 & 0x1u) != 0; }
};

// A card that lives changes it. Never all ones.
struct Heartbeat {
  static constexpr std::uint32_t kOffset = 0x048;
  std::uint32_t raw = 0x0;

  // Counts up and wraps, also during a soft reset. [1024 cycles] ro
  constexpr std::uint32_t count() const { return static_cast<std::uint32_t>((raw)&0x7fffffffu); }
};

// For drivers that want to see that writes arrive.
struct Scratch {
  static constexpr std::uint32_t kOffset = 0x04c;
  std::uint32_t raw = 0x0;

  // Means nothing to the card. rw
  constexpr std::uint32_t value() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr Scratch with_value(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// What should never happen, since last cleared.
struct Faults {
  static constexpr std::uint32_t kOffset = 0x050;
  std::uint32_t raw = 0x0;

  // HOST_RING_HEAD was outside of what the card had written; records are dropped meanwhile. rw1c
  constexpr bool host_ring_index() const { return (raw & 0x1u) != 0; }
  constexpr Faults with_host_ring_index(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
  // CARD_RING_TAIL was further ahead than the ring is long; the ring stands still until its size
  // was set to 0. rw1c
  constexpr bool card_ring_index() const { return (raw >> 1 & 0x1u) != 0; }
  constexpr Faults with_card_ring_index(bool value) const {
    return {(raw & ~0x2u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 1)};
  }
  // A record had a wrong kind, length or serial; the ring stands still until its size was set to 0.
  // rw1c
  constexpr bool card_ring_record() const { return (raw >> 2 & 0x1u) != 0; }
  constexpr Faults with_card_ring_record(bool value) const {
    return {(raw & ~0x4u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 2)};
  }
};

// The unit of last_seen and of timeouts.
struct AgeTick {
  static constexpr std::uint32_t kOffset = 0x054;
  std::uint32_t raw = 0x4cd5886;

  // The default is 0.25 s at 322.265625 MHz. [cycles] rw
  constexpr std::uint32_t cycles() const { return static_cast<std::uint32_t>((raw)&0x3fffffffu); }
  constexpr AgeTick with_cycles(std::uint32_t value) const {
    return {(raw & ~0x3fffffffu) | ((static_cast<std::uint32_t>(value) & 0x3fffffffu) << 0)};
  }
};

// How full the conn table is.
struct ConnCount {
  static constexpr std::uint32_t kOffset = 0x058;
  std::uint32_t raw = 0x0;

  // Slots in use. [conn_entry slots] ro
  constexpr std::uint32_t entries() const { return static_cast<std::uint32_t>((raw)&0x1ffffffu); }
};

// Settings of IPVS that decisions of the card depend on.
struct Settings {
  static constexpr std::uint32_t kOffset = 0x05c;
  std::uint32_t raw = 0x18;

  // sloppy_tcp. rw
  constexpr bool sloppy_tcp() const { return (raw & 0x1u) != 0; }
  constexpr Settings with_sloppy_tcp(bool value) const {
    return {(raw & ~0x1u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 0)};
  }
  // sloppy_sctp. rw
  constexpr bool sloppy_sctp() const { return (raw >> 1 & 0x1u) != 0; }
  constexpr Settings with_sloppy_sctp(bool value) const {
    return {(raw & ~0x2u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 1)};
  }
  // The table of secure_tcp is in force. rw
  constexpr bool secure_tcp() const { return (raw >> 2 & 0x1u) != 0; }
  constexpr Settings with_secure_tcp(bool value) const {
    return {(raw & ~0x4u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 2)};
  }
  // pmtu_disc. rw
  constexpr bool pmtu_discovery() const { return (raw >> 3 & 0x1u) != 0; }
  constexpr Settings with_pmtu_discovery(bool value) const {
    return {(raw & ~0x8u) | ((static_cast<std::uint32_t>(value) & 0x1u) << 3)};
  }
  // conn_reuse_mode. rw
  constexpr std::uint8_t conn_reuse_mode() const {
    return static_cast<std::uint8_t>((raw >> 4) & 0x3u);
  }
  constexpr Settings with_conn_reuse_mode(std::uint8_t value) const {
    return {(raw & ~0x30u) | ((static_cast<std::uint32_t>(value) & 0x3u) << 4)};
  }
};

// The secret key of flow_hash, least significant word of k0 first. Change it only while the tables
// are empty.
struct HashKey {
  static constexpr std::uint32_t kOffset = 0x060;
  static constexpr unsigned kCount = 4;
  std::uint32_t raw = 0x0;

  // 32 bits of the key. wo
  constexpr HashKey with_word(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// Where the ring of host-bound records begins, as the card addresses it.
struct HostRingBaseLow {
  static constexpr std::uint32_t kOffset = 0x100;
  std::uint32_t raw = 0x0;

  // Address bits 31 to 0. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr HostRingBaseLow with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// The upper half of HOST_RING_BASE_LOW.
struct HostRingBaseHigh {
  static constexpr std::uint32_t kOffset = 0x104;
  std::uint32_t raw = 0x0;

  // Address bits 63 to 32. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr HostRingBaseHigh with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// The ring's size. Written last, and only while ENABLE is 0: a ring begins with indices and serials
// of 0.
struct HostRingSize {
  static constexpr std::uint32_t kOffset = 0x108;
  std::uint32_t raw = 0x0;

  // 0: there is no ring, and what is for the host is dropped as host_ring_full. [log2 of cells] rw
  constexpr std::uint8_t cells_log2() const { return static_cast<std::uint8_t>((raw)&0x1fu); }
  constexpr HostRingSize with_cells_log2(std::uint8_t value) const {
    return {(raw & ~0x1fu) | ((static_cast<std::uint32_t>(value) & 0x1fu) << 0)};
  }
};

// Written by the host when it has consumed records.
struct HostRingHead {
  static constexpr std::uint32_t kOffset = 0x10c;
  std::uint32_t raw = 0x0;

  // The next cell the host will read. [cells] rw
  constexpr std::uint32_t index() const { return static_cast<std::uint32_t>((raw)&0xffffffu); }
  constexpr HostRingHead with_index(std::uint32_t value) const {
    return {(raw & ~0xffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffu) << 0)};
  }
};

// How far the card has written; it also writes it to ring_status.
struct HostRingTail {
  static constexpr std::uint32_t kOffset = 0x110;
  std::uint32_t raw = 0x0;

  // The next cell the card will write. [cells] ro
  constexpr std::uint32_t index() const { return static_cast<std::uint32_t>((raw)&0xffffffu); }
};

// Where the ring of card-bound records begins, as the card addresses it.
struct CardRingBaseLow {
  static constexpr std::uint32_t kOffset = 0x120;
  std::uint32_t raw = 0x0;

  // Address bits 31 to 0. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr CardRingBaseLow with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// The upper half of CARD_RING_BASE_LOW.
struct CardRingBaseHigh {
  static constexpr std::uint32_t kOffset = 0x124;
  std::uint32_t raw = 0x0;

  // Address bits 63 to 32. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr CardRingBaseHigh with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// The ring's size. Written last, and only while ENABLE is 0: a ring begins with indices and serials
// of 0.
struct CardRingSize {
  static constexpr std::uint32_t kOffset = 0x128;
  std::uint32_t raw = 0x0;

  // 0: there is no ring. [log2 of cells] rw
  constexpr std::uint8_t cells_log2() const { return static_cast<std::uint8_t>((raw)&0x1fu); }
  constexpr CardRingSize with_cells_log2(std::uint8_t value) const {
    return {(raw & ~0x1fu) | ((static_cast<std::uint32_t>(value) & 0x1fu) << 0)};
  }
};

// How far the card has read; it also writes it to ring_status.
struct CardRingHead {
  static constexpr std::uint32_t kOffset = 0x12c;
  std::uint32_t raw = 0x0;

  // The next cell the card will read. [cells] ro
  constexpr std::uint32_t index() const { return static_cast<std::uint32_t>((raw)&0xffffffu); }
};

// Written by the host when it has produced records.
struct CardRingTail {
  static constexpr std::uint32_t kOffset = 0x130;
  std::uint32_t raw = 0x0;

  // The next cell the host will write. [cells] rw
  constexpr std::uint32_t index() const { return static_cast<std::uint32_t>((raw)&0xffffffu); }
  constexpr CardRingTail with_index(std::uint32_t value) const {
    return {(raw & ~0xffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffu) << 0)};
  }
};

// Where the card writes the cell ring_status, aligned to a cell; 0: nowhere.
struct RingStatusLow {
  static constexpr std::uint32_t kOffset = 0x140;
  std::uint32_t raw = 0x0;

  // Address bits 31 to 0. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr RingStatusLow with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// The upper half of RING_STATUS_LOW.
struct RingStatusHigh {
  static constexpr std::uint32_t kOffset = 0x144;
  std::uint32_t raw = 0x0;

  // Address bits 63 to 32. [bytes] rw
  constexpr std::uint32_t address() const { return static_cast<std::uint32_t>((raw)&0xffffffffu); }
  constexpr RingStatusHigh with_address(std::uint32_t value) const {
    return {(raw & ~0xffffffffu) | ((static_cast<std::uint32_t>(value) & 0xffffffffu) << 0)};
  }
};

// Counters of 64 bits: read the word at the offset, then the one behind it.
// Frames of the wire by dp::Reason, NONE being the forwarded ones. [frames]
constexpr unsigned kReasonFramesCount = 64;
constexpr std::uint32_t reason_frames_offset(dp::Reason reason) {
  return 0x1000u + 8u * static_cast<unsigned>(reason);
}

// Frames received without error. [frames]
constexpr unsigned kPortRxFramesCount = 4;
constexpr std::uint32_t port_rx_frames_offset(unsigned port) { return 0x1200u + 8u * port; }

// Their bytes, FCS excluded. [bytes]
constexpr unsigned kPortRxBytesCount = 4;
constexpr std::uint32_t port_rx_bytes_offset(unsigned port) { return 0x1220u + 8u * port; }

// Frames that the MAC found damaged; dropped without a reason of their own. [frames]
constexpr unsigned kPortRxErrorsCount = 4;
constexpr std::uint32_t port_rx_errors_offset(unsigned port) { return 0x1240u + 8u * port; }

// Frames sent, those of the host included. [frames]
constexpr unsigned kPortTxFramesCount = 4;
constexpr std::uint32_t port_tx_frames_offset(unsigned port) { return 0x1260u + 8u * port; }

// Their bytes, FCS excluded. [bytes]
constexpr unsigned kPortTxBytesCount = 4;
constexpr std::uint32_t port_tx_bytes_offset(unsigned port) { return 0x1280u + 8u * port; }

// Records written to the host ring. [records]
constexpr unsigned kHostRecordsCount = 1;
constexpr std::uint32_t host_records_offset() { return 0x12a0u; }

// Records read from the card ring. [records]
constexpr unsigned kCardRecordsCount = 1;
constexpr std::uint32_t card_records_offset() { return 0x12a8u; }

// Conn events that found the host ring full. The host must list the conn table anew. [conn events]
constexpr unsigned kEventsLostCount = 1;
constexpr std::uint32_t events_lost_offset() { return 0x12b0u; }

static_assert(dp::kReasonCount <= kReasonFramesCount);

// Every register, for those who walk through all. Masks are bits by access; constant: those
// of ro that always read as in reset.
struct RegisterInfo {
  const char* name;
  std::uint32_t offset;
  std::uint32_t count;
  std::uint32_t reset;
  std::uint32_t rw;
  std::uint32_t ro;
  std::uint32_t wo;
  std::uint32_t rw1c;
  std::uint32_t w1p;
  std::uint32_t constant;
};
constexpr RegisterInfo kRegisters[] = {
    {"IRQ_GLOBAL_ENABLE", 0x4, 1, 0x0, 0x1, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"IRQ_ENABLE", 0x8, 1, 0x0, 0x7, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"IRQ_STATUS", 0xc, 1, 0x0, 0x0, 0x0, 0x0, 0x7, 0x0, 0x0},
    {"ID", 0x10, 1, 0x4e494356, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0xffffffff},
    {"MAP_VERSION", 0x14, 1, 0x32c20001, 0x0, 0x7fffffff, 0x0, 0x0, 0x0, 0x7fffffff},
    {"CONN_SLOTS", 0x20, 1, 0x0, 0x0, 0x1ffffff, 0x0, 0x0, 0x0, 0x0},
    {"SERVICE_SLOTS", 0x24, 1, 0x0, 0x0, 0xffff, 0x0, 0x0, 0x0, 0x0},
    {"DEST_SLOTS", 0x28, 1, 0x0, 0x0, 0xffff, 0x0, 0x0, 0x0, 0x0},
    {"NEXT_HOP_SLOTS", 0x2c, 1, 0x0, 0x0, 0xffff, 0x0, 0x0, 0x0, 0x0},
    {"SCHED_SLOTS", 0x30, 1, 0x0, 0x0, 0x1ffff, 0x0, 0x0, 0x0, 0x0},
    {"PORTS", 0x34, 1, 0x0, 0x0, 0x7, 0x0, 0x0, 0x0, 0x0},
    {"CLOCK", 0x38, 1, 0x0, 0x0, 0xfffff, 0x0, 0x0, 0x0, 0x0},
    {"CTRL", 0x40, 1, 0x0, 0x3, 0x0, 0x0, 0x0, 0x100, 0x0},
    {"STATUS", 0x44, 1, 0x0, 0x0, 0x3, 0x0, 0x0, 0x0, 0x0},
    {"HEARTBEAT", 0x48, 1, 0x0, 0x0, 0x7fffffff, 0x0, 0x0, 0x0, 0x0},
    {"SCRATCH", 0x4c, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"FAULTS", 0x50, 1, 0x0, 0x0, 0x0, 0x0, 0x7, 0x0, 0x0},
    {"AGE_TICK", 0x54, 1, 0x4cd5886, 0x3fffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"CONN_COUNT", 0x58, 1, 0x0, 0x0, 0x1ffffff, 0x0, 0x0, 0x0, 0x0},
    {"SETTINGS", 0x5c, 1, 0x18, 0x3f, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"HASH_KEY", 0x60, 4, 0x0, 0x0, 0x0, 0xffffffff, 0x0, 0x0, 0x0},
    {"HOST_RING_BASE_LOW", 0x100, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"HOST_RING_BASE_HIGH", 0x104, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"HOST_RING_SIZE", 0x108, 1, 0x0, 0x1f, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"HOST_RING_HEAD", 0x10c, 1, 0x0, 0xffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"HOST_RING_TAIL", 0x110, 1, 0x0, 0x0, 0xffffff, 0x0, 0x0, 0x0, 0x0},
    {"CARD_RING_BASE_LOW", 0x120, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"CARD_RING_BASE_HIGH", 0x124, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"CARD_RING_SIZE", 0x128, 1, 0x0, 0x1f, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"CARD_RING_HEAD", 0x12c, 1, 0x0, 0x0, 0xffffff, 0x0, 0x0, 0x0, 0x0},
    {"CARD_RING_TAIL", 0x130, 1, 0x0, 0xffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"RING_STATUS_LOW", 0x140, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
    {"RING_STATUS_HIGH", 0x144, 1, 0x0, 0xffffffff, 0x0, 0x0, 0x0, 0x0, 0x0},
};

}  // namespace nicvs::regs
