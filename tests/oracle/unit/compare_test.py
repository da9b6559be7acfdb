# SPDX-License-Identifier: Apache-2.0
import unittest

from rig.compare import first_difference
from rig.scenario import steps_of
from rig.script import compile_script
from unit.packets import frame4, icmp, out

SCENARIO = """# Two commands that may fail.
port cli 02:00:00:00:00:01
ipvs -A -t 10.0.0.1:80 -s rr   # a comment
ipvs -a -t 10.0.0.1:80 -r 192.168.1.2

send cli ip 192.0.2.1 > 10.0.0.1 / tcp 40000 > 80 S
expect none
conns here
expect-conns
  TCP 01:00 SYN_RECV ...
list here --stats
"""
FRAME = "00" * 60


def nicvs_answers():
    return {3: {"rc": 0, "text": ""}, 4: {"rc": 0, "text": ""},
            6: {"t": 0.0, "port": "cli", "frame": FRAME, "out": []}, 8: {"t": 0.0, "text": ""},
            11: {"t": 0.0, "text": ""}}


def real_answers():
    """By line of the guest's script: port, ipvs, ipvs, start, tx, conns, list."""
    return {1: {}, 2: {"rc": 0, "text": ""}, 3: {"rc": 0, "text": ""}, 4: {}, 5: {"out": []},
            6: {"rc": 0, "text": ""}, 7: {"rc": 0, "text": ""}}


class Comparing(unittest.TestCase):
    def setUp(self):
        self.lines, self.origins = compile_script(steps_of(SCENARIO), nicvs_answers())

    def test_the_guest_gets_hex_frames_no_labels_and_no_expectations(self):
        self.assertEqual(self.lines, [
            "port cli 02:00:00:00:00:01 1500", "ipvs -A -t 10.0.0.1:80 -s rr",
            "ipvs -a -t 10.0.0.1:80 -r 192.168.1.2", "start", f"tx cli {FRAME}", "conns",
            "list --stats"])

    def test_runs_that_agree(self):
        self.assertIsNone(first_difference(self.origins, nicvs_answers(), real_answers()))

    def test_the_first_difference_names_file_and_line_of_the_step(self):
        real = real_answers()
        real[3] = {"rc": 2, "text": "No such process\n"}
        real[5] = {"out": [{"port": "cli", "frame": FRAME}]}
        text = first_difference(self.origins, nicvs_answers(), real).text("a.scn")
        self.assertTrue(text.startswith("a.scn:4: ipvs -a -t 10.0.0.1:80"), text)
        self.assertIn("No such process", text)

    def test_the_host_tells_of_fragments_that_nicvs_left_to_it(self):
        piece = bytearray(frame4("192.0.2.1", "10.0.0.1", 17, bytes(8), ident=7))
        piece[20] = 0x20
        error = frame4("10.0.0.1", "192.0.2.1", 1, icmp(11, 1, bytes(piece[14:])))
        origins = [step for step in steps_of("send cli x\nadv 40\n")]

        def difference(port):
            nicvs = {1: {"t": 0, "frame": piece.hex(), "out": out((port, piece))},
                     2: {"out": []}}
            real = {1: {"out": [] if port == "host" else out((port, piece))},
                    2: {"out": out(("cli", error))}}
            return first_difference(origins, nicvs, real)
        self.assertIsNone(difference("host"))
        self.assertEqual(difference("srv").line, 2)

    def test_a_guest_that_died_or_could_not_do_a_step_is_a_difference(self):
        real = real_answers()
        del real[6], real[7]
        self.assertEqual(first_difference(self.origins, nicvs_answers(), real).line, 8)
        real = real_answers()
        real[1] = {"fault": "cannot make a TAP device"}
        self.assertEqual(first_difference(self.origins, nicvs_answers(), real).line, 2)


if __name__ == "__main__":
    unittest.main()
