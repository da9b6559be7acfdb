// SPDX-License-Identifier: Apache-2.0
// The edit list of a frame as the edit shifter wants it: IPv4 only, places instead of offsets.
`default_nettype none

package nicvs_edit_pkg;
  /* verilator lint_off UNUSEDPARAM */
  // Places are 16-bit words of the frame, the first 0; all fields are even. Only the first 128 bytes
  // change. Numbers are as in nicvs_dp_pkg; the wire wants their high byte first.
  typedef struct packed {  // 360 bits
    // What is left of the frame, before an outer header: the place of its last byte; whether that is
    // in the first beat; bytes of the last beat that leaves.
    logic [15:0] last_byte;
    logic is_single;
    logic [6:0] last_length;
    logic pads;  // up to the 60 bytes that Ethernet wants
    // Fields.
    logic has_vlan;
    logic set_macs;
    logic set_ttl;
    logic set_ip_checksum;
    logic set_src;
    logic set_dst;
    logic set_port;
    logic set_l4_checksum;
    logic [5:0] port_at;
    logic [5:0] l4_checksum_at;
    logic [7:0] ttl;
    logic [15:0] ip_checksum;
    logic [15:0] l4_checksum;
    logic [15:0] port;
    logic [47:0] src_mac;  // as nicvs_dp_pkg::mac_t: the first byte in the lowest
    logic [47:0] dst_mac;
    logic [31:0] address;
    // Outer IPv4 header without options, protocol 4. spills: it makes one more beat of the frame.
    logic has_outer;
    logic spills;
    logic [7:0] outer_tos;
    logic [7:0] outer_ttl;
    logic outer_dont_fragment;
    logic [15:0] outer_length;
    logic [15:0] outer_id;
    logic [15:0] outer_checksum;
    logic [31:0] outer_src;
    logic [31:0] outer_dst;
  } edit_t;
  localparam int unsigned EditWidth = 360;

  localparam int unsigned OuterBytes = 20;
  /* verilator lint_on UNUSEDPARAM */

  // A number in the order of the wire.
  function automatic [15:0] wire16(input [15:0] number);
    wire16 = {number[7:0], number[15:8]};
  endfunction

  function automatic [31:0] wire32(input [31:0] number);
    wire32 = {number[7:0], number[15:8], number[23:16], number[31:24]};
  endfunction
endpackage

`default_nettype wire
