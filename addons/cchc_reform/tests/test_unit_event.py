from datetime import date, timedelta
from functools import partial

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReformCase

DAY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)


class EventCase(ReformCase):
    """Events of the small province, prepared by its administrator, carried out by its leader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2025-07-02 03:00:00"))
        cls.kctn = cls.make_unit("Sở Xây dựng", cls.province, cls.gtvt)
        cls.new_commune = cls.make_unit("Phường Mới", cls.province, cls.antruong, DAY)

    @classmethod
    def make_unit(cls, name, parent, like, start=date(2020, 1, 1), **values):
        return cls.env["hr.department"].create(
            {
                "name": name,
                "unit_type_id": like.unit_type_id.id,
                "parent_id": parent.id,
                "date_start": start,
                **values,
            }
        )

    @classmethod
    def make_event(cls, kind, *links, on=DAY, **values):
        """Event as the administrator enters it; a link is (unit, successor or outcome, values)."""
        rows = []
        for predecessor, successor, *more in links:
            row = {"predecessor_id": predecessor.id, **(more[0] if more else {})}
            if isinstance(successor, str):
                row["outcome"] = successor
            else:
                row["successor_id"] = successor.id
            rows.append((0, 0, row))
        return (
            cls.env["cchc.unit.event"]
            .with_user(cls.user_admin_cchc)
            .create(
                {
                    "name": f"Sắp xếp {kind}",
                    "kind": kind,
                    "unit_id": cls.province.id,
                    "effective_on": on,
                    "decision_number": "1/NQ-HĐND",
                    "decision_date": "2025-06-16",
                    "link_ids": rows,
                    **values,
                }
            )
        )

    @classmethod
    def prepare(cls, event):
        """Prepare it as the administrator, who lets the roles end that wait for a choice."""
        event.with_user(cls.user_admin_cchc).action_prepare()
        lines = event.with_env(cls.env).handover_ids
        roles = lines.filtered(lambda line: line.kind == "role" and not line.is_settled)
        roles.with_user(cls.user_admin_cchc).action_end()
        return event

    @classmethod
    def carry_out(cls, event, by=None):
        cls.prepare(event)
        event.with_user(by or cls.user_leader).action_complete()
        return event.with_env(cls.env)

    def merge_gtvt(self, **values):
        return self.make_event(
            "merge", (self.gtvt, self.kctn), (self.gtvt_division, "along"), **values
        )


@tagged("post_install", "-at_install")
class TestUnitEvent(EventCase):
    def test_merger_ends_the_old_unit_on_the_day_before(self):
        event = self.carry_out(self.merge_gtvt())
        self.assertEqual(event.state, "done")
        self.assertEqual(self.gtvt.date_end, BEFORE)
        self.assertTrue(self.gtvt.active, "ended, not archived")
        self.assertFalse(self.kctn.date_end)
        self.assertEqual(self.gtvt.gathered_path, self.kctn.parent_path)
        self.assertEqual(self.gtvt.successor_link_ids.successor_id, self.kctn)
        self.assertEqual(self.kctn.predecessor_link_ids.predecessor_id, self.gtvt)

    def test_what_lies_below_goes_along(self):
        self.carry_out(self.merge_gtvt())
        new = self.gtvt_division.successor_link_ids.successor_id
        self.assertEqual((new.name, new.code), (self.gtvt_division.name, "T-GTVT-PC"))
        self.assertEqual((new.parent_id, new.date_start), (self.kctn, DAY))
        self.assertEqual(self.gtvt_division.parent_id, self.gtvt, "the old tree is not touched")
        self.assertEqual(self.gtvt_division.date_end, BEFORE)

    def test_units_below_are_added_by_a_button(self):
        event = self.make_event("merge", (self.gtvt, self.kctn))
        self.assertIn(self.gtvt_division.name, event.faults)
        with self.assertRaisesRegex(UserError, "lies below Sở Giao thông vận tải"):
            event.action_prepare()
        event.action_take_along()
        self.assertFalse(event.faults)
        event.action_prepare()

    def test_the_code_goes_to_the_new_unit_on_the_day(self):
        event = self.make_event(
            "merge",
            (self.antruong, self.new_commune, {"new_code": "T-10700"}),
        )
        self.carry_out(event)
        self.assertEqual(self.new_commune.code, "T-10700")
        Unit = self.env["hr.department"]
        self.assertEqual(Unit._resolve("T-10700", BEFORE, self.province), self.antruong)
        self.assertEqual(Unit._resolve("T-10700", DAY, self.province), self.new_commune)

    def test_split(self):
        other = self.make_unit("Xã Khác", self.province, self.antruong, DAY)
        self.carry_out(
            self.make_event("split", (self.antruong, self.new_commune), (self.antruong, other))
        )
        self.assertEqual(self.antruong.date_end, BEFORE)
        self.assertFalse(self.antruong.gathered_path, "it stays in its own row")

    def test_rename_keeps_the_unit_and_its_old_name(self):
        event = self.carry_out(
            self.make_event("rename", (self.gtvt, "renamed", {"new_name": "Sở Hạ tầng"}))
        )
        self.assertEqual(self.gtvt.name, "Sở Hạ tầng")
        self.assertFalse(self.gtvt.date_end)
        Unit = self.env["hr.department"]
        self.assertEqual(Unit._names_on(BEFORE).get(self.gtvt.id), "Sở Giao thông vận tải")
        self.assertNotIn(self.gtvt.id, Unit._names_on(DAY))
        self.assertEqual(Unit._resolve("Sở Giao thông vận tải", DAY, self.province), self.gtvt)
        self.assertEqual(event.link_ids.old_name, "Sở Giao thông vận tải")

    def test_move_ends_the_unit_and_starts_it_elsewhere(self):
        self.carry_out(
            self.make_event("move", (self.gtvt_division, "moved", {"new_parent_id": self.kctn.id}))
        )
        self.assertEqual(self.gtvt_division.parent_id, self.gtvt)
        new = self.gtvt_division.successor_link_ids.successor_id
        self.assertEqual((new.parent_id, new.code), (self.kctn, "T-GTVT-PC"))

    def test_dissolution(self):
        self.carry_out(self.make_event("dissolve", (self.gtvt_division, "dissolved")))
        self.assertEqual(self.gtvt_division.date_end, BEFORE)
        self.assertFalse(self.gtvt_division.gathered_path)

    def test_two_events_in_a_year(self):
        march = self.make_event(
            "merge", (self.gtvt, self.kctn), (self.gtvt_division, "along"), on=date(2025, 3, 1)
        )
        successor = self.make_unit("Sở Xây dựng mới", self.province, self.gtvt, DAY)
        july = self.make_event("merge", (self.kctn, successor))
        july.action_take_along()
        with self.assertRaisesRegex(UserError, "carry it out, or cancel it"):
            july.action_prepare()
        self.carry_out(march)
        july.action_take_along()
        self.carry_out(july)
        self.assertEqual(self.gtvt.date_end, date(2025, 2, 28))
        self.assertEqual(self.kctn.date_end, BEFORE)
        for unit in (self.gtvt, self.kctn):
            self.assertEqual(unit.gathered_path, successor.parent_path)
        division = self.gtvt_division.successor_link_ids.successor_id
        last = division.successor_link_ids.successor_id
        self.assertEqual(last.parent_id, successor)
        self.assertEqual(self.gtvt_division.gathered_path, last.parent_path)

    def test_history_of_a_merged_unit_is_read_by_its_successor(self):
        head = self.make_user("t_xd_head", ("head", self.kctn))
        self.assertNotIn(self.gtvt.id, head.role_unit_ids("head"))
        self.carry_out(self.merge_gtvt())
        self.assertEqual(head.role_unit_ids("head"), sorted((self.gtvt + self.kctn).ids))
        self.assertFalse(
            self.env["cchc.unit.role"].with_user(head)._find_grant(["head"], self.gtvt)
        )

    def test_cancelled(self):
        event = self.merge_gtvt()
        event.action_prepare()
        made = event.link_ids.filtered("made_unit").successor_id
        self.assertTrue(made.active)
        event.action_cancel("Chưa có nghị quyết")
        self.assertFalse(made.active)
        self.assertFalse(self.gtvt.date_end)
        self.merge_gtvt().action_prepare()


@tagged("post_install", "-at_install")
class TestRefused(EventCase):
    def refused(self, sentence, kind, *links, **values):
        event = self.make_event(kind, *links, **values)
        with self.assertRaisesRegex(UserError, sentence):
            event.action_prepare()
        return event

    def test_no_unit(self):
        self.refused("Name the units", "merge")

    def test_closed_unit(self):
        self.yte.date_end = date(2024, 12, 31)
        self.refused("Sở Y tế does not exist on 30/06/2025", "merge", (self.yte, self.kctn))

    def test_unit_that_has_not_started(self):
        later = self.make_unit("Sở Sau", self.province, self.gtvt, date(2026, 1, 1))
        self.refused("Sở Sau does not exist on 30/06/2025", "merge", (later, self.kctn))

    def test_archived_unit(self):
        self.yte.active = False
        self.refused("Sở Y tế is archived", "merge", (self.yte, self.kctn))

    def test_successor_that_ends_before(self):
        self.kctn.date_end = date(2025, 5, 31)
        self.refused(
            "Sở Xây dựng does not exist on 01/07/2025 and cannot take over",
            "merge",
            (self.yte, self.kctn),
        )

    def test_circle(self):
        self.refused("ends itself", "rearrangement", (self.yte, self.kctn), (self.kctn, self.yte))
        self.refused("ends itself", "merge", (self.yte, self.yte))

    def test_circle_in_the_tree(self):
        self.refused("lies below", "merge", (self.gtvt, self.gtvt_division))

    def test_twice_the_same_day(self):
        self.make_event("merge", (self.yte, self.kctn))
        self.refused("already part of", "merge", (self.yte, self.vp))

    def test_before_an_earlier_event(self):
        self.carry_out(self.make_event("merge", (self.yte, self.kctn)))
        self.refused(
            "an earlier event cannot be entered after it",
            "merge",
            (self.vp, self.kctn),
            on=date(2025, 3, 1),
        )

    def test_a_unit_that_is_split_and_ends(self):
        self.refused(
            "only a unit that is split",
            "rearrangement",
            (self.yte, self.kctn),
            (self.yte, "dissolved"),
        )

    def test_kinds(self):
        self.refused("By a split one unit goes", "split", (self.yte, self.kctn))
        self.refused("By a merger all", "merge", (self.yte, self.kctn), (self.vp, self.snv))
        self.refused("is no part of", "merge", (self.yte, "dissolved"))
        self.refused("Name the unit that takes over", "merge", (self.yte, "unit"))
        self.refused("Name the unit under which", "move", (self.yte, "moved"))
        self.refused("Give the new name", "rename", (self.yte, "renamed"))

    def test_a_code_that_is_not_free(self):
        self.refused(
            "The code T-VP would belong to",
            "merge",
            (self.yte, self.kctn, {"new_code": "T-VP"}),
        )

    def test_before_its_day(self):
        event = self.make_event("merge", (self.yte, self.kctn), on=date(2025, 8, 1))
        self.prepare(event)
        with self.assertRaisesRegex(UserError, "on that day or later"):
            event.with_user(self.user_leader).action_complete()

    def test_without_decision(self):
        event = self.make_event("merge", (self.yte, self.kctn), decision_number=False)
        self.prepare(event)
        with self.assertRaisesRegex(UserError, "number and date of the decision"):
            event.with_user(self.user_leader).action_complete()
        event.to_verify = True
        self.assertIn("1 units exist no more: Sở Y tế", event.consequences)
        self.assertIn("decision are not given", event.consequences)
        event.with_user(self.user_leader).action_complete()
        self.assertFalse(event.consequences)

    def test_a_unit_that_begins_when_the_one_above_has_ended(self):
        late = self.make_unit("Phòng Mới", self.yte, self.yte, start=DAY + timedelta(days=9))
        event = self.make_event("merge", (self.yte, self.kctn))
        event.action_take_along()
        self.assertNotIn(late, event.link_ids.predecessor_id)
        with self.assertRaisesRegex(UserError, "Phòng Mới begins on .* which has ended by then"):
            event.action_prepare()

    def test_who_may(self):
        event = self.make_event("merge", (self.yte, self.kctn))
        self.prepare(event)
        with self.assertRaises(AccessError):
            event.action_complete()
        for user in (self.user_gtvt_head, self.user_auditor, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                event.with_user(user).action_complete()
        event.with_user(self.user_standing).action_complete()

    def test_who_prepared_does_not_carry_out(self):
        event = self.make_event("merge", (self.yte, self.kctn))
        event.with_user(self.user_standing).action_prepare()
        with self.assertRaisesRegex(AccessError, "another person"):
            event.with_user(self.user_standing).action_complete()

    def test_a_unit_of_another_province(self):
        abroad = self.make_unit("Tỉnh khác", self.env["hr.department"], self.province)
        event = self.make_event("merge", (self.yte, abroad))
        event.action_prepare()
        with self.assertRaisesRegex(AccessError, "you hold no such role for Tỉnh khác"):
            event.with_user(self.user_leader).action_complete()

    def test_links_are_fixed_once_prepared(self):
        event = self.make_event("merge", (self.yte, self.kctn))
        event.action_prepare()
        for act in (
            partial(event.link_ids.write, {"successor_id": self.vp.id}),
            event.link_ids.unlink,
            partial(event.write, {"effective_on": "2025-08-01"}),
            partial(event.write, {"link_ids": [(5,)]}),
            partial(
                self.env["cchc.unit.event.link"].with_user(self.user_admin_cchc).create,
                {"event_id": event.id, "predecessor_id": self.vp.id, "outcome": "dissolved"},
            ),
        ):
            with self.assertRaises(UserError):
                act()

    def test_what_the_system_keeps(self):
        event = self.make_event("merge", (self.yte, self.kctn))
        with self.assertRaises(AccessError):
            event.write({"state": "done"})
        with self.assertRaises(UserError):
            event.link_ids.write({"made_unit": True})
        with self.assertRaises(AccessError):
            self.yte.with_user(self.user_admin_cchc).write({"gathered_path": "1/"})

    def test_a_caller_says_neither_which_units_an_event_made_nor_that_it_is_done(self):
        event = self.make_event("merge", (self.gtvt, self.kctn))
        Link = self.env["cchc.unit.event.link"].with_user(self.user_standing)
        values = {
            "event_id": event.id,
            "predecessor_id": self.antruong.id,
            "successor_id": self.yte.id,
        }
        link = Link.with_context(default_made_unit=True, default_old_name="Tên cũ").create(values)
        self.assertFalse(link.made_unit or link.old_name)
        link.unlink()
        self.assertTrue(self.yte.active)
        for kept in (
            {"made_unit": True},
            {"old_name": "Tên cũ"},
            {"state": "done"},
            {"effective_on": BEFORE},
        ):
            with self.assertRaisesRegex(AccessError, "kept by the system"):
                Link.create({**values, **kept})
            with self.assertRaisesRegex(AccessError, "kept by the system"):
                event.link_ids.with_user(self.user_standing).write(kept)

    def test_another_unit_in_place_of_the_made_one_is_not_the_events_to_change(self):
        event = self.prepare(self.merge_gtvt())
        link = event.link_ids.filtered(lambda link: link.outcome == "along")
        made = link.successor_id
        event.with_user(self.user_standing).action_revise()
        link.with_user(self.user_standing).successor_id = self.yte
        self.assertFalse(made.active or link.made_unit)
        event.with_user(self.user_standing).action_prepare()
        self.assertEqual(self.yte.name, "Sở Y tế")
        self.assertEqual(self.yte.parent_id, self.province)
        again = link.successor_id
        self.assertEqual((again.name, again.parent_id), (self.gtvt_division.name, self.kctn))
        event.with_user(self.user_standing).action_cancel("Nhầm")
        self.assertTrue(self.yte.active)
        self.assertFalse(again.active)

    def test_units_of_an_event_that_is_deleted_are_archived(self):
        event = self.prepare(self.merge_gtvt())
        made = event.link_ids.filtered("made_unit").successor_id
        self.assertTrue(made.active)
        event.with_user(self.user_standing).action_revise()
        event.with_user(self.user_standing).unlink()
        self.assertFalse(made.active)

    def test_no_default_says_where_a_unit_is_gathered(self):
        Unit = self.env["hr.department"].with_user(self.user_admin_cchc)
        unit = Unit.with_context(default_gathered_path=self.yte.parent_path).create(
            {
                "name": "Sở Mới",
                "unit_type_id": self.gtvt.unit_type_id.id,
                "parent_id": self.province.id,
            }
        )
        self.assertFalse(unit.gathered_path)

    def test_whoever_acts_for_a_district_makes_no_units_elsewhere(self):
        office = self.make_user("t_namsach_office", ("standing_office", self.namsach))
        Event = self.env["cchc.unit.event"].with_user(office)
        for link in (
            {"predecessor_id": self.yte.id, "new_parent_id": self.namsach.id},
            {"predecessor_id": self.antruong.id, "new_parent_id": self.province.id},
        ):
            event = Event.create(
                {
                    "name": "Chuyển",
                    "kind": "move",
                    "unit_id": self.namsach.id,
                    "effective_on": DAY,
                    "link_ids": [(0, 0, {**link, "outcome": "moved"})],
                }
            )
            with self.assertRaisesRegex(UserError, "does not lie within Huyện Nam Sách"):
                event.action_prepare()
            self.assertFalse(event.link_ids.made_unit)
        self.assertEqual(self.env["hr.department"]._resolve("Sở Y tế", DAY), self.yte)

    def test_work_that_is_over_is_not_taken_up_again_by_a_unit_that_ended(self):
        with freeze_time("2025-06-01 03:00:00"):
            done, cancelled = (self.make_task(self.gtvt, name=name) for name in ("Xong", "Thôi"))
            cancelled.with_user(self.user_standing).action_cancel("Thôi")
            done.explanation = "Đã làm"
            done.with_user(self.user_gtvt_head).action_report()
            done.with_user(self.user_standing).action_verify()
        self.carry_out(self.merge_gtvt())
        for task in (done, cancelled):
            state = task.state
            with self.assertRaisesRegex(UserError, "Sở Giao thông vận tải does not exist on"):
                task.with_user(self.user_standing).action_reopen("Lại")
            self.assertEqual(task.state, state)
