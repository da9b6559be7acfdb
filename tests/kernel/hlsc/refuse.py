#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Gives hlsc the programs in refused/: each must be refused at its line, with its sentence.

The sentence is the comment below the SPDX line, the line is the one that ends in "// REFUSED"; a
program without such a line is refused for a type, which has none.
"""
import glob
import os
import subprocess
import sys
import tempfile

MARK = "  // REFUSED"
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")


def expected_of(path):
    with open(path, encoding="utf-8") as source:
        lines = source.read().split("\n")
    words = []
    for line in lines[1:]:
        if not line.startswith("// "):
            break
        words.append(line[len("// "):])
    at = [f"{path}:{number}: " for number, line in enumerate(lines, 1) if line.endswith(MARK)]
    return f"hlsc: {''.join(at)}{' '.join(words)}"


def refusal_of(generate, hlsc, compiler, path, contracts, folder):
    run = subprocess.run([generate, hlsc, compiler, folder, path, contracts],
                         capture_output=True, text=True, check=False)
    return run.stderr.strip() if run.returncode == 1 else f"accepted: {run.stdout}{run.stderr}"


def main():
    generate, hlsc, compiler = (os.path.abspath(path) for path in sys.argv[1:4])
    os.chdir(ROOT)  # so that messages have paths from there
    programs = sorted(glob.glob("tests/kernel/hlsc/refused/*.cpp"))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        contracts = os.path.join(folder, "contracts.txt")
        with open(contracts, "w", encoding="utf-8") as table:
            table.write("refused k_refused 20\n")
        for path in programs:
            expected = expected_of(path)
            found = refusal_of(generate, hlsc, compiler, path, contracts, folder)
            if found != expected:
                print(f"{path}:\n  expected {expected}\n  found    {found}")
                wrong += 1
    print(f"{len(programs)} programs, {wrong} wrong")
    return 1 if wrong or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
