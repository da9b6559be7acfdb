// SPDX-License-Identifier: Apache-2.0
// The way of frames through the card: MAC in, MAC and host out.
//
//   rx -> guard -> packet FIFO --------------------------+-> edit shifter -> packet FIFO -> tx
//            +---> window gather -> decide -> list FIFO -+              +-> packet FIFO -> host
//
// Never stalls the MAC. A frame that comes leaves by tx or host or gives a pulse: damaged, no room to
// receive, tx full, host full, left out for a reset. A host that takes nothing does not slow forwarding
// down. Reset lasts 64 cycles longer than rst_ni, and 2^BucketBits more until conns can be added; it
// may come at any time, and what is inside then is lost without a pulse.
`default_nettype none

module nicvs_fast_path #(
  parameter int unsigned BucketBits = 6,
  parameter int unsigned DestBits = 6,
  parameter int unsigned ServiceBits = 6,
  parameter int unsigned HopBits = 6,
  parameter int unsigned PayloadBits = 9,  // log2 of the beats that wait for their decision
  parameter int unsigned OutBits = 7       // of those that wait for tx, and for the host
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Settings.
  input  logic enable_i,
  input  logic pmtu_discovery_i,
  input  logic [127:0] hash_key_i,
  // From the MAC, never stalled.
  input  nicvs_pkg::beat_t rx_beat_i,
  input  logic rx_valid_i,
  // To the MAC.
  output nicvs_pkg::beat_t tx_beat_o,
  output logic tx_valid_o,
  input  logic tx_ready_i,
  // To the host, with the reason.
  output nicvs_pkg::beat_t host_beat_o,
  output logic [7:0] host_reason_o,
  output logic host_valid_o,
  input  logic host_ready_i,
  // Commands about conn keys, and table writes (nicvs_decide).
  input  logic [1:0] command_op_i,
  input  logic [97:0] command_key_i,
  input  logic [30:0] command_payload_i,
  input  logic command_valid_i,
  output logic command_ready_o,
  output logic result_valid_o,
  output logic result_found_o,
  output logic result_inserted_o,
  output logic [BucketBits+3:0] result_slot_o,
  input  logic [3:0] write_i,
  input  logic [BucketBits+3:0] write_index_i,
  input  logic [159:0] write_entry_i,
  // Fates of frames, one pulse a frame.
  output logic rx_kept_o,
  output logic rx_damaged_o,
  output logic rx_full_o,
  output logic rx_left_out_o,
  output logic tx_kept_o,
  output logic tx_full_o,
  output logic host_kept_o,
  output logic host_full_o,
  // Status.
  output logic is_clearing_o,
  output logic [BucketBits+4:0] key_count_o
);
  localparam int unsigned ListWidth = nicvs_edit_pkg::EditWidth + 9;

  logic rst_n;
  nicvs_pkg::beat_t rx, edited;
  logic rx_valid, edited_valid;
  logic [511:0] data;
  logic data_last, data_valid, data_ready;
  nicvs_dp_pkg::header_window_t window;
  logic window_valid;
  nicvs_edit_pkg::edit_t decided, list;
  logic decided_to_host, decided_valid, decided_fits, list_valid, list_ready;
  logic [7:0] decided_reason;
  logic [8:0] list_user, edited_user;  // {reason, to host}
  logic tx_dropped, host_dropped;
  logic [6:0] tx_length, host_length;
  logic [511:0] tx_data, host_data;
  logic tx_last, host_last;

  nicvs_reset_hold u_reset (
    .clk_i, .rst_ni, .rst_no(rst_n)
  );

  nicvs_rx_guard u_guard (
    .clk_i, .rst_ni(rst_n), .s_beat_i(rx_beat_i), .s_valid_i(rx_valid_i), .m_beat_o(rx),
    .m_valid_o(rx_valid), .left_out_o(rx_left_out_o)
  );

  nicvs_packet_fifo #(.Width(512), .AddressBits(PayloadBits)) u_payload (
    .clk_i, .rst_ni(rst_n), .s_data_i(rx.data), .s_last_i(rx.last), .s_drop_i(rx.error),
    .s_valid_i(rx_valid), .m_data_o(data), .m_last_o(data_last), .m_valid_o(data_valid),
    .m_ready_i(data_ready), .kept_o(rx_kept_o), .dropped_o(rx_damaged_o),
    .dropped_full_o(rx_full_o)
  );

  nicvs_window_gather u_gather (
    .clk_i, .rst_ni(rst_n), .s_beat_i(rx), .s_valid_i(rx_valid), .kept_i(rx_kept_o), .window_o(window),
    .valid_o(window_valid)
  );

  nicvs_decide #(
    .BucketBits(BucketBits), .DestBits(DestBits), .ServiceBits(ServiceBits), .HopBits(HopBits)
  ) u_decide (
    .clk_i, .rst_ni(rst_n), .enable_i, .pmtu_discovery_i, .hash_key_i, .window_i(window),
    .valid_i(window_valid), .edit_o(decided), .to_host_o(decided_to_host),
    .reason_o(decided_reason), .valid_o(decided_valid), .command_op_i, .command_key_i,
    .command_payload_i, .command_valid_i, .command_ready_o, .result_valid_o, .result_found_o,
    .result_inserted_o, .result_slot_o, .write_i, .write_index_i, .write_entry_i, .is_clearing_o,
    .key_count_o
  );

  // As many lists as there can be frames: it always has room.
  nicvs_stream_fifo #(.Width(ListWidth), .AddressBits(PayloadBits)) u_lists (
    .clk_i, .rst_ni(rst_n), .s_data_i({decided, decided_reason, decided_to_host}),
    .s_valid_i(decided_valid), .s_ready_o(decided_fits), .m_data_o({list, list_user}),
    .m_valid_o(list_valid), .m_ready_i(list_ready)
  );

  nicvs_edit #(.UserWidth(9)) u_edit (
    .clk_i, .rst_ni(rst_n), .s_data_i(data), .s_last_i(data_last), .s_valid_i(data_valid),
    .s_ready_o(data_ready), .edit_i(list), .user_i(list_user), .edit_valid_i(list_valid),
    .edit_ready_o(list_ready), .m_beat_o(edited), .m_user_o(edited_user), .m_valid_o(edited_valid)
  );

  nicvs_packet_fifo #(.Width(519), .AddressBits(OutBits)) u_tx (
    .clk_i, .rst_ni(rst_n), .s_data_i({edited.data, edited.length}), .s_last_i(edited.last),
    .s_drop_i(edited.error), .s_valid_i(edited_valid && !edited_user[0]),
    .m_data_o({tx_data, tx_length}), .m_last_o(tx_last), .m_valid_o(tx_valid_o),
    .m_ready_i(tx_ready_i), .kept_o(tx_kept_o), .dropped_o(tx_dropped), .dropped_full_o(tx_full_o)
  );
  assign tx_beat_o = {tx_data, tx_length, tx_last, 1'b0};

  nicvs_packet_fifo #(.Width(527), .AddressBits(OutBits)) u_host (
    .clk_i, .rst_ni(rst_n), .s_data_i({edited_user[8:1], edited.data, edited.length}),
    .s_last_i(edited.last), .s_drop_i(edited.error), .s_valid_i(edited_valid && edited_user[0]),
    .m_data_o({host_reason_o, host_data, host_length}), .m_last_o(host_last),
    .m_valid_o(host_valid_o), .m_ready_i(host_ready_i), .kept_o(host_kept_o),
    .dropped_o(host_dropped), .dropped_full_o(host_full_o)
  );
  assign host_beat_o = {host_data, host_length, host_last, 1'b0};

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_n) begin
    ListFits: assert (!decided_valid || decided_fits);
    NothingElseDropped: assert (!tx_dropped && !host_dropped);
  end
`endif
endmodule

`default_nettype wire
