from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from itertools import chain

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged

from .test_demo import AS_OF, DemoCase

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
BEFORE_MARCH, BEFORE_JULY = date(2025, 2, 28), date(2025, 6, 30)
OPEN = ("assigned", "in_progress", "for_approval", "reported")


@tagged("post_install", "-at_install")
class TestRearrangement(DemoCase):
    """The events of 2025 are run on the demo province with its open tasks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, lang="en_US", mail_notrack=True)
        )
        cls.city = cls.env["hr.department"].search([("code", "=", "31")])
        cls.admin = cls.env.ref("base.user_admin")
        cls.leader = cls.env["res.users"].search([("login", "=", "chutich")])
        cls.march, cls.july = (
            cls.env["cchc.unit.event"].search([("effective_on", "=", day)]) for day in (MARCH, JULY)
        )
        # Whoever carries it out acts for both provinces.
        cls.env["cchc.unit.role"].create(
            {
                "user_id": cls.leader.id,
                "role": "leader",
                "unit_id": cls.city.id,
                "date_from": "2025-01-01",
            }
        )

    # -- running -------------------------------------------------------------------------------

    @contextmanager
    def on(self, day):
        with freeze_time(f"{day.isoformat()} 03:00:00"):
            self.env.registry.clear_cache()
            yield
        self.env.registry.clear_cache()

    def run_event(self, event):
        with self.on(event.effective_on):
            event.with_user(self.admin).action_take_along()
            self.assertFalse(event.faults)
            event.with_user(self.admin).action_prepare()
            self.choose(event)
            self.assertEqual(event.unsettled_count, 0)
            event.with_user(self.leader).action_complete()
            self.env.flush_all()
            self.env.invalidate_all()

    def choose(self, event):
        """What a person chooses: roles end, work goes to a commune of the place, or to Sở Nội vụ."""
        office = event.link_ids.filtered(
            lambda link: link.predecessor_id == self.units["SNV"]
        ).successor_id
        for unit, lines in (
            event.handover_ids.filtered(lambda line: not line.is_settled).grouped("unit_id").items()
        ):
            roles = lines.filtered(lambda line: line.kind == "role")
            roles.with_user(self.admin).action_end()
            named = event.link_ids.filtered(
                lambda link, unit=unit: link.successor_id and link.predecessor_id._is_within(unit)
            ).successor_id
            confirms = lines.filtered(lambda line: "verif" in line.kind)
            for rest, successor in ((confirms, office), (lines - roles - confirms, named[:1])):
                rest.with_user(self.leader).write({"successor_id": (successor or office).id})

    # -- figures -------------------------------------------------------------------------------

    def figures(self, day, unit):
        """All that the pages of the leader show of the units of ``unit`` as of ``day``."""
        Metrics = self.env["cchc.metrics"].with_user(self.leader)
        landing = Metrics.landing(as_of=day.isoformat(), unit_id=unit.id)
        compared = Metrics.comparison(
            columns="domains", as_of=day.isoformat(), unit_id=unit.id, plan_id="all"
        )
        within = Domain("unit_id", "child_of", unit.id)
        return {
            "facts": Metrics._task_rates(day, within, ["unit_id", "domain_id"]),
            "rates": landing["rates"],
            "figures": [(one["key"], one["value"]) for one in landing["figures"]],
            "by_unit": [(r["name"], r["rates"], r["figures"]) for r in landing["by_unit"]],
            "by_domain": [(r["name"], r["rates"], r["figures"]) for r in landing["by_domain"]],
            "targets": {k: landing["targets"][k] for k in ("total", "no_data", "achieved")},
            "missing": landing["plans_missing"] and landing["plans_missing"]["count"],
            "compared": [(row["name"], row["cells"]) for row in compared["rows"]],
            "delays": Metrics._delays(day, groupby=["awaited_unit_id"]),
        }

    def open_tasks(self):
        return self.env["cchc.task"].search([("state", "in", OPEN)])

    # -- tests ---------------------------------------------------------------------------------

    def test_they_are_drafts(self):
        self.assertEqual({self.march.state, self.july.state}, {"draft"})
        self.assertTrue(self.march.to_verify and self.july.to_verify)
        self.assertFalse(self.march.decision_number or self.july.decision_number)
        communes = self.july.link_ids.filtered(lambda link: link.new_code)
        self.assertEqual(len(communes), 450)
        ours = communes.filtered(lambda link: link.predecessor_id._is_within(self.province))
        self.assertEqual(len(ours), 243)
        self.assertEqual(len(ours.predecessor_id), 207)
        self.assertEqual(len(ours.successor_id), 64)
        split = [links for links in ours.grouped("predecessor_id").values() if len(links) > 1]
        self.assertEqual(len(split), 34)
        self.assertFalse(self.province.date_end)

    def test_figures_read_the_same_and_no_task_is_lost(self):
        days = (AS_OF, BEFORE_MARCH)
        with self.on(BEFORE_MARCH):
            first = {day: self.figures(day, self.province) for day in days}
        tasks = self.env["cchc.task"].search_count([])
        open_before = self.open_tasks()
        self.assertGreater(len(open_before), 100)
        for figures in first.values():
            self.assertGreater(dict(figures["figures"])["assigned"], 100)
            self.assertTrue(figures["by_unit"] and figures["compared"] and figures["delays"])
            self.assertGreater(figures["targets"]["total"], 0)

        self.run_event(self.march)
        with self.on(BEFORE_JULY):
            for day in days:
                self.assertEqual(self.figures(day, self.province), first[day], day)
            second = {day: self.figures(day, self.province) for day in (*days, BEFORE_JULY)}
            all_of_it = Domain("unit_id", "child_of", (self.province + self.city).ids)
            total = self.env["cchc.metrics"]._task_rates(JULY, all_of_it)

        self.run_event(self.july)
        with self.on(JULY):
            for day, figures in second.items():
                self.assertEqual(self.figures(day, self.province), figures, day)
            # The same tasks, each with a unit that lives, each counted once.
            self.assertEqual(self.env["cchc.task"].search_count([]), tasks)
            self.assertEqual(self.open_tasks(), open_before)
            for task in open_before:
                units = task.lead_unit_id | task.coop_unit_ids | task.verifier_unit_id
                for unit in units | task.plan_id.unit_id:
                    self.assertTrue(unit._is_open_on(JULY), f"{task.code}: {unit.name}")
            now = self.env["cchc.metrics"]._task_rates(JULY, all_of_it)
            self.assertEqual(now, total)
            rows = self.env["cchc.task.fact"].search(
                [("date_from", "<=", JULY), ("date_to", ">=", JULY)]
            )
            self.assertEqual(len(rows), len(rows.task_id), "none is doubled")

            self._check_views(second[BEFORE_JULY])
        self._check_units()

    def _check_views(self, figures):
        """Gathered under the city, the province of the day before has the same sums."""
        Metrics = self.env["cchc.metrics"].with_user(self.leader)
        asked = {"as_of": BEFORE_JULY.isoformat(), "unit_id": self.province.id, "gathered": True}
        landing = Metrics.landing(**asked)
        self.assertEqual(landing["unit"]["id"], self.city.id)
        self.assertEqual(landing["rates"], figures["rates"])
        self.assertEqual([(f["key"], f["value"]) for f in landing["figures"]], figures["figures"])
        rows = {row["name"]: row["figures"]["assigned"] for row in landing["by_unit"]}
        self.assertIn("Sở Xây dựng thành phố Hải Phòng", rows)
        self.assertIn("Huyện Nam Sách", rows, "what was dissolved keeps a closed row")
        self.assertNotIn("Sở Giao thông vận tải", rows)
        total = dict(figures["figures"])["assigned"]
        self.assertEqual(sum(rows.values()), total)

    def _check_units(self):
        """After both events the old units ended, and the codes are those of the new ones."""
        Unit = self.env["hr.department"]
        old = Unit.search([("id", "child_of", self.province.id)])
        self.assertFalse(old.filtered(lambda unit: unit._is_open_on(JULY)))
        self.assertEqual(self.units["GTVT"].date_end, BEFORE_MARCH)
        self.assertEqual(self.units["10507"].date_end, BEFORE_JULY)
        commune = Unit._resolve("10507", JULY, self.city)
        self.assertEqual(commune.name, "Phường Thành Đông")
        self.assertEqual(
            self.units["GTVT"].gathered_path, Unit._resolve("HP-SXD", JULY).parent_path
        )
        by_link = defaultdict(set)
        for link in chain(self.march.link_ids, self.july.link_ids):
            by_link[link.predecessor_id].add(link.successor_id)
        for unit, successors in by_link.items():
            if len(successors) > 1:
                self.assertEqual(unit._gathered(), unit, "what is split is never divided")
