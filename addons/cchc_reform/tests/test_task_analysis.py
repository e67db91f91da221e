from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..kernel import dates, metrics
from ..report.task_analysis import RATES
from .test_metrics import RandomFacts


@tagged("post_install", "-at_install")
class TestTaskAnalysis(RandomFacts):
    """Pivot and graph show the same figures as the metrics, on the same random data."""

    def analysis(self, day, user=None):
        return (
            self.env["cchc.task.analysis"]
            .with_user(user or self.env.user)
            .with_context(cchc_as_of=str(day))
        )

    def test_pivot_shows_the_metrics(self):
        for day in self.days():
            with self.subTest(day=day):
                rates = self.env["cchc.metrics"]._task_rates(day, groupby=["domain_id"])
                measures = [f"{scope}:sum" for scope in metrics.SCOPES]
                measures += [f"{name}:avg" for name in RATES]
                groups = self.analysis(day)._read_group([], ["domain_id"], measures)
                self.assertEqual(len(groups), len(rates))
                for domain, *values in groups:
                    expected = rates[(domain.id,)]
                    shown = [getattr(expected, scope) for scope in metrics.SCOPES]
                    shown += [getattr(expected, name) for name in RATES]
                    for value, wanted in zip(values, shown, strict=True):
                        if wanted is None:
                            self.assertFalse(value)
                        else:
                            self.assertAlmostEqual(float(value), float(wanted))

    def test_cell_of_each_row_is_the_kernels(self):
        day = date(2023, 3, 15)
        facts = {row.id: fact for row, fact in self.kernel_facts(day).items()}
        for row in self.analysis(day).search([]):
            self.assertEqual(row.cell, metrics.cell(facts[row.id], day))

    def test_rows_are_those_of_the_own_unit(self):
        day = date(2023, 3, 15)
        rows = self.analysis(day, self.user_gtvt_head).search([])
        self.assertTrue(rows)
        self.assertTrue(all(row.unit_id._is_within(self.gtvt) for row in rows))
        with self.assertRaises(AccessError):
            self.analysis(day, self.user_gtvt_hr).search([])

    def test_without_a_day_it_is_today(self):
        today = self.env["cchc.task.analysis"].search_count([])
        self.assertEqual(today, self.analysis(dates.today()).search_count([]))
        self.assertFalse(self.analysis(date(2022, 12, 31) - timedelta(days=1)).search_count([]))
