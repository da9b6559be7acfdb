#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""READ FIRST. Compares NICVS with the real IPVS on random scenarios.

    oracle_random.py --build build/release --seconds 60 [--seed N] [--out FOLDER]
    oracle_random.py --build build/release --scenarios 40 --seed 1

Prints the seed. A scenario that differs is shrunk, written to FOLDER and printed. Exit status 0: none
differs; 1: one does; 77: User-Mode Linux cannot run here and we are not root.
"""
import argparse
import pathlib
import random
import sys
import tempfile
import time

from explore import session
from oracle import require_guest
from rig import guest


def next_batch(options, played, end):
    """How many scenarios to play next; 0: enough."""
    if options.scenarios is not None:
        return min(session.BATCH, options.scenarios - played)
    return session.BATCH if time.monotonic() < end else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="folder of the build")
    parser.add_argument("--seconds", type=float, default=60, help="no new batch after this time")
    parser.add_argument("--scenarios", type=int, help="play so many, however long it takes")
    parser.add_argument("--seed", type=int, help="repeats a run")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at a difference")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/oracle-random"),
                        help="folder for scenarios that differ")
    options = parser.parse_args()
    programs = guest.Programs(options.build.resolve())
    require_guest(programs)
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    print(f"oracle-random: seed {seed}", flush=True)
    end = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory(prefix="nicvs-random-") as folder:
        explorer = session.Session(programs, pathlib.Path(folder), options.out, seed)
        while ((count := next_batch(options, explorer.played, end)) > 0
               and (options.keep_going or not explorer.found)):
            explorer.play_batch(count)
    print(f"oracle-random: seed {seed}: {explorer.played} scenarios, {explorer.found} differ")
    return 1 if explorer.found else 0


if __name__ == "__main__":
    sys.exit(main())
