// SPDX-License-Identifier: Apache-2.0
// A card whose decisions the bench makes: MAC -> packet FIFO and window gather; edit lists -> pack ->
// FIFO; both -> edit shifter.
`default_nettype none

module edit_bench (
  input  logic clk_i,
  input  logic rst_ni,
  // MAC.
  input  logic [511:0] rx_data_i,
  input  logic [6:0] rx_length_i,
  input  logic rx_last_i,
  input  logic rx_error_i,
  input  logic rx_valid_i,
  // Windows of kept frames; pulses for others.
  output logic [1039:0] window_o,
  output logic window_valid_o,
  output logic dropped_o,
  output logic dropped_full_o,
  // Edit lists, one per window.
  input  logic [784:0] list_i,
  input  logic [15:0] frame_length_i,
  input  logic is_raw_i,
  input  logic [15:0] tag_i,
  input  logic list_valid_i,
  output logic is_raw_o,  // of a list given three cycles ago
  output logic packed_o,
  // Edited frames.
  output logic [511:0] tx_data_o,
  output logic [6:0] tx_length_o,
  output logic tx_last_o,
  output logic [15:0] tx_tag_o,
  output logic tx_valid_o
);
  nicvs_pkg::beat_t rx, tx;
  nicvs_edit_pkg::edit_t packed_list, list;
  logic [15:0] tag_q, tag_q2, tag_q3, tag;
  logic valid_q, valid_q2, valid_q3;
  logic [511:0] data;
  logic kept, last, data_valid, data_ready, list_valid, list_ready;
  logic list_fits;  // the bench never gives more lists than there are frames inside

  assign rx = {rx_data_i, rx_length_i, rx_last_i, rx_error_i};
  assign tx_data_o   = tx.data;
  assign tx_length_o = tx.length;
  assign tx_last_o   = tx.last;

  nicvs_packet_fifo #(.Width(512), .AddressBits(7)) u_payload (
    .clk_i, .rst_ni, .s_data_i(rx.data), .s_last_i(rx.last), .s_drop_i(rx.error),
    .s_valid_i(rx_valid_i), .m_data_o(data), .m_last_o(last), .m_valid_o(data_valid),
    .m_ready_i(data_ready), .kept_o(kept), .dropped_o, .dropped_full_o
  );

  nicvs_window_gather u_gather (
    .clk_i, .rst_ni, .s_beat_i(rx), .s_valid_i(rx_valid_i), .kept_i(kept), .window_o,
    .valid_o(window_valid_o)
  );

  nicvs_edit_pack u_pack (
    .clk_i, .list_i, .frame_length_i, .is_raw_i, .edit_o(packed_list), .is_raw_o
  );

  always_ff @(posedge clk_i) begin
    {tag_q, tag_q2, tag_q3} <= {tag_i, tag_q, tag_q2};
    if (!rst_ni) {valid_q, valid_q2, valid_q3} <= 3'd0;
    else {valid_q, valid_q2, valid_q3} <= {list_valid_i, valid_q, valid_q2};
  end
  assign packed_o = valid_q3;

  nicvs_stream_fifo #(.Width(nicvs_edit_pkg::EditWidth + 16), .AddressBits(7)) u_lists (
    .clk_i, .rst_ni, .s_data_i({packed_list, tag_q3}), .s_valid_i(valid_q3), .s_ready_o(list_fits),
    .m_data_o({list, tag}), .m_valid_o(list_valid), .m_ready_i(list_ready)
  );

  nicvs_edit #(.UserWidth(16)) u_edit (
    .clk_i, .rst_ni, .s_data_i(data), .s_last_i(last), .s_valid_i(data_valid),
    .s_ready_o(data_ready), .edit_i(list), .user_i(tag), .edit_valid_i(list_valid),
    .edit_ready_o(list_ready), .m_beat_o(tx), .m_user_o(tx_tag_o), .m_valid_o(tx_valid_o)
  );

  always_ff @(posedge clk_i) if (rst_ni && valid_q3) ListFits: assert (list_fits);
endmodule

`default_nettype wire
