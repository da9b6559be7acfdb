// SPDX-License-Identifier: Apache-2.0
// Proof inside nicvs_packet_fifo, of frames as the input register shows them: a kept frame's beats
// stand one behind the other in the memory, all of them; what leaves is what stands there, in order;
// a dropped frame leaves nothing. Positions count beats of kept frames and of the one that is coming.
  (* anyconst *) logic [7:0] fv_any;
  logic [7:0] fv_write;
  logic [7:0] fv_end_q = 0;
  logic [7:0] fv_delivered_q = 0;
  logic [Width:0] fv_value_q;
  logic [7:0] fv_beats_q = 0;  // of the frame that is coming, stored or not
  logic [7:0] fv_stored;       // of it
  logic [7:0] fv_ahead;
  logic [7:0] fv_inside;
  logic [7:0] fv_in_memory;
  logic [7:0] fv_out;
  logic fv_begun_q = 0;

  assign fv_chosen    = fv_any;
  assign fv_stored    = {{(7 - AddressBits){1'b0}}, write_q - end_q};
  assign fv_write     = fv_end_q + fv_stored;
  assign fv_ahead     = fv_chosen - fv_delivered_q;
  assign fv_inside    = fv_end_q - fv_delivered_q;
  assign fv_out       = {7'b0, m_valid_o} + {7'b0, fv_latch_valid};
  assign fv_in_memory = fv_inside - fv_out;

  always_ff @(posedge clk_i) begin
    fv_begun_q <= 1'b1;
    assume (rst_ni == fv_begun_q);
    assume (fv_beats_q < 8'd64);
    if (rst_ni && valid_q) begin
      if (!is_full && fv_write == fv_chosen) fv_value_q <= {last_q, data_q};
      fv_beats_q <= last_q ? 8'd0 : fv_beats_q + 1'b1;
      if (last_q && keeps) begin
        assert (fv_stored == fv_beats_q);
        fv_end_q <= fv_end_q + fv_beats_q + 1'b1;
      end
    end
    if (rst_ni && m_valid_o && m_ready_i) fv_delivered_q <= fv_delivered_q + 1'b1;
    if (rst_ni) begin
      assert (end_q == fv_end_q[AddressBits:0]);
      assert (fv_in_memory <= {{(7 - AddressBits){1'b0}}, Full});
      assert (read == end_q - fv_in_memory[AddressBits:0]);
      assert (fv_in_memory + fv_stored <= {{(7 - AddressBits){1'b0}}, Full});
      assert (is_cut_q || fv_stored == fv_beats_q);
      if (fv_ahead < fv_inside + fv_stored) begin
        if (fv_ahead >= fv_out) assert (fv_word == fv_value_q);
        else if (fv_ahead == 0 && m_valid_o) assert ({m_last_o, m_data_o} == fv_value_q);
        else assert (fv_latch == fv_value_q);
        // The last kept beat ends a frame: nothing visible is cut.
        if (fv_chosen + 8'd1 == fv_end_q) assert (fv_value_q[Width]);
      end
      cover (fv_delivered_q == 8'd2 && dropped_full_o);
      cover (fv_delivered_q == 8'd2 && dropped_o);
      cover (fv_delivered_q == 8'd4 && kept_o);
    end
  end
