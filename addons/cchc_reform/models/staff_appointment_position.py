from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import dates, posts


class StaffAppointment(models.Model):
    """A post and the approved job position that it fills, perhaps only from a later day on."""

    _inherit = "cchc.staff.appointment"

    position_id = fields.Many2one(
        "cchc.staff.position", string="Approved position", index=True, ondelete="restrict"
    )
    position_from = fields.Date(
        string="In the position from",
        copy=False,
        help="Where the person was placed after the post began; empty: all the time.",
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

    @api.constrains("position_from", "date_from", "date_to")
    def _check_position_from(self):
        for post in self:
            day = post.position_from
            if day and not (post.date_from <= day <= (post.date_to or day)):
                raise ValidationError(
                    self.env._(
                        "%(person)s does not hold the post on %(date)s and is not placed then.",
                        person=post.employee_id.name,
                        date=dates.format_date(day),
                    )
                )

    @api.depends("position_id", "position_from", "unit_id", "mode", "date_from", "date_to")
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
        placed = Domain("position_id", "in", approved._versions().ids) & (
            Domain("position_from", "=", False) | Domain("position_from", "<=", today)
        )
        return (
            self._domain_on(today)
            & Domain("unit_id", "in", approved.unit_id.ids)
            & Domain("mode", "not in", posts.BESIDES)
            & ~placed
        )

    @api.model
    def _domain_holding(self, positions, day):
        """Posts in force on ``day`` that then hold one of ``positions``, in whatever version."""
        return (
            self._domain_on(day)
            & Domain("position_id", "in", positions._versions().ids)
            & (Domain("position_from", "=", False) | Domain("position_from", "<=", day))
        )

    def _dated_values(self):
        values = super()._dated_values()
        placed = bool(self.position_id) and (self.position_from or self.date_from) < dates.today()
        # As of a day to come, a placement changes nothing of the past.
        return {**values, "position": placed and (self.position_id.id, self.position_from)}

    def _audit_values(self):
        position = self.sudo().position_id  # its name goes to the history, not to the user
        values = super()._audit_values()
        return {**values, "position": position.name, "position_from": self.position_from}
