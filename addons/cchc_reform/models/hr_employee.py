import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..kernel import vietnamese


class ResourceResource(models.Model):
    """Whose account a personnel card bears decides what is the own: the own rating and decision
    of discipline are read, and the own case is neither read nor handled. So it changes by the
    hand of who manages accounts alone, of none of the own, and is kept.
    """

    _inherit = "resource.resource"

    def write(self, vals):
        if "user_id" not in vals:
            return super().write(vals)
        self._check_account(vals["user_id"])
        before = {resource: resource.user_id for resource in self.sudo()}
        result = super().write(vals)
        # The card is read by the system, for the history.
        cards = self.env["hr.employee"].sudo().with_context(active_test=False)
        cards = cards.search([("resource_id", "in", self.ids)]).grouped("resource_id")
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": card._name,
                    "res_id": card.id,
                    "res_name": card.name,
                    "action": "account",
                    "unit_id": card.department_id.id,
                    "old": {"login": user.login or ""},
                    "new": {"login": resource.user_id.login or ""},
                }
                for resource, user in before.items()
                if resource.user_id != user
                for card in cards.get(resource, ())
            ]
        )
        return result

    def _check_account(self, user_id):
        """Refuse to give cards the account ``user_id`` by who may not."""
        if self.env.su:
            return
        user_id = self._fields["user_id"].convert_to_cache(user_id, self)
        changed = self.sudo().filtered(lambda one: (one.user_id.id or None) != user_id)
        if not changed:
            return
        if self.env.user in changed.user_id or user_id == self.env.uid:
            raise AccessError(
                self.env._("Nobody gives the own account to a personnel card, or takes it off.")
            )
        managers = ("base.group_erp_manager", "cchc_reform.group_cchc_admin")
        if not any(map(self.env.user.has_group, managers)):
            raise AccessError(
                self.env._("The account of a personnel card is changed by the administrator.")
            )


class HrEmployee(models.Model):
    """People are found by name in whichever way it is typed."""

    _inherit = "hr.employee"

    appointment_ids = fields.One2many("cchc.staff.appointment", "employee_id", string="Posts")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_composed(vals) for vals in vals_list])

    def write(self, vals):
        # Asked here as well: core passes the account on with rights of its own.
        if "user_id" in vals:
            self.sudo().resource_id.sudo(self.env.su)._check_account(vals["user_id"])
        if "resource_id" in vals and not self.env.su:
            raise AccessError(self.env._("A personnel card stays with the person it is of."))
        return super().write(_composed(vals))

    def _search_display_name(self, operator, value):
        return super()._search_display_name(operator, _folded(value))


class HrEmployeePublic(models.Model):
    """The public part of the personnel card, found in the same way."""

    _inherit = "hr.employee.public"

    # The card and its public part have one number.
    appointment_ids = fields.One2many("cchc.staff.appointment", "employee_id", string="Posts")

    def _search_display_name(self, operator, value):
        return super()._search_display_name(operator, _folded(value))


def _composed(vals):
    """Names are stored composed (NFC): the database strips diacritics from composed text only."""
    if vals.get("name"):
        vals = dict(vals, name=unicodedata.normalize("NFC", vals["name"]))
    return vals


def _folded(value):
    """Without diacritics; the database does the same to the names that it compares with."""
    return vietnamese.fold(value) if isinstance(value, str) else value
