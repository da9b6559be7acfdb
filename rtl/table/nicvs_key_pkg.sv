// SPDX-License-Identifier: Apache-2.0
// Operations and stages of the key table.
`default_nettype none

package nicvs_key_pkg;
  /* verilator lint_off UNUSEDPARAM */
  localparam int unsigned Banks = 4;
  localparam int unsigned Ways = 4;
  localparam int unsigned Slots = 16;  // that a key may be in: slot 4 b + w is way w of bank b

  localparam logic [1:0] OpIdle = 2'd0;
  localparam logic [1:0] OpFind = 2'd1;    // and insert, if that is allowed and nothing is found
  localparam logic [1:0] OpDelete = 2'd2;
  localparam logic [1:0] OpRead = 2'd3;    // what a slot holds, whatever its key

  // An operation is decided in stage 10, when memory, read in stage 0, has not seen the writes of the
  // 11 operations before it. may_insert_i is read in stage 9.
  localparam int unsigned StageDecide = 10;
  localparam int unsigned Window = 11;
  localparam int unsigned StageAllowed = 9;
  localparam int unsigned Latency = 12;  // from operation to result
  /* verilator lint_on UNUSEDPARAM */
endpackage

`default_nettype wire
