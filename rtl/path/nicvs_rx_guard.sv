// SPDX-License-Identifier: Apache-2.0
// Lets only whole frames in: one that ends during reset, or whose beginning came then, is left out.
//
// Which beat begins a frame is followed through resets. Latency one cycle, no stalls. A frame left
// out gives a pulse with its last beat, also during reset.
`default_nettype none

module nicvs_rx_guard (
  input  logic clk_i,
  input  logic rst_ni,
  input  nicvs_pkg::beat_t s_beat_i,
  input  logic s_valid_i,
  output nicvs_pkg::beat_t m_beat_o,
  output logic m_valid_o,
  output logic left_out_o
);
  nicvs_pkg::beat_t beat_q;
  logic valid_q;
  logic is_inside_q = 1'b0;  // of a frame; not reset
  logic is_left_out_q = 1'b0;

  assign m_beat_o  = beat_q;
  assign m_valid_o = valid_q;

  always_ff @(posedge clk_i) begin
    beat_q <= s_beat_i;
    left_out_o <= s_valid_i && s_beat_i.last && (!rst_ni || is_left_out_q);
    if (s_valid_i) is_inside_q <= !s_beat_i.last;
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      is_left_out_q <= s_valid_i ? !s_beat_i.last : is_inside_q;
    end else begin
      valid_q <= s_valid_i && !is_left_out_q;
      if (s_valid_i && s_beat_i.last) is_left_out_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
