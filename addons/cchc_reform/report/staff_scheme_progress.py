from odoo import api, fields, models
from odoo.tools import SQL

from ..kernel import dates, schemes
from ..models.as_of_mixin import DAY_STRIDE

STATUSES = [
    (schemes.BEHIND, "Behind"),
    (schemes.ON_TARGET, "On target"),
    (schemes.AHEAD, "Ahead"),
    (schemes.NO_TARGET, "No target number"),
    (schemes.NO_BASELINE, "No baseline"),
]


class StaffSchemeProgress(models.Model):
    """Bodies that exist below a unit against the numbers of its scheme, as of a day.

    Counted are the units of the kind that are in being on the day, at any depth; an entry that is
    archived was a mistake. ``kernel.schemes`` defines the figures; tests hold this SQL against it.
    """

    _name = "cchc.staff.scheme.progress"
    _description = "Progress of rearrangement schemes"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "scheme_id, unit_type_id, day, id"
    _rec_name = "unit_type_id"
    _depends = {
        "cchc.staff.scheme": ["state", "baseline_on", "unit_id", "to_verify"],
        "cchc.staff.scheme.line": ["scheme_id", "unit_type_id", "has_baseline", "baseline"],
        "cchc.staff.scheme.year": ["line_id", "year", "number"],
        "hr.department": [
            "active", "date_start", "date_end", "parent_id", "parent_path", "unit_type_id",
        ],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    scheme_id = fields.Many2one("cchc.staff.scheme", readonly=True)
    line_id = fields.Many2one("cchc.staff.scheme.line", readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    unit_type_id = fields.Many2one("cchc.unit.type", string="Kind of body", readonly=True)
    baseline_on = fields.Date(string="Baseline of", readonly=True)
    has_baseline = fields.Boolean(readonly=True)
    baseline = fields.Integer(readonly=True)
    has_target = fields.Boolean(readonly=True)
    due = fields.Integer(string="Due on this day", readonly=True)
    final = fields.Integer(string="At the end of the period", readonly=True)
    actual = fields.Integer(string="Exist", readonly=True)
    difference = fields.Integer(readonly=True, help="What exists less what is due.")
    status = fields.Selection(STATUSES, readonly=True)
    is_certain = fields.Boolean(string="Confirmed", readonly=True)
    baseline_text = fields.Char(string="Baseline in words", compute="_compute_texts")
    due_text = fields.Char(string="Due in words", compute="_compute_texts")
    why = fields.Text(compute="_compute_texts")

    @property
    def _table_query(self):
        return SQL(
            """
SELECT (row.day - DATE '1900-01-01')::bigint * %(stride)s + row.line_id AS id,
       row.day, row.scheme_id, row.line_id, row.unit_id, row.unit_type_id, row.baseline_on,
       row.has_baseline, row.baseline, row.final IS NOT NULL AS has_target,
       row.due, row.final, row.actual, row.actual - row.due AS difference,
       CASE WHEN NOT row.has_baseline THEN %(no_baseline)s
            WHEN row.final IS NULL THEN %(no_target)s
            WHEN row.actual = row.due THEN %(on_target)s
            WHEN (row.actual > row.due) = (row.final <= row.baseline) THEN %(behind)s
            ELSE %(ahead)s END AS status,
       row.is_certain
FROM (
    SELECT days.day, scheme.id AS scheme_id, line.id AS line_id, scheme.unit_id,
           line.unit_type_id, scheme.baseline_on,
           COALESCE(line.has_baseline, FALSE) AS has_baseline,
           CASE WHEN line.has_baseline THEN line.baseline END AS baseline,
           CASE WHEN line.has_baseline AND last.number IS NOT NULL
                THEN COALESCE(ended.number, line.baseline) END AS due,
           last.number AS final, counted.actual, scheme.to_verify IS NOT TRUE AS is_certain
    FROM cchc_staff_scheme_line line
    JOIN cchc_staff_scheme scheme
      ON scheme.id = line.scheme_id AND scheme.state IN ('issued', 'closed')
    JOIN hr_department owner ON owner.id = scheme.unit_id
    CROSS JOIN UNNEST(%(days)s::date[]) AS days (day)
    LEFT JOIN LATERAL (
        SELECT number FROM cchc_staff_scheme_year year
        WHERE year.line_id = line.id ORDER BY year.year DESC LIMIT 1
    ) last ON TRUE
    LEFT JOIN LATERAL (
        SELECT number FROM cchc_staff_scheme_year year
        WHERE year.line_id = line.id AND MAKE_DATE(year.year, 12, 31) <= days.day
        ORDER BY year.year DESC LIMIT 1
    ) ended ON TRUE
    CROSS JOIN LATERAL (
        SELECT COUNT(*)::int AS actual
        FROM hr_department unit
        WHERE unit.parent_path LIKE owner.parent_path || '%%' AND unit.id <> owner.id
          AND unit.unit_type_id = line.unit_type_id AND unit.active
          AND (unit.date_start IS NULL OR unit.date_start <= days.day)
          AND (unit.date_end IS NULL OR unit.date_end >= days.day)
    ) counted
) row
            """,
            days=self._as_of_days(),
            stride=DAY_STRIDE,
            no_baseline=schemes.NO_BASELINE,
            no_target=schemes.NO_TARGET,
            on_target=schemes.ON_TARGET,
            behind=schemes.BEHIND,
            ahead=schemes.AHEAD,
        )

    @api.depends("status", "baseline", "due", "actual")
    def _compute_texts(self):
        for row in self:
            no_baseline = self.env._("no baseline")
            row.baseline_text = str(row.baseline) if row.has_baseline else no_baseline
            if not row.has_target:
                row.due_text = self.env._("no target number")
            else:
                row.due_text = str(row.due) if row.has_baseline else no_baseline
            row.why = "\n".join(row._reasons())

    def _reasons(self):
        """Sentences that say where the figures come from."""
        self.ensure_one()
        lines = [
            self.env._(
                "On %(day)s %(actual)s bodies of this kind are in being below %(unit)s.",
                day=dates.format_date(self.day),
                actual=self.actual,
                unit=self.unit_id.name,
            ),
            self.env._(
                "Baseline of %(date)s: %(baseline)s.",
                date=dates.format_date(self.baseline_on),
                baseline=self.baseline_text,
            ),
        ]
        if self.has_target:
            lines.append(
                self.env._(
                    "A number of a year is due on its last day: now %(due)s, in the end %(final)s.",
                    due=self.due_text,
                    final=self.final,
                )
            )
        if not self.is_certain:
            lines.append(self.env._("To verify: the scheme was not read in a signed text yet."))
        return lines

    def action_open_units(self):
        """Open the units that were counted."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Counted below %(unit)s", unit=self.unit_id.name),
            "res_model": "hr.department",
            "views": [[False, "list"], [False, "form"]],
            "domain": list(self.line_id.sudo()._domain_on(self.day)),
        }
