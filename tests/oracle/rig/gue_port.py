# SPDX-License-Identifier: Apache-2.0
"""The source port of GUE, a hash of the flow with a random key.

It is set to zero in datagrams for IANA's port of GUE, which scenarios use for tunnels, if it is in
the range of ephemeral ports; the UDP checksum, if there is one, is corrected by what that takes away.
"""
from rig.fragment_id import FRAGMENT
from rig.frames import ETHERNET_LEN, IPV4, IPV6, UDP

GUE_PORT = 6080
EPHEMERAL = range(32768, 61000)


def _udp_offset(frame):
    """Where the UDP header of a datagram or a first fragment begins, or None."""
    kind = int.from_bytes(frame[12:14], "big")
    packet = frame[ETHERNET_LEN:]
    if kind == IPV4 and len(packet) >= 20 and packet[9] == UDP:
        is_later = int.from_bytes(packet[6:8], "big") & 0x1FFF != 0
        return None if is_later else ETHERNET_LEN + (packet[0] & 15) * 4
    if kind == IPV6 and len(packet) >= 40 and packet[6] == UDP:
        return ETHERNET_LEN + 40
    if kind == IPV6 and len(packet) >= 48 and (packet[6], packet[40]) == (FRAGMENT, UDP):
        is_later = int.from_bytes(packet[42:44], "big") & 0xFFF8 != 0
        return None if is_later else ETHERNET_LEN + 48
    return None


def without_source_port(arrived, left):
    """A datagram that arrived like this and is only passed on keeps its port."""
    at = _udp_offset(left)
    if at is None or len(left) < at + 12 or left[at:at + 8] in arrived:
        return left
    port = int.from_bytes(left[at:at + 2], "big")
    if int.from_bytes(left[at + 2:at + 4], "big") != GUE_PORT or port not in EPHEMERAL:
        return left
    udp = bytearray(left[at:])
    udp[0:2] = b"\0\0"
    checksum = int.from_bytes(udp[6:8], "big")
    if checksum != 0:
        total = (~checksum & 0xFFFF) + (~port & 0xFFFF)
        total = (total & 0xFFFF) + (total >> 16)
        corrected = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        udp[6:8] = (corrected % 0xFFFF).to_bytes(2, "big")  # all ones and 0 are the same sum
    return left[:at] + bytes(udp)
