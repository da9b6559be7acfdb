# SPDX-License-Identifier: Apache-2.0
import struct
import unittest

from rig.compare_frames import compare
from unit.packets import MACS, frame4, icmp, ipv4, out, udp

CLIENT, VIP, DEST, DIRECTOR = "192.0.2.1", "10.0.0.1", "192.168.1.2", "192.168.1.254"
REQUEST = frame4(CLIENT, VIP, 17, udp(40000, 53))
FORWARDED = frame4(CLIENT, DEST, 17, udp(40000, 53), ttl=63)


class Frames(unittest.TestCase):
    def test_equal_frames_agree(self):
        self.assertEqual(compare(REQUEST, out(("srv", FORWARDED)), out(("srv", FORWARDED))), [])

    def test_frames_of_any_kind_and_length_are_compared(self):
        ipv6 = MACS + b"\x86\xdd\x60" + bytes(60)
        for frame in (ipv6, ipv6[:30], MACS + b"\x08\x00\x45", MACS, b"\x02", b""):
            self.assertEqual(compare(REQUEST, out(("srv", frame)), out(("srv", frame))), [])
            self.assertNotEqual(
                compare(REQUEST, out(("srv", frame)), out(("srv", frame + b"\x01"))), [])
            self.assertEqual(compare(frame, out(("srv", FORWARDED)), out(("srv", FORWARDED))), [])

    def test_a_field_that_differs_is_named_with_both_values(self):
        other = frame4(CLIENT, DEST, 17, udp(40000, 53), ttl=62)
        lines = compare(REQUEST, out(("srv", FORWARDED)), out(("srv", other)))
        self.assertEqual(lines[0], "frame 1 that left differs")
        marked = [line.split() for line in lines if line.lstrip().startswith("*")]
        self.assertEqual(marked, [["*", "ip", "ttl", "63", "62"]])

    def test_the_port_is_compared(self):
        lines = compare(REQUEST, out(("srv", FORWARDED)), out(("cli", FORWARDED)))
        self.assertEqual(lines[0], "frame 1 that left differs")

    def test_a_missing_frame_is_shown_in_one_line(self):
        lines = compare(REQUEST, out(), out(("srv", FORWARDED)))
        self.assertEqual(lines[0], "0 frames left NICVS, 1 the real IPVS")
        self.assertIn("srv: 192.0.2.1 > 192.168.1.2 / udp 40000 > 53", lines[2])

    def test_the_order_of_ports_does_not_matter_the_order_on_a_port_does(self):
        second = frame4(CLIENT, DEST, 17, udp(40001, 53), ttl=63)
        self.assertEqual(compare(REQUEST, out(("srv", FORWARDED), ("cli", second)),
                                 out(("cli", second), ("srv", FORWARDED))), [])
        self.assertNotEqual(compare(REQUEST, out(("srv", FORWARDED), ("srv", second)),
                                    out(("srv", second), ("srv", FORWARDED))), [])


class OwnStack(unittest.TestCase):
    def test_what_the_host_answers_is_not_compared(self):
        answer = frame4(VIP, CLIENT, 1, icmp(3, 3, ipv4(CLIENT, VIP, 17, udp(40000, 53))))
        self.assertEqual(compare(REQUEST, out(("host", REQUEST)), out(("cli", answer))), [])

    def test_plain_routing_by_the_host_is_not_compared(self):
        routed = frame4(CLIENT, VIP, 17, udp(40000, 53), ttl=63)
        self.assertEqual(compare(REQUEST, out(("host", REQUEST)), out(("srv", routed))), [])

    def test_fragments_that_the_host_routes_may_be_cut_anew(self):
        def fragment(first, end, ttl, data=bytes(range(48))):
            frame = bytearray(frame4(DEST, CLIENT, 17, data[first:end], ttl=ttl, ident=7))
            frame[20:22] = ((0x2000 if end < 48 else 0) + first // 8).to_bytes(2, "big")
            return bytes(frame)
        passed = [("host", fragment(first, first + 16, 64)) for first in (0, 16, 32)]
        whole = [("cli", fragment(0, 24, 63)), ("cli", fragment(24, 48, 63))]
        self.assertEqual(compare(passed[2][1], out(*passed), out(*whole)), [])
        joined = out(("cli", fragment(0, 48, 63)))
        self.assertEqual(compare(passed[2][1], out(*passed), joined), [])
        for odd in (fragment(0, 24, 62), fragment(0, 24, 63, bytes(48))):
            self.assertNotEqual(compare(passed[2][1], out(*passed), out(("cli", odd))), [])

    def test_a_frame_that_the_real_ipvs_forwards_is_not_the_hosts(self):
        self.assertNotEqual(compare(REQUEST, out(("host", REQUEST)), out(("srv", FORWARDED))), [])

    def test_an_answer_that_nicvs_left_to_nobody_is_a_difference(self):
        answer = frame4(VIP, CLIENT, 1, icmp(3, 3, ipv4(CLIENT, VIP, 17, udp(40000, 53))))
        self.assertNotEqual(compare(REQUEST, out(), out(("cli", answer))), [])

    def test_arp_requests_of_the_real_director_are_passed_over(self):
        request = MACS + bytes.fromhex("08060001080006040001") + bytes(20)
        self.assertEqual(compare(REQUEST, out(), out(("srv", request))), [])


class Identification(unittest.TestCase):
    def error(self, ident):
        quote = ipv4(CLIENT, VIP, 17, udp(40000, 53))
        return frame4(VIP, CLIENT, 1, icmp(3, 3, quote), ident=ident)

    def test_the_id_of_an_icmp_error_of_the_director_is_random(self):
        self.assertEqual(compare(REQUEST, out(("cli", self.error(1))), out(("cli", self.error(77)))),
                         [])

    def test_a_wrong_header_checksum_shows_in_spite_of_the_random_id(self):
        broken = bytearray(self.error(77))
        broken[24] ^= 1
        self.assertNotEqual(
            compare(REQUEST, out(("cli", self.error(1))), out(("cli", bytes(broken)))), [])

    def test_the_id_of_an_icmp_error_passed_on_is_compared(self):
        arrived = frame4(DEST, CLIENT, 1, icmp(3, 3, ipv4(CLIENT, DEST, 17, udp(40000, 53))))
        self.assertNotEqual(
            compare(arrived, out(("cli", self.error(1))), out(("cli", self.error(77)))), [])

    def test_later_fragments_share_the_random_id_of_their_first(self):
        inner = ipv4(CLIENT, VIP, 17, udp(40000, 53), ttl=63)

        def pieces(ident):
            whole = [frame4(DIRECTOR, DEST, 17, body, ident=ident) for body in (inner, bytes(8))]
            whole[1] = whole[1][:20] + b"\0\2" + whole[1][22:]
            return out(("srv", whole[0]), ("srv", whole[1]))
        self.assertEqual(compare(REQUEST, pieces(1), pieces(77)), [])
        self.assertNotEqual(compare(REQUEST, pieces(1)[1:], pieces(77)[1:]), [])

    def test_the_id_of_an_outer_header_is_random_that_of_a_forwarded_packet_not(self):
        inner = ipv4(CLIENT, VIP, 17, udp(40000, 53), ttl=63)
        tunnels = [frame4(DIRECTOR, DEST, 4, inner, ident=ident) for ident in (1, 77)]
        self.assertEqual(compare(REQUEST, out(("srv", tunnels[0])), out(("srv", tunnels[1]))), [])
        plain = frame4(CLIENT, DEST, 17, udp(40000, 53), ttl=63, ident=9)
        self.assertNotEqual(compare(REQUEST, out(("srv", FORWARDED)), out(("srv", plain))), [])

    def test_the_id_of_an_error_made_of_one_about_a_tunnel_is_random(self):
        request = ipv4(CLIENT, VIP, 17, udp(40000, 53), ttl=63)
        tunnelled = ipv4(DIRECTOR, DEST, 4, request)
        arrived = frame4("192.168.1.1", DIRECTOR, 1, icmp(3, 1, tunnelled))
        told = [frame4(VIP, CLIENT, 1, icmp(3, 1, request), ident=ident) for ident in (1, 77)]
        self.assertEqual(compare(arrived, out(("cli", told[0])), out(("cli", told[1]))), [])


class GueSourcePort(unittest.TestCase):
    INNER = bytes.fromhex("00040000") + ipv4(CLIENT, VIP, 17, udp(40000, 53), ttl=63)

    def tunnel(self, sport, dport=6080, csum=0):
        datagram = bytearray(udp(sport, dport, self.INNER))
        datagram[6:8] = csum.to_bytes(2, "big")
        return frame4(DIRECTOR, DEST, 17, bytes(datagram))

    def fragment6(self, sport, offset):
        body = bytes.fromhex("1100") + offset.to_bytes(2, "big") + bytes(4)
        body += udp(sport, 6080, self.INNER)
        head = struct.pack("!IHBB", 0x60000000, len(body), 44, 63) + bytes(32)
        return MACS + b"\x86\xdd" + head + body

    def compared(self, left, right):
        return compare(REQUEST, out(("srv", left)), out(("srv", right)))

    def test_two_ephemeral_ports_agree(self):
        self.assertEqual(self.compared(self.tunnel(32768), self.tunnel(60999)), [])

    def test_first_ipv6_fragments_have_a_port_later_ones_do_not(self):
        self.assertEqual(self.compared(self.fragment6(32768, 1), self.fragment6(60999, 1)), [])
        self.assertNotEqual(self.compared(self.fragment6(32768, 9), self.fragment6(60999, 9)), [])

    def test_the_checksum_is_corrected_for_the_port(self):
        self.assertEqual(
            self.compared(self.tunnel(40000, csum=0x1000), self.tunnel(40001, csum=0x0FFF)), [])
        self.assertNotEqual(
            self.compared(self.tunnel(40000, csum=0x1000), self.tunnel(40001, csum=0x1000)), [])

    def test_other_ports_are_compared(self):
        self.assertNotEqual(self.compared(self.tunnel(40000), self.tunnel(80)), [])
        self.assertNotEqual(self.compared(self.tunnel(40000, 53), self.tunnel(40001, 53)), [])


if __name__ == "__main__":
    unittest.main()
