from odoo import fields, models
from odoo.tools import SQL

from ..models.discipline_workflow import APPEAL_RESULTS


class DisciplineDecision(models.Model):
    """The decision of discipline as the person concerned reads it, and nothing else of the case.

    Rules cannot leave out fields, so what the person reads is a model of its own: it knows no
    meeting, no council and nobody who took part. A decision that was annulled is not in it.
    """

    _name = "cchc.discipline.decision"
    _description = "Own decision of discipline"
    _inherit = ["cchc.closed.mixin"]
    _auto = False
    _order = "decision_date desc, id desc"
    _rec_name = "decision_number"
    _depends = {
        "cchc.discipline.case": [
            "employee_id", "final_form_id", "decision_number", "decision_date", "signer",
            "effective_on", "salary_until", "barred_until", "appeal_result", "appeal_number",
            "appeal_date", "state", "secrecy",
        ],
    }  # fmt: skip

    employee_id = fields.Many2one("hr.employee", string="Person", readonly=True)
    form_id = fields.Many2one("cchc.discipline.form", string="Form of discipline", readonly=True)
    decision_number = fields.Char(readonly=True)
    decision_date = fields.Date(string="Date of the decision", readonly=True)
    signer = fields.Char(readonly=True)
    effective_on = fields.Date(string="In force from", readonly=True)
    salary_until = fields.Date(string="No raise of salary until", readonly=True)
    barred_until = fields.Date(string="No promotion until", readonly=True)
    appeal_result = fields.Selection(APPEAL_RESULTS, string="Result of the appeal", readonly=True)
    appeal_number = fields.Char(string="Decision on the appeal", readonly=True)
    appeal_date = fields.Date(string="Date of the decision on the appeal", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id, employee_id, COALESCE(final_form_id, form_id) AS form_id, decision_number,
                   decision_date, signer, effective_on, salary_until, barred_until,
                   CASE WHEN state <> 'appealed' THEN appeal_result END AS appeal_result,
                   CASE WHEN state <> 'appealed' THEN appeal_number END AS appeal_number,
                   CASE WHEN state <> 'appealed' THEN appeal_date END AS appeal_date
            FROM cchc_discipline_case
            WHERE state IN ('decided', 'appealed', 'annulled')
            """
        )
