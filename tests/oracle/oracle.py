#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""READ FIRST. Compares NICVS with the real IPVS on scenarios; prints the first difference of each.

    oracle.py --build build/release [FILE.scn...]

Without files: every scenario of tests/scenario but those that concern NICVS only. Exit status 0: all
agree; 1: some differ; 77: User-Mode Linux cannot run here and we are not root.
"""
import argparse
import os
import pathlib
import sys
import time

from rig import batch, guest

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "scenario"
NICVS_ONLY = "nicvs"  # the folder of scenarios that no other director knows
SKIPPED = 77


def every_scenario():
    found = sorted(SCENARIOS.rglob("*.scn"))
    return [os.path.relpath(path) for path in found
            if NICVS_ONLY not in path.relative_to(SCENARIOS).parts]


def require_guest(programs):
    """Ends the program if no guest boots: with a failure as root, else as skipped."""
    try:
        guest.require(programs)
    except guest.Unavailable as reason:
        if os.geteuid() == 0:
            sys.exit(f"oracle: {reason}")
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="folder of the build")
    parser.add_argument("--jobs", type=int, default=0, help="guests side by side (the processors)")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    programs = guest.Programs(options.build.resolve())
    require_guest(programs)
    started = time.monotonic()
    verdicts = batch.play(programs, options.files or every_scenario(), options.jobs)
    different = [verdict for verdict in verdicts if not verdict.agrees]
    for verdict in different:
        print(verdict.text, end="\n\n")
    print(f"oracle: {len(verdicts)} scenarios, {len(different)} differ "
          f"({time.monotonic() - started:.0f} s)")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
