// SPDX-License-Identifier: Apache-2.0
// Compares a key with the 16 words of its buckets. Latency two cycles for hits and free slots, three
// for what the hit says. A word is {payload, key}; the upper two bits of a key are zero in a free one.
`default_nettype none

module nicvs_key_match #(
  parameter int unsigned KeyBits = 98,
  parameter int unsigned PayloadBits = 31
) (
  input  logic clk_i,
  input  logic [KeyBits-1:0] key_i,
  input  logic [16*(KeyBits+PayloadBits)-1:0] words_i,
  // One bit a slot.
  output logic [15:0] hits_o,
  output logic [15:0] frees_o,
  // A cycle later; at most one slot has the key.
  output logic has_hit_o,
  output logic [3:0] slot_o,
  output logic [PayloadBits-1:0] payload_o
);
  localparam int unsigned WordBits = KeyBits + PayloadBits;
  localparam int unsigned GroupBits = 18;  // two LUT levels
  localparam int unsigned Groups = (KeyBits + GroupBits - 1) / GroupBits;
  localparam int unsigned PadBits = Groups * GroupBits - KeyBits;

  logic [Groups*GroupBits-1:0] different;
  logic [16*Groups-1:0] group_same_d;
  logic [16*Groups-1:0] group_same_q;
  logic [15:0] frees_q;
  logic [15:0] frees_q2;
  logic [15:0] hits_q2;
  logic [16*PayloadBits-1:0] payloads_q;
  logic [16*PayloadBits-1:0] payloads_q2;
  logic [PayloadBits-1:0] payload_d;
  logic [3:0] slot_d;

  assign hits_o  = hits_q2;
  assign frees_o = frees_q2;

  always_comb begin
    different    = 0;
    group_same_d = 0;
    payload_d    = 0;
    slot_d       = 4'd0;
    for (int s = 0; s < 16; s++) begin
      different = {{PadBits{1'b0}}, key_i ^ words_i[s*WordBits +: KeyBits]};
      for (int g = 0; g < Groups; g++) begin
        group_same_d[s*Groups + g] = different[g*GroupBits +: GroupBits] == 0;
      end
      payload_d = payload_d | (payloads_q2[s*PayloadBits +: PayloadBits] & {PayloadBits{hits_q2[s]}});
      slot_d    = slot_d | (s[3:0] & {4{hits_q2[s]}});
    end
  end

  always_ff @(posedge clk_i) begin
    group_same_q <= group_same_d;
    for (int s = 0; s < 16; s++) begin
      frees_q[s] <= words_i[s*WordBits + KeyBits - 2 +: 2] == 2'd0;
      payloads_q[s*PayloadBits +: PayloadBits] <= words_i[s*WordBits + KeyBits +: PayloadBits];
      hits_q2[s] <= &group_same_q[s*Groups +: Groups];
    end
    frees_q2    <= frees_q;
    payloads_q2 <= payloads_q;
    has_hit_o   <= |hits_q2;
    slot_o      <= slot_d;
    payload_o   <= payload_d;
  end
endmodule

`default_nettype wire
