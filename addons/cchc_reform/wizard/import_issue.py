from odoo import fields, models


class ImportIssue(models.TransientModel):
    """One cell of a table that cannot be imported, and why."""

    _name = "cchc.import.issue"
    _description = "Fault in an imported table"
    _order = "row, id"

    wizard_id = fields.Many2one("cchc.import.wizard", ondelete="cascade", index=True)
    plan_workbook_id = fields.Many2one("cchc.plan.workbook", ondelete="cascade", index=True)
    unit_workbook_id = fields.Many2one("cchc.unit.workbook", ondelete="cascade", index=True)
    unit_event_import_id = fields.Many2one("cchc.unit.event.import", ondelete="cascade", index=True)
    streamlining_workbook_id = fields.Many2one(
        "cchc.staff.streamlining.workbook", ondelete="cascade", index=True
    )
    staff_workbook_id = fields.Many2one("cchc.staff.workbook", ondelete="cascade", index=True)
    report_workbook_id = fields.Many2one("cchc.report.workbook", ondelete="cascade", index=True)
    row = fields.Integer(help="Number of the row in the file; 0: the table as a whole.")
    column = fields.Char()
    value = fields.Char()
    message = fields.Text(string="What is wrong")
