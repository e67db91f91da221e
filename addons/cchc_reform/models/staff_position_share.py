from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StaffPositionShare(models.Model):
    """The share of one rank among those who hold a position."""

    _name = "cchc.staff.position.share"
    _description = "Share of a rank in a job position"
    _order = "position_id, rank_id, id"
    _rec_name = "rank_id"

    position_id = fields.Many2one(
        "cchc.staff.position", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="position_id.unit_id", store=True, index=True)
    rank_id = fields.Many2one("cchc.staff.rank", required=True, ondelete="restrict")
    percent = fields.Integer(string="Share (%)", required=True)

    _one_a_rank = models.UniqueIndex("(position_id, rank_id)", "A rank has one share a position.")
    _percent_between = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The share lies between 0 and 100 percent."
    )

    @api.constrains("percent", "position_id")
    def _check_sum(self):
        for position in self.position_id:
            total = sum(position.share_ids.mapped("percent"))
            if total > 100:
                raise ValidationError(
                    self.env._(
                        "The shares of ranks of “%(position)s” add up to %(total)s%%: at most "
                        "100%%.",
                        position=position.name,
                        total=total,
                    )
                )
