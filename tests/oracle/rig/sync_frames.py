# SPDX-License-Identifier: Apache-2.0
"""Datagrams of the sync daemon: the socket's source port and the IPv4 id are random.

Both are set to zero, and the checksums corrected by what that takes away, so that a wrong checksum
still shows.
"""
from rig.frames import ETHERNET_LEN, IPV4, IPV6, UDP

FIRST_PORT, CHANNELS = 8848, 64
PEER_MAC = bytes.fromhex("020000000277")
IPV6_LEN = 40
IP_ID, IP_CHECKSUM = slice(4, 6), slice(10, 12)
# The last two bytes of the source address.
SOURCE = {IPV4: slice(14, 16), IPV6: slice(22, 24)}


def _kind(frame):
    return int.from_bytes(frame[12:14], "big")


def _udp_at(frame):
    """Where the UDP header of a datagram to a group begins in the packet; None if it is none."""
    packet = frame[ETHERNET_LEN:]
    if _kind(frame) == IPV4 and len(packet) >= 28:
        is_group, protocol, at = packet[16] >> 4 == 0xE, packet[9], (packet[0] & 15) * 4
    elif _kind(frame) == IPV6 and len(packet) >= IPV6_LEN + 8:
        is_group, protocol, at = packet[24] == 0xFF, packet[6], IPV6_LEN
    else:
        return None
    return at if is_group and protocol == UDP else None


def is_sync(frame):
    at = _udp_at(frame)
    if at is None:
        return False
    port = int.from_bytes(frame[ETHERNET_LEN + at + 2:ETHERNET_LEN + at + 4], "big")
    return 0 <= port - FIRST_PORT < CHANNELS


def _replace(packet, field, value, checksum):
    """Writes a field of 16 bits and corrects the checksum by the difference (RFC 1624)."""
    total = ((~int.from_bytes(packet[checksum], "big") & 0xFFFF)
             + (~int.from_bytes(packet[field], "big") & 0xFFFF) + value)
    for _ in range(2):
        total = (total & 0xFFFF) + (total >> 16)
    packet[field] = value.to_bytes(2, "big")
    packet[checksum] = (~total & 0xFFFF).to_bytes(2, "big")


def from_another(frame):
    """The datagram as another host of the network would have sent it: with a MAC and address of its
    own."""
    packet = bytearray(frame[ETHERNET_LEN:])
    at, source = _udp_at(frame), SOURCE[_kind(frame)]
    other = int.from_bytes(packet[source], "big") ^ 3
    before = bytes(packet[source])
    _replace(packet, source, other, slice(at + 6, at + 8))
    if _kind(frame) == IPV4:
        packet[source] = before
        _replace(packet, source, other, IP_CHECKSUM)
    return frame[:6] + PEER_MAC + frame[12:ETHERNET_LEN] + bytes(packet)


def comparable(frame):
    """Any frame, as it is compared."""
    if not is_sync(frame):
        return frame
    packet = bytearray(frame[ETHERNET_LEN:])
    at = _udp_at(frame)
    if _kind(frame) == IPV4:
        _replace(packet, IP_ID, 0, IP_CHECKSUM)
    _replace(packet, slice(at, at + 2), 0, slice(at + 6, at + 8))
    return frame[:ETHERNET_LEN] + bytes(packet)
