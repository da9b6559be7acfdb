# SPDX-License-Identifier: Apache-2.0
"""Makes a random scenario.

It grows in phases: what NICVS sent in the phases before tells which replies and ICMP errors make
sense in the next, so that most of them meet a conn.
"""
from explore import world
from explore.frame_text import Flow, innermost_flow, random_error, random_packet
from explore.world import CLIENTS, DESTS, ROUTER

PHASES = 4
STEPS_A_PHASE = 9
CLIENT_PORTS = (40000, 40001, 40002)

# (key, values) of net.ipv4.vs.*
SETTINGS = (("expire_nodest_conn", (0, 1)), ("expire_quiescent_template", (0, 1)),
            ("conn_reuse_mode", (0, 1, 2)), ("sloppy_tcp", (0, 1)), ("sloppy_sctp", (0, 1)),
            ("nat_icmp_send", (0, 1)), ("pmtu_disc", (0, 1)), ("cache_bypass", (0, 1)),
            ("secure_tcp", (0, 3)))
TICK = "adv 0.1"
FRESH = "adv 3"  # what the kernel's statistics need
TIME_STEPS = (0.3, 1, 2, 5, 8, 15, 30, 55, 70, 110, 130, 200, 400, 1000)


class Generator:
    def __init__(self, rng, play):
        """play(text) -> the answers of NICVS as a list of dicts in order."""
        self._rng = rng
        self._play = play
        self._families = rng.choice(((4,), (4,), (4,), (6,), (6,), (4, 6)))
        self._services = []
        self._lines = []
        self._forwarded = []  # Flows of packets that left towards dests
        self._returned = []   # Flows of packets that left towards clients
        self._opened = []     # Flows of clients' packets that were forwarded

    def scenario(self):
        """The text."""
        self._lines = world.network_lines(self._families)
        self._add_settings()
        self._add_services()
        for _ in range(PHASES):
            for _ in range(STEPS_A_PHASE):
                self._lines += self._spaced(self._step())
            self._learn()
        self._lines += ["conns", "list", FRESH, "list --stats"]
        return "\n".join(self._lines) + "\n"

    def _add_settings(self):
        if self._rng.random() < 0.5:
            self._lines += [self._setting() for _ in range(self._rng.randint(1, 2))]

    def _setting(self):
        key, values = self._rng.choice(SETTINGS)
        return f"set vs/{key} {self._rng.choice(values)}"

    def _add_services(self):
        taken = set()
        for _ in range(self._rng.randint(1, 3)):
            service = world.random_service(self._rng, self._rng.choice(self._families), taken)
            if service:
                taken.add(service.reference())
                self._services.append(service)
        self._lines += [world.mark_line(service) for service in self._services if service.mark]
        for service in self._services:
            self._lines.append(f"ipvs -A {service.reference()} {service.options}")
            for _ in range(self._rng.randint(0 if self._rng.random() < 0.2 else 1, 4)):
                self._lines += self._add_dest(service)

    def _add_dest(self, service):
        dest = world.random_dest(self._rng, service, self._families)
        if dest is None:
            return []
        service.dests.append(dest)
        return [f"ipvs -a {service.reference()} {dest.options()}"]

    def _step(self):
        makers = ((self._client_frame, 52), (self._reply, 22), (self._edit, 10),
                  (self._time, 9), (self._error_from_dest, 3), (self._error_from_client, 3),
                  (self._stray, 2), (lambda: [self._setting()], 2), (lambda: ["conns"], 6),
                  (lambda: ["list"], 2))
        maker = self._rng.choices([m for m, _ in makers], [weight for _, weight in makers])[0]
        return maker()

    @staticmethod
    def _spaced(lines):
        """What a frame or a command ends is counted and listed until the kernel's next tick."""
        return lines + [TICK] if lines and lines[-1].startswith(("send", "ipvs")) else lines

    def _time(self):
        return [f"adv {self._rng.choice(TIME_STEPS)}"] + ["conns"] * self._rng.randint(0, 1)

    def _client_flow(self):
        service = self._rng.choice(self._services)
        return Flow(service.family, service.proto, self._rng.choice(CLIENTS[service.family]),
                    self._rng.choice(CLIENT_PORTS), service.vip, self._rng.choice(service.ports()))

    def _client_frame(self):
        flow = self._client_flow()
        if self._opened and self._rng.random() < 0.55:
            flow = self._rng.choice(self._opened[-12:])
        return [f"send cli {random_packet(self._rng, flow, False)}"]

    def _reply(self):
        if not self._forwarded:
            return self._client_frame()
        flow = self._rng.choice(self._forwarded[-12:]).reversed()
        return [f"send srv {random_packet(self._rng, flow, True)}"]

    def _error_from_dest(self):
        # Linux refuses valid ICMPv6 errors of dests behind NAT (COMPATIBILITY.md).
        known = [flow for flow in self._forwarded if flow.family == 4]
        if not known:
            return self._client_frame()
        flow = self._rng.choice(known)
        sender = flow.dst if flow.dst in DESTS[4] else self._rng.choice(DESTS[4])
        return [f"send srv {random_error(self._rng, flow, sender)}"]

    def _error_from_client(self):
        if not self._returned:
            return self._client_frame()
        flow = self._rng.choice(self._returned)
        sender = self._rng.choice((ROUTER[flow.family], flow.dst))
        return [f"send cli {random_error(self._rng, flow, sender)}"]

    def _stray(self):
        """A frame that no service is for."""
        flow = self._client_flow()
        if self._rng.random() < 0.5:
            flow = Flow(flow.family, flow.proto, flow.src, flow.sport, flow.dst, 7)
            return [f"send cli {random_packet(self._rng, flow, False)}"]
        dest = self._rng.choice(DESTS[flow.family])
        flow = Flow(flow.family, flow.proto, dest, 8000, flow.src, flow.sport)
        return [f"send srv {random_packet(self._rng, flow, True)}"]

    def _edit(self):
        service = self._rng.choice(self._services)
        if not service.added:
            service.added, service.dests = True, []
            return ([f"ipvs -A {service.reference()} {service.options}"]
                    + self._add_dest(service) + self._add_dest(service))
        return self._rng.choice((self._edit_dest, self._edit_dest, self._remove_dest, self._add_dest,
                                 self._edit_service, self._remove_service, self._zero,
                                 self._timeouts))(service)

    def _edit_dest(self, service):
        if not service.dests:
            return self._add_dest(service)
        dest = self._rng.choice(service.dests)
        dest.weight = self._rng.choice((0, 0, 1, 2, 4))
        dest.thresholds = world.random_thresholds(self._rng)
        return [f"ipvs -e {service.reference()} {dest.options()}"]

    def _remove_dest(self, service):
        if not service.dests:
            return self._add_dest(service)
        dest = service.dests.pop(self._rng.randrange(len(service.dests)))
        return [FRESH, f"ipvs -d {service.reference()} {dest.reference()}"]

    def _edit_service(self, service):
        service.options = world.random_options(self._rng, service)
        return [f"ipvs -E {service.reference()} {service.options}"]

    def _remove_service(self, service):
        service.added = False
        return [FRESH, f"ipvs -D {service.reference()}"]

    @staticmethod
    def _zero(service):
        return [FRESH, f"ipvs -Z {service.reference()}"]

    def _timeouts(self, _service):
        return ["ipvs --set " + " ".join(str(self._rng.choice((0, 20, 90, 200))) for _ in range(3))]

    def _learn(self):
        """Remembers what left NICVS so far."""
        self._forwarded, self._returned, self._opened = [], [], []
        for answer in self._play("\n".join(self._lines) + "\n"):
            for frame in answer.get("out", []):
                flow = innermost_flow(bytes.fromhex(frame["frame"]))
                if flow and frame["port"] == "srv":
                    self._forwarded.append(flow)
                    arrived = innermost_flow(bytes.fromhex(answer.get("frame", "")))
                    if arrived and answer["port"] == "cli":
                        self._opened.append(arrived)
                elif flow and frame["port"] == "cli":
                    self._returned.append(flow)
