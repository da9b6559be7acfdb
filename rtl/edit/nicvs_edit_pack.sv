// SPDX-License-Identifier: Apache-2.0
// From the edit list of kernel forward_request or forward_reply to the edit shifter's.
//
// Latency three cycles. A frame that is not edited (is_raw_i) leaves with all its bytes, which
// frame_length_i counts; so does, and is_raw_o says it, one whose list only software can carry out:
// IPv6, checksums over the whole datagram, tunnels other than IPIP over IPv4.
`default_nettype none

module nicvs_edit_pack (
  input  logic clk_i,
  input  nicvs_dp_pkg::edit_list_t list_i,
  input  logic [15:0] frame_length_i,
  input  logic is_raw_i,
  output nicvs_edit_pkg::edit_t edit_o,
  output logic is_raw_o
);
  nicvs_dp_pkg::edit_list_t list_q, list_q2;
  logic [15:0] frame_length_q;
  logic is_raw_q, is_raw_q2, is_raw_q3;
  logic [15:0] last_byte_q2;
  nicvs_edit_pkg::edit_t edit_d;
  nicvs_edit_pkg::edit_t edit_q3;
  logic has_outer_q2;
  logic spills;

  assign edit_o   = edit_q3;
  assign is_raw_o = is_raw_q3;

  assign spills = has_outer_q2 && last_byte_q2[5:0] >= 6'd44;

  // The bits of fields are nicvs::dp::edit.
  always_comb begin
    edit_d.last_byte           = last_byte_q2;
    edit_d.is_single           = last_byte_q2[15:6] == 10'd0;
    edit_d.last_length         = {1'b0, last_byte_q2[5:0]} +
                                 (!has_outer_q2 ? 7'd1 : spills ? 7'd85 : 7'd21);  // 1 - 44, 1 + 20
    edit_d.pads                = !is_raw_q2;
    edit_d.has_vlan            = list_q2.l3_offset[4];  // 18, not 14
    edit_d.set_macs            = !is_raw_q2 && list_q2.fields[0];
    edit_d.set_ttl             = !is_raw_q2 && list_q2.fields[1];
    edit_d.set_ip_checksum     = !is_raw_q2 && list_q2.fields[2];
    edit_d.set_src             = !is_raw_q2 && list_q2.fields[3];
    edit_d.set_dst             = !is_raw_q2 && list_q2.fields[4];
    edit_d.set_port            = !is_raw_q2 && (list_q2.fields[5] || list_q2.fields[6]);
    edit_d.set_l4_checksum     = !is_raw_q2 && list_q2.fields[7];
    edit_d.port_at             = list_q2.l4_offset[6:1] + {5'd0, list_q2.fields[6]};
    edit_d.l4_checksum_at      = list_q2.l4_checksum_offset[6:1];
    edit_d.ttl                 = list_q2.ttl;
    edit_d.ip_checksum         = list_q2.ip_checksum;
    edit_d.l4_checksum         = list_q2.l4_checksum;
    edit_d.port                = list_q2.port;
    edit_d.src_mac             = list_q2.src_mac.byte_;
    edit_d.dst_mac             = list_q2.dst_mac.byte_;
    edit_d.address             = list_q2.address.word[31:0];
    edit_d.has_outer           = has_outer_q2;
    edit_d.spills              = spills;
    edit_d.outer_tos           = list_q2.outer.tos;
    edit_d.outer_ttl           = list_q2.outer.ttl;
    edit_d.outer_dont_fragment = list_q2.outer.dont_fragment;
    edit_d.outer_length        = list_q2.outer.length[15:0];
    edit_d.outer_id            = list_q2.outer.id;
    edit_d.outer_checksum      = list_q2.outer.checksum;
    edit_d.outer_src           = list_q2.outer.src.word[31:0];
    edit_d.outer_dst           = list_q2.outer.dst.word[31:0];
  end

  always_ff @(posedge clk_i) begin
    list_q         <= list_i;
    frame_length_q <= frame_length_i;
    is_raw_q       <= is_raw_i || list_i.family != nicvs_dp_pkg::FamilyIpv4 ||
                      list_i.fixup != nicvs_dp_pkg::FixupNone ||
                      (list_i.outer.kind != nicvs_dp_pkg::OuterNone &&
                       (list_i.outer.kind != nicvs_dp_pkg::OuterIpv4 ||
                        list_i.outer.type_ != nicvs_dp_pkg::TunnelTypeIpIp));
    list_q2      <= list_q;
    is_raw_q2    <= is_raw_q;
    has_outer_q2 <= !is_raw_q && list_q.outer.kind != nicvs_dp_pkg::OuterNone;
    last_byte_q2 <= (is_raw_q ? frame_length_q : list_q.packet_end[15:0]) - 16'd1;
    edit_q3      <= edit_d;
    is_raw_q3    <= is_raw_q2;
  end
endmodule

`default_nettype wire
