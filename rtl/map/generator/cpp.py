# SPDX-License-Identifier: Apache-2.0
"""host/include/nicvs/card: registers.hpp, and the layouts in tables.hpp and records.hpp."""
import subprocess

from .names import camel, header_lines, snake


def formatted(lines, name):
    """As clang-format wants it, since the lint looks at generated headers too."""
    return subprocess.run(["clang-format", f"--assume-filename={name}"], input="\n".join(lines) + "\n",
                          check=True, capture_output=True, text=True).stdout


def number_type(width):
    if width == 1:
        return "bool"
    return f"std::uint{next(size for size in (8, 16, 32, 64) if width <= size)}_t"


# --- registers

def field_lines(register, field):
    kind, member = number_type(field.width), snake(field.name)
    mask, lines = f"{(1 << field.width) - 1:#x}u", []
    unit = f" [{field.unit}]" if field.unit else ""
    lines.append(f"// {field.text}{unit} {field.access}")
    shifted = f"raw >> {field.lsb}" if field.lsb else "raw"
    if field.access not in ("wo", "w1p"):
        value = f"({shifted} & {mask}) != 0" if field.width == 1 else \
            f"static_cast<{kind}>(({shifted}) & {mask})"
        lines.append(f"constexpr {kind} {member}() const {{ return {value}; }}")
    if field.access != "ro":
        lines += [f"constexpr {camel(register.name)} with_{member}({kind} value) const {{",
                  f"return {{(raw & ~{field.mask:#x}u) | ((static_cast<std::uint32_t>(value) & {mask})"
                  f" << {field.lsb})}}; }}"]
    return lines


def register_lines(register):
    lines = [f"// {register.text}", f"struct {camel(register.name)} {{",
             f"static constexpr std::uint32_t kOffset = {register.offset:#05x};"]
    if register.count > 1:
        lines.append(f"static constexpr unsigned kCount = {register.count};")
    lines += [f"std::uint32_t raw = {register.reset:#x};", ""]
    for field in register.fields:
        lines += field_lines(register, field)
    return lines + ["};", ""]


def counter_lines(counter):
    argument = {"": "", "dp::Reason": "dp::Reason reason"}.get(counter.index, f"unsigned {counter.index}")
    index = {"": "0u", "dp::Reason": "static_cast<unsigned>(reason)"}.get(counter.index, counter.index)
    name = snake(counter.name)
    return [f"// {counter.text} [{counter.unit}]",
            f"constexpr unsigned k{camel(counter.name)}Count = {counter.count};",
            f"constexpr std::uint32_t {name}_offset({argument}) {{",
            f"return {counter.offset:#x}u + 8u * {index}; }}" if counter.index else
            f"return {counter.offset:#x}u; }}", ""]


def table_row(register):
    masks = [register.mask(access) for access in ("rw", "ro", "wo", "rw1c", "w1p")]
    constant = sum(f.mask for f in register.fields if f.is_constant)
    numbers = ", ".join(f"{value:#x}" for value in (register.reset, *masks, constant))
    return f'{{"{register.name}", {register.offset:#x}, {register.count}, {numbers}}},'


def registers(the_map):
    lines = header_lines("//", "The card's registers as values: an offset, and fields of a word.", "",
                         "  const auto ctrl = regs::Ctrl{}.with_enable(true);",
                         "  bus.write(ctrl);", "",
                         "A value wider than its field is cut off. Threads, errors and the card's loss are",
                         "matters of the bus (host/device/register_bus.hpp); docs/registers.md is the manual.")
    lines += ["#pragma once", "", "#include <cstdint>", "", '#include "nicvs/dp/verdict.hpp"', "",
              "namespace nicvs::regs {", ""]
    for constant in the_map.constants:
        lines += [f"// {constant.text}",
                  f"constexpr std::uint32_t k{camel(constant.name)} = "
                  f"{hex(constant.value) if constant.value > 0xFFFF else constant.value};"]
    lines += ["// The edition of the map that this driver was built with.",
              f"constexpr std::uint16_t kVersion = {the_map.version};",
              f"constexpr std::uint16_t kDigest = {the_map.digest:#x};",
              "// Bytes of the register window.",
              f"constexpr std::uint32_t kWindowBytes = {the_map.window:#x};", ""]
    for register in the_map.registers:
        lines += register_lines(register)
    lines.append("// Counters of 64 bits: read the word at the offset, then the one behind it.")
    for counter in the_map.counters:
        lines += counter_lines(counter)
    lines += ["static_assert(dp::kReasonCount <= kReasonFramesCount);", "",
              "// Every register, for those who walk through all. Masks are bits by access; constant: those",
              "// of ro that always read as in reset.",
              "struct RegisterInfo {", "const char* name;", "std::uint32_t offset;", "std::uint32_t count;",
              "std::uint32_t reset;", "std::uint32_t rw;", "std::uint32_t ro;", "std::uint32_t wo;",
              "std::uint32_t rw1c;", "std::uint32_t w1p;", "std::uint32_t constant;", "};",
              "constexpr RegisterInfo kRegisters[] = {", *map(table_row, the_map.registers), "};", "",
              "}  // namespace nicvs::regs"]
    return formatted(lines, "registers.hpp")


# --- layouts

def field_type(field):
    if field.type == "bytes":
        return f"std::array<std::uint8_t, {field.width // 8}>"
    if field.type == "uint":
        return number_type(field.width)
    return field.type if field.type.startswith("dp::") else camel(field.type)


def enum_lines(enum):
    name = camel(enum.name)
    lines = [f"// {enum.text}", f"enum class {name} : std::uint8_t {{"]
    lines += [f"{camel(v.name)} = {v.value},  // {v.text}" for v in enum.values]
    lines += ["};", "// Whether a number from outside is one of them.",
              f"constexpr bool is_known({name} value) {{", "switch (value) {"]
    lines += [f"case {name}::{camel(v.name)}:" for v in enum.values]
    return lines + ["return true;", "}", "return false;", "}", ""]


def layout_lines(layout):
    lines = [f"// {layout.text}", f"struct {camel(layout.name)} {{",
             f'static constexpr const char* kName = "{layout.name}";',
             f"static constexpr unsigned kBits = {layout.bits};", ""]
    if layout.head:
        lines.append(f"{camel(layout.head)} head;")
    for field in layout.named_fields:
        unit = f" [{field.unit}]" if field.unit else ""
        width = f", {field.width} bits" if field.type == "uint" and field.width not in (1, 8, 16, 32, 64) \
            else ""
        lines.append(f"{field_type(field)} {field.name}{{}};  // {field.text}{unit}{width}")
    lines += ["", "// Calls visit(BitField, member) for every field, from bit 0 up.",
              "template <class Self, class Visit>",
              "static constexpr void each_field(Self& self, Visit&& visit) {"]
    if layout.head:
        lines.append(f"{camel(layout.head)}::each_field(self.head, visit);")
    lines += [f'visit(BitField{{"{f.name}", {f.lsb}, {f.width}}}, self.{f.name});'
              for f in layout.named_fields]
    return lines + ["}", f"bool operator==(const {camel(layout.name)}&) const = default;", "};", ""]


def enums_used(layouts):
    return {f.type for layout in layouts for f in layout.fields}


def layouts(the_map, kind, purpose, extra_includes, left_out):
    chosen = the_map.layouts_of(kind)
    used = enums_used(chosen)
    dp_headers = {"dp::Reason": "verdict", "dp::ForwardMethod": "types", "dp::ScanRule": "schedule"}
    includes = [f"nicvs/dp/{dp_headers[name]}.hpp" for name in used if name.startswith("dp::")]
    includes += ["nicvs/card/bit_fields.hpp", *extra_includes]
    lines = header_lines("//", *purpose)
    lines += ["#pragma once", "", "#include <array>", "#include <cstdint>", "#include <tuple>", ""]
    lines += [f'#include "{name}"' for name in sorted(includes)]
    lines += ["", "namespace nicvs::card {", ""]
    for name, enum in the_map.enums.items():
        if name in used - left_out:
            lines += enum_lines(enum)
    for layout in chosen:
        lines += layout_lines(layout)
    names = ", ".join(camel(layout.name) for layout in chosen)
    lines += [f"// All of them, in the map's order.", f"using {camel(kind)}Layouts = std::tuple<{names}>;", "",
              "}  // namespace nicvs::card"]
    return formatted(lines, "layouts.hpp")


def tables(the_map):
    return layouts(the_map, "table", (
        "Entries of the card's tables, as table_command carries them.", "",
        "  const card::NextHopEntry hop{.dst_mac = dst, .src_mac = src, .mtu = 1500, .is_present = true};",
        "  const auto bytes = card::encode(hop);"), [], set())


def records(the_map):
    return layouts(the_map, "record", (
        "Records of the rings between host and card; all but ring_status begin with RecordHead.", "",
        "  const auto head = card::decode<card::RecordHead>(cell);",
        "  if (head.kind == card::RecordKind::ConnEvent) { ... decode<card::ConnEvent>(cell) ... }", "",
        "What comes from a ring is hostile: is_known() before an enum means something."),
        ["nicvs/card/tables.hpp"], enums_used(the_map.layouts_of("table")))
