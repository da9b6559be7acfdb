#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""lint.py: Verilator's warnings (-Wall) about every hand-written module of rtl/; there are none.

Each also has a row in rtl/budgets.txt, or is named in a module that has one; but for those that wire
generated kernels, whose stages hlsc estimates by a measure of its own.
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from rtl_sources import ROOT, modules, sources_of  # noqa: E402


def warnings_of(module):
    done = subprocess.run(["verilator", "--lint-only", "-Wall", "--assert", "--top-module", module,
                           os.path.join(ROOT, "rtl", "lint.vlt"), *sources_of(module)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def main():
    hand_written = {name: path for name, path in modules().items()
                    if "/rtl/gen/" not in path and "/rtl/map/" not in path
                    and not name.endswith("_pkg")}
    with open(os.path.join(ROOT, "rtl", "budgets.txt"), encoding="ascii") as table:
        tops = [line.split()[0] for line in table if line.strip() and not line.startswith("#")]
    measured = {path for top in tops for path in sources_of(top)}
    failed = 0
    for name, path in sorted(hand_written.items()):
        text = warnings_of(name)
        if text:
            print(text)
        has_kernel = any("/rtl/gen/" in source and not source.endswith("_pkg.sv")
                         for source in sources_of(name))
        if path not in measured and name != "nicvs_stream_check" and not has_kernel:
            text = f"{name}: no row in rtl/budgets.txt covers it"
            print(text)
        failed |= bool(text)
    print(f"{len(hand_written)} modules")
    return failed


if __name__ == "__main__":
    sys.exit(main())
