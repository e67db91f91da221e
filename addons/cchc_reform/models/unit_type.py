from odoo import fields, models

LEVELS = [
    ("province", "Province"),
    ("district", "District"),
    ("commune", "Commune"),
    ("inner", "Inside a unit"),
]
#: Codes of types inside another unit that keep the matters of their people themselves.
OWN_PERSONNEL = ("sub_department", "public_service_unit", "commune_service_centre")
RANKING_BLOCKS = [
    ("agency", "Provincial departments and agencies"),
    ("district", "District people's committees"),
    ("commune", "Commune people's committees"),
]


class UnitType(models.Model):
    """Kind of unit: department, district people's committee, division…

    The level and the ranking block of a unit follow from its type, so that a change of the
    two- or three-tier organisation is a change of data.
    """

    _name = "cchc.unit.type"
    _description = "Unit type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code that workbooks may use for the type.")
    level = fields.Selection(LEVELS, required=True)
    ranking_block = fields.Selection(
        RANKING_BLOCKS, help="Units of one block are compared and ranked with each other."
    )
    is_committee = fields.Boolean(
        string="People's committee",
        help="A body whose head decides for a whole locality (province, district, commune).",
    )
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "Two unit types cannot have the same code.")
