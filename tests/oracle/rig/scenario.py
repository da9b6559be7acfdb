# SPDX-License-Identifier: Apache-2.0
"""A scenario text (docs/SCENARIOS.md) as the oracle sees it: commands with their lines."""
import dataclasses

# Commands for which `nicvs-replay --json` prints one object each, in order.
ANSWERED = {"ipvs", "tx", "send", "adv", "at", "conns", "list"}
# Answered commands that need the clock to run.
TIMED = ANSWERED - {"ipvs"}


@dataclasses.dataclass(frozen=True)
class Step:
    line: int
    words: tuple

    @property
    def command(self):
        return self.words[0]

    @property
    def text(self):
        return " ".join(self.words)


def words_of(line):
    """The words before the comment; a comment begins with # at the start of a word."""
    words = []
    for word in line.split():
        if word.startswith("#"):
            break
        words.append(word)
    return tuple(words)


def steps_of(text):
    """Every command but the expectations, whose indented blocks are left out as well."""
    steps = []
    for number, line in enumerate(text.split("\n"), 1):
        words = words_of(line)
        if words and not line[0].isspace() and not words[0].startswith("expect"):
            steps.append(Step(number, words))
    return steps


def addresses_of(steps):
    """The director's own addresses."""
    return {step.words[2].split("/")[0] for step in steps if step.command == "addr"}
