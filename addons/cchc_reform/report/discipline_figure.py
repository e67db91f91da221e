from datetime import date

from odoo import fields, models
from odoo.tools import SQL

from ..kernel import dates
from .report_metric import DISCIPLINE


class DisciplineFigure(models.Model):
    """Numbers of discipline by year and unit, for who may see only numbers.

    A number that is small, or that would tell a small one by subtraction, has no row; nor has
    zero. See ``kernel.suppression``. Only of years that are over, for a number that grows day by
    day tells of each case. Under consideration and beyond the time: on the last day of the year.
    """

    _name = "cchc.discipline.figure"
    _description = "Figures of discipline"
    _auto = False
    _order = "year desc, unit_id, figure"
    _rec_name = "unit_id"

    year = fields.Integer(readonly=True, aggregator=None)
    unit_id = fields.Many2one("hr.department", readonly=True)
    figure = fields.Selection(
        lambda self: [
            one for one in self.env["cchc.report.metric"]._names() if one[0] in DISCIPLINE
        ],
        readonly=True,
    )
    number = fields.Integer(readonly=True, aggregator=None)

    @property
    def _table_query(self):
        rows = []
        # The cases are counted without the rules of the reader, and only what is withheld from
        # nobody comes out.
        Case = self.env["cchc.discipline.case"].sudo()
        of_year, over = date(1945, 1, 1), date(dates.today().year - 1, 12, 31)
        decided = Case.search(
            Case._domain_decided(of_year, over), order="decision_date", limit=1
        ).decision_date
        opened = Case.search(
            [("opened_on", ">=", of_year), ("opened_on", "<=", over)], order="opened_on", limit=1
        ).opened_on
        begun = min(filter(None, (decided, opened)), default=None)
        for year in range(begun.year, over.year + 1) if begun else ():
            shown = self.env["cchc.report.metric"].sudo()._shown_discipline(year)
            rows += [
                (year, unit_id, name, number)
                for name in DISCIPLINE
                for unit_id, number in shown[name].items()
            ]
        if not rows:
            return SQL(
                "SELECT 0 AS id, 0 AS year, 0 AS unit_id, ''::varchar AS figure, 0 AS number"
                " WHERE FALSE"
            )
        return SQL(
            "SELECT row_number() OVER () AS id, year, unit_id, figure, number"
            " FROM (VALUES %s) AS rows (year, unit_id, figure, number)",
            SQL(", ").join(
                SQL("(%s::int, %s::int, %s::varchar, %s::int)", *row) for row in sorted(rows)
            ),
        )
