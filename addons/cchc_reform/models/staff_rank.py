from odoo import fields, models


class StaffRank(models.Model):
    """A rank of civil servants or a grade of public employees (ngạch, hạng)."""

    _name = "cchc.staff.rank"
    _description = "Rank of staff"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that workbooks may use for the rank.")
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "Two ranks cannot have the same code.")
