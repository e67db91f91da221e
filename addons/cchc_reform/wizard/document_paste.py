from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .import_documents import DocumentImporter, pasted_rows

MAX_LINES = 2000
MAX_TEXT = 2**20


class DocumentPaste(models.TransientModel):
    """References of documents from a list that is pasted: all lines or none.

    Whoever pastes needs the same rights as to enter the documents by hand.
    """

    _name = "cchc.document.paste"
    _description = "Pasted list of documents"
    _inherit = ["cchc.table.import.mixin"]

    kind = fields.Selection([("documents", "Documents")], required=True, default="documents")
    text = fields.Text(string="List")
    issue_ids = fields.One2many("cchc.import.issue", "document_paste_id", readonly=True)

    def _title(self):
        return self.env._("Paste a list of documents")

    def _check(self):
        """Importer of the text with all the faults of its lines."""
        if not self.env["cchc.legal.document"].has_access("create"):
            raise AccessError(self.env._("You may not enter documents."))
        # One entry of the history tells of the import, instead of a message a document.
        env = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).env
        importer = DocumentImporter(env)
        importer.check(self._rows())
        return importer

    def _rows(self, sheet=""):
        if len(self.text or "") > MAX_TEXT:
            raise UserError(self.env._("The list is too long: paste it in parts."))
        rows = pasted_rows(self.text or "")
        if not rows:
            raise UserError(self.env._("Paste the lines of the list."))
        if len(rows) > MAX_LINES:
            raise UserError(
                self.env._("The list has more than %s lines: paste it in parts.", MAX_LINES)
            )
        return rows

    def _content(self):
        return (self.text or "").encode()

    def _recorded(self):
        return {
            "model": "cchc.legal.document",
            "res_name": self._title(),
            "effective_on": False,
            "new": {},
        }


class ImportIssue(models.TransientModel):
    _inherit = "cchc.import.issue"

    document_paste_id = fields.Many2one("cchc.document.paste", ondelete="cascade", index=True)
