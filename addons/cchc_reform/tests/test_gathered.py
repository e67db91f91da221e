import random
from collections import defaultdict
from datetime import date

from odoo.fields import Domain
from odoo.tests import tagged

from ..kernel import succession
from ..kernel.metrics import Rates
from .test_unit_event import BEFORE, DAY
from .test_unit_handover import HandoverCase


@tagged("post_install", "-at_install")
class TestGathered(HandoverCase):
    """Figures under the successor: the SQL and the domains against the kernel."""

    def gathered_sums(self, day, unit):
        Metrics = self.env["cchc.metrics"]
        query = Metrics._counted_facts(day, unit._domain_within("unit_id", unit, True))
        sums = Metrics._sum_facts(day, query, [Metrics._unit_below(query, unit, True)])
        return {int(below or 0): rates for (below,), rates in sums.items()}

    def test_under_the_successor(self):
        self.complete(self.prepared(self.merge_gtvt()))
        sums = self.gathered_sums(BEFORE, self.province)
        self.assertEqual(sums[self.kctn.id].assigned, 2, "of the unit that ended")
        self.assertNotIn(self.gtvt.id, sums)
        was = self.env["cchc.metrics"]._task_rates(
            BEFORE, Domain("unit_id", "child_of", self.province.id)
        )[()]
        self.assertEqual(sum(sums.values(), Rates()), was)

    def test_pages(self):
        self.complete(self.prepared(self.merge_gtvt()))
        Metrics = self.env["cchc.metrics"].with_user(self.user_leader)
        shown = {}
        for gathered in (False, True):
            asked = {"as_of": BEFORE.isoformat(), "gathered": gathered}
            landing = Metrics.landing(**asked)
            self.assertEqual((landing["gathered"], landing["can_gather"]), (gathered, True))
            compared = Metrics.comparison(**asked)
            self.assertEqual(
                {row["name"] for row in landing["by_unit"]},
                {row["name"] for row in compared["rows"]},
            )
            for row in compared["rows"]:
                facts = [*row["facts"], *compared["whole"]["facts"]]
                found = self.env["cchc.task.fact"].search_count(facts)
                self.assertEqual(found, row["whole"]["whole"], row["name"])
            idle = {self.snv, self.vp, self.yte, self.namsach}
            idle |= set() if gathered else {self.kctn}
            self.assertEqual(compared["without"], len(idle), "units without tasks")
            shown[gathered] = (
                landing["rates"],
                compared["total"]["cells"],
                {row["name"]: row["figures"]["assigned"] for row in landing["by_unit"]},
            )
        self.assertEqual(shown[False][:2], shown[True][:2], "the sums are equal")
        self.assertEqual(shown[False][2][self.gtvt.name], 2)
        self.assertNotIn(self.kctn.name, shown[False][2])
        self.assertEqual(shown[True][2][self.kctn.name], 2)
        self.assertNotIn(self.gtvt.name, shown[True][2])

    def test_a_unit_that_ended_is_shown_as_its_successor(self):
        self.complete(self.prepared(self.merge_gtvt()))
        Metrics = self.env["cchc.metrics"].with_user(self.user_leader)
        asked = {"as_of": BEFORE.isoformat(), "unit_id": self.gtvt.id}
        self.assertEqual(Metrics.landing(**asked)["unit"]["id"], self.gtvt.id)
        gathered = Metrics.landing(**asked, gathered=True)
        self.assertEqual(gathered["unit"]["id"], self.kctn.id)
        self.assertEqual(gathered["figures"][0]["value"], 2)

    def test_nothing_to_gather(self):
        Metrics = self.env["cchc.metrics"].with_user(self.user_leader)
        landing = Metrics.landing(gathered=True)
        self.assertEqual((landing["gathered"], landing["can_gather"]), (False, False))

    def test_names_of_the_day(self):
        self.carry_out(self.make_event("rename", (self.gtvt, "renamed", {"new_name": "Sở Mới"})))
        Metrics = self.env["cchc.metrics"].with_user(self.user_leader)
        for day, name in ((BEFORE, "Sở Giao thông vận tải"), (DAY, "Sở Mới")):
            landing = Metrics.landing(as_of=day.isoformat())
            compared = Metrics.comparison(as_of=day.isoformat())
            self.assertIn(name, [row["name"] for row in landing["by_unit"]])
            self.assertIn(name, [row["name"] for row in compared["rows"]])

    def test_random_events_against_the_kernel(self):
        chance = random.Random(1072025)
        roots = [self.province, self.make_unit("Tỉnh mới", self.namsach.browse(), self.province)]
        units = []
        for number in range(24):
            parent = chance.choice([*roots, *units[:8]])
            units.append(self.make_unit(f"Đơn vị {number}", parent, self.gtvt))
        # A link leads to a unit made later, of the same depth or higher: never in a circle.
        depth = {unit: unit.parent_path.count("/") for unit in units}
        links, tasks = [], []
        for place, unit in enumerate(units):
            later = [one for one in units[place + 1 :] if depth[one] <= depth[unit]]
            if chance.random() < 0.6 and later:
                for successor in chance.sample(later, min(chance.choice((1, 1, 2)), len(later))):
                    links.append((unit, successor))
            elif chance.random() < 0.2:
                links.append((unit, "dissolved"))
            if not unit._is_within(self.province):
                continue  # the plan's standing office gives work to its own units
            for number in range(chance.randint(0, 3)):
                tasks.append(self.make_old(f"Việc {place}.{number}", unit))
        links.append((roots[0], roots[1]))
        event = self.make_event("rearrangement", *links).with_env(self.env)
        with event._permit({"state"}):
            event.sudo().state = "done"
        self.env["hr.department"]._gather_again()

        every = self.env["hr.department"].with_context(active_test=False).search([])
        finals = succession.final_successors(self.env["cchc.unit.event.link"]._ended_pairs())
        paths = succession.gathered_paths({u.id: u.parent_id.id or None for u in every}, finals)
        for unit in every:
            expected = "".join(f"{unit_id}/" for unit_id in paths[unit.id])
            self.assertEqual(unit._path(gathered=True), expected)

        day = date(2025, 3, 1)
        leads = [task.lead_unit_id.id for task in tasks]
        leads += [self.gtvt.id, self.gtvt.id]  # of the fixture
        for unit in [*units, *roots]:
            if unit._gathered() != unit:
                continue
            by_hand = defaultdict(int)
            for lead in leads:
                path = paths[lead]
                if unit.id in path:
                    place = path.index(unit.id) + 1
                    by_hand[path[place] if place < len(path) else 0] += 1
            sums = self.gathered_sums(day, unit)
            self.assertEqual({key: one.assigned for key, one in sums.items()}, dict(by_hand))
        total = self.gathered_sums(day, roots[1])
        self.assertEqual(sum(one.assigned for one in total.values()), len(leads))
