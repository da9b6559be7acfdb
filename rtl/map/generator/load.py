# SPDX-License-Identifier: Apache-2.0
"""Reads and checks nicvs_map.toml. Every fault is a MapError with file, entry and expectation."""
import hashlib
import re
import tomllib

from . import dp_enums
from .model import (Constant, Counter, Enum, EnumValue, Layout, LayoutField, Map, MapError, Register,
                    RegisterField)

ACCESSES = ("rw", "ro", "wo", "rw1c", "w1p")
UPPER = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
LOWER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
BITS = re.compile(r"(\d+)(?::(\d+))?")
# Words of SystemVerilog or C++ that somebody might give a field as its name.
RESERVED = set("""
alias and assert auto begin bit bool buf byte case class cell char checker config const context cover default delete
design disable do double edge else end enum event explicit expect export extends extern final float for force forever
fork friend function generate goto if import initial inline input inout instance int integer interface join large
library local logic long macromodule mutable namespace new nor not null operator or output package packed parameter
priority private program property protected public pull0 pull1 pure rand real ref reg register release repeat
return sequence short shortint signed sizeof small static string strong0 strong1 struct super supply0 supply1
switch table tagged task template this throw time timeprecision timeunit tri type typedef union unique unsigned use
using var vectored virtual void volatile wait wand weak0 weak1 while wildcard wire with within wor xor
""".split())
CELL_BITS = 512
ENTRY_BITS_MAX = 256


class Loader:
    def __init__(self, path, dp_folder):
        self.path = path
        self.dp_folder = dp_folder

    def fail(self, entry, problem):
        raise MapError(f"{self.path}: {entry}: {problem}")

    def take(self, table, entry, required, optional=()):
        """Checks the keys and types of a TOML table; required and optional are {key: type}."""
        for key, kind in required.items():
            if not isinstance(table.get(key), kind):
                self.fail(entry, f"'{key}' is {table.get(key)!r}, expected {kind.__name__}")
        for key in table:
            if key not in required and key not in optional:
                known = ", ".join([*required, *optional])
                self.fail(entry, f"unknown key '{key}', expected one of {known}")
        if not table.get("text", "x"):
            self.fail(entry, "'text' is empty, expected a sentence")

    def check_name(self, name, pattern, entry, taken):
        if not pattern.fullmatch(name):
            shape = "UPPER_SNAKE" if pattern is UPPER else "lower_snake"
            self.fail(entry, f"name '{name}', expected {shape}")
        if name.lower() in RESERVED and " field " in entry:
            self.fail(entry, f"name '{name}' is a reserved word, expected another")
        if name in taken:
            self.fail(entry, f"name '{name}' is there twice, expected unique names")

    # --- numbers

    def constants(self, rows):
        found = []
        for row in rows:
            entry = f"constant {row.get('name')}"
            self.take(row, entry, {"name": str, "value": int, "text": str})
            self.check_name(row["name"], UPPER, entry, [c.name for c in found])
            found.append(Constant(row["name"], row["value"], row["text"]))
        return found

    def enums(self, rows):
        found = {}
        for row in rows:
            entry = f"enum {row.get('name')}"
            self.take(row, entry, {"name": str, "bits": int, "text": str, "values": list})
            self.check_name(row["name"], LOWER, entry, found)
            enum = Enum(row["name"], row["bits"], row["text"], [])
            for value in row["values"]:
                self.take(value, entry, {"name": str, "value": int, "text": str})
                self.check_name(value["name"], UPPER, entry, [v.name for v in enum.values])
                if value["value"] >> enum.bits or value["value"] in [v.value for v in enum.values]:
                    self.fail(entry, f"value {value['value']} of {value['name']}, expected one of its "
                                     f"own that fits {enum.bits} bits")
                enum.values.append(EnumValue(value["name"], value["value"], value["text"]))
            found[enum.name] = enum
        return found

    # --- registers

    def register_field(self, row, entry, special):
        optional = ("reset", "unit")
        self.take(row, entry, {"name": str, "bits": str, "access": str, "text": str}, optional)
        match = BITS.fullmatch(row["bits"])
        if not match:
            self.fail(entry, f"bits '{row['bits']}', expected 'high:low' or one number")
        high, low = int(match[1]), int(match[2] or match[1])
        if high < low or high > 31:
            self.fail(entry, f"bits {row['bits']}, expected high >= low within 31:0")
        if row["access"] not in ACCESSES:
            self.fail(entry, f"access '{row['access']}', expected one of {', '.join(ACCESSES)}")
        reset = special.get(row.get("reset"), row.get("reset"))
        if reset is None and row["access"] != "ro":
            self.fail(entry, f"access {row['access']} without 'reset', expected a number")
        if reset is not None and (not isinstance(reset, int) or reset < 0 or
                                  reset >> (high - low + 1)):
            self.fail(entry, f"reset {reset!r}, expected a number of {high - low + 1} bits")
        return RegisterField(row["name"], low, high - low + 1, row["access"], reset,
                             row.get("unit", ""), row["text"])

    def registers(self, rows, special):
        found = []
        for row in rows:
            entry = f"register {row.get('name')}"
            self.take(row, entry, {"name": str, "offset": int, "text": str, "fields": list},
                      ("count",))
            self.check_name(row["name"], UPPER, entry, [r.name for r in found])
            register = Register(row["name"], row["offset"], row.get("count", 1), row["text"], [])
            for field_row in row["fields"]:
                field_entry = f"{entry} field {field_row.get('name')}"
                field = self.register_field(field_row, field_entry, special)
                self.check_name(field.name, UPPER, field_entry, [f.name for f in register.fields])
                for other in register.fields:
                    if field.mask & other.mask:
                        self.fail(field_entry, f"bits {field_row['bits']} overlap {other.name}, "
                                               "expected bits of its own")
                register.fields.append(field)
            if register.count > 1 and len(register.fields) != 1:
                self.fail(entry, "an array of registers with several fields, expected one field")
            found.append(register)
        return found

    def counters(self, rows):
        found = []
        for row in rows:
            entry = f"counter {row.get('name')}"
            self.take(row, entry, {"name": str, "offset": int, "count": int, "unit": str, "text": str},
                      ("index",))
            self.check_name(row["name"], UPPER, entry, [c.name for c in found])
            counter = Counter(row["name"], row["offset"], row["count"], row["unit"],
                              row.get("index", ""), row["text"])
            if found and counter.offset != found[-1].offset + 8 * found[-1].count:
                self.fail(entry, f"offset {counter.offset:#x}, expected "
                                 f"{found[-1].offset + 8 * found[-1].count:#x}, behind "
                                 f"{found[-1].name}")
            found.append(counter)
        return found

    def check_window(self, the_map):
        taken = {}
        for item, size in [*((r, 4) for r in the_map.registers), *((c, 8) for c in the_map.counters)]:
            end = item.offset + size * item.count
            if item.offset % size or item.count < 1 or end > the_map.window:
                self.fail(item.name, f"offset {item.offset:#x} and count {item.count}, expected a "
                                     f"multiple of {size} within the window of {the_map.window:#x}")
            for word in range(item.offset, end, 4):
                if word in taken:
                    self.fail(item.name, f"offset {word:#x} overlaps {taken[word]}, expected an offset "
                                         "of its own")
                taken[word] = item.name
        span = 8 * the_map.counter_words
        if the_map.counter_base % (1 << (span - 1).bit_length()):
            self.fail("counter", f"the block begins at {the_map.counter_base:#x}, expected a multiple "
                                 "of its size rounded up to a power of two")

    # --- layouts

    def layout_field(self, row, entry, lsb, enums):
        if "reserved" in row:
            self.take(row, entry, {"reserved": int})
            return LayoutField("", lsb, row["reserved"], "uint", "", "")
        self.take(row, entry, {"name": str, "width": int, "text": str}, ("type", "unit"))
        kind, width = row.get("type", "uint"), row["width"]
        if kind == "bytes":
            if width % 8 or lsb % 8:
                self.fail(entry, f"bytes of {width} bits at bit {lsb}, expected multiples of 8")
        elif kind == "uint":
            if not 1 <= width <= 64:
                self.fail(entry, f"width {width}, expected 1 to 64")
        elif kind not in enums:
            self.fail(entry, f"unknown type '{kind}', expected uint, bytes or one of "
                             f"{', '.join(sorted(enums))}")
        elif max(v.value for v in enums[kind].values) >> width or width > 8:
            self.fail(entry, f"width {width}, expected room for every value of {kind} within 8 bits")
        return LayoutField(row["name"], lsb, width, kind, row.get("unit", ""), row["text"])

    def layouts(self, rows, enums):
        found = {}
        for row in rows:
            entry = f"layout {row.get('name')}"
            self.take(row, entry, {"name": str, "kind": str, "bits": int, "text": str, "fields": list},
                      ("head",))
            self.check_name(row["name"], LOWER, entry, found)
            if row["kind"] not in ("table", "record"):
                self.fail(entry, f"kind '{row['kind']}', expected table or record")
            head = row.get("head", "")
            if head and head not in found:
                self.fail(entry, f"head '{head}', expected a layout above this one")
            limit = ENTRY_BITS_MAX if row["kind"] == "table" else CELL_BITS
            if not 0 < row["bits"] <= limit:
                self.fail(entry, f"{row['bits']} bits, expected at most {limit}")
            layout = Layout(row["name"], row["kind"], row["bits"], head, row["text"], [])
            lsb = found[head].bits if head else 0
            for field_row in row["fields"]:
                field_entry = f"{entry} field {field_row.get('name', 'reserved')}"
                field = self.layout_field(field_row, field_entry, lsb, enums)
                if field.name:
                    self.check_name(field.name, LOWER, field_entry,
                                    [f.name for f in layout.named_fields])
                layout.fields.append(field)
                lsb += field.width
            if lsb != layout.bits:
                self.fail(entry, f"its fields have {lsb} bits, expected {layout.bits}")
            found[layout.name] = layout
        return found

    # --- all

    def load(self):
        try:
            with open(self.path, "rb") as source:
                toml = tomllib.load(source)
        except tomllib.TOMLDecodeError as error:
            raise MapError(f"{self.path}: {error}") from error
        lists = ("constant", "enum", "register", "counter", "layout")
        self.take(toml, "map", {"version": int, "window": int, **{key: list for key in lists}})
        dp = dp_enums.read_enums(self.dp_folder)
        the_map = Map(toml["version"], toml["window"])
        the_map.reasons = dp_enums.read_reasons(self.dp_folder)
        the_map.enums = self.enums(toml["enum"])
        the_map.constants = self.constants(toml["constant"])
        the_map.layouts = self.layouts(toml["layout"], {**the_map.enums, **dp})
        the_map.digest = digest_of(toml, dp, the_map)
        the_map.registers = self.registers(
            toml["register"], {"version": the_map.version, "digest": the_map.digest})
        the_map.counters = self.counters(toml["counter"])
        self.check_window(the_map)
        reason_slots = next((c.count for c in the_map.counters if c.index == "dp::Reason"), 0)
        if reason_slots < len(the_map.reasons):
            self.fail("counter", f"{reason_slots} counters by dp::Reason, expected at least "
                                 f"{len(the_map.reasons)}")
        return the_map


def without_text(value):
    if isinstance(value, dict):
        return {k: without_text(v) for k, v in value.items() if k not in ("text", "unit")}
    return [without_text(v) for v in value] if isinstance(value, list) else value


def digest_of(toml, dp, the_map):
    """15 bits of every number of the map, those of dp's enums that it uses included."""
    used = {f.type for layout in the_map.layouts.values() for f in layout.fields} & set(dp)
    numbers = [(name, [(v.name, v.value) for v in dp[name].values]) for name in sorted(used)]
    text = repr((without_text(toml), numbers))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:2], "big") & 0x7FFF


def load(path, dp_folder):
    return Loader(path, dp_folder).load()
