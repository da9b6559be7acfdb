# SPDX-License-Identifier: Apache-2.0
"""The random IPv4 id of packets that the director itself originates.

Those are its ICMP errors, also those that it makes of an error about a packet in a tunnel, and the
outer headers of tunnels. The id is set to zero, and the header checksum corrected by what that takes
away, so that a wrong checksum still shows.
"""
from rig import sync_frames
from rig.fragment_id import without_fragment_id
from rig.frames import ETHERNET_LEN, GRE, ICMP, IP6, IPIP, IPV4, UDP
from rig.gue_port import without_source_port

ERRORS = {3, 4, 11, 12}


def _packet(frame):
    if int.from_bytes(frame[12:14], "big") != IPV4 or len(frame) < ETHERNET_LEN + 20:
        return b""
    return frame[ETHERNET_LEN:]


def _inner_addresses(arrived):
    """Source and destination of what arrived, as they stand in a tunnelled copy of it."""
    if int.from_bytes(arrived[12:14], "big") == IPV4:
        return arrived[ETHERNET_LEN + 12:ETHERNET_LEN + 20]
    return arrived[ETHERNET_LEN + 8:ETHERNET_LEN + 40]


def _is_later_fragment(packet):
    return int.from_bytes(packet[6:8], "big") & 0x1FFF != 0


def _tells_of_a_tunnel(cause, error):
    """Whether the packet that the error quotes was quoted with a tunnel's header in front."""
    quoted = error[8:28]
    return len(quoted) == 20 and quoted in cause[(cause[0] & 15) * 4 + 8 + 20:]


def is_originated(arrived, left):
    """arrived is empty for frames that a timer sent. Not for later fragments."""
    packet = _packet(left)
    if not packet or _is_later_fragment(packet):
        return False
    proto, body = packet[9], packet[(packet[0] & 15) * 4:]
    cause = _packet(arrived)
    if proto == ICMP:
        is_forwarded = cause and cause[9] == ICMP and not _tells_of_a_tunnel(cause, body)
        return bool(body) and body[0] in ERRORS and not is_forwarded
    if proto not in (IPIP, IP6, GRE, UDP):
        return False
    if not arrived or _inner_addresses(arrived) in body:
        return True
    # A first fragment may be too short for the inner addresses; the outer ones are the director's.
    has_more = packet[6] & 0x20 != 0
    return has_more and not _shares_an_address(packet, cause)


def _shares_an_address(packet, cause):
    return packet[12:16] == cause[12:16] or packet[16:20] == cause[16:20]


def without_id(frame):
    packet = bytearray(frame[ETHERNET_LEN:])
    total = (~int.from_bytes(packet[10:12], "big") & 0xFFFF) + (
        ~int.from_bytes(packet[4:6], "big") & 0xFFFF)
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    packet[4:6] = b"\0\0"
    packet[10:12] = (~total & 0xFFFF).to_bytes(2, "big")
    return frame[:ETHERNET_LEN] + bytes(packet)


def _identity(packet):
    """What fragments of one packet have in common (RFC 791): addresses, protocol, id."""
    return packet[12:20], packet[9:10], packet[4:6]


def comparable(arrived, frames):
    """Frames of one side that left because of arrived, as they are compared."""
    frames = [sync_frames.comparable(frame) for frame in frames]
    originated = {_identity(_packet(frame)) for frame in frames if is_originated(arrived, frame)}
    return [without_id(frame) if _identity(_packet(frame)) in originated else frame
            for frame in (without_fragment_id(without_source_port(arrived, frame))
                          for frame in frames)]
