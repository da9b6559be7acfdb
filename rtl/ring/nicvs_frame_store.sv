// SPDX-License-Identifier: Apache-2.0
// Stores frames until they are whole, for a MAC whose frames must not pause; the source can be
// stalled between frames.
//
// No more frames are inside than there is room for, were all of MaxBeats; three places are for those
// that begin before that is known. A frame whose last beat
// says drop_i disappears.
`default_nettype none

module nicvs_frame_store #(
  parameter int unsigned Width = 8,
  parameter int unsigned AddressBits = 9,
  parameter int unsigned MaxBeats = 32
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Upstream; drop_i counts with the last beat.
  input  logic [Width-1:0] s_data_i,
  input  logic s_last_i,
  input  logic s_drop_i,
  input  logic s_valid_i,
  output logic s_ready_o,
  // Downstream: a frame's beats follow each other without gaps.
  output logic [Width-1:0] m_data_o,
  output logic m_last_o,
  output logic m_valid_o,
  input  logic m_ready_i
);
  localparam logic [AddressBits:0] MostFrames = (AddressBits + 1)'((1 << AddressBits) / MaxBeats - 3);

  logic [AddressBits:0] frames_q;  // begun and neither sent nor dropped
  logic is_body_q, has_room_q, begins, begins_q, sent_q, dropped, pushes;
  assign s_ready_o = is_body_q || has_room_q;
  assign pushes = s_valid_i && s_ready_o;
  assign begins = pushes && !is_body_q;

  // One frame may begin, one be sent and one be dropped in a cycle.
  logic [AddressBits:0] change;
  always_comb begin
    case ({begins_q, sent_q, dropped})
      3'b100:                 change = 1;
      3'b010, 3'b001, 3'b111: change = '1;
      3'b011:                 change = ~{{AddressBits{1'b0}}, 1'b1};
      default:                change = '0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      frames_q <= '0;
      is_body_q <= 1'b0;
      has_room_q <= 1'b0;
      sent_q <= 1'b0;
      begins_q <= 1'b0;
    end else begin
      sent_q <= m_valid_o && m_ready_i && m_last_o;
      if (pushes) is_body_q <= !s_last_i;
      begins_q <= begins;
      frames_q <= frames_q + change;
      has_room_q <= frames_q < MostFrames;
    end
  end

  /* verilator lint_off UNUSEDSIGNAL */  // a frame is kept, or it counts as dropped
  logic kept, dropped_full;
  /* verilator lint_on UNUSEDSIGNAL */
  nicvs_packet_fifo #(.Width(Width), .AddressBits(AddressBits)) u_frames (
    .clk_i, .rst_ni, .s_data_i, .s_last_i, .s_drop_i, .s_valid_i(pushes), .m_data_o, .m_last_o,
    .m_valid_o, .m_ready_i, .kept_o(kept), .dropped_o(dropped), .dropped_full_o(dropped_full)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni) AlwaysRoom: assert (!dropped_full);
`endif
endmodule

`default_nettype wire
