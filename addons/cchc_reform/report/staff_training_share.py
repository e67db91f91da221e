from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import posts
from ..models.as_of_mixin import DAY_STRIDE


class StaffTrainingShare(models.Model):
    """Share of the staff of a unit, and of what lies below, trained in the year of a day.

    Staff: people in post on the day (``cchc_as_of``, or today), each once, where the post is
    neither concurrent nor a secondment. Trained: those of them who completed a course that ended
    in the year up to the day, each once, whatever the number of courses; about reform apart. The
    target is that of the approved need.
    """

    _name = "cchc.staff.training.share"
    _description = "Share of staff trained"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "unit_id"
    _rec_name = "unit_id"
    _depends = {
        "hr.department": ["parent_path"],
        "cchc.staff.appointment": ["employee_id", "unit_id", "mode", "date_from", "date_to"],
        "cchc.staff.training.participant": ["employee_id", "result", "kind", "date_to", "state"],
        "cchc.staff.training.need": ["unit_id", "year", "kind", "target_share", "state"],
    }

    day = fields.Date(readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    staff = fields.Integer(string="People in post", readonly=True)
    trained = fields.Integer(readonly=True)
    reform_trained = fields.Integer(string="Trained in reform", readonly=True)
    share = fields.Float(string="Trained (%)", readonly=True, digits=(5, 1), aggregator="avg")
    reform_share = fields.Float(
        string="Trained in reform (%)", readonly=True, digits=(5, 1), aggregator="avg"
    )
    reform_target = fields.Float(string="Target for reform (%)", readonly=True, digits=(5, 1))

    @property
    def _table_query(self):
        day = self._as_of()
        return SQL(
            """
            WITH held AS (
                SELECT DISTINCT post.employee_id, post.unit_id
                FROM cchc_staff_appointment post
                WHERE post.mode NOT IN %(besides)s AND post.date_from <= %(day)s
                  AND (post.date_to IS NULL OR post.date_to >= %(day)s)
            ),
            done AS (
                SELECT employee_id, BOOL_OR(kind = 'reform') AS reform
                FROM cchc_staff_training_participant
                WHERE result = 'completed' AND state = 'finished'
                  AND date_to BETWEEN %(first)s AND %(day)s
                GROUP BY employee_id
            ),
            counted AS (
                SELECT above.id AS unit_id, COUNT(DISTINCT held.employee_id) AS staff,
                       COUNT(DISTINCT done.employee_id) AS trained,
                       COUNT(DISTINCT done.employee_id) FILTER (WHERE done.reform) AS reform
                FROM held
                JOIN hr_department unit ON unit.id = held.unit_id
                CROSS JOIN LATERAL unnest(
                    string_to_array(rtrim(unit.parent_path, '/'), '/')::int[]
                ) AS above (id)
                LEFT JOIN done ON done.employee_id = held.employee_id
                GROUP BY above.id
            )
            SELECT (%(day)s::date - DATE '1900-01-01')::bigint * %(stride)s + counted.unit_id AS id,
                   %(day)s::date AS day, counted.unit_id, counted.staff::int AS staff,
                   counted.trained::int AS trained, counted.reform::int AS reform_trained,
                   ROUND(100.0 * counted.trained / counted.staff, 1) AS share,
                   ROUND(100.0 * counted.reform / counted.staff, 1) AS reform_share,
                   NULLIF(need.target_share, 0) AS reform_target
            FROM counted
            LEFT JOIN cchc_staff_training_need need ON need.unit_id = counted.unit_id
             AND need.kind = 'reform' AND need.year = %(year)s AND need.state = 'approved'
            """,
            day=day,
            first=day.replace(month=1, day=1),
            year=day.year,
            stride=DAY_STRIDE,
            besides=posts.BESIDES,
        )

    def action_open_people(self):
        """Open what those counted as trained completed in the year up to the day."""
        self.ensure_one()
        first = self.day.replace(month=1, day=1)
        Post = self.env["cchc.staff.appointment"]
        staff = Post.search(
            Domain("unit_id", "child_of", self.unit_id.id)
            & Domain("mode", "not in", posts.BESIDES)
            & Post._domain_on(self.day)
        ).employee_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Trained in %(year)s: %(unit)s", year=self.day.year, unit=self.unit_id.name
            ),
            "res_model": "cchc.staff.training.participant",
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                ("employee_id", "in", staff.ids),
                ("result", "=", "completed"),
                ("state", "=", "finished"),
                ("date_to", ">=", fields.Date.to_string(first)),
                ("date_to", "<=", fields.Date.to_string(self.day)),
            ],
        }
