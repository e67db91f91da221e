import unicodedata

from odoo import api, fields, models

from ..kernel import vietnamese


class HrEmployee(models.Model):
    """People are found by name in whichever way it is typed."""

    _inherit = "hr.employee"

    appointment_ids = fields.One2many("cchc.staff.appointment", "employee_id", string="Posts")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_composed(vals) for vals in vals_list])

    def write(self, vals):
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
