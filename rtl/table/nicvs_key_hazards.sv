// SPDX-License-Identifier: Apache-2.0
// Compares each operation of the key table with those before it that are still under way.
//
// Latency two cycles: the outputs belong to the operation in stage 2. Bit k is about the operation k
// places ahead: it has the same key and settles whether that is present; it has the same bucket, for
// bank b in bits 12 b and up. Bits 0 are 0.
`default_nettype none

module nicvs_key_hazards #(
  parameter int unsigned KeyBits = 98,
  parameter int unsigned BucketBits = 14
) (
  input  logic clk_i,
  // Of all stages, stage 0 in the lowest bits. settles: a find or delete.
  input  logic [(nicvs_key_pkg::Window+1)*KeyBits-1:0] keys_i,
  input  logic [(nicvs_key_pkg::Window+1)*4*BucketBits-1:0] buckets_i,
  input  logic [nicvs_key_pkg::Window:0] settles_i,
  output logic [nicvs_key_pkg::Window:0] same_key_o,
  output logic [4*(nicvs_key_pkg::Window+1)-1:0] same_bucket_o
);
  localparam int unsigned Window = nicvs_key_pkg::Window;
  localparam int unsigned GroupBits = 18;  // two LUT levels
  localparam int unsigned Groups = (KeyBits + GroupBits - 1) / GroupBits;
  localparam int unsigned PadBits = Groups * GroupBits - KeyBits;

  logic [Groups*GroupBits-1:0] different;  // from the operation k ahead, in the loop
  logic [(Window+1)*Groups-1:0] group_same_q;
  logic [Window:0] settles_q;
  logic [Window:0] same_key_q2;
  logic [4*(Window+1)-1:0] same_bucket_q;
  logic [4*(Window+1)-1:0] same_bucket_q2;
  logic [(Window+1)*Groups-1:0] group_same_d;

  assign same_key_o    = same_key_q2;
  assign same_bucket_o = same_bucket_q2;

  always_comb begin
    different    = 0;
    group_same_d = 0;
    for (int k = 1; k <= Window; k++) begin
      different = {{PadBits{1'b0}}, keys_i[KeyBits-1:0] ^ keys_i[k*KeyBits +: KeyBits]};
      for (int g = 0; g < Groups; g++) begin
        group_same_d[k*Groups + g] = different[g*GroupBits +: GroupBits] == 0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    group_same_q <= group_same_d;
    settles_q    <= settles_i;
    for (int k = 0; k <= Window; k++) begin
      same_key_q2[k] <= k != 0 && settles_q[k] && (&group_same_q[k*Groups +: Groups]);
      for (int b = 0; b < 4; b++) begin
        same_bucket_q[b*(Window+1) + k] <= k != 0 && buckets_i[b*BucketBits +: BucketBits] ==
                                           buckets_i[(4*k + b)*BucketBits +: BucketBits];
      end
    end
    same_bucket_q2 <= same_bucket_q;
  end
endmodule

`default_nettype wire
