#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""prove.py MODULE: proves the properties of <MODULE>_fv.svh by k-induction (yosys with z3 or MiniSat).

The module includes that file where FORMAL is defined. Then every cover point has to be reached,
so that the proof is not about nothing, and each of the spoiled modules of the table below has to be
refuted. Larger modules go to MiniSat, in yosys itself, which has no cover points.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from rtl_sources import ROOT, modules, sources_of  # noqa: E402

# module: parameters, steps of the induction, cycles in which all cover points are reached, and what
# spoils the proof: text of the module and its replacement.
PROOFS = {
    "nicvs_stream_reg": ({"Width": 64}, 3, 16, [
        ("spare_valid_q <= s_valid_i || spare_valid_q", "spare_valid_q <= s_valid_i"),
        ("if (!spare_valid_q) spare_q", "spare_q"),
        ("out_valid_q   <= s_valid_i || spare_valid_q", "out_valid_q   <= s_valid_i"),
    ]),
    "nicvs_stream_fifo": ({"Width": 4, "AddressBits": 2}, 4, 16, [
        ("(write_q ^ read) != Full", "1'b1"),
        (".end_i(write_q)", ".end_i(write_q + push)"),
    ]),
    "nicvs_packet_fifo": ({"Width": 4, "AddressBits": 2}, 4, 24, [
        ("write_q + 1'b1 : end_q;", "write_q + 1'b1 : write_q;"),
        ("!is_cut_q && !is_full", "!is_full"),
        ("valid_q && !is_full", "valid_q"),
        ("end_q <= write_q + 1'b1;", "end_q <= write_q;"),
    ]),
    "nicvs_key_table": ({"KeyBits": 4, "PayloadBits": 1, "BucketBits": 1}, 17, 0, [
        ("found10      = same_key10 ?", "found10      = 1'b0 ?"),
    ]),
}
USE_MINISAT = {"nicvs_key_table"}


def run(arguments, folder):
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def translate(module, text, others, parameters, folder):
    """The module as SMT-LIB in folder/proof.smt2, or as a netlist in folder/proof.il."""
    with open(os.path.join(folder, module + ".sv"), "w", encoding="ascii") as out:
        out.write(text)
    sets = " ".join(f"-set {name} {value}" for name, value in parameters.items())
    script = (f"read_verilog -sv -formal -I{ROOT}/tests/formal {' '.join(others)} {module}.sv; "
              + (f"chparam {sets} {module}; " if sets else "")
              + f"prep -top {module} -nordff; flatten; async2sync; dffunmap; opt_clean; "
              "check -assert; "
              + ("chformal -cover -remove; opt_clean; memory_map; opt -full -nodffe -nosdff; "
                 "write_rtlil proof.il" if module in USE_MINISAT else "write_smt2 -wires proof.smt2"))
    status, output = run(["yosys", "-q", "-p", script], folder)
    if status != 0:
        sys.exit(f"{module}: yosys refuses it:\n{output}")


def holds(steps, folder):
    """The base case and the step; the output of what fails."""
    for mode in ([], ["-i"]):
        status, output = run(["yosys-smtbmc", "-s", "z3", *mode, "-t", str(steps), "proof.smt2"],
                             folder)
        if status != 0:
            return False, output
    return True, ""


def holds_for_minisat(steps, folder):
    """The base cases up to that length and the step; the end of what yosys says if one fails."""
    for half in (f"-tempinduct-baseonly -maxsteps {steps}",
                 f"-tempinduct-inductonly -tempinduct-skip {steps - 1} -maxsteps {steps}"):
        status, output = run(["yosys", "-p", "read_rtlil proof.il; sat -tempinduct -prove-asserts "
                              f"-set-assumes -seq 1 {half} -verify"], folder)
        if status != 0:
            return False, output[-2000:]
    return True, ""


def prove(module, folder):
    parameters, steps, cycles, spoilers = PROOFS[module]
    own = modules()[module]
    others = [path for path in sources_of(module) if path != own]
    with open(own, encoding="ascii") as source:
        text = source.read()
    translate(module, text, others, parameters, folder)
    holds_here = holds_for_minisat if module in USE_MINISAT else holds
    proven, output = holds_here(steps, folder)
    if not proven:
        sys.exit(f"{module}: not proven:\n{output}")
    if module not in USE_MINISAT:
        status, output = run(["yosys-smtbmc", "-s", "z3", "-c", "-t", str(cycles), "proof.smt2"], folder)
        if status != 0:
            sys.exit(f"{module}: a cover point is not reached in {cycles} cycles:\n{output}")
    for old, new in spoilers:
        if text.count(old) != 1:
            sys.exit(f"{module}: expected '{old}' once, found {text.count(old)}")
        translate(module, text.replace(old, new), others, parameters, folder)
        if holds_here(steps, folder)[0]:
            sys.exit(f"{module}: still proven with '{new}' in place of '{old}'")
    print(f"{module}: proven in {steps} steps, {len(spoilers)} spoiled modules refuted")


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in PROOFS:
        sys.exit(f"prove.py: expected one of {', '.join(PROOFS)}")
    for tool in ("yosys", "yosys-smtbmc", "z3"):
        if shutil.which(tool) is None:
            print(f"{tool} is not installed")
            return
    with tempfile.TemporaryDirectory() as folder:
        prove(sys.argv[1], folder)


main()
