// SPDX-License-Identifier: Apache-2.0
// Key table of 16 x 64 slots with its memory.
`default_nettype none

module table_bench (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic [1:0] op_i,
  input  logic [33:0] key_i,
  input  logic [7:0] payload_i,
  input  logic [23:0] buckets_i,
  input  logic [3:0] slot_i,
  input  logic [31:0] user_i,
  input  logic may_insert_i,
  output logic [1:0] op_o,
  output logic found_o,
  output logic inserted_o,
  output logic full_o,
  output logic [3:0] slot_o,
  output logic [5:0] bucket_o,
  output logic [7:0] payload_o,
  output logic [41:0] word_o,
  output logic [31:0] user_o,
  output logic is_clearing_o,
  output logic [10:0] count_o
);
  logic [23:0] read_buckets, write_buckets;
  logic [16*42-1:0] read_words;
  logic [15:0] write;
  logic [41:0] write_word;

  nicvs_key_table #(.KeyBits(34), .PayloadBits(8), .BucketBits(6), .UserBits(32)) u_table (
    .clk_i, .rst_ni, .op_i, .key_i, .payload_i, .buckets_i, .slot_i, .user_i, .may_insert_i,
    .read_buckets_o(read_buckets), .read_words_i(read_words), .write_o(write),
    .write_buckets_o(write_buckets), .write_word_o(write_word), .op_o, .found_o, .inserted_o,
    .full_o, .slot_o, .bucket_o, .payload_o, .word_o, .user_o, .is_clearing_o, .count_o
  );

  for (genvar s = 0; s < 16; s++) begin : gen_way
    nicvs_table_ram #(.Width(42), .AddressBits(6)) u_ram (
      .clk_i, .write_i(write[s]), .write_address_i(write_buckets[6*(s/4) +: 6]),
      .write_data_i(write_word), .read_address_i(read_buckets[6*(s/4) +: 6]),
      .read_data_o(read_words[42*s +: 42])
    );
  end
endmodule

`default_nettype wire
