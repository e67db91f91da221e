import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import dates
from ..report.streamlining_list import streamlining_list
from ..report.table_workbook import workbook
from .import_streamlining import CaseImporter, ProgrammeImporter, SchemeImporter


class StreamliningWorkbook(models.TransientModel):
    """Lists of people, lines of a programme and of a scheme, in and out: all rows or none.

    Whoever imports needs the same rights as to enter the rows by hand, and what goes out is what
    the user may read.
    """

    _name = "cchc.staff.streamlining.workbook"
    _description = "Workbook of streamlining"
    _inherit = ["cchc.table.import.mixin", "cchc.dialog.mixin"]

    kind = fields.Selection(
        [
            ("cases", "People of a list"),
            ("programme", "Units of a programme"),
            ("scheme", "Bodies of a scheme"),
        ],
        required=True,
        readonly=True,
        default="cases",
    )
    programme_id = fields.Many2one(
        "cchc.staff.streamlining.programme", readonly=True, ondelete="cascade"
    )
    scheme_id = fields.Many2one("cchc.staff.scheme", readonly=True, ondelete="cascade")
    unit_id = fields.Many2one(
        "hr.department", string="Only of this unit", help="And of those below it."
    )
    list_number = fields.Char(string="Only of this list or period")
    content = fields.Binary(attachment=False, readonly=True)
    issue_ids = fields.One2many("cchc.import.issue", "streamlining_workbook_id", readonly=True)

    # -- out -----------------------------------------------------------------------------------

    def action_template(self):
        """Download an empty table with the headings."""
        self.ensure_one()
        return self._download(self._workbook([]), self._template_name(self._title()))

    def action_current(self):
        """Download what is there, in the shape in which it comes in."""
        self.ensure_one()
        rows = self._importer().rows()
        if self.kind == "cases":
            self._record_export("export_streamlining", len(rows))
        return self._download(self._workbook(rows), self._title())

    def action_print_list(self):
        """Download the list as HR officers print it."""
        self.ensure_one()
        cases = self.env["cchc.staff.streamlining"].search(self._case_domain(), order="unit_id, id")
        return self._send_list(cases)

    @api.model
    def _print_list(self, cases):
        """Download the list of ``cases``, through a dialog of the user's own."""
        cases.check_access("read")
        return self.create({"kind": "cases"})._send_list(cases)

    def _send_list(self, cases):
        if not cases:
            raise UserError(self.env._("There is no case to print."))
        self._record_export("export_streamlining_list", len(cases), cases.ids)
        mark = self.env["cchc.metrics"]._parameter("illustrative_note") or ""
        return self._download(streamlining_list(cases, mark), self.env._("List of streamlining"))

    def _record_export(self, action, count, ids=()):
        """An export of personal data goes to the history."""
        self._append_to_history(
            {
                "model": "cchc.staff.streamlining",
                "res_id": 0,
                "res_name": self._title(),
                "action": action,
                "unit_id": False,
                "effective_on": False,
                "new": {"count": count, "ids": sorted(ids)},
            }
        )

    def _download(self, content, name):
        self.content = base64.b64encode(content)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content?filename={name}.xlsx"
            "&download=true",
            "target": "self",
        }

    def _workbook(self, rows):
        importer = self._importer()
        notes = []
        if self.kind == "cases":
            labels = {
                "category": self.env._("Categories"),
                "policy": self.env._("Policies"),
                "basis": self.env._("Legal bases"),
            }
            for key, label in labels.items():
                terms = self.env[f"cchc.staff.streamlining.{key}"].search([], limit=500)
                notes.append((label, terms.mapped("name")))
        return workbook(self.env, [(self.env._("Table"), importer.columns, rows)], notes)

    # -- in ------------------------------------------------------------------------------------

    def _title(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels[self.kind]

    def _document(self):
        """Programme or scheme whose lines these are."""
        document = self.programme_id if self.kind == "programme" else self.scheme_id
        if not document:
            raise UserError(self.env._("Open this from the programme or scheme it is about."))
        return document

    def _importer(self):
        env = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).env
        if self.kind == "cases":
            return CaseImporter(env, dates.today(), self._case_domain())
        importer = ProgrammeImporter if self.kind == "programme" else SchemeImporter
        return importer(env, self._document().with_env(env))

    def _case_domain(self):
        domain = [("unit_id", "child_of", self.unit_id.id)] if self.unit_id else []
        return domain + ([("list_number", "=", self.list_number)] if self.list_number else [])

    def _check(self):
        """Importer of the file with all the faults of its cells."""
        if self.kind == "cases":
            self.env["cchc.staff.streamlining"].check_access("create")
        else:
            document = self._document()
            document.check_access("write")
            if document.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(document)s” is “%(state)s”: its lines cannot be changed.",
                        document=document.display_name,
                        state=document._state_label(),
                    )
                )
        importer = self._importer()
        importer.check(self._rows())
        return importer

    def _try(self, importer):
        """Find what only the records themselves can tell, and take them back."""
        self._try_and_take_back(importer)

    def _recorded(self):
        document = self.programme_id or self.scheme_id
        return {
            "action": f"import_{self.kind}",
            "model": document._name if document else "cchc.staff.streamlining",
            "res_id": document.id,
            "res_name": document.display_name if document else self._title(),
            "unit_id": document.unit_id.id,
            "effective_on": False,
            "new": {"file": self.file_name},
        }
