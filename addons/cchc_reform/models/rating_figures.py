from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, metrics, rating
from ..kernel.metrics import Rates
from .rating_criterion import GIVEN, LATE_REQUESTS, STAFF
from .rating_line import exact_points
from .rating_opening import heads
from .rating_scheme import LEVELS

#: Figures of tasks -> their rate, and the scope of tasks that it is of.
TASKS = {"due_completion": "due_completion", "on_time": "on_time_rate"}


class Rating(models.Model):
    """Figures of the system that a rating follows: of the unit, while the rated person headed it.

    They are taken when the rating is opened, handed in and discussed, and kept: a later change of
    what they count moves no level.
    """

    _inherit = "cchc.rating"

    by_on_time = fields.Boolean(related="scheme_id.by_on_time")
    has_figures = fields.Boolean(readonly=True, copy=False)
    done_percent = fields.Float(string="Work done (%)", digits=(5, 1), readonly=True, copy=False)
    on_time_percent = fields.Float(
        string="Work done on time (%)", digits=(5, 1), readonly=True, copy=False
    )
    figures_on = fields.Date(string="Figures as of", readonly=True, copy=False)
    other_done = fields.Float(string="Other figure: work done (%)", digits=(5, 1))
    other_on_time = fields.Float(string="Other figure: work done on time (%)", digits=(5, 1))
    figures_reason = fields.Char(
        string="Why other figures", help="With a reason these figures count, not the system's."
    )
    reform_level = fields.Selection(
        LEVELS,
        string="Result of administrative reform",
        compute="_compute_reform_level",
        help="Decided rating of the head by the province's own scheme: an input to this one.",
    )

    _percents_make_sense = models.Constraint(
        "CHECK (other_done BETWEEN 0 AND 100 AND other_on_time BETWEEN 0 AND 100"
        " AND other_on_time <= other_done)",
        "Shares lie between 0 and 100 percent, and what is done on time is done.",
    )

    @api.depends("employee_id", "year", "subject", "is_head")
    def _compute_reform_level(self):
        heads = self.filtered(lambda one: one.subject == "person" and one.is_head)
        # Who reads the yearly rating of the head is told of the other only its decided level.
        found = self.sudo().search(
            Domain("subject", "=", "head")
            & Domain("employee_id", "in", heads.employee_id.ids)
            & Domain("year", "in", heads.mapped("year"))
            & Domain("state", "in", ("decided", "announced"))
        )
        levels = {(one.employee_id, one.year): one.level for one in found}
        for one in self:
            key = (one.employee_id, one.year)
            one.reform_level = one in heads and levels.get(key) or False

    # -- taking figures ------------------------------------------------------------------------

    def _take_figures(self):
        """Keep the figures as of today, or of the last day of the year."""
        for one in self.sudo():  # figures of the unit, whoever handles the rating
            lines = one.line_ids.filtered(lambda line: line.rule != GIVEN)
            by_work = one.subject == "unit" and one.scheme_id.by_on_time
            until = min(date(one.year, 12, 31), dates.today())
            spans = one._spans(until) if lines or by_work else []
            one.figures_on = until if spans else False
            if by_work and spans:
                done, on_time = (one._figure(name, spans) for name in TASKS)
                one.write(
                    {
                        "has_figures": done is not None,
                        "done_percent": done or 0,
                        "on_time_percent": on_time or 0,
                    }
                )
            for line in lines:
                if line.rule == STAFF:
                    figure = one._staff_figure()
                else:
                    figure = one._figure(line.metric, spans) if line.metric else None
                line.write({"has_figure": figure is not None, "figure": figure or 0})

    def _after_self_rate(self, _on):
        """What follows from figures stands there for who gives the points."""
        self._take_figures()
        for line in self.line_ids.filtered(lambda line: line.has_auto and not line.reason):
            line.given_points = line.auto_points

    def _after_meet(self, _on):
        """The figures of the day stand there; points that somebody gave against them stay."""
        before = {line: line.auto_points for line in self.line_ids}
        self._take_figures()
        for line in self.line_ids.filtered(lambda line: line.has_auto and not line.reason):
            if exact_points(line.given_points) == exact_points(before[line]):
                line.given_points = line.auto_points

    def _spans(self, last):
        """Pairs of days of the year whose results belong to who is rated: none of plain staff.

        :param date last: day up to which figures are taken
        """
        self.ensure_one()
        first = date(self.year, 1, 1)
        if not last or last < first:
            return []
        if self.subject == "unit":
            return [(first, last)]
        if not self.is_head:
            return []
        return [
            (max(first, post.date_from), min(last, post.date_to or last))
            for post in self._posts_held()[self]
            if post.unit_id == self.unit_id and heads(post) and post.date_from <= last
        ]

    def _figure(self, metric, spans):
        """Figure of the unit over the spans: sum over sum; None where there is nothing to count."""
        self.ensure_one()
        if not spans:
            return None
        if metric in TASKS:
            rates = Rates()
            for start, day in spans:
                found = self.env["cchc.metrics"]._task_rates(day, self._domain_of_facts(start, day))
                rates += found[()]
            return getattr(rates, TASKS[metric])
        if metric == LATE_REQUESTS:
            return self.env["cchc.task.wait"].search_count(self._domain_behind(metric, spans))
        due = self.env["cchc.report"].search_count(self._domain_behind("reports_due", spans))
        on_time = self.env["cchc.report"].search_count(self._domain_behind(metric, spans))
        return metrics.rate(on_time, due)

    def _staff_figure(self):
        """Share of the leader's criterion, once all staff of the unit are decided on."""
        self.ensure_one()
        if not self.is_head:
            return None
        rated = self.search(
            Domain("subject", "=", "person")
            & Domain("unit_id", "=", self.unit_id.id)
            & Domain("year", "=", self.year)
            & Domain("employee_id", "!=", self.employee_id.id)
        )
        if any(one.state not in ("decided", "announced") for one in rated):
            return None
        return rating.staff_percent(
            [one.level for one in rated if one.level], self.scheme_id.staff_percent
        )

    # -- what is behind a figure ---------------------------------------------------------------

    def _domain_of_facts(self, start, day):
        """Facts of tasks of the unit that fell due from ``start`` to ``day``."""
        return (
            self.env["cchc.report.metric"]._domain_of_plans(day)
            & Domain("unit_id", "child_of", self.unit_id.id)
            & Domain("plan_id.unit_id", "parent_of", self.unit_id.id)
            & Domain("deadline", ">=", start)
            & Domain("deadline", "<=", day)
        )

    def _domain_behind(self, metric, spans):
        """Domain of the records that are counted, or of which there is a share."""
        Metric, unit_id = self.env["cchc.report.metric"], self.unit_id.id
        domain = Domain.FALSE
        for start, day in spans:
            if metric in TASKS:
                facts = self._domain_of_facts(start, day)
                facts &= self.env["cchc.task.fact"]._domain_of("due", day)
                domain |= Domain("fact_ids", "any", facts)
            elif metric == LATE_REQUESTS:
                counted = Metric._domain_of_work(metric, start, day)
                domain |= counted & Domain("awaited_unit_id", "child_of", unit_id)
            else:
                counted = Metric._domain_of_reports(metric, start, day)
                domain |= counted & Domain("unit_id", "child_of", unit_id)
        return domain

    def _open_behind(self, metric):
        """Window action with the records behind a figure, under the reader's own rules."""
        self.ensure_one()
        if not metric:
            raise UserError(self.env._("No figure of the system is behind these points."))
        counted = "reports_due" if metric == "reports_on_time" else metric
        this = self.sudo()
        # Days of posts and ids of what is counted are no secret; what opens, the rules decide.
        domain = this._domain_behind(counted, this._spans(this.figures_on))
        model = (
            "cchc.task"
            if metric in TASKS
            else "cchc.task.wait"
            if metric == LATE_REQUESTS
            else "cchc.report"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Behind the figure"),
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": self.env["cchc.metrics"]._plain(domain),
            "context": {"create": False},
        }

    def action_open_work(self):
        """Open the work behind a unit's figures."""
        self.ensure_one()
        self.check_access("read")
        return self._open_behind("due_completion")

    def _work_percents(self):
        """How much of a unit's work was done, and on time; None where it is not known."""
        self.ensure_one()
        if self.figures_reason:
            return exact_points(self.other_done), exact_points(self.other_on_time)
        if not self.has_figures:
            return None, None
        return Decimal(str(self.done_percent)), Decimal(str(self.on_time_percent))
