# SPDX-License-Identifier: Apache-2.0
"""Boots User-Mode Linux on a folder of command files and reads what the real IPVS answered."""
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

BOOT_LIMIT_S = 120
SCENARIO_LIMIT_S = 20  # a scenario takes some 0.2 s on an idle machine
ATTEMPTS = 2  # a guest that hung is booted once more, with what is left


class Unavailable(Exception):
    """User-Mode Linux does not run here; the text is the reason."""


@dataclasses.dataclass(frozen=True)
class Programs:
    """Where the build has put the oracle's parts."""
    build: pathlib.Path

    @property
    def agent(self):
        return self.build / "tests/oracle/nicvs-oracle-guest"

    @property
    def clock(self):
        return self.build / "tests/oracle/nicvs-virtual-clock.so"

    @property
    def replay(self):
        return self.build / "fallback/replay/nicvs-replay"


def require(programs):
    """Raises Unavailable unless a guest boots, says that it did, and halts."""
    for name in ("linux.uml", "ipvsadm", "modprobe"):
        if not shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            raise Unavailable(f"{name} is not installed (./dev setup)")
    if not os.access("/dev/shm", os.W_OK):
        raise Unavailable("/dev/shm is not writable: User-Mode Linux keeps the guest's memory there")
    with tempfile.TemporaryDirectory(prefix="nicvs-oracle-") as folder:
        path = pathlib.Path(folder)
        (path / "probe.cmd").write_text("start\n", encoding="ascii")
        log = _boot(programs, path, BOOT_LIMIT_S)
        if not _read_results(path / "probe.out").complete:
            raise Unavailable("User-Mode Linux does not run (it needs ptrace of its own children and "
                              f"executable memory in /dev/shm); it said:\n{log[-2000:]}")


@dataclasses.dataclass
class Results:
    answers: dict  # line of the command file -> answer
    complete: bool


def _read_results(path):
    answers, complete = {}, False
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                answer = json.loads(line)
            except ValueError:
                break  # the guest died while it wrote
            if "end" in answer:
                complete = True
            else:
                answers[answer["line"]] = answer
    return Results(answers, complete)


def _boot(programs, folder, limit_s):
    """One life of a guest; returns what it said on its console."""
    command = ["linux.uml", "mem=96M", "root=none", "rootfstype=hostfs", "rootflags=/", "ro",
               f"init={programs.agent}", f"ORACLE_DIR={folder}", "con=null", "con0=null,fd:1",
               "quiet", f"uml_dir={folder}/", "umid=guest"]
    console = folder / "console"
    environment = dict(os.environ, LD_PRELOAD=str(programs.clock))
    with open(console, "wb") as output:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                              env=environment, start_new_session=True) as uml:
            try:
                uml.wait(timeout=limit_s)
            except subprocess.TimeoutExpired:
                output.write(b"\n(stopped by the watchdog)\n")
            finally:
                _end_group(uml.pid)
    return console.read_text(encoding="utf-8", errors="replace")


def _end_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def play(programs, scripts):
    """Plays a list of scripts (lists of lines) in one guest.

    Returns a list of Results in the same order; one that is not complete even after another boot
    has complete == False.
    """
    results = [Results({}, False) for _ in scripts]
    for _ in range(ATTEMPTS):
        left = [i for i, result in enumerate(results) if not result.complete]
        if not left:
            break
        with tempfile.TemporaryDirectory(prefix="nicvs-oracle-") as name:
            folder = pathlib.Path(name)
            for i in left:
                (folder / f"{i:04}.cmd").write_text("\n".join(scripts[i]) + "\n", encoding="ascii")
            _boot(programs, folder, BOOT_LIMIT_S + SCENARIO_LIMIT_S * len(left))
            for i in left:
                results[i] = _read_results(folder / f"{i:04}.out")
    return results
