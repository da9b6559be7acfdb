# SPDX-License-Identifier: Apache-2.0
"""Frames as lists of named fields, to show two of them side by side.

Reads any bytes: what is cut off or unknown ends as a field `bytes`.
"""
import ipaddress
import struct

IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
ICMP, IPIP, TCP, UDP, IP6, GRE, ICMP6, SCTP = 1, 4, 6, 17, 41, 47, 58, 132
ETHERNET_LEN = 14
GUE_PORT = 6080  # where IANA has put GUE
TCP_FLAGS = "FSRPAUEC"


def mac(data):
    return ":".join(f"{byte:02x}" for byte in data)


def address(data):
    return str(ipaddress.ip_address(bytes(data)))


def checksum(data):
    """RFC 1071 over data; 0 if data contains its right checksum."""
    padded = data + b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def fields_of(frame):
    """[(name, value)] of an Ethernet frame."""
    if len(frame) < ETHERNET_LEN:
        return _rest(frame)
    kind = int.from_bytes(frame[12:14], "big")
    fields = [("eth dst", mac(frame[:6])), ("eth src", mac(frame[6:12])), ("eth type", hex(kind))]
    packet = frame[ETHERNET_LEN:]
    if kind == IPV4:
        return fields + _ipv4(packet, "")
    if kind == IPV6:
        return fields + _ipv6(packet, "")
    return fields + _rest(packet)


def _rest(data, name="bytes"):
    return [(name, data.hex())] if data else []


def _ipv4(data, at):
    if len(data) < 20 or data[0] >> 4 != 4:
        return _rest(data)
    head = (data[0] & 15) * 4
    fragment = int.from_bytes(data[6:8], "big")
    total = int.from_bytes(data[2:4], "big")
    fields = [("src", address(data[12:16])), ("dst", address(data[16:20])), ("ttl", data[8]),
              ("tos", hex(data[1])), ("id", hex(int.from_bytes(data[4:6], "big"))),
              ("df", fragment >> 14 & 1), ("mf", fragment >> 13 & 1),
              ("off", (fragment & 0x1FFF) * 8), ("proto", data[9]), ("len", total),
              ("csum", "right" if checksum(data[:head]) == 0 else "wrong " + data[10:12].hex())]
    fields = [(f"{at}ip {name}", value) for name, value in fields]
    fields += _rest(data[20:head], f"{at}ip options")
    body = data[head:total] if total >= head else data[head:]
    if fragment & 0x1FFF:
        fields += _rest(body, f"{at}fragment")
    else:
        fields += _transport(data[9], body, at)
    return fields + (_rest(data[total:], f"{at}pad") if total >= head else [])


def _ipv6(data, at):
    if len(data) < 40 or data[0] >> 4 != 6:
        return _rest(data)
    first = int.from_bytes(data[:4], "big")
    length = int.from_bytes(data[4:6], "big")
    fields = [("src", address(data[8:24])), ("dst", address(data[24:40])), ("hop", data[7]),
              ("class", hex(first >> 20 & 0xFF)), ("flow", hex(first & 0xFFFFF)),
              ("next", data[6]), ("len", length)]
    fields = [(f"{at}ip6 {name}", value) for name, value in fields]
    body = data[40:40 + length]
    return fields + _transport(data[6], body, at) + _rest(data[40 + length:], f"{at}pad")


def _transport(proto, data, at):
    readers = {TCP: _tcp, UDP: _udp, SCTP: _sctp, ICMP: _icmp, ICMP6: _icmp, GRE: _gre,
               IPIP: lambda d, a: _ipv4(d, a + "inner "), IP6: lambda d, a: _ipv6(d, a + "inner ")}
    return readers.get(proto, lambda d, a: _rest(d, f"{a}payload"))(data, at)


def _ports(data, name):
    return [(f"{name} sport", int.from_bytes(data[0:2], "big")),
            (f"{name} dport", int.from_bytes(data[2:4], "big"))]


def _tcp(data, at):
    name = f"{at}tcp"
    if len(data) < 20:
        return (_ports(data, name) if len(data) >= 4 else []) + _rest(data[4:], f"{at}payload")
    seq, ack, flags, window, csum, urgent = struct.unpack("!IIHHHH", data[4:20])
    head = max((flags >> 12) * 4, 20)
    letters = "".join(letter for bit, letter in enumerate(TCP_FLAGS) if flags >> bit & 1)
    return (_ports(data, name)
            + [(f"{name} flags", letters or "none"), (f"{name} seq", seq), (f"{name} ack", ack),
               (f"{name} win", window), (f"{name} urg", urgent), (f"{name} csum", hex(csum))]
            + _rest(data[20:head], f"{name} options") + _rest(data[head:], f"{at}payload"))


def _udp(data, at):
    if len(data) < 8:
        return _rest(data, f"{at}payload")
    length, csum = struct.unpack("!HH", data[4:8])
    fields = _ports(data, f"{at}udp") + [(f"{at}udp len", length), (f"{at}udp csum", hex(csum))]
    if int.from_bytes(data[2:4], "big") == GUE_PORT:
        return fields + _gue(data[8:], at)
    return fields + _rest(data[8:], f"{at}payload")


def _gue(data, at):
    head = 4 + (data[0] & 31) * 4 if len(data) >= 4 else 0
    if head == 0 or head > len(data):
        return _rest(data, f"{at}payload")
    return _rest(data[:head], f"{at}gue") + _transport(data[1], data[head:], at)


def _sctp(data, at):
    if len(data) < 12:
        return _rest(data, f"{at}payload")
    return (_ports(data, f"{at}sctp") + [(f"{at}sctp vtag", data[4:8].hex()),
                                         (f"{at}sctp csum", data[8:12].hex())]
            + _rest(data[12:], f"{at}payload"))


def _gre(data, at):
    if len(data) < 4:
        return _rest(data, f"{at}payload")
    flags, kind = struct.unpack("!HH", data[:4])
    head = 8 if flags & 0x8000 else 4
    fields = [(f"{at}gre flags", hex(flags)), (f"{at}gre type", hex(kind))]
    fields += _rest(data[4:head], f"{at}gre csum")
    reader = {IPV4: _ipv4, IPV6: _ipv6}.get(kind, lambda d, a: _rest(d, f"{a}payload"))
    return fields + reader(data[head:], at + "inner ")


def _icmp(data, at):
    if len(data) < 8:
        return _rest(data, f"{at}payload")
    fields = [(f"{at}icmp type", data[0]), (f"{at}icmp code", data[1]),
              (f"{at}icmp csum", data[2:4].hex()), (f"{at}icmp rest", data[4:8].hex())]
    quote = data[8:]
    version = quote[0] >> 4 if quote else 0
    if version == 4 and len(quote) >= 20:
        return fields + _ipv4(quote, at + "quoted ")
    if version == 6 and len(quote) >= 40:
        return fields + _ipv6(quote, at + "quoted ")
    return fields + _rest(quote, f"{at}payload")


def summary_of(frame):
    """One line."""
    fields = dict(fields_of(frame))
    parts = []
    for at in ("", "inner ", "quoted "):
        for ip in ("ip", "ip6"):
            if f"{at}{ip} src" in fields:
                parts.append(f"{at}{fields[f'{at}{ip} src']} > {fields[f'{at}{ip} dst']}")
        for layer in ("tcp", "udp", "sctp"):
            if f"{at}{layer} sport" in fields:
                flags = fields.get(f"{at}{layer} flags", "")
                parts.append(f"{layer} {fields[f'{at}{layer} sport']} > "
                             f"{fields[f'{at}{layer} dport']} {flags}".rstrip())
        if f"{at}icmp type" in fields:
            parts.append(f"icmp {fields[f'{at}icmp type']}/{fields[f'{at}icmp code']}")
    return " / ".join(parts) or f"eth {fields.get('eth type', '')} {frame[:40].hex()}"
