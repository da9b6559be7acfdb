// SPDX-License-Identifier: Apache-2.0
// Key table: 4 banks of buckets of 4 ways, one operation a cycle, each as if all before it were done.
//
// A key is in one slot at most, of 16 that its four buckets have. Finding may insert what is not
// there, so that two frames that open one conn in consecutive cycles get the same slot. Memory is
// outside: it answers after three cycles (nicvs_table_ram) and its content lags behind; what
// operations under way will have done is forwarded (nicvs_key_hazards, nicvs_key_place, and here).
// Result 12 cycles after the operation; a find that neither found nor inserted what it was allowed to
// says full. After reset the table is emptied, a bucket a cycle; operations are idle meanwhile.
`default_nettype none

module nicvs_key_table #(
  parameter int unsigned KeyBits = 98,      // the upper two are not zero
  parameter int unsigned PayloadBits = 31,  // stored with the key
  parameter int unsigned BucketBits = 14,
  parameter int unsigned UserBits = 1       // comes back with the result
) (
  input  logic clk_i,
  input  logic rst_ni,
  // Operation (nicvs_key_pkg::Op...): the buckets of banks 0 to 3 from the lowest bits.
  input  logic [1:0] op_i,
  input  logic [KeyBits-1:0] key_i,
  input  logic [PayloadBits-1:0] payload_i,
  input  logic [4*BucketBits-1:0] buckets_i,
  input  logic [3:0] slot_i,  // to be read
  input  logic [UserBits-1:0] user_i,
  // Ten cycles later: the find may insert.
  input  logic may_insert_i,
  // Memory: reads of all ways of four buckets; one way's write.
  output logic [4*BucketBits-1:0] read_buckets_o,
  input  logic [16*(KeyBits+PayloadBits)-1:0] read_words_i,
  output logic [15:0] write_o,  // one bit a slot
  output logic [4*BucketBits-1:0] write_buckets_o,
  output logic [KeyBits+PayloadBits-1:0] write_word_o,
  // Result.
  output logic [1:0] op_o,
  output logic found_o,
  output logic inserted_o,
  output logic full_o,
  output logic [3:0] slot_o,
  output logic [BucketBits-1:0] bucket_o,
  output logic [PayloadBits-1:0] payload_o,
  output logic [KeyBits+PayloadBits-1:0] word_o,  // of a read, as memory had it in stage 0
  output logic [UserBits-1:0] user_o,
  // Status.
  output logic is_clearing_o,
  output logic [BucketBits+4:0] count_o  // keys
);
  localparam int unsigned Window = nicvs_key_pkg::Window;
  localparam int unsigned BucketsBits = 4 * BucketBits;

  // Stages 0 to 11, stage 0 in the lowest bits.
  logic [(Window+1)*KeyBits-1:0] keys_q;
  logic [(Window+1)*BucketsBits-1:0] buckets_q;
  logic [2*(Window+1)-1:0] ops_q;
  logic [Window:0] settles;

  // Forwarding: bit k is about the operation k places ahead.
  logic [Window:0] same_key2;
  logic [4*(Window+1)-1:0] same_bucket2;
  logic [5:0] latest_d3, latest5;  // of those 6 to 11 places ahead, the latest with the same key
  logic same_key6, same_key7, same_key8, same_key9, same_key10;
  logic [4*6-1:0] same_bucket5;
  logic [3:0] same_bucket6, same_bucket7;
  logic [4*3-1:0] same_bucket8;

  // Memory's answer.
  logic [15:0] hits5, frees5;
  logic has_hit6;
  logic [3:0] hit_slot6;
  logic [PayloadBits-1:0] hit_payload6;

  // Decided operations, the latest first: stages 11 to 16.
  logic [5:0] present_q;
  logic [6*4-1:0] slots_q;
  logic [6*PayloadBits-1:0] payloads_q;
  logic [6*16-1:0] filled_q;
  logic inserted_q, deleted_q, full_q, found_q;
  logic clear_write;
  logic [BucketBits-1:0] clear_bucket_q;
  logic is_clearing_q;

  // What an operation knows of its key in stages 6 to 10.
  logic is_forwarded_d, present_d, is_forwarded_q6, present_q6;
  logic [3:0] slot_d6, slot_q6;
  logic [PayloadBits-1:0] payload_d6, payload_q6;
  logic found_q7, found_q8, found_q9, found_q10;
  logic [3:0] slot_q7, slot_q8, slot_q9, slot_q10;
  logic [PayloadBits-1:0] payload_q7, payload_q8, payload_q9, payload_q10, own_payload10;

  // Stage 10.
  logic [15:0] first10, second10;
  logic [3:0] first_slot10, second_slot10;
  logic has_first10, has_second10, first_conflicts10, second_conflicts10;
  logic may_insert_q10, is_find10, is_delete10;
  logic found10, takes_first, takes_second, inserts, is_present;
  logic [3:0] slot10;

  assign settles = ops_of(ops_q, nicvs_key_pkg::OpFind) | ops_of(ops_q, nicvs_key_pkg::OpDelete);

  function automatic [Window:0] ops_of(input [2*(Window+1)-1:0] ops, input [1:0] op);
    for (int k = 0; k <= Window; k++) ops_of[k] = ops[2*k +: 2] == op;
  endfunction

  always_ff @(posedge clk_i) begin
    keys_q    <= {keys_q[Window*KeyBits-1:0], key_i};
    buckets_q <= {buckets_q[Window*BucketsBits-1:0], buckets_i};
    if (!rst_ni) ops_q <= 0;
    else ops_q <= {ops_q[2*Window-1:0], is_clearing_q ? nicvs_key_pkg::OpIdle : op_i};
  end

  nicvs_key_hazards #(.KeyBits(KeyBits), .BucketBits(BucketBits)) u_hazards (
    .clk_i, .keys_i(keys_q), .buckets_i(buckets_q), .settles_i(settles), .same_key_o(same_key2),
    .same_bucket_o(same_bucket2)
  );

  always_comb begin
    for (int j = 0; j < 6; j++) latest_d3[j] = same_key2[6 + j];
    for (int j = 1; j < 6; j++) begin
      for (int later = 0; later < j; later++) if (same_key2[6 + later]) latest_d3[j] = 1'b0;
    end
  end

  nicvs_delay #(.Width(6), .Cycles(3)) u_latest (
    .clk_i, .rst_ni, .data_i(latest_d3), .data_o(latest5)
  );
  nicvs_delay #(.Width(1), .Cycles(4)) u_same_key6 (
    .clk_i, .rst_ni, .data_i(same_key2[5]), .data_o(same_key6)
  );
  nicvs_delay #(.Width(1), .Cycles(5)) u_same_key7 (
    .clk_i, .rst_ni, .data_i(same_key2[4]), .data_o(same_key7)
  );
  nicvs_delay #(.Width(1), .Cycles(6)) u_same_key8 (
    .clk_i, .rst_ni, .data_i(same_key2[3]), .data_o(same_key8)
  );
  nicvs_delay #(.Width(1), .Cycles(7)) u_same_key9 (
    .clk_i, .rst_ni, .data_i(same_key2[2]), .data_o(same_key9)
  );
  nicvs_delay #(.Width(1), .Cycles(8)) u_same_key10 (
    .clk_i, .rst_ni, .data_i(same_key2[1]), .data_o(same_key10)
  );

  for (genvar b = 0; b < 4; b++) begin : gen_bank
    nicvs_delay #(.Width(6), .Cycles(3)) u_same_bucket5 (
      .clk_i, .rst_ni, .data_i(same_bucket2[12*b + 6 +: 6]), .data_o(same_bucket5[6*b +: 6])
    );
    nicvs_delay #(.Width(1), .Cycles(4)) u_same_bucket6 (
      .clk_i, .rst_ni, .data_i(same_bucket2[12*b + 5]), .data_o(same_bucket6[b])
    );
    nicvs_delay #(.Width(1), .Cycles(5)) u_same_bucket7 (
      .clk_i, .rst_ni, .data_i(same_bucket2[12*b + 4]), .data_o(same_bucket7[b])
    );
    nicvs_delay #(.Width(3), .Cycles(6)) u_same_bucket8 (
      .clk_i, .rst_ni, .data_i(same_bucket2[12*b + 1 +: 3]), .data_o(same_bucket8[3*b +: 3])
    );
  end

  // Stages 0 to 6: memory.
  assign read_buckets_o = buckets_q[BucketsBits-1:0];
  nicvs_key_match #(.KeyBits(KeyBits), .PayloadBits(PayloadBits)) u_match (
    .clk_i, .key_i(keys_q[3*KeyBits +: KeyBits]), .words_i(read_words_i), .hits_o(hits5),
    .frees_o(frees5), .has_hit_o(has_hit6), .slot_o(hit_slot6), .payload_o(hit_payload6)
  );

  nicvs_key_read #(.WordBits(KeyBits + PayloadBits)) u_read (
    .clk_i, .rst_ni, .slot_i, .words_i(read_words_i), .word_o
  );

  // Stages 5 to 10: where a new key would go.
  nicvs_key_place u_place (
    .clk_i, .frees_i(frees5), .same_bucket_6_to_11_i(same_bucket5), .same_bucket_5_i(same_bucket6),
    .same_bucket_4_i(same_bucket7), .same_bucket_1_to_3_i(same_bucket8), .filled_i(filled_q),
    .first_o(first10), .second_o(second10), .first_slot_o(first_slot10),
    .second_slot_o(second_slot10), .has_first_o(has_first10), .has_second_o(has_second10),
    .first_conflicts_o(first_conflicts10), .second_conflicts_o(second_conflicts10)
  );

  // Stage 5: what the operations 6 to 11 places ahead have done to the key.
  always_comb begin
    is_forwarded_d = |latest5;
    present_d      = |(latest5 & present_q);
    slot_d6        = 4'd0;
    payload_d6     = 0;
    for (int j = 0; j < 6; j++) begin
      slot_d6    = slot_d6 | (slots_q[4*j +: 4] & {4{latest5[j]}});
      payload_d6 = payload_d6 | (payloads_q[j*PayloadBits +: PayloadBits] & {PayloadBits{latest5[j]}});
    end
  end

  // Stages 6 to 9: the operation that has just been decided is one place nearer in each.
  always_ff @(posedge clk_i) begin
    is_forwarded_q6 <= is_forwarded_d;
    present_q6      <= present_d;
    slot_q6         <= slot_d6;
    payload_q6      <= payload_d6;

    found_q7   <= same_key6 ? present_q[0] : is_forwarded_q6 ? present_q6 : has_hit6;
    slot_q7    <= same_key6 ? slots_q[3:0] : is_forwarded_q6 ? slot_q6 : hit_slot6;
    payload_q7 <= same_key6 ? payloads_q[PayloadBits-1:0] : is_forwarded_q6 ? payload_q6 :
                  hit_payload6;
    found_q8    <= same_key7 ? present_q[0] : found_q7;
    slot_q8     <= same_key7 ? slots_q[3:0] : slot_q7;
    payload_q8  <= same_key7 ? payloads_q[PayloadBits-1:0] : payload_q7;
    found_q9    <= same_key8 ? present_q[0] : found_q8;
    slot_q9     <= same_key8 ? slots_q[3:0] : slot_q8;
    payload_q9  <= same_key8 ? payloads_q[PayloadBits-1:0] : payload_q8;
    found_q10   <= same_key9 ? present_q[0] : found_q9;
    slot_q10    <= same_key9 ? slots_q[3:0] : slot_q9;
    payload_q10 <= same_key9 ? payloads_q[PayloadBits-1:0] : payload_q9;

    may_insert_q10 <= may_insert_i;
  end

  nicvs_delay #(.Width(PayloadBits), .Cycles(11)) u_own_payload (
    .clk_i, .rst_ni, .data_i(payload_i), .data_o(own_payload10)
  );

  // Stage 10: the decision.
  assign is_find10    = ops_q[2*10 +: 2] == nicvs_key_pkg::OpFind;
  assign is_delete10  = ops_q[2*10 +: 2] == nicvs_key_pkg::OpDelete;
  assign found10      = same_key10 ? present_q[0] : found_q10;
  assign takes_first  = has_first10 &&
                        !(first_conflicts10 && inserted_q && slots_q[3:0] == first_slot10);
  assign takes_second = has_second10 &&
                        !(second_conflicts10 && inserted_q && slots_q[3:0] == second_slot10);
  assign inserts      = is_find10 && may_insert_q10 && !found10 && (takes_first || takes_second);
  assign is_present   = is_find10 && (found10 || inserts);
  assign slot10       = found10 ? (same_key10 ? slots_q[3:0] : slot_q10) :
                        takes_first ? first_slot10 : second_slot10;

  always_ff @(posedge clk_i) begin
    present_q  <= {present_q[4:0], is_present};
    slots_q    <= {slots_q[5*4-1:0], slot10};
    payloads_q <= {payloads_q[5*PayloadBits-1:0], !found10 ? own_payload10 :
                   same_key10 ? payloads_q[PayloadBits-1:0] : payload_q10};
    if (!rst_ni) begin
      filled_q   <= 0;
      inserted_q <= 1'b0;
      deleted_q  <= 1'b0;
      full_q     <= 1'b0;
      found_q    <= 1'b0;
    end else begin
      filled_q   <= {filled_q[5*16-1:0], (takes_first ? first10 : second10) & {16{inserts}}};
      inserted_q <= inserts;
      deleted_q  <= is_delete10 && found10;
      full_q     <= is_find10 && may_insert_q10 && !found10 && !takes_first && !takes_second;
      found_q    <= (is_find10 || is_delete10) && found10;
    end
  end

  // Stage 11: the write, and the result. Nothing else is written while the table is emptied.
  assign clear_write     = is_clearing_q;
  assign write_buckets_o = clear_write ? {4{clear_bucket_q}} :
                           buckets_q[Window*BucketsBits +: BucketsBits];
  assign write_word_o    = inserted_q && !clear_write ?
                           {payloads_q[PayloadBits-1:0], keys_q[Window*KeyBits +: KeyBits]} : 0;
  always_comb begin
    for (int s = 0; s < 16; s++) begin
      write_o[s] = clear_write || ((inserted_q || deleted_q) && slots_q[3:0] == s[3:0]);
    end
    bucket_o = buckets_q[Window*BucketsBits +: BucketBits];
    for (int b = 1; b < 4; b++) begin
      if (slots_q[3:2] == b[1:0]) bucket_o = buckets_q[Window*BucketsBits + b*BucketBits +: BucketBits];
    end
  end

  assign op_o       = ops_q[2*Window +: 2];
  assign found_o    = found_q;
  assign inserted_o = inserted_q;
  assign full_o     = full_q;
  assign slot_o     = slots_q[3:0];
  assign payload_o  = payloads_q[PayloadBits-1:0];

  nicvs_delay #(.Width(UserBits), .Cycles(12)) u_user (
    .clk_i, .rst_ni, .data_i(user_i), .data_o(user_o)
  );

  // Emptying, and the count of keys.
  assign is_clearing_o = is_clearing_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      is_clearing_q  <= 1'b1;
      clear_bucket_q <= 0;
      count_o        <= 0;
    end else begin
      if (is_clearing_q) clear_bucket_q <= clear_bucket_q + 1'b1;
      if (&clear_bucket_q) is_clearing_q <= 1'b0;
      if (inserted_q && !deleted_q) count_o <= count_o + 1'b1;
      if (deleted_q && !inserted_q) count_o <= count_o - 1'b1;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) if (rst_ni) begin
    OneOutcome: assert ({1'b0, found_q} + {1'b0, inserted_q} + {1'b0, full_q} <= 2'd1);
  end
`ifndef FORMAL
  // Here, since the proof assumes it of the keys that it does not follow.
  always_ff @(posedge clk_i) if (rst_ni && settles[5]) begin
    OneSlot: assert ((hits5 & (hits5 - 16'd1)) == 16'd0);
  end
`endif
`endif
`ifdef FORMAL
  `include "nicvs_key_table_fv.svh"
`endif
endmodule

`default_nettype wire
