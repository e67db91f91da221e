from odoo import fields, models

from ..kernel import classes

KINDS = [
    (classes.PROVINCE_CLASS, "Class of province"),
    (classes.LOCALITY, "Kind of province"),
    (classes.MERGED_PROVINCES, "Formed by merging provinces"),
    (classes.MERGED_BY_DECISION, "Merged by decision of the competent authority"),
    (classes.UNIT_CLASS, "Class of unit"),
    (classes.FACILITY, "Kind of facility"),
    (classes.AUTONOMY, "Financial autonomy of public service units"),
    (classes.AGENCY_REGIME, "Financial regime of agencies"),
]


class UnitClass(models.Model):
    """A class that a unit may be put in and that legal rules ask for.

    Of each kind a unit has one class on a day at most. A class of the province holds for all
    units below it.
    """

    _name = "cchc.unit.class"
    _description = "Class of units"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that workbooks may use for the class.")
    kind = fields.Selection(KINDS, required=True)
    sequence = fields.Integer(default=10)
    is_inherited = fields.Boolean(
        string="Holds for the units below",
        help="A unit without a class of this kind has the one of the nearest unit above.",
    )

    _code_unique = models.UniqueIndex("(code)", "Two classes cannot have the same code.")
