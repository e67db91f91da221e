from datetime import date

from odoo.tests import tagged

from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestInspection(DemoCase):
    """An inspection with open findings, one under way, and a year of communication."""

    def test_inspection_with_open_findings(self):
        units = self.units["GTVT"] | self.units["YTE"]
        inspections = self.env["cchc.inspection"].search([("unit_id", "in", units.ids)], order="id")
        self.assertEqual(inspections.mapped("state"), ["concluded", "under_way"])
        findings = inspections[0].finding_ids
        self.assertEqual(findings.mapped("state"), ["noted", "open", "open"])
        tasks = findings.task_id
        self.assertEqual(tasks.plan_id.unit_id, self.province)
        self.assertEqual(tasks.verifier_unit_id, self.units["SNV"])
        self.assertEqual(set(tasks.mapped("assigned_on")), {date(2023, 5, 22)})

    def test_communication_and_contributions(self):
        day = {"date_from": date(2023, 1, 1), "day": date(2023, 6, 30)}
        names = ("people_reached", "dialogues_done", "contributions_in_time", "contributions_late",
                 "contributions_open")  # fmt: skip
        found = self.env["cchc.report.metric"]._values(names, self.province, **day)
        numbers = [found[name][self.province.id] for name in names]
        self.assertEqual(numbers, [1630, 1, 1, 1, 1])
