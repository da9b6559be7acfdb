# SPDX-License-Identifier: Apache-2.0
"""Frames for the tests, checksums of headers included."""
import ipaddress
import struct

from rig.frames import checksum

MACS = bytes.fromhex("020000000101020000000001")


def ipv4(src, dst, proto, body, ttl=64, ident=0):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), ident, 0, ttl, proto, 0,
                       ipaddress.ip_address(src).packed, ipaddress.ip_address(dst).packed)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def frame4(*args, **fields):
    return MACS + b"\x08\x00" + ipv4(*args, **fields)


def udp(sport, dport, data=b""):
    return struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data


def icmp(kind, code, quote):
    return struct.pack("!BBHI", kind, code, 0, 0) + quote


def out(*frames):
    """As nicvs-replay and the guest list frames: (port, bytes) each."""
    return [{"port": port, "frame": frame.hex()} for port, frame in frames]
