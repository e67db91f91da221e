from odoo import fields, models
from odoo.tools import SQL

from ..models.staff_quota import STAFF_KINDS
from ..models.staff_streamlining_workflow import COST_SOURCES, STATES


class StaffStreamliningAnalysis(models.Model):
    """How many people leave by which policy, and at what cost: without names.

    Counted is what a unit has listed. The cost is what was paid, else decided, else estimated.
    """

    _name = "cchc.staff.streamlining.analysis"
    _description = "Streamlining cases by category and policy"
    _auto = False
    _order = "unit_id, leaving_year desc, id"
    _rec_name = "unit_id"
    _depends = {
        "cchc.staff.streamlining": [
            "unit_id", "kind", "category_id", "policy_id", "basis_id", "list_number", "leaving_on",
            "cost_source", "state", "cost", "decided_cost", "settled_cost", "listed_on",
        ],
    }  # fmt: skip

    unit_id = fields.Many2one("hr.department", readonly=True)
    kind = fields.Selection(STAFF_KINDS, string="Kind of staff", readonly=True)
    category_id = fields.Many2one("cchc.staff.streamlining.category", readonly=True)
    policy_id = fields.Many2one("cchc.staff.streamlining.policy", readonly=True)
    basis_id = fields.Many2one("cchc.staff.streamlining.basis", string="Legal basis", readonly=True)
    list_number = fields.Char(string="List or period", readonly=True)
    leaving_year = fields.Char(string="Year of leaving", readonly=True)
    cost_source = fields.Selection(COST_SOURCES, string="Source of money", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    people = fields.Integer(string="Number of people", readonly=True)
    cost = fields.Float(string="Cost (VND)", digits=(15, 0), readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
SELECT MIN(one.id) AS id, one.unit_id, one.kind, one.category_id, one.policy_id, one.basis_id,
       one.list_number, EXTRACT(YEAR FROM one.leaving_on)::int::varchar AS leaving_year,
       one.cost_source, one.state, COUNT(*)::int AS people,
       SUM(CASE one.state WHEN 'settled' THEN one.settled_cost WHEN 'decided' THEN one.decided_cost
           ELSE one.cost END) AS cost
FROM cchc_staff_streamlining one
WHERE one.listed_on IS NOT NULL
GROUP BY one.unit_id, one.kind, one.category_id, one.policy_id, one.basis_id, one.list_number,
         EXTRACT(YEAR FROM one.leaving_on), one.cost_source, one.state
            """
        )

    def action_open_cases(self):
        """Open the cases that were counted, of those that the user may read."""
        self.ensure_one()
        names = ("unit_id", "kind", "category_id", "policy_id", "basis_id", "cost_source", "state")
        domain = [("listed_on", "!=", False), ("list_number", "=", self.list_number)]
        for name in names:
            value = self[name]
            domain.append((name, "=", value.id if isinstance(value, models.BaseModel) else value))
        if self.leaving_year:
            year = self.leaving_year
            domain += [("leaving_on", ">=", f"{year}-01-01"), ("leaving_on", "<=", f"{year}-12-31")]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Streamlining cases of %(unit)s", unit=self.unit_id.name),
            "res_model": "cchc.staff.streamlining",
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
        }
