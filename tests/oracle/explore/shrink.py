# SPDX-License-Identifier: Apache-2.0
"""Cuts a failing scenario down to the lines that it needs to fail.

A boot of the guest costs more than a scenario, so candidates are tried many at a time.
"""

ROUNDS = 40


def _without_chunks(lines, size):
    """Every candidate that lacks one chunk of this size."""
    return [lines[:at] + lines[at + size:] for at in range(0, len(lines), size)]


def shrink(lines, failing):
    """lines: of a failing scenario; failing(candidates) -> a bool each. Returns fewer lines, none of
    which can be spared."""
    size = max(1, len(lines) // 2)
    for _ in range(ROUNDS):
        candidates = _without_chunks(lines, size)
        verdicts = failing(candidates)
        removable = [at for at, fails in enumerate(verdicts) if fails]
        if removable:
            lines = _best(lines, size, removable, candidates, failing)
            size = min(size, max(1, len(lines) // 2))
        elif size == 1:
            break
        else:
            size = max(1, size // 2)
    return lines


def _best(lines, size, removable, candidates, failing):
    """Without all chunks that can each be spared, if they can be spared together; else without half
    of them, and so on down to one."""
    count = len(removable)
    while count > 1:
        spared = set(removable[:count])
        together = [line for at, line in enumerate(lines) if at // size not in spared]
        if failing([together])[0]:
            return together
        count //= 2
    return candidates[removable[0]]
