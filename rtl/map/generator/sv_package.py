# SPDX-License-Identifier: Apache-2.0
"""nicvs_map_pkg.sv: offsets, numbers, entries and records, and the ports of nicvs_registers."""
from .names import camel, header_lines, snake


def width_of(bits):
    return f"logic [{bits - 1}:0]" if bits > 1 else "logic"


def struct(name, members, text):
    """members: (type, name, comment) from the lowest bit up; SystemVerilog begins with the highest."""
    lines = [f"  // {text}", "  typedef struct packed {"]
    for kind, member, comment in reversed(members):
        lines.append(f"    {kind} {member};" + (f"  // {comment}" if comment else ""))
    return lines + [f"  }} {name};", ""]


def register_members(register, is_from_core):
    """Fields that the core sees, or those that it drives."""
    if is_from_core:
        fields = [f for f in register.fields
                  if f.access == "rw1c" or (f.access == "ro" and not f.is_constant)]
    else:
        fields = [f for f in register.fields if f.access in ("rw", "wo", "w1p")]
    return fields


def register_structs(the_map):
    lines, from_registers, to_registers = [], [], []
    for register in the_map.registers:
        name = snake(register.name)
        for is_from_core, suffix, outer in ((False, "_reg_t", from_registers),
                                            (True, "_core_t", to_registers)):
            fields = register_members(register, is_from_core)
            if not fields:
                continue
            members = [(width_of(f.width * register.count), snake(f.name), remark(f, register))
                       for f in fields]
            lines += struct(f"{name}{suffix}", members, f"{register.name}: {register.text}")
            outer.append((f"{name}{suffix}", name, ""))
    lines += struct("from_registers_t", from_registers, "What the registers tell the core.")
    lines += struct("to_registers_t", to_registers, "What the core tells the registers.")
    return lines


def remark(field, register):
    parts = [f"{register.count} of {field.width} bits, the first in the lowest"] if register.count > 1 else []
    parts += {"rw1c": ["pulse: sets the bit"], "w1p": ["pulse"]}.get(field.access, [])
    return "; ".join(parts)


def layout_struct(layout, layouts):
    members = [(f"{layout.head}_t", "head", "")] if layout.head else []
    reserved = 0
    for field in layout.fields:
        if field.name:
            comment = field.type.replace("dp::", "nicvs_dp_pkg ") if field.type != "uint" else field.unit
            members.append((width_of(field.width), field.name, comment))
        else:
            members.append((width_of(field.width), f"reserved{reserved}", ""))
            reserved += 1
    return struct(f"{layout.name}_t", members, f"{layout.text}")


def package(the_map):
    lines = header_lines("//", "The card's boundary: registers, table entries, ring records.",
                         "Enums of the decisions (reasons, forward methods) are in gen/nicvs_dp_pkg.sv.")
    lines += ["`default_nettype none", "", "package nicvs_map_pkg;",
              "  /* verilator lint_off UNUSEDPARAM */"]
    for constant in the_map.constants:
        lines += [f"  // {constant.text}",
                  f"  localparam int unsigned {camel(constant.name)} = {constant.value};"]
    lines += [f"  localparam int unsigned MapVersion = {the_map.version};",
              f"  localparam int unsigned WindowBytes = {the_map.window};", ""]
    for enum in the_map.enums.values():
        lines.append(f"  // {enum.text}")
        lines += [f"  localparam {width_of(enum.bits)} {camel(enum.name)}{camel(value.name)} = "
                  f"{enum.bits}'d{value.value};  // {value.text}" for value in enum.values] + [""]
    address_bits = (the_map.window - 1).bit_length()
    for item in [*the_map.registers, *the_map.counters]:
        lines.append(f"  localparam logic [{address_bits - 1}:0] {camel(item.name)}Offset = "
                     f"{address_bits}'h{item.offset:x};")
    lines += ["", "  // Counters by their number at the port counter_index_o of nicvs_registers."]
    for counter in the_map.counters:
        index = (counter.offset - the_map.counter_base) // 8
        lines.append(f"  localparam int unsigned {camel(counter.name)}Counter = {index};  "
                     f"// {counter.count} of them")
    lines += [f"  localparam int unsigned CounterWords = {the_map.counter_words};",
              f"  localparam int unsigned CounterIndexBits = {counter_index_bits(the_map)};", ""]
    lines += register_structs(the_map)
    for layout in the_map.layouts.values():
        lines.append(f"  localparam int unsigned {camel(layout.name)}Bits = {layout.bits};")
        lines += layout_struct(layout, the_map.layouts)
    lines += ["  /* verilator lint_on UNUSEDPARAM */", "endpackage", "", "`default_nettype wire"]
    return "\n".join(lines) + "\n"


def counter_index_bits(the_map):
    return (the_map.counter_words - 1).bit_length()
