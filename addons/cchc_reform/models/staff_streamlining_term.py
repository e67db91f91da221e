from odoo import fields, models

from .legal_document import CONFIRMATIONS


class StaffStreamliningTerm(models.AbstractModel):
    """An entry of a catalogue of streamlining, with whether it was read in a published text."""

    _name = "cchc.staff.streamlining.term"
    _description = "Term of streamlining"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that workbooks may use.")
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    confirmation = fields.Selection(CONFIRMATIONS, required=True, default="to_verify")
    verify_note = fields.Char(string="What is to be verified", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is an entry with this code already.")
