// SPDX-License-Identifier: Apache-2.0
// Makes host_frame records of frames that are passed to the host.
//
// For each frame there is one entry of what is known about it; frames and entries come in the same
// order. One cycle a record besides the frame's beats.
`default_nettype none

module nicvs_host_frame (
  input  logic clk_i,
  input  logic rst_ni,
  // About the frame.
  input  logic [15:0] about_length_i,  // bytes, at least 1
  input  logic [7:0] about_port_i,
  input  logic [7:0] about_reason_i,
  input  logic [63:0] about_received_i,
  input  logic about_valid_i,
  output logic about_ready_o,
  // The frame.
  input  logic [511:0] frame_data_i,
  input  logic frame_last_i,
  input  logic frame_valid_i,
  output logic frame_ready_o,
  // The record.
  output logic [511:0] record_cell_o,
  output logic record_last_o,
  output logic record_valid_o,
  input  logic record_ready_i
);
  logic is_body_q, out_ready, out_valid;
  logic [7:0] cells;
  nicvs_map_pkg::host_frame_t head;
  assign cells = about_length_i[13:6] + {7'b0, about_length_i[5:0] != '0} + 8'd1;
  always_comb begin
    head = '0;
    head.head.kind = nicvs_map_pkg::RecordKindHostFrame;
    head.head.cells = cells;
    head.head.frame_length = about_length_i;
    head.port = about_port_i;
    head.reason = about_reason_i;
    head.received = about_received_i;
  end

  assign out_valid = is_body_q ? frame_valid_i : about_valid_i;
  assign about_ready_o = !is_body_q && out_ready;
  assign frame_ready_o = is_body_q && out_ready;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) is_body_q <= 1'b0;
    else if (out_valid && out_ready) is_body_q <= !(is_body_q && frame_last_i);
  end

  nicvs_stream_reg #(.Width(513)) u_out (
    .clk_i, .rst_ni,
    .s_data_i(is_body_q ? {frame_last_i, frame_data_i} : {1'b0, head}), .s_valid_i(out_valid),
    .s_ready_o(out_ready), .m_data_o({record_last_o, record_cell_o}), .m_valid_o(record_valid_o),
    .m_ready_i(record_ready_i)
  );
endmodule

`default_nettype wire
