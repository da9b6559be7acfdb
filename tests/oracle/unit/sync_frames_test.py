# SPDX-License-Identifier: Apache-2.0
import ipaddress
import struct
import unittest

from rig import sync_frames
from rig.frames import checksum
from unit.packets import MACS, ipv4, udp

GROUPS = ("192.168.1.254", "224.0.0.81"), ("fe80::1", "ff02::81")


def pseudo(src, dst, length):
    return (ipaddress.ip_address(src).packed + ipaddress.ip_address(dst).packed
            + struct.pack("!IHH", length, 0, 17))


def datagram(src, dst, sport=50000, dport=8848, ident=7, hops=1):
    body = bytearray(udp(sport, dport, b"\0\5\0\x08\0\1\0\0"))
    body[6:8] = checksum(pseudo(src, dst, len(body)) + bytes(body)).to_bytes(2, "big")
    if ":" not in src:
        return MACS + b"\x08\x00" + ipv4(src, dst, 17, bytes(body), ttl=hops, ident=ident)
    addresses = ipaddress.ip_address(src).packed + ipaddress.ip_address(dst).packed
    return (MACS + b"\x86\xdd" + struct.pack("!IHBB", 6 << 28, len(body), 17, hops) + addresses
            + bytes(body))


class SyncFrames(unittest.TestCase):
    def test_datagrams_to_a_group_are_known_by_their_port(self):
        for src, dst in GROUPS:
            self.assertTrue(sync_frames.is_sync(datagram(src, dst)))
            self.assertTrue(sync_frames.is_sync(datagram(src, dst, dport=8848 + 63)))
            self.assertFalse(sync_frames.is_sync(datagram(src, dst, dport=8847)))
            self.assertFalse(sync_frames.is_sync(datagram(dst, src)))
            self.assertFalse(sync_frames.is_sync(datagram(src, dst)[:41]))

    def test_only_source_port_and_id_are_passed_over(self):
        for src, dst in GROUPS:
            same = sync_frames.comparable(datagram(src, dst))
            for other, is_same in ((datagram(src, dst, sport=1234, ident=99), True),
                                   (datagram(src, dst, dport=8849), False),
                                   (datagram(src, dst, hops=2), False),
                                   (datagram(src, dst)[:-1] + b"\1", False)):
                self.assertEqual(sync_frames.comparable(other) == same, is_same)

    def test_what_another_host_sends_has_right_checksums(self):
        for src, dst in GROUPS:
            frame = sync_frames.from_another(datagram(src, dst))
            self.assertNotEqual(frame[6:12], MACS[6:12])
            other = str(ipaddress.ip_address(frame[26:30] if "." in src else frame[22:38]))
            self.assertNotEqual(other, src)
            at = 34 if "." in src else 54
            self.assertEqual(checksum(pseudo(other, dst, len(frame) - at) + frame[at:]), 0)
            if "." in src:
                self.assertEqual(checksum(frame[14:34]), 0)


if __name__ == "__main__":
    unittest.main()
