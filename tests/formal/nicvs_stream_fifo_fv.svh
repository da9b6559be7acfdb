// SPDX-License-Identifier: Apache-2.0
// Proof inside nicvs_stream_fifo: the k-th beat in is the k-th beat out, for every k and value.
  (* anyconst *) logic [7:0] fv_any;
  logic [7:0] fv_accepted_q = 0;
  logic [7:0] fv_delivered_q = 0;
  logic [Width-1:0] fv_value_q;
  logic [7:0] fv_ahead;
  logic [7:0] fv_inside;
  logic [7:0] fv_in_memory;
  logic [7:0] fv_out;
  logic fv_begun_q = 0;

  assign fv_chosen    = fv_any;
  assign fv_ahead     = fv_chosen - fv_delivered_q;
  assign fv_inside    = fv_accepted_q - fv_delivered_q;
  assign fv_out       = {7'b0, m_valid_o} + {7'b0, fv_latch_valid};
  assign fv_in_memory = fv_inside - fv_out;

  always_ff @(posedge clk_i) begin
    fv_begun_q <= 1'b1;
    assume (rst_ni == fv_begun_q);
    if (rst_ni && push) begin
      fv_accepted_q <= fv_accepted_q + 1'b1;
      if (fv_accepted_q == fv_chosen) fv_value_q <= s_data_i;
    end
    if (rst_ni && m_valid_o && m_ready_i) fv_delivered_q <= fv_delivered_q + 1'b1;
    if (rst_ni) begin
      assert (write_q == fv_accepted_q[AddressBits:0]);
      assert (fv_in_memory <= {{(7 - AddressBits){1'b0}}, Full});
      assert (read == write_q - fv_in_memory[AddressBits:0]);
      if (fv_ahead < fv_inside) begin
        if (fv_ahead >= fv_out) assert (fv_word == fv_value_q);
        else if (fv_ahead == 0 && m_valid_o) assert (m_data_o == fv_value_q);
        else assert (fv_latch == fv_value_q);
      end
      cover (fv_delivered_q == 8'd3 && !s_ready_o);
    end
  end
