from odoo import fields, models


class AwardMoney(models.Model):
    """The money that goes with a title, as a multiple of the base salary."""

    _name = "cchc.award.money"
    _description = "Money of a title"
    _inherit = ["cchc.award.line.mixin"]

    _exclusive = ("title_id",)
    _said = ("title_id", "multiple")

    title_id = fields.Many2one(
        "cchc.award.title", string="Title or form", required=True, index=True, ondelete="cascade"
    )
    multiple = fields.Float(string="× base salary", digits=(6, 2), required=True)

    _multiple_positive = models.Constraint(
        "CHECK (multiple > 0 AND multiple <= 1000)",
        "The multiple of the base salary is more than 0 and at most 1000.",
    )

    def _line_name(self):
        self.ensure_one()
        return f"{self.title_id.name}, {self.multiple:g}"
