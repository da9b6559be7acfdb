// SPDX-License-Identifier: Apache-2.0
// Takes one slot's word out of what memory gives for the buckets of an operation.
//
// slot_i comes with the operation, the words four cycles later (stage 3), word_o with the result
// (stage 11).
`default_nettype none

module nicvs_key_read #(
  parameter int unsigned WordBits = 129
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic [3:0] slot_i,
  input  logic [16*WordBits-1:0] words_i,
  output logic [WordBits-1:0] word_o
);
  logic [3:0] slot3;
  logic [1:0] bank_q4;
  logic [4*WordBits-1:0] way_d;
  logic [4*WordBits-1:0] way_q4;
  logic [WordBits-1:0] word_q5;

  nicvs_delay #(.Width(4), .Cycles(4)) u_slot (
    .clk_i, .rst_ni, .data_i(slot_i), .data_o(slot3)
  );

  always_comb begin
    for (int b = 0; b < 4; b++) begin
      way_d[b*WordBits +: WordBits] = words_i[4*b*WordBits +: WordBits];
      for (int w = 1; w < 4; w++) begin
        if (slot3[1:0] == w[1:0]) way_d[b*WordBits +: WordBits] =
          words_i[(4*b + w)*WordBits +: WordBits];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    way_q4  <= way_d;
    bank_q4 <= slot3[3:2];
    word_q5 <= bank_q4 == 2'd0 ? way_q4[WordBits-1:0] :
               bank_q4 == 2'd1 ? way_q4[WordBits +: WordBits] :
               bank_q4 == 2'd2 ? way_q4[2*WordBits +: WordBits] : way_q4[3*WordBits +: WordBits];
  end

  nicvs_delay #(.Width(WordBits), .Cycles(6)) u_word (
    .clk_i, .rst_ni, .data_i(word_q5), .data_o(word_o)
  );
endmodule

`default_nettype wire
