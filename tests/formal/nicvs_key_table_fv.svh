// SPDX-License-Identifier: Apache-2.0
// Proof inside nicvs_key_table: operations act as if each were finished before the next begins.
//
// Of memory there are two ghosts, for any key and for any slot: where the key is stored, and what is
// in the slot. They change with the writes, and memory's answers agree with what they were when the
// read began; all else that memory says is arbitrary, but that no key is in two slots. Then every
// operation on the key finds exactly what is stored at its turn, no key is put into a slot that is
// taken, and what is found in the slot is there.
  logic [KeyBits-1:0] fv_key;
  logic [4*BucketBits-1:0] fv_buckets;  // of the key
  logic [3:0] fv_x;                     // the slot, and its bucket
  logic [BucketBits-1:0] fv_x_bucket;
  (* anyseq *) logic [KeyBits+5*BucketBits+3:0] fv_any;
  logic fv_begun_q = 0;
  // What is stored.
  logic fv_present_q = 0;
  logic [3:0] fv_slot_q = 0;
  logic [PayloadBits-1:0] fv_payload_q = 0;
  logic fv_x_taken_q = 0;
  logic [KeyBits-1:0] fv_x_key_q = 0;
  // What memory shows of it, in stage 0 and on the way to stage 3.
  logic [15:0] fv_shows, fv_shows_q, fv_shows_q2, fv_shows_q3;
  logic [PayloadBits-1:0] fv_payload_q1, fv_payload_q2, fv_payload_q3;
  logic fv_x_seen, fv_x_seen_q, fv_x_seen_q2, fv_x_seen_q3;
  logic [KeyBits:0] fv_x_q, fv_x_q2, fv_x_q3;  // taken, and its key
  // The operation in stage 11.
  logic fv_is_key;
  logic fv_at_x;
  logic fv_same_place;

  function automatic [BucketBits-1:0] fv_bucket_of(input [4*BucketBits-1:0] all, input [1:0] bank);
    fv_bucket_of = all[BucketBits-1:0];
    for (int b = 1; b < 4; b++) if (bank == b[1:0]) fv_bucket_of = all[b*BucketBits +: BucketBits];
  endfunction

  assign fv_is_key = keys_q[Window*KeyBits +: KeyBits] == fv_key;
  assign fv_at_x   = slots_q[3:0] == fv_x && bucket_o == fv_x_bucket;
  assign fv_same_place = fv_slot_q == fv_x &&
                         fv_bucket_of(fv_buckets, fv_slot_q[3:2]) == fv_x_bucket;
  assign fv_x_seen = fv_bucket_of(buckets_q[BucketsBits-1:0], fv_x[3:2]) == fv_x_bucket;
  always_comb begin
    for (int s = 0; s < 16; s++) begin
      fv_shows[s] = fv_present_q && fv_slot_q == s[3:0] &&
                    fv_bucket_of(buckets_q[BucketsBits-1:0], s[3:2]) ==
                    fv_bucket_of(fv_buckets, s[3:2]);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!fv_begun_q) {fv_key, fv_buckets, fv_x, fv_x_bucket} <= fv_any;
    fv_begun_q <= 1'b1;
    assume (rst_ni == fv_begun_q);
    assume (fv_key[KeyBits-1 -: 2] != 2'd0);
    assume (key_i[KeyBits-1 -: 2] != 2'd0);
    if (key_i == fv_key) assume (buckets_i == fv_buckets);
    // Buckets are a function of the key.
    for (int k = 1; k <= Window; k++) begin
      if (keys_q[KeyBits-1:0] == keys_q[k*KeyBits +: KeyBits]) begin
        assume (buckets_q[BucketsBits-1:0] == buckets_q[k*BucketsBits +: BucketsBits]);
      end
    end

    {fv_shows_q, fv_shows_q2, fv_shows_q3}          <= {fv_shows, fv_shows_q, fv_shows_q2};
    {fv_payload_q1, fv_payload_q2, fv_payload_q3}   <= {fv_payload_q, fv_payload_q1, fv_payload_q2};
    {fv_x_seen_q, fv_x_seen_q2, fv_x_seen_q3}       <= {fv_x_seen, fv_x_seen_q, fv_x_seen_q2};
    {fv_x_q, fv_x_q2, fv_x_q3}                      <= {fv_x_taken_q, fv_x_key_q, fv_x_q, fv_x_q2};
    for (int s = 0; s < 16; s++) begin
      assume ((read_words_i[s*(KeyBits+PayloadBits) +: KeyBits] == fv_key) == fv_shows_q3[s]);
      if (fv_shows_q3[s]) assume (
        read_words_i[s*(KeyBits+PayloadBits) + KeyBits +: PayloadBits] == fv_payload_q3);
      if (fv_x_seen_q3 && s[3:0] == fv_x) begin
        assume ((read_words_i[s*(KeyBits+PayloadBits) + KeyBits - 2 +: 2] != 2'd0) == fv_x_q3[KeyBits]);
        if (fv_x_q3[KeyBits]) assume (
          read_words_i[s*(KeyBits+PayloadBits) +: KeyBits] == fv_x_q3[KeyBits-1:0]);
      end
    end

    assume ((hits5 & (hits5 - 16'd1)) == 16'd0);

    if (rst_ni && fv_begun_q) begin
      if (inserted_q && fv_is_key) begin
        fv_present_q <= 1'b1;
        fv_slot_q    <= slots_q[3:0];
        fv_payload_q <= payloads_q[PayloadBits-1:0];
      end
      if (deleted_q && fv_is_key) fv_present_q <= 1'b0;
      if (inserted_q && fv_at_x) fv_x_taken_q <= 1'b1;
      if (inserted_q && fv_at_x) fv_x_key_q <= keys_q[Window*KeyBits +: KeyBits];
      if (deleted_q && fv_at_x) fv_x_taken_q <= 1'b0;

      if (settles[Window] && fv_is_key) begin
        assert (found_q == fv_present_q);
        if (found_q) assert (slots_q[3:0] == fv_slot_q);
        if (found_q) assert (payloads_q[PayloadBits-1:0] == fv_payload_q);
      end
      if (inserted_q && fv_at_x) assert (!fv_x_taken_q);
      if (found_q && fv_at_x) begin
        assert (fv_x_taken_q && fv_x_key_q == keys_q[Window*KeyBits +: KeyBits]);
      end
      assert ((fv_present_q && fv_same_place) == (fv_x_taken_q && fv_x_key_q == fv_key));
      cover (found_q && fv_is_key && fv_begun_q);
      cover (deleted_q && fv_is_key);
      cover (full_q);
    end
  end
