# SPDX-License-Identifier: Apache-2.0
"""Plays many scenarios in both directors, several guests side by side."""
import concurrent.futures
import dataclasses
import os

from rig import guest, nicvs
from rig.compare import first_difference
from rig.scenario import steps_of
from rig.script import compile_script

GROUP = 24  # scenarios a boot


@dataclasses.dataclass
class Verdict:
    path: str
    text: str = ""  # what differs; empty if the two agree
    kind: str = ""  # the same for differences of the same kind

    @property
    def agrees(self):
        return not self.text


@dataclasses.dataclass
class _Prepared:
    path: str
    answers: dict
    lines: list
    origins: list


def _prepare(programs, path):
    """The scenario played in NICVS and compiled for the guest; or a Verdict if that fails."""
    with open(path, encoding="utf-8") as source:
        steps = steps_of(source.read())
    try:
        answers = nicvs.play(programs.replay, path, steps)
    except nicvs.Refused as refused:
        return Verdict(path, str(refused))
    return _Prepared(path, answers, *compile_script(steps, answers))


def _play_group(programs, group):
    verdicts = []
    for one, result in zip(group, guest.play(programs, [one.lines for one in group])):
        difference = first_difference(one.origins, one.answers, result.answers)
        if difference:
            verdicts.append(Verdict(one.path, difference.text(one.path), difference.kind))
        elif not result.complete:
            verdicts.append(Verdict(one.path, f"{one.path}: the real director died in it", "died"))
        else:
            verdicts.append(Verdict(one.path))
    return verdicts


def play(programs, paths, jobs=0, group_size=GROUP):
    """Verdicts in the order of paths."""
    jobs = jobs or os.cpu_count() or 1
    verdicts = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        prepared = []
        for one in pool.map(lambda path: _prepare(programs, path), paths):
            if isinstance(one, Verdict):
                verdicts[one.path] = one
            else:
                prepared.append(one)
        size = max(1, min(group_size, -(-len(prepared) // jobs)))
        groups = [prepared[i:i + size] for i in range(0, len(prepared), size)]
        for group in pool.map(lambda group: _play_group(programs, group), groups):
            verdicts.update((verdict.path, verdict) for verdict in group)
    return [verdicts[path] for path in paths]
