// SPDX-License-Identifier: Apache-2.0
// FIFO in one clock domain, in block RAM.
//
// Holds 2^AddressBits beats and two more on their way out. A beat is visible three cycles after it
// came; one beat a cycle goes through. s_ready_o depends on registers only.
`default_nettype none

module nicvs_stream_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned AddressBits = 4
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Upstream.
  input  logic [Width-1:0] s_data_i,
  input  logic s_valid_i,
  output logic s_ready_o,
  // Downstream.
  output logic [Width-1:0] m_data_o,
  output logic m_valid_o,
  input  logic m_ready_i
);
  localparam logic [AddressBits:0] Full = {1'b1, {AddressBits{1'b0}}};

  logic [AddressBits:0] write_q;
  logic [AddressBits:0] read;
  logic push;
`ifdef FORMAL
  logic [7:0] fv_chosen;
  logic [Width-1:0] fv_word, fv_latch;
  logic fv_latch_valid;
`endif

  assign s_ready_o = (write_q ^ read) != Full;
  assign push      = s_valid_i && s_ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) write_q <= 0;
    else if (push) write_q <= write_q + 1'b1;
  end

  nicvs_stream_store #(.Width(Width), .AddressBits(AddressBits)) u_store (
    .clk_i, .rst_ni, .write_i(push), .address_i(write_q[AddressBits-1:0]), .data_i(s_data_i),
    .end_i(write_q), .pointer_o(read),
`ifdef FORMAL
    .fv_address_i(fv_chosen[AddressBits-1:0]), .fv_word_o(fv_word), .fv_latch_o(fv_latch),
    .fv_latch_valid_o(fv_latch_valid),
`endif
    .m_data_o, .m_valid_o, .m_ready_i
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni) NeverMoreThanFits: assert (write_q - read <= Full);
`endif
`ifdef FORMAL
  `include "nicvs_stream_fifo_fv.svh"
`endif
endmodule

`default_nettype wire
