// SPDX-License-Identifier: Apache-2.0
// The card's boundary: registers, table entries, ring records.
// Enums of the decisions (reasons, forward methods) are in gen/nicvs_dp_pkg.sv.
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
`default_nettype none

package nicvs_map_pkg;
  /* verilator lint_off UNUSEDPARAM */
  // What ID reads: the letters NICV.
  localparam int unsigned CardId = 1313424214;
  // Rings consist of cells of this size; a record is a head cell and the cells of its frame.
  localparam int unsigned RingCellBytes = 64;
  // Ring indices count cells and wrap at two to this power, whatever the ring's size.
  localparam int unsigned RingIndexBits = 24;
  // The smallest ring has two to this power cells: more than the longest record.
  localparam int unsigned RingCellsLog2Min = 6;
  // The largest ring has two to this power cells.
  localparam int unsigned RingCellsLog2Max = 20;
  // The longest frame in a record.
  localparam int unsigned FrameBytesMax = 2048;
  localparam int unsigned MapVersion = 1;
  localparam int unsigned WindowBytes = 65536;

  // The protocols whose conns the card holds. Zeroed memory is free.
  localparam logic [1:0] ProtocolCodeFree = 2'd0;  // The entry is not in use.
  localparam logic [1:0] ProtocolCodeTcp = 2'd1;  // TCP.
  localparam logic [1:0] ProtocolCodeUdp = 2'd2;  // UDP.
  localparam logic [1:0] ProtocolCodeSctp = 2'd3;  // SCTP.

  // Who sends frames with this key.
  localparam logic ConnSideClient = 1'd0;  // The client.
  localparam logic ConnSideDest = 1'd1;  // The dest, by NAT.

  // How the card chooses a dest for a new conn of a service.
  localparam logic [2:0] CardSchedulingHost = 3'd0;  // It does not: the frame is passed to the host.
  localparam logic [2:0] CardSchedulingRotation = 3'd1;  // The service's scheduling slots in turn (rr, wrr).
  localparam logic [2:0] CardSchedulingDestHash = 3'd2;  // The slot that kernel hash_slots names as dh.
  localparam logic [2:0] CardSchedulingSourceHash = 3'd3;  // The slot that kernel hash_slots names as sh.
  localparam logic [2:0] CardSchedulingMaglev = 3'd4;  // The slot that kernel hash_slots names as mh.
  localparam logic [2:0] CardSchedulingScan = 3'd5;  // The best of the service's dests by scan_rule (lc, wlc, sed, nq, fo, ovf).

  // Tables that commands name.
  localparam logic [7:0] TableService = 8'd0;  // service_entry, by slot.
  localparam logic [7:0] TableDest = 8'd1;  // dest_entry, by dest.
  localparam logic [7:0] TableNextHop = 8'd2;  // next_hop_entry, by next hop.
  localparam logic [7:0] TableSchedSlot = 8'd3;  // sched_slot_entry, by scheduling slot.
  localparam logic [7:0] TableTimeout = 8'd4;  // timeout_entry, by dp::TimeoutClass.

  // What a record in a ring is. Kinds below 128 go to the host, the others to the card.
  localparam logic [7:0] RecordKindNone = 8'd0;  // No record: what zeroed memory says.
  localparam logic [7:0] RecordKindHostFrame = 8'd1;  // host_frame: a frame that the card passes to the host.
  localparam logic [7:0] RecordKindConnEvent = 8'd2;  // conn_event: a conn was created, changed or removed.
  localparam logic [7:0] RecordKindCommandResult = 8'd3;  // command_result: what became of a command.
  localparam logic [7:0] RecordKindStatsResult = 8'd4;  // stats_result: counters of a service or dest.
  localparam logic [7:0] RecordKindCardFrame = 8'd129;  // card_frame: a frame to be sent.
  localparam logic [7:0] RecordKindInsertConn = 8'd130;  // conn_command: store a conn.
  localparam logic [7:0] RecordKindChangeConn = 8'd131;  // conn_command: new state, flags and idle time of a conn.
  localparam logic [7:0] RecordKindDeleteConn = 8'd132;  // conn_command: forget a conn; there is no event.
  localparam logic [7:0] RecordKindWriteTable = 8'd133;  // table_command: store an entry as a whole.
  localparam logic [7:0] RecordKindReadStats = 8'd134;  // stats_command: ask for a stats_result.

  // What happened to a conn.
  localparam logic [7:0] ConnEventKindCreated = 8'd0;  // The card scheduled it.
  localparam logic [7:0] ConnEventKindChanged = 8'd1;  // A packet changed its state or flags.
  localparam logic [7:0] ConnEventKindExpired = 8'd2;  // The ager removed it.

  // What became of a command.
  localparam logic [7:0] CommandStatusDone = 8'd0;  // It was carried out.
  localparam logic [7:0] CommandStatusTableFull = 8'd1;  // No free slot for the conn's keys; nothing was stored.
  localparam logic [7:0] CommandStatusExists = 8'd2;  // A conn with this key is there already.
  localparam logic [7:0] CommandStatusNotFound = 8'd3;  // There is no conn with this key.
  localparam logic [7:0] CommandStatusBadIndex = 8'd4;  // The index is not below the capability register's number.
  localparam logic [7:0] CommandStatusBadKind = 8'd5;  // A record kind or table that the card does not know.

  localparam logic [15:0] IrqGlobalEnableOffset = 16'h4;
  localparam logic [15:0] IrqEnableOffset = 16'h8;
  localparam logic [15:0] IrqStatusOffset = 16'hc;
  localparam logic [15:0] IdOffset = 16'h10;
  localparam logic [15:0] MapVersionOffset = 16'h14;
  localparam logic [15:0] ConnSlotsOffset = 16'h20;
  localparam logic [15:0] ServiceSlotsOffset = 16'h24;
  localparam logic [15:0] DestSlotsOffset = 16'h28;
  localparam logic [15:0] NextHopSlotsOffset = 16'h2c;
  localparam logic [15:0] SchedSlotsOffset = 16'h30;
  localparam logic [15:0] PortsOffset = 16'h34;
  localparam logic [15:0] ClockOffset = 16'h38;
  localparam logic [15:0] CtrlOffset = 16'h40;
  localparam logic [15:0] StatusOffset = 16'h44;
  localparam logic [15:0] HeartbeatOffset = 16'h48;
  localparam logic [15:0] ScratchOffset = 16'h4c;
  localparam logic [15:0] FaultsOffset = 16'h50;
  localparam logic [15:0] AgeTickOffset = 16'h54;
  localparam logic [15:0] ConnCountOffset = 16'h58;
  localparam logic [15:0] SettingsOffset = 16'h5c;
  localparam logic [15:0] HashKeyOffset = 16'h60;
  localparam logic [15:0] HostRingBaseLowOffset = 16'h100;
  localparam logic [15:0] HostRingBaseHighOffset = 16'h104;
  localparam logic [15:0] HostRingSizeOffset = 16'h108;
  localparam logic [15:0] HostRingHeadOffset = 16'h10c;
  localparam logic [15:0] HostRingTailOffset = 16'h110;
  localparam logic [15:0] CardRingBaseLowOffset = 16'h120;
  localparam logic [15:0] CardRingBaseHighOffset = 16'h124;
  localparam logic [15:0] CardRingSizeOffset = 16'h128;
  localparam logic [15:0] CardRingHeadOffset = 16'h12c;
  localparam logic [15:0] CardRingTailOffset = 16'h130;
  localparam logic [15:0] RingStatusLowOffset = 16'h140;
  localparam logic [15:0] RingStatusHighOffset = 16'h144;
  localparam logic [15:0] ReasonFramesOffset = 16'h1000;
  localparam logic [15:0] PortRxFramesOffset = 16'h1200;
  localparam logic [15:0] PortRxBytesOffset = 16'h1220;
  localparam logic [15:0] PortRxErrorsOffset = 16'h1240;
  localparam logic [15:0] PortTxFramesOffset = 16'h1260;
  localparam logic [15:0] PortTxBytesOffset = 16'h1280;
  localparam logic [15:0] HostRecordsOffset = 16'h12a0;
  localparam logic [15:0] CardRecordsOffset = 16'h12a8;
  localparam logic [15:0] EventsLostOffset = 16'h12b0;

  // Counters by their number at the port counter_index_o of nicvs_registers.
  localparam int unsigned ReasonFramesCounter = 0;  // 64 of them
  localparam int unsigned PortRxFramesCounter = 64;  // 4 of them
  localparam int unsigned PortRxBytesCounter = 68;  // 4 of them
  localparam int unsigned PortRxErrorsCounter = 72;  // 4 of them
  localparam int unsigned PortTxFramesCounter = 76;  // 4 of them
  localparam int unsigned PortTxBytesCounter = 80;  // 4 of them
  localparam int unsigned HostRecordsCounter = 84;  // 1 of them
  localparam int unsigned CardRecordsCounter = 85;  // 1 of them
  localparam int unsigned EventsLostCounter = 86;  // 1 of them
  localparam int unsigned CounterWords = 87;
  localparam int unsigned CounterIndexBits = 7;

  // IRQ_GLOBAL_ENABLE: Master switch of the interrupt.
  typedef struct packed {
    logic enable;
  } irq_global_enable_reg_t;

  // IRQ_ENABLE: Which causes raise the interrupt.
  typedef struct packed {
    logic fault;
    logic card_ring;
    logic host_ring;
  } irq_enable_reg_t;

  // IRQ_STATUS: Causes since they were last cleared, enabled or not. The line is level: it falls when all are clear.
  typedef struct packed {
    logic fault;  // pulse: sets the bit
    logic card_ring;  // pulse: sets the bit
    logic host_ring;  // pulse: sets the bit
  } irq_status_core_t;

  // CONN_SLOTS: Capability: the conn table.
  typedef struct packed {
    logic [24:0] value;
  } conn_slots_core_t;

  // SERVICE_SLOTS: Capability: the service table.
  typedef struct packed {
    logic [15:0] value;
  } service_slots_core_t;

  // DEST_SLOTS: Capability: the dest table.
  typedef struct packed {
    logic [15:0] value;
  } dest_slots_core_t;

  // NEXT_HOP_SLOTS: Capability: the next hop table.
  typedef struct packed {
    logic [15:0] value;
  } next_hop_slots_core_t;

  // SCHED_SLOTS: Capability: scheduling slots of all services together.
  typedef struct packed {
    logic [16:0] value;
  } sched_slots_core_t;

  // PORTS: Capability: MAC ports.
  typedef struct packed {
    logic [2:0] count;
  } ports_core_t;

  // CLOCK: Capability: the clock of the data path.
  typedef struct packed {
    logic [19:0] khz;
  } clock_core_t;

  // CTRL: Global control.
  typedef struct packed {
    logic soft_reset;  // pulse
    logic ager_enable;
    logic enable;
  } ctrl_reg_t;

  // STATUS: Global state.
  typedef struct packed {
    logic idle;
    logic resetting;
  } status_core_t;

  // HEARTBEAT: A card that lives changes it. Never all ones.
  typedef struct packed {
    logic [30:0] count;
  } heartbeat_core_t;

  // SCRATCH: For drivers that want to see that writes arrive.
  typedef struct packed {
    logic [31:0] value;
  } scratch_reg_t;

  // FAULTS: What should never happen, since last cleared.
  typedef struct packed {
    logic card_ring_record;  // pulse: sets the bit
    logic card_ring_index;  // pulse: sets the bit
    logic host_ring_index;  // pulse: sets the bit
  } faults_core_t;

  // AGE_TICK: The unit of last_seen and of timeouts.
  typedef struct packed {
    logic [29:0] cycles;
  } age_tick_reg_t;

  // CONN_COUNT: How full the conn table is.
  typedef struct packed {
    logic [24:0] entries;
  } conn_count_core_t;

  // SETTINGS: Settings of IPVS that decisions of the card depend on.
  typedef struct packed {
    logic [1:0] conn_reuse_mode;
    logic pmtu_discovery;
    logic secure_tcp;
    logic sloppy_sctp;
    logic sloppy_tcp;
  } settings_reg_t;

  // HASH_KEY: The secret key of flow_hash, least significant word of k0 first. Change it only while the tables are empty.
  typedef struct packed {
    logic [127:0] word;  // 4 of 32 bits, the first in the lowest
  } hash_key_reg_t;

  // HOST_RING_BASE_LOW: Where the ring of host-bound records begins, as the card addresses it.
  typedef struct packed {
    logic [31:0] address;
  } host_ring_base_low_reg_t;

  // HOST_RING_BASE_HIGH: The upper half of HOST_RING_BASE_LOW.
  typedef struct packed {
    logic [31:0] address;
  } host_ring_base_high_reg_t;

  // HOST_RING_SIZE: The ring's size. Written last, and only while ENABLE is 0: a ring begins with indices and serials of 0.
  typedef struct packed {
    logic [4:0] cells_log2;
  } host_ring_size_reg_t;

  // HOST_RING_HEAD: Written by the host when it has consumed records.
  typedef struct packed {
    logic [23:0] index;
  } host_ring_head_reg_t;

  // HOST_RING_TAIL: How far the card has written; it also writes it to ring_status.
  typedef struct packed {
    logic [23:0] index;
  } host_ring_tail_core_t;

  // CARD_RING_BASE_LOW: Where the ring of card-bound records begins, as the card addresses it.
  typedef struct packed {
    logic [31:0] address;
  } card_ring_base_low_reg_t;

  // CARD_RING_BASE_HIGH: The upper half of CARD_RING_BASE_LOW.
  typedef struct packed {
    logic [31:0] address;
  } card_ring_base_high_reg_t;

  // CARD_RING_SIZE: The ring's size. Written last, and only while ENABLE is 0: a ring begins with indices and serials of 0.
  typedef struct packed {
    logic [4:0] cells_log2;
  } card_ring_size_reg_t;

  // CARD_RING_HEAD: How far the card has read; it also writes it to ring_status.
  typedef struct packed {
    logic [23:0] index;
  } card_ring_head_core_t;

  // CARD_RING_TAIL: Written by the host when it has produced records.
  typedef struct packed {
    logic [23:0] index;
  } card_ring_tail_reg_t;

  // RING_STATUS_LOW: Where the card writes the cell ring_status, aligned to a cell; 0: nowhere.
  typedef struct packed {
    logic [31:0] address;
  } ring_status_low_reg_t;

  // RING_STATUS_HIGH: The upper half of RING_STATUS_LOW.
  typedef struct packed {
    logic [31:0] address;
  } ring_status_high_reg_t;

  // What the registers tell the core.
  typedef struct packed {
    ring_status_high_reg_t ring_status_high;
    ring_status_low_reg_t ring_status_low;
    card_ring_tail_reg_t card_ring_tail;
    card_ring_size_reg_t card_ring_size;
    card_ring_base_high_reg_t card_ring_base_high;
    card_ring_base_low_reg_t card_ring_base_low;
    host_ring_head_reg_t host_ring_head;
    host_ring_size_reg_t host_ring_size;
    host_ring_base_high_reg_t host_ring_base_high;
    host_ring_base_low_reg_t host_ring_base_low;
    hash_key_reg_t hash_key;
    settings_reg_t settings;
    age_tick_reg_t age_tick;
    scratch_reg_t scratch;
    ctrl_reg_t ctrl;
    irq_enable_reg_t irq_enable;
    irq_global_enable_reg_t irq_global_enable;
  } from_registers_t;

  // What the core tells the registers.
  typedef struct packed {
    card_ring_head_core_t card_ring_head;
    host_ring_tail_core_t host_ring_tail;
    conn_count_core_t conn_count;
    faults_core_t faults;
    heartbeat_core_t heartbeat;
    status_core_t status;
    clock_core_t clock;
    ports_core_t ports;
    sched_slots_core_t sched_slots;
    next_hop_slots_core_t next_hop_slots;
    dest_slots_core_t dest_slots;
    service_slots_core_t service_slots;
    conn_slots_core_t conn_slots;
    irq_status_core_t irq_status;
  } to_registers_t;

  localparam int unsigned ServiceEntryBits = 144;
  // A service by address, port and protocol. Its slot lies in the bucket of four that the low bits of flow_hash_ipv4 of {0, address, 0, port, protocol} name; the slot is also the index of its counters.
  typedef struct packed {
    logic [12:0] reserved0;
    logic has_client_next_hop;
    logic [11:0] client_next_hop;
    logic [13:0] dest_count;  // dests
    logic [13:0] dest_base;  // dests
    logic [15:0] sched_count;  // scheduling slots
    logic [15:0] sched_base;  // scheduling slots
    logic one_packet;
    logic hash_ports;
    logic [2:0] scan_rule;  // nicvs_dp_pkg ScanRule
    logic [2:0] scheduling;  // card_scheduling
    logic [1:0] protocol;  // protocol_code
    logic [15:0] port;
    logic [31:0] address;
  } service_entry_t;

  localparam int unsigned DestEntryBits = 96;
  // A dest of one service.
  typedef struct packed {
    logic [2:0] reserved0;
    logic [11:0] service;
    logic [11:0] next_hop;
    logic is_usable;
    logic is_present;
    logic [15:0] weight;
    logic [2:0] method;  // nicvs_dp_pkg ForwardMethod
    logic [15:0] port;
    logic [31:0] address;
  } dest_entry_t;

  localparam int unsigned NextHopEntryBits = 160;
  // Where frames leave to.
  typedef struct packed {
    logic [12:0] reserved0;
    logic is_present;
    logic [1:0] port;
    logic [31:0] tunnel_src;
    logic [15:0] mtu;  // bytes
    logic [47:0] src_mac;  // bytes
    logic [47:0] dst_mac;  // bytes
  } next_hop_entry_t;

  localparam int unsigned SchedSlotEntryBits = 16;
  // A scheduling slot, filled by the host as the scheduler demands.
  typedef struct packed {
    logic reserved0;
    logic is_present;
    logic [13:0] dest;
  } sched_slot_entry_t;

  localparam int unsigned TimeoutEntryBits = 16;
  // The timeout of a dp::TimeoutClass.
  typedef struct packed {
    logic [15:0] ticks;  // AGE_TICK
  } timeout_entry_t;

  localparam int unsigned ConnEntryBits = 144;
  // One key of a conn: every conn has that of its client's frames, and by NAT also that of its dest's. 4 banks of 4-way buckets; flow_hash_ipv4 of the key names the bucket of each bank. The client's key and its conn_state have the same slot.
  typedef struct packed {
    logic [14:0] reserved0;
    logic [23:0] conn;
    logic [5:0] generation;
    logic side;  // conn_side
    logic [1:0] protocol;  // protocol_code
    logic [15:0] dst_port;
    logic [15:0] src_port;
    logic [31:0] dst;
    logic [31:0] src;
  } conn_entry_t;

  localparam int unsigned ConnStateBits = 72;
  // What a conn is besides its keys; in the slot of its client's key.
  typedef struct packed {
    logic [13:0] packets;  // packets
    logic [15:0] last_seen;  // AGE_TICK
    logic [11:0] reply_next_hop;
    logic [13:0] dest;
    logic [2:0] method;  // nicvs_dp_pkg ForwardMethod
    logic inactive;
    logic no_output;
    logic [3:0] state;
    logic [5:0] generation;
    logic is_present;
  } conn_state_t;

  localparam int unsigned RecordHeadBits = 64;
  // What all records begin with.
  typedef struct packed {
    logic [15:0] token;
    logic [15:0] serial;
    logic [15:0] frame_length;  // bytes
    logic [7:0] cells;  // cells
    logic [7:0] kind;  // record_kind
  } record_head_t;

  localparam int unsigned HostFrameBits = 512;
  // A frame that the card passes to the host, unchanged.
  typedef struct packed {
    logic [319:0] reserved1;
    logic [63:0] received;  // cycles
    logic [47:0] reserved0;
    logic [7:0] reason;  // nicvs_dp_pkg Reason
    logic [7:0] port;
    record_head_t head;
  } host_frame_t;

  localparam int unsigned ConnEventBits = 512;
  // A conn was created, changed or removed by the card.
  typedef struct packed {
    logic [207:0] reserved1;
    logic [15:0] packets;  // packets
    logic [15:0] last_seen;  // AGE_TICK
    logic [15:0] service;
    logic [15:0] dest;
    logic [7:0] method;  // nicvs_dp_pkg ForwardMethod
    logic [7:0] generation;
    logic [31:0] conn;
    logic [15:0] virtual_port;
    logic [15:0] client_port;
    logic [31:0] virtual_address;
    logic [31:0] client;
    logic [5:0] reserved0;
    logic inactive;
    logic no_output;
    logic [7:0] state;
    logic [7:0] protocol;  // protocol_code
    logic [7:0] event_kind;  // conn_event_kind
    record_head_t head;
  } conn_event_t;

  localparam int unsigned CommandResultBits = 512;
  // What became of the command with the same token.
  typedef struct packed {
    logic [375:0] reserved1;
    logic [7:0] generation;
    logic [31:0] conn;
    logic [23:0] reserved0;
    logic [7:0] status;  // command_status
    record_head_t head;
  } command_result_t;

  localparam int unsigned StatsResultBits = 512;
  // Counters of a service or dest since the card's reset, all of the same cycle.
  typedef struct packed {
    logic [63:0] reserved0;
    logic [31:0] inactive;  // conns
    logic [31:0] active;  // conns
    logic [63:0] reply_bytes;  // bytes
    logic [63:0] reply_packets;  // packets
    logic [63:0] request_bytes;  // bytes
    logic [63:0] request_packets;  // packets
    logic [31:0] conns;  // conns
    logic [23:0] index;
    logic [7:0] table_id;  // table
    record_head_t head;
  } stats_result_t;

  localparam int unsigned CardFrameBits = 512;
  // A frame that the card sends as it is.
  typedef struct packed {
    logic [439:0] reserved0;
    logic [7:0] port;
    record_head_t head;
  } card_frame_t;

  localparam int unsigned ConnCommandBits = 512;
  // INSERT_CONN takes all fields; CHANGE_CONN the client's key, state, flags and idle; DELETE_CONN the client's key.
  typedef struct packed {
    logic [207:0] reserved1;
    logic [15:0] packets;  // packets
    logic [15:0] idle;  // AGE_TICK
    logic [15:0] reply_next_hop;
    logic [15:0] dest;
    logic [15:0] dest_port;
    logic [31:0] dest_address;
    logic [15:0] virtual_port;
    logic [15:0] client_port;
    logic [31:0] virtual_address;
    logic [31:0] client;
    logic [5:0] reserved0;
    logic inactive;
    logic no_output;
    logic [7:0] method;  // nicvs_dp_pkg ForwardMethod
    logic [7:0] state;
    logic [7:0] protocol;  // protocol_code
    record_head_t head;
  } conn_command_t;

  localparam int unsigned TableCommandBits = 512;
  // WRITE_TABLE: frames see the old entry or the new one, never a mixture.
  typedef struct packed {
    logic [127:0] reserved1;
    logic [255:0] entry;  // bytes
    logic [31:0] reserved0;
    logic [23:0] index;
    logic [7:0] table_id;  // table
    record_head_t head;
  } table_command_t;

  localparam int unsigned StatsCommandBits = 512;
  // READ_STATS.
  typedef struct packed {
    logic [415:0] reserved0;
    logic [23:0] index;
    logic [7:0] table_id;  // table
    record_head_t head;
  } stats_command_t;

  localparam int unsigned RingStatusBits = 512;
  // The cell at RING_STATUS, written by the card behind the records that it tells of. Not part of a ring.
  typedef struct packed {
    logic [447:0] reserved0;
    logic [31:0] card_head;  // cells
    logic [31:0] host_tail;  // cells
  } ring_status_t;

  /* verilator lint_on UNUSEDPARAM */
endpackage

`default_nettype wire
