from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import deputies, scenario
from ..models.staff_quota import MOST

ROLES = ("hr", "head", "standing_office", "leader")
CHANGES = [
    ("merge", "Merge units into the first"),
    ("split", "Split a unit in two"),
    ("new", "New unit"),
    ("assign", "Another assigned number"),
    ("hold", "Another number of deputies"),
    ("classify", "Another class"),
    ("end", "End a unit"),
]
#: The largest numbers that are tried.
LARGEST = {"number": MOST, "second_number": MOST, "deputies": 1000}


class StaffScenarioLine(models.TransientModel):
    """One change that is tried."""

    _name = "cchc.staff.scenario.line"
    _inherit = ["cchc.dialog.mixin"]
    _description = "Change that is tried"
    _order = "id"

    scenario_id = fields.Many2one("cchc.staff.scenario", required=True, ondelete="cascade")
    kind = fields.Selection(CHANGES, string="Change", required=True, default="merge")
    unit_id = fields.Many2one(
        "hr.department", required=True, help="Of a new unit: the one that it is placed below."
    )
    other_ids = fields.Many2many("hr.department", string="Merged with it")
    name = fields.Char(help="Of a new unit; of a split, the name of the first part.")
    second_name = fields.Char(string="Name of the second part")
    unit_type_id = fields.Many2one("cchc.unit.type", string="Unit type")
    class_id = fields.Many2one("cchc.unit.class", string="Class tried")
    measure = fields.Selection(
        [
            (deputies.QUOTA, "Cadres and civil servants"),
            (deputies.PUBLIC_EMPLOYEES, "Public employees"),
        ],
        string="Kind of staff",
        required=True,
        default=deputies.QUOTA,
    )
    number = fields.Integer(string="Staff", help="Assigned number; of a split, of the first part.")
    second_number = fields.Integer(string="Staff of the second part")
    deputies = fields.Integer(help="Of a split: those who stay with the first part.")
    sentence = fields.Char(string="What is tried", compute="_compute_sentence")

    # -- in words ------------------------------------------------------------------------------

    @api.depends(
        "kind", "unit_id", "other_ids", "name", "second_name", "unit_type_id", "class_id",
        "measure", "number", "second_number", "deputies",
    )  # fmt: skip
    def _compute_sentence(self):
        measures = dict(self._fields["measure"]._description_selection(self.env))
        for line in self:
            line.sentence = line._sentence(
                {
                    "unit": line.unit_id.name or "…",
                    "others": ", ".join(line.other_ids.mapped("name")) or "…",
                    "first": line._first_name() or "…",
                    "second": line._second_name() or "…",
                    "type": line.unit_type_id.name or "…",
                    "class": line.class_id.name or "…",
                    "kind": (measures.get(line.measure) or "").lower(),
                    "number": line.number,
                    "second_number": line.second_number,
                    "deputies": line.deputies,
                }
            )

    def _sentence(self, values):
        if self.kind == "merge":
            return self.env._("%(others)s merged into %(unit)s", **values)
        if self.kind == "split":
            return self.env._(
                "%(unit)s split: %(first)s with %(number)s staff (%(kind)s) and %(deputies)s "
                "deputies; %(second)s with %(second_number)s staff and the other deputies",
                **values,
            )
        if self.kind == "new":
            return self.env._(
                "New below %(unit)s: %(first)s (%(type)s) with %(number)s staff (%(kind)s) and "
                "%(deputies)s deputies",
                **values,
            )
        if self.kind == "assign":
            return self.env._("%(unit)s is assigned %(number)s staff (%(kind)s)", **values)
        if self.kind == "hold":
            return self.env._("%(unit)s has %(deputies)s deputies", **values)
        if self.kind == "classify":
            return self.env._("%(unit)s is classed as: %(class)s", **values)
        return self.env._("%(unit)s ends", **values)

    def _first_name(self):
        return (self.name or "").strip() or (self.unit_id.name if self.kind != "new" else "")

    def _second_name(self):
        return (self.second_name or "").strip() or (
            self.env._("%(unit)s (second part)", unit=self.unit_id.name) if self.unit_id else ""
        )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_large(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_large(vals)
        return super().write(vals)

    @api.model
    def _refuse_large(self, vals):
        """Refuse numbers that no unit has, before the database fails on them without a word."""
        for name in LARGEST.keys() & vals.keys():
            number = vals[name] or 0
            if not isinstance(number, int | float) or not 0 <= number <= LARGEST[name]:
                raise UserError(
                    self.env._(
                        "“%(field)s” is a number between 0 and %(largest)s.",
                        field=self._fields[name]._description_string(self.env),
                        largest=LARGEST[name],
                    )
                )

    # -- as the kernel takes it ------------------------------------------------------------------

    def _units(self):
        self.ensure_one()
        return self.unit_id | (self.other_ids if self.kind == "merge" else self.other_ids.browse())

    def _new_key(self):
        """Key of the unit that the change makes, if it makes one."""
        return ("new", self.unit_id.id, self.id)

    def _change(self, inherited):
        """The change as the kernel takes it, after checking that it is complete and allowed.

        :param inherited: kinds of classes that hold for the units below
        """
        self.ensure_one()
        for unit in self._units():
            self.env["cchc.unit.role"]._require(ROLES, unit)
        self._refuse_large({name: self[name] for name in LARGEST})  # defaults come past create
        if missing := self._missing():
            raise UserError(missing)
        unit = self.unit_id
        if self.kind == "merge":
            return scenario.Merge((unit.id, *(self.other_ids - unit).ids), inherited)
        if self.kind == "split":
            return scenario.Split(
                unit.id,
                (self.number, self.second_number),
                self.deputies,
                self._new_key(),
                self.measure,
            )
        if self.kind == "new":
            return scenario.Create(
                unit.id,
                self._new_key(),
                self.unit_type_id.id,
                self.number or None,
                self.measure,
                self.deputies,
                inherited,
                {one.kind: one.id for one in self.class_id},
            )
        if self.kind == "assign":
            return scenario.Assign(unit.id, self.number, self.measure)
        if self.kind == "hold":
            return scenario.Hold(unit.id, self.deputies)
        if self.kind == "classify":
            of_class = self.class_id
            return scenario.Classify(unit.id, of_class.kind, of_class.id, of_class.is_inherited)
        return scenario.End(unit.id)

    def _missing(self):
        """What still has to be said, as a sentence; None if nothing. A number left empty is 0."""
        unit = self.unit_id.name
        if self.kind == "merge" and len(self._units()) < 2:
            return self.env._("Say with which units %(unit)s is merged.", unit=unit)
        if self.kind == "split" and not (self.number and self.second_number):
            return self.env._("Enter the number of staff of both parts of %(unit)s.", unit=unit)
        if self.kind == "assign" and not self.number:
            return self.env._("Enter the number of staff that %(unit)s is assigned.", unit=unit)
        if self.kind == "new" and not (self._first_name() and self.unit_type_id):
            return self.env._("Enter name and type of the new unit below %(unit)s.", unit=unit)
        if self.kind == "classify" and not self.class_id:
            return self.env._("Say in which class %(unit)s is put.", unit=unit)
        return None
