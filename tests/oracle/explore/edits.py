# SPDX-License-Identifier: Apache-2.0
"""The commands that change the services of a random scenario, and its settings."""
from explore import world

FRESH = "adv 3"  # what the kernel's statistics need
# (key, values) of net.ipv4.vs.*
SETTINGS = (("expire_nodest_conn", (0, 1)), ("expire_quiescent_template", (0, 1)),
            ("conn_reuse_mode", (0, 1, 2)), ("sloppy_tcp", (0, 1)), ("sloppy_sctp", (0, 1)),
            ("nat_icmp_send", (0, 1)), ("pmtu_disc", (0, 1)), ("cache_bypass", (0, 1)),
            ("schedule_icmp", (0, 1)), ("snat_reroute", (0, 1)), ("ignore_tunneled", (0, 1)))
SHORT_MEMORY, ENOUGH_MEMORY = 1 << 30, 1  # amemthresh, in pages
DEFENCE = (("secure_tcp", (0, 1, 3)), ("drop_packet", (0, 1, 3)), ("am_droprate", (2, 3, 10)),
           ("amemthresh", (SHORT_MEMORY, ENOUGH_MEMORY)))
DEFENCE_STEP = "adv 1.5"  # the kernel looks at these once a second


class Edits:
    def __init__(self, rng, families, services):
        self._rng = rng
        self._families = families
        self._services = services

    def setting(self):
        key, values = self._rng.choice(SETTINGS)
        # Differs for one-packet services (COMPATIBILITY.md).
        if key == "schedule_icmp" and any(service.proto == "udp" for service in self._services):
            return []
        return [f"set vs/{key} {self._rng.choice(values)}"]

    def defence(self):
        key, values = self._rng.choice(DEFENCE)
        return [f"set vs/{key} {self._rng.choice(values)}", DEFENCE_STEP]

    def add_service(self, service, dests):
        service.added, service.dests = True, []
        lines = [f"ipvs -A {service.reference()} {service.options}"]
        for _ in range(dests):
            lines += self._add_dest(service)
        return lines

    def edit(self):
        service = self._rng.choice(self._services)
        if not service.added:
            return self.add_service(service, 2)
        return self._rng.choice((self._edit_dest, self._edit_dest, self._remove_dest,
                                 self._add_dest, self._edit_service, self._remove_service,
                                 self._zero, self._timeouts))(service)

    def _add_dest(self, service):
        dest = world.random_dest(self._rng, service, self._families)
        if dest is None:
            return []
        service.dests.append(dest)
        return [f"ipvs -a {service.reference()} {dest.options()}"]

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

    @staticmethod
    def _remove_service(service):
        service.added = False
        return [FRESH, f"ipvs -D {service.reference()}"]

    @staticmethod
    def _zero(service):
        return [FRESH, f"ipvs -Z {service.reference()}"]

    def _timeouts(self, _service):
        return ["ipvs --set " + " ".join(str(self._rng.choice((0, 20, 90, 200))) for _ in range(3))]
