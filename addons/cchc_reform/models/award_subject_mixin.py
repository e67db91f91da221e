from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates
from .award_title import AWARD_KINDS


class AwardSubjectMixin(models.AbstractModel):
    """A title, and the person or collective that received it or is proposed for it."""

    _name = "cchc.award.subject.mixin"
    _description = "Title of a person or collective"

    title_id = fields.Many2one(
        "cchc.award.title", string="Title or form", required=True, index=True, ondelete="restrict"
    )
    subject = fields.Selection(related="title_id.subject", store=True)
    kind = fields.Selection(AWARD_KINDS, required=True, default="merit")
    employee_id = fields.Many2one(
        "hr.employee", string="Person", index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        help="The collective; of a person, the unit in which it was earned.",
    )
    year = fields.Integer(
        required=True,
        default=lambda self: dates.today().year,
        help="Year of the achievements; of several years, the last one.",
    )

    @api.depends("title_id.name", "employee_id.name", "unit_id.name", "year")
    def _compute_display_name(self):
        for award in self:
            who = award.employee_id.name or award.unit_id.name or ""
            known = filter(None, (award.title_id.name, who, str(award.year or "")))
            award.display_name = who and ", ".join(known)

    @api.constrains("title_id", "kind", "employee_id", "unit_id")
    def _check_subject(self):
        places = self.env["cchc.staff.appointment"]._places_of(self.employee_id)
        for one in self:
            title = one.title_id.name
            if one.title_id.subject == "person" and not one.employee_id:
                raise ValidationError(
                    self.env._("“%(title)s” is for persons: name the person.", title=title)
                )
            if one.title_id.subject == "unit" and one.employee_id:
                raise ValidationError(
                    self.env._("“%(title)s” is for collectives: name no person.", title=title)
                )
            if not one.title_id[f"for_{one.kind}"]:
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(title)s” is not given as “%(kind)s”.",
                        title=one.title_id.name,
                        kind=kinds[one.kind],
                    )
                )
            held = places.get(one.employee_id, one.unit_id.browse())
            if one.employee_id and not any(
                str(one.unit_id.id) in unit.parent_path.split("/") for unit in held
            ):
                raise ValidationError(
                    self.env._(
                        "%(person)s holds and held no post in %(unit)s or below.",
                        person=one.employee_id.name,
                        unit=one.unit_id.name,
                    )
                )
