from odoo import fields, models
from odoo.tools import SQL

from ..models.rating_scheme import LEVELS


class RatingAnnounced(models.Model):
    """Who was given which level, once it is announced in the unit: name, year and level.

    Announced inside means: colleagues of the unit know it. Nothing else of the rating is here, so
    that nothing else can be had by search, grouping or export.
    """

    _name = "cchc.rating.announced"
    _description = "Announced level"
    _auto = False
    _order = "year desc, unit_id, employee_id"
    _rec_name = "employee_id"
    _depends = {
        "cchc.rating": [
            "employee_id", "unit_id", "year", "level", "subject", "state", "is_head", "announced_on",
        ]
    }  # fmt: skip

    employee_id = fields.Many2one("hr.employee", string="Person", readonly=True)
    unit_id = fields.Many2one("hr.department", readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    is_head = fields.Boolean(string="Head of the unit", readonly=True)
    announced_on = fields.Date(readonly=True)
    level = fields.Selection(LEVELS, string="Level of the rating", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id, employee_id, unit_id, year, level, is_head, announced_on
            FROM cchc_rating
            WHERE state = 'announced' AND subject = 'person' AND level IS NOT NULL
            """
        )
