# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of a live test, each a function whose first line says what it shows."""
import traceback


def run_cases(fixture, cases):
    failed = 0
    for case in cases:
        try:
            case(fixture)
            print(f"PASS  {case.__doc__}", flush=True)
        except Exception:  # whatever a case meets is its failure; the others still run
            print(f"FAIL  {case.__doc__}\n{traceback.format_exc()}", flush=True)
            failed += 1
    return failed
