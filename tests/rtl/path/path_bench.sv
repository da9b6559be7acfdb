// SPDX-License-Identifier: Apache-2.0
// The card's way of frames with tables for 16 x 64 keys, its structs as plain ports.
`default_nettype none

module path_bench (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic enable_i,
  input  logic pmtu_discovery_i,
  input  logic [511:0] rx_data_i,
  input  logic [6:0] rx_length_i,
  input  logic rx_last_i,
  input  logic rx_error_i,
  input  logic rx_valid_i,
  output logic [511:0] tx_data_o,
  output logic [6:0] tx_length_o,
  output logic tx_last_o,
  output logic tx_valid_o,
  input  logic tx_ready_i,
  output logic [511:0] host_data_o,
  output logic [6:0] host_length_o,
  output logic host_last_o,
  output logic [7:0] host_reason_o,
  output logic host_valid_o,
  input  logic host_ready_i,
  input  logic [1:0] command_op_i,
  input  logic [97:0] command_key_i,
  input  logic [30:0] command_payload_i,
  input  logic command_valid_i,
  output logic command_ready_o,
  output logic result_valid_o,
  output logic result_found_o,
  output logic result_inserted_o,
  output logic [9:0] result_slot_o,
  input  logic [3:0] write_i,
  input  logic [9:0] write_index_i,
  input  logic [159:0] write_entry_i,
  output logic rx_kept_o,
  output logic rx_damaged_o,
  output logic rx_full_o,
  output logic rx_left_out_o,
  output logic tx_kept_o,
  output logic tx_full_o,
  output logic host_kept_o,
  output logic host_full_o,
  output logic is_clearing_o,
  output logic [10:0] key_count_o
);
  nicvs_pkg::beat_t tx, host;

  assign tx_data_o     = tx.data;
  assign tx_length_o   = tx.length;
  assign tx_last_o     = tx.last;
  assign host_data_o   = host.data;
  assign host_length_o = host.length;
  assign host_last_o   = host.last;

  nicvs_fast_path u_path (
    .clk_i, .rst_ni, .enable_i, .pmtu_discovery_i,
    .hash_key_i(128'h0706050403020100_0f0e0d0c0b0a0908),
    .rx_beat_i({rx_data_i, rx_length_i, rx_last_i, rx_error_i}), .rx_valid_i, .tx_beat_o(tx),
    .tx_valid_o, .tx_ready_i, .host_beat_o(host), .host_reason_o, .host_valid_o, .host_ready_i,
    .command_op_i, .command_key_i, .command_payload_i, .command_valid_i, .command_ready_o,
    .result_valid_o, .result_found_o, .result_inserted_o, .result_slot_o, .write_i, .write_index_i,
    .write_entry_i, .rx_kept_o, .rx_damaged_o, .rx_full_o, .rx_left_out_o, .tx_kept_o, .tx_full_o, .host_kept_o,
    .host_full_o, .is_clearing_o, .key_count_o
  );
endmodule

`default_nettype wire
