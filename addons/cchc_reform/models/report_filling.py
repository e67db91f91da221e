from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..kernel import dates
from ..kernel.reporting import from_text, to_text
from .report_workflow import OPEN_STATES, RECEIVED_STATES


class Report(models.Model):
    """Where the automatic figures of reports come from, by the method of each indicator."""

    _inherit = "cchc.report"

    def action_refresh(self):
        """Count the automatic figures again, as of the cut-off or today; what was typed stays."""
        self.check_access("read")
        for report in self.sudo():  # what is written follows from the outline; asked is who may
            if report.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%(record)s” is already “%(state)s”: this step is no longer possible.",
                        record=report.display_name,
                        state=report._state_label(),
                    )
                )
        self._authorise("propose")
        self.sudo()._refresh()

    def _refresh(self):
        today = dates.today()
        for report in self:
            report.counted_on = today
            report.day = report.period_id._day_of(report.unit_id, today)
        self._fill()

    def _fill(self):
        """Write the automatic figures of reports, all units of a period at once."""
        for reports in self.grouped("period_id").values():
            reports._fill_period()

    def _fill_period(self):
        lines = self.line_ids
        indicators = lines.indicator_id
        period = self.period_id
        counted = self._count_metrics(indicators, period)
        sums, led = self._sums_below(), self._led_figures()
        former, year_ago = self._former_reports(), self._same_period_last_year()
        before = {report: _values_by_code(former[report]) for report in self}
        earlier = {report: _values_by_code(year_ago[report]) for report in self}

        def figure(line, method, metric):
            report = line.report_id
            if method == "metric":
                of_cut_off = counted[line.indicator_id.cut_off]
                key = line.indicator_id._metric_key(metric, period)
                return of_cut_off.get(key, {}).get(report.unit_id.id)
            if method == "sum":
                return sums[report.id].get(line.code)
            if method == "lead" and report.unit_id == period.unit_id:
                return led.get(line.code)
            if method == "last":
                return before[report].get(line.code)
            return None

        for line in lines:
            indicator, report = line.indicator_id, line.report_id
            if indicator.method != "formula":
                line.automatic = to_text(figure(line, indicator.method, indicator.metric))
            line.check_value = to_text(figure(line, indicator.check_method, indicator.check_metric))
            line.last = to_text(before[report].get(line.code))
            line.year_ago = to_text(earlier[report].get(line.code))
        lines._apply_formulas()

    def _count_metrics(self, indicators, period):
        """Figures of the system for these reports of one period.

        :return: dict of cut-off -> figure -> id of the unit -> number
        """
        counted = {}
        for cut_off, ours in indicators.grouped("cut_off").items():
            names = {one._metric_key(one.metric, period) for one in ours if one.method == "metric"}
            names |= {
                one._metric_key(one.check_metric, period)
                for one in ours
                if one.check_method == "metric"
            }
            counted[cut_off] = {}
            days = self.grouped(
                lambda one, c=cut_off: period._day_of(one.unit_id, one.counted_on, c)
            )
            for day, reports in days.items():
                values = self.env["cchc.report.metric"]._values(
                    names, reports.unit_id, period.date_from, day
                )
                for name, by_unit in values.items():
                    counted[cut_off].setdefault(name, {}).update(by_unit)
        return counted

    def _sums_below(self):
        """Dict of a report's id -> code -> sum over the reports received from the units below."""
        sums = defaultdict(dict)
        committees = self.filtered(lambda one: one.unit_id.is_committee)
        if not committees:
            return sums
        self.env["cchc.report.line"].flush_model()
        self.env["cchc.report"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT own.id, line.code, SUM(line.value::numeric)::text
                FROM cchc_report own
                JOIN cchc_report below
                  ON below.period_id = own.period_id AND below.receiver_id = own.unit_id
                JOIN cchc_report_line line ON line.report_id = below.id
                WHERE own.id IN %s AND below.state IN %s AND COALESCE(line.value, '') <> ''
                GROUP BY own.id, line.code
                """,
                tuple(committees.ids),
                RECEIVED_STATES,
            )
        )
        for report_id, code, total in rows:
            sums[report_id][code] = Decimal(total)
        return sums

    def _led_figures(self):
        """Code -> figure that the source agency gave in its own report of this period."""
        lines = self.env["cchc.report.line"].search(
            [
                ("report_id.period_id", "in", self.period_id.ids),
                ("report_id.state", "in", RECEIVED_STATES),
                ("indicator_id.method", "=", "lead"),
                ("report_id.receiver_id", "!=", False),
            ]
        )
        return {
            line.code: from_text(line.value)
            for line in lines
            if line.report_id.unit_id == line.indicator_id.source_unit_id
        }


def _values_by_code(report):
    """Figures of a report by code; of one not yet received nothing is taken over."""
    if not report or report.state not in RECEIVED_STATES:
        return {}
    return {line.code: from_text(line.value) for line in report.line_ids}
