from datetime import date
from unittest import TestCase

from odoo.addons.cchc_reform.kernel import awards
from odoo.addons.cchc_reform.kernel.awards import BY_HAND, MET, UNMET


class TestAwardsKernel(TestCase):
    def test_earlier_awards(self):
        three = awards.Condition("three", awards.EARLIER, "base", 3)
        two = awards.Condition("two", awards.EARLIER, "base", 2, 3)
        unknown = awards.Condition("unknown", awards.EARLIER, "base", 2, 0)
        for condition, years, status, missing in (
            (three, {2021, 2022, 2023}, MET, ()),
            (three, {2019, 2020, 2021, 2022, 2023}, MET, ()),
            (three, {2020, 2021, 2022}, UNMET, (2023,)),
            (three, {2020, 2021, 2023}, UNMET, (2022,)),
            (three, {2022, 2023}, UNMET, (2021,)),
            (three, {2022, 2023, 2024}, UNMET, (2021,)),
            (three, (), UNMET, (2021, 2022, 2023)),
            (two, {2020, 2023}, MET, ()),
            (two, {2022, 2023}, UNMET, (2020,)),
            (unknown, {2015, 2023}, BY_HAND, ()),
            (unknown, {2023, 2024}, UNMET, ()),
        ):
            with self.subTest(condition=condition.ref, years=years):
                (finding,) = awards.check([condition], {"base": years, "other": {2021}}, 2023)
                self.assertEqual((finding.status, finding.missing), (status, missing))

    def test_what_no_register_tells_is_never_met(self):
        for kind in (
            awards.RATING,
            awards.REFORM,
            awards.INDEX,
            awards.INITIATIVE,
            awards.DISCIPLINE,
            awards.SHARE,
            awards.VOTES,
            awards.QUORUM,
        ):
            (finding,) = awards.check([awards.Condition(kind, kind)], {}, 2023)
            self.assertEqual(finding, awards.Finding(kind, BY_HAND))

    def test_what_other_registers_tell(self):
        """Bounds of each: the rating itself is enough, a share counts all members."""
        in_unit, in_province = ((2023, "unit"),), ((2023, "province"),)
        votes = {"members": 11, "present": 10, "favour": 9}
        for kind, least, facts, status in (
            (awards.RATING, "good", {"rating": "excellent"}, MET),
            (awards.RATING, "good", {"rating": "good"}, MET),
            (awards.RATING, "good", {"rating": "completed"}, UNMET),
            (awards.RATING, "good", {"reform": "excellent"}, BY_HAND),
            (awards.REFORM, "good", {"reform": "good", "rating": "completed"}, MET),
            (awards.REFORM, "good", {"reform": "completed", "rating": "good"}, UNMET),
            (awards.INDEX, 80, {"rating": "excellent"}, BY_HAND),
            (awards.INITIATIVE, "unit", {"initiatives": in_unit}, MET),
            (awards.INITIATIVE, "unit", {"initiatives": in_province}, MET),
            (awards.INITIATIVE, "province", {"initiatives": in_unit}, UNMET),
            (awards.INITIATIVE, "province", {"initiatives": ((2022, "province"),)}, BY_HAND),
            (awards.INITIATIVE, "unit", {"initiatives": ((2024, "unit"),)}, UNMET),
            (awards.INITIATIVE, "nation", {"initiatives": in_province}, BY_HAND),
            (awards.INITIATIVE, "unit", {"initiatives": ()}, UNMET),
            (awards.DISCIPLINE, None, {"barred": True}, UNMET),
            (awards.DISCIPLINE, None, {"barred": False}, BY_HAND),
            (awards.VOTES, 81, votes, MET),
            (awards.VOTES, 82, votes, UNMET),
            (awards.VOTES, None, votes, BY_HAND),
            (awards.QUORUM, 90, votes, MET),
            (awards.QUORUM, 91, votes, UNMET),
        ):
            with self.subTest(kind=kind, least=least, facts=facts):
                condition = awards.Condition(kind, kind, least=least)
                (finding,) = awards.check([condition], {}, 2023, awards.Facts(**facts))
                self.assertEqual(finding.status, status)

    def test_years_that_a_title_counts(self):
        """Discipline is asked for in all of them; the longest row of earlier awards says which."""
        for earlier, years in (
            ([(3, 1)], (2021, 2023)),
            ([(2, 3), (3, 1)], (2020, 2023)),
            ([(1, 1)], ()),
            ([(2, 0)], ()),
            ([], ()),
        ):
            with self.subTest(earlier=earlier):
                conditions = [
                    awards.Condition(None, awards.EARLIER, "base", times, spacing)
                    for times, spacing in earlier
                ]
                plain = awards.Condition("discipline", awards.DISCIPLINE)
                found = awards.check([*conditions, plain], {}, 2023)
                self.assertEqual(found[-1].years, years)
                self.assertFalse(any(one.years for one in found[:-1]))
        self.assertEqual((awards.span(2021, 2023), awards.span(2023, 2023)), ("2021–2023", "2023"))

    def test_overlap(self):
        until_june = awards.Period("a", date(2024, 1, 1), date(2025, 6, 30))
        from_july = awards.Period("b", date(2025, 7, 1))
        last_day = awards.Period("c", date(2025, 6, 30), date(2025, 6, 30))
        self.assertIsNone(awards.overlap([from_july, until_june]))
        self.assertEqual(awards.overlap([last_day, until_june]), (until_june, last_day))
        self.assertEqual(
            awards.overlap([awards.Period("d", date(2030, 1, 1)), from_july]),
            (from_july, awards.Period("d", date(2030, 1, 1))),
        )
