// SPDX-License-Identifier: Apache-2.0
// Parts records from the host: frames to be sent, and commands, which are one cell.
//
// Records are right in themselves (nicvs_card_ring). A frame record without a frame disappears. A
// frame whose record was cut off ends with frame_error_o.
`default_nettype none

module nicvs_card_frame (
  input  logic clk_i,
  input  logic rst_ni,
  // Records.
  input  logic [511:0] record_cell_i,
  input  logic record_last_i,
  input  logic record_error_i,
  input  logic record_valid_i,
  output logic record_ready_o,
  // Frames, each with the port that it leaves by.
  output logic [511:0] frame_data_o,
  output logic [6:0] frame_length_o,  // bytes of this beat
  output logic frame_last_o,
  output logic frame_error_o,
  output logic [7:0] frame_port_o,
  output logic frame_valid_o,
  input  logic frame_ready_i,
  // Commands.
  output logic [511:0] command_cell_o,
  output logic command_valid_o,
  input  logic command_ready_i
);
  logic is_body_q, is_frame, frame_ready;
  logic [7:0] port_q;
  logic [15:0] left_q;  // bytes of the frame that have not left
  logic is_short;
  assign is_frame = record_cell_i[7:0] == nicvs_map_pkg::RecordKindCardFrame;
  assign is_short = left_q[15:6] == '0;

  assign command_cell_o = record_cell_i;
  assign command_valid_o = record_valid_i && !is_body_q && !is_frame && !record_error_i;
  assign record_ready_o = is_body_q                    ? frame_ready
                          : is_frame || record_error_i ? 1'b1
                                                       : command_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      is_body_q <= 1'b0;
    end else if (record_valid_i && record_ready_o) begin
      is_body_q <= !record_last_i;
      left_q <= is_body_q ? left_q - 16'd64 : record_cell_i[31:16];
      if (!is_body_q) port_q <= record_cell_i[71:64];
    end
  end

  nicvs_stream_reg #(.Width(512 + 7 + 2 + 8)) u_out (
    .clk_i, .rst_ni,
    .s_data_i({port_q, record_error_i, record_last_i, is_short ? left_q[6:0] : 7'd64, record_cell_i}),
    .s_valid_i(record_valid_i && is_body_q), .s_ready_o(frame_ready),
    .m_data_o({frame_port_o, frame_error_o, frame_last_o, frame_length_o, frame_data_o}),
    .m_valid_o(frame_valid_o), .m_ready_i(frame_ready_i)
  );
endmodule

`default_nettype wire
