// SPDX-License-Identifier: Apache-2.0
// The rules of a valid/ready stream (AXI4-Stream 2.2.1), for simulation and proofs; no hardware.
//
// After reset nothing is valid. What is valid and not yet taken stays valid and unchanged. Modules
// instantiate it on the streams they drive, outside of synthesis.
`default_nettype none

module nicvs_stream_check #(
  parameter int unsigned Width = 8
) (
  input logic clk_i,
  input logic rst_ni,
  input logic [Width-1:0] data_i,
  input logic valid_i,
  input logic ready_i
);
  logic was_in_reset_q = 1'b1;
  logic was_stalled_q = 1'b0;
  logic [Width-1:0] data_q;

  always_ff @(posedge clk_i) begin
    was_in_reset_q <= !rst_ni;
    was_stalled_q  <= rst_ni && valid_i && !ready_i;
    data_q         <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (rst_ni && was_stalled_q) begin
      StaysValid: assert (valid_i);
      StaysUnchanged: assert (data_i == data_q);
    end
    if (rst_ni && was_in_reset_q) NothingAfterReset: assert (!valid_i);
  end
endmodule

`default_nettype wire
