from odoo import fields, models

AUTHORITIES = [
    ("agency_head", "Head of an agency or unit with legal status"),
    ("commune_chair", "Chair of the commune's People's Committee"),
    ("district_chair", "Chair of the district's People's Committee"),
    ("province_chair", "Chair of the province's People's Committee"),
    ("government", "The Government or the Prime Minister"),
    ("president", "The President of the State"),
]


class AwardAuthority(models.Model):
    """Who decides on a title, from a day to a day; several may at the same time."""

    _name = "cchc.award.authority"
    _description = "Who decides on a title"
    _inherit = ["cchc.award.line.mixin"]

    _exclusive = ("title_id", "authority")
    _said = ("title_id", "authority")

    title_id = fields.Many2one(
        "cchc.award.title", string="Title or form", required=True, index=True, ondelete="cascade"
    )
    authority = fields.Selection(AUTHORITIES, string="Decided by", required=True)

    def _line_name(self):
        self.ensure_one()
        names = dict(self._fields["authority"]._description_selection(self.env))
        return f"{self.title_id.name}, {names.get(self.authority, '')}"
