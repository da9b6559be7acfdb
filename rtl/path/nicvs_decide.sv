// SPDX-License-Identifier: Apache-2.0
// The decision about every frame: windows in, edit lists of the edit shifter out.
//
//   front (12) -> conn keys (24) -> conn facts (11) -> forward_request, forward_reply (6)
//     -> the one that counts (1) -> edit_pack (3)
//
// Latency 57 cycles, one frame a cycle, in order. What the card does not decide is the host's: the
// list then leaves the frame as it is, and the reason says why.
`default_nettype none

module nicvs_decide #(
  parameter int unsigned BucketBits = 6,
  parameter int unsigned DestBits = 6,
  parameter int unsigned ServiceBits = 6,
  parameter int unsigned HopBits = 6
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Settings.
  input  logic enable_i,
  input  logic pmtu_discovery_i,
  input  logic [127:0] hash_key_i,
  // Windows, never stalled.
  input  nicvs_dp_pkg::header_window_t window_i,
  input  logic valid_i,
  // Lists, never stalled.
  output nicvs_edit_pkg::edit_t edit_o,
  output logic to_host_o,
  output logic [7:0] reason_o,  // of a frame for the host
  output logic valid_o,
  // Commands about conn keys.
  input  logic [1:0] command_op_i,
  input  logic [97:0] command_key_i,
  input  logic [30:0] command_payload_i,
  input  logic command_valid_i,
  output logic command_ready_o,
  output logic result_valid_o,
  output logic result_found_o,
  output logic result_inserted_o,
  output logic [BucketBits+3:0] result_slot_o,
  // Table writes: conn state, dest, service, next hop from bit 0.
  input  logic [3:0] write_i,
  input  logic [BucketBits+3:0] write_index_i,
  input  logic [159:0] write_entry_i,
  // Status.
  output logic is_clearing_o,
  output logic [BucketBits+4:0] key_count_o
);
  // By the cycle after the window.
  nicvs_dp_pkg::parsed_t packet12, packet47;
  logic [97:0] key12;
  logic is_fast12, valid12;
  logic [7:0] reason12, reason53, reason_q54, reason57;
  logic [15:0] frame_length12, frame_length54;
  logic is_command36, found36, inserted36, done36;
  logic [BucketBits+3:0] slot36;
  logic [30:0] payload36;
  logic is_known47, from_dest47, is_fast47, is_decided47, is_decided53, from_dest53;
  logic [2:0] method47;
  nicvs_map_pkg::dest_entry_t dest47;
  nicvs_map_pkg::service_entry_t service47;
  nicvs_map_pkg::next_hop_entry_t hop47;
  nicvs_dp_pkg::conn_view_t conn47;
  nicvs_dp_pkg::next_hop_t next_hop47;
  nicvs_dp_pkg::tunnel_t tunnel47;
  logic [15:0] tunnel_id_q;
  nicvs_dp_pkg::forward_request_in_t request_in;
  nicvs_dp_pkg::forward_reply_in_t reply_in;
  nicvs_dp_pkg::forwarding_t request53, reply53;
  logic valid47, valid53, valid54;
  nicvs_dp_pkg::edit_list_t list_q54;
  logic is_raw_q54;

  nicvs_front u_front (
    .clk_i, .rst_ni, .enable_i, .window_i, .valid_i, .packet_o(packet12),
    .frame_length_o(frame_length12), .key_o(key12), .is_fast_o(is_fast12), .reason_o(reason12),
    .valid_o(valid12)
  );

  nicvs_conn_keys #(.BucketBits(BucketBits)) u_keys (
    .clk_i, .rst_ni, .hash_key_i, .frame_key_i(key12), .frame_valid_i(valid12 && is_fast12),
    .command_op_i, .command_key_i, .command_payload_i, .command_valid_i, .command_ready_o,
    .is_command_o(is_command36), .found_o(found36), .inserted_o(inserted36), .slot_o(slot36),
    .payload_o(payload36), .valid_o(done36), .is_clearing_o, .count_o(key_count_o)
  );
  assign result_valid_o    = done36 && is_command36;
  assign result_found_o    = found36;
  assign result_inserted_o = inserted36;
  assign result_slot_o     = slot36;

  nicvs_conn_facts #(
    .SlotBits(BucketBits + 4), .DestBits(DestBits), .ServiceBits(ServiceBits), .HopBits(HopBits)
  ) u_facts (
    .clk_i, .rst_ni, .found_i(found36 && !is_command36), .slot_i(slot36), .payload_i(payload36),
    .write_i, .write_index_i, .write_entry_i, .is_known_o(is_known47), .from_dest_o(from_dest47),
    .method_o(method47), .dest_o(dest47), .service_o(service47), .hop_o(hop47)
  );

  nicvs_delay #(.Width(523), .Cycles(35)) u_packet (
    .clk_i, .rst_ni, .data_i(packet12), .data_o(packet47)
  );
  nicvs_delay #(.Width(2), .Cycles(35)) u_valid (
    .clk_i, .rst_ni, .data_i({valid12, is_fast12}), .data_o({valid47, is_fast47})
  );
  nicvs_delay #(.Width(8), .Cycles(41)) u_reason (
    .clk_i, .rst_ni, .data_i(reason12), .data_o(reason53)
  );
  nicvs_delay #(.Width(16), .Cycles(42)) u_frame_length (
    .clk_i, .rst_ni, .data_i(frame_length12), .data_o(frame_length54)
  );

  // Outer packets without DF are numbered by the frames that have come.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) tunnel_id_q <= 16'd0;
    else if (valid47) tunnel_id_q <= tunnel_id_q + 16'd1;
  end

  assign is_decided47 = is_fast47 && is_known47 && (method47 == nicvs_dp_pkg::ForwardMethodNat[2:0] ||
                        method47 == nicvs_dp_pkg::ForwardMethodDr[2:0] ||
                        method47 == nicvs_dp_pkg::ForwardMethodTun[2:0]);
  assign conn47 = {5'd0, method47, service47.port, dest47.port, 96'd0, service47.address, 96'd0,
                   dest47.address};
  assign next_hop47 = {hop47.src_mac, hop47.dst_mac, 16'd0, hop47.mtu, 1'b0};
  assign tunnel47 = {96'd0, hop47.tunnel_src, 96'd0, dest47.address, nicvs_dp_pkg::FamilyIpv4,
                     nicvs_dp_pkg::TunnelTypeIpIp, nicvs_dp_pkg::TunnelChecksumAbsent,
                     7'd0, pmtu_discovery_i, tunnel_id_q, 32'd0};
  assign request_in = {packet47, conn47, tunnel47, next_hop47};
  assign reply_in   = {packet47, conn47, next_hop47};

  nicvs_forward_request u_request (
    .clk_i, .rst_ni, .valid_i(valid47), .in_i(request_in), .valid_o(valid53), .out_o(request53)
  );
  nicvs_forward_reply u_reply (
    .clk_i, .rst_ni, .valid_i(valid47), .in_i(reply_in), .valid_o(), .out_o(reply53)
  );
  nicvs_delay #(.Width(2), .Cycles(6)) u_decided (
    .clk_i, .rst_ni, .data_i({is_decided47, from_dest47}), .data_o({is_decided53, from_dest53})
  );

  always_ff @(posedge clk_i) begin
    list_q54   <= from_dest53 ? reply53.edits : request53.edits;
    is_raw_q54 <= !is_decided53 ||
                  (from_dest53 ? reply53.reason != 8'd0 || reply53.needs_fragmentation :
                                 request53.reason != 8'd0 || request53.needs_fragmentation);
    reason_q54 <= !is_decided53 ? reason53 :
                  from_dest53 && reply53.reason != 8'd0 ? reply53.reason :
                  !from_dest53 && request53.reason != 8'd0 ? request53.reason :
                  nicvs_dp_pkg::ReasonNoConn;
    if (!rst_ni) valid54 <= 1'b0;
    else valid54 <= valid53;
  end

  nicvs_edit_pack u_pack (
    .clk_i, .list_i(list_q54), .frame_length_i(frame_length54), .is_raw_i(is_raw_q54), .edit_o,
    .is_raw_o(to_host_o)
  );
  nicvs_delay #(.Width(9), .Cycles(3)) u_out (
    .clk_i, .rst_ni, .data_i({reason_q54, valid54}), .data_o({reason57, valid_o})
  );
  assign reason_o = reason57;
endmodule

`default_nettype wire
