// SPDX-License-Identifier: Apache-2.0
// Every layout of nicvs_map_pkg taken apart into lanes of 64 bits and put
// together again: what the C++ of the same layout is compared with.
// Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit.
`default_nettype none

module nicvs_map_image (
  input  logic [7:0] layout_i,  // tables, then records, in the order of the map
  /* verilator lint_off UNUSEDSIGNAL */  // reserved bits and lanes' upper ends
  input  logic [511:0] bits_i,
  input  logic [1343:0] lanes_i,
  /* verilator lint_on UNUSEDSIGNAL */
  output logic [511:0] bits_o,
  output logic [1343:0] lanes_o
);
  /* verilator lint_off UNUSEDSIGNAL */  // reserved bits
  nicvs_map_pkg::service_entry_t service_entry_in, service_entry_out;
  logic [831:0] service_entry_lanes;
  assign service_entry_in = bits_i[143:0];
  assign service_entry_lanes[0 +: 32] = service_entry_in.address;
  assign service_entry_lanes[32 +: 32] = '0;
  assign service_entry_lanes[64 +: 16] = service_entry_in.port;
  assign service_entry_lanes[80 +: 48] = '0;
  assign service_entry_lanes[128 +: 2] = service_entry_in.protocol;
  assign service_entry_lanes[130 +: 62] = '0;
  assign service_entry_lanes[192 +: 3] = service_entry_in.scheduling;
  assign service_entry_lanes[195 +: 61] = '0;
  assign service_entry_lanes[256 +: 3] = service_entry_in.scan_rule;
  assign service_entry_lanes[259 +: 61] = '0;
  assign service_entry_lanes[320 +: 1] = service_entry_in.hash_ports;
  assign service_entry_lanes[321 +: 63] = '0;
  assign service_entry_lanes[384 +: 1] = service_entry_in.one_packet;
  assign service_entry_lanes[385 +: 63] = '0;
  assign service_entry_lanes[448 +: 16] = service_entry_in.sched_base;
  assign service_entry_lanes[464 +: 48] = '0;
  assign service_entry_lanes[512 +: 16] = service_entry_in.sched_count;
  assign service_entry_lanes[528 +: 48] = '0;
  assign service_entry_lanes[576 +: 14] = service_entry_in.dest_base;
  assign service_entry_lanes[590 +: 50] = '0;
  assign service_entry_lanes[640 +: 14] = service_entry_in.dest_count;
  assign service_entry_lanes[654 +: 50] = '0;
  assign service_entry_lanes[704 +: 12] = service_entry_in.client_next_hop;
  assign service_entry_lanes[716 +: 52] = '0;
  assign service_entry_lanes[768 +: 1] = service_entry_in.has_client_next_hop;
  assign service_entry_lanes[769 +: 63] = '0;
  assign service_entry_out.address = lanes_i[0 +: 32];
  assign service_entry_out.port = lanes_i[64 +: 16];
  assign service_entry_out.protocol = lanes_i[128 +: 2];
  assign service_entry_out.scheduling = lanes_i[192 +: 3];
  assign service_entry_out.scan_rule = lanes_i[256 +: 3];
  assign service_entry_out.hash_ports = lanes_i[320 +: 1];
  assign service_entry_out.one_packet = lanes_i[384 +: 1];
  assign service_entry_out.sched_base = lanes_i[448 +: 16];
  assign service_entry_out.sched_count = lanes_i[512 +: 16];
  assign service_entry_out.dest_base = lanes_i[576 +: 14];
  assign service_entry_out.dest_count = lanes_i[640 +: 14];
  assign service_entry_out.client_next_hop = lanes_i[704 +: 12];
  assign service_entry_out.has_client_next_hop = lanes_i[768 +: 1];
  assign service_entry_out.reserved0 = '0;

  nicvs_map_pkg::dest_entry_t dest_entry_in, dest_entry_out;
  logic [511:0] dest_entry_lanes;
  assign dest_entry_in = bits_i[95:0];
  assign dest_entry_lanes[0 +: 32] = dest_entry_in.address;
  assign dest_entry_lanes[32 +: 32] = '0;
  assign dest_entry_lanes[64 +: 16] = dest_entry_in.port;
  assign dest_entry_lanes[80 +: 48] = '0;
  assign dest_entry_lanes[128 +: 3] = dest_entry_in.method;
  assign dest_entry_lanes[131 +: 61] = '0;
  assign dest_entry_lanes[192 +: 16] = dest_entry_in.weight;
  assign dest_entry_lanes[208 +: 48] = '0;
  assign dest_entry_lanes[256 +: 1] = dest_entry_in.is_present;
  assign dest_entry_lanes[257 +: 63] = '0;
  assign dest_entry_lanes[320 +: 1] = dest_entry_in.is_usable;
  assign dest_entry_lanes[321 +: 63] = '0;
  assign dest_entry_lanes[384 +: 12] = dest_entry_in.next_hop;
  assign dest_entry_lanes[396 +: 52] = '0;
  assign dest_entry_lanes[448 +: 12] = dest_entry_in.service;
  assign dest_entry_lanes[460 +: 52] = '0;
  assign dest_entry_out.address = lanes_i[0 +: 32];
  assign dest_entry_out.port = lanes_i[64 +: 16];
  assign dest_entry_out.method = lanes_i[128 +: 3];
  assign dest_entry_out.weight = lanes_i[192 +: 16];
  assign dest_entry_out.is_present = lanes_i[256 +: 1];
  assign dest_entry_out.is_usable = lanes_i[320 +: 1];
  assign dest_entry_out.next_hop = lanes_i[384 +: 12];
  assign dest_entry_out.service = lanes_i[448 +: 12];
  assign dest_entry_out.reserved0 = '0;

  nicvs_map_pkg::next_hop_entry_t next_hop_entry_in, next_hop_entry_out;
  logic [383:0] next_hop_entry_lanes;
  assign next_hop_entry_in = bits_i[159:0];
  assign next_hop_entry_lanes[0 +: 48] = next_hop_entry_in.dst_mac;
  assign next_hop_entry_lanes[48 +: 16] = '0;
  assign next_hop_entry_lanes[64 +: 48] = next_hop_entry_in.src_mac;
  assign next_hop_entry_lanes[112 +: 16] = '0;
  assign next_hop_entry_lanes[128 +: 16] = next_hop_entry_in.mtu;
  assign next_hop_entry_lanes[144 +: 48] = '0;
  assign next_hop_entry_lanes[192 +: 32] = next_hop_entry_in.tunnel_src;
  assign next_hop_entry_lanes[224 +: 32] = '0;
  assign next_hop_entry_lanes[256 +: 2] = next_hop_entry_in.port;
  assign next_hop_entry_lanes[258 +: 62] = '0;
  assign next_hop_entry_lanes[320 +: 1] = next_hop_entry_in.is_present;
  assign next_hop_entry_lanes[321 +: 63] = '0;
  assign next_hop_entry_out.dst_mac = lanes_i[0 +: 48];
  assign next_hop_entry_out.src_mac = lanes_i[64 +: 48];
  assign next_hop_entry_out.mtu = lanes_i[128 +: 16];
  assign next_hop_entry_out.tunnel_src = lanes_i[192 +: 32];
  assign next_hop_entry_out.port = lanes_i[256 +: 2];
  assign next_hop_entry_out.is_present = lanes_i[320 +: 1];
  assign next_hop_entry_out.reserved0 = '0;

  nicvs_map_pkg::sched_slot_entry_t sched_slot_entry_in, sched_slot_entry_out;
  logic [127:0] sched_slot_entry_lanes;
  assign sched_slot_entry_in = bits_i[15:0];
  assign sched_slot_entry_lanes[0 +: 14] = sched_slot_entry_in.dest;
  assign sched_slot_entry_lanes[14 +: 50] = '0;
  assign sched_slot_entry_lanes[64 +: 1] = sched_slot_entry_in.is_present;
  assign sched_slot_entry_lanes[65 +: 63] = '0;
  assign sched_slot_entry_out.dest = lanes_i[0 +: 14];
  assign sched_slot_entry_out.is_present = lanes_i[64 +: 1];
  assign sched_slot_entry_out.reserved0 = '0;

  nicvs_map_pkg::timeout_entry_t timeout_entry_in, timeout_entry_out;
  logic [63:0] timeout_entry_lanes;
  assign timeout_entry_in = bits_i[15:0];
  assign timeout_entry_lanes[0 +: 16] = timeout_entry_in.ticks;
  assign timeout_entry_lanes[16 +: 48] = '0;
  assign timeout_entry_out.ticks = lanes_i[0 +: 16];

  nicvs_map_pkg::conn_entry_t conn_entry_in, conn_entry_out;
  logic [511:0] conn_entry_lanes;
  assign conn_entry_in = bits_i[143:0];
  assign conn_entry_lanes[0 +: 32] = conn_entry_in.src;
  assign conn_entry_lanes[32 +: 32] = '0;
  assign conn_entry_lanes[64 +: 32] = conn_entry_in.dst;
  assign conn_entry_lanes[96 +: 32] = '0;
  assign conn_entry_lanes[128 +: 16] = conn_entry_in.src_port;
  assign conn_entry_lanes[144 +: 48] = '0;
  assign conn_entry_lanes[192 +: 16] = conn_entry_in.dst_port;
  assign conn_entry_lanes[208 +: 48] = '0;
  assign conn_entry_lanes[256 +: 2] = conn_entry_in.protocol;
  assign conn_entry_lanes[258 +: 62] = '0;
  assign conn_entry_lanes[320 +: 1] = conn_entry_in.side;
  assign conn_entry_lanes[321 +: 63] = '0;
  assign conn_entry_lanes[384 +: 6] = conn_entry_in.generation;
  assign conn_entry_lanes[390 +: 58] = '0;
  assign conn_entry_lanes[448 +: 24] = conn_entry_in.conn;
  assign conn_entry_lanes[472 +: 40] = '0;
  assign conn_entry_out.src = lanes_i[0 +: 32];
  assign conn_entry_out.dst = lanes_i[64 +: 32];
  assign conn_entry_out.src_port = lanes_i[128 +: 16];
  assign conn_entry_out.dst_port = lanes_i[192 +: 16];
  assign conn_entry_out.protocol = lanes_i[256 +: 2];
  assign conn_entry_out.side = lanes_i[320 +: 1];
  assign conn_entry_out.generation = lanes_i[384 +: 6];
  assign conn_entry_out.conn = lanes_i[448 +: 24];
  assign conn_entry_out.reserved0 = '0;

  nicvs_map_pkg::conn_state_t conn_state_in, conn_state_out;
  logic [639:0] conn_state_lanes;
  assign conn_state_in = bits_i[71:0];
  assign conn_state_lanes[0 +: 1] = conn_state_in.is_present;
  assign conn_state_lanes[1 +: 63] = '0;
  assign conn_state_lanes[64 +: 6] = conn_state_in.generation;
  assign conn_state_lanes[70 +: 58] = '0;
  assign conn_state_lanes[128 +: 4] = conn_state_in.state;
  assign conn_state_lanes[132 +: 60] = '0;
  assign conn_state_lanes[192 +: 1] = conn_state_in.no_output;
  assign conn_state_lanes[193 +: 63] = '0;
  assign conn_state_lanes[256 +: 1] = conn_state_in.inactive;
  assign conn_state_lanes[257 +: 63] = '0;
  assign conn_state_lanes[320 +: 3] = conn_state_in.method;
  assign conn_state_lanes[323 +: 61] = '0;
  assign conn_state_lanes[384 +: 14] = conn_state_in.dest;
  assign conn_state_lanes[398 +: 50] = '0;
  assign conn_state_lanes[448 +: 12] = conn_state_in.reply_next_hop;
  assign conn_state_lanes[460 +: 52] = '0;
  assign conn_state_lanes[512 +: 16] = conn_state_in.last_seen;
  assign conn_state_lanes[528 +: 48] = '0;
  assign conn_state_lanes[576 +: 14] = conn_state_in.packets;
  assign conn_state_lanes[590 +: 50] = '0;
  assign conn_state_out.is_present = lanes_i[0 +: 1];
  assign conn_state_out.generation = lanes_i[64 +: 6];
  assign conn_state_out.state = lanes_i[128 +: 4];
  assign conn_state_out.no_output = lanes_i[192 +: 1];
  assign conn_state_out.inactive = lanes_i[256 +: 1];
  assign conn_state_out.method = lanes_i[320 +: 3];
  assign conn_state_out.dest = lanes_i[384 +: 14];
  assign conn_state_out.reply_next_hop = lanes_i[448 +: 12];
  assign conn_state_out.last_seen = lanes_i[512 +: 16];
  assign conn_state_out.packets = lanes_i[576 +: 14];

  nicvs_map_pkg::record_head_t record_head_in, record_head_out;
  logic [319:0] record_head_lanes;
  assign record_head_in = bits_i[63:0];
  assign record_head_lanes[0 +: 8] = record_head_in.kind;
  assign record_head_lanes[8 +: 56] = '0;
  assign record_head_lanes[64 +: 8] = record_head_in.cells;
  assign record_head_lanes[72 +: 56] = '0;
  assign record_head_lanes[128 +: 16] = record_head_in.frame_length;
  assign record_head_lanes[144 +: 48] = '0;
  assign record_head_lanes[192 +: 16] = record_head_in.serial;
  assign record_head_lanes[208 +: 48] = '0;
  assign record_head_lanes[256 +: 16] = record_head_in.token;
  assign record_head_lanes[272 +: 48] = '0;
  assign record_head_out.kind = lanes_i[0 +: 8];
  assign record_head_out.cells = lanes_i[64 +: 8];
  assign record_head_out.frame_length = lanes_i[128 +: 16];
  assign record_head_out.serial = lanes_i[192 +: 16];
  assign record_head_out.token = lanes_i[256 +: 16];

  nicvs_map_pkg::host_frame_t host_frame_in, host_frame_out;
  logic [511:0] host_frame_lanes;
  assign host_frame_in = bits_i[511:0];
  assign host_frame_lanes[0 +: 8] = host_frame_in.head.kind;
  assign host_frame_lanes[8 +: 56] = '0;
  assign host_frame_lanes[64 +: 8] = host_frame_in.head.cells;
  assign host_frame_lanes[72 +: 56] = '0;
  assign host_frame_lanes[128 +: 16] = host_frame_in.head.frame_length;
  assign host_frame_lanes[144 +: 48] = '0;
  assign host_frame_lanes[192 +: 16] = host_frame_in.head.serial;
  assign host_frame_lanes[208 +: 48] = '0;
  assign host_frame_lanes[256 +: 16] = host_frame_in.head.token;
  assign host_frame_lanes[272 +: 48] = '0;
  assign host_frame_lanes[320 +: 8] = host_frame_in.port;
  assign host_frame_lanes[328 +: 56] = '0;
  assign host_frame_lanes[384 +: 8] = host_frame_in.reason;
  assign host_frame_lanes[392 +: 56] = '0;
  assign host_frame_lanes[448 +: 64] = host_frame_in.received;
  assign host_frame_out.head.kind = lanes_i[0 +: 8];
  assign host_frame_out.head.cells = lanes_i[64 +: 8];
  assign host_frame_out.head.frame_length = lanes_i[128 +: 16];
  assign host_frame_out.head.serial = lanes_i[192 +: 16];
  assign host_frame_out.head.token = lanes_i[256 +: 16];
  assign host_frame_out.port = lanes_i[320 +: 8];
  assign host_frame_out.reason = lanes_i[384 +: 8];
  assign host_frame_out.received = lanes_i[448 +: 64];
  assign host_frame_out.reserved0 = '0;
  assign host_frame_out.reserved1 = '0;

  nicvs_map_pkg::conn_event_t conn_event_in, conn_event_out;
  logic [1343:0] conn_event_lanes;
  assign conn_event_in = bits_i[511:0];
  assign conn_event_lanes[0 +: 8] = conn_event_in.head.kind;
  assign conn_event_lanes[8 +: 56] = '0;
  assign conn_event_lanes[64 +: 8] = conn_event_in.head.cells;
  assign conn_event_lanes[72 +: 56] = '0;
  assign conn_event_lanes[128 +: 16] = conn_event_in.head.frame_length;
  assign conn_event_lanes[144 +: 48] = '0;
  assign conn_event_lanes[192 +: 16] = conn_event_in.head.serial;
  assign conn_event_lanes[208 +: 48] = '0;
  assign conn_event_lanes[256 +: 16] = conn_event_in.head.token;
  assign conn_event_lanes[272 +: 48] = '0;
  assign conn_event_lanes[320 +: 8] = conn_event_in.event_kind;
  assign conn_event_lanes[328 +: 56] = '0;
  assign conn_event_lanes[384 +: 8] = conn_event_in.protocol;
  assign conn_event_lanes[392 +: 56] = '0;
  assign conn_event_lanes[448 +: 8] = conn_event_in.state;
  assign conn_event_lanes[456 +: 56] = '0;
  assign conn_event_lanes[512 +: 1] = conn_event_in.no_output;
  assign conn_event_lanes[513 +: 63] = '0;
  assign conn_event_lanes[576 +: 1] = conn_event_in.inactive;
  assign conn_event_lanes[577 +: 63] = '0;
  assign conn_event_lanes[640 +: 32] = conn_event_in.client;
  assign conn_event_lanes[672 +: 32] = '0;
  assign conn_event_lanes[704 +: 32] = conn_event_in.virtual_address;
  assign conn_event_lanes[736 +: 32] = '0;
  assign conn_event_lanes[768 +: 16] = conn_event_in.client_port;
  assign conn_event_lanes[784 +: 48] = '0;
  assign conn_event_lanes[832 +: 16] = conn_event_in.virtual_port;
  assign conn_event_lanes[848 +: 48] = '0;
  assign conn_event_lanes[896 +: 32] = conn_event_in.conn;
  assign conn_event_lanes[928 +: 32] = '0;
  assign conn_event_lanes[960 +: 8] = conn_event_in.generation;
  assign conn_event_lanes[968 +: 56] = '0;
  assign conn_event_lanes[1024 +: 8] = conn_event_in.method;
  assign conn_event_lanes[1032 +: 56] = '0;
  assign conn_event_lanes[1088 +: 16] = conn_event_in.dest;
  assign conn_event_lanes[1104 +: 48] = '0;
  assign conn_event_lanes[1152 +: 16] = conn_event_in.service;
  assign conn_event_lanes[1168 +: 48] = '0;
  assign conn_event_lanes[1216 +: 16] = conn_event_in.last_seen;
  assign conn_event_lanes[1232 +: 48] = '0;
  assign conn_event_lanes[1280 +: 16] = conn_event_in.packets;
  assign conn_event_lanes[1296 +: 48] = '0;
  assign conn_event_out.head.kind = lanes_i[0 +: 8];
  assign conn_event_out.head.cells = lanes_i[64 +: 8];
  assign conn_event_out.head.frame_length = lanes_i[128 +: 16];
  assign conn_event_out.head.serial = lanes_i[192 +: 16];
  assign conn_event_out.head.token = lanes_i[256 +: 16];
  assign conn_event_out.event_kind = lanes_i[320 +: 8];
  assign conn_event_out.protocol = lanes_i[384 +: 8];
  assign conn_event_out.state = lanes_i[448 +: 8];
  assign conn_event_out.no_output = lanes_i[512 +: 1];
  assign conn_event_out.inactive = lanes_i[576 +: 1];
  assign conn_event_out.client = lanes_i[640 +: 32];
  assign conn_event_out.virtual_address = lanes_i[704 +: 32];
  assign conn_event_out.client_port = lanes_i[768 +: 16];
  assign conn_event_out.virtual_port = lanes_i[832 +: 16];
  assign conn_event_out.conn = lanes_i[896 +: 32];
  assign conn_event_out.generation = lanes_i[960 +: 8];
  assign conn_event_out.method = lanes_i[1024 +: 8];
  assign conn_event_out.dest = lanes_i[1088 +: 16];
  assign conn_event_out.service = lanes_i[1152 +: 16];
  assign conn_event_out.last_seen = lanes_i[1216 +: 16];
  assign conn_event_out.packets = lanes_i[1280 +: 16];
  assign conn_event_out.reserved0 = '0;
  assign conn_event_out.reserved1 = '0;

  nicvs_map_pkg::command_result_t command_result_in, command_result_out;
  logic [511:0] command_result_lanes;
  assign command_result_in = bits_i[511:0];
  assign command_result_lanes[0 +: 8] = command_result_in.head.kind;
  assign command_result_lanes[8 +: 56] = '0;
  assign command_result_lanes[64 +: 8] = command_result_in.head.cells;
  assign command_result_lanes[72 +: 56] = '0;
  assign command_result_lanes[128 +: 16] = command_result_in.head.frame_length;
  assign command_result_lanes[144 +: 48] = '0;
  assign command_result_lanes[192 +: 16] = command_result_in.head.serial;
  assign command_result_lanes[208 +: 48] = '0;
  assign command_result_lanes[256 +: 16] = command_result_in.head.token;
  assign command_result_lanes[272 +: 48] = '0;
  assign command_result_lanes[320 +: 8] = command_result_in.status;
  assign command_result_lanes[328 +: 56] = '0;
  assign command_result_lanes[384 +: 32] = command_result_in.conn;
  assign command_result_lanes[416 +: 32] = '0;
  assign command_result_lanes[448 +: 8] = command_result_in.generation;
  assign command_result_lanes[456 +: 56] = '0;
  assign command_result_out.head.kind = lanes_i[0 +: 8];
  assign command_result_out.head.cells = lanes_i[64 +: 8];
  assign command_result_out.head.frame_length = lanes_i[128 +: 16];
  assign command_result_out.head.serial = lanes_i[192 +: 16];
  assign command_result_out.head.token = lanes_i[256 +: 16];
  assign command_result_out.status = lanes_i[320 +: 8];
  assign command_result_out.conn = lanes_i[384 +: 32];
  assign command_result_out.generation = lanes_i[448 +: 8];
  assign command_result_out.reserved0 = '0;
  assign command_result_out.reserved1 = '0;

  nicvs_map_pkg::stats_result_t stats_result_in, stats_result_out;
  logic [895:0] stats_result_lanes;
  assign stats_result_in = bits_i[511:0];
  assign stats_result_lanes[0 +: 8] = stats_result_in.head.kind;
  assign stats_result_lanes[8 +: 56] = '0;
  assign stats_result_lanes[64 +: 8] = stats_result_in.head.cells;
  assign stats_result_lanes[72 +: 56] = '0;
  assign stats_result_lanes[128 +: 16] = stats_result_in.head.frame_length;
  assign stats_result_lanes[144 +: 48] = '0;
  assign stats_result_lanes[192 +: 16] = stats_result_in.head.serial;
  assign stats_result_lanes[208 +: 48] = '0;
  assign stats_result_lanes[256 +: 16] = stats_result_in.head.token;
  assign stats_result_lanes[272 +: 48] = '0;
  assign stats_result_lanes[320 +: 8] = stats_result_in.table_id;
  assign stats_result_lanes[328 +: 56] = '0;
  assign stats_result_lanes[384 +: 24] = stats_result_in.index;
  assign stats_result_lanes[408 +: 40] = '0;
  assign stats_result_lanes[448 +: 32] = stats_result_in.conns;
  assign stats_result_lanes[480 +: 32] = '0;
  assign stats_result_lanes[512 +: 64] = stats_result_in.request_packets;
  assign stats_result_lanes[576 +: 64] = stats_result_in.request_bytes;
  assign stats_result_lanes[640 +: 64] = stats_result_in.reply_packets;
  assign stats_result_lanes[704 +: 64] = stats_result_in.reply_bytes;
  assign stats_result_lanes[768 +: 32] = stats_result_in.active;
  assign stats_result_lanes[800 +: 32] = '0;
  assign stats_result_lanes[832 +: 32] = stats_result_in.inactive;
  assign stats_result_lanes[864 +: 32] = '0;
  assign stats_result_out.head.kind = lanes_i[0 +: 8];
  assign stats_result_out.head.cells = lanes_i[64 +: 8];
  assign stats_result_out.head.frame_length = lanes_i[128 +: 16];
  assign stats_result_out.head.serial = lanes_i[192 +: 16];
  assign stats_result_out.head.token = lanes_i[256 +: 16];
  assign stats_result_out.table_id = lanes_i[320 +: 8];
  assign stats_result_out.index = lanes_i[384 +: 24];
  assign stats_result_out.conns = lanes_i[448 +: 32];
  assign stats_result_out.request_packets = lanes_i[512 +: 64];
  assign stats_result_out.request_bytes = lanes_i[576 +: 64];
  assign stats_result_out.reply_packets = lanes_i[640 +: 64];
  assign stats_result_out.reply_bytes = lanes_i[704 +: 64];
  assign stats_result_out.active = lanes_i[768 +: 32];
  assign stats_result_out.inactive = lanes_i[832 +: 32];
  assign stats_result_out.reserved0 = '0;

  nicvs_map_pkg::card_frame_t card_frame_in, card_frame_out;
  logic [383:0] card_frame_lanes;
  assign card_frame_in = bits_i[511:0];
  assign card_frame_lanes[0 +: 8] = card_frame_in.head.kind;
  assign card_frame_lanes[8 +: 56] = '0;
  assign card_frame_lanes[64 +: 8] = card_frame_in.head.cells;
  assign card_frame_lanes[72 +: 56] = '0;
  assign card_frame_lanes[128 +: 16] = card_frame_in.head.frame_length;
  assign card_frame_lanes[144 +: 48] = '0;
  assign card_frame_lanes[192 +: 16] = card_frame_in.head.serial;
  assign card_frame_lanes[208 +: 48] = '0;
  assign card_frame_lanes[256 +: 16] = card_frame_in.head.token;
  assign card_frame_lanes[272 +: 48] = '0;
  assign card_frame_lanes[320 +: 8] = card_frame_in.port;
  assign card_frame_lanes[328 +: 56] = '0;
  assign card_frame_out.head.kind = lanes_i[0 +: 8];
  assign card_frame_out.head.cells = lanes_i[64 +: 8];
  assign card_frame_out.head.frame_length = lanes_i[128 +: 16];
  assign card_frame_out.head.serial = lanes_i[192 +: 16];
  assign card_frame_out.head.token = lanes_i[256 +: 16];
  assign card_frame_out.port = lanes_i[320 +: 8];
  assign card_frame_out.reserved0 = '0;

  nicvs_map_pkg::conn_command_t conn_command_in, conn_command_out;
  logic [1279:0] conn_command_lanes;
  assign conn_command_in = bits_i[511:0];
  assign conn_command_lanes[0 +: 8] = conn_command_in.head.kind;
  assign conn_command_lanes[8 +: 56] = '0;
  assign conn_command_lanes[64 +: 8] = conn_command_in.head.cells;
  assign conn_command_lanes[72 +: 56] = '0;
  assign conn_command_lanes[128 +: 16] = conn_command_in.head.frame_length;
  assign conn_command_lanes[144 +: 48] = '0;
  assign conn_command_lanes[192 +: 16] = conn_command_in.head.serial;
  assign conn_command_lanes[208 +: 48] = '0;
  assign conn_command_lanes[256 +: 16] = conn_command_in.head.token;
  assign conn_command_lanes[272 +: 48] = '0;
  assign conn_command_lanes[320 +: 8] = conn_command_in.protocol;
  assign conn_command_lanes[328 +: 56] = '0;
  assign conn_command_lanes[384 +: 8] = conn_command_in.state;
  assign conn_command_lanes[392 +: 56] = '0;
  assign conn_command_lanes[448 +: 8] = conn_command_in.method;
  assign conn_command_lanes[456 +: 56] = '0;
  assign conn_command_lanes[512 +: 1] = conn_command_in.no_output;
  assign conn_command_lanes[513 +: 63] = '0;
  assign conn_command_lanes[576 +: 1] = conn_command_in.inactive;
  assign conn_command_lanes[577 +: 63] = '0;
  assign conn_command_lanes[640 +: 32] = conn_command_in.client;
  assign conn_command_lanes[672 +: 32] = '0;
  assign conn_command_lanes[704 +: 32] = conn_command_in.virtual_address;
  assign conn_command_lanes[736 +: 32] = '0;
  assign conn_command_lanes[768 +: 16] = conn_command_in.client_port;
  assign conn_command_lanes[784 +: 48] = '0;
  assign conn_command_lanes[832 +: 16] = conn_command_in.virtual_port;
  assign conn_command_lanes[848 +: 48] = '0;
  assign conn_command_lanes[896 +: 32] = conn_command_in.dest_address;
  assign conn_command_lanes[928 +: 32] = '0;
  assign conn_command_lanes[960 +: 16] = conn_command_in.dest_port;
  assign conn_command_lanes[976 +: 48] = '0;
  assign conn_command_lanes[1024 +: 16] = conn_command_in.dest;
  assign conn_command_lanes[1040 +: 48] = '0;
  assign conn_command_lanes[1088 +: 16] = conn_command_in.reply_next_hop;
  assign conn_command_lanes[1104 +: 48] = '0;
  assign conn_command_lanes[1152 +: 16] = conn_command_in.idle;
  assign conn_command_lanes[1168 +: 48] = '0;
  assign conn_command_lanes[1216 +: 16] = conn_command_in.packets;
  assign conn_command_lanes[1232 +: 48] = '0;
  assign conn_command_out.head.kind = lanes_i[0 +: 8];
  assign conn_command_out.head.cells = lanes_i[64 +: 8];
  assign conn_command_out.head.frame_length = lanes_i[128 +: 16];
  assign conn_command_out.head.serial = lanes_i[192 +: 16];
  assign conn_command_out.head.token = lanes_i[256 +: 16];
  assign conn_command_out.protocol = lanes_i[320 +: 8];
  assign conn_command_out.state = lanes_i[384 +: 8];
  assign conn_command_out.method = lanes_i[448 +: 8];
  assign conn_command_out.no_output = lanes_i[512 +: 1];
  assign conn_command_out.inactive = lanes_i[576 +: 1];
  assign conn_command_out.client = lanes_i[640 +: 32];
  assign conn_command_out.virtual_address = lanes_i[704 +: 32];
  assign conn_command_out.client_port = lanes_i[768 +: 16];
  assign conn_command_out.virtual_port = lanes_i[832 +: 16];
  assign conn_command_out.dest_address = lanes_i[896 +: 32];
  assign conn_command_out.dest_port = lanes_i[960 +: 16];
  assign conn_command_out.dest = lanes_i[1024 +: 16];
  assign conn_command_out.reply_next_hop = lanes_i[1088 +: 16];
  assign conn_command_out.idle = lanes_i[1152 +: 16];
  assign conn_command_out.packets = lanes_i[1216 +: 16];
  assign conn_command_out.reserved0 = '0;
  assign conn_command_out.reserved1 = '0;

  nicvs_map_pkg::table_command_t table_command_in, table_command_out;
  logic [703:0] table_command_lanes;
  assign table_command_in = bits_i[511:0];
  assign table_command_lanes[0 +: 8] = table_command_in.head.kind;
  assign table_command_lanes[8 +: 56] = '0;
  assign table_command_lanes[64 +: 8] = table_command_in.head.cells;
  assign table_command_lanes[72 +: 56] = '0;
  assign table_command_lanes[128 +: 16] = table_command_in.head.frame_length;
  assign table_command_lanes[144 +: 48] = '0;
  assign table_command_lanes[192 +: 16] = table_command_in.head.serial;
  assign table_command_lanes[208 +: 48] = '0;
  assign table_command_lanes[256 +: 16] = table_command_in.head.token;
  assign table_command_lanes[272 +: 48] = '0;
  assign table_command_lanes[320 +: 8] = table_command_in.table_id;
  assign table_command_lanes[328 +: 56] = '0;
  assign table_command_lanes[384 +: 24] = table_command_in.index;
  assign table_command_lanes[408 +: 40] = '0;
  assign table_command_lanes[448 +: 256] = table_command_in.entry;
  assign table_command_out.head.kind = lanes_i[0 +: 8];
  assign table_command_out.head.cells = lanes_i[64 +: 8];
  assign table_command_out.head.frame_length = lanes_i[128 +: 16];
  assign table_command_out.head.serial = lanes_i[192 +: 16];
  assign table_command_out.head.token = lanes_i[256 +: 16];
  assign table_command_out.table_id = lanes_i[320 +: 8];
  assign table_command_out.index = lanes_i[384 +: 24];
  assign table_command_out.entry = lanes_i[448 +: 256];
  assign table_command_out.reserved0 = '0;
  assign table_command_out.reserved1 = '0;

  nicvs_map_pkg::stats_command_t stats_command_in, stats_command_out;
  logic [447:0] stats_command_lanes;
  assign stats_command_in = bits_i[511:0];
  assign stats_command_lanes[0 +: 8] = stats_command_in.head.kind;
  assign stats_command_lanes[8 +: 56] = '0;
  assign stats_command_lanes[64 +: 8] = stats_command_in.head.cells;
  assign stats_command_lanes[72 +: 56] = '0;
  assign stats_command_lanes[128 +: 16] = stats_command_in.head.frame_length;
  assign stats_command_lanes[144 +: 48] = '0;
  assign stats_command_lanes[192 +: 16] = stats_command_in.head.serial;
  assign stats_command_lanes[208 +: 48] = '0;
  assign stats_command_lanes[256 +: 16] = stats_command_in.head.token;
  assign stats_command_lanes[272 +: 48] = '0;
  assign stats_command_lanes[320 +: 8] = stats_command_in.table_id;
  assign stats_command_lanes[328 +: 56] = '0;
  assign stats_command_lanes[384 +: 24] = stats_command_in.index;
  assign stats_command_lanes[408 +: 40] = '0;
  assign stats_command_out.head.kind = lanes_i[0 +: 8];
  assign stats_command_out.head.cells = lanes_i[64 +: 8];
  assign stats_command_out.head.frame_length = lanes_i[128 +: 16];
  assign stats_command_out.head.serial = lanes_i[192 +: 16];
  assign stats_command_out.head.token = lanes_i[256 +: 16];
  assign stats_command_out.table_id = lanes_i[320 +: 8];
  assign stats_command_out.index = lanes_i[384 +: 24];
  assign stats_command_out.reserved0 = '0;

  nicvs_map_pkg::ring_status_t ring_status_in, ring_status_out;
  logic [127:0] ring_status_lanes;
  assign ring_status_in = bits_i[511:0];
  assign ring_status_lanes[0 +: 32] = ring_status_in.host_tail;
  assign ring_status_lanes[32 +: 32] = '0;
  assign ring_status_lanes[64 +: 32] = ring_status_in.card_head;
  assign ring_status_lanes[96 +: 32] = '0;
  assign ring_status_out.host_tail = lanes_i[0 +: 32];
  assign ring_status_out.card_head = lanes_i[64 +: 32];
  assign ring_status_out.reserved0 = '0;

  /* verilator lint_on UNUSEDSIGNAL */
  always_comb begin
    bits_o = '0;
    lanes_o = '0;
    case (layout_i)
      8'd0: begin
        bits_o[143:0] = service_entry_out;
        lanes_o[831:0] = service_entry_lanes;
      end
      8'd1: begin
        bits_o[95:0] = dest_entry_out;
        lanes_o[511:0] = dest_entry_lanes;
      end
      8'd2: begin
        bits_o[159:0] = next_hop_entry_out;
        lanes_o[383:0] = next_hop_entry_lanes;
      end
      8'd3: begin
        bits_o[15:0] = sched_slot_entry_out;
        lanes_o[127:0] = sched_slot_entry_lanes;
      end
      8'd4: begin
        bits_o[15:0] = timeout_entry_out;
        lanes_o[63:0] = timeout_entry_lanes;
      end
      8'd5: begin
        bits_o[143:0] = conn_entry_out;
        lanes_o[511:0] = conn_entry_lanes;
      end
      8'd6: begin
        bits_o[71:0] = conn_state_out;
        lanes_o[639:0] = conn_state_lanes;
      end
      8'd7: begin
        bits_o[63:0] = record_head_out;
        lanes_o[319:0] = record_head_lanes;
      end
      8'd8: begin
        bits_o[511:0] = host_frame_out;
        lanes_o[511:0] = host_frame_lanes;
      end
      8'd9: begin
        bits_o[511:0] = conn_event_out;
        lanes_o[1343:0] = conn_event_lanes;
      end
      8'd10: begin
        bits_o[511:0] = command_result_out;
        lanes_o[511:0] = command_result_lanes;
      end
      8'd11: begin
        bits_o[511:0] = stats_result_out;
        lanes_o[895:0] = stats_result_lanes;
      end
      8'd12: begin
        bits_o[511:0] = card_frame_out;
        lanes_o[383:0] = card_frame_lanes;
      end
      8'd13: begin
        bits_o[511:0] = conn_command_out;
        lanes_o[1279:0] = conn_command_lanes;
      end
      8'd14: begin
        bits_o[511:0] = table_command_out;
        lanes_o[703:0] = table_command_lanes;
      end
      8'd15: begin
        bits_o[511:0] = stats_command_out;
        lanes_o[447:0] = stats_command_lanes;
      end
      8'd16: begin
        bits_o[511:0] = ring_status_out;
        lanes_o[127:0] = ring_status_lanes;
      end
      default: ;
    endcase
  end
endmodule

`default_nettype wire
