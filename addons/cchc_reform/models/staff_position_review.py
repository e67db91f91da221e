from odoo import fields, models

from .legal_document import CONFIRMATIONS


class StaffPositionReview(models.Model):
    """A rule that asks for positions to be approved again by a day."""

    _name = "cchc.staff.position.review"
    _description = "Re-approval of job positions"
    _order = "due_on, id"

    name = fields.Char(required=True, translate=True)
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    decided_before = fields.Date(
        required=True, help="Positions decided before this day are to be approved again."
    )
    due_on = fields.Date(string="Approve again by", required=True)
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)
    active = fields.Boolean(default=True)
