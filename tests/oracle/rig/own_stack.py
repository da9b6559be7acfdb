# SPDX-License-Identifier: Apache-2.0
"""What the real director's own network stack does beside IPVS, which is not compared.

NICVS hands such frames to the kernel (port `host`) or leaves them to it.
"""
from rig.fragment_id import fragment_header
from rig.frames import ARP, ETHERNET_LEN, ICMP, ICMP6, IPV4, IPV6

HOST = "host"
# Router and neighbour solicitation, MLD: what an interface with IPv6 says on its own.
CHATTER6 = {130, 131, 132, 133, 135, 143}
IGMP = 2


def _kind(frame):
    return int.from_bytes(frame[12:14], "big")


def is_chatter(frame):
    """ARP requests and their IPv6 kin for neighbours that no `arp` line names, and the group
    memberships of a backup sync daemon's socket."""
    if _kind(frame) == ARP:
        return frame[20:22] == b"\0\1"
    if _kind(frame) == IPV4:
        return len(frame) > ETHERNET_LEN + 9 and frame[ETHERNET_LEN + 9] == IGMP
    if _kind(frame) != IPV6:
        return False
    packet = frame[ETHERNET_LEN:]
    # MLD has a hop-by-hop header in front.
    body, after = packet[40:], packet[6]
    if after == 0 and len(body) >= 8:
        after, body = body[0], body[(body[1] + 1) * 8:]
    return after == ICMP6 and bool(body) and body[0] in CHATTER6


def _addresses(frame):
    packet = frame[ETHERNET_LEN:]
    if _kind(frame) == IPV4:
        return packet[12:16], packet[16:20]
    if _kind(frame) == IPV6:
        return packet[8:24], packet[24:40]
    return b"", b""


def is_answer(arrived, left):
    """left answers arrived: an ARP reply, echo reply, reset or error to its sender."""
    if _kind(arrived) == ARP or _kind(left) == ARP:
        return _kind(arrived) == _kind(left)
    sender, _ = _addresses(arrived)
    return sender != b"" and _addresses(left)[1] == sender


def is_plainly_routed(arrived, left):
    """left is arrived with a hop less, as any router sends it on."""
    if _kind(arrived) != _kind(left) or _kind(arrived) not in (IPV4, IPV6):
        return False
    same = [ETHERNET_LEN]
    if _kind(arrived) == IPV4:
        same = [slice(0, 8), slice(9, 10), slice(12, None)]
    else:
        same = [slice(0, 7), slice(8, None)]
    before, after = arrived[ETHERNET_LEN:], left[ETHERNET_LEN:]
    hop = 8 if _kind(arrived) == IPV4 else 7
    if len(after) <= 40 and len(before) < len(after):
        before = before + b"\0" * (len(after) - len(before))
    return (len(before) >= 20 and before[hop] == after[hop] + 1
            and all(before[part] == after[part] for part in same))


def _piece(frame):
    """(what the pieces of a packet share, hops, offset, bytes) of a packet or a fragment."""
    packet = frame[ETHERNET_LEN:]
    if _kind(frame) == IPV4 and len(packet) >= 20:
        offset = int.from_bytes(packet[6:8], "big") & 0x1FFF
        end = int.from_bytes(packet[2:4], "big")
        return (packet[4:6] + packet[9:10] + packet[12:20], packet[8], offset * 8,
                packet[(packet[0] & 15) * 4:end])
    if _kind(frame) != IPV6 or len(packet) < 40:
        return None
    end = ETHERNET_LEN + 40 + int.from_bytes(packet[4:6], "big")
    at, offset = fragment_header(frame), 0
    if at is not None:
        offset = int.from_bytes(frame[at + 2:at + 4], "big") & 0xFFF8
    return packet[8:40], packet[7], offset, frame[ETHERNET_LEN + 40 if at is None else at + 8:end]


def is_plainly_routed_piece(passed, left):
    """left is a packet or a fragment with a hop less of what NICVS passed to its host in other
    pieces, maybe some of them earlier: the real director puts fragments together to look at them,
    and cuts them again."""
    piece = _piece(left)
    if piece is None:
        return False
    identity, hops, offset, data = piece
    whole = {}
    for other in filter(None, map(_piece, passed)):
        if other[:2] == (identity, hops + 1):
            whole.update(enumerate(other[3], other[2]))
    return bool(whole) and all(whole.get(at, byte) == byte for at, byte in enumerate(data, offset))


def fragment_of(frame):
    """What the fragments of one packet have in common; None if the frame is no fragment."""
    packet = frame[ETHERNET_LEN:]
    if _kind(frame) == IPV4 and len(packet) >= 20 and int.from_bytes(packet[6:8], "big") & 0x3FFF:
        return packet[4:6] + packet[9:10] + packet[12:20]
    at = fragment_header(frame)
    return None if at is None else packet[8:40] + frame[at + 4:at + 8]


def told_incomplete(frame):
    """fragment_of() of what an ICMP error says was not put together in time; None for others."""
    packet = frame[ETHERNET_LEN:]
    if _kind(frame) == IPV4 and len(packet) >= 20:
        error = packet[(packet[0] & 15) * 4:]
        told = packet[9] == ICMP and error[:2] == b"\x0b\1"
    else:
        error = packet[40:]
        told = _kind(frame) == IPV6 and packet[6:7] == bytes([ICMP6]) and error[:2] == b"\3\1"
    return fragment_of(frame[:ETHERNET_LEN] + error[8:]) if told else None
