from odoo import api, fields, models

from ..kernel import vietnamese


class UnitAlias(models.Model):
    """Another name under which officials write a unit ("Sở GTVT", "VP UBND tỉnh")."""

    _name = "cchc.unit.alias"
    _description = "Other name of a unit"
    _order = "name, id"

    name = fields.Char(required=True)
    name_folded = fields.Char(
        compute="_compute_name_folded", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one("hr.department", required=True, ondelete="cascade", index=True)

    @api.depends("name")
    def _compute_name_folded(self):
        for alias in self:
            alias.name_folded = vietnamese.fold(alias.name or "")
