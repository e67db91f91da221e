from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..kernel import dates
from .task_workflow import ASSIGNER_ROLES, UNIT_ROLES

ROLES = [
    ("officer", "Officer"),
    ("head", "Unit head"),
    ("hr", "HR officer"),
    ("standing_office", "Standing office"),
    ("verifier", "Verifier"),
    ("leader", "Leader of the committee"),
    ("auditor", "Auditor"),
]
# Roles that may be limited to reform domains.
ROLES_BY_DOMAIN = ("verifier", "leader")
# Roles that their holder may lend to a deputy for a time.
DELEGABLE = ("head", "standing_office", "verifier", "leader")


class RoleGrant(NamedTuple):
    """One role of a user in force on a day, as plain values."""

    id: int
    role: str
    unit_id: int
    path: str  # parent_path of the unit
    domain_ids: frozenset  # reform domains; empty means all
    on_behalf_of_id: int  # user who delegated it, or 0

    def covers(self, unit, domain=None):
        """Tell whether ``unit`` lies in the scope, and ``domain`` if the role is limited."""
        return (unit.parent_path or "").startswith(self.path) and (
            not self.domain_ids or not domain or domain.id in self.domain_ids
        )


def grant_to_plan(grants, plan_unit, unit, domain):
    """First of ``grants`` that lets a user give work of a plan to ``unit``, or None.

    The standing office and the leader do so for the plan of their own level; a head for the
    plans of the unit and below. Nobody adds work to the plan of another, whose figure it moves.

    :param plan_unit: unit whose plan it is
    :param unit: unit that is to do the work
    """
    for grant in grants:
        if not grant.covers(unit, domain):
            continue
        if grant.role == "head" and grant.covers(plan_unit):
            return grant
        if grant.role in ("standing_office", "leader") and grant.unit_id == plan_unit.id:
            return grant
    return None


def grant_from_above(grants, unit, domain=None):
    """First of ``grants`` under which a user takes in what ``unit`` brings, or None.

    From above only: the day that the unit gives counts though it has passed, while who works in
    the unit reports on the day of the report.
    """
    if any(
        grant.role in UNIT_ROLES and grant.path.startswith(unit.parent_path) for grant in grants
    ):
        return None
    return next(
        (
            grant
            for grant in grants
            if grant.role in ASSIGNER_ROLES
            and grant.unit_id != unit.id
            and grant.covers(unit, domain)
        ),
        None,
    )


class UnitRole(models.Model):
    """Who may act as what, for which unit with all below it, in which domains, on which days.

    This is the only truth about scope. Groups give access to models and menus; they are
    written by this model alone, and a group given by hand gives no unit. A role ends at
    midnight in Vietnam by its date, without a job.
    """

    _name = "cchc.unit.role"
    _description = "Role in a unit"
    _order = "user_id, role, date_from desc, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, ondelete="restrict", index=True)
    role = fields.Selection(ROLES, required=True)
    unit_id = fields.Many2one("hr.department", required=True, ondelete="restrict")
    domain_ids = fields.Many2many(
        "cchc.plan.domain", string="Reform domains", help="Empty: all domains."
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", help="The last day, inclusive. Empty: open-ended.")
    delegated_by_id = fields.Many2one(
        "cchc.unit.role", string="Delegated from", readonly=True, ondelete="restrict", copy=False
    )
    revoked = fields.Boolean(
        readonly=True, copy=False, help="Taken back by who delegated it: out at once."
    )
    note = fields.Char()
    is_current = fields.Boolean(string="In force", compute="_compute_is_current")

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A role cannot end before the day it starts.",
    )

    def _compute_is_current(self):
        today = dates.today()
        for grant in self:
            grant.is_current = bool(grant.date_from) and grant._is_in_force(today)

    def _is_in_force(self, day):
        """Tell whether the role holds on ``day``; a lent one ends with the role it comes from."""
        self.ensure_one()
        holds = (
            not self.revoked and self.date_from <= day and (not self.date_to or self.date_to >= day)
        )
        origin = self.delegated_by_id
        return holds and (not origin or (origin.user_id.active and origin._is_in_force(day)))

    # -- scope ---------------------------------------------------------------------------------

    @api.model
    def _scope(self, roles, day=None, user=None):
        """Roles in force on ``day`` (default: today in Vietnam) for ``user``.

        A delegated role lasts no longer than the role it was lent from.

        :param roles: names of roles
        :rtype: list[RoleGrant]
        """
        day = day or dates.today()
        user = user or self.env.user
        # The role table answers questions about scope for every user, who need not (and may
        # not) read it; the user asked about is never taken from the client.
        rows = self.sudo().search(
            Domain("user_id", "=", user.id)
            & Domain("role", "in", list(roles))
            & Domain("revoked", "=", False)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
            order="id",
        )
        grants = []
        for row in rows:
            origin = row.delegated_by_id
            if not row._is_in_force(day):
                continue
            domain_ids = frozenset(row.domain_ids.ids)
            if origin.domain_ids:
                # Narrowed since it was lent: a delegation is never wider than its origin.
                narrowed = frozenset(origin.domain_ids.ids)
                domain_ids = (domain_ids & narrowed) if domain_ids else narrowed
                if not domain_ids:
                    continue
            grants.append(
                RoleGrant(
                    row.id,
                    row.role,
                    row.unit_id.id,
                    row.unit_id.parent_path,
                    domain_ids,
                    origin.user_id.id or 0,
                )
            )
        # A role of one's own before a borrowed one: history says "on behalf of" only if needed.
        return sorted(grants, key=lambda grant: (grant.on_behalf_of_id, grant.id))

    @api.model
    def _find_grant(self, roles, unit, domain=None, exact=False, day=None):
        """First role of the user that covers ``unit`` (is held for exactly it, if ``exact``)."""
        for grant in self._scope(roles, day=day):
            if exact and grant.unit_id != unit.id:
                continue
            if grant.covers(unit, domain):
                return grant
        return None

    @api.model
    def _require(self, roles, unit, domain=None, exact=False, day=None):
        """Like :meth:`_find_grant`, but raise AccessError where there is none."""
        grant = self._find_grant(roles, unit, domain, exact, day)
        if not grant:
            raise AccessError(
                self.env._(
                    "You have no role that allows this for %(unit)s. It takes: %(roles)s.",
                    unit=unit.sudo().name,
                    roles=", ".join(self._role_labels(roles)),
                )
            )
        return grant

    @api.model
    def _first_unit(self, roles):
        """Id of the first unit for which the user holds one of ``roles``, or False."""
        scope = self._scope(roles)
        return scope[0].unit_id if scope else False

    @api.model
    def _only_unit(self, roles):
        """Id of the unit for which the user holds one of ``roles``, where it is one only."""
        units = {grant.unit_id for grant in self._scope(roles)}
        return units.pop() if len(units) == 1 else False

    @api.model
    def _highest_unit(self, roles):
        """Id of the highest unit for which the user holds one of ``roles``, or False."""
        scope = sorted(self._scope(roles), key=lambda grant: grant.path.count("/"))
        return scope[0].unit_id if scope else False

    @api.model
    def _role_labels(self, roles):
        labels = dict(self._fields["role"]._description_selection(self.env))
        return [labels[role] for role in roles]

    @api.model
    def _holders(self, roles, units):
        """Dict unit id -> active users who hold one of ``roles`` for exactly that unit today."""
        today = dates.today()
        # As in _scope: the role table answers for every user.
        rows = self.sudo().search(
            Domain("unit_id", "in", units.ids)
            & Domain("role", "in", list(roles))
            & Domain("revoked", "=", False)
            & Domain("user_id.active", "=", True)
        )
        holders = dict.fromkeys(units.ids, self.env["res.users"])
        for row in rows.filtered(lambda row: row._is_in_force(today)):
            holders[row.unit_id.id] |= row.user_id
        return holders

    # -- writing -------------------------------------------------------------------------------

    @api.constrains("role", "domain_ids")
    def _check_role_is_held_by_domain(self):
        for grant in self:
            if grant.domain_ids and grant.role not in ROLES_BY_DOMAIN:
                raise ValidationError(
                    self.env._(
                        "The role “%(role)s” is held for all reform domains; leave them empty.",
                        role=self._role_labels([grant.role])[0],
                    )
                )

    @api.constrains("user_id", "role", "unit_id", "date_from", "date_to", "delegated_by_id")
    def _check_delegation(self):
        for grant in self.filtered("delegated_by_id"):
            origin = grant.delegated_by_id
            if grant.user_id == origin.user_id:
                raise ValidationError(
                    self.env._("A role cannot be delegated to the person who holds it.")
                )
            if grant.role != origin.role or not grant.unit_id.parent_path.startswith(
                origin.unit_id.parent_path
            ):
                raise ValidationError(
                    self.env._(
                        "A delegation cannot go beyond the role and the unit that are delegated."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        # Checked on the result: a default of the caller must not make a delegation either.
        if not self.env.su and grants.delegated_by_id:
            raise AccessError(self.env._("A role is delegated by its holder, not entered by hand."))
        grants._after_change("role_grant", [{} for _grant in grants])
        return grants

    def write(self, vals):
        if {"delegated_by_id", "revoked"} & vals.keys() and not self.env.su:
            raise AccessError(self.env._("A role is delegated by its holder, not entered by hand."))
        if {"user_id", "role", "unit_id"} & vals.keys():
            raise UserError(
                self.env._(
                    "The person, role and unit of a role are fixed: end it and grant another."
                )
            )
        before = [grant._plain_values() for grant in self]
        result = super().write(vals)
        self._after_change("role_change", before)
        return result

    def unlink(self):
        raise UserError(
            self.env._("A role is not deleted: set its last day, so that history keeps it.")
        )

    def copy_data(self, default=None):
        return [dict(data, delegated_by_id=False) for data in super().copy_data(default=default)]

    def _plain_values(self):
        self.ensure_one()
        return {
            "user": self.user_id.login,
            "role": self.role,
            "unit": self.unit_id.name,
            "domains": sorted(self.domain_ids.mapped("code")),
            "date_from": self.date_from,
            "date_to": self.date_to,
            "delegated_by": self.delegated_by_id.user_id.login or False,
        }

    def _after_change(self, action, before):
        """Bring groups in step, drop cached rules, and record what changed."""
        self._sync_groups()
        self.env.registry.clear_cache()
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": grant.id,
                    "res_name": grant.user_id.name,
                    "action": action,
                    "unit_id": grant.unit_id.id,
                    "old": old,
                    "new": grant._plain_values(),
                    "reason": grant.note,
                    "on_behalf_of_id": grant.delegated_by_id.user_id.id,
                }
                for grant, old in zip(self, before, strict=True)
            ]
        )

    def _sync_groups(self):
        """Give each user exactly the groups of the roles that have not ended.

        A group without a role in force gives no unit, so a role that starts later or has just
        ended needs no job on its day.
        """
        today = dates.today()
        users = self.user_id
        rows = self.sudo()._read_group(
            [
                ("user_id", "in", users.ids),
                ("revoked", "=", False),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ],
            ["user_id"],
            ["role:array_agg"],
        )
        wanted = {user.id: set(roles) for user, roles in rows}
        groups = {role: self.env.ref(f"cchc_reform.group_cchc_{role}") for role, _label in ROLES}
        # Writing groups is the administrator's right in core; here it follows from the role
        # rows, whose writing was checked.
        changes = {}
        for user in users.sudo():
            has = {role for role, group in groups.items() if group in user.group_ids}
            wants = wanted.get(user.id, set())
            if has != wants:
                # An import grants thousands of roles: users with the same change are written
                # at once, as each writing clears caches (0.2 s a user otherwise).
                change = (frozenset(wants - has), frozenset(has - wants))
                changes[change] = changes.get(change, user.browse()) | user
        for (given, taken), changed in changes.items():
            commands = [(4, groups[role].id) for role in sorted(given)]
            commands += [(3, groups[role].id) for role in sorted(taken)]
            changed.write({"group_ids": commands})

    # -- delegation ----------------------------------------------------------------------------

    def action_delegate(self, user_id, date_from, date_to, note=None):
        """Lend one's own role to another user from ``date_from`` to ``date_to`` (ISO dates).

        :return: id of the new role
        """
        self.ensure_one()
        origin = self.sudo()
        if origin.user_id != self.env.user or origin.delegated_by_id:
            raise AccessError(self.env._("Only the holder of a role may delegate it."))
        if origin.role not in DELEGABLE or not origin.is_current:
            raise UserError(self.env._("This role cannot be delegated."))
        delegate = self.env["res.users"].browse(int(user_id)).exists()
        if not delegate or not delegate.active or delegate.share:
            raise UserError(self.env._("Choose an active user of the province to delegate to."))
        if not date_to:
            raise UserError(self.env._("A delegation needs its last day."))
        grant = origin.create(
            {
                "user_id": delegate.id,
                "role": origin.role,
                "unit_id": origin.unit_id.id,
                "domain_ids": [(6, 0, origin.domain_ids.ids)],
                "date_from": date_from,
                "date_to": date_to,
                "delegated_by_id": origin.id,
                "note": note,
            }
        )
        return grant.id

    def action_end_delegation(self):
        """Take back a delegation that one has given: it ends at once."""
        for grant in self.sudo():
            if grant.delegated_by_id.user_id != self.env.user:
                raise AccessError(self.env._("Only who delegated a role may take it back."))
            grant.write({"revoked": True, "date_to": max(grant.date_from, dates.today())})
