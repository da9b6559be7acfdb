# SPDX-License-Identifier: Apache-2.0
"""Frames as the text of docs/SCENARIOS.md: made at random, or derived from frames that left."""
import dataclasses

from explore.world import GUE_PORT, HOP, IP, SIP_PORT, VIPS
from rig.frames import ETHERNET_LEN, GRE, IP6, IPIP, IPV4, UDP, fields_of

TCP_FLAGS = ("S", "S", "S", "S", "S", "S", "A", "A", "A", "PA", "FA", "FA", "R", "RA", "F", "SA",
             "none", "SF", "U", "PAU", "SR", "ES", "AE")
REPLY_FLAGS = ("SA", "SA", "SA", "A", "A", "PA", "FA", "FA", "R", "RA", "F", "S", "none")
CHUNKS = ("INIT", "INIT", "INIT", "COOKIE-ECHO", "COOKIE-ECHO", "DATA", "SACK", "SHUTDOWN", "ABORT",
          "SHUTDOWN-COMPLETE", "SHUTDOWN-ACK", "ERROR", "HEARTBEAT", "COOKIE-ACK", "INIT-ACK")
REPLY_CHUNKS = ("INIT-ACK", "INIT-ACK", "COOKIE-ACK", "COOKIE-ACK", "DATA", "SACK", "SHUTDOWN",
                "SHUTDOWN-ACK", "SHUTDOWN-COMPLETE", "ABORT", "INIT", "ERROR")
TOO_LONG = 9999  # payload bytes: as many as fit the port, which no tunnel can take
OPTIONS = ("01010101", "94040000", "0101010101010100")  # no operation, router alert
OPTIONS_LEN = 8
INIT_BODY = "00000001000100000001000100000001"


@dataclasses.dataclass(frozen=True)
class Flow:
    """What a packet says about where it goes; proto is a layer's word."""
    family: int
    proto: str
    src: str
    sport: int
    dst: str
    dport: int

    def reversed(self):
        return Flow(self.family, self.proto, self.dst, self.dport, self.src, self.sport)

    def ip(self, fields=""):
        return f"{IP[self.family]} {self.src} > {self.dst}{fields}"

    def ports(self):
        return f"{self.proto} {self.sport} > {self.dport}"


def flow_of(fields, at):
    """The Flow of the fields (rig/frames.py) with that prefix, or None."""
    for family, ip in IP.items():
        for proto in ("tcp", "udp", "sctp"):
            if f"{at}{ip} src" in fields and f"{at}{proto} sport" in fields:
                return Flow(family, proto, fields[f"{at}{ip} src"], fields[f"{at}{proto} sport"],
                            fields[f"{at}{ip} dst"], fields[f"{at}{proto} dport"])
    return None


def innermost_flow(frame):
    """The Flow of a frame that left: inside a tunnel, if it is one."""
    fields = dict(fields_of(frame))
    return flow_of(fields, "inner ") or flow_of(fields, "")


def outer_packet(frame):
    """The IPv4 packet of a frame that left, if it is a tunnel's; not of later fragments."""
    packet = frame[ETHERNET_LEN:]
    if int.from_bytes(frame[12:14], "big") != IPV4 or int.from_bytes(packet[6:8], "big") & 0x1FFF:
        return None
    is_gue = packet[9] == UDP and int.from_bytes(packet[22:24], "big") == GUE_PORT
    return packet if is_gue or packet[9] in (IPIP, IP6, GRE) else None


def _ip_fields(rng, family, may_end):
    fields = ""
    roll = rng.random()
    if roll < 0.04:
        if not may_end:
            return fields
        fields += f" {HOP[family]} {rng.choice((0, 1, 2))}"
    elif roll < 0.1:
        fields += f" {'tos' if family == 4 else 'class'} {rng.choice((0x10, 1, 2, 3, 0xb8))}"
    if family == 4 and rng.random() < 0.3:
        fields += " df"
    if family == 4 and rng.random() < 0.2:
        fields += f" id {rng.randint(1, 65535)}"
    if family == 4 and rng.random() < 0.04:
        fields += f" opt {rng.choice(OPTIONS)}"
    return fields


def _transport(rng, flow, is_reply):
    if flow.proto == "tcp":
        flags = rng.choice(REPLY_FLAGS if is_reply else TCP_FLAGS)
        text = f"{flow.ports()} {flags} seq {rng.randint(1, 99)}"
    elif flow.proto == "udp" and SIP_PORT in (flow.sport, flow.dport):
        return f"{flow.ports()} / data {rng.choice(SIP_MESSAGES)}"
    elif flow.proto == "udp":
        text = flow.ports() + (" csum 0" if rng.random() < 0.1 and flow.family == 4 else "")
    else:
        chunk = rng.choice(REPLY_CHUNKS if is_reply else CHUNKS)
        body = f" hex {INIT_BODY}" if chunk in ("INIT", "INIT-ACK") else ""
        return f"{flow.ports()} vtag {rng.randint(0, 2)} / chunk {chunk}{body}"
    return text + _payload(rng)


CALLS = [f"call-{i}@pc" for i in range(4)]
SIP_MESSAGES = ([rf'"INVITE sip:b@x SIP/2.0\r\nCall-ID: {call}\r\n"' for call in CALLS]
                + [rf'"SIP/2.0 200 OK\r\ni: {call}\r\n\r\n"' for call in CALLS]
                + [r'"BYE sip:b@x SIP/2.0\r\n"'])


def _payload(rng):
    roll = rng.random()
    if roll < 0.7:
        return ""
    if roll < 0.96:
        return f" / bytes {rng.randint(1, 40)}"
    return f" / bytes {rng.choice((1400, TOO_LONG))}"


def random_packet(rng, flow, is_reply):
    """TEXT of a packet, without its Ethernet layer."""
    headers = {4: 20, 6: 40}[flow.family] + {"tcp": 20, "udp": 8, "sctp": 12}[flow.proto]
    text = _transport(rng, flow, is_reply)
    text = text.replace(f"bytes {TOO_LONG}", f"bytes {1500 - OPTIONS_LEN - headers}")
    # A reply in the VIP's name that ends here would make the director answer itself.
    may_end = flow.src not in VIPS[flow.family]
    if flow.family == 6 and flow.proto == "udp" and rng.random() < 0.05:
        text = f"dstopt / {text}"
    return f"{flow.ip(_ip_fields(rng, flow.family, may_end))} / {text}"


def _quoted(rng, flow):
    """TEXT of the packet that an ICMP error quotes."""
    layer = {"tcp": f"{flow.ports()} A", "udp": f"{flow.ports()} / hex 01020304",
             "sctp": f"{flow.ports()} vtag 1 / chunk DATA hex 0000"}[flow.proto]
    fields = f" {HOP[flow.family]} 60"
    if flow.family == 4 and rng.random() < 0.2:
        fields += rng.choice((" df", " tos 8 id 7", f" opt {OPTIONS[0]}"))
    return f"{flow.ip(fields)} / {layer}"


ERRORS = {4: ("icmp 3/0", "icmp 3/1", "icmp 3/3", "icmp 3/4 mtu 1400", "icmp 11/0", "icmp 12/0",
              "icmp 4/0"),
          6: ("icmp6 1/0", "icmp6 1/4", "icmp6 2/0 mtu 1280", "icmp6 3/0", "icmp6 4/0")}
QUOTES = {4: (20, 24, 27, 28, 32), 6: (40, 44, 48)}  # bytes


def random_error(rng, flow, sender):
    """TEXT of an ICMP error by sender about a packet of the flow, sent to the packet's source."""
    error = rng.choice(ERRORS[flow.family])
    roll = rng.random()
    if roll < 0.15:
        error += f" quote {rng.choice(QUOTES[flow.family])}"
    elif roll < 0.2:
        error += " csum 0x1234"
    return f"{IP[flow.family]} {sender} > {flow.src} / {error} / {_quoted(rng, flow)}"


PATH_MTUS = (0, 68, 300, 552, 600, 1000, 1400, 1480, 9000)


def _inner_at(outer):
    """Where the packet in a tunnel begins."""
    gre = 24 + (outer[20] >> 7) * 4  # longer with a checksum
    return {GRE: gre, UDP: 32}.get(outer[9], 20)


def _has_df(packet, at):
    """The IPv4 packet that begins there must not be cut."""
    return len(packet) > at + 6 and packet[at] >> 4 == 4 and packet[at + 6] & 0x40 != 0


def tunnel_error(rng, outer, sender):
    """TEXT of an ICMP error by sender about an outer packet of the director's."""
    director = ".".join(str(byte) for byte in outer[12:16])
    # The first error that tells a path's MTU differs (COMPATIBILITY.md); without DF none is told.
    may_tell_mtu = not (_has_df(outer, 0) or _has_df(outer, _inner_at(outer)))
    error = rng.choice(("icmp 3/0", "icmp 3/1", "icmp 3/3", "icmp 11/0", "icmp 4/0"))
    if may_tell_mtu and rng.random() < 0.6:
        error = f"icmp 3/4 mtu {rng.choice(PATH_MTUS)}"
    quote = outer[:rng.choice((28, 60, 100, 548))]
    return f"ip {sender} > {director} / {error} / hex {quote.hex()}"
