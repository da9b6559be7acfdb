// SPDX-License-Identifier: Apache-2.0
// Writes host-bound records into their ring in host memory, and tells the host how far.
//
// A record comes as its head cell, whose fields kind, cells and frame_length are right, and the
// cells of its frame; it gets its serial here. One that the ring has no room for is taken and
// dropped whole, so the source is never stopped by the host, only by the memory port.
// After at most seven records, or when none waits, the cell ring_status follows on the same port:
// tail_o moves and moved_*_o pulse when that cell was taken, so they never run ahead of the records.
// A ring begins at index and serial 0 when its size is set from 0; a record that is under way when it
// is set to 0 goes no further. Six cycles a record besides its cells.
`default_nettype none

module nicvs_host_ring (
  input  logic clk_i,
  input  logic rst_ni,
  // Where the ring is, from the registers.
  input  logic [63:6] base_i,
  input  logic [4:0] size_log2_i,
  input  logic [23:0] head_i,
  input  logic [63:6] status_base_i,  // 0: no ring_status is written
  // How far the other ring was read, for ring_status.
  input  logic [23:0] card_head_i,
  // Records.
  input  logic [511:0] record_cell_i,
  input  logic record_last_i,
  input  logic record_valid_i,
  output logic record_ready_o,
  // Cells to host memory, in order.
  output logic [63:6] write_address_o,
  output logic [511:0] write_cell_o,
  output logic write_valid_o,
  input  logic write_ready_i,
  // Pulses, and the tail that the host was told.
  output logic [23:0] tail_o,
  output logic moved_tail_o,
  output logic moved_card_head_o,
  output logic stored_o,
  output logic dropped_o,
  output logic [7:0] dropped_kind_o,  // of the record that dropped_o is about
  output logic index_fault_o
);
  localparam int unsigned Width = 58 + 512 + 3;

  localparam logic [2:0] StIdle = 3'd0;
  localparam logic [2:0] StMeasure = 3'd1;
  localparam logic [2:0] StWrite = 3'd2;
  localparam logic [2:0] StDrop = 3'd3;
  localparam logic [2:0] StStatus = 3'd4;

  logic [2:0] state_q;
  logic [1:0] settle_q;
  logic [2:0] unsaid_q;    // records stored since the last ring_status
  logic is_status_due_q;  // seven: it comes first
  logic is_settled_q, wants_status_q;
  logic is_first_q, is_set_up_q, has_status_q;
  logic [23:0] next_q;   // the cell behind the last record stored
  logic [15:0] serial_q;

  // What the host was told, and whether there is something new.
  logic [23:0] said_tail_q, said_head_q;
  logic [23:0] heard_head_q, new_head_q;
  logic tail_moves_q, head_moves_q;
  always_ff @(posedge clk_i) begin
    heard_head_q <= card_head_i;
    if (state_q != StStatus) begin
      new_head_q <= heard_head_q;
      head_moves_q <= heard_head_q != said_head_q;
      tail_moves_q <= next_q != said_tail_q;
    end
    wants_status_q <= tail_moves_q || head_moves_q;
    is_settled_q <= state_q == StIdle && settle_q == '0;
  end

  // Room: three registers behind next_q and head_i.
  logic [23:0] used_q;
  logic [20:0] size_q;
  logic [19:0] mask_q;
  logic [23:0] free_q;
  logic is_above_q, has_top_q, has_low_q, is_ample_q, is_enough_q, is_over, fits;
  integer i;
  always_ff @(posedge clk_i) begin
    is_set_up_q <= size_log2_i != 5'd0;
    for (i = 0; i < 21; i = i + 1) size_q[i] <= size_log2_i == i[4:0] && i != 0;
    for (i = 0; i < 20; i = i + 1) mask_q[i] <= size_log2_i > i[4:0];
    used_q <= next_q - head_i;
    free_q <= {3'b0, size_q} - used_q;
    is_above_q <= (used_q & ~{3'b0, size_q | {1'b0, mask_q}}) != '0;
    has_top_q <= (used_q[20:0] & size_q) != '0;
    has_low_q <= (used_q[19:0] & mask_q) != '0;
    is_ample_q <= free_q[23:8] != '0;
    is_enough_q <= free_q[7:0] >= record_cell_i[15:8];
    has_status_q <= status_base_i != '0;
  end

  // More than the ring's size, which is a power of two.
  assign is_over = is_above_q || (has_top_q && has_low_q);
  assign fits = (is_ample_q || is_enough_q) && !is_over && is_set_up_q;

  logic out_ready, out_valid;
  logic [511:0] status_cell, out_cell;
  logic [63:6] out_address;
  logic is_status;
  assign is_status = state_q == StStatus;
  assign status_cell = {448'h0, 8'h0, new_head_q, 8'h0, next_q};
  assign out_valid = is_status || (state_q == StWrite && record_valid_i && is_set_up_q);
  assign record_ready_o = (state_q == StWrite && out_ready && is_set_up_q) || state_q == StDrop;
  always_comb begin
    out_cell = record_cell_i;
    if (is_first_q) out_cell[47:32] = serial_q;
    if (is_status) out_cell = status_cell;
    out_address = is_status ? status_base_i : base_i | {38'h0, next_q[19:0] & mask_q};
  end

  always_ff @(posedge clk_i) begin
    stored_o <= 1'b0;
    dropped_o <= 1'b0;
    index_fault_o <= 1'b0;
    if (!rst_ni) begin
      state_q <= StIdle;
      next_q <= '0;
      serial_q <= '0;
      unsaid_q <= '0;
      is_status_due_q <= 1'b0;
      said_tail_q <= '0;
      said_head_q <= '0;
      settle_q <= '0;
    end else begin
      case (state_q)
        // StIdle: between records.
        StIdle: begin
          is_first_q <= 1'b1;
          dropped_kind_o <= record_cell_i[7:0];
          if (!is_set_up_q) begin
            next_q <= '0;
            serial_q <= '0;
            unsaid_q <= '0;
            is_status_due_q <= 1'b0;
            said_tail_q <= '0;
            said_head_q <= '0;
          end else if (wants_status_q && is_settled_q && (!record_valid_i || is_status_due_q)) begin
            state_q <= StStatus;
          end
          if (record_valid_i && !is_status_due_q) begin
            state_q <= StMeasure;
            settle_q <= 2'd3;
          end else begin
            settle_q <= settle_q == '0 ? 2'd0 : settle_q - 2'd1;
          end
        end
        // StMeasure: fits becomes that of this record.
        StMeasure: begin
          settle_q <= settle_q - 2'd1;
          if (settle_q == '0) begin
            state_q <= fits ? StWrite : StDrop;
            index_fault_o <= is_over && is_set_up_q;
          end
        end
        // StWrite: the record goes to memory.
        StWrite: if (!is_set_up_q) begin
          state_q <= StDrop;
        end else if (record_valid_i && out_ready) begin
          is_first_q <= 1'b0;
          next_q <= next_q + 24'd1;
          if (record_last_i) begin
            state_q <= StIdle;
            settle_q <= 2'd2;
            serial_q <= serial_q + 16'd1;
            unsaid_q <= unsaid_q + 3'd1;
            is_status_due_q <= unsaid_q == 3'd6;
            stored_o <= 1'b1;
          end
        end
        // StDrop: the record goes nowhere.
        StDrop: if (record_valid_i && record_last_i) begin
          state_q <= StIdle;
          settle_q <= 2'd2;
          dropped_o <= 1'b1;
        end
        // StStatus: the host is told.
        StStatus: if (out_ready) begin
          said_tail_q <= next_q;
          said_head_q <= new_head_q;
          unsaid_q <= '0;
          is_status_due_q <= 1'b0;
          settle_q <= 2'd2;
          state_q <= StIdle;
        end
        default: state_q <= StIdle;
      endcase
    end
  end

  logic [Width-1:0] reg_data;
  logic reg_valid, reg_is_status, reg_moves_tail, reg_moves_head, is_silent;
  nicvs_stream_reg #(.Width(Width)) u_out (
    .clk_i, .rst_ni,
    .s_data_i({is_status, tail_moves_q, head_moves_q, out_address, out_cell}),
    .s_valid_i(out_valid), .s_ready_o(out_ready),
    .m_data_o(reg_data), .m_valid_o(reg_valid), .m_ready_i(write_ready_i || is_silent)
  );
  assign {reg_is_status, reg_moves_tail, reg_moves_head, write_address_o, write_cell_o} = reg_data;
  assign is_silent = reg_is_status && !has_status_q;
  assign write_valid_o = reg_valid && !is_silent;

  logic is_said;
  assign is_said = reg_valid && reg_is_status && (write_ready_i || is_silent);
  always_ff @(posedge clk_i) begin
    moved_tail_o <= is_said && reg_moves_tail && rst_ni;
    moved_card_head_o <= is_said && reg_moves_head && rst_ni;
    if (!rst_ni || !is_set_up_q) tail_o <= '0;
    else if (is_said) tail_o <= write_cell_o[23:0];
  end
endmodule

`default_nettype wire
