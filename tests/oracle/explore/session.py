# SPDX-License-Identifier: Apache-2.0
"""A run of random scenarios: batches, differences shrunk and written out."""
import os
import random

from explore.generate import Generator
from explore.settle import reads_settled_state, revives_in_doubt, settled, unclear_steps
from explore.shrink import shrink
from rig import batch, nicvs
from rig.scenario import steps_of

BATCH = 40


def _split(lines):
    """The lines about the network, which a scenario keeps, and the rest."""
    network = [line for line in lines if line.split()[0] in ("port", "addr", "arp", "route")]
    return network, lines[len(network):]


class Session:
    def __init__(self, programs, scratch, out, seed):
        """scratch: a folder for passing files; out: where differing scenarios are kept."""
        self._programs = programs
        self._scratch = scratch
        self._out = out
        self._seed = seed
        self.played = 0
        self.found = 0

    def play_batch(self, count):
        """Plays so many scenarios; each one is the child of the seed and its number."""
        names = [self.played + i for i in range(count)]
        texts = [self._generate(number) for number in names]
        verdicts = self._verdicts(texts)
        self.played += len(texts)
        reported = set()
        for number, text, verdict in zip(names, texts, verdicts):
            if not verdict.agrees:
                self.found += 1
                if verdict.kind not in reported:
                    self._report(number, text, verdict)
                reported.add(verdict.kind)

    def _generate(self, number):
        rng = random.Random(f"{self._seed}/{number}")
        return settled(Generator(rng, self._replay).scenario(), self._replay)

    def _replay(self, text):
        path = self._scratch / "replay.scn"
        path.write_text(text, encoding="ascii")
        return list(nicvs.play(self._programs.replay, path, steps_of(text)).values())

    def _verdicts(self, texts):
        paths = []
        for i, text in enumerate(texts):
            path = self._scratch / f"{i:04}.scn"
            path.write_text(text, encoding="ascii")
            paths.append(str(path))
        return batch.play(self._programs, paths)

    def _report(self, number, text, verdict):
        print(f"scenario {number} of seed {self._seed} differs:", verdict.text.split(": ", 1)[-1],
              "shrinking ...", sep="\n", flush=True)
        kind = verdict.kind
        network, steps = _split(text.rstrip("\n").split("\n"))
        steps = shrink(steps, lambda candidates: self._failing(
            [network + candidate for candidate in candidates], kind))
        smallest = "\n".join(network + steps) + "\n"
        self._out.mkdir(parents=True, exist_ok=True)
        path = self._out / f"{self._seed}-{number}.scn"
        path.write_text(f"# oracle-random --seed {self._seed}, scenario {number}.\n{smallest}",
                        encoding="ascii")
        print(f"--- {os.path.relpath(path)}", smallest, self._verdicts([smallest])[0].text,
              sep="\n", end="\n\n", flush=True)

    def _failing(self, candidates, kind):
        """Which candidates still differ in the same kind of step, no time step in doubt."""
        playable = [i for i, lines in enumerate(candidates) if self._is_sound(lines)]
        verdicts = self._verdicts(["\n".join(candidates[i]) + "\n" for i in playable])
        failing = {i for i, verdict in zip(playable, verdicts) if verdict.kind == kind}
        return [i in failing for i in range(len(candidates))]

    def _is_sound(self, lines):
        """Lines that NICVS can play and whose outcome no late timer decides."""
        text = "\n".join(lines) + "\n"
        try:
            return reads_settled_state(lines) and not revives_in_doubt(lines) and not unclear_steps(text, self._replay)
        except nicvs.Refused:
            return False
