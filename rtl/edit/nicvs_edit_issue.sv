// SPDX-License-Identifier: Apache-2.0
// Brings frames and their edit lists together: the first stage of the edit shifter, which sets the
// pace of those behind it.
//
// Takes a beat a cycle. Padding behind the packet is taken and not passed on. After a frame whose
// outer header makes one more beat it waits a cycle (flush) in which that beat leaves. The stages
// behind never stall. Latency one cycle.
`default_nettype none

module nicvs_edit_issue #(
  parameter int unsigned UserWidth = 1
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Frames; a frame has at least the bytes that its list says.
  input  logic [511:0] s_data_i,
  input  logic s_last_i,
  input  logic s_valid_i,
  output logic s_ready_o,
  // One list per frame, in order.
  input  nicvs_edit_pkg::edit_t edit_i,
  input  logic [UserWidth-1:0] user_i,
  input  logic edit_valid_i,
  output logic edit_ready_o,
  // Beats, with the frame's list from its first beat to its flush.
  output logic [511:0] m_data_o,
  output logic m_first_o,
  output logic m_second_o,
  output logic m_last_o,   // the last that leaves of the frame
  output logic m_flush_o,  // no data: what the outer header has pushed out of the last beat leaves
  output logic m_valid_o,
  output nicvs_edit_pkg::edit_t m_edit_o,
  output logic [UserWidth-1:0] m_user_o
);
  localparam logic [1:0] StFirst = 2'd0;  // the next beat begins a frame
  localparam logic [1:0] StSecond = 2'd1;
  localparam logic [1:0] StBody = 2'd2;
  localparam logic [1:0] StSkip = 2'd3;  // the next beat is padding

  logic [1:0] state_q;
  logic flush_q;
  logic [9:0] left_q;       // beats of the packet behind the next one
  logic left_is_zero_q;
  nicvs_edit_pkg::edit_t edit_q;
  logic [UserWidth-1:0] user_q;
  logic take;
  logic is_first;
  logic is_end;  // the beat holds the packet's last byte
  logic spills;

  assign is_first     = state_q == StFirst;
  assign s_ready_o    = !flush_q && (!is_first || edit_valid_i);
  assign edit_ready_o = !flush_q && is_first && s_valid_i;
  assign take         = s_valid_i && s_ready_o;
  assign is_end       = is_first ? edit_i.is_single : left_is_zero_q;
  assign spills       = is_first ? edit_i.spills : edit_q.spills;
  assign m_edit_o     = edit_q;
  assign m_user_o     = user_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= StFirst;
      flush_q   <= 1'b0;
      m_valid_o <= 1'b0;
    end else begin
      m_valid_o <= flush_q || (take && state_q != StSkip);
      flush_q   <= take && state_q != StSkip && is_end && spills;
      if (take) begin
        if (s_last_i) state_q <= StFirst;
        else if (state_q == StSkip || is_end) state_q <= StSkip;
        else state_q <= is_first ? StSecond : StBody;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    m_data_o   <= s_data_i;
    m_first_o  <= is_first && !flush_q;
    m_second_o <= state_q == StSecond && !flush_q;
    m_flush_o  <= flush_q;
    m_last_o   <= flush_q || (is_end && !spills);
    if (take && is_first) begin
      edit_q         <= edit_i;
      user_q         <= user_i;
      left_q         <= edit_i.last_byte[15:6];
      left_is_zero_q <= edit_i.last_byte[15:6] == 10'd1;
    end else if (take) begin
      left_q         <= left_q - 10'd1;
      left_is_zero_q <= left_q == 10'd2;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni && take && s_last_i) begin
    FrameIsWhole: assert (is_end || state_q == StSkip);
  end
`endif
endmodule

`default_nettype wire
