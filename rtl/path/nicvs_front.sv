// SPDX-License-Identifier: Apache-2.0
// From a frame's window to what the card looks up: parse kernels and the conn key.
//
//   window -> parse_network (7) -> parse_transport (4) -> key, may the card decide (1)
//
// Latency 12 cycles, one frame a cycle. The card decides alone about frames of conns that they do not
// change: TCP with ACK and without SYN, FIN, RST; UDP. All others are the host's, with the reason of
// parsing or no_conn; so are fragments and frames to a group of stations.
`default_nettype none

module nicvs_front (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic enable_i,  // 0: all frames are the host's
  // Windows, never stalled.
  input  nicvs_dp_pkg::header_window_t window_i,
  input  logic valid_i,
  // Frames.
  output nicvs_dp_pkg::parsed_t packet_o,
  output logic [15:0] frame_length_o,
  output logic [97:0] key_o,  // nicvs_map_pkg::conn_entry_t from protocol to src
  output logic is_fast_o,     // the card may decide
  output logic [7:0] reason_o,  // else
  output logic valid_o
);
  nicvs_dp_pkg::parsed_t network, packet, packet_q;
  nicvs_dp_pkg::parse_transport_in_t transport_in;
  logic network_valid, packet_valid, valid_q;
  logic [1:0] protocol_code;
  logic is_quiet_tcp, is_plain;
  logic [97:0] key_q;
  logic is_fast_q;
  logic [7:0] reason_q;

  assign packet_o  = packet_q;
  assign key_o     = key_q;
  assign is_fast_o = is_fast_q;
  assign reason_o  = reason_q;
  assign valid_o   = valid_q;

  nicvs_parse_network u_network (
    .clk_i, .rst_ni, .valid_i, .in_i(window_i), .valid_o(network_valid), .out_o(network)
  );

  nicvs_delay #(.Width(1040), .Cycles(7)) u_window (
    .clk_i, .rst_ni, .data_i(window_i), .data_o(transport_in.window)
  );
  assign transport_in.packet = network;

  nicvs_parse_transport u_transport (
    .clk_i, .rst_ni, .valid_i(network_valid), .in_i(transport_in), .valid_o(packet_valid),
    .out_o(packet)
  );

  nicvs_delay #(.Width(16), .Cycles(12)) u_frame_length (
    .clk_i, .rst_ni, .data_i(window_i.frame_length), .data_o(frame_length_o)
  );

  assign protocol_code = packet.key.protocol == nicvs_dp_pkg::ProtocolTcp ?
                           nicvs_map_pkg::ProtocolCodeTcp :
                         packet.key.protocol == nicvs_dp_pkg::ProtocolUdp ?
                           nicvs_map_pkg::ProtocolCodeUdp : nicvs_map_pkg::ProtocolCodeSctp;
  // TCP flags: FIN, SYN, RST, PSH, ACK from bit 0.
  assign is_quiet_tcp = packet.tcp_flags[4] && packet.tcp_flags[2:0] == 3'd0;
  assign is_plain     = packet.key.family == nicvs_dp_pkg::FamilyIpv4 &&
                        packet.fragment == nicvs_dp_pkg::FragmentNone && !packet.is_l2_group;

  always_ff @(posedge clk_i) begin
    packet_q  <= packet;
    key_q     <= {protocol_code, packet.key.dst_port, packet.key.src_port,
                  packet.key.dst.word[31:0], packet.key.src.word[31:0]};
    is_fast_q <= enable_i && packet.reason == nicvs_dp_pkg::ReasonNone && is_plain &&
                 (packet.key.protocol == nicvs_dp_pkg::ProtocolUdp ||
                  (packet.key.protocol == nicvs_dp_pkg::ProtocolTcp && is_quiet_tcp));
    reason_q  <= packet.reason == nicvs_dp_pkg::ReasonNone ? nicvs_dp_pkg::ReasonNoConn :
                 packet.reason;
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= packet_valid;
  end
endmodule

`default_nettype wire
