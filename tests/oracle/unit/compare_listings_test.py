# SPDX-License-Identifier: Apache-2.0
import unittest

from rig.compare_listings import compare_conns, compare_table

CONN = "TCP {} ESTABLISHED 192.0.2.1:40000 10.0.0.1:80 192.168.1.2:80\n"
TEMPLATE = "TCP {} ASSURED 192.0.2.1:0 10.0.0.1:80 192.168.1.2:80\n"
KERNEL_HEAD = "IPVS connection entries\npro expire state source virtual destination\n"


class Conns(unittest.TestCase):
    def test_remaining_times(self):
        cases = [
            # nicvs, real IPVS, seconds without frames, do they agree
            (CONN, "14:59", "14:59", 0, True),
            (CONN, "15:00", "14:59", 0, True),
            (CONN, "15:00", "14:58", 0, False),
            (CONN, "15:00", "14:58", 900, False),
            (TEMPLATE, "00:20", "00:25", 0, False),
            (TEMPLATE, "00:20", "00:25", 60, True),
            (TEMPLATE, "00:59", "00:02", 60, True),
            (TEMPLATE, "00:20", "00:40", 60, False),
        ]
        for row, nicvs, real, quiet_s, agree in cases:
            with self.subTest(row=row.split()[2], nicvs=nicvs, real=real, quiet_s=quiet_s):
                lines = compare_conns(row.format(nicvs), KERNEL_HEAD + row.format(real), quiet_s)
                self.assertEqual(not lines, agree)

    def test_a_row_that_only_one_side_lists_counts_unless_its_time_is_up(self):
        self.assertEqual(compare_conns("", CONN.format("00:00"), 0), [])
        self.assertEqual(compare_conns(CONN.format("00:01"), "", 0), [])
        self.assertNotEqual(compare_conns("", CONN.format("00:02"), 0), [])
        self.assertNotEqual(compare_conns(CONN.format("14:00"), "", 0), [])

    def test_another_state_is_a_difference_and_both_rows_are_shown(self):
        text = "\n".join(compare_conns(CONN.format("15:00"),
                                       CONN.replace("ESTABLISHED", "SYN_RECV").format("01:00"), 0))
        self.assertIn("15:00 ESTABLISHED", text)
        self.assertIn("01:00 SYN_RECV", text)

    def test_the_order_of_rows_does_not_matter(self):
        first, second = CONN.format("15:00"), CONN.replace("40000", "40001").format("15:00")
        self.assertEqual(compare_conns(first + second, KERNEL_HEAD + second + first, 0), [])


class Tables(unittest.TestCase):
    def test_blanks_and_the_size_of_the_conn_table_do_not_matter(self):
        self.assertEqual(
            compare_table("IP Virtual Server version 1.2.1 (size=65536)\nTCP  10.0.0.1:80 rr\n",
                          "IP Virtual Server version 1.2.1 (size=4096)\nTCP 10.0.0.1:80  rr\n"), [])

    def test_the_order_of_lines_and_their_number_do(self):
        one, two = "TCP 10.0.0.1:80 rr\n", "TCP 10.0.0.2:80 rr\n"
        self.assertNotEqual(compare_table(one + two, two + one), [])
        self.assertNotEqual(compare_table(one, one + two), [])


if __name__ == "__main__":
    unittest.main()
