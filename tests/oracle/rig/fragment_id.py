# SPDX-License-Identifier: Apache-2.0
"""The identification of IPv6 fragments, which the director draws at random when it cuts a packet.

It is set to zero; no checksum covers it.
"""
from rig.frames import ETHERNET_LEN, IPV6

HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION = 0, 43, 44, 60


def fragment_header(frame):
    """Where the fragment header of an IPv6 packet begins, or None."""
    if int.from_bytes(frame[12:14], "big") != IPV6 or len(frame) < ETHERNET_LEN + 40:
        return None
    kind, at = frame[ETHERNET_LEN + 6], ETHERNET_LEN + 40
    while kind in (HOP_BY_HOP, ROUTING, DESTINATION) and len(frame) >= at + 8:
        kind, at = frame[at], at + (frame[at + 1] + 1) * 8
    return at if kind == FRAGMENT and len(frame) >= at + 8 else None


def without_fragment_id(frame):
    at = fragment_header(frame)
    return frame if at is None else frame[:at + 4] + b"\0\0\0\0" + frame[at + 8:]
