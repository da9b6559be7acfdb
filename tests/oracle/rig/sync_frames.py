# SPDX-License-Identifier: Apache-2.0
"""Datagrams of the sync daemon: the socket's source port and the IPv4 id are random.

Both are set to zero, and the checksums corrected by what that takes away, so that a wrong checksum
still shows.
"""
from rig.frames import ETHERNET_LEN, IPV4, UDP, checksum

FIRST_PORT, CHANNELS = 8848, 64
PEER_MAC = bytes.fromhex("020000000277")
IP_ID, IP_CHECKSUM = slice(4, 6), slice(10, 12)


def is_sync(frame):
    packet = frame[ETHERNET_LEN:]
    if int.from_bytes(frame[12:14], "big") != IPV4 or len(packet) < 28 or packet[9] != UDP:
        return False
    body = packet[(packet[0] & 15) * 4:]
    is_group = packet[16] >> 4 == 0xE
    return is_group and 0 <= int.from_bytes(body[2:4], "big") - FIRST_PORT < CHANNELS


def _clear(packet, field, checksum):
    total = (~int.from_bytes(packet[checksum], "big") & 0xFFFF) + (
        ~int.from_bytes(packet[field], "big") & 0xFFFF)
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    packet[field] = b"\0\0"
    packet[checksum] = (~total & 0xFFFF).to_bytes(2, "big")


def from_another(frame):
    """The datagram as another host of the network would have sent it: with a MAC and address of its
    own, and without a UDP checksum."""
    packet = bytearray(frame[ETHERNET_LEN:])
    udp = (packet[0] & 15) * 4
    packet[15] ^= 3
    packet[IP_CHECKSUM] = b"\0\0"
    packet[IP_CHECKSUM] = checksum(packet[:udp]).to_bytes(2, "big")
    packet[udp + 6:udp + 8] = b"\0\0"
    return frame[:6] + PEER_MAC + frame[12:ETHERNET_LEN] + bytes(packet)


def comparable(frame):
    """Any frame, as it is compared."""
    if not is_sync(frame):
        return frame
    packet = bytearray(frame[ETHERNET_LEN:])
    udp = (packet[0] & 15) * 4
    _clear(packet, IP_ID, IP_CHECKSUM)
    _clear(packet, slice(udp, udp + 2), slice(udp + 6, udp + 8))
    return frame[:ETHERNET_LEN] + bytes(packet)
