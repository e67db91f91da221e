from odoo import fields, models


class AwardBaseSalary(models.Model):
    """The base salary (lương cơ sở) of some years; awards' money is a multiple of it.

    None is shipped: until it is entered from the decree, an amount is said not to be known.
    """

    _name = "cchc.award.base.salary"
    _description = "Base salary"
    _inherit = ["cchc.award.line.mixin"]

    _said = ("amount",)

    amount = fields.Float(string="VND a month", digits=(16, 0), required=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1e12)", "The base salary is more than 0."
    )

    def _line_name(self):
        self.ensure_one()
        return f"{self.amount:,.0f}".replace(",", ".")
