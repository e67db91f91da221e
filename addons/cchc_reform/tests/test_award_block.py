from unittest import TestCase

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..kernel import awards
from .common import ReformCase


class TestRank(TestCase):
    def test_equal_averages_share_a_place(self):
        ranks = awards.rank({"a": [90, 91], "b": [95], "c": [90.5], "d": []})
        self.assertEqual([(one.ref, one.place) for one in ranks], [("b", 1), ("a", 2), ("c", 2)])


@tagged("post_install", "-at_install")
class TestAwardBlock(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flag = cls.env.ref("cchc_reform.award_title_flag_province")
        cls.block = (
            cls.env["cchc.award.block"]
            .with_user(cls.user_standing)
            .create(
                {
                    "name": "Khối các sở",
                    "year": 2024,
                    "unit_id": cls.province.id,
                    "member_ids": (cls.snv | cls.gtvt | cls.yte).ids,
                    "title_id": cls.flag.id,
                }
            )
        )

    def score(self, user, scorer, unit, points):
        score = self.block.sudo().score_ids.filtered(
            lambda one: (one.scorer_unit_id, one.unit_id) == (scorer, unit)
        )
        score.with_user(user).points = points
        return score

    def test_members_score_each_other_and_the_first_is_registered(self):
        block = self.block
        block.action_open()
        self.assertEqual(len(block.sudo().score_ids), 6)
        own = self.score(self.user_gtvt_head, self.gtvt, self.yte, 92.25)
        self.score(self.user_gtvt_hr, self.gtvt, self.snv, 90)
        # Neither for another, nor seen before it is closed, nor beyond the points, nor moved.
        with self.assertRaises(AccessError):
            self.score(self.user_yte_head, self.gtvt, self.yte, 100)
        with self.assertRaises(AccessError):
            own.with_user(self.user_yte_head).read(["points"])
        with self.assertRaises(AccessError):
            own.with_user(self.user_gtvt_head).unit_id = self.snv
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.score(self.user_gtvt_head, self.gtvt, self.yte, 100.5)
        self.score(self.user_yte_head, self.yte, self.gtvt, 90)
        self.score(self.user_yte_head, self.yte, self.snv, 94.5)
        self.assertFalse(block.ranking)
        with self.assertRaisesRegex(UserError, "have not scored all: Sở Nội vụ"):
            block.action_close()
        self.score(self.user_snv_head, self.snv, self.gtvt, 91)
        self.score(self.user_snv_head, self.snv, self.yte, 92.25)
        block.action_close()
        block.invalidate_recordset()
        self.assertEqual(block.best_ids, self.snv | self.yte)  # 92,25 each
        self.assertIn("3. Sở Giao thông vận tải: 90,50 (2 scores)", block.ranking)
        self.assertEqual(own.with_user(self.user_yte_head).points, 92.25)
        with self.assertRaises(UserError):
            self.score(self.user_gtvt_head, self.gtvt, self.yte, 100)
        block.action_nominate()
        block.action_nominate()  # none twice
        nominated = self.env["cchc.award.nomination"].search([("block_id", "=", block.id)])
        self.assertEqual(nominated.unit_id, self.snv | self.yte)
        self.assertEqual(
            (nominated.title_id, set(nominated.mapped("state"))), (self.flag, {"registered"})
        )
        # The scores registered them, at the end of the year.
        self.assertFalse(nominated.registered_by_id)
        self.assertEqual(nominated.mapped("late_note"), [False, False])
        with self.assertRaises(AccessError):
            nominated[0].with_user(self.user_standing).block_id = False

    def test_only_the_standing_office_keeps_it(self):
        with self.assertRaises(AccessError):
            self.block.with_user(self.user_gtvt_head).read(["name"])
        self.block.action_open()
        self.assertEqual(self.block.with_user(self.user_outsider).name, "Khối các sở")
        for step in ("close_without", "reopen"):
            with self.assertRaises(UserError):
                getattr(self.block.with_user(self.user_gtvt_head), f"action_{step}")("Lý do")
        with self.assertRaises(UserError):
            self.block.member_ids -= self.yte
        self.block.action_close_without("Sở Y tế không chấm")
        self.assertEqual(
            (self.block.state, self.block.close_reason), ("closed", "Sở Y tế không chấm")
        )
        self.assertFalse(self.block.best_ids)  # nobody scored
