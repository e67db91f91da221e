from calendar import monthrange
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates, rating
from .legal_document import CONFIRMATIONS

LEVELS = [
    (rating.EXCELLENT, "Tasks completed excellently"),
    (rating.GOOD, "Tasks completed well"),
    (rating.COMPLETED, "Tasks completed"),
    (rating.NOT_COMPLETED, "Tasks not completed"),
]
#: What moves a level: fixed once anybody is rated by the scheme.
RULES = frozenset(
    {
        "subject", "excellent_from", "good_from", "completed_from", "excellent_percent",
        "minimal_months", "leave_months", "duty_bars", "by_on_time", "late_percent",
        "case_percent", "staff_percent",
    }
)  # fmt: skip
SUBJECTS = [
    ("person", "Civil servants"),
    ("unit", "Units"),
    ("head", "Heads: result of administrative reform"),
]


class RatingScheme(models.Model):
    """By which rules people or units are rated for a year; ``kernel.rating`` says how they work.

    Everybody may read it. A year is rated by the scheme that is in force on its last day. A
    number that is zero is a rule that the scheme does not have, or that was not read; what was
    not read in a published text is marked "to verify".
    """

    _name = "cchc.rating.scheme"
    _description = "Rating scheme"
    _inherit = ["cchc.history.mixin"]
    _order = "date_from desc, subject, id"

    name = fields.Char(required=True, translate=True)
    subject = fields.Selection(SUBJECTS, string="Who is rated", required=True)
    civil_servants_only = fields.Boolean(
        string="Only of civil servants",
        help="The rating of another kind of staff then says that it may follow another rule.",
    )
    active = fields.Boolean(default=True)
    is_draft = fields.Boolean(string="Draft", help="A coming rule: nobody is rated by it.")
    document_id = fields.Many2one("cchc.legal.document", string="Legal basis", ondelete="restrict")
    date_from = fields.Date(string="In force from", required=True)
    date_to = fields.Date(string="In force until", help="The last day, inclusive.")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    dates_confirmation = fields.Selection(
        CONFIRMATIONS, string="Days in force", required=True, default="confirmed"
    )
    verify_note = fields.Char(string="What is to be verified", translate=True)
    criterion_ids = fields.One2many(
        "cchc.rating.criterion", "scheme_id", string="Criteria", copy=True
    )
    points = fields.Integer(string="Points in all", compute="_compute_points")
    is_used = fields.Boolean(string="In use", compute="_compute_is_used")
    excellent_from = fields.Integer(string="Excellent from (points)")
    good_from = fields.Integer(string="Good from (points)")
    completed_from = fields.Integer(
        string="Completed from (points)", help="All three are zero where no points are given."
    )
    excellent_percent = fields.Integer(
        string="Share of excellent (%)",
        help="At most so many “excellent” per hundred “good” in a group. Zero: no share.",
    )
    minimal_months = fields.Integer(
        string="Least months of service",
        help="With less in the year nobody is rated. Zero: no such rule.",
    )
    leave_months = fields.Integer(
        string="Long leave (months)",
        help="From so many months on the level is “completed” at most; maternity leave does not "
        "count. Zero: no such rule.",
    )
    duty_bars = fields.Boolean(
        string="Discipline bars",
        help="Who was disciplined for a breach of duty in the year has not completed the tasks.",
    )
    by_on_time = fields.Boolean(
        string="By work on time",
        help="All work must be done, and on time for more than “completed”.",
    )
    late_percent = fields.Integer(
        string="Late work (%)", help="So much may be late for “completed”."
    )

    before_day = fields.Integer(
        string="Done before (day)", help="Of the year that is rated. Zero: no such rule."
    )
    before_month = fields.Integer(string="Done before (month)")
    case_percent = fields.Integer(
        string="Less for each error or delay (%)",
        help="Of the points of a criterion that counts errors or delays.",
    )
    staff_percent = fields.Integer(
        string="If staff have not completed (%)",
        help="Of the points of the criterion of heads, where not all staff have completed their "
        "tasks.",
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A rule cannot cease to be in force before it comes into force.",
    )
    _bands_ordered = models.Constraint(
        "CHECK ((excellent_from = 0 AND good_from = 0 AND completed_from = 0)"
        " OR (0 < completed_from AND completed_from < good_from AND good_from < excellent_from"
        " AND excellent_from <= 1000))",
        "Better levels take more points, from 1 to 1,000; without points all three are zero.",
    )
    _numbers_make_sense = models.Constraint(
        "CHECK (excellent_percent BETWEEN 0 AND 100 AND late_percent BETWEEN 0 AND 100"
        " AND case_percent BETWEEN 0 AND 100 AND staff_percent BETWEEN 0 AND 100"
        " AND minimal_months BETWEEN 0 AND 12 AND leave_months BETWEEN 0 AND 12)",
        "Shares lie between 0 and 100 percent, months between 0 and 12.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("criterion_ids.points")
    def _compute_points(self):
        for scheme in self:
            scheme.points = sum(scheme.criterion_ids.mapped("points"))

    def _compute_is_used(self):
        # Whether anybody is rated by it, and nothing else of the ratings.
        rows = (
            self.env["cchc.rating"]
            .sudo()
            ._read_group([("scheme_id", "in", self.ids)], ["scheme_id"])
        )
        used = {scheme.id for (scheme,) in rows}
        for scheme in self:
            scheme.is_used = scheme.id in used

    @api.constrains("before_day", "before_month")
    def _check_before(self):
        for scheme in self:
            day, month = scheme.before_day, scheme.before_month
            # Of any year: 29 February is none.
            if (day or month) and not (1 <= month <= 12 and 1 <= day <= monthrange(2023, month)[1]):
                raise ValidationError(
                    self.env._("There is no such day: %(day)s/%(month)s.", day=day, month=month)
                )

    # -- plain values --------------------------------------------------------------------------

    def _rules(self):
        """The scheme as ``kernel.rating.Rules``; its zeros are rules that it does not have."""
        self.ensure_one()
        bands = (
            (self.excellent_from, rating.EXCELLENT),
            (self.good_from, rating.GOOD),
            (self.completed_from, rating.COMPLETED),
        )
        return rating.Rules(
            bands=tuple((Decimal(least), level) for least, level in bands if least),
            excellent_percent=Decimal(self.excellent_percent) if self.excellent_percent else None,
            minimal_months=Decimal(self.minimal_months) if self.minimal_months else None,
            leave_months=Decimal(self.leave_months) if self.leave_months else None,
            duty_bars=self.duty_bars,
            late_percent=Decimal(self.late_percent) if self.by_on_time else None,
        )

    @api.model
    def _in_force(self, subject, day):
        """Scheme for ``subject`` in force on ``day``; empty where none is known."""
        return self.search(
            Domain("subject", "=", subject)
            & Domain("is_draft", "=", False)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
            limit=1,
        )

    # -- checks --------------------------------------------------------------------------------

    @api.constrains("active", "is_draft", "subject", "date_from", "date_to")
    def _check_overlap(self):
        """Two schemes never rate the same: which of them would be the law?"""
        for scheme in self.filtered(lambda scheme: scheme.active and not scheme.is_draft):
            others = (
                Domain("id", "!=", scheme.id)
                & Domain("subject", "=", scheme.subject)
                & Domain("is_draft", "=", False)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", scheme.date_from))
            )
            if scheme.date_to:
                others &= Domain("date_from", "<=", scheme.date_to)
            if other := self.search(others, limit=1):
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” and “%(other)s” would both rate the same from %(date)s on: "
                        "end one of them first.",
                        scheme=scheme.name,
                        other=other.name,
                        date=dates.format_date(max(scheme.date_from, other.date_from)),
                    )
                )

    def _check_unused(self):
        """Who is rated is rated by what was in force: that does not change afterwards."""
        self.invalidate_recordset(["is_used"])
        for scheme in self:
            if scheme.is_used:
                raise UserError(
                    self.env._(
                        "Ratings were made by “%s”: end it, duplicate it, and change the copy.",
                        scheme.name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    def write(self, vals):
        changed = self.filtered(
            lambda scheme: any(scheme[name] != vals[name] for name in RULES & vals.keys())
        )
        changed._check_unused()
        return super().write(vals)

    def unlink(self):
        self._record_change("delete", [{} for _scheme in self])
        return super().unlink()

    def copy_data(self, default=None):
        """A copy starts as a draft: two schemes of the same days would contradict each other."""
        return [{**data, "is_draft": True} for data in super().copy_data(default=default)]

    def _values_for_history(self):
        self.ensure_one()
        names = (
            "name", "subject", "civil_servants_only", "active", "is_draft", "date_from", "date_to", "confirmation",
            "excellent_from", "good_from", "completed_from", "excellent_percent",
            "minimal_months", "leave_months", "duty_bars", "by_on_time", "late_percent",
            "case_percent", "staff_percent", "before_day", "before_month",
        )  # fmt: skip
        return {**{name: self[name] for name in names}, "document": self.document_id.display_name}

    def _history_row(self, action, old, new):
        row = super()._history_row(action, old, new)
        return {**row, "effective_on": self.date_from, "reason": self.verify_note or ""}
