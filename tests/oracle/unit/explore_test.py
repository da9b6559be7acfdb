# SPDX-License-Identifier: Apache-2.0
import random
import re
import unittest

from explore.fragment_text import fragments_of, with_payload
from explore.generate import Generator
from explore.settle import (is_clear, reads_settled_state, revives_in_doubt, settled,
                            unclear_steps)
from explore.shrink import shrink
from rig.compare_listings import rows_of
from rig.scenario import steps_of

COMMANDS = {"port", "addr", "arp", "route", "set", "mark", "ipvs", "send", "adv", "conns", "list"}
CONN = "TCP 01:00 SYN_RECV 192.0.2.1:40000 10.0.0.1:80 192.168.1.2:80\n"
TEMPLATE = "TCP 00:30 NONE 192.0.2.1:0 10.0.0.1:80 192.168.1.2:80\n"


def no_answers(_text):
    return []


class Generating(unittest.TestCase):
    def test_a_seed_repeats_its_scenario_and_another_makes_another(self):
        texts = [Generator(random.Random(seed), no_answers).scenario() for seed in ("1/0", "1/0", "1/1")]
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[0], texts[2])

    def test_scenarios_have_only_known_commands_and_end_with_listings(self):
        seed = random.SystemRandom().randrange(1 << 32)
        for number in range(20):
            with self.subTest(seed=seed, number=number):
                steps = steps_of(Generator(random.Random(f"{seed}/{number}"), no_answers).scenario())
                self.assertLessEqual({step.command for step in steps}, COMMANDS)
                self.assertEqual(steps[-1].text, "list --stats")


class Fragmenting(unittest.TestCase):
    TEXT = "ip 192.0.2.1 > 10.0.0.1 id 5 / udp 40000 > 53 / bytes 100"

    def pieces(self, text, **options):
        """Of 200 draws, the places [(first, end)] of the pieces, sorted."""
        for number in range(200):
            texts = fragments_of(random.Random(number), text, **options)
            places = re.findall(r" part (\d+)-(\d*) / ", "\n".join(texts))
            self.assertEqual(len(places), len(texts))
            yield sorted((int(first), int(end or 108)) for first, end in places)

    def test_pieces_are_whole_eights_and_mostly_make_the_packet(self):
        complete = 0
        for places in self.pieces(self.TEXT):
            self.assertTrue(all(first % 8 == 0 and first < end for first, end in places))
            complete += set(range(108)) <= {at for place in places for at in range(*place)}
        self.assertGreater(complete, 150)

    def test_the_first_piece_may_have_to_hold_a_header(self):
        for places in self.pieces(self.TEXT, smallest=24):
            self.assertTrue(places[0][0] > 0 or places[0][1] >= 24)

    def test_another_payload_replaces_the_old_one(self):
        self.assertEqual(with_payload(self.TEXT, 9), self.TEXT.replace("100", "9"))
        self.assertEqual(with_payload("ip a > b / sctp 1 > 2 / chunk DATA", 9),
                         "ip a > b / sctp 1 > 2 / chunk DATA")


class Settling(unittest.TestCase):
    def test_steps_near_the_end_of_a_timer(self):
        cases = [
            # rows, step, is it clear
            (CONN, 58, True), (CONN, 59.5, False), (CONN, 60, False), (CONN, 66, False),
            (CONN, 67, True), (TEMPLATE, 28, True), (TEMPLATE, 31, False), (TEMPLATE, 100, True),
            # the template's timer fires while the conn is there: it may be set again or not
            (CONN + TEMPLATE, 28, True), (CONN + TEMPLATE, 1000, False),
        ]
        for rows, step_s, clear in cases:
            with self.subTest(rows=rows, step_s=step_s):
                self.assertEqual(is_clear(step_s, rows_of(rows)), clear)

    def test_fragments_are_given_up_at_a_doubtful_time(self):
        self.assertTrue(is_clear(28, [], [30]))
        self.assertFalse(is_clear(31, [], [30]))
        self.assertTrue(is_clear(40, [], [30]))
        lines = "send cli ip x part 0-8 / y\nadv 5\nadv 26\nconns"
        def play(text):
            return [{"op": line.split()[0], "text": ""} for line in text.splitlines()]
        self.assertEqual(unclear_steps(lines, play), [2])
        self.assertEqual(unclear_steps(lines.replace("ip x", "ip6 x"), play), [])

    def test_frames_wait_for_a_change_of_the_defence(self):
        for setting in ("drop_packet 3", "secure_tcp 1", "amemthresh 1", "am_droprate 2"):
            lines = [f"set vs/{setting}", "adv 1", "send x"]
            self.assertFalse(reads_settled_state(lines))
            self.assertTrue(reads_settled_state(lines[:1] + ["adv 1.5"] + lines[2:]))

    def test_a_doubtful_step_is_replaced_by_the_nearest_clear_one(self):
        def play(text):
            return [{"op": line.split()[0], "text": CONN} for line in text.splitlines()]
        self.assertEqual(settled("send x\nadv 62\nconns", play), "send x\nadv 50\nconns")
        self.assertEqual(settled("send x\nadv 30\nconns", play), "send x\nadv 30\nconns")

    def test_statistics_need_two_seconds_without_frames(self):
        self.assertTrue(reads_settled_state(["send x", "adv 3", "list --stats"]))
        self.assertTrue(reads_settled_state(["ipvs -Z -t 10.0.0.1:80", "send x"]))
        self.assertFalse(reads_settled_state(["send x", "adv 1", "list --stats"]))
        self.assertFalse(reads_settled_state(["adv 3", "send x", "ipvs -Z -t 10.0.0.1:80"]))

    def test_frames_need_a_step_between_them(self):
        self.assertTrue(reads_settled_state(["ipvs -A -t x", "send x", "adv 0.1", "send y"]))
        self.assertFalse(reads_settled_state(["send x", "set vs/sloppy_tcp 1", "send y"]))

    def test_listings_need_a_step_after_frames_and_commands(self):
        self.assertTrue(reads_settled_state(["send x", "adv 0.1", "conns", "list"]))
        self.assertFalse(reads_settled_state(["send x", "conns"]))
        self.assertFalse(reads_settled_state(["adv 3", "ipvs -d -t x -r y", "list"]))


    def test_a_removed_dest_comes_back_soon_or_late(self):
        def lines(step_s, options=" -m -w 1"):
            return ["ipvs -d -t x -r y", f"adv {step_s}", f"ipvs -a -t x -r y{options}"]
        self.assertFalse(revives_in_doubt(lines(100)))
        self.assertTrue(revives_in_doubt(lines(180)))
        self.assertFalse(revives_in_doubt(lines(1500)))
        self.assertFalse(revives_in_doubt(lines(180)[1:]))

    def test_a_dest_comes_back_with_the_method_that_it_had(self):
        lines = ["ipvs -a -t x -r y -m -w 1", "ipvs -D -t x", "ipvs -a -t x -r y -m -w 2"]
        self.assertFalse(revives_in_doubt(lines))
        self.assertTrue(revives_in_doubt(lines[:2] + ["ipvs -a -t x -r y -g"]))
        self.assertFalse(revives_in_doubt(lines[:2] + ["ipvs -a -t x -r z -g"]))


class Shrinking(unittest.TestCase):
    def test_only_the_lines_that_matter_are_left(self):
        for needed in ({0}, {39}, {7, 8}, {3, 17, 31}, set(range(0, 40, 5))):
            with self.subTest(needed=needed):
                def failing(candidates, needed=needed):
                    return [needed <= set(lines) for lines in candidates]
                self.assertEqual(shrink(list(range(40)), failing), sorted(needed))

    def test_a_scenario_that_needs_every_line_stays(self):
        lines = list("abcdef")
        self.assertEqual(shrink(lines, lambda tries: [len(t) == 6 for t in tries]), lines)


if __name__ == "__main__":
    unittest.main()
