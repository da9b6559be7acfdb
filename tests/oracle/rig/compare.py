# SPDX-License-Identifier: Apache-2.0
"""Compares the two runs of a scenario step by step and describes the first difference in words."""
import dataclasses

from rig import compare_frames, compare_listings, own_stack
from rig.side_by_side import columns


@dataclasses.dataclass(frozen=True)
class Difference:
    line: int
    lines: tuple  # text; the first is the step

    @property
    def kind(self):
        """The command, its port, and the sentence that says what differs."""
        return " ".join(self.lines[0].split()[:2]) + ": " + self.lines[1]

    def text(self, path):
        return f"{path}:{self.line}: " + "\n".join(self.lines)


class _Comparer:
    def __init__(self, nicvs):
        self._nicvs = nicvs
        self._last_frame_at = 0.0
        self._left_to_host = set()  # fragments: the host tells if they are not complete in time

    def lines_for(self, step, real):
        """What differs in this step, [] if nothing."""
        if "fault" in real:
            return [f"the real director: {real['fault']}"]
        nicvs = self._nicvs.get(step.line)
        if nicvs is None:
            return []
        if step.command in ("tx", "send"):
            self._last_frame_at = nicvs["t"]
            self._left_to_host |= {own_stack.fragment_of(bytes.fromhex(frame["frame"]))
                                   for frame in nicvs["out"] if frame["port"] == own_stack.HOST}
            return compare_frames.compare(bytes.fromhex(nicvs["frame"]), nicvs["out"], real["out"])
        if step.command in ("adv", "at"):
            return compare_frames.compare(b"", nicvs["out"], self._not_of_the_host(real["out"]))
        if step.command == "conns":
            return compare_listings.compare_conns(nicvs["text"], real["text"],
                                                  nicvs["t"] - self._last_frame_at)
        if step.command == "list":
            return compare_listings.compare_table(nicvs["text"], real["text"])
        return self._compare_command(nicvs, real)

    def _not_of_the_host(self, out):
        incomplete = self._left_to_host - {None}
        return [frame for frame in out
                if own_stack.told_incomplete(bytes.fromhex(frame["frame"])) not in incomplete]

    @staticmethod
    def _compare_command(nicvs, real):
        rows = [("exit status", nicvs["rc"], real["rc"]),
                ("text", nicvs["text"].strip(), real["text"].strip())]
        if all(left == right for _, left, right in rows):
            return []
        return ["the command answers differently"] + columns(rows)


def first_difference(origins, nicvs, real):
    """origins: the step of each line of the guest's script (None: none); nicvs: answers by line of
    the scenario; real: answers by line of the script. None if the runs agree."""
    comparer = _Comparer(nicvs)
    for number, step in enumerate(origins, 1):
        if step is None:
            continue
        if number not in real:
            return Difference(step.line, (step.text, "the real director gave no answer"))
        lines = comparer.lines_for(step, real[number])
        if lines:
            return Difference(step.line, (step.text, *lines))
    return None
