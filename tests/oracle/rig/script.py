# SPDX-License-Identifier: Apache-2.0
"""Turns a scenario into the command file of the guest (tests/oracle/guest/script.hpp)."""
from rig.scenario import TIMED

# The one table of what the real director cannot do: (command, first argument or *) -> the reason.
# Such a step is left out on its side; what follows is compared as usual.
NOT_POSSIBLE = {}


def reason_not_possible(step):
    argument = step.words[1] if len(step.words) > 1 else ""
    return NOT_POSSIBLE.get((step.command, argument)) or NOT_POSSIBLE.get((step.command, "*"), "")


def _port(step):
    mtu = step.words[4] if step.words[3:4] == ("mtu",) else "1500"
    return ("port", step.words[1], step.words[2], mtu)


def _list(step):
    # A word that is no option is the label.
    arguments = step.words[1:]
    if arguments and not arguments[0].startswith("-"):
        arguments = arguments[1:]
    return ("list",) + arguments


def guest_words(step, answer):
    """One step as the guest wants it; answer is that of NICVS, which has the frame's bytes."""
    if step.command in ("tx", "send"):
        return ("tx", answer["port"], answer["frame"])
    if step.command == "port":
        return _port(step)
    if step.command == "list":
        return _list(step)
    if step.command == "conns":
        return ("conns",)
    return step.words


def compile_script(steps, answers):
    """The lines of the command file, and the step that each line stands for (None: `start`)."""
    lines, origins, started = [], [], False
    for step in steps:
        if reason_not_possible(step):
            continue
        if step.command in TIMED and not started:
            started = True
            lines.append("start")
            origins.append(None)
        lines.append(" ".join(guest_words(step, answers.get(step.line))))
        origins.append(step)
    return lines, origins
