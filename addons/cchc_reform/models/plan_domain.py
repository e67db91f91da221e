from odoo import fields, models


class PlanDomain(models.Model):
    """Reform domain (lĩnh vực CCHC): the seven fields of work in which reform is planned."""

    _name = "cchc.plan.domain"
    _description = "Reform domain"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "Two reform domains cannot have the same code.")
