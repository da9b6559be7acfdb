// SPDX-License-Identifier: Apache-2.0
// Edit shifter: frames and their edit lists in, edited frames out, one beat a cycle.
//
// Latency five cycles from a frame's first beat and list. The output has no ready: whoever takes it
// must have room. Only a frame that an outer header makes a beat longer costs a cycle more.
//
//   issue (1) -> fields (2) -> outer header, end of frame, padding (2)
`default_nettype none

module nicvs_edit #(
  parameter int unsigned UserWidth = 1
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Frames.
  input  logic [511:0] s_data_i,
  input  logic s_last_i,
  input  logic s_valid_i,
  output logic s_ready_o,
  // One list per frame, in order, and what goes with the frame.
  input  nicvs_edit_pkg::edit_t edit_i,
  input  logic [UserWidth-1:0] user_i,
  input  logic edit_valid_i,
  output logic edit_ready_o,
  // Edited frames, never stalled.
  output nicvs_pkg::beat_t m_beat_o,
  output logic [UserWidth-1:0] m_user_o,
  output logic m_valid_o
);
  // Stages, the first behind issue.
  nicvs_edit_pkg::edit_t edit, edit_q, edit_q2;
  logic [UserWidth-1:0] user, user_q, user_q2, user_q3, user_q4;
  logic [511:0] data, edited, moved;
  logic [6:0] length;
  logic first, second, last, flush, valid;
  logic first_q, last_q, flush_q, valid_q;
  logic first_q2, last_q2, flush_q2, valid_q2;
  logic last_q3, valid_q3;
  logic last_q4, valid_q4;

  nicvs_edit_issue #(.UserWidth(UserWidth)) u_issue (
    .clk_i, .rst_ni, .s_data_i, .s_last_i, .s_valid_i, .s_ready_o, .edit_i, .user_i, .edit_valid_i,
    .edit_ready_o, .m_data_o(data), .m_first_o(first), .m_second_o(second), .m_last_o(last),
    .m_flush_o(flush), .m_valid_o(valid), .m_edit_o(edit), .m_user_o(user)
  );

  nicvs_edit_fields u_fields (
    .clk_i, .data_i(data), .first_i(first), .second_i(second), .edit_i(edit), .data_o(edited)
  );

  nicvs_edit_outer u_outer (
    .clk_i, .data_i(edited), .first_i(first_q2), .last_i(last_q2), .valid_i(valid_q2 && !flush_q2),
    .edit_i(edit_q2), .data_o(moved), .length_o(length)
  );

  // Reset also keeps the flags out of shift registers, whose outputs are slow.
  always_ff @(posedge clk_i) begin
    {edit_q, user_q}            <= {edit, user};
    {edit_q2, user_q2, user_q3} <= {edit_q, user_q, user_q2};
    if (!rst_ni) begin
      {valid_q, valid_q2, valid_q3, valid_q4} <= 4'd0;
      {first_q2, last_q2, flush_q2}           <= 3'd0;
      {user_q4, last_q4}                      <= 0;
    end else begin
      {valid_q, valid_q2, valid_q3, valid_q4} <= {valid, valid_q, valid_q2, valid_q3};
      {first_q2, last_q2, flush_q2}           <= {first_q, last_q, flush_q};
      {user_q4, last_q4}                      <= {user_q3, last_q3};
    end
    {first_q, last_q, flush_q} <= {first, last, flush};
    last_q3                    <= last_q2;
  end

  assign m_beat_o  = {moved, length, last_q4, 1'b0};
  assign m_user_o  = user_q4;
  assign m_valid_o = valid_q4;
endmodule

`default_nettype wire
