from odoo import api, fields, models
from odoo.fields import Domain

from .staff_quota import MOST


class StaffSchemeLine(models.Model):
    """Number of bodies of one kind below the unit of a scheme: what was, and what is to be."""

    _name = "cchc.staff.scheme.line"
    _description = "Bodies of one kind in a scheme"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "scheme_id, unit_type_id, id"

    scheme_id = fields.Many2one("cchc.staff.scheme", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="scheme_id.state")
    unit_type_id = fields.Many2one(
        "cchc.unit.type", string="Kind of body", required=True, ondelete="restrict"
    )
    has_baseline = fields.Boolean(
        string="Baseline known", help="Off: the number is not known, and is not zero."
    )
    baseline = fields.Integer(help="Number of bodies on the day of the baseline.")
    year_ids = fields.One2many("cchc.staff.scheme.year", "line_id", string="Years", copy=True)
    schedule = fields.Char(string="Numbers by year", compute="_compute_schedule")
    note = fields.Char()

    _one_a_type = models.UniqueIndex(
        "(scheme_id, unit_type_id)", "The scheme already has a line of this kind of body."
    )
    _baseline_between = models.Constraint(
        f"CHECK (baseline BETWEEN 0 AND {MOST})",
        "A number of bodies lies between 0 and 1,000,000.",
    )

    @api.depends("year_ids.year", "year_ids.number")
    def _compute_schedule(self):
        for line in self:
            years = line.year_ids.sorted("year")
            line.schedule = "; ".join(f"{year.year}: {year.number}" for year in years)

    @api.depends("unit_type_id.name", "scheme_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.unit_type_id.name} ({line.scheme_id.sudo().name})"

    def _domain_on(self, day):
        """Domain of the bodies that are counted on ``day``: those in being below the unit."""
        self.ensure_one()
        unit = self.scheme_id.sudo().unit_id
        return (
            Domain("id", "child_of", unit.id)
            & Domain("id", "!=", unit.id)
            & Domain("unit_type_id", "=", self.unit_type_id.id)
            & self.env["hr.department"]._domain_open_on(day)
        )

    def _check_years(self):
        self.year_ids._check_year()

    def _check_unit(self):
        """Lines of a scheme name no unit of their own."""

    def _document_path(self):
        return "scheme_id"
