# SPDX-License-Identifier: Apache-2.0
"""Makes a random scenario.

It grows in phases: what NICVS sent in the phases before tells what makes sense in the next.
"""
from explore import world
from explore.edits import FRESH, Edits
from explore.ftp_talk import FtpTalks
from explore.traffic import Traffic

PHASES = 4
STEPS_A_PHASE = 9
TICK = "adv 0.1"
FTP_PART = 0.07  # of the scenarios
FTP_TIME_STEPS = (0.3, 1, 5, 8)  # the real director's conntrack forgets
TIME_STEPS = (0.3, 1, 2, 5, 8, 15, 30, 55, 70, 110, 130, 200, 400, 1000)


class Generator:
    def __init__(self, rng, play):
        """play(text) -> the answers of NICVS as a list of dicts in order."""
        self._rng = rng
        self._play = play
        self._families = rng.choice(((4,), (4,), (4,), (6,), (6,), (4, 6)))
        self._services = []
        self._edits = Edits(rng, self._families, self._services)
        self._traffic = Traffic(rng, self._services)
        self._lines = []

    def scenario(self):
        """The text."""
        if self._rng.random() < FTP_PART:
            return self._ftp_scenario()
        self._lines = world.network_lines(self._families)
        self._choose_services()
        if self._rng.random() < 0.5:
            self._lines += self._edits.setting() + self._edits.setting()
        if self._rng.random() < 0.1:
            self._lines += self._edits.defence()
        self._add_services()
        for _ in range(PHASES):
            for _ in range(STEPS_A_PHASE):
                self._lines += self._spaced(self._step())
            self._traffic.learn(self._play("\n".join(self._lines) + "\n"))
        self._lines += ["conns", "list", FRESH, "list --stats"]
        return "\n".join(self._lines) + "\n"

    def _ftp_scenario(self):
        service = world.ftp_service(self._rng)
        self._services.append(service)
        edits = Edits(self._rng, (4,), self._services)
        talks = FtpTalks(self._rng, service, self._last_answer)
        self._lines = world.network_lines((4,))
        self._lines += edits.add_service(service, self._rng.randint(1, 3))
        for _ in range(2 * STEPS_A_PHASE):
            makers = ((lambda: talks.step(self._lines), 70), (edits.edit, 8),
                      (lambda: ["conns"], 8), (lambda: [f"adv {self._rng.choice(FTP_TIME_STEPS)}"], 10))
            self._lines += self._spaced(self._chosen(makers))
        self._lines += ["conns", "list", FRESH, "list --stats"]
        return "\n".join(self._lines) + "\n"

    def _last_answer(self, lines):
        return ([{}] + self._play("\n".join(lines) + "\n"))[-1]

    def _choose_services(self):
        taken = set()
        for _ in range(self._rng.randint(1, 3)):
            service = world.random_service(self._rng, self._rng.choice(self._families), taken)
            if service:
                taken.add(service.reference())
                self._services.append(service)

    def _add_services(self):
        self._lines += [world.mark_line(service) for service in self._services if service.mark]
        for service in self._services:
            dests = self._rng.randint(0 if self._rng.random() < 0.2 else 1, 4)
            self._lines += self._edits.add_service(service, dests)

    def _step(self):
        traffic, edits = self._traffic, self._edits
        makers = ((traffic.client_frame, 46), (traffic.reply, 20), (traffic.fragments, 8),
                  (traffic.error_from_dest, 3), (traffic.error_from_client, 3),
                  (traffic.error_about_nothing, 1), (traffic.error_about_tunnel, 2),
                  (traffic.stray, 2), (edits.edit, 10), (edits.setting, 2), (edits.defence, 1),
                  (self._time, 9), (lambda: ["conns"], 6), (lambda: ["list"], 2))
        return self._chosen(makers)

    def _chosen(self, makers):
        """The lines of one of the makers (maker, weight)."""
        maker = self._rng.choices([maker for maker, _ in makers], [part for _, part in makers])[0]
        return maker()

    def _time(self):
        return [f"adv {self._rng.choice(TIME_STEPS)}"] + ["conns"] * self._rng.randint(0, 1)

    @staticmethod
    def _spaced(lines):
        """What a frame or a command ends is counted and listed until the kernel's next tick."""
        spaced = []
        for line in lines:
            spaced += [line, TICK] if line.startswith(("send", "ipvs")) else [line]
        return spaced
