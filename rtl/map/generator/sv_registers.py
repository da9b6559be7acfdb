# SPDX-License-Identifier: Apache-2.0
"""nicvs_registers.sv: the AXI4-Lite slave that holds the registers and fetches the counters."""
from .names import camel, header_lines, snake
from .sv_package import register_members

# Registers whose words are joined in one cycle: two levels of LUTs.
GROUP = 8

HEAD = """\
// AXI4-Lite slave of the register window, 32 bits of data, one access at a time.
//
// A read takes 5 cycles from arvalid to rvalid, a write 4 to bvalid; reads and writes that wait take
// turns. Errors answer SLVERR and change nothing: an address without a register, a write to a
// register without a writable field, a counter that did not come within 64 cycles.
// Reads of a counter's low word fetch all 64 bits by the port counter; the high word is that of the
// last low word. interrupt_o is a level. Registers keep their values in a soft reset.
`default_nettype none

module nicvs_registers (
  input  logic clk_i,
  input  logic rst_ni,
  // AXI4-Lite.
  /* verilator lint_off UNUSEDSIGNAL */  // accesses are words
  input  logic [@HIGH@:0] s_axil_awaddr_i,
  input  logic [@HIGH@:0] s_axil_araddr_i,
  /* verilator lint_on UNUSEDSIGNAL */
  input  logic s_axil_awvalid_i,
  output logic s_axil_awready_o,
  input  logic [31:0] s_axil_wdata_i,
  input  logic [3:0] s_axil_wstrb_i,
  input  logic s_axil_wvalid_i,
  output logic s_axil_wready_o,
  output logic [1:0] s_axil_bresp_o,
  output logic s_axil_bvalid_o,
  input  logic s_axil_bready_i,
  input  logic s_axil_arvalid_i,
  output logic s_axil_arready_o,
  output logic [31:0] s_axil_rdata_o,
  output logic [1:0] s_axil_rresp_o,
  output logic s_axil_rvalid_o,
  input  logic s_axil_rready_i,
  // The core.
  output nicvs_map_pkg::from_registers_t registers_o,
  input  nicvs_map_pkg::to_registers_t core_i,
  // Counters: an index is asked for until its value comes.
  output logic counter_read_o,
  output logic [@INDEX@:0] counter_index_o,
  input  logic counter_valid_i,
  input  logic [63:0] counter_value_i,
  // Level, while a cause is set and enabled.
  output logic interrupt_o
);
"""

DECLARATIONS = """\
  localparam logic [1:0] RespOkay = 2'b00;
  localparam logic [1:0] RespSlverr = 2'b10;

  localparam logic [2:0] StIdle = 3'd0;
  localparam logic [2:0] StDecode = 3'd1;
  localparam logic [2:0] StAccess = 3'd2;
  localparam logic [2:0] StJoin = 3'd3;
  localparam logic [2:0] StCounter = 3'd4;
  localparam logic [2:0] StRespond = 3'd5;

  logic [2:0] state_q;
  logic is_write_q, prefers_read_q, is_error_q;
  logic [@HIGH@:2] address_q;
  logic [31:0] wdata_q, rdata_q, counter_high_q;
  logic [3:0] wstrb_q;
  logic [5:0] patience_q;
  logic [@SELECTS@:0] select_d, select_q;  // which word; one at most
  logic is_counter_d, is_counter_q;

  logic takes_read, takes_write;
  assign takes_write = state_q == StIdle && s_axil_awvalid_i && s_axil_wvalid_i &&
                       !(s_axil_arvalid_i && prefers_read_q);
  assign takes_read = state_q == StIdle && s_axil_arvalid_i && !takes_write;
  assign s_axil_awready_o = takes_write;
  assign s_axil_wready_o = takes_write;
  assign s_axil_arready_o = takes_read;

  logic write;  // the cycle in which a register takes wdata_q
  assign write = state_q == StAccess && is_write_q;
  logic [31:0] strobe;
  assign strobe = {{8{wstrb_q[3]}}, {8{wstrb_q[2]}}, {8{wstrb_q[1]}}, {8{wstrb_q[0]}}};
"""

CONTROL = """\
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      prefers_read_q <= 1'b0;
      counter_high_q <= '0;
    end else begin
      case (state_q)
        // StIdle: no access is under way.
        StIdle: begin
          is_write_q <= takes_write;
          address_q <= takes_write ? s_axil_awaddr_i[@HIGH@:2] : s_axil_araddr_i[@HIGH@:2];
          wdata_q <= s_axil_wdata_i;
          wstrb_q <= s_axil_wstrb_i;
          patience_q <= '1;
          if (takes_write || takes_read) begin
            state_q <= StDecode;
            prefers_read_q <= takes_write;
          end
        end
        // StDecode: the address becomes one bit for each word.
        StDecode: begin
          select_q <= select_d;
          is_counter_q <= is_counter_d;
          state_q <= StAccess;
        end
        // StAccess: a register is written, or the words of each group are joined.
        StAccess: begin
          is_error_q <= is_write_q ? !(|(select_q & Writable)) : !(|select_q || is_counter_q);
          state_q <= is_write_q                      ? StRespond
                     : is_counter_q && !address_q[2] ? StCounter
                                                     : StJoin;
        end
        // StJoin: the groups are joined.
        StJoin: begin
          rdata_q <= is_counter_q ? counter_high_q : joined;
          state_q <= StRespond;
        end
        // StCounter: the core fetches a counter.
        StCounter: begin
          patience_q <= patience_q - 6'd1;
          rdata_q <= counter_valid_i ? counter_value_i[31:0] : 32'h0;
          if (counter_valid_i) counter_high_q <= counter_value_i[63:32];
          if (patience_q == '0) is_error_q <= !counter_valid_i;
          if (counter_valid_i || patience_q == '0) state_q <= StRespond;
        end
        // StRespond: the answer waits for the bus.
        StRespond: if (is_write_q ? s_axil_bready_i : s_axil_rready_i) state_q <= StIdle;
        default: state_q <= StIdle;
      endcase
    end
  end

  assign s_axil_bvalid_o = state_q == StRespond && is_write_q;
  assign s_axil_rvalid_o = state_q == StRespond && !is_write_q;
  assign s_axil_bresp_o = is_error_q ? RespSlverr : RespOkay;
  assign s_axil_rresp_o = is_error_q ? RespSlverr : RespOkay;
  assign s_axil_rdata_o = rdata_q;

  assign is_counter_d = address_q[@HIGH@:@ABOVE@] == @BASE@ && address_q[@TOP@:3] < @WORDS@;
  assign counter_read_o = state_q == StCounter;
  assign counter_index_o = address_q[@TOP@:3];
"""


def words(the_map):
    """(register, element) of every word, in the order of select."""
    return [(register, i) for register in the_map.registers for i in range(register.count)]


def value_of(register, element):
    """The word as it is read, as a concatenation from bit 31 down."""
    parts, above = [], 32
    for field in sorted(register.fields, key=lambda f: -f.lsb):
        high = field.lsb + field.width
        if high < above:
            parts.append(f"{above - high}'h0")
        name, member = snake(register.name), snake(field.name)
        if field.is_constant:
            parts.append(f"{field.width}'h{field.reset:x}")
        elif field.access == "ro":
            parts.append(f"core_i.{name}.{member}")
        elif field.access in ("wo", "w1p"):
            parts.append(f"{field.width}'h0")
        elif field.access == "rw1c":
            parts.append(f"{name}_{member}_q")
        else:
            slice_ = f"[{field.width * element} +: {field.width}]" if register.count > 1 else ""
            parts.append(f"registers_o.{name}.{member}{slice_}")
        above = field.lsb
    if above:
        parts.append(f"{above}'h0")
    return "{" + ", ".join(parts) + "}"


def is_readable_zero(register):
    return not register.mask("rw", "ro", "rw1c")


def decode_lines(the_map, address_bits):
    lines, writable = [], 0
    for number, (register, element) in enumerate(words(the_map)):
        word = (register.offset + 4 * element) // 4
        lines.append(f"  assign select_d[{number}] = address_q == {address_bits - 2}'h{word:x};"
                     f"  // {register.name}" + (f" {element}" if register.count > 1 else ""))
        if register.mask("rw", "wo", "rw1c", "w1p"):
            writable |= 1 << number
    count = len(words(the_map))
    return [f"  localparam logic [{count - 1}:0] Writable = {count}'h{writable:x};", *lines]


def read_lines(the_map):
    readable = [(n, r, e) for n, (r, e) in enumerate(words(the_map)) if not is_readable_zero(r)]
    groups = [readable[i:i + GROUP] for i in range(0, len(readable), GROUP)]
    lines = [f"  logic [31:0] group{g}_q;" for g in range(len(groups))]
    lines.append("  always_ff @(posedge clk_i) begin")
    for g, group in enumerate(groups):
        terms = [f"({{32{{select_q[{n}]}}}} & {value_of(r, e)})" for n, r, e in group]
        lines.append(f"    group{g}_q <= " + " |\n                 ".join(terms) + ";")
    lines += ["  end", "  logic [31:0] joined;",
              "  assign joined = " + " | ".join(f"group{g}_q" for g in range(len(groups))) + ";"]
    return lines


def field_update(register, field, number, element):
    """Statements for one field of one word when it is written."""
    name, member = snake(register.name), snake(field.name)
    bits = f"[{field.lsb + field.width - 1}:{field.lsb}]" if field.width > 1 else f"[{field.lsb}]"
    if field.access == "w1p":
        return [f"      registers_o.{name}.{member} <= write && select_q[{number}] && strobe{bits} && "
                f"wdata_q{bits};"]
    if field.access == "rw1c":
        return [f"      {name}_{member}_q <= core_i.{name}.{member} ||",
                f"          ({name}_{member}_q && !(write && select_q[{number}] && strobe{bits} && "
                f"wdata_q{bits}));"]
    slice_ = f"[{field.width * element} +: {field.width}]" if register.count > 1 else ""
    target = f"registers_o.{name}.{member}{slice_}"
    return [f"      if (write && select_q[{number}]) begin",
            f"        {target} <= (wdata_q{bits} & strobe{bits}) | ({target} & ~strobe{bits});",
            "      end"]


def write_lines(the_map):
    declared, resets, updates = [], [], []
    for number, (register, element) in enumerate(words(the_map)):
        for field in register.fields:
            if field.access == "ro":
                continue
            name, member = snake(register.name), snake(field.name)
            if field.access == "rw1c":
                declared.append(f"  logic {name}_{member}_q;")
                resets.append(f"      {name}_{member}_q <= {field.width}'h{field.reset:x};")
            elif element == 0:
                whole = sum(field.reset << (field.width * i) for i in range(register.count))
                resets.append(f"      registers_o.{name}.{member} <= "
                              f"{field.width * register.count}'h{whole:x};")
            updates += field_update(register, field, number, element)
    return [*declared, "  always_ff @(posedge clk_i) begin", "    if (!rst_ni) begin", *resets,
            "    end else begin", *updates, "    end", "  end"]


def interrupt_lines(the_map):
    causes = next(r for r in the_map.registers if r.name == "IRQ_STATUS").fields
    terms = [f"(irq_status_{snake(f.name)}_q && registers_o.irq_enable.{snake(f.name)})" for f in causes]
    return ["  always_ff @(posedge clk_i) begin", "    interrupt_o <= rst_ni && "
            "registers_o.irq_global_enable.enable &&", "        (" + " ||\n         ".join(terms) + ");", "  end"]


def module(the_map):
    address_bits = (the_map.window - 1).bit_length()
    span_bits = (8 * the_map.counter_words - 1).bit_length()
    body = "\n".join([
        HEAD + DECLARATIONS, "  // Decoding.", *decode_lines(the_map, address_bits), "", "  // Reading.",
        *read_lines(the_map), "", CONTROL, "  // Writing.", *write_lines(the_map), "",
        *interrupt_lines(the_map), "endmodule", "", "`default_nettype wire"])
    replacements = {
        "@HIGH@": address_bits - 1, "@INDEX@": span_bits - 4, "@SELECTS@": len(words(the_map)) - 1,
        "@ABOVE@": span_bits, "@TOP@": span_bits - 1,
        "@BASE@": f"{address_bits - span_bits}'h{the_map.counter_base >> span_bits:x}",
        "@WORDS@": f"{span_bits - 3}'d{the_map.counter_words}",
    }
    for key, value in replacements.items():
        body = body.replace(key, str(value))
    return "\n".join([*header_lines("//"), "//", body]) + "\n"
