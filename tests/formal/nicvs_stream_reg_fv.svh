// SPDX-License-Identifier: Apache-2.0
// Proof inside nicvs_stream_reg: the k-th beat in is the k-th beat out, for every k and value.
  (* anyconst *) logic [7:0] fv_chosen;
  logic [7:0] fv_accepted_q = 0;
  logic [7:0] fv_delivered_q = 0;
  logic [Width-1:0] fv_value_q;
  logic [7:0] fv_ahead;
  logic [7:0] fv_inside;
  logic fv_begun_q = 0;

  assign fv_ahead  = fv_chosen - fv_delivered_q;
  assign fv_inside = fv_accepted_q - fv_delivered_q;

  always_ff @(posedge clk_i) begin
    fv_begun_q <= 1'b1;
    assume (rst_ni == fv_begun_q);
    if (rst_ni && s_valid_i && s_ready_o) begin
      fv_accepted_q <= fv_accepted_q + 1'b1;
      if (fv_accepted_q == fv_chosen) fv_value_q <= s_data_i;
    end
    if (rst_ni && m_valid_o && m_ready_i) fv_delivered_q <= fv_delivered_q + 1'b1;
    if (rst_ni) begin
      assert (fv_inside == {7'b0, out_valid_q} + {7'b0, spare_valid_q});
      assert (out_valid_q || !spare_valid_q);
      if (fv_ahead < fv_inside) assert ((fv_ahead == 0 ? out_q : spare_q) == fv_value_q);
      cover (fv_delivered_q == 8'd5 && fv_inside == 8'd2);
    end
  end
