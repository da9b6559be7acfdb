// SPDX-License-Identifier: Apache-2.0
// Where a new key goes: a first and a second choice, in the banks whose buckets have the most free
// ways, the left one of equals; in a bank, the lowest free way.
//
// Works in stages 5 to 9 of the key table. Slots that operations ahead have taken since memory was
// read are taken out as those operations are decided: in stage 5 the ones 6 to 11 places ahead, then
// one a stage; the one directly ahead is left to stage 10. A slot that they have freed stays taken.
// There are two choices in two banks: an operation may be told that the table is full though a slot
// is left, if the four right before it have filled those two.
`default_nettype none

module nicvs_key_place (
  input  logic clk_i,
  input  logic [15:0] frees_i,  // in stage 5
  // Whether the operation k ahead has the same bucket; bank b has a bit for each k from the lowest.
  input  logic [4*6-1:0] same_bucket_6_to_11_i,  // in stage 5
  input  logic [3:0] same_bucket_5_i,            // in stage 6
  input  logic [3:0] same_bucket_4_i,            // in stage 7
  input  logic [4*3-1:0] same_bucket_1_to_3_i,   // in stage 8
  // Decided operations, the latest first: the slot that each has filled, one bit a slot or none.
  input  logic [6*16-1:0] filled_i,
  // The choices, in stage 10. conflicts: with a slot filled by the operation directly ahead.
  output logic [15:0] first_o,
  output logic [15:0] second_o,
  output logic [3:0] first_slot_o,
  output logic [3:0] second_slot_o,
  output logic has_first_o,
  output logic has_second_o,
  output logic first_conflicts_o,
  output logic second_conflicts_o
);
  // Stage 5.
  logic [15:0] taken;
  logic [15:0] frees_q6;
  // Stage 6: the lowest free way of each bank.
  logic [15:0] frees;
  logic [15:0] lowest_d;
  logic [11:0] counts_d;
  logic [15:0] lowest_q7;
  logic [11:0] counts_q7;
  logic [3:0] has_q7;
  // Stage 7: the best bank and the next.
  logic [3:0] first_bank_d;
  logic [3:0] second_bank_d;
  logic [3:0] has_d;
  logic [1:0] losses;
  logic [15:0] lowest_q8;
  logic [3:0] has_q8;
  logic [3:0] first_bank_q8;
  logic [3:0] second_bank_q8;
  // Stage 8 and 9: the choices, and the operations 1 to 3 ahead that have their buckets.
  logic [2:0] first_same_d;
  logic [2:0] second_same_d;
  logic [15:0] first_q9, second_q9, first_q10, second_q10;
  logic [3:0] first_slot_q10, second_slot_q10;
  logic has_first_q9, has_second_q9, has_first_q10, has_second_q10;
  logic [2:0] first_same_q9, second_same_q9;
  logic first_conflicts_q10, second_conflicts_q10;

  assign first_o            = first_q10;
  assign second_o           = second_q10;
  assign first_slot_o       = first_slot_q10;
  assign second_slot_o      = second_slot_q10;
  assign has_first_o        = has_first_q10;
  assign has_second_o       = has_second_q10;
  assign first_conflicts_o  = first_conflicts_q10;
  assign second_conflicts_o = second_conflicts_q10;

  // The number of a slot of which there is one bit; slot 0 needs none.
  function automatic [3:0] slot_of(input [15:1] one);
    slot_of = {|one[15:8], |{one[15:12], one[7:4]}, |{one[15:14], one[11:10], one[7:6], one[3:2]},
               |{one[15], one[13], one[11], one[9], one[7], one[5], one[3], one[1]}};
  endfunction

  always_comb begin
    taken = 16'd0;
    for (int s = 0; s < 16; s++) begin
      for (int j = 0; j < 6; j++) begin
        taken[s] = taken[s] || (filled_i[16*j + s] && same_bucket_6_to_11_i[6*(s/4) + j]);
      end
      frees[s] = frees_q6[s] && !(filled_i[s] && same_bucket_5_i[s/4]);
    end
  end

  always_comb begin
    for (int b = 0; b < 4; b++) begin
      lowest_d[4*b]     = frees[4*b];
      lowest_d[4*b + 1] = frees[4*b + 1] && !frees[4*b];
      lowest_d[4*b + 2] = frees[4*b + 2] && frees[4*b +: 2] == 2'd0;
      lowest_d[4*b + 3] = frees[4*b + 3] && frees[4*b +: 3] == 3'd0;
      counts_d[3*b +: 3] = {2'd0, frees[4*b]} + {2'd0, frees[4*b + 1]} + {2'd0, frees[4*b + 2]} +
                           {2'd0, frees[4*b + 3]};
    end
  end

  always_comb begin
    losses = 2'd0;
    for (int b = 0; b < 4; b++) begin
      has_d[b] = has_q7[b] &&
                 !(same_bucket_4_i[b] && |(filled_i[4*b +: 4] & lowest_q7[4*b +: 4]));
      losses = 2'd0;
      for (int other = 0; other < 4; other++) begin
        if (other < b && counts_q7[3*other +: 3] >= counts_q7[3*b +: 3]) losses = losses + 2'd1;
        if (other > b && counts_q7[3*other +: 3] > counts_q7[3*b +: 3]) losses = losses + 2'd1;
      end
      first_bank_d[b]  = losses == 2'd0;
      second_bank_d[b] = losses == 2'd1;
    end
  end

  always_comb begin
    first_same_d  = 3'd0;
    second_same_d = 3'd0;
    for (int b = 0; b < 4; b++) begin
      first_same_d  = first_same_d | (same_bucket_1_to_3_i[3*b +: 3] & {3{first_bank_q8[b]}});
      second_same_d = second_same_d | (same_bucket_1_to_3_i[3*b +: 3] & {3{second_bank_q8[b]}});
    end
  end

  always_ff @(posedge clk_i) begin
    frees_q6  <= frees_i & ~taken;
    lowest_q7 <= lowest_d;
    counts_q7 <= counts_d;
    for (int b = 0; b < 4; b++) has_q7[b] <= |frees[4*b +: 4];
    lowest_q8      <= lowest_q7;
    has_q8         <= has_d;
    first_bank_q8  <= first_bank_d;
    second_bank_q8 <= second_bank_d;
    for (int s = 0; s < 16; s++) begin
      first_q9[s]  <= lowest_q8[s] && first_bank_q8[s/4];
      second_q9[s] <= lowest_q8[s] && second_bank_q8[s/4];
    end
    has_first_q9   <= |(has_q8 & first_bank_q8);
    has_second_q9  <= |(has_q8 & second_bank_q8);
    first_same_q9  <= first_same_d;
    second_same_q9 <= second_same_d;
    // The operations 2 and 3 ahead are decided now.
    first_q10       <= first_q9;
    second_q10      <= second_q9;
    first_slot_q10  <= slot_of(first_q9[15:1]);
    second_slot_q10 <= slot_of(second_q9[15:1]);
    has_first_q10   <= has_first_q9 && !(first_same_q9[1] && |(first_q9 & filled_i[15:0])) &&
                       !(first_same_q9[2] && |(first_q9 & filled_i[31:16]));
    has_second_q10  <= has_second_q9 && !(second_same_q9[1] && |(second_q9 & filled_i[15:0])) &&
                       !(second_same_q9[2] && |(second_q9 & filled_i[31:16]));
    first_conflicts_q10  <= first_same_q9[0];
    second_conflicts_q10 <= second_same_q9[0];
  end
endmodule

`default_nettype wire
