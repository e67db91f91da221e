import random
from unittest import TestCase

from odoo.addons.cchc_reform.kernel.succession import (
    SuccessionCycle,
    final_successors,
    gathered_paths,
)


class TestFinalSuccessors(TestCase):
    def test_a_merger_gathers_under_the_one_successor(self):
        self.assertEqual(final_successors([("a", "c"), ("b", "c")]), {"a": "c", "b": "c"})

    def test_two_events_one_after_the_other(self):
        self.assertEqual(final_successors([("a", "b"), ("b", "c")]), {"a": "c", "b": "c"})

    def test_a_split_is_never_divided(self):
        finals = final_successors([("a", "b"), ("a", "c"), ("b", "d")])
        self.assertEqual(finals, {"a": "a", "b": "d"})

    def test_a_split_that_comes_together_again(self):
        finals = final_successors([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])
        self.assertEqual(finals, {"a": "d", "b": "d", "c": "d"})

    def test_what_a_unit_took_over_stays_with_it_when_it_is_split(self):
        finals = final_successors([("a", "b"), ("b", "c"), ("b", "d")])
        self.assertEqual(finals, {"a": "b", "b": "b"})

    def test_dissolved_stays_by_itself(self):
        self.assertEqual(final_successors([("a", None), ("b", "a")]), {"a": "a", "b": "a"})

    def test_circles_are_refused(self):
        for links in ([("a", "a")], [("a", "b"), ("b", "a")], [("x", "a"), ("a", "b"), ("b", "a")]):
            with self.subTest(links=links), self.assertRaises(SuccessionCycle) as caught:
                final_successors(links)
            self.assertTrue({"a", *dict(links).values()} <= caught.exception.units | {"x"})

    def test_long_chains(self):
        finals = final_successors([(number, number + 1) for number in range(5000)])
        self.assertEqual(set(finals.values()), {5000})

    def test_random_links_against_walking_them(self):
        """By hand: follow all links; one end is where it stands, several leave it where it is."""
        chance = random.Random(20250701)
        for _round in range(200):
            links = {}
            for unit in range(20):
                if chance.random() < 0.7:
                    later = range(unit + 1, 26)
                    links[unit] = set(
                        chance.sample(later, min(chance.choice((1, 1, 2)), len(later)))
                    )
            finals = final_successors([(u, s) for u, found in links.items() for s in found])

            def walk(unit, links=links):
                if unit not in links:
                    return unit
                ends = {walk(one, links) for one in links[unit]}
                return ends.pop() if len(ends) == 1 else unit

            self.assertEqual(finals, {unit: walk(unit) for unit in links})


class TestGatheredPaths(TestCase):
    PARENTS = {
        "30": None, "31": None, "sở cũ": "30", "sở mới": "31", "huyện": "30", "xã": "huyện",
        "xã mới": "31", "phòng": "sở cũ", "phòng mới": "sở mới",
    }  # fmt: skip

    def test_closed_units_stand_below_what_is_gathered_from_above(self):
        finals = final_successors(
            [("30", "31"), ("sở cũ", "sở mới"), ("huyện", None), ("phòng", "phòng mới")]
        )
        paths = gathered_paths(self.PARENTS, finals)
        self.assertEqual(paths["30"], ("31",))
        self.assertEqual(paths["sở cũ"], ("31", "sở mới"))
        self.assertEqual(paths["phòng"], ("31", "sở mới", "phòng mới"))
        self.assertEqual(paths["huyện"], ("31", "huyện"))
        self.assertEqual(paths["xã"], ("31", "huyện", "xã"))
        self.assertEqual(paths["xã mới"], ("31", "xã mới"))

    def test_without_events_it_is_the_tree(self):
        paths = gathered_paths(self.PARENTS, {})
        self.assertEqual(paths["phòng"], ("30", "sở cũ", "phòng"))

    def test_a_unit_gathered_below_itself_is_refused(self):
        with self.assertRaises(SuccessionCycle):
            gathered_paths({"a": None, "b": "a"}, {"a": "b"})
