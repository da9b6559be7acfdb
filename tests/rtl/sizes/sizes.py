#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""sizes.py [MODULE...]: what yosys makes of hand-written modules for UltraScale+, against budgets.

rtl/budgets.txt holds a row per module. Fails where a module exceeds its row, where more than three
LUTs stand between registers, and where a memory's or shift register's output enters logic. A carry
chain counts as one LUT level. Estimates: no vendor tool, no placement.
"""
import collections
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from rtl_sources import ROOT, sources_of  # noqa: E402

MOST_LEVELS = 3
KINDS = {"LUT": ("LUT",), "FF": ("FD",), "SRL": ("SRL",), "RAMB": ("RAMB",), "URAM": ("URAM",),
         "LUTRAM": ("RAM3", "RAM6", "RAM1", "RAM2"), "CARRY": ("CARRY",), "DSP": ("DSP",)}
MEMORIES = ("SRL", "RAMB", "URAM", "LUTRAM")


def kind_of(cell_type):
    for kind, prefixes in KINDS.items():
        if cell_type.startswith(prefixes):
            return kind
    return "INV" if cell_type == "INV" else "OTHER"


class Netlist:
    """LUT levels from sources (registers, memories, inputs) to every net."""

    def __init__(self, module):
        self.cells = module["cells"]
        self.driver = {}  # net -> (cell name, port)
        for name, cell in self.cells.items():
            for port, nets in cell["connections"].items():
                if cell["port_directions"][port] == "output":
                    self.driver.update((net, (name, port)) for net in nets)
        self.level = {}
        self.from_memory = {}  # net -> cell whose output comes through logic

    def is_logic(self, name):
        return kind_of(self.cells[name]["type"]) in ("LUT", "INV", "CARRY")

    def inputs_of(self, name):
        cell = self.cells[name]
        for port, nets in cell["connections"].items():
            if cell["port_directions"][port] == "input":
                yield from ((port, net) for net in nets if not isinstance(net, str))

    def levels_at(self, net):
        """Depth first without recursion."""
        stack = [net]
        while stack:
            top = stack[-1]
            name = self.driver.get(top, (None, None))[0]
            if top in self.level:
                stack.pop()
            elif name is None or not self.is_logic(name):
                self.level[top] = 0
            else:
                missing = [n for _, n in self.inputs_of(name) if n not in self.level]
                if missing:
                    stack += missing
                else:
                    self.level[top] = self.through(name)
        return self.level[net]

    def through(self, name):
        kind = kind_of(self.cells[name]["type"])
        reached = 0
        for port, net in self.inputs_of(name):
            step = 0 if kind == "INV" or (kind == "CARRY" and port in ("CI", "CYINIT")) else 1
            reached = max(reached, self.level[net] + step)
        return reached

    def measure(self):
        counts = collections.Counter(kind_of(cell["type"]) for cell in self.cells.values())
        worst, memory_paths = 0, []
        for name in self.cells:
            for port, net in self.inputs_of(name):
                if not self.is_logic(name):
                    worst = max(worst, self.levels_at(net))
                    continue
                source = self.driver.get(net, (None, None))[0]
                if source and kind_of(self.cells[source]["type"]) in MEMORIES:
                    memory_paths.append(f"{source} -> {name}.{port}")
        return counts, worst, memory_paths


def synthesise(module, parameters, folder):
    sets = "".join(f"chparam -set {name} {value} {module}; " for name, value in parameters)
    netlist = os.path.join(folder, module + ".json")
    script = (f"read_verilog -sv {' '.join(sources_of(module))}; {sets}"
              f"synth_xilinx -family xcup -flatten -nowidelut -noiopad -noclkbuf -uram -top {module}; "
              f"check -assert; write_json {netlist}")
    done = subprocess.run(["yosys", "-q", "-p", script], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{module}: yosys refuses it:\n{done.stdout}{done.stderr}")
    with open(netlist, encoding="ascii") as text:
        tops = [m for m in json.load(text)["modules"].values() if m["attributes"].get("top")]
    return Netlist(tops[0])


def budgets():
    """module -> (parameters, budget per kind)."""
    rows = {}
    with open(os.path.join(ROOT, "rtl", "budgets.txt"), encoding="ascii") as table:
        for line in table:
            words = line.split("#")[0].split()
            if words:
                pairs = [word.split("=") for word in words[1:]]
                parameters = [(n, v) for n, v in pairs if n not in KINDS and n != "levels"]
                rows[words[0]] = (parameters, {n: int(v) for n, v in pairs
                                               if n in KINDS or n == "levels"})
    return rows


def check(module, row, folder):
    """The line to print and what is wrong."""
    parameters, budget = row
    counts, worst, memory_paths = synthesise(module, parameters, folder).measure()
    have = {kind: counts[kind] for kind in KINDS if counts[kind]}
    have["levels"] = worst
    wrong = [f"{kind} {count}, budget {budget.get(kind, 0)}" for kind, count in have.items()
             if count > budget.get(kind, 0)]
    if worst > MOST_LEVELS:
        wrong.append(f"{worst} LUT levels, allowed {MOST_LEVELS}")
    wrong += [f"memory output into logic: {path}" for path in memory_paths[:3]]
    if counts["OTHER"]:
        wrong.append(f"{counts['OTHER']} cells of an unknown type")
    line = " ".join(f"{kind}={count}" for kind, count in have.items())
    return f"{module} {' '.join(f'{n}={v}' for n, v in parameters)} {line}", wrong


def main():
    if shutil.which("yosys") is None:
        print("yosys is not installed")
        return 0
    rows = budgets()
    chosen = sys.argv[1:] or list(rows)
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for line, wrong in pool.map(lambda module: check(module, rows[module], folder), chosen):
            print(line, flush=True)
            for problem in wrong:
                print(f"  {problem}")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
