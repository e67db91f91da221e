from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .entered_values import refuse_wild

#: What is written in which state of the rating: by the rated person, or by who handles it.
OWN, GIVEN = {"self_points"}, {"given_points", "reason"}
OPEN_TO = {"draft": OWN, "self_rated": GIVEN, "met": GIVEN}


class RatingLine(models.Model):
    """The points of one criterion of a rating: the person's own, and those given."""

    _name = "cchc.rating.line"
    _description = "Points of a rating"
    _order = "rating_id, criterion_id, id"
    _rec_name = "criterion_id"

    rating_id = fields.Many2one(
        "cchc.rating", string="Yearly rating", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one("cchc.rating.criterion", required=True, ondelete="restrict")
    most_points = fields.Integer()
    self_points = fields.Float(string="Own points", digits=(6, 2))
    given_points = fields.Float(digits=(6, 2))
    reason = fields.Char(string="Reason for the points")

    _points_in_range = models.Constraint(
        "CHECK (self_points BETWEEN 0 AND most_points AND given_points BETWEEN 0 AND most_points)",
        "Points lie between 0 and the most that the criterion gives.",
    )

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            refuse_wild(self, vals, {"self_points", "given_points"})
            for line in self:
                line._check_hand(vals.keys())
        return super().write(vals)

    def _check_hand(self, names):
        """The rated person gives the own points, another person those that count."""
        self.ensure_one()
        document = self.sudo().rating_id
        own = document._is_of(self.env.user)
        if set(names) - (OWN if own else GIVEN):
            raise AccessError(
                self.env._("The rated person gives the own points, another person those given.")
            )
        if not own:
            self.env["cchc.unit.role"]._require(("hr", "head"), document.unit_id, exact=True)
        if set(names) - OPEN_TO.get(document.state, set()):
            raise UserError(
                self.env._(
                    "Points cannot be changed while the rating is “%s”.", document._state_label()
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The criteria of a rating follow from its scheme."))
        return super().create(vals_list)
