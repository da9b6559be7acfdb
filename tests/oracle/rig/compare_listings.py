# SPDX-License-Identifier: Apache-2.0
"""Compares listings: conns (`ipvsadm -Lnc`) and tables (`ipvsadm -Ln ...`)."""
import collections

from rig.side_by_side import columns

FLICKER_S = 1
TEMPLATE_STEP_S = 60
# The kernel's timers are late by up to an eighth, and a template re-arms when its timer has fired:
# the lateness of every step since it was set adds up.
LATE_PART = 8
QUIET_S = 10  # a template set less than this ago has not been re-armed

Row = collections.namedtuple("Row", "key left_s text")


def is_template(row):
    return row.key[2].rpartition(":")[2] == "0"


def rows_of(text):
    """Rows without the header lines, sorted; left_s is the remaining time in seconds."""
    rows = []
    for line in text.splitlines():
        words = line.split()
        minutes, colon, seconds = (words[1] if len(words) > 1 else "").partition(":")
        if colon and minutes.isdigit() and seconds.isdigit():
            rows.append(Row((words[0], *words[2:]), int(minutes) * 60 + int(seconds),
                            " ".join(words)))
    return sorted(rows)


def _may_be_late(row, by_s, quiet_s):
    """The real director may have this row by_s longer than an exact clock would."""
    if is_template(row) and quiet_s >= QUIET_S:
        return by_s <= quiet_s / LATE_PART + FLICKER_S
    return by_s <= FLICKER_S


def _agree(nicvs, real, quiet_s):
    """Two rows of one conn; None: not listed."""
    if nicvs is None:
        return _may_be_late(real, real.left_s, quiet_s)
    if real is None:
        return nicvs.left_s <= FLICKER_S
    if abs(nicvs.left_s - real.left_s) <= FLICKER_S:
        return True
    late_s = (real.left_s - nicvs.left_s) % TEMPLATE_STEP_S
    return is_template(real) and _may_be_late(real, late_s, quiet_s)


def compare_conns(nicvs_text, real_text, quiet_s):
    """quiet_s: seconds since a frame last arrived. Returns lines, [] if the listings agree."""
    by_key = collections.defaultdict(lambda: ([], []))
    for side, text in enumerate((nicvs_text, real_text)):
        for row in rows_of(text):
            by_key[row.key][side].append(row)
    shown, differs = [], False
    for key in sorted(by_key):
        nicvs, real = by_key[key]
        while nicvs or real:
            left = nicvs.pop(0) if nicvs else None
            right = real.pop(0) if real else None
            agree = _agree(left, right, quiet_s)
            differs = differs or not agree
            shown.append(("" if agree else "differs", left.text if left else "-",
                          right.text if right else "-"))
    return ["the conns differ"] + columns(shown) if differs else []


def _table_lines(text):
    return [" ".join(line.split()) for line in text.splitlines()
            if line.strip() and not line.startswith("IP Virtual Server version")]


def compare_table(nicvs_text, real_text):
    nicvs, real = _table_lines(nicvs_text), _table_lines(real_text)
    if nicvs == real:
        return []
    length = max(len(nicvs), len(real))
    rows = [("", left, right) for left, right in zip(nicvs + ["-"] * (length - len(nicvs)),
                                                     real + ["-"] * (length - len(real)))]
    return ["the listings differ"] + columns(rows)
