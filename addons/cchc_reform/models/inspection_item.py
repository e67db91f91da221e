from odoo import fields, models


class InspectionItem(models.Model):
    """A question of the checklist by which units are inspected in a reform domain."""

    _name = "cchc.inspection.item"
    _description = "Item of the inspection checklist"
    _order = "domain_id, sequence, id"

    name = fields.Char(string="What is checked", required=True, translate=True)
    domain_id = fields.Many2one(
        "cchc.plan.domain", string="Reform domain", required=True, ondelete="restrict", index=True
    )
    sequence = fields.Integer(default=10)
    legal_basis = fields.Char(help="Document and clause that ask for it.")
    active = fields.Boolean(default=True)
