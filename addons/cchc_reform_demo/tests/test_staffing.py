from odoo.tests import tagged

from ..loader import ILLUSTRATIVE
from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestStaffing(DemoCase):
    """Streamlining, scheme, positions and training of the demo province."""

    def test_streamlining_is_in_progress(self):
        programme = self.env["cchc.staff.streamlining.programme"].search(
            [("unit_id", "=", self.province.id)]
        )
        self.assertEqual(programme.state, "issued")
        whole = programme.line_ids.filtered("is_whole")
        self.assertEqual((whole.baseline, whole.required), (2790, 140))
        for line in programme.line_ids:
            self.assertEqual(sum(line.year_ids.mapped("number")), line.required)
        cases = self.env["cchc.staff.streamlining"].search([])
        self.assertEqual(
            sorted(cases.mapped("state")), ["appraised", "decided", "draft", "listed", "settled"]
        )
        self.assertEqual(set(cases.mapped("note")), {ILLUSTRATIVE})

    def test_scheme_counts_what_was(self):
        scheme = self.env["cchc.staff.scheme"].search([("unit_id", "=", self.province.id)])
        self.assertEqual(scheme.state, "issued")
        self.assertTrue(all(scheme.line_ids.mapped("has_baseline")))
        self.assertGreater(sum(scheme.line_ids.mapped("baseline")), 0)

    def test_some_hold_positions_and_some_are_outside(self):
        Post = self.env["cchc.staff.appointment"]
        self.assertTrue(Post.search_count([("position_id", "!=", False)]))
        outside = Post.search([("is_outside_position", "=", True)])
        self.assertIn("Phó Chánh Thanh tra Sở", outside.mapped("title"))

    def test_training_has_results(self):
        courses = self.env["cchc.staff.training"].search([])
        self.assertEqual(set(courses.mapped("state")), {"finished", "running"})
        results = courses.participant_ids.mapped("result")
        self.assertEqual(set(results), {"completed", "failed", "absent", "enrolled"})
        needs = self.env["cchc.staff.training.need"].search([("reason", "!=", False)])
        self.assertEqual(set(needs.mapped("state")), {"approved", "submitted"})

    def test_ratings_of_2022_are_announced(self):
        Rating = self.env["cchc.rating"]
        ratings = Rating.search([])
        self.assertEqual(set(ratings.mapped("state")), {"announced"})
        self.assertEqual(set(ratings.mapped("year")), {2022})
        heads = ratings.filtered("is_head")
        self.assertEqual(set(heads.unit_id.mapped("code")), {"GTVT", "YTE"})
        self.assertEqual(set(heads.deciding_unit_id.mapped("code")), {"30"})
        self.assertEqual(len(ratings - heads), 6)
        levels = Rating._announced_levels(ratings.employee_id.ids, [2022, 2023])
        self.assertEqual({year for _person, year in levels}, {2022})
