from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates, posts
from .entered_values import check_references
from .staff_surplus_workflow import MEASURES, PLANNING_ROLES


class StaffSurplusStep(models.Model):
    """How one person is to leave a post of deputy that is too many, and by when.

    It is a plan: what was done is read from the posts, never entered here.
    """

    _name = "cchc.staff.surplus.step"
    _description = "Step to end a surplus of deputies"
    _order = "surplus_id, planned_on, id"
    _rec_name = "employee_id"

    surplus_id = fields.Many2one(
        "cchc.staff.surplus", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="surplus_id.unit_id", store=True, index=True)
    post_id = fields.Many2one(
        "cchc.staff.appointment", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(related="post_id.employee_id", string="Person", store=True)
    measure = fields.Selection(MEASURES, string="How", required=True, default="transfer")
    planned_on = fields.Date(
        string="Leaves by", required=True, help="Day from which on the person is no longer counted."
    )
    note = fields.Char()
    done_on = fields.Date(
        string="Leaves the post on",
        compute="_compute_done_on",
        help="First day on which the post is no longer held, as recorded.",
    )
    status = fields.Selection(
        [("planned", "Planned"), ("recorded", "Decided"), ("done", "Done"), ("late", "Late")],
        compute="_compute_done_on",
    )

    @api.depends("post_id.date_to", "planned_on")
    @api.depends_context("cchc_as_of")
    def _compute_done_on(self):
        day = self.env["cchc.as.of.mixin"]._as_of()
        for step in self:
            step.done_on = step.post_id.date_to and fields.Date.add(step.post_id.date_to, days=1)
            if step.done_on and step.done_on <= day:
                step.status = "done"
            elif step.done_on:
                step.status = "recorded"
            else:
                step.status = "late" if step.planned_on and step.planned_on < day else "planned"

    @api.constrains("post_id", "surplus_id", "planned_on")
    def _check_post(self):
        for step in self:
            surplus = step.surplus_id.sudo()
            post = step.post_id
            if (
                post.capacity != posts.DEPUTY
                or post.unit_id.id not in surplus._tested_unit_ids()
                or (post.date_to and post.date_to < surplus.since)
            ):
                raise ValidationError(
                    self.env._(
                        "%(post)s is not one of the deputies counted in “%(surplus)s”.",
                        post=post.display_name,
                        surplus=surplus.display_name,
                    )
                )
            if step.planned_on < post.date_from:
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot leave the post before %(date)s, when it starts.",
                        person=post.employee_id.name,
                        date=dates.format_date(post.date_from),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        check_references(steps)
        steps._require_open()
        return steps

    def write(self, vals):
        self._require_open()
        result = super().write(vals)
        check_references(self, vals.keys())
        if "surplus_id" in vals:
            self.check_access("write")
            self._require_open()
        return result

    def unlink(self):
        self._require_open()
        return super().unlink()

    def _require_open(self):
        for step in self:
            if step.surplus_id.sudo().state != "open":
                raise UserError(
                    self.env._(
                        "“%(surplus)s” is closed: its roadmap stays as it is.",
                        surplus=step.surplus_id.sudo().display_name,
                    )
                )

    def action_carry_out(self):
        """Open the dialog that records the decision: the post ends, another may begin."""
        self.ensure_one()
        self.env["cchc.unit.role"]._require(PLANNING_ROLES, self.sudo().post_id.unit_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the decision"),
            "res_model": "cchc.staff.move",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_post_id": self.post_id.id,
                "default_first_day": fields.Date.to_string(self.planned_on),
            },
        }
