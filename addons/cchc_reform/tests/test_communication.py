from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..kernel import dates
from .common import ReformCase


@tagged("post_install", "-at_install")
class TestCommunication(ReformCase):
    """The plan of communication and dialogue; contributions, their term and their sender."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Event = cls.env["cchc.communication"].with_user(cls.user_gtvt_officer)
        cls.Contribution = cls.env["cchc.contribution"].with_user(cls.user_gtvt_officer)

    def event(self, **values):
        return self.Event.create({"name": "Tuyên truyền", "unit_id": self.gtvt.id, **values})

    def contribution(self, **values):
        return self.Contribution.create(
            {"name": "Hỏi", "text": "Hỏi", "received_by_unit_id": self.gtvt.id, **values}
        )

    def figures(self, units, *names):
        self.env.invalidate_all()
        today = dates.today()
        found = self.env["cchc.report.metric"]._values(names, units, today, today)
        return [tuple(found[name][unit.id] for unit in units) for name in names]

    def test_event_is_planned_held_and_proved(self):
        event = self.event(year=2026, planned_in="q2")
        self.assertEqual(event.due_on, date(2026, 6, 30))
        event.planned_in = "m02"
        self.assertEqual(event.due_on, date(2026, 2, 28))
        with self.assertRaises(AccessError):
            event.action_plan()
        event.with_user(self.user_gtvt_head).action_plan()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            event.planned_in = "q4"
        event.done_on = dates.today() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "day on which"):
            event.action_finish()
        event.done_on = dates.today()
        with self.assertRaisesRegex(UserError, "evidence"):
            event.action_finish()
        event.note = "Đã tổ chức"
        event.action_finish()
        self.assertEqual(event.state, "done")

    def test_term_comes_from_the_rule_or_by_hand(self):
        one = self.contribution()
        with self.assertRaisesRegex(UserError, "No rule"):
            one.action_assign()
        rule = self.env["cchc.contribution.rule"].create(
            {"name": "Tạm", "working_days": 5, "date_from": "2020-01-01", "date_to": "2020-12-31"}
        )
        self.assertEqual(rule._due_on(date(2020, 6, 5)), date(2020, 6, 12), "over a weekend")
        with self.assertRaises(ValidationError):
            rule.copy({"date_from": "2020-12-31", "date_to": False})
        rule.verify_note = "x"
        rule.working_days = 6
        kept = self.env["cchc.audit.entry"].search([("model", "=", rule._name)])
        self.assertEqual(len(kept), 2, "kept as entered and as changed")
        rule.working_days = 5
        with self.assertRaisesRegex(UserError, "no date"):
            self.contribution(received_on="0202-06-05")
        old = self.contribution(received_on="2020-06-05")
        old.action_assign()
        self.assertEqual((old.due_on, old.rule_id), (date(2020, 6, 12), rule))
        self.assertTrue(old.is_late)
        self.assertIn(old, self.Contribution.search([("is_late", "=", True)]))
        one.term = dates.today()
        one.action_assign()
        self.assertEqual(
            (one.due_on, one.rule_id, one.is_late), (dates.today(), rule.browse(), False)
        )

    def test_way_of_a_contribution_and_who_reads_its_sender(self):
        one = self.contribution(
            unit_id=self.yte.id,
            term=dates.today(),
            sender_ids=[(0, 0, {"name": "Nguyễn Văn A", "contact": "0900"})],
        )
        sender = one.sender_ids
        theirs = one.with_user(self.user_yte_officer)
        Sender = self.env["cchc.contribution.sender"]
        self.assertFalse(theirs.search([("id", "=", one.id)]), "not before it is handed on")
        one.action_assign()
        self.assertTrue(theirs.search([("id", "=", one.id)]))
        for user, seen in (
            (self.user_yte_officer, 1), (self.user_yte_head, 1), (self.user_gtvt_officer, 0),
            (self.user_gtvt_head, 0),
        ):  # fmt: skip
            self.assertEqual(Sender.with_user(user).search_count([("id", "=", sender.id)]), seen)
        for user in (self.user_standing, self.user_leader, self.user_auditor):
            self.assertTrue(one.with_user(user).name)
            with self.assertRaises(AccessError):
                Sender.with_user(user).search_count([])
            with self.assertRaises(AccessError):
                one.with_user(user).search_count([("sender_ids.name", "ilike", "Nguyễn")])
        with self.assertRaises(AccessError):
            one.answer = "Không phải của đơn vị"
        theirs.action_return("Không thuộc thẩm quyền")
        self.assertEqual((one.state, one.unit_id), ("received", self.gtvt))
        one.action_assign()
        with self.assertRaisesRegex(UserError, "Write the answer"):
            one.action_answer()
        one.answer = "Đã trả lời"
        one.action_answer()
        self.assertEqual((one.state, one.answered_on), ("answered", dates.today()))

    def test_figures_by_hand(self):
        today, yesterday = dates.today(), dates.today() - timedelta(days=1)
        month = f"m{today.month:02d}"
        for values, held in (
            ({"audience": "citizens"}, True),
            ({"audience": "citizens"}, False),
            ({"audience": "staff", "unit_id": self.gtvt_division.id}, True),
            ({"audience": "enterprises", "kind": "dialogue"}, True),
        ):
            event = self.event(year=today.year, planned_in=month, reached=20, **values)
            event.with_user(self.user_gtvt_head).action_plan()
            if held:
                event.write({"done_on": today, "note": "Xong"})
                event.action_finish()
        units = self.province | self.gtvt_division | self.yte
        end = dates.last_day_of_month(today)
        planned = self.env["cchc.report.metric"]._values(
            ["communication_planned_citizens", "dialogues_planned"], units, end, end
        )
        self.assertEqual(planned["communication_planned_citizens"][self.province.id], 2)
        self.assertEqual(planned["dialogues_planned"][self.province.id], 1)
        self.assertEqual(
            self.figures(
                units, "communication_done_citizens", "communication_done_staff",
                "communication_done", "dialogues_done", "people_reached",
            ),
            [(1, 0, 0), (1, 1, 0), (2, 1, 0), (1, 0, 0), (60, 20, 0)],
        )  # fmt: skip
        for term, answered, handler in (
            (today, True, self.gtvt),
            (yesterday, True, self.gtvt),
            (yesterday, False, self.yte),
            (today, False, self.gtvt),
        ):
            one = self.contribution(term=term, unit_id=handler.id, answer="Trả lời")
            one._assign(on=min(term, today))
            if answered:
                one.action_answer()
        self.assertEqual(
            self.figures(
                units, "contributions_received", "contributions_in_time", "contributions_late",
                "contributions_open", "contributions_overdue",
            ),
            [(4, 0, 1), (1, 0, 0), (1, 0, 0), (2, 0, 1), (1, 0, 1)],
        )  # fmt: skip
