# SPDX-License-Identifier: Apache-2.0
"""Text in two columns: NICVS on the left, the real IPVS on the right, a * before what differs."""

LEFT, RIGHT = "NICVS", "real IPVS"
LONGEST = 100  # characters of a cell


def _shortened(left, right):
    """Both cells around the place where they begin to differ, if one of them is long."""
    if max(len(left), len(right)) <= LONGEST:
        return left, right
    same = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b),
                min(len(left), len(right)))
    start = max(0, same - LONGEST // 2) if left != right else 0
    return tuple(("..." if start else "") + cell[start:start + LONGEST]
                 + (f"... ({len(cell)} characters)" if len(cell) > start + LONGEST else "")
                 for cell in (left, right))


def columns(rows, heading=""):
    """rows: (name, left, right); '-' stands for nothing."""
    table = [(" ", heading, LEFT, RIGHT)]
    for name, left, right in rows:
        sign = "*" if left != right else " "
        table.append((sign, str(name), *_shortened(str(left), str(right))))
    widths = [max(len(row[i]) for row in table) for i in (1, 2)]
    lines = []
    for sign, name, left, right in table:
        lines.append(f"  {sign} {name:{widths[0]}}  {left:{widths[1]}}  {right}".rstrip())
    return lines


def paired(left, right):
    """Two lists of (name, value) as rows, names in the order of the left one."""
    names = [name for name, _ in left] + [name for name, _ in right if name not in dict(left)]
    return [(name, dict(left).get(name, "-"), dict(right).get(name, "-")) for name in names]
