// SPDX-License-Identifier: Apache-2.0
// Memory and read side of a FIFO: block RAM with its output register, one beat a cycle.
//
// Pointers have one more bit than an address. What was written before `end_i` passed it comes out,
// in order; a beat is valid three cycles after the one in which end_i passed it. Latch and output
// register of the RAM hold what the sink does not take; there is no logic between them.
`default_nettype none

module nicvs_stream_store #(
  parameter int unsigned Width = 8,
  parameter int unsigned AddressBits = 4
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Write side. Never writes between pointer_o and end_i.
  input  logic write_i,
  input  logic [AddressBits-1:0] address_i,
  input  logic [Width-1:0] data_i,
  input  logic [AddressBits:0] end_i,
  // The next beat that leaves the memory.
  output logic [AddressBits:0] pointer_o,
`ifdef FORMAL
  // What proofs need to see.
  input  logic [AddressBits-1:0] fv_address_i,
  output logic [Width-1:0] fv_word_o,
  output logic [Width-1:0] fv_latch_o,
  output logic fv_latch_valid_o,
`endif
  // Downstream.
  output logic [Width-1:0] m_data_o,
  output logic m_valid_o,
  input  logic m_ready_i
);
  logic [Width-1:0] memory [1 << AddressBits];
  logic [Width-1:0] latch_q;
  logic [Width-1:0] data_q;
  logic [AddressBits:0] pointer_q;
  logic latch_valid_q;
  logic out_valid_q;
  logic load;
  logic can_fetch;
  logic fetch;

  assign load      = !out_valid_q || m_ready_i;
  assign can_fetch = !latch_valid_q || load;
  assign fetch   = can_fetch && pointer_q != end_i;
  assign pointer_o = pointer_q;
  assign m_data_o  = data_q;
  assign m_valid_o = out_valid_q;

  always_ff @(posedge clk_i) begin
    if (write_i) memory[address_i] <= data_i;
    if (fetch) latch_q <= memory[pointer_q[AddressBits-1:0]];
    if (load) data_q <= latch_q;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pointer_q     <= 0;
      latch_valid_q <= 1'b0;
      out_valid_q   <= 1'b0;
    end else begin
      if (fetch) pointer_q <= pointer_q + 1'b1;
      if (can_fetch) latch_valid_q <= fetch;
      if (load) out_valid_q <= latch_valid_q;
    end
  end

`ifdef FORMAL
  assign fv_word_o        = memory[fv_address_i];
  assign fv_latch_o       = latch_q;
  assign fv_latch_valid_o = latch_valid_q;
`endif
`ifndef SYNTHESIS
  nicvs_stream_check #(.Width(Width)) u_check (
    .clk_i, .rst_ni, .data_i(m_data_o), .valid_i(m_valid_o), .ready_i(m_ready_i)
  );
`endif
endmodule

`default_nettype wire
