// SPDX-License-Identifier: Apache-2.0
// Lengthens a reset until the pipelines have run empty: delay lines have no reset of their own.
//
// rst_no rises 64 cycles after rst_ni; the longest delay line has 42. It falls with rst_ni, a cycle
// later.
`default_nettype none

module nicvs_reset_hold (
  input  logic clk_i,
  input  logic rst_ni,
  output logic rst_no
);
  logic [5:0] count_q;
  logic rst_q;

  assign rst_no = rst_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= 6'd0;
      rst_q   <= 1'b0;
    end else begin
      if (!rst_q) count_q <= count_q + 6'd1;
      if (&count_q) rst_q <= 1'b1;
    end
  end
endmodule

`default_nettype wire
