# SPDX-License-Identifier: Apache-2.0
"""Compares the frames that one step made leave."""
from rig import own_stack
from rig.frames import fields_of, summary_of
from rig.originated import comparable
from rig.side_by_side import columns, paired


def _frames(out):
    """[(port, bytes)], ports in alphabetical order, frames of a port in their own order."""
    return sorted(((frame["port"], bytes.fromhex(frame["frame"])) for frame in out),
                  key=lambda frame: frame[0])


def _comparable(arrived, frames):
    ports, contents = [port for port, _ in frames], [frame for _, frame in frames]
    return list(zip(ports, comparable(arrived, contents)))


def compare(arrived, nicvs_out, real_out):
    """arrived: bytes, empty if time caused them. Returns the lines that describe the first
    difference, or []."""
    nicvs = _frames(nicvs_out)
    real = [frame for frame in _frames(real_out) if not own_stack.is_chatter(frame[1])]
    passed = [frame for port, frame in nicvs if port == own_stack.HOST]
    if passed:
        nicvs = [frame for frame in nicvs if frame[0] != own_stack.HOST]
        real = [frame for frame in real if frame in nicvs
                or not (own_stack.is_answer(arrived, frame[1])
                        or own_stack.is_plainly_routed(arrived, frame[1])
                        or own_stack.is_plainly_routed_piece(passed, frame[1]))]
    for i, (left, right) in enumerate(zip(_comparable(arrived, nicvs),
                                          _comparable(arrived, real)), 1):
        if left != right:
            rows = [("port", left[0], right[0])]
            rows += paired(fields_of(left[1]), fields_of(right[1]))
            return [f"frame {i} that left differs"] + columns(rows, "field")
    if len(nicvs) != len(real):
        return ([f"{len(nicvs)} frames left NICVS, {len(real)} the real IPVS"]
                + columns(_summaries(nicvs, real), "frame"))
    return []


def _summaries(nicvs, real):
    rows = []
    for i in range(max(len(nicvs), len(real))):
        cells = [f"{side[i][0]}: {summary_of(side[i][1])}" if i < len(side) else "-"
                 for side in (nicvs, real)]
        rows.append((i + 1, *cells))
    return rows
