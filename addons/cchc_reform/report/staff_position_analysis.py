from odoo import fields, models
from odoo.tools import SQL

from ..kernel import posts
from ..models.as_of_mixin import DAY_STRIDE
from ..models.staff_position import GROUPS


class StaffPositionAnalysis(models.Model):
    """Approved positions and how many people fill them, as of a day (``cchc_as_of``).

    A person counts once, in the post that is neither concurrent nor a secondment, from the day of
    being placed in the position on, whichever of its versions is in force.
    """

    _name = "cchc.staff.position.analysis"
    _description = "Approved positions and who fills them"
    _inherit = ["cchc.as.of.mixin"]
    _auto = False
    _order = "unit_id, position_id"
    _rec_name = "position_id"
    _depends = {
        "cchc.staff.position": [
            "unit_id", "group", "number", "date_from", "date_to", "origin_id",
        ],
        "cchc.staff.appointment": [
            "position_id", "position_from", "employee_id", "mode", "date_from", "date_to",
        ],
    }  # fmt: skip

    day = fields.Date(readonly=True)
    position_id = fields.Many2one("cchc.staff.position", readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    group = fields.Selection(GROUPS, readonly=True)
    approved = fields.Integer(readonly=True)
    filled = fields.Integer(readonly=True)
    vacancy = fields.Integer(readonly=True)
    excess = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        day = self._as_of()
        return SQL(
            """
            SELECT (%(day)s::date - DATE '1900-01-01')::bigint * %(stride)s + position.id AS id,
                   %(day)s::date AS day, position.id AS position_id, position.unit_id,
                   position."group", position.number AS approved,
                   COALESCE(held.number, 0)::int AS filled,
                   GREATEST(position.number - COALESCE(held.number, 0), 0)::int AS vacancy,
                   GREATEST(COALESCE(held.number, 0) - position.number, 0)::int AS excess
            FROM cchc_staff_position position
            LEFT JOIN (
                SELECT COALESCE(version.origin_id, version.id) AS origin_id,
                       COUNT(DISTINCT post.employee_id) AS number
                FROM cchc_staff_appointment post
                JOIN cchc_staff_position version ON version.id = post.position_id
                WHERE post.mode NOT IN %(besides)s
                  AND COALESCE(post.position_from, post.date_from) <= %(day)s
                  AND (post.date_to IS NULL OR post.date_to >= %(day)s)
                GROUP BY 1
            ) held ON held.origin_id = COALESCE(position.origin_id, position.id)
            WHERE position.date_from <= %(day)s
              AND (position.date_to IS NULL OR position.date_to >= %(day)s)
            """,
            day=day,
            stride=DAY_STRIDE,
            besides=posts.BESIDES,
        )

    def action_open_people(self):
        """Open the posts that fill the position on the day."""
        self.ensure_one()
        return self.position_id.with_context(
            cchc_as_of=fields.Date.to_string(self.day)
        ).action_open_people()
