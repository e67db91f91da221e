from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import staffing, streamlining
from .entered_values import exact, refuse_wild
from .staff_quota import MOST, STAFF_KINDS


class StaffStreamliningLine(models.Model):
    """The cut of one kind of staff in one unit: baseline, percent, carry-over, years.

    The line of the programme's own unit is the whole; the others are its parts and do not lie
    within each other, so that each cut is counted once.
    """

    _name = "cchc.staff.streamlining.line"
    _description = "Cut of one unit"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "programme_id, is_whole desc, sequence, unit_id, kind, id"

    programme_id = fields.Many2one(
        "cchc.staff.streamlining.programme", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="programme_id.state")
    sequence = fields.Integer(default=10)
    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        STAFF_KINDS, string="Kind of staff", required=True, default=staffing.CIVIL_SERVANT
    )
    has_baseline = fields.Boolean(
        string="Baseline known", help="Off: the number is not known, and is not zero."
    )
    baseline = fields.Integer(help="Assigned number of the baseline day.")
    percent = fields.Float(
        string="At least (%)",
        digits=(5, 2),
        compute="_compute_percent",
        store=True,
        precompute=True,
        readonly=False,
        help="By the target of the law for the period; a unit may be given more.",
    )
    target_id = fields.Many2one(
        "cchc.staff.streamlining.target",
        string="Target of the law",
        compute="_compute_target_id",
        store=True,
        precompute=True,
    )
    carry_over = fields.Integer(
        help="Whole number. Above zero: the shortfall of the period before, which is added. Below "
        "zero: what was cut beyond it and is credited."
    )
    required = fields.Integer(
        string="To be cut",
        compute="_compute_required",
        store=True,
        precompute=True,
        help="Percent of the baseline, rounded up so that “at least” holds, plus the shortfall or "
        "less the credit of the period before.",
    )
    year_ids = fields.One2many("cchc.staff.streamlining.year", "line_id", string="Years", copy=True)
    schedule = fields.Char(string="Yearly schedule", compute="_compute_schedule")
    is_whole = fields.Boolean(
        string="The whole", compute="_compute_is_whole", store=True, precompute=True
    )
    note = fields.Char()

    _one_a_unit = models.UniqueIndex(
        "(programme_id, unit_id, kind)",
        "The programme already has a line of this unit and kind of staff.",
    )
    _numbers_between = models.Constraint(
        f"CHECK (baseline BETWEEN 0 AND {MOST} AND carry_over BETWEEN -{MOST} AND {MOST})",
        "A baseline lies between 0 and 1,000,000, a carry-over between -1,000,000 and 1,000,000.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("kind", "programme_id.year_from", "programme_id.year_to")
    def _compute_target_id(self):
        Target = self.env["cchc.staff.streamlining.target"]
        known = {}
        for line in self:
            programme = line.programme_id
            key = (line.kind, programme.year_from, programme.year_to)
            if key not in known:
                known[key] = Target._of(*key) if all(key) else Target
            line.target_id = known[key]

    @api.depends("target_id")
    def _compute_percent(self):
        for line in self:
            line.percent = line.percent or line.target_id.percent

    @api.depends("has_baseline", "baseline", "percent", "carry_over")
    def _compute_required(self):
        for line in self:
            baseline = line.baseline if line.has_baseline else None
            line.required = streamlining.required_cut(
                baseline, exact(line.percent or 0.0), line.carry_over
            )

    @api.depends("unit_id", "programme_id.unit_id")
    def _compute_is_whole(self):
        for line in self:
            line.is_whole = line.unit_id == line.programme_id.unit_id

    @api.depends("year_ids.year", "year_ids.number")
    def _compute_schedule(self):
        for line in self:
            years = line.year_ids.sorted("year")
            line.schedule = "; ".join(f"{year.year}: {year.number}" for year in years)

    @api.depends("unit_id.name", "kind", "programme_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(unit)s, %(kind)s (%(programme)s)",
                unit=line.unit_id.name or "",
                kind=line._kind_label(),
                programme=line.programme_id.sudo().name or "",
            )

    def _kind_label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")

    # -- checks --------------------------------------------------------------------------------

    @api.constrains("percent")
    def _check_percent(self):
        for line in self:
            if not 0 < line.percent <= 100:
                raise ValidationError(
                    self.env._(
                        "%(unit)s: no target of the law is known for %(kind)s in this period; "
                        "give a percent above 0 and not above 100.",
                        unit=line.unit_id.name,
                        kind=line._kind_label(),
                    )
                )

    @api.constrains("unit_id", "programme_id", "kind")
    def _check_unit(self):
        for line in self:
            programme = line.programme_id
            if not line.unit_id._is_within(programme.unit_id):
                raise ValidationError(
                    self.env._(
                        "%(unit)s is not %(owner)s and does not lie below it.",
                        unit=line.unit_id.name,
                        owner=programme.unit_id.name,
                    )
                )
        for programme in self.programme_id:
            parts = programme.line_ids.filtered(lambda line: not line.is_whole)
            for lines in parts.grouped("kind").values():
                # A unit comes right before those within it.
                ordered = lines.sorted(lambda line: line.unit_id.parent_path)
                for upper, lower in zip(ordered, ordered[1:], strict=False):
                    if lower.unit_id != upper.unit_id and lower.unit_id._is_within(upper.unit_id):
                        raise ValidationError(
                            self.env._(
                                "%(lower)s lies within %(upper)s, which has a line of its own: its "
                                "cut would be counted twice.",
                                lower=lower.unit_id.name,
                                upper=upper.unit_id.name,
                            )
                        )

    def _check_years(self):
        self.year_ids._check_year()

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_wild(self, vals, {"percent"})
        return super().create(vals_list)

    def write(self, vals):
        refuse_wild(self, vals, {"percent"})
        return super().write(vals)

    def _document_path(self):
        return "programme_id"
