from odoo import api, fields, models
from odoo.tools import SQL

from ..kernel import dates, streamlining
from ..models.as_of_mixin import DAY_STRIDE
from ..models.staff_quota import STAFF_KINDS

STATUSES = [
    (streamlining.BEHIND, "Behind schedule"),
    (streamlining.ON_SCHEDULE, "On schedule"),
    (streamlining.REACHED, "Reached"),
    (streamlining.NO_SCHEDULE, "No schedule"),
    (streamlining.NO_BASELINE, "No baseline"),
    (streamlining.NO_NUMBER, "No assigned number"),
    (streamlining.NOT_BEGUN, "Not begun"),
]


class StaffStreamliningProgress(models.Model):
    """How far the cut of assigned numbers is, unit by unit, as of a day.

    Achieved is the baseline less the assigned number in force on the day. What is not known (a
    baseline, an assigned number) is empty and said as such. ``kernel.streamlining`` defines the
    figures; tests hold this SQL against it. Drafts are not shown.
    """

    _name = "cchc.staff.streamlining.progress"
    _description = "Progress of streamlining"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "programme_id, is_whole desc, unit_id, kind, day, id"
    _rec_name = "unit_id"
    _depends = {
        "cchc.staff.streamlining.programme": ["state", "baseline_on", "unit_id", "to_verify"],
        "cchc.staff.streamlining.line": [
            "programme_id", "unit_id", "kind", "has_baseline", "baseline", "percent", "target_id",
            "carry_over", "required", "is_whole",
        ],
        "cchc.staff.streamlining.year": ["line_id", "year", "number"],
        "cchc.staff.streamlining.target": ["confirmation"],
        "cchc.staff.quota": ["unit_id", "kind", "date_from", "number"],
        "hr.department": ["date_end"],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    programme_id = fields.Many2one("cchc.staff.streamlining.programme", readonly=True)
    line_id = fields.Many2one("cchc.staff.streamlining.line", readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    kind = fields.Selection(STAFF_KINDS, string="Kind of staff", readonly=True)
    is_whole = fields.Boolean(string="The whole", readonly=True)
    is_counted = fields.Boolean(
        string="Counted in totals",
        readonly=True,
        help="The units of a programme, or the whole where no unit has a line of its own.",
    )
    baseline_on = fields.Date(string="Baseline of", readonly=True)
    has_baseline = fields.Boolean(readonly=True)
    baseline = fields.Integer(readonly=True)
    percent = fields.Float(string="At least (%)", digits=(5, 2), readonly=True, aggregator=None)
    target_id = fields.Many2one(
        "cchc.staff.streamlining.target", string="Target of the law", readonly=True
    )
    carry_over = fields.Integer(readonly=True)
    required = fields.Integer(string="To be cut", readonly=True)
    has_schedule = fields.Boolean(readonly=True)
    due = fields.Integer(string="Due by the schedule", readonly=True)
    has_number = fields.Boolean(readonly=True)
    number = fields.Integer(string="Assigned number", readonly=True)
    achieved = fields.Integer(string="Cut so far", readonly=True)
    remaining = fields.Integer(readonly=True)
    status = fields.Selection(STATUSES, readonly=True)
    is_certain = fields.Boolean(string="Confirmed", readonly=True)
    baseline_text = fields.Char(string="Baseline in words", compute="_compute_texts")
    number_text = fields.Char(string="Assigned number in words", compute="_compute_texts")
    achieved_text = fields.Char(string="Cut so far, in words", compute="_compute_texts")
    remaining_text = fields.Char(string="Remaining in words", compute="_compute_texts")
    why = fields.Text(compute="_compute_texts")

    @property
    def _table_query(self):
        return SQL(
            """
SELECT (days.day - DATE '1900-01-01')::bigint * %(stride)s + line.id AS id,
       days.day, line.programme_id, line.id AS line_id, line.unit_id, line.kind, line.is_whole,
       NOT line.is_whole OR NOT EXISTS (
           SELECT 1 FROM cchc_staff_streamlining_line part
           WHERE part.programme_id = line.programme_id AND part.kind = line.kind
             AND NOT part.is_whole
       ) AS is_counted,
       programme.baseline_on, COALESCE(line.has_baseline, FALSE) AS has_baseline,
       CASE WHEN line.has_baseline THEN line.baseline END AS baseline,
       line.percent, line.target_id, line.carry_over,
       CASE WHEN line.has_baseline THEN line.required END AS required,
       planned.due IS NOT NULL AS has_schedule, planned.due,
       quota.number IS NOT NULL AS has_number, quota.number, figure.achieved,
       CASE WHEN figure.achieved IS NOT NULL
            THEN GREATEST(line.required - figure.achieved, 0) END AS remaining,
       CASE WHEN days.day < programme.baseline_on THEN %(not_begun)s
            WHEN line.has_baseline IS NOT TRUE THEN %(no_baseline)s
            WHEN quota.number IS NULL THEN %(no_number)s
            WHEN figure.achieved >= line.required THEN %(reached)s
            WHEN planned.due IS NULL THEN %(no_schedule)s
            WHEN figure.achieved >= planned.due THEN %(on_schedule)s
            ELSE %(behind)s END AS status,
       COALESCE(target.confirmation = 'confirmed' AND programme.to_verify IS NOT TRUE, FALSE)
           AS is_certain
FROM cchc_staff_streamlining_line line
JOIN cchc_staff_streamlining_programme programme
  ON programme.id = line.programme_id AND programme.state IN ('issued', 'closed')
JOIN hr_department unit ON unit.id = line.unit_id
CROSS JOIN UNNEST(%(days)s::date[]) AS days (day)
LEFT JOIN cchc_staff_streamlining_target target ON target.id = line.target_id
LEFT JOIN LATERAL (
    SELECT COALESCE(SUM(year.number) FILTER (WHERE MAKE_DATE(year.year, 12, 31) <= days.day), 0)
               ::int AS due
    FROM cchc_staff_streamlining_year year
    WHERE year.line_id = line.id
    HAVING COUNT(*) > 0
) planned ON TRUE
LEFT JOIN LATERAL (
    -- A unit that has ended has no assigned number any more.
    SELECT quota.number
    FROM cchc_staff_quota quota
    WHERE quota.unit_id = line.unit_id AND quota.kind = line.kind
      AND quota.date_from <= days.day AND (unit.date_end IS NULL OR unit.date_end >= days.day)
    ORDER BY quota.date_from DESC, quota.id DESC
    LIMIT 1
) quota ON TRUE
LEFT JOIN LATERAL (
    SELECT line.baseline - quota.number AS achieved
    WHERE line.has_baseline AND days.day >= programme.baseline_on
) figure ON TRUE
            """,
            days=self._as_of_days(),
            stride=DAY_STRIDE,
            not_begun=streamlining.NOT_BEGUN,
            no_baseline=streamlining.NO_BASELINE,
            no_number=streamlining.NO_NUMBER,
            reached=streamlining.REACHED,
            no_schedule=streamlining.NO_SCHEDULE,
            on_schedule=streamlining.ON_SCHEDULE,
            behind=streamlining.BEHIND,
        )

    @api.depends("status", "baseline", "number", "achieved", "remaining")
    def _compute_texts(self):
        together = self._gathered_sentences()
        for row in self:
            no_baseline = self.env._("no baseline")
            no_number = self.env._("no assigned number")
            row.baseline_text = str(row.baseline) if row.has_baseline else no_baseline
            row.number_text = str(row.number) if row.has_number else no_number
            unknown = {
                streamlining.NO_BASELINE: no_baseline,
                streamlining.NO_NUMBER: no_number,
                streamlining.NOT_BEGUN: self.env._("not begun"),
            }.get(row.status)
            row.achieved_text = unknown or str(row.achieved)
            row.remaining_text = unknown or str(row.remaining)
            row.why = "\n".join([*row._reasons(), *filter(None, [together.get(row.id)])])

    def _gathered_sentences(self):
        """What units that were merged cut together: a number follows them, their lines do not.

        :return: dict of id of a row -> sentence, for rows of units that took over or were taken
        """
        Unit = self.env["hr.department"]
        if not Unit._has_gathered():
            return {}
        # The lines of a programme are read together; where a unit went is public.
        lines = self.env["cchc.staff.streamlining.line"].search(
            [("programme_id", "in", self.programme_id.ids)]
        )
        units = (lines.unit_id | self.unit_id).sudo()
        heir = {unit.id: unit._gathered() for unit in units}
        groups = lines.grouped(
            lambda line: (line.programme_id.id, line.kind, heir[line.unit_id.id].id)
        )
        numbers = {
            day: self.env["cchc.staff.quota"]._in_force(
                Unit.union(*(heir[row.unit_id.id] for row in rows)).sudo(False), day
            )
            for day, rows in self.grouped("day").items()
        }
        found = {}
        for row in self:
            unit = heir[row.unit_id.id]
            parts = groups.get((row.programme_id.id, row.kind, unit.id), lines.browse())
            if any(one.date_end and one.date_end < row.day for one in parts.unit_id - unit):
                found[row.id] = row._gathered_sentence(unit, parts, numbers[row.day])
        return found

    def _gathered_sentence(self, unit, parts, numbers):
        """Baselines of the lines ``parts`` against the number of ``unit``, in which they went."""
        parts = parts.filtered("has_baseline")
        number = numbers.get((unit.id, self.kind))
        values = {
            "unit": unit.name,
            "units": ", ".join(parts.unit_id.mapped("name")),
            "baseline": sum(parts.mapped("baseline")),
            "required": sum(parts.mapped("required")),
            "day": dates.format_date(self.day),
        }
        if not number:
            return self.env._(
                "%(unit)s took over: the baselines of %(units)s add up to %(baseline)s, to be cut "
                "%(required)s; no assigned number of it on %(day)s is known here.",
                **values,
            )
        return self.env._(
            "%(unit)s took over: the baselines of %(units)s add up to %(baseline)s, to be cut "
            "%(required)s; with %(number)s assigned to it on %(day)s, %(achieved)s were cut.",
            number=number.number,
            achieved=values["baseline"] - number.number,
            **values,
        )

    def _reasons(self):
        """Sentences that say where the figures come from."""
        self.ensure_one()
        percent = f"{self.percent:g}".replace(".", ",")
        lines = []
        if self.has_baseline:
            lines.append(
                self.env._(
                    "Baseline of %(date)s: %(baseline)s. To be cut: %(percent)s%% of it, rounded "
                    "up, carried over %(carry_over)s, so %(required)s.",
                    date=dates.format_date(self.baseline_on),
                    baseline=self.baseline,
                    percent=percent,
                    carry_over=f"{self.carry_over:+d}" if self.carry_over else "0",
                    required=self.required,
                )
            )
        else:
            lines.append(
                self.env._(
                    "No baseline of %(date)s is known: nothing is concluded.",
                    date=dates.format_date(self.baseline_on),
                )
            )
        day = dates.format_date(self.day)
        if self.has_number:
            lines.append(
                self.env._(
                    "Assigned number in force on %(day)s: %(number)s.", day=day, number=self.number
                )
            )
        else:
            lines.append(
                self.env._(
                    "The unit has no assigned number of this kind on %(day)s: nothing is "
                    "concluded.",
                    day=day,
                )
            )
        lines.append(
            self.env._("By the years that have ended %(due)s were to be cut.", due=self.due)
            if self.has_schedule
            else self.env._("The programme has no yearly schedule for this line.")
        )
        if not self.target_id:
            lines.append(self.env._("No target of the law is known for this kind and period."))
        elif not self.is_certain:
            lines.append(
                self.env._(
                    "To verify: %(what)s",
                    what=self.target_id.verify_note
                    or self.env._("what this rests on was not all read in a published text."),
                )
            )
        return lines

    def action_open_quotas(self):
        """Open the assigned numbers behind the figures, the latest first."""
        self.ensure_one()
        return self.env["cchc.staff.quota"]._window(
            [("unit_id", "=", self.unit_id.id), ("kind", "=", self.kind)], self.unit_id, self.day
        )
