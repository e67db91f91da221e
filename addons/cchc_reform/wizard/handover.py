from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates

# Work that waits for the person in charge; what was reported stays with who reported it.
OPEN_WORK = ("assigned", "in_progress", "for_approval")
HANDING_ROLES = ("head", "standing_office")


class Handover(models.TransientModel):
    """Hand the open work of a person who leaves over to a successor, in one step.

    A unit's head and the standing office hand over tasks of their units; the administrator hands
    over all, and ends the roles of who leaves. What was done stays with who did it.
    """

    _name = "cchc.handover"
    _description = "Hand-over of open work"

    from_user_id = fields.Many2one(
        "res.users",
        string="Who leaves",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Successor",
        required=True,
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
    )
    reason = fields.Char(help="For instance the number of the decision.")
    end_roles = fields.Boolean(
        string="End the roles", help="Today is the last day of the roles of who leaves."
    )
    grant_roles = fields.Boolean(
        string="Give the same roles to the successor", help="From today, for the same units."
    )
    can_end_roles = fields.Boolean(compute="_compute_can_end_roles")
    task_count = fields.Integer(string="Open tasks", compute="_compute_counts")
    activity_count = fields.Integer(string="Open activities", compute="_compute_counts")
    role_count = fields.Integer(string="Roles", compute="_compute_counts")

    @api.depends_context("uid")
    def _compute_can_end_roles(self):
        self.can_end_roles = self._is_administrator()

    @api.depends("from_user_id")
    @api.depends_context("uid")
    def _compute_counts(self):
        for wizard in self:
            leaver = wizard.from_user_id
            wizard.task_count = len(wizard._tasks()) if leaver else 0
            wizard.activity_count = len(wizard._activities()) if leaver else 0
            wizard.role_count = len(wizard._roles()) if leaver else 0

    # -- what is handed over -------------------------------------------------------------------

    @api.model
    def _is_administrator(self):
        return self.env.user.has_group("cchc_reform.group_cchc_admin")

    @api.model
    def _scope_units(self):
        """Ids of the units whose work the user may hand over; None for all."""
        if self._is_administrator():
            return None
        return self.env.user.role_unit_ids(*HANDING_ROLES)

    def _tasks(self):
        """Open tasks of who leaves, in the units of the user."""
        # The scope is taken from the user's own roles; the record rules would show less to a
        # head who may not read the drafts of others, and never more than this.
        domain = Domain("officer_id", "=", self.from_user_id.id) & Domain("state", "in", OPEN_WORK)
        units = self._scope_units()
        if units is not None:
            domain &= Domain("lead_unit_id", "child_of", units)
        return self.env["cchc.task"].sudo().search(domain)

    def _activities(self):
        """Open activities of who leaves: on tasks of the user's units, for the administrator all."""
        # As for tasks: the scope is the user's own roles.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("user_id", "=", self.from_user_id.id), ("res_model", "=like", "cchc.%")])
        )
        units = self._scope_units()
        if units is None:
            return activities
        activities = activities.filtered(lambda activity: activity.res_model == "cchc.task")
        tasks = (
            self.env["cchc.task"]
            .sudo()
            .search(
                Domain("id", "in", activities.mapped("res_id"))
                & Domain("lead_unit_id", "child_of", units)
            )
        )
        return activities.filtered(lambda activity: activity.res_id in tasks._ids)

    def _roles(self):
        """Roles of who leaves that have not ended; for the administrator only."""
        roles = self.env["cchc.unit.role"]
        if not self._is_administrator():
            return roles
        return roles.search(
            Domain("user_id", "=", self.from_user_id.id)
            & Domain("revoked", "=", False)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", dates.today()))
        )

    # -- actions -------------------------------------------------------------------------------

    def action_hand_over(self):
        """Move tasks, activities and (for the administrator) roles to the successor."""
        self.ensure_one()
        self._check_people()
        roles = self._roles() if self.end_roles or self.grant_roles else self._roles().browse()
        tasks = self._tasks()
        activities = self._activities()
        if not (tasks or activities or roles):
            raise UserError(
                self.env._("%s has no open work that you may hand over.", self.from_user_id.name)
            )
        if self.grant_roles:
            self._grant_roles(roles)
        self._move_tasks(tasks)
        left = self._move_activities(activities)
        if self.end_roles:
            self._end_roles(roles)
        message = self.env._(
            "%(tasks)s tasks and %(activities)s activities went from %(leaver)s to %(successor)s.",
            tasks=len(tasks),
            activities=len(activities) - left,
            leaver=self.from_user_id.name,
            successor=self.to_user_id.name,
        )
        if left:
            message += " " + self.env._(
                "%s activities stay, as the successor may not see their records.", left
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "sticky": bool(left),
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_people(self):
        if self._scope_units() == []:
            raise AccessError(
                self.env._(
                    "Work is handed over by the unit's head, the standing office or administrator."
                )
            )
        if (self.end_roles or self.grant_roles) and not self._is_administrator():
            raise AccessError(self.env._("Roles are ended and given by the administrator."))
        if self.from_user_id == self.to_user_id:
            raise UserError(self.env._("Choose another person as the successor."))
        if not self.to_user_id.active or self.to_user_id.share:
            raise UserError(
                self.env._("The successor must have an active account inside the province.")
            )

    def _move_tasks(self, tasks):
        """Put the successor in charge; the task refuses who holds no role for its lead unit."""
        today = dates.today()
        before = [task._audit_values(["officer_id"]) for task in tasks]
        tasks.write({"officer_id": self.to_user_id.id})
        grants = self.env["cchc.unit.role"]._scope(HANDING_ROLES)
        self.env["cchc.audit.entry"]._append(
            [
                task._audit_row(
                    "hand_over",
                    old,
                    task._audit_values(["officer_id"]),
                    today,
                    self.reason,
                    next((grant for grant in grants if grant.covers(task.lead_unit_id)), None),
                )
                for task, old in zip(tasks, before, strict=True)
            ]
        )

    def _move_activities(self, activities):
        """Reassign activities on records that the successor may read; the number of the others."""
        successor = self.to_user_id
        moved = activities.browse()
        for model, group in activities.grouped("res_model").items():
            if model not in self.env:
                continue
            records = self.env[model].with_user(successor).browse(group.mapped("res_id"))
            readable = set(records.exists()._filtered_access("read")._ids)
            moved |= group.filtered(lambda activity, ids=readable: activity.res_id in ids)
        # One step, one message to the successor in person; not a mail for each activity.
        moved.with_context(mail_activity_quick_update=True).write({"user_id": successor.id})
        return len(activities) - len(moved)

    def _grant_roles(self, roles):
        """Grant the successor the same roles from today; what was only lent is not passed on."""
        today = dates.today()
        held = {
            (role.role, role.unit_id, role.domain_ids)
            for role in roles.search(
                Domain("user_id", "=", self.to_user_id.id)
                & Domain("revoked", "=", False)
                & Domain("delegated_by_id", "=", False)
                & Domain("date_from", "<=", today)
                & Domain("date_to", "=", False)
            )
        }
        roles.create(
            [
                {
                    "user_id": self.to_user_id.id,
                    "role": role.role,
                    "unit_id": role.unit_id.id,
                    "domain_ids": [fields.Command.set(role.domain_ids.ids)],
                    "date_from": max(today, role.date_from),
                    "date_to": role.date_to,
                    "note": self.reason,
                }
                for role in roles.filtered(lambda role: not role.delegated_by_id)
                if (role.role, role.unit_id, role.domain_ids) not in held
            ]
        )

    def _end_roles(self, roles):
        today = dates.today()
        begun = roles.filtered(lambda role: role.date_from <= today)
        begun.write({"date_to": today})
        # A role that has not begun cannot end today. Only the server revokes; that the user is
        # the administrator, whose rules gave these roles, was checked.
        (roles - begun).sudo().write({"revoked": True})
