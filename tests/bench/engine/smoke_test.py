#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bench_engine measures every method at every size and prints a row for each, as table and JSON.

smoke_test.py PROGRAM. Says nothing about how fast anything is.
"""
import itertools
import json
import subprocess
import sys

METHODS, CONNS = ("nat", "dr", "tun"), (1, 1000)


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    program = sys.argv[1]
    result = json.loads(output_of(program, "--smoke", "--json"))
    expected = list(itertools.product(METHODS, CONNS))
    assert [(row["method"], row["conns"]) for row in result["packets"]] == expected, result
    numbers = [row["ns_per_packet"] for row in result["packets"]]
    numbers += [result[key] for key in ("reference_ns", "new_conns_per_second", "bytes_per_conn")]
    assert all(number > 0 for number in numbers), result
    assert all(result["machine"][key] for key in ("cpu", "cores", "kernel", "date", "commit"))
    rows = [tuple(line.split()[:2]) for line in output_of(program, "--smoke").splitlines() if line]
    for method, conns in expected:
        assert (method, str(conns)) in rows, rows
    print(f"{len(expected)} rows in both forms")


if __name__ == "__main__":
    main()
