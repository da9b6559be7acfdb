// SPDX-License-Identifier: Apache-2.0
// FIFO of whole frames whose source cannot be stalled: it drops frames, never beats.
//
// A frame becomes visible when its last beat is stored (four cycles after it came). One that does
// not fit, or whose last beat says `drop_i`, disappears whole and gives one pulse of dropped_full_o
// or dropped_o; a kept one gives one of kept_o. Each comes two cycles after the last beat, in the
// order of frames: every frame that ends gives exactly one. A frame longer than the memory is
// dropped as one that does not fit. The sink may rely on a frame's beats following each other
// without gaps.
`default_nettype none

module nicvs_packet_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned AddressBits = 4
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Upstream, never stalled; drop_i counts with the last beat.
  input  logic [Width-1:0] s_data_i,
  input  logic s_last_i,
  input  logic s_drop_i,
  input  logic s_valid_i,
  // Downstream.
  output logic [Width-1:0] m_data_o,
  output logic m_last_o,
  output logic m_valid_o,
  input  logic m_ready_i,
  // What became of a frame.
  output logic kept_o,
  output logic dropped_o,
  output logic dropped_full_o
);
  localparam logic [AddressBits:0] Full = {1'b1, {AddressBits{1'b0}}};

  // Input register.
  logic [Width-1:0] data_q;
  logic last_q;
  logic drop_q;
  logic valid_q;
  // Frames are complete up to end_q; write_q is behind the last beat of the one that is coming.
  logic [AddressBits:0] end_q;
  logic [AddressBits:0] write_q;
  logic [AddressBits:0] read;
  logic is_cut_q;  // a beat of the frame that is coming has not fit
  logic is_full;
  logic keeps;
`ifdef FORMAL
  logic [7:0] fv_chosen;
  logic [Width:0] fv_word, fv_latch;
  logic fv_latch_valid;
`endif

  assign is_full = (write_q ^ read) == Full;
  assign keeps   = !is_cut_q && !is_full && !drop_q;

  always_ff @(posedge clk_i) begin
    data_q <= s_data_i;
    last_q <= s_last_i;
    drop_q <= s_drop_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q        <= 1'b0;
      end_q          <= 0;
      write_q        <= 0;
      is_cut_q       <= 1'b0;
      kept_o         <= 1'b0;
      dropped_o      <= 1'b0;
      dropped_full_o <= 1'b0;
    end else begin
      valid_q <= s_valid_i;
      if (valid_q && last_q) begin
        is_cut_q <= 1'b0;
        write_q  <= keeps ? write_q + 1'b1 : end_q;
        if (keeps) end_q <= write_q + 1'b1;
      end else if (valid_q) begin
        is_cut_q <= is_cut_q || is_full;
        if (!is_full) write_q <= write_q + 1'b1;
      end
      kept_o         <= valid_q && last_q && keeps;
      dropped_o      <= valid_q && last_q && drop_q;
      dropped_full_o <= valid_q && last_q && !drop_q && !keeps;
    end
  end

  nicvs_stream_store #(.Width(Width + 1), .AddressBits(AddressBits)) u_store (
    .clk_i, .rst_ni, .write_i(valid_q && !is_full), .address_i(write_q[AddressBits-1:0]),
    .data_i({last_q, data_q}), .end_i(end_q), .pointer_o(read),
`ifdef FORMAL
    .fv_address_i(fv_chosen[AddressBits-1:0]), .fv_word_o(fv_word), .fv_latch_o(fv_latch),
    .fv_latch_valid_o(fv_latch_valid),
`endif
    .m_data_o({m_last_o, m_data_o}), .m_valid_o, .m_ready_i
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni) begin
    OneFate: assert ({1'b0, kept_o} + {1'b0, dropped_o} + {1'b0, dropped_full_o} <= 2'd1);
    NothingOverwritten: assert (write_q - read <= Full);
  end
`endif
`ifdef FORMAL
  `include "nicvs_packet_fifo_fv.svh"
`endif
endmodule

`default_nettype wire
