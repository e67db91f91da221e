from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates, reporting
from .dated_rules import refuse_same_days
from .legal_document import CONFIRMATIONS

REGULAR_KINDS = [
    (reporting.QUARTER_1, "First quarter"),
    (reporting.HALF_YEAR, "First six months"),
    (reporting.QUARTER_3, "Third quarter"),
    (reporting.YEAR, "Year"),
]
#: Days after the cut-off by which each kind of body owes its report.
DUE_DAYS = {body: f"due_days_{body}" for body in reporting.BODIES}
MOST_DAYS = 120


class PeriodRule(models.Model):
    """When a regular report begins, is cut off and is due, by a document in force for some time.

    A period that is opened takes the days over; a later change of the rule does not touch it.
    """

    _name = "cchc.period.rule"
    _description = "Rule of reporting periods"
    _order = "date_from desc, sequence, id"

    name = fields.Char(required=True)
    kind = fields.Selection(REGULAR_KINDS, required=True)
    sequence = fields.Integer(default=10)
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    date_from = fields.Date(
        string="In force from", required=True, help="The first cut-off to which it applies."
    )
    date_to = fields.Date(
        string="In force until", help="The last day, inclusive. Empty: open-ended."
    )
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified")
    from_month = fields.Integer(string="Begins in month", required=True)
    from_day = fields.Integer(string="Begins on day", required=True)
    from_year_before = fields.Boolean(string="Begins in the year before")
    until_month = fields.Integer(string="Cut off in month", required=True)
    until_day = fields.Integer(string="Cut off on day", required=True)
    is_cumulative = fields.Boolean(
        string="Cumulative", help="Counted from the beginning of the year of reports."
    )
    due_days_province = fields.Integer(
        string="Province: days after the cut-off", required=True, default=6
    )
    due_days_agency = fields.Integer(
        string="Departments: days after the cut-off", required=True, default=2
    )
    due_days_district = fields.Integer(
        string="Districts: days after the cut-off", required=True, default=2
    )
    due_days_commune = fields.Integer(
        string="Communes: days after the cut-off", required=True, default=1
    )
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A rule cannot end before the day it comes into force.",
    )
    _due_days_in_range = models.Constraint(
        "CHECK ("
        + " AND ".join(f"{name} BETWEEN 0 AND {MOST_DAYS}" for name in DUE_DAYS.values())
        + ")",
        f"A report is due between 0 and {MOST_DAYS} days after the cut-off.",
    )

    @api.constrains("from_month", "from_day", "from_year_before", "until_month", "until_day")
    def _check_days(self):
        for rule in self:
            try:
                rule._span(2024), rule._span(2025)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” does not name two days of a year, the earlier one first.",
                        rule=rule.name,
                    )
                ) from error

    @api.constrains("kind", "date_from", "date_to", "active")
    def _check_no_overlap(self):
        refuse_same_days(self)

    def _span(self, year):
        """First day and cut-off of the period in ``year``."""
        self.ensure_one()
        return reporting.span(
            year,
            (self.from_month, self.from_day, bool(self.from_year_before)),
            (self.until_month, self.until_day),
        )

    @api.model
    def _in_force(self, kind, year):
        """The rule of ``kind`` for ``year``: empty where none is known, which is then said."""
        for rule in self.search([("kind", "=", kind)]):
            _first, cut_off = rule._span(year)
            if rule.date_from <= cut_off and (not rule.date_to or cut_off <= rule.date_to):
                return rule
        return self.browse()

    def _due_on(self, cut_off):
        """Field of the period -> day by which each kind of body owes its report."""
        self.ensure_one()
        return {
            f"due_{body}": fields.Date.add(cut_off, days=self[name])
            for body, name in DUE_DAYS.items()
        }

    @api.depends("name", "date_from", "date_to")
    def _compute_display_name(self):
        for rule in self:
            about = {
                "rule": rule.name or "",
                "since": dates.format_date(rule.date_from) if rule.date_from else "",
            }
            rule.display_name = (
                self.env._(
                    "%(rule)s (%(since)s – %(until)s)",
                    until=dates.format_date(rule.date_to),
                    **about,
                )
                if rule.date_to
                else self.env._("%(rule)s (from %(since)s)", **about)
            )
