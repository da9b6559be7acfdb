// SPDX-License-Identifier: Apache-2.0
// Stream register: cuts every combinational path between its two sides.
//
// Latency one cycle, throughput one beat a cycle. s_ready_o is a register: a beat that comes in the
// cycle in which the sink stalls is kept in a second register. Nothing is lost, doubled or
// reordered (proven: tests/formal).
`default_nettype none

module nicvs_stream_reg #(
  parameter int unsigned Width = 8
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
  logic [Width-1:0] out_q;
  logic [Width-1:0] spare_q;
  logic out_valid_q;
  logic spare_valid_q;

  assign s_ready_o = !spare_valid_q;
  assign m_data_o  = out_q;
  assign m_valid_o = out_valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      out_valid_q   <= 1'b0;
      spare_valid_q <= 1'b0;
    end else if (m_ready_i || !out_valid_q) begin
      out_valid_q   <= s_valid_i || spare_valid_q;
      spare_valid_q <= 1'b0;
    end else begin
      spare_valid_q <= s_valid_i || spare_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (m_ready_i || !out_valid_q) out_q <= spare_valid_q ? spare_q : s_data_i;
    if (!spare_valid_q) spare_q <= s_data_i;
  end

`ifndef SYNTHESIS
  nicvs_stream_check #(.Width(Width)) u_check (
    .clk_i, .rst_ni, .data_i(m_data_o), .valid_i(m_valid_o), .ready_i(m_ready_i)
  );
`endif
`ifdef FORMAL
  `include "nicvs_stream_reg_fv.svh"
`endif
endmodule

`default_nettype wire
