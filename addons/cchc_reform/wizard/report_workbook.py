import base64

from odoo import fields, models

from ..report.table_workbook import workbook
from .import_figures import FigureImporter


class ReportWorkbook(models.TransientModel):
    """Figures of a report, out to a workbook and in from one: all rows or none.

    Whoever imports needs the same rights as to enter the figures by hand.
    """

    _name = "cchc.report.workbook"
    _description = "Workbook of the figures of a report"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    report_id = fields.Many2one("cchc.report", required=True, readonly=True, ondelete="cascade")
    content = fields.Binary(attachment=False, readonly=True)
    issue_ids = fields.One2many("cchc.import.issue", "report_workbook_id", readonly=True)

    def action_workbook(self):
        """Download the figures as they stand, in the shape in which they come in."""
        self.ensure_one()
        self.report_id.check_access("read")
        importer = FigureImporter(self.env, self.report_id)
        table = (self.env._("Figures"), importer.columns, importer.rows())
        self.content = base64.b64encode(workbook(self.env, [table]))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content"
            "?filename=so-lieu-bao-cao.xlsx&download=true",
            "target": "self",
        }

    def _title(self):
        return self.env._("Import figures")

    def _check(self):
        """Importer of the file with all the faults of its cells."""
        self.report_id.check_access("write")
        self.report_id._check_being_written()
        importer = FigureImporter(self.env, self.report_id)
        importer.check(self._rows(self.env._("Figures")))
        return importer

    def _try(self, importer):
        """Find what only the records themselves can tell, and take them back."""
        self._try_and_take_back(importer)

    def _done_sentence(self, importer):
        return self.env._(
            "Entered: %(new)s figures; %(known)s stay as they were.",
            new=importer.new,
            known=importer.known,
        )

    def _ready_lines(self, importer):
        return [
            self.env._(
                "Without faults: %(new)s figures change; %(known)s stay as they are.",
                new=importer.new,
                known=importer.known,
            )
        ]

    def _recorded(self):
        return {
            "action": "import_figures",
            "model": self.report_id._name,
            "res_id": self.report_id.id,
            "res_name": self.report_id.display_name,
            "unit_id": self.report_id.sudo().unit_id.id,
            "effective_on": False,
            "new": {"file": self.file_name},
        }
