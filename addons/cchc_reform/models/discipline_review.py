from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..kernel import dates
from .discipline_workflow import check_days

CAUSES = [
    ("plan", "Plan not met"),
    ("inspection", "Inspection or check"),
    ("index", "Index of reform"),
    ("other", "Other"),
]


class DisciplineReview(models.Model):
    """A collective that was reviewed or criticised: a register of its own, no discipline.

    It is read by the unit and above; the standing office keeps it, and HR officers for the units
    below their own.
    """

    _name = "cchc.discipline.review"
    _description = "Review of a collective"
    _inherit = ["cchc.unit.move.mixin", "cchc.history.mixin"]
    _order = "document_date desc, id desc"
    _history_name = "display_name"

    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self._domain_kept(),
    )
    form = fields.Selection(
        [("review", "Review"), ("criticism", "Criticism")],
        string="Form of the review",
        required=True,
        default="review",
    )
    source = fields.Selection(CAUSES, string="Grounds of the review", required=True, default="plan")
    cause = fields.Text(string="What was not done", required=True)
    document_number = fields.Char(
        string="Document number", help="As printed. The system invents none."
    )
    document_date = fields.Date(string="Date of the document", required=True)
    remedy = fields.Text(string="What is to be put right")
    due_on = fields.Date(string="To be done by")
    done_on = fields.Date(string="Done on")
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue")

    _dates_ordered = models.Constraint(
        "CHECK (done_on IS NULL OR done_on >= document_date)",
        "What is to be done is not done before the document.",
    )

    @api.constrains("document_date", "due_on", "done_on")
    def _check_days(self):
        check_days(self, ("document_date", "due_on", "done_on"), ("document_date", "done_on"))

    def _domain_kept(self):
        """Units of which the user keeps the reviews, as the rules have it: for the form."""
        user = self.env.user
        return list(
            Domain(user.role_scope("standing_office", "id"))
            | Domain(user.role_scope_below("hr", "id"))
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not (result and self) or operation not in ("create", "write"):
            return result
        # Only to who keeps reviews at all, and of what the user reads or has just entered.
        refused = result[0]
        if self.browse().has_access(operation) and (
            operation == "create" or refused.has_access("read")
        ):
            return refused, self._refuse_own_unit
        return result

    def _refuse_own_unit(self):
        return AccessError(
            self.env._(
                "HR officers keep the reviews of the units below their own; that of the own unit "
                "is entered by who stands above it."
            )
        )

    def _compute_is_overdue(self):
        today = dates.today()
        for review in self:
            review.is_overdue = bool(review.due_on) and (review.done_on or today) > review.due_on

    def _compute_display_name(self):
        for review in self:
            day = review.document_date
            review.display_name = (
                f"{review.unit_id.name}, {dates.format_date(day)}" if day else review.unit_id.name
            )

    def _values_for_history(self):
        self.ensure_one()
        names = ("form", "source", "cause", "document_number", "document_date", "remedy", "due_on")
        return {**{name: self[name] for name in (*names, "done_on")}, "unit": self.unit_id.name}

    def _audit_unit(self):
        return self.unit_id

    @api.model
    def _bars_awards(self, unit_ids, year, first):
        """Ids of the collectives reviewed or criticised from ``first`` to ``year``."""
        # Without the rules: who asks learns of a collective that there is something, and no more.
        rows = self.sudo()._read_group(
            Domain("unit_id", "in", list(unit_ids))
            & Domain("document_date", ">=", f"{first:04d}-01-01")
            & Domain("document_date", "<=", f"{year:04d}-12-31"),
            ["unit_id"],
        )
        return {unit.id for (unit,) in rows}


class DisciplineBreach(models.Model):
    """A breach of administrative order that an unannounced check found; wider than discipline."""

    _name = "cchc.discipline.breach"
    _description = "Breach of administrative order"
    _inherit = ["cchc.closed.mixin", "cchc.unit.move.mixin", "cchc.history.mixin"]
    _order = "checked_on desc, id desc"
    _history_name = "display_name"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Person",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the unit as a whole.",
    )
    checked_on = fields.Date(string="Day of the check", required=True)
    place = fields.Char()
    breach = fields.Text(string="What was found", required=True)
    document_number = fields.Char(
        string="Minutes or document", help="As printed. The system invents none."
    )
    measure = fields.Text(string="Measure taken")

    @api.constrains("checked_on")
    def _check_days(self):
        check_days(self, ("checked_on",), ("checked_on",))

    def _compute_display_name(self):
        for breach in self:  # names nobody
            day = breach.checked_on
            breach.display_name = (
                f"{breach.unit_id.name}, {dates.format_date(day)}" if day else breach.unit_id.name
            )

    def _values_for_history(self):
        self.ensure_one()
        names = ("checked_on", "place", "breach", "document_number", "measure")
        return {
            **{name: self[name] for name in names},
            "unit": self.unit_id.name,
            "person": self.sudo().employee_id.name,
        }

    def _audit_unit(self):
        return self.unit_id
