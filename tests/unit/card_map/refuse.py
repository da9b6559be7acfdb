#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""refuse.py GENERATE MAP: each change of the map must be refused with a sentence that says where."""
import pathlib
import re
import subprocess
import sys
import tempfile

# what is wrong, text of the map, what it becomes, what the refusal must match
CASES = [
    ("register offsets overlap", "offset = 0x048", "offset = 0x044",
     r"HEARTBEAT: offset 0x44 overlaps STATUS, expected an offset of its own"),
    ("array reaches into the next", 'name = "HASH_KEY"\noffset = 0x060\ncount = 4',
     'name = "HASH_KEY"\noffset = 0x060\ncount = 41',
     r"HOST_RING_BASE_LOW: offset 0x100 overlaps HASH_KEY"),
    ("offset not of a word", "offset = 0x048", "offset = 0x04A", r"HEARTBEAT: offset 0x4a .* multiple of 4"),
    ("offset outside of the window", "offset = 0x048", "offset = 0x10000",
     r"HEARTBEAT: .* within the window of 0x10000"),
    ("fields overlap", '"AGER_ENABLE", bits = "1"', '"AGER_ENABLE", bits = "1:0"',
     r"register CTRL field AGER_ENABLE: bits 1:0 overlap ENABLE"),
    ("field too wide", '"CYCLES", bits = "29:0"', '"CYCLES", bits = "32:0"',
     r"register AGE_TICK field CYCLES: bits 32:0, expected high >= low within 31:0"),
    ("bits that are none", '"CYCLES", bits = "29:0"', '"CYCLES", bits = "all"',
     r"AGE_TICK field CYCLES: bits 'all', expected 'high:low'"),
    ("reset too wide", '"CONN_REUSE_MODE", bits = "5:4", access = "rw", reset = 1',
     '"CONN_REUSE_MODE", bits = "5:4", access = "rw", reset = 4',
     r"SETTINGS field CONN_REUSE_MODE: reset 4, expected a number of 2 bits"),
    ("no reset", '"CYCLES", bits = "29:0", access = "rw", reset = 80566406',
     '"CYCLES", bits = "29:0", access = "rw"', r"field CYCLES: access rw without 'reset'"),
    ("unknown access", '"CYCLES", bits = "29:0", access = "rw"',
     '"CYCLES", bits = "29:0", access = "rwx"',
     r"field CYCLES: access 'rwx', expected one of rw, ro, wo, rw1c, w1p"),
    ("unknown type", 'type = "card_scheduling"', 'type = "scheduler"',
     r"layout service_entry field scheduling: unknown type 'scheduler', expected uint, bytes or one of"),
    ("enum that does not fit", '"scan_rule", width = 3', '"scan_rule", width = 2',
     r"layout service_entry field scan_rule: width 2, expected room for every value of dp::ScanRule"),
    ("layout too wide", '"weight", width = 16', '"weight", width = 17',
     r"layout dest_entry: its fields have 97 bits, expected 96"),
    ("layout wider than a command carries", 'name = "next_hop_entry"\nkind = "table"\nbits = 160',
     'name = "next_hop_entry"\nkind = "table"\nbits = 257', r"next_hop_entry: 257 bits, expected at most 256"),
    ("number wider than 64 bits", '"received", width = 64', '"received", width = 65',
     r"layout host_frame field received: width 65, expected 1 to 64"),
    ("bytes between bytes", '"entry", width = 256', '"entry", width = 255',
     r"layout table_command field entry: bytes of 255 bits at bit 128, expected multiples of 8"),
    ("unknown head", 'name = "card_frame"\nkind = "record"\nbits = 512\nhead = "record_head"',
     'name = "card_frame"\nkind = "record"\nbits = 512\nhead = "head"',
     r"layout card_frame: head 'head', expected a layout above this one"),
    ("name twice", 'name = "SCRATCH"', 'name = "STATUS"',
     r"register STATUS: name 'STATUS' is there twice"),
    ("name of another shape", 'name = "SCRATCH"', 'name = "Scratch"',
     r"register Scratch: name 'Scratch', expected UPPER_SNAKE"),
    ("reserved word", 'name = "serial"', 'name = "sequence"',
     r"layout record_head field sequence: name 'sequence' is a reserved word"),
    ("enum value twice", 'name = "UDP", value = 2', 'name = "UDP", value = 1',
     r"enum protocol_code: value 1 of UDP, expected one of its own that fits 2 bits"),
    ("enum value too large", 'name = "SCTP", value = 3', 'name = "SCTP", value = 4',
     r"enum protocol_code: value 4 of SCTP"),
    ("hole between counters", "offset = 0x1220", "offset = 0x1228",
     r"counter PORT_RX_BYTES: offset 0x1228, expected 0x1220, behind PORT_RX_FRAMES"),
    ("fewer counters than reasons", 'index = "dp::Reason"', 'index = "reason"',
     r"counter: 0 counters by dp::Reason, expected at least \d+"),
    ("unknown key", 'text = "For drivers', 'size = 4\ntext = "For drivers',
     r"register SCRATCH: unknown key 'size', expected one of name, offset, text, fields, count"),
    ("key left out", 'unit = "frames"\nindex = "dp::Reason"', 'index = "dp::Reason"',
     r"counter REASON_FRAMES: 'unit' is None, expected str"),
    ("no sentence", 'text = "Global state."', 'text = ""', r"register STATUS: 'text' is empty"),
    ("not TOML", "window = 0x10000", "window =", r"nicvs_map.toml: Invalid value"),
]


def main():
    generate, map_path = sys.argv[1], pathlib.Path(sys.argv[2])
    original = map_path.read_text(encoding="ascii")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        changed = pathlib.Path(folder) / map_path.name
        for name, old, new, expected in CASES:
            if old not in original:
                print(f"{name}: the map has no {old!r} any more")
                failed += 1
                continue
            changed.write_text(original.replace(old, new, 1), encoding="ascii")
            run = subprocess.run([sys.executable, generate, "--check", "--map", changed],
                                 capture_output=True, text=True)
            if run.returncode != 1 or str(changed) not in run.stderr or \
                    not re.search(expected, run.stderr):
                print(f"{name}: expected a refusal like '{expected}', got {run.returncode} "
                      f"{run.stderr or run.stdout}")
                failed += 1
    print(f"{len(CASES)} changes, {failed} not refused as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
