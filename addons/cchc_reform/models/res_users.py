from odoo import api, models
from odoo.fields import Domain

from ..kernel import dates


class ResUsers(models.Model):
    """Scope of a user, as record rules and menus ask for it."""

    _inherit = "res.users"

    def _get_signup_invitation_scope(self):
        """Nobody registers himself: whoever works here is entered by the administrator.

        Odoo opens registration to all as soon as it is installed, whatever we set before.
        """
        return "b2b"

    @api.private
    def role_unit_ids(self, *roles):
        """Ids of the units for which the user holds one of ``roles`` today.

        With them go the units that ended and are gathered there, to read their history.
        """
        self.ensure_one()
        scope = self.env["cchc.unit.role"]._scope(roles, user=self)
        return self.env["hr.department"]._with_absorbed({grant.unit_id for grant in scope})

    @api.private
    def answering_unit_ids(self, *roles):
        """Ids of the units of :meth:`role_unit_ids`, and of the divisions inside them.

        A division has no personnel office: the agency answers for it. What lies further below
        answers for itself.
        """
        self.ensure_one()
        own = self.role_unit_ids(*roles)
        Unit = self.env["hr.department"].sudo().with_context(active_test=False)
        return [*own, *Unit.search(Unit._domain_divisions(own)).ids]

    @api.private
    def discipline_unit_ids(self):
        """Ids of the units whose discipline cases a named decision opens to the user today."""
        self.ensure_one()
        return self.env["cchc.discipline.access"]._unit_ids_of(self)

    @api.private
    def begun(self, name):
        """Domain of the records whose date ``name`` has come in Vietnam, for record rules."""
        return [(name, "<=", dates.today())]

    @api.private
    def role_scope(self, role, unit_field, domain_field=None):
        """Domain of the records that ``role`` opens to the user today, for record rules.

        :param str role: name of a role
        :param str unit_field: relation to the units concerned
        :param str domain_field: relation to the reform domain, where the role may be limited
        """
        self.ensure_one()
        everywhere, limited = set(), Domain.FALSE
        absorbed = self.env["hr.department"]._with_absorbed
        for grant in self.env["cchc.unit.role"]._scope([role], user=self):
            if grant.domain_ids and domain_field:
                limited |= Domain(unit_field, "child_of", absorbed([grant.unit_id])) & Domain(
                    domain_field, "in", sorted(grant.domain_ids)
                )
            else:
                everywhere.add(grant.unit_id)
        if everywhere:
            limited |= Domain(unit_field, "child_of", absorbed(everywhere))
        return list(limited)

    @api.private
    def role_scope_below(self, role, unit_field):
        """As :meth:`role_scope`, but only what lies below the units that the role is held for.

        A path like ``unit_id.parent_id`` would not do: ``child_of`` on the parent field of a tree
        includes the unit itself.
        """
        below = Domain.FALSE
        for unit_id in self.role_unit_ids(role):
            below |= Domain(unit_field, "child_of", unit_id) & Domain(unit_field, "!=", unit_id)
        return list(below)

    @api.private
    def announced_scope(self):
        """Domain of the announced levels that the user reads, for record rules.

        Those where the user holds a post today, and of the units whose ratings the standing office
        and the leaders gather.

        A rating belongs to the agency; who works in a part of it is a colleague all the same.
        """
        self.ensure_one()
        today = dates.today()
        post = (
            Domain("employee_id.user_id", "=", self.id)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        here = Domain("appointment_ids", "any", post)
        inside = Domain("child_ids", "any", Domain("level", "=", "inner") & here)
        mine = Domain("unit_id", "any", here | inside)
        for role in ("standing_office", "leader"):
            mine |= Domain(self.role_scope(role, "unit_id"))
        return list(mine)
