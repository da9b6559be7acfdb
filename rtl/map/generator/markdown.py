# SPDX-License-Identifier: Apache-2.0
"""docs/registers.md: the manual of the card's boundary."""


def row(*cells):
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(head, rows):
    return [row(*head), row(*("---" for _ in head)), *rows, ""]


def bits_of(field):
    return f"{field.lsb + field.width - 1}:{field.lsb}" if field.width > 1 else str(field.lsb)


def register_sections(the_map):
    lines = []
    for register in the_map.registers:
        many = f", {register.count} words" if register.count > 1 else ""
        lines += [f"### {register.name} ({register.offset:#06x}{many})", "", register.text, ""]
        lines += table(("bits", "field", "access", "reset", "unit", "meaning"),
                       [row(bits_of(f), f.name, f.access, "card" if f.reset is None else f"{f.reset:#x}",
                            f.unit, f.text) for f in register.fields])
    return lines


def layout_sections(the_map, kind):
    lines = []
    for layout in the_map.layouts_of(kind):
        lines += [f"### {layout.name} ({layout.bits} bits)", "", layout.text, ""]
        rows = []
        if layout.head:
            rows.append(row(f"{the_map.layouts[layout.head].bits - 1}:0", "head", layout.head, "", ""))
        rows += [row(bits_of(f), f.name or "reserved", "" if f.type == "uint" else f.type, f.unit, f.text)
                 for f in layout.fields]
        lines += table(("bits", "field", "type", "unit", "meaning"), rows)
    return lines


def document(the_map):
    lines = ["# The card's boundary", "",
             "<!-- SPDX-License-Identifier: Apache-2.0 -->",
             "<!-- Generated from rtl/map/nicvs_map.toml; `./dev gen` makes it anew. Do not edit. -->", "",
             f"Version {the_map.version}, digest {the_map.digest:#x}. One register window of "
             f"{the_map.window // 1024} KiB, two rings in host memory, one interrupt.", "",
             "Access: `rw` host writes and reads; `ro` constant, or the card's value where the reset says "
             "card; `wo` reads give 0; `rw1c` the card sets, writing 1 clears; `w1p` writing 1 is a pulse, "
             "reads give 0. Unknown addresses and writes to registers without a writable field answer "
             "SLVERR and change nothing.", "", "## Summary", ""]
    lines += table(("offset", "register", "what it is"),
                   [row(f"{r.offset:#06x}", r.name, r.text) for r in the_map.registers] +
                   [row(f"{c.offset:#06x}", c.name, f"counter: {c.text}") for c in the_map.counters])
    lines += ["## Numbers", ""]
    lines += table(("name", "value", "meaning"),
                   [row(c.name, f"{c.value:#x}" if c.value > 0xFFFF else c.value, c.text)
                    for c in the_map.constants])
    lines += ["## Registers", "", *register_sections(the_map)]
    lines += ["## Counters", "", "64 bits each: the word at the offset is the lower one and fetches both; "
              "then the upper one follows at offset + 4.", ""]
    lines += table(("offset", "counter", "count", "index", "unit", "meaning"),
                   [row(f"{c.offset:#06x}", c.name, c.count, c.index, c.unit, c.text)
                    for c in the_map.counters])
    reasons = next(c for c in the_map.counters if c.index == "dp::Reason")
    lines += [f"### {reasons.name} by reason", ""]
    lines += table(("offset", "reason", "verdict", "meaning"),
                   [row(f"{reasons.offset + 8 * i:#06x}", word, verdict, sentence)
                    for i, (word, verdict, sentence) in enumerate(the_map.reasons)])
    lines += ["## Enumerations", ""]
    for enum in the_map.enums.values():
        lines += [f"### {enum.name} ({enum.bits} bits)", "", enum.text, ""]
        lines += table(("value", "name", "meaning"), [row(v.value, v.name, v.text) for v in enum.values])
    lines += ["## Table entries", "", *layout_sections(the_map, "table")]
    lines += ["## Records", "", "Bit i of a record is bit i % 8 of its byte i / 8 in host memory.", "",
              *layout_sections(the_map, "record")]
    return "\n".join(lines).rstrip("\n") + "\n"
