# SPDX-License-Identifier: Apache-2.0
"""The network and the services of a random scenario."""
import dataclasses

VIPS = {4: ("10.0.0.1", "10.0.0.2"), 6: ("2001:db8:10::1", "2001:db8:10::2")}
DESTS = {4: tuple(f"192.168.1.{i}" for i in range(1, 5)),
         6: tuple(f"2001:db8:2::{i}" for i in range(1, 5))}
CLIENTS = {4: ("192.0.2.1", "192.0.2.2", "192.0.2.77", "198.51.100.9"),
           6: ("2001:db8:99::1", "2001:db8:99::2", "2001:db8:99:1::7", "2001:db8:77::9")}
ROUTER = {4: "203.0.113.1", 6: "2001:db8:1::1"}  # on the clients' side
IP = {4: "ip", 6: "ip6"}
HOP = {4: "ttl", 6: "hop"}

NETWORK = {
    0: ["port cli 02:00:00:00:00:01", "port srv 02:00:00:00:00:02"],
    4: ["addr cli 203.0.113.254/24", "addr srv 192.168.1.254/24",
        "arp cli 203.0.113.1 02:00:00:00:01:01", "route 0.0.0.0/0 203.0.113.1"],
    6: ["addr cli 2001:db8:1::254/64", "addr srv 2001:db8:2::254/64",
        "arp cli 2001:db8:1::1 02:00:00:00:01:01", "route ::/0 2001:db8:1::1"],
}

PORTS = {"tcp": 80, "udp": 53, "sctp": 99}
OPTIONS = {"tcp": "-t", "udp": "-u", "sctp": "--sctp-service"}
SIP_PORT, FTP_PORT = 5060, 21
MARK_PORTS = (1000, 1001, 1002)
GUE_PORT = 6080
TUNNELS = ("", "", " --tun-type gre", " --tun-type gre --tun-csum",
           f" --tun-type gue --tun-port {GUE_PORT}", f" --tun-type gue --tun-port {GUE_PORT} --tun-csum",
           f" --tun-type gue --tun-port {GUE_PORT} --tun-remcsum")
SCHEDULERS = ("rr", "wrr", "lc", "wlc", "sh", "dh", "mh", "sed", "nq", "fo", "ovf", "lblc", "lblcr")
FLAGS = {"sh": ("sh-port", "sh-fallback", "sh-port,sh-fallback"),
         "mh": ("mh-port", "mh-fallback", "mh-port,mh-fallback")}


def network_lines(families):
    lines = list(NETWORK[0])
    for family in families:
        length = {4: 32, 6: 128}[family]
        lines += NETWORK[family]
        lines += [f"addr cli {vip}/{length}" for vip in VIPS[family]]
        lines += [f"arp srv {dest} 02:00:00:00:{family:02x}:{i:02x}"
                  for i, dest in enumerate(DESTS[family], 1)]
    return lines


def bracketed(address):
    return f"[{address}]" if ":" in address else address


@dataclasses.dataclass
class Dest:
    address: str
    port: int
    method: str
    weight: int = 1
    thresholds: str = ""

    def reference(self):
        return f"-r {bracketed(self.address)}:{self.port}"

    def options(self):
        return f"{self.reference()} {self.method} -w {self.weight}{self.thresholds}"


@dataclasses.dataclass
class Service:
    family: int
    proto: str
    vip: str
    port: int
    mark: int = 0  # 0: by address
    options: str = ""
    ops: bool = False
    sip: bool = False  # a persistence engine
    added: bool = True
    dests: list = dataclasses.field(default_factory=list)

    def reference(self):
        if self.mark:
            return f"-f {self.mark}" + (" -6" if self.family == 6 else "")
        return f"{OPTIONS[self.proto]} {bracketed(self.vip)}:{self.port}"

    def ports(self):
        """Ports at which a client reaches it."""
        if self.mark:
            return MARK_PORTS
        return (self.port,) if self.port else (80, 443, 53)


def random_options(rng, service):
    scheduler = rng.choice(SCHEDULERS)
    options = f"-s {scheduler}"
    if scheduler in FLAGS and rng.random() < 0.5:
        options += f" -b {rng.choice(FLAGS[scheduler])}"
    if service.sip:
        options += f" -p {rng.choice((10, 60, 300))} --pe sip"
        service.ops = service.ops or rng.random() < 0.3
    elif service.port == 0 or rng.random() < 0.35:
        options += f" -p {rng.choice((10, 60, 300))}"
        if rng.random() < 0.4:
            options += f" -M {'255.255.255.0' if service.family == 4 else '64'}"
    elif service.proto == "udp" and rng.random() < 0.25:
        service.ops = True
    return options + (" -o" if service.ops else "")


def random_thresholds(rng):
    if rng.random() < 0.8:
        return ""
    upper = rng.randint(1, 4)
    return f" -x {upper}" + (f" -y {rng.randint(0, upper - 1)}" if rng.random() < 0.6 else "")


def random_dest(rng, service, families):
    method = rng.choice(("-m", "-m", "-g", "-i"))
    family = service.family
    is_tunnel = method == "-i"
    if is_tunnel:
        method += rng.choice(TUNNELS)
    if is_tunnel and len(families) == 2 and rng.random() < 0.3:
        family = 10 - family
    port = service.port
    if method == "-m" and rng.random() < 0.5 and service.port:
        port = 8000 + rng.randint(0, 2)
    used = {dest.address for dest in service.dests}
    free = [dest for dest in DESTS[family] if dest not in used]
    if not free:
        return None
    return Dest(rng.choice(free), port, method, rng.choice((0, 1, 1, 1, 2, 3, 5)),
                random_thresholds(rng))


def random_service(rng, family, taken):
    proto = rng.choice(("tcp", "tcp", "tcp", "udp", "udp", "sctp"))
    vip = rng.choice(VIPS[family])
    if rng.random() < 0.2:
        service = Service(family, proto, vip, 0, mark=rng.randint(1, 3))
    elif rng.random() < 0.1:
        service = Service(family, proto, vip, 0)
    elif proto == "udp" and rng.random() < 0.25:
        service = Service(family, proto, vip, SIP_PORT, sip=True)
    else:
        service = Service(family, proto, vip, PORTS[proto])
    if service.reference() in taken:
        return None
    service.options = random_options(rng, service)
    return service


def ftp_service(rng):
    """Of the one family and scheduling in which FTP is compared."""
    service = Service(4, "tcp", rng.choice(VIPS[4]), FTP_PORT)
    service.options = random_options(rng, service)
    return service


def mark_line(service):
    length = {4: 32, 6: 128}[service.family]
    return (f"mark {service.proto} {service.vip}/{length} {MARK_PORTS[0]}-{MARK_PORTS[-1]} "
            f"{service.mark}")
