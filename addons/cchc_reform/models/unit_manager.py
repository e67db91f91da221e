from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..kernel import dates


class UnitManager(models.Model):
    """The manager of a unit follows from its posts; nobody enters it.

    Rights never follow from the manager, and history asks the posts of the day: this is only
    what core's own screens show as the manager today.
    """

    _inherit = "hr.department"

    manager_id = fields.Many2one(
        compute="_compute_manager_id",
        store=True,
        readonly=True,
        help="Who answers for the unit today, by the posts.",
    )

    @api.depends(
        "appointment_ids.employee_id",
        "appointment_ids.capacity",
        "appointment_ids.mode",
        "appointment_ids.date_from",
        "appointment_ids.date_to",
    )
    def _compute_manager_id(self):
        heading = self.env["cchc.staff.appointment"]._heading(self, dates.today())
        for unit in self:
            unit.manager_id = heading[unit.id].employee_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_manager(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_manager(vals)
        return super().write(vals)

    def _refuse_manager(self, vals):
        if "manager_id" in vals:
            raise AccessError(
                self.env._("The manager of a unit follows from its posts: enter the post instead.")
            )

    @api.model
    def _cron_follow_posts(self):
        """Bring the managers in step with posts that start or end with the day."""
        # Ended units too, but not those entered by mistake.
        units = self.search(
            Domain("manager_id", "!=", False) | Domain("appointment_ids", "!=", False)
        )
        heading = self.env["cchc.staff.appointment"]._heading(units, dates.today())
        stale = units.filtered(lambda unit: unit.manager_id != heading[unit.id].employee_id)
        self.env.add_to_compute(self._fields["manager_id"], stale)
        stale.flush_recordset(["manager_id"])
