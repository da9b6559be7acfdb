# SPDX-License-Identifier: Apache-2.0
"""bench/nicvs_map_image.sv: every layout taken apart and put together, for the layout test."""
from .names import header_lines

LANE = 64


def lanes_of(layout, layouts):
    """(member, width) of every named field, those of the head first."""
    head = [(f"head.{name}", width) for name, width in lanes_of(layouts[layout.head], layouts)] \
        if layout.head else []
    return head + [(f.name, f.width) for f in layout.named_fields]


def lane_count(width):
    return (width + LANE - 1) // LANE


def layout_lines(layout, layouts):
    name = layout.name
    apart, together, lane = [], [], 0
    for member, width in lanes_of(layout, layouts):
        low = LANE * lane
        apart.append(f"  assign {name}_lanes[{low} +: {width}] = {name}_in.{member};")
        rest = LANE * lane_count(width) - width
        if rest:
            apart.append(f"  assign {name}_lanes[{low + width} +: {rest}] = '0;")
        together.append(f"  assign {name}_out.{member} = lanes_i[{low} +: {width}];")
        lane += lane_count(width)
    for number in range(sum(not f.name for f in layout.fields)):
        together.append(f"  assign {name}_out.reserved{number} = '0;")
    return [f"  nicvs_map_pkg::{name}_t {name}_in, {name}_out;",
            f"  logic [{LANE * lane - 1}:0] {name}_lanes;",
            f"  assign {name}_in = bits_i[{layout.bits - 1}:0];", *apart, *together, ""], lane


def image(the_map):
    bodies, arms, most = [], [], 0
    for index, layout in enumerate([*the_map.layouts_of("table"), *the_map.layouts_of("record")]):
        lines, lanes = layout_lines(layout, the_map.layouts)
        bodies += lines
        most = max(most, lanes)
        arms += [f"      8'd{index}: begin", f"        bits_o[{layout.bits - 1}:0] = {layout.name}_out;",
                 f"        lanes_o[{LANE * lanes - 1}:0] = {layout.name}_lanes;", "      end"]
    lines = header_lines("//", "Every layout of nicvs_map_pkg taken apart into lanes of 64 bits and put",
                         "together again: what the C++ of the same layout is compared with.")
    lines += ["`default_nettype none", "", "module nicvs_map_image (",
              "  input  logic [7:0] layout_i,  // tables, then records, in the order of the map",
              "  /* verilator lint_off UNUSEDSIGNAL */  // reserved bits and lanes' upper ends",
              "  input  logic [511:0] bits_i,", f"  input  logic [{LANE * most - 1}:0] lanes_i,",
              "  /* verilator lint_on UNUSEDSIGNAL */",
              "  output logic [511:0] bits_o,", f"  output logic [{LANE * most - 1}:0] lanes_o", ");",
              "  /* verilator lint_off UNUSEDSIGNAL */  // reserved bits",
              *bodies, "  /* verilator lint_on UNUSEDSIGNAL */",
              "  always_comb begin", "    bits_o = '0;", "    lanes_o = '0;", "    case (layout_i)", *arms,
              "      default: ;", "    endcase", "  end", "endmodule", "", "`default_nettype wire"]
    return "\n".join(lines) + "\n"
