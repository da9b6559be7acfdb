#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Fills backups of both kinds with the datagrams of masters of both kinds.

    sync_interop.py --build build/release

Each scenario of tests/scenario/sync that starts a master, and nicvs/sync-*.scn, is played in NICVS
and in the real IPVS. The sync datagrams that either sends then arrive at a backup with the same
rules, again in NICVS and in the real IPVS: the conns, their states, times and counts must be the
same in both, and there must be some. Then the backups play what the scenario has in comments that
begin with "# backup:", such as packets of the conns they were told of, and must forward them alike.
Exit status as that of oracle.py.
"""
import argparse
import pathlib
import re
import sys
import tempfile
import time

from oracle import SCENARIOS, require_guest
from rig import batch, guest, nicvs, sync_frames
from rig.scenario import steps_of
from rig.script import compile_script

ASIDE = {"tx", "send", "adv", "at", "conns", "list", "set"}
# Backups listen on this port of a master's scenario.
INTERFACE = "srv"
GROUP = re.compile(r"--start-daemon master.*(--mcast-group \S+)")
AFTERWARDS = "# backup: "


def master_scenarios():
    paths = [*SCENARIOS.glob("sync/*.scn"), *SCENARIOS.glob("nicvs/sync-*.scn")]
    return sorted(path for path in paths
                  if "--start-daemon master" in path.read_text(encoding="ascii")
                  and not path.name.startswith("backup") and path.name != "commands.scn")


def datagrams_of(answers):
    """The sync frames among what left, as they arrive at others, as hex; answers in order."""
    frames = [bytes.fromhex(frame["frame"]) for answer in answers
              for frame in answer.get("out", ())]
    return [sync_frames.from_another(frame).hex() for frame in frames
            if sync_frames.is_sync(frame)]


def backup_text(text, frames):
    """A backup's scenario: the master's network and rules, its datagrams, what is to follow."""
    lines = [step.text for step in steps_of(text)
             if step.command not in ASIDE and "-daemon" not in step.text]
    group = GROUP.search(text)
    lines.append(f"ipvs --start-daemon backup --mcast-interface {INTERFACE} "
                 + (group[1] if group else ""))
    for frame in frames:
        lines += [f"tx {INTERFACE} {frame}", "adv 0.5"]
    lines += ["conns", "list", "list --persistent-conn"]
    lines += [line.removeprefix(AFTERWARDS) for line in text.splitlines()
              if line.startswith(AFTERWARDS)]
    return "\n".join(lines) + "\n"


def play_masters(programs, paths):
    """[(name, text of the backup's scenario)] for each master of each scenario."""
    plays = []
    for path in paths:
        text = path.read_text(encoding="ascii")
        steps = steps_of(text)
        answers = nicvs.play(programs.replay, path, steps)
        plays.append((path, text, answers, compile_script(steps, answers)[0]))
    results = guest.play(programs, [lines for *_, lines in plays])
    for (path, text, answers, _), result in zip(plays, results):
        of_nicvs = datagrams_of([answers[line] for line in sorted(answers)])
        of_kernel = datagrams_of([result.answers[line] for line in sorted(result.answers)])
        for master, frames in (("nicvs", of_nicvs), ("kernel", of_kernel)):
            yield f"{path.stem}-of-{master}", backup_text(text, frames), len(frames)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="folder of the build")
    options = parser.parse_args()
    programs = guest.Programs(options.build.resolve())
    require_guest(programs)
    started = time.monotonic()
    faults = []
    with tempfile.TemporaryDirectory(prefix="nicvs-sync-") as name:
        paths = []
        for backup, text, frames in play_masters(programs, master_scenarios()):
            if frames == 0:
                faults.append(f"{backup}: the master sent nothing")
            path = pathlib.Path(name) / f"{backup}.scn"
            path.write_text(text, encoding="ascii")
            paths.append(str(path))
        verdicts = batch.play(programs, paths)
    faults += [verdict.text for verdict in verdicts if not verdict.agrees]
    for fault in faults:
        print(fault, end="\n\n")
    print(f"sync interop: {len(verdicts)} backups, {len(faults)} faults "
          f"({time.monotonic() - started:.0f} s)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
