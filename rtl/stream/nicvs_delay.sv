// SPDX-License-Identifier: Apache-2.0
// Delay line of one cycle or more. Its last register is reset, which keeps it out of the shift
// registers that hold the others: their outputs are slow.
`default_nettype none

module nicvs_delay #(
  parameter int unsigned Width = 1,
  parameter int unsigned Cycles = 1
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);
  logic [Cycles*Width-1:0] data_q;  // the newest in the lowest bits
  logic [Width-1:0] last;

  assign data_o = data_q[(Cycles-1)*Width +: Width];

  if (Cycles == 1) begin : gen_register
    assign last = data_i;
  end else begin : gen_line
    assign last = data_q[(Cycles-2)*Width +: Width];
    always_ff @(posedge clk_i) begin
      data_q[Width-1:0] <= data_i;
      for (int i = 1; i < Cycles - 1; i++) data_q[i*Width +: Width] <= data_q[(i-1)*Width +: Width];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) data_q[(Cycles-1)*Width +: Width] <= 0;
    else data_q[(Cycles-1)*Width +: Width] <= last;
  end
endmodule

`default_nettype wire
