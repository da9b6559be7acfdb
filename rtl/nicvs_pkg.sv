// SPDX-License-Identifier: Apache-2.0
// Types that hand-written modules share. The types of decisions are in gen/nicvs_dp_pkg.sv.
`default_nettype none

package nicvs_pkg;
  /* verilator lint_off UNUSEDPARAM */
  localparam int unsigned BeatBytes = 64;

  // One beat of a frame inside the card. Frames begin in byte 0 of a beat and follow each other
  // without gaps; only the last beat may be short.
  typedef struct packed {  // 521 bits
    logic [511:0] data;   // the first byte on the wire in the lowest
    logic [6:0] length;   // bytes in this beat: 64, or 1 to 64 in the last
    logic last;
    logic error;          // in the last beat: the MAC found the frame damaged
  } beat_t;
  localparam int unsigned BeatWidth = 521;
  /* verilator lint_on UNUSEDPARAM */
endpackage

`default_nettype wire
