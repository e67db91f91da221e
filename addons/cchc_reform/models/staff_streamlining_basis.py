from odoo import fields, models

from ..kernel import dates
from .legal_document import CONFIRMATIONS


class StaffStreamliningBasis(models.Model):
    """A text by which people leave with a policy, and the leaving dates for which it holds."""

    _name = "cchc.staff.streamlining.basis"
    _description = "Legal basis of streamlining"
    _order = "sequence, id"

    name = fields.Char(required=True, help="As forms write it, for instance NĐ 154/2025/NĐ-CP.")
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    date_from = fields.Date(
        string="Leaving from", help="First leaving date it holds for. Empty: not known."
    )
    date_to = fields.Date(
        string="Leaving until", help="Last leaving date it holds for. Empty: no end is known."
    )
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "A legal basis cannot end before the day it starts.",
    )

    def _fault_on(self, day):
        """Why it does not hold for who leaves on ``day``, in a sentence; empty if it does."""
        self.ensure_one()
        values = {"basis": self.name, "day": dates.format_date(day)}
        if self.date_from and day < self.date_from:
            return self.env._(
                "%(basis)s holds for leaving dates from %(date)s on, not for %(day)s.",
                date=dates.format_date(self.date_from),
                **values,
            )
        if self.date_to and day > self.date_to:
            return self.env._(
                "%(basis)s holds for leaving dates until %(date)s, not for %(day)s.",
                date=dates.format_date(self.date_to),
                **values,
            )
        return ""
