// SPDX-License-Identifier: Apache-2.0
// A card without a data path: every frame goes to the host, and the host's frames to the wire.
//
// One port. Received frames are stored whole, so that their length is known and a damaged or
// unfitting one leaves no trace but a pulse; the port is never stalled. Frames to be sent are stored
// whole as well, since a MAC's frames must not pause. Commands are taken and
// ignored: the capability registers say that there are no tables.
`default_nettype none

module nicvs_host_path #(
  parameter int unsigned ClockKhz = 322266,
  parameter int unsigned FifoAddressBits = 9
) (
  input  logic clk_i,
  input  logic rst_ni,
  // AXI4-Lite.
  input  logic [15:0] s_axil_awaddr_i,
  input  logic s_axil_awvalid_i,
  output logic s_axil_awready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0] s_axil_wstrb_i,
  input  logic s_axil_wvalid_i,
  output logic s_axil_wready_o,
  output logic [1:0] s_axil_bresp_o,
  output logic s_axil_bvalid_o,
  input  logic s_axil_bready_i,
  input  logic [15:0] s_axil_araddr_i,
  input  logic s_axil_arvalid_i,
  output logic s_axil_arready_o,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0] s_axil_rresp_o,
  output logic s_axil_rvalid_o,
  input  logic s_axil_rready_i,
  output logic interrupt_o,
  // Host memory.
  output logic [63:6] write_address_o,
  output logic [511:0] write_cell_o,
  output logic write_valid_o,
  input  logic write_ready_i,
  output logic [63:6] read_address_o,
  output logic read_valid_o,
  input  logic read_ready_i,
  input  logic [511:0] read_cell_i,
  input  logic read_cell_valid_i,
  // From the MAC, never stalled.
  input  nicvs_pkg::beat_t rx_beat_i,
  input  logic rx_valid_i,
  // To the MAC.
  output nicvs_pkg::beat_t tx_beat_o,
  output logic tx_valid_o,
  input  logic tx_ready_i,
  // Pulses: received frames that were lost, and records that the host ring had no room for.
  output logic rx_damaged_o,
  output logic rx_full_o,
  output logic host_ring_full_o
);
  // What is known of a frame when its last beat comes, and two cycles later, when it was kept.
  logic [63:0] now_q, begun_q, begun, received_q1, received_q2;
  logic [15:0] length_q, length, length_q1, length_q2;
  logic is_first_q;
  assign begun = is_first_q ? now_q : begun_q;
  assign length = (is_first_q ? 16'd0 : length_q) + {9'b0, rx_beat_i.length};
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      now_q <= '0;
      is_first_q <= 1'b1;
    end else begin
      now_q <= now_q + 64'd1;
      if (rx_valid_i) is_first_q <= rx_beat_i.last;
    end
    if (rx_valid_i) begin
      begun_q <= begun;
      length_q <= length;
    end
    {received_q2, received_q1} <= {received_q1, begun};
    {length_q2, length_q1} <= {length_q1, length};
  end

  logic kept, fifo_valid, fifo_ready, fifo_last;
  logic [511:0] fifo_data;
  nicvs_packet_fifo #(.Width(512), .AddressBits(FifoAddressBits)) u_frames (
    .clk_i, .rst_ni, .s_data_i(rx_beat_i.data), .s_last_i(rx_beat_i.last), .s_drop_i(rx_beat_i.error),
    .s_valid_i(rx_valid_i), .m_data_o(fifo_data), .m_last_o(fifo_last), .m_valid_o(fifo_valid),
    .m_ready_i(fifo_ready), .kept_o(kept), .dropped_o(rx_damaged_o), .dropped_full_o(rx_full_o)
  );

  // As deep as the other: every frame has a beat, so there is always room.
  logic about_valid, about_ready;
  logic [63:0] about_received;
  logic [15:0] about_length;
  /* verilator lint_off PINCONNECTEMPTY */
  nicvs_stream_fifo #(.Width(80), .AddressBits(FifoAddressBits)) u_about (
    .clk_i, .rst_ni, .s_data_i({received_q2, length_q2}), .s_valid_i(kept), .s_ready_o(),
    .m_data_o({about_received, about_length}), .m_valid_o(about_valid), .m_ready_i(about_ready)
  );
  /* verilator lint_on PINCONNECTEMPTY */

  logic [511:0] host_cell;
  logic host_last, host_valid, host_ready;
  nicvs_host_frame u_host_frame (
    .clk_i, .rst_ni, .about_length_i(about_length), .about_port_i(8'd0),
    .about_reason_i(nicvs_dp_pkg::ReasonNoService), .about_received_i(about_received),
    .about_valid_i(about_valid), .about_ready_o(about_ready),
    .frame_data_i(fifo_data), .frame_last_i(fifo_last), .frame_valid_i(fifo_valid),
    .frame_ready_o(fifo_ready), .record_cell_o(host_cell), .record_last_o(host_last),
    .record_valid_o(host_valid), .record_ready_i(host_ready)
  );

  logic [511:0] tx_data;
  logic [6:0] tx_length;
  logic tx_last, tx_error, tx_valid, tx_ready;
  nicvs_frame_store #(.Width(519), .AddressBits(FifoAddressBits)) u_tx (
    .clk_i, .rst_ni, .s_data_i({tx_length, tx_data}), .s_last_i(tx_last), .s_drop_i(tx_error),
    .s_valid_i(tx_valid), .s_ready_o(tx_ready), .m_data_o({tx_beat_o.length, tx_beat_o.data}),
    .m_last_o(tx_beat_o.last), .m_valid_o(tx_valid_o), .m_ready_i(tx_ready_i)
  );
  assign tx_beat_o.error = 1'b0;

  logic [511:0] card_cell;
  logic card_last, card_error, card_valid, card_ready;
  /* verilator lint_off UNUSEDSIGNAL */  // commands, and the port: there is one
  logic [511:0] command_cell;
  logic command_valid;
  logic [7:0] tx_port;
  /* verilator lint_on UNUSEDSIGNAL */
  nicvs_card_frame u_card_frame (
    .clk_i, .rst_ni, .record_cell_i(card_cell), .record_last_i(card_last),
    .record_error_i(card_error), .record_valid_i(card_valid), .record_ready_o(card_ready),
    .frame_data_o(tx_data), .frame_length_o(tx_length), .frame_last_o(tx_last),
    .frame_error_o(tx_error), .frame_port_o(tx_port), .frame_valid_o(tx_valid),
    .frame_ready_i(tx_ready), .command_cell_o(command_cell), .command_valid_o(command_valid),
    .command_ready_i(1'b1)
  );

  nicvs_map_pkg::to_registers_t about_card;
  always_comb begin
    about_card = '0;
    about_card.ports.count = 3'd1;
    about_card.clock.khz = ClockKhz[19:0];
  end

  /* verilator lint_off UNUSEDSIGNAL */  // there is nothing to control or to count yet
  nicvs_map_pkg::from_registers_t registers;
  logic counter_read, stored, taken;
  logic [nicvs_map_pkg::CounterIndexBits-1:0] counter_index;
  logic [7:0] dropped_kind;
  /* verilator lint_on UNUSEDSIGNAL */
  nicvs_boundary u_boundary (
    .clk_i, .rst_ni,
    .s_axil_awaddr_i, .s_axil_awvalid_i, .s_axil_awready_o, .s_axil_wdata_i, .s_axil_wstrb_i,
    .s_axil_wvalid_i, .s_axil_wready_o, .s_axil_bresp_o, .s_axil_bvalid_o, .s_axil_bready_i,
    .s_axil_araddr_i, .s_axil_arvalid_i, .s_axil_arready_o, .s_axil_rdata_o, .s_axil_rresp_o,
    .s_axil_rvalid_o, .s_axil_rready_i, .interrupt_o,
    .write_address_o, .write_cell_o, .write_valid_o, .write_ready_i, .read_address_o, .read_valid_o,
    .read_ready_i, .read_cell_i, .read_cell_valid_i,
    .host_record_cell_i(host_cell), .host_record_last_i(host_last),
    .host_record_valid_i(host_valid), .host_record_ready_o(host_ready),
    .card_record_cell_o(card_cell), .card_record_last_o(card_last),
    .card_record_error_o(card_error), .card_record_valid_o(card_valid),
    .card_record_ready_i(card_ready),
    .registers_o(registers), .core_i(about_card), .counter_read_o(counter_read),
    .counter_index_o(counter_index), .counter_valid_i(1'b0), .counter_value_i(64'h0),
    .record_stored_o(stored), .record_dropped_o(host_ring_full_o), .dropped_kind_o(dropped_kind),
    .record_taken_o(taken)
  );
endmodule

`default_nettype wire
