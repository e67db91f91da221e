from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import scenario

ROLES = ("hr", "head", "standing_office", "leader")
CHANGES = [
    ("merge", "Merge units into the first"),
    ("split", "Split a unit in two"),
    ("assign", "Another assigned number"),
    ("hold", "Another number of deputies"),
    ("end", "End a unit"),
]


class StaffScenarioLine(models.TransientModel):
    """One change that is tried."""

    _name = "cchc.staff.scenario.line"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Change that is tried"
    _order = "id"

    scenario_id = fields.Many2one("cchc.staff.scenario", required=True, ondelete="cascade")
    kind = fields.Selection(CHANGES, string="Change", required=True, default="merge")
    unit_id = fields.Many2one("hr.department", required=True)
    other_ids = fields.Many2many("hr.department", string="Merged with it")
    number = fields.Integer(string="Staff", help="Assigned number; of a split, of the first part.")
    second_number = fields.Integer(string="Staff of the second part")
    deputies = fields.Integer(help="Of a split: those who stay with the first part.")

    def _units(self):
        self.ensure_one()
        return self.unit_id | (self.other_ids if self.kind == "merge" else self.other_ids.browse())

    def _second_key(self):
        return ("second", self.unit_id.id, self.id)

    def _change(self):
        """The change as the kernel takes it, after checking that it makes sense and is allowed."""
        self.ensure_one()
        for unit in self._units():
            self.env["cchc.unit.role"]._require(ROLES, unit)
        if min(self.number, self.second_number, self.deputies) < 0:
            raise UserError(self.env._("Numbers of staff and deputies are 0 or more."))
        unit = self.unit_id
        if self.kind == "merge":
            if len(self._units()) < 2:
                raise UserError(
                    self.env._("Say with which units %(unit)s is merged.", unit=unit.name)
                )
            for other in self.other_ids - unit:
                if other._is_within(unit) or unit._is_within(other):
                    raise UserError(
                        self.env._(
                            "%(unit)s and %(other)s lie one within the other and cannot be merged.",
                            unit=unit.name,
                            other=other.name,
                        )
                    )
            return scenario.Merge((unit.id, *(self.other_ids - unit).ids))
        if self.kind == "split":
            return scenario.Split(
                unit.id, (self.number, self.second_number), self.deputies, self._second_key()
            )
        if self.kind == "assign":
            return scenario.Assign(unit.id, self.number)
        if self.kind == "hold":
            return scenario.Hold(unit.id, self.deputies)
        return scenario.End(unit.id)
