// SPDX-License-Identifier: Apache-2.0
// Reads card-bound records from their ring in host memory.
//
// Up to 64 cells are asked for ahead; answers come in order and are always taken. A record leaves as
// its head cell and the cells of its frame. A tail that is further ahead than the ring is long, or a
// record with a wrong kind, length or serial, is a fault: it pulses once, and the ring stands still
// until its size was set to 0. Setting it to 0 ends a record that is under way with record_error_o,
// throws away what was asked for, and begins anew at index and serial 0.
`default_nettype none

module nicvs_card_ring (
  input  logic clk_i,
  input  logic rst_ni,
  // Where the ring is, from the registers.
  input  logic [63:6] base_i,
  input  logic [4:0] size_log2_i,
  input  logic [23:0] tail_i,
  // Reads of host memory.
  output logic [63:6] read_address_o,
  output logic read_valid_o,
  input  logic read_ready_i,
  input  logic [511:0] read_cell_i,
  input  logic read_cell_valid_i,
  // Records.
  output logic [511:0] record_cell_o,
  output logic record_last_o,
  output logic record_error_o,  // with the last cell: the ring was taken away
  output logic record_valid_o,
  input  logic record_ready_i,
  // How far the ring was read; pulses.
  output logic [23:0] head_o,
  output logic taken_o,
  output logic index_fault_o,
  output logic record_fault_o
);
  localparam int unsigned AheadBits = 6;
  localparam logic [6:0] Ahead = 7'd64;
  localparam logic [15:0] FrameBytesMax = nicvs_map_pkg::FrameBytesMax[15:0];

  localparam logic [2:0] StHead = 3'd0;
  localparam logic [2:0] StMeasure = 3'd1;
  localparam logic [2:0] StCheck = 3'd2;
  localparam logic [2:0] StCompare = 3'd3;
  localparam logic [2:0] StDecide = 3'd4;
  localparam logic [2:0] StBody = 3'd5;
  localparam logic [2:0] StDiscard = 3'd6;
  logic [2:0] state_q;

  // The ring begins anew when it is set up and nothing is left of its former life.
  logic is_set_up_q, must_restart_q, restarts, has_fault_q, fault;
  logic is_idle_q;  // nothing was asked for that has not come out of the FIFO
  assign restarts = is_set_up_q && must_restart_q && is_idle_q && state_q == StDiscard;

  // How many cells the host has produced that were not asked for: three registers behind.
  logic [20:0] size_q;
  logic [19:0] mask_q;
  logic [23:0] request_q, distance_q;
  logic has_some_q, has_many_q, is_above_q, has_top_q, has_low_q, is_over;
  logic [5:0] few_q;
  integer i;
  always_ff @(posedge clk_i) begin
    is_set_up_q <= size_log2_i != 5'd0;
    for (i = 0; i < 21; i = i + 1) size_q[i] <= size_log2_i == i[4:0] && i != 0;
    for (i = 0; i < 20; i = i + 1) mask_q[i] <= size_log2_i > i[4:0];
    distance_q <= tail_i - request_q;
    has_some_q <= distance_q != '0;
    has_many_q <= distance_q[23:6] != '0;
    few_q <= distance_q[5:0];
    is_above_q <= (distance_q & ~{3'b0, size_q | {1'b0, mask_q}}) != '0;
    has_top_q <= (distance_q[20:0] & size_q) != '0;
    has_low_q <= (distance_q[19:0] & mask_q) != '0;
  end
  // More than the ring's size, which is a power of two.
  assign is_over = is_above_q || (has_top_q && has_low_q);

  // Asking for chunk_q cells, as the FIFO has room.
  logic [1:0] settle_q;
  logic [6:0] chunk_q, credit_q;
  logic has_chunk_q, has_credit_q, asks, asks_q, pops, pops_q, measures;
  assign asks = has_chunk_q && has_credit_q && (!read_valid_o || read_ready_i);
  assign measures = settle_q == '0 && !has_chunk_q && has_some_q && !has_fault_q;

  always_ff @(posedge clk_i) begin
    pops_q <= pops && rst_ni;
    asks_q <= asks && rst_ni;
    if (asks) read_address_o <= base_i | {38'h0, request_q[19:0] & mask_q};
    index_fault_o <= 1'b0;
    if (!rst_ni) begin
      read_valid_o <= 1'b0;
      must_restart_q <= 1'b1;
      has_fault_q <= 1'b0;
      has_chunk_q <= 1'b0;
      has_credit_q <= 1'b0;
      is_idle_q <= 1'b0;
      request_q <= '0;
      credit_q <= Ahead;
      settle_q <= '1;
    end else begin
      read_valid_o <= asks || (read_valid_o && !read_ready_i);
      if (asks_q != pops_q) credit_q <= asks_q ? credit_q - 7'd1 : credit_q + 7'd1;
      has_credit_q <= credit_q > 7'd2;
      is_idle_q <= credit_q == Ahead && !asks && !asks_q;
      settle_q <= asks ? 2'd3 : settle_q == '0 ? 2'd0 : settle_q - 2'd1;
      if (asks) begin
        request_q <= request_q + 24'd1;
        chunk_q <= chunk_q - 7'd1;
        has_chunk_q <= chunk_q != 7'd1;
      end else if (measures && is_over) begin
        index_fault_o <= 1'b1;
        has_fault_q <= 1'b1;
      end else if (measures) begin
        chunk_q <= has_many_q ? Ahead : {1'b0, few_q};
        has_chunk_q <= 1'b1;
      end
      if (fault) has_fault_q <= 1'b1;
      if (restarts) begin
        must_restart_q <= 1'b0;
        has_fault_q <= 1'b0;
        request_q <= '0;
      end
      if (!is_set_up_q) must_restart_q <= 1'b1;
      if (!is_set_up_q || must_restart_q || has_fault_q) begin
        has_chunk_q <= 1'b0;
        settle_q <= '1;
      end
    end
  end

  logic [511:0] cell_;
  logic cell_valid, fifo_ready;
  nicvs_stream_fifo #(.Width(512), .AddressBits(AheadBits)) u_fifo (
    .clk_i, .rst_ni, .s_data_i(read_cell_i), .s_valid_i(read_cell_valid_i), .s_ready_o(fifo_ready),
    .m_data_o(cell_), .m_valid_o(cell_valid), .m_ready_i(pops)
  );

  // Taking records apart.
  logic [15:0] serial_q;
  logic [7:0] left_q;  // cells of the record that have not left
  logic [10:0] expected_q;
  logic has_rest_q;
  logic is_kind_right_q, is_frame_right_q, is_serial_right_q, is_size_right_q;
  logic out_valid, out_ready, is_last;
  assign is_last = left_q == 8'd1 || !is_set_up_q;
  assign out_valid = state_q == StBody && (cell_valid || !is_set_up_q);
  assign pops = cell_valid && ((state_q == StBody && out_ready) || state_q == StDiscard);

  logic is_right;
  assign is_right = is_kind_right_q && is_frame_right_q && is_serial_right_q && is_size_right_q;
  assign fault = state_q == StDecide && !is_right;

  always_ff @(posedge clk_i) begin
    record_fault_o <= fault && rst_ni;
    taken_o <= 1'b0;
    if (!rst_ni) begin
      state_q <= StDiscard;
      serial_q <= '0;
      head_o <= '0;
    end else begin
      case (state_q)
        // StHead: a head cell is awaited.
        StHead: begin
          left_q <= cell_[15:8];
          if (!is_set_up_q) state_q <= StDiscard;
          else if (cell_valid) state_q <= StMeasure;
        end
        // StMeasure: what the head says, and what it should say.
        StMeasure: begin
          expected_q <= {1'b0, cell_[31:22]} + 11'd1;
          has_rest_q <= cell_[21:16] != '0;
          is_kind_right_q <= cell_[7:0] >= nicvs_map_pkg::RecordKindCardFrame &&
                             cell_[7:0] <= nicvs_map_pkg::RecordKindReadStats;
          is_frame_right_q <= cell_[7:0] == nicvs_map_pkg::RecordKindCardFrame
                              ? cell_[31:16] <= FrameBytesMax : cell_[31:16] == '0;
          is_serial_right_q <= cell_[47:32] == serial_q;
          state_q <= StCheck;
        end
        // StCheck: a cell more for what is left of the frame.
        StCheck: begin
          expected_q <= expected_q + {10'b0, has_rest_q};
          state_q <= StCompare;
        end
        // StCompare: do they agree?
        StCompare: begin
          is_size_right_q <= expected_q == {3'b0, left_q};
          state_q <= StDecide;
        end
        // StDecide: a record leaves that is right in all.
        StDecide: state_q <= is_right ? StBody : StDiscard;
        // StBody: the record leaves.
        StBody: if (out_valid && out_ready) begin
          left_q <= left_q - 8'd1;
          head_o <= head_o + 24'd1;
          if (is_last) begin
            state_q <= StHead;
            serial_q <= serial_q + 16'd1;
            taken_o <= is_set_up_q;
          end
        end
        // StDiscard: what comes out of the FIFO is of no use.
        StDiscard: if (restarts) begin
          serial_q <= '0;
          state_q <= StHead;
        end
        default: state_q <= StDiscard;
      endcase
      if (!is_set_up_q || must_restart_q) head_o <= '0;
    end
  end

  nicvs_stream_reg #(.Width(514)) u_out (
    .clk_i, .rst_ni, .s_data_i({!is_set_up_q, is_last, cell_}), .s_valid_i(out_valid),
    .s_ready_o(out_ready), .m_data_o({record_error_o, record_last_o, record_cell_o}),
    .m_valid_o(record_valid_o), .m_ready_i(record_ready_i)
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni && read_cell_valid_i) AlwaysTaken: assert (fifo_ready);
`endif
endmodule

`default_nettype wire
