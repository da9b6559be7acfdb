// SPDX-License-Identifier: Apache-2.0
// Writes the fields of an edit list into a frame's first two beats. Latency two cycles, no stalls.
//
// The first stage names the bytes that change and the new ones in fixed places (MACs, IPv4 header
// behind 14 or 18 bytes); the second puts them into the beat. Ports and transport checksum may be in
// either beat, since options move them.
`default_nettype none

module nicvs_edit_fields (
  input  logic clk_i,
  input  logic [511:0] data_i,
  input  logic first_i,
  input  logic second_i,
  input  nicvs_edit_pkg::edit_t edit_i,
  output logic [511:0] data_o
);
  localparam int unsigned FixedBytes = 38;

  // The IPv4 header's fields, by byte of the header.
  logic [19:0] ip_set;
  logic [159:0] ip_bytes;
  // Bytes in fixed places.
  logic [FixedBytes-1:0] fixed_set_q;
  logic [8*FixedBytes-1:0] fixed_q;
  // 16-bit words that become the port or the transport checksum.
  logic [31:0] port_set_q;
  logic [31:0] checksum_set_q;
  logic [15:0] port_q;
  logic [15:0] checksum_q;
  logic [511:0] before_q;
  logic [511:0] after_d;
  logic [511:0] after_q;

  assign data_o = after_q;

  assign ip_set = {{4{edit_i.set_dst}}, {4{edit_i.set_src}}, {2{edit_i.set_ip_checksum}}, 1'b0,
                   edit_i.set_ttl, 8'd0};
  assign ip_bytes = {nicvs_edit_pkg::wire32(edit_i.address), nicvs_edit_pkg::wire32(edit_i.address),
                     nicvs_edit_pkg::wire16(edit_i.ip_checksum), 8'd0, edit_i.ttl, 64'd0};

  always_ff @(posedge clk_i) begin
    before_q    <= data_i;
    fixed_set_q <= {edit_i.has_vlan ? {ip_set, 4'd0} : {4'd0, ip_set}, 2'd0, {12{edit_i.set_macs}}}
                   & {FixedBytes{first_i}};
    fixed_q     <= {edit_i.has_vlan ? {ip_bytes, 32'd0} : {32'd0, ip_bytes}, 16'd0,
                    edit_i.src_mac, edit_i.dst_mac};
    port_q      <= nicvs_edit_pkg::wire16(edit_i.port);
    checksum_q  <= nicvs_edit_pkg::wire16(edit_i.l4_checksum);
    for (int i = 0; i < 32; i++) begin
      port_set_q[i]     <= edit_i.set_port && edit_i.port_at[4:0] == i[4:0] &&
                           (edit_i.port_at[5] ? second_i : first_i);
      checksum_set_q[i] <= edit_i.set_l4_checksum && edit_i.l4_checksum_at[4:0] == i[4:0] &&
                           (edit_i.l4_checksum_at[5] ? second_i : first_i);
    end
  end

  always_comb begin
    for (int i = 0; i < 32; i++) begin
      after_d[16*i +: 16] = port_set_q[i] ? port_q : checksum_set_q[i] ? checksum_q :
                            before_q[16*i +: 16];
    end
    for (int i = 0; i < FixedBytes; i++) begin
      if (fixed_set_q[i]) after_d[8*i +: 8] = fixed_q[8*i +: 8];
    end
  end

  always_ff @(posedge clk_i) after_q <= after_d;
endmodule

`default_nettype wire
