// SPDX-License-Identifier: Apache-2.0
// Conn keys: hash, key table and its memory. Frames look keys up; commands look up, insert and delete
// where no frame comes.
//
// Latency 24 cycles, one operation a cycle. A command is taken (ready) in the cycle in which it enters;
// its result carries is_command_o. Slots are numbered {bank, bucket, way}.
`default_nettype none

module nicvs_conn_keys #(
  parameter int unsigned BucketBits = 6
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic [127:0] hash_key_i,  // {k1, k0}
  // Frames, never stalled.
  input  logic [97:0] frame_key_i,
  input  logic frame_valid_i,
  // Commands.
  input  logic [1:0] command_op_i,  // nicvs_key_pkg
  input  logic [97:0] command_key_i,
  input  logic [30:0] command_payload_i,  // side, generation, conn of nicvs_map_pkg::conn_entry_t
  input  logic command_valid_i,
  output logic command_ready_o,
  // Results.
  output logic is_command_o,
  output logic found_o,
  output logic inserted_o,
  output logic [BucketBits+3:0] slot_o,
  output logic [30:0] payload_o,
  output logic valid_o,
  // Status.
  output logic is_clearing_o,
  output logic [BucketBits+4:0] count_o
);
  localparam int unsigned WordBits = 129;

  logic takes_command;
  logic [97:0] key_q, hashed_key;
  logic [1:0] op_q, op_hashed, op_done;
  logic [30:0] payload_q, payload_hashed;
  logic is_command_q, is_command_hashed;
  nicvs_dp_pkg::flow_hash_ipv4_in_t hash_in;
  nicvs_dp_pkg::flow_hash_out_t hash_out;
  logic hash_valid;
  logic [7:0] protocol;
  logic [4*BucketBits-1:0] buckets, read_buckets, write_buckets;
  logic [16*WordBits-1:0] read_words;
  logic [15:0] write;
  logic [WordBits-1:0] write_word;
  logic [3:0] way_slot;
  logic [BucketBits-1:0] bucket;

  assign command_ready_o = !frame_valid_i && !is_clearing_o;
  assign takes_command   = command_valid_i && command_ready_o;

  always_ff @(posedge clk_i) begin
    key_q        <= frame_valid_i ? frame_key_i : command_key_i;
    payload_q    <= command_payload_i;
    is_command_q <= takes_command;
    if (!rst_ni) op_q <= nicvs_key_pkg::OpIdle;
    else op_q <= frame_valid_i ? nicvs_key_pkg::OpFind :
                 takes_command ? command_op_i : nicvs_key_pkg::OpIdle;
  end

  assign protocol = key_q[97:96] == nicvs_map_pkg::ProtocolCodeTcp ? nicvs_dp_pkg::ProtocolTcp :
                    key_q[97:96] == nicvs_map_pkg::ProtocolCodeUdp ? nicvs_dp_pkg::ProtocolUdp :
                    nicvs_dp_pkg::ProtocolSctp;
  // In the order of the struct: src, dst, ports, protocol, key.
  assign hash_in = {key_q[31:0], key_q[63:32], key_q[79:64], key_q[95:80], protocol,
                    hash_key_i[63:0], hash_key_i[127:64]};

  nicvs_flow_hash_ipv4 u_hash (
    .clk_i, .rst_ni, .valid_i(1'b1), .in_i(hash_in), .valid_o(hash_valid), .out_o(hash_out)
  );
  nicvs_delay #(.Width(98 + 2 + 31 + 1), .Cycles(11)) u_hashed (
    .clk_i, .rst_ni, .data_i({key_q, op_q, payload_q, is_command_q}),
    .data_o({hashed_key, op_hashed, payload_hashed, is_command_hashed})
  );
  always_comb begin
    for (int b = 0; b < 4; b++) begin
      buckets[b*BucketBits +: BucketBits] = hash_out.hash[16*b +: BucketBits];
    end
  end

  // Only commands insert. Ten cycles from operation to may_insert_i.
  logic may_insert;
  nicvs_delay #(.Width(1), .Cycles(10)) u_may_insert (
    .clk_i, .rst_ni, .data_i(is_command_hashed), .data_o(may_insert)
  );

  nicvs_key_table #(.BucketBits(BucketBits), .UserBits(1)) u_table (
    .clk_i, .rst_ni, .op_i(hash_valid ? op_hashed : nicvs_key_pkg::OpIdle), .key_i(hashed_key),
    .payload_i(payload_hashed), .buckets_i(buckets), .slot_i(4'd0), .user_i(is_command_hashed),
    .may_insert_i(may_insert), .read_buckets_o(read_buckets), .read_words_i(read_words),
    .write_o(write), .write_buckets_o(write_buckets), .write_word_o(write_word), .op_o(op_done),
    .found_o, .inserted_o, .full_o(), .slot_o(way_slot), .bucket_o(bucket), .payload_o, .word_o(),
    .user_o(is_command_o), .is_clearing_o, .count_o
  );
  assign slot_o  = {way_slot[3:2], bucket, way_slot[1:0]};
  assign valid_o = op_done != nicvs_key_pkg::OpIdle;

  for (genvar s = 0; s < 16; s++) begin : gen_way
    nicvs_table_ram #(.Width(WordBits), .AddressBits(BucketBits)) u_ram (
      .clk_i, .write_i(write[s]), .write_address_i(write_buckets[(s/4)*BucketBits +: BucketBits]),
      .write_data_i(write_word), .read_address_i(read_buckets[(s/4)*BucketBits +: BucketBits]),
      .read_data_o(read_words[s*WordBits +: WordBits])
    );
  end
endmodule

`default_nettype wire
