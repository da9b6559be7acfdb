# SPDX-License-Identifier: Apache-2.0
"""What NICVS does in a scenario: `nicvs-replay --json`."""
import json
import subprocess

from rig.scenario import ANSWERED

TIME_LIMIT_S = 60


class Refused(Exception):
    """nicvs-replay cannot play the file; the text is its own."""


def play(replay, path, steps):
    """The answers of NICVS, by the line of their step."""
    ran = subprocess.run([replay, "--json", path], capture_output=True, text=True, check=False,
                         timeout=TIME_LIMIT_S)
    if ran.returncode != 0:
        raise Refused(ran.stderr.strip() or f"nicvs-replay ended with {ran.returncode}")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    answered = [step for step in steps if step.command in ANSWERED]
    if len(answers) != len(answered):
        raise Refused(f"{path}: {len(answers)} answers to {len(answered)} commands")
    return {step.line: answer for step, answer in zip(answered, answers)}
