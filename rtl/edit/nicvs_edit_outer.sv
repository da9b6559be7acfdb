// SPDX-License-Identifier: Apache-2.0
// Puts an outer IPv4 header behind a frame's Ethernet header, and sets the frame's end. Latency two
// cycles, no stalls.
//
// All bytes from the IP header on move 20 bytes back; those that a beat has no room for begin the
// next one. Bytes behind the frame's end become zero, and a frame that pads gets 60 bytes at least.
`default_nettype none

module nicvs_edit_outer (
  input  logic clk_i,
  input  logic [511:0] data_i,
  input  logic first_i,
  input  logic last_i,
  input  logic valid_i,
  input  nicvs_edit_pkg::edit_t edit_i,
  output logic [511:0] data_o,
  output logic [6:0] length_o
);
  localparam int unsigned MovedBits = 8 * nicvs_edit_pkg::OuterBytes;

  logic [MovedBits-1:0] header;
  logic [MovedBits-1:0] tail_q;  // what the beat before had no room for
  logic [511:0] moved;           // the beat behind that tail
  logic [511:0] first_beat;
  logic [511:0] shifted_q;
  logic [63:0] keep_q;
  logic [6:0] length_q;
  logic pads_q;
  logic [511:0] data_q;
  logic [6:0] length_q2;

  assign data_o   = data_q;
  assign length_o = length_q2;

  assign header = {nicvs_edit_pkg::wire32(edit_i.outer_dst),
                   nicvs_edit_pkg::wire32(edit_i.outer_src),
                   nicvs_edit_pkg::wire16(edit_i.outer_checksum), 8'd4, edit_i.outer_ttl,
                   nicvs_edit_pkg::wire16({1'b0, edit_i.outer_dont_fragment, 14'd0}),
                   nicvs_edit_pkg::wire16(edit_i.outer_id),
                   nicvs_edit_pkg::wire16(edit_i.outer_length), edit_i.outer_tos, 8'h45};
  assign moved = {data_i[511-MovedBits:0], tail_q};
  assign first_beat = edit_i.has_vlan ? {moved[511:304], header, data_i[143:0]} :
                                        {moved[511:272], header, data_i[111:0]};

  always_ff @(posedge clk_i) begin
    if (valid_i) tail_q <= data_i[511 -: MovedBits];
    shifted_q <= !edit_i.has_outer ? data_i : first_i ? first_beat : moved;
    for (int i = 0; i < 64; i++) keep_q[i] <= !last_i || i[6:0] < edit_i.last_length;
    length_q  <= last_i ? edit_i.last_length : 7'd64;
    pads_q    <= first_i && last_i && edit_i.pads;
  end

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < 64; i++) data_q[8*i +: 8] <= shifted_q[8*i +: 8] & {8{keep_q[i]}};
    length_q2 <= pads_q && length_q < 7'd60 ? 7'd60 : length_q;
  end
endmodule

`default_nettype wire
