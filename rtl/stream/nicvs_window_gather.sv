// SPDX-License-Identifier: Apache-2.0
// Gathers what parsing needs of a frame, beside the nicvs_packet_fifo that stores it.
//
// Sees the same beats as the FIFO; a window is valid in the cycle of the FIFO's kept_o, two cycles
// after the frame's last beat, so that frames that were dropped have none. One frame a cycle. Bytes
// behind the frame's end are those of the beat, or zero in the second one.
`default_nettype none

module nicvs_window_gather (
  input  logic clk_i,
  input  logic rst_ni,
  // Beats, never stalled.
  input  nicvs_pkg::beat_t s_beat_i,
  input  logic s_valid_i,
  // The FIFO's verdict.
  input  logic kept_i,
  // Windows.
  output nicvs_dp_pkg::header_window_t window_o,
  output logic valid_o
);
  // The beat before it is put in its place.
  logic [511:0] data_q;
  logic [6:0] length_q;
  logic valid_q;
  // Beats of the frame that have come before it; 2 stands for more.
  logic [1:0] place_q;
  logic [8:0] full_beats_q;
  logic last_q;
  nicvs_dp_pkg::header_window_t window_q2;

  assign window_o = window_q2;
  assign valid_o  = kept_i;

  always_ff @(posedge clk_i) begin
    data_q   <= s_beat_i.data;
    length_q <= s_beat_i.length;
    last_q   <= s_beat_i.last;
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= s_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      place_q      <= 2'd0;
      full_beats_q <= 9'd0;
    end else if (valid_q) begin
      place_q      <= last_q ? 2'd0 : {place_q != 2'd0, place_q == 2'd0};
      full_beats_q <= last_q ? 9'd0 : full_beats_q + 9'd1;
    end
    if (valid_q) begin
      if (place_q == 2'd0) window_q2.bytes <= {512'd0, data_q};
      if (place_q == 2'd1) window_q2.bytes[1023:512] <= data_q;
      window_q2.frame_length <= {1'b0, full_beats_q, 6'd0} + {9'd0, length_q};
    end
  end
endmodule

`default_nettype wire
