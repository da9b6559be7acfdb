// SPDX-License-Identifier: Apache-2.0
// What a conn's slot says about forwarding: conn state, then dest, then service and next hop.
//
//   key -> slot (1) -> conn_state (3) -> dest_entry (3) -> hop (1) -> service_entry, next_hop_entry (3)
//
// Latency 11 cycles, one conn a cycle. is_known_o is 0 if anything on the way is absent or the key's
// conn is gone (its generation differs). The host writes an entry as a whole; reads see the old one or
// the new one.
`default_nettype none

module nicvs_conn_facts #(
  parameter int unsigned SlotBits = 10,
  parameter int unsigned DestBits = 6,
  parameter int unsigned ServiceBits = 6,
  parameter int unsigned HopBits = 6
) (
  input  logic clk_i,
  input  logic rst_ni,
  // What the key table found.
  input  logic found_i,
  input  logic [SlotBits-1:0] slot_i,
  input  logic [30:0] payload_i,
  // Writes by the host.
  input  logic [3:0] write_i,  // conn state, dest, service, next hop from bit 0
  input  logic [SlotBits-1:0] write_index_i,
  input  logic [159:0] write_entry_i,
  // Facts.
  output logic is_known_o,
  output logic from_dest_o,  // the frame comes from the dest
  output logic [2:0] method_o,
  output nicvs_map_pkg::dest_entry_t dest_o,
  output nicvs_map_pkg::service_entry_t service_o,
  output nicvs_map_pkg::next_hop_entry_t hop_o
);
  nicvs_map_pkg::conn_state_t state4;
  nicvs_map_pkg::dest_entry_t dest7;
  logic [SlotBits-1:0] slot_q1;
  logic from_dest4, found4, from_dest7, known7, from_dest8, known8;
  logic [5:0] generation4;
  logic [11:0] reply_hop7;
  logic [HopBits-1:0] hop_q8;
  logic [ServiceBits-1:0] service_q8;
  logic [2:0] method7;

  always_ff @(posedge clk_i) slot_q1 <= payload_i[0] ? payload_i[7 +: SlotBits] : slot_i;

  nicvs_table_ram #(.Width(72), .AddressBits(SlotBits)) u_states (
    .clk_i, .write_i(write_i[0]), .write_address_i(write_index_i),
    .write_data_i(write_entry_i[71:0]), .read_address_i(slot_q1), .read_data_o(state4)
  );
  nicvs_delay #(.Width(8), .Cycles(4)) u_key (
    .clk_i, .rst_ni, .data_i({payload_i[6:0], found_i}), .data_o({generation4, from_dest4, found4})
  );

  nicvs_table_ram #(.Width(96), .AddressBits(DestBits)) u_dests (
    .clk_i, .write_i(write_i[1]), .write_address_i(write_index_i[DestBits-1:0]),
    .write_data_i(write_entry_i[95:0]), .read_address_i(state4.dest[DestBits-1:0]),
    .read_data_o(dest7)
  );
  nicvs_delay #(.Width(17), .Cycles(3)) u_state (
    .clk_i, .rst_ni,
    .data_i({found4 && state4.is_present && state4.generation == generation4, from_dest4,
             state4.method, state4.reply_next_hop}),
    .data_o({known7, from_dest7, method7, reply_hop7})
  );

  always_ff @(posedge clk_i) begin
    hop_q8     <= from_dest7 ? reply_hop7[HopBits-1:0] : dest7.next_hop[HopBits-1:0];
    service_q8 <= dest7.service[ServiceBits-1:0];
  end
  nicvs_delay #(.Width(2), .Cycles(1)) u_known (
    .clk_i, .rst_ni, .data_i({known7 && dest7.is_present, from_dest7}), .data_o({known8, from_dest8})
  );

  nicvs_table_ram #(.Width(144), .AddressBits(ServiceBits)) u_services (
    .clk_i, .write_i(write_i[2]), .write_address_i(write_index_i[ServiceBits-1:0]),
    .write_data_i(write_entry_i[143:0]), .read_address_i(service_q8), .read_data_o(service_o)
  );
  nicvs_table_ram #(.Width(160), .AddressBits(HopBits)) u_hops (
    .clk_i, .write_i(write_i[3]), .write_address_i(write_index_i[HopBits-1:0]),
    .write_data_i(write_entry_i), .read_address_i(hop_q8), .read_data_o(hop_o)
  );
  nicvs_delay #(.Width(96 + 3), .Cycles(4)) u_dest (
    .clk_i, .rst_ni, .data_i({dest7, method7}), .data_o({dest_o, method_o})
  );
  logic known11;
  nicvs_delay #(.Width(2), .Cycles(3)) u_known_late (
    .clk_i, .rst_ni, .data_i({known8, from_dest8}), .data_o({known11, from_dest_o})
  );
  assign is_known_o = known11 && hop_o.is_present &&
                      service_o.protocol != nicvs_map_pkg::ProtocolCodeFree;
endmodule

`default_nettype wire
