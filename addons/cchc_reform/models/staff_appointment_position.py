from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import dates, posts


class StaffAppointment(models.Model):
    """A post and the approved job position that it fills."""

    _inherit = "cchc.staff.appointment"

    position_id = fields.Many2one(
        "cchc.staff.position", string="Approved position", index=True, ondelete="restrict"
    )
    is_outside_position = fields.Boolean(
        string="Outside an approved position",
        compute="_compute_is_outside_position",
        search="_search_is_outside_position",
        help="In force today in a unit that has approved positions, but in none of them.",
    )

    @api.constrains("position_id", "unit_id")
    def _check_position_of_unit(self):
        for post in self:
            if post.position_id and post.position_id.sudo().unit_id != post.unit_id:
                raise ValidationError(
                    self.env._(
                        "“%(position)s” is approved for another unit than %(unit)s.",
                        position=post.position_id.sudo().name,
                        unit=post.unit_id.name,
                    )
                )

    @api.depends("position_id", "unit_id", "mode", "date_from", "date_to")
    def _compute_is_outside_position(self):
        outside = self._origin.filtered_domain(self._outside_domain())
        for post in self:
            post.is_outside_position = post._origin in outside

    def _search_is_outside_position(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._outside_domain()

    @api.model
    def _outside_domain(self):
        """Posts of today that no position approved today covers, where the unit has positions."""
        today = dates.today()
        # Which units have approved positions is no secret; positions are read by who may.
        approved = self.env["cchc.staff.position"].sudo().search(self._domain_on(today))
        return (
            self._domain_on(today)
            & Domain("unit_id", "in", approved.unit_id.ids)
            & Domain("mode", "not in", posts.BESIDES)
            & Domain("position_id", "not in", approved.ids)
        )
