#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Plays every scenario with an accelerator and without: frames, listings and statistics must be equal.

    accelerated.py NICVS_REPLAY [FILE.scn ...]
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys


def play(replay, path, accelerator):
    ran = subprocess.run([replay, "--json", "--accel", accelerator, path], capture_output=True, text=True,
                         check=False, timeout=60)
    return ran.returncode, ran.stdout.splitlines(), ran.stderr


def difference(replay, path):
    """The first line that differs, as text; None if the scenario shows the same both times."""
    alone, accelerated = (play(replay, path, accelerator) for accelerator in ("none", "native"))
    if alone == accelerated:
        return None
    for line, (expected, got) in enumerate(zip(alone[1], accelerated[1]), 1):
        if expected != got:
            return f"{path}: answer {line}\n  without {expected}\n  with    {got}"
    return f"{path}: {len(alone[1])} answers without, {len(accelerated[1])} with: {accelerated[2].strip()}"


def main():
    replay = sys.argv[1]
    files = sys.argv[2:] or sorted(str(path) for path in pathlib.Path(__file__).parent.rglob("*.scn"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [text for text in pool.map(lambda path: difference(replay, path), files) if text]
    for text in found:
        print(text)
    print(f"{len(files)} scenarios, {len(found)} differ with an accelerator")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
