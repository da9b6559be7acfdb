// SPDX-License-Identifier: Apache-2.0
// Stream modules with small data, side by side for one bench.
`default_nettype none

module stream_bench (
  input  logic clk_i,
  input  logic rst_ni,
  // Stream register.
  input  logic [31:0] reg_s_data_i,
  input  logic reg_s_valid_i,
  output logic reg_s_ready_o,
  output logic [31:0] reg_m_data_o,
  output logic reg_m_valid_o,
  input  logic reg_m_ready_i,
  // FIFO of 16 beats.
  input  logic [31:0] fifo_s_data_i,
  input  logic fifo_s_valid_i,
  output logic fifo_s_ready_o,
  output logic [31:0] fifo_m_data_o,
  output logic fifo_m_valid_o,
  input  logic fifo_m_ready_i,
  // FIFO of frames, 32 beats.
  input  logic [31:0] packet_s_data_i,
  input  logic packet_s_last_i,
  input  logic packet_s_drop_i,
  input  logic packet_s_valid_i,
  output logic [31:0] packet_m_data_o,
  output logic packet_m_last_o,
  output logic packet_m_valid_o,
  input  logic packet_m_ready_i,
  output logic packet_kept_o,
  output logic packet_dropped_o,
  output logic packet_dropped_full_o
);
  nicvs_stream_reg #(.Width(32)) u_reg (
    .clk_i, .rst_ni, .s_data_i(reg_s_data_i), .s_valid_i(reg_s_valid_i), .s_ready_o(reg_s_ready_o),
    .m_data_o(reg_m_data_o), .m_valid_o(reg_m_valid_o), .m_ready_i(reg_m_ready_i)
  );

  nicvs_stream_fifo #(.Width(32), .AddressBits(4)) u_fifo (
    .clk_i, .rst_ni, .s_data_i(fifo_s_data_i), .s_valid_i(fifo_s_valid_i),
    .s_ready_o(fifo_s_ready_o), .m_data_o(fifo_m_data_o), .m_valid_o(fifo_m_valid_o),
    .m_ready_i(fifo_m_ready_i)
  );

  nicvs_packet_fifo #(.Width(32), .AddressBits(5)) u_packet (
    .clk_i, .rst_ni, .s_data_i(packet_s_data_i), .s_last_i(packet_s_last_i),
    .s_drop_i(packet_s_drop_i), .s_valid_i(packet_s_valid_i), .m_data_o(packet_m_data_o),
    .m_last_o(packet_m_last_o), .m_valid_o(packet_m_valid_o), .m_ready_i(packet_m_ready_i),
    .kept_o(packet_kept_o), .dropped_o(packet_dropped_o), .dropped_full_o(packet_dropped_full_o)
  );
endmodule

`default_nettype wire
