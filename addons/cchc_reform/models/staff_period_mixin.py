from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .entered_values import entered_day
from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Draft"),
    ("issued", "Issued"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
ISSUING_ROLES = ("head", "standing_office", "leader")
DEFINITION = frozenset(
    {
        "name", "unit_id", "year_from", "year_to", "baseline_on", "line_ids", "decision_id",
        "decision_number", "decision_date", "to_verify",
    }
)  # fmt: skip
MOST_YEARS = 15


class StaffPeriodMixin(models.AbstractModel):
    """What a unit decided for some years, line by line, against a baseline of one day.

    HR officers and the standing office prepare it; the head, the standing office or a leader
    records that it is issued, by the decision. Then its lines are fixed; opening it again needs a
    reason. The model declares ``line_ids``.
    """

    _name = "cchc.staff.period.mixin"
    _description = "Programme of some years"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "year_from desc, id desc"

    name = fields.Char(required=True)
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    year_from = fields.Integer(
        string="From year", required=True, default=lambda self: dates.today().year
    )
    year_to = fields.Integer(
        string="To year", required=True, default=lambda self: dates.today().year
    )
    baseline_on = fields.Date(
        string="Baseline of", required=True, help="Day whose numbers are the baseline."
    )
    decision_id = fields.Many2one("cchc.legal.document", ondelete="restrict", copy=False)
    decision_number = fields.Char(copy=False, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision", copy=False)
    to_verify = fields.Boolean(help="What is entered here was not read in a signed text yet.")
    note = fields.Text()
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    issued_on = fields.Date(readonly=True, copy=False)

    _workflow = Workflow(
        initial="draft",
        transitions={
            "issue": Transition(("draft",), "issued"),
            "revise": Transition(("issued",), "draft", reason=True),
            "close": Transition(("issued",), "closed"),
            "cancel": Transition(("draft", "issued"), "cancelled", reason=True),
        },
        owned=frozenset({"issued_by_id", "issued_on"}),
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )

    @api.constrains("year_from", "year_to", "baseline_on")
    def _check_period(self):
        for programme in self:
            entered_day(self.env, programme.baseline_on)
            years = programme.year_to - programme.year_from
            if not (1900 <= programme.year_from <= 2999 - MOST_YEARS and 0 <= years < MOST_YEARS):
                raise ValidationError(
                    self.env._(
                        "The period of “%(name)s” goes from a year to a later one, %(most)s years "
                        "at most.",
                        name=programme.name,
                        most=MOST_YEARS,
                    )
                )
            programme.line_ids._check_years()

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            self.line_ids._check_unit()
        return result

    def _years(self):
        """Years of the period, in order."""
        self.ensure_one()
        return list(range(self.year_from, self.year_to + 1))

    def _check_year(self, year):
        """Refuse a ``year`` outside of the period."""
        self.ensure_one()
        if not self.year_from <= year <= self.year_to:
            raise ValidationError(
                self.env._(
                    "%(year)s lies outside of %(from)s–%(to)s, the period of “%(name)s”.",
                    year=year,
                    **{"from": self.year_from},
                    to=self.year_to,
                    name=self.name,
                )
            )

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        Role = self.env["cchc.unit.role"]
        return [Role._require(ISSUING_ROLES, one.sudo().unit_id) for one in self]

    def _audit_unit(self):
        return self.unit_id

    def action_issue(self):
        """Record that it is issued, by its decision."""
        self._transition("issue", {"issued_by_id": self.env.uid, "issued_on": dates.today()})

    def action_revise(self, reason):
        """Open its lines again, with the reason."""
        self._transition("revise", {"issued_by_id": False, "issued_on": False}, reason)

    def action_close(self):
        """Close it: the period is over."""
        self._transition("close")

    def action_cancel(self, reason):
        """Give it up, with the reason."""
        self._transition("cancel", reason=reason)

    def _guard_issue(self, on, reason):
        for one in self:
            if not one.line_ids:
                raise UserError(self.env._("“%(name)s” has no line yet.", name=one.name))
            decided = one.decision_id or (one.decision_number and one.decision_date)
            if not (decided or one.to_verify):
                raise UserError(
                    self.env._(
                        "Give the number and date of the decision on “%(name)s”, or mark it "
                        "“to verify”.",
                        name=one.name,
                    )
                )
