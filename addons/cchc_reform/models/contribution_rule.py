from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import working_days
from .dated_rules import refuse_same_days
from .legal_document import CONFIRMATIONS

CONTRIBUTION_KINDS = [
    ("contribution", "Contribution"),
    ("question", "Question or request"),
]
MOST_DAYS = 120


class ContributionRule(models.Model):
    """Within how many working days contributions or questions are answered, by a document.

    None is shipped: where no rule is in force, the term is given by hand.
    """

    _name = "cchc.contribution.rule"
    _description = "Term of answers"
    _inherit = ["cchc.history.mixin"]
    _order = "kind, date_from desc, id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(CONTRIBUTION_KINDS, required=True, default="question")
    working_days = fields.Integer(required=True, aggregator=None)
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    date_from = fields.Date(string="In force from", required=True)
    date_to = fields.Date(
        string="In force until", help="The last day, inclusive. Empty: open-ended."
    )
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified")
    active = fields.Boolean(default=True)

    _days_in_range = models.Constraint(
        f"CHECK (working_days BETWEEN 1 AND {MOST_DAYS})",
        f"An answer is due between 1 and {MOST_DAYS} working days after receipt.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A rule cannot end before the day it comes into force.",
    )

    @api.constrains("kind", "date_from", "date_to", "active")
    def _check_no_overlap(self):
        refuse_same_days(self)

    def _values_for_history(self):
        self.ensure_one()
        names = ("name", "kind", "working_days", "date_from", "date_to", "confirmation", "active")
        return {**{name: self[name] for name in names}, "document": self.document_id.display_name}

    @api.model
    def _in_force(self, kind, day):
        """The rule for ``kind`` on ``day``; empty where none is known."""
        return self.search(
            Domain("kind", "=", kind)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
            limit=1,
        )

    def _due_on(self, day):
        """Last day in time for what was received on ``day``."""
        self.ensure_one()
        last = fields.Date.add(day, days=3 * self.working_days + 30)
        is_working = self.env["cchc.work.calendar"]._is_working(day, last)
        return working_days.add_working_days(day, self.working_days, is_working)
