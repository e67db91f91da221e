from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel import dates


class AwardBlockScore(models.Model):
    """What one member of a block gives another: entered by the scoring unit, while it is open."""

    _name = "cchc.award.block.score"
    _description = "Score in an emulation block"
    _order = "block_id, scorer_unit_id, unit_id, id"

    block_id = fields.Many2one("cchc.award.block", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="block_id.state")
    scorer_unit_id = fields.Many2one(
        "hr.department", string="Scored by", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "hr.department", string="Unit scored", required=True, index=True, ondelete="restrict"
    )
    points = fields.Float(digits=(6, 2), aggregator=None)
    note = fields.Char()
    given_on = fields.Date(readonly=True)

    _once = models.UniqueIndex(
        "(block_id, scorer_unit_id, unit_id)", "A member scores another once."
    )
    _not_itself = models.Constraint("CHECK (scorer_unit_id <> unit_id)", "No member scores itself.")

    @api.constrains("points")
    def _check_points(self):
        for score in self:
            if not 0 <= score.points <= score.block_id.most_points:
                raise ValidationError(
                    self.env._(
                        "The points lie between 0 and %s.", f"{score.block_id.most_points:g}"
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_scorer(vals)
            if "points" in vals:
                vals = {**vals, "given_on": dates.today()}
        return super().write(vals)

    def _check_scorer(self, vals):
        if vals.keys() - {"points", "note"}:
            raise AccessError(self.env._("Only the points and a note are entered."))
        self.check_access("write")
        self.sudo().block_id._lock_for_step()  # or it would be closed while points change
        for score in self:
            # Held for the scoring unit itself: who is above does not score in its name.
            self.env["cchc.unit.role"]._require(("head", "hr"), score.scorer_unit_id, exact=True)
            if score.block_id.state != "scoring":
                raise UserError(self.env._("Points are entered while the block is open."))
