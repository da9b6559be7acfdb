// SPDX-License-Identifier: Apache-2.0
// Memory of a table: one write and one read port, three cycles from address to data.
//
// The address goes into the RAM as it is, its latch and output register follow, and one register in
// fabric, so that cascades of ultra RAM have room. A read sees the writes of earlier cycles, not
// that of its own.
`default_nettype none

module nicvs_table_ram #(
  parameter int unsigned Width = 8,
  parameter int unsigned AddressBits = 4
) (
  input  logic clk_i,
  input  logic write_i,
  input  logic [AddressBits-1:0] write_address_i,
  input  logic [Width-1:0] write_data_i,
  input  logic [AddressBits-1:0] read_address_i,
  output logic [Width-1:0] read_data_o
);
  logic [Width-1:0] memory [1 << AddressBits];
  logic [Width-1:0] latch_q;
  logic [Width-1:0] output_q;
  logic [Width-1:0] data_q;

  assign read_data_o = data_q;

  always_ff @(posedge clk_i) begin
    if (write_i) memory[write_address_i] <= write_data_i;
    latch_q  <= memory[read_address_i];
    output_q <= latch_q;
    data_q   <= output_q;
  end
endmodule

`default_nettype wire
