import base64
import binascii
from io import BytesIO

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates, files
from . import table_reader
from .import_people import PeopleImporter
from .import_units import LocalityImporter, UnitImporter

IMPORTERS = {
    "localities": LocalityImporter,
    "units": UnitImporter,
    "people": PeopleImporter,
}
#: More faults than a person reads; the count of all is told.
SHOWN_FAULTS = 500


class ImportWizard(models.TransientModel):
    """Import of localities, units and people from tables: all rows or none.

    The file is checked first and every faulty cell is shown. The import checks it again, so that
    what was shown decides nothing; the same file a second time creates nothing.
    """

    _name = "cchc.import.wizard"
    _description = "Import of units and people"

    kind = fields.Selection(
        [
            ("localities", "Localities"),
            ("units", "Units"),
            ("people", "People and their posts"),
        ],
        required=True,
        default="units",
    )
    date = fields.Date(
        string="As of",
        required=True,
        default=lambda self: dates.today(),
        help="First day of units and posts whose row names none.",
    )
    date_end = fields.Date(
        string="Until", help="Last day of the localities, where their list has been replaced."
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("faulty", "With faults"), ("ready", "Ready"), ("done", "Done")],
        default="file",
        readonly=True,
    )
    summary = fields.Text(readonly=True)
    issue_ids = fields.One2many("cchc.import.issue", "wizard_id", readonly=True)
    template_file = fields.Binary(compute="_compute_template", string="Template")
    template_name = fields.Char(compute="_compute_template")

    @api.depends("kind")
    def _compute_template(self):
        for wizard in self:
            wizard.template_file = wizard.kind and base64.b64encode(wizard._template())
            wizard.template_name = wizard.kind and f"{wizard.kind}.xlsx"

    # -- actions -------------------------------------------------------------------------------

    def action_check(self):
        """Show what is wrong with the file, or that it can be imported; writes no unit or person."""
        self.ensure_one()
        self._check()
        return self._reopen()

    def action_import(self):
        """Import all rows, or show what is wrong and import none."""
        self.ensure_one()
        importer = self._check()
        if importer.faults:
            return self._reopen()
        importer.apply()
        self._record(importer)
        self.state = "done"
        self.summary = self.env._(
            "Imported: %(new)s new rows; %(known)s were already there.",
            new=importer.new,
            known=importer.known,
        )
        return self._reopen()

    def action_template(self):
        """Download an empty table with the headings of this kind of import."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/template_file"
            f"?filename={self.kind}.xlsx&download=true",
            "target": "self",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import of units and people"),
        }

    # -- business ------------------------------------------------------------------------------

    def _check(self):
        """Importer of the file with all its faults; what was found is shown on the wizard."""
        if not self.env.user.has_group("cchc_reform.group_cchc_admin"):
            raise AccessError(self.env._("Units and people are imported by the administrator."))
        if self.date_end and self.date_end < self.date:
            raise UserError(self.env._("The last day is before the first day."))
        rows = self._rows()
        # The administrator's group was checked; it holds no right on users and personnel cards.
        # Names and posts appear in no message, invitation or chatter of their own.
        env = self.sudo().with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            no_reset_password=True,
            cchc_without_pictures=True,
        ).env  # fmt: skip
        importer = IMPORTERS[self.kind](env, self.date, self.date_end or None)
        importer.reason = self.env._("Import of %s", self.file_name)
        importer.check(rows)
        self._show(importer)
        return importer

    def _rows(self):
        if not self.file or not self.file_name:
            raise UserError(self.env._("Choose the file to import."))
        try:
            return table_reader.read_table(self.file_name, self._content())
        except binascii.Error:
            raise UserError(self._refusal("content_mismatch")) from None
        except table_reader.TableRefused as refused:
            raise UserError(self._refusal(refused.code)) from refused

    def _content(self):
        # A caller could ask for the size of the file in its place.
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _refusal(self, code):
        sentences = {
            "type_not_allowed": self.env._("“%s” is neither an xlsx workbook nor a csv file."),
            "empty": self.env._("“%s” is empty."),
            "no_rows": self.env._("“%s” holds no table."),
            "too_large": self.env._("“%s” is larger than 10 MB: split it."),
            "too_many_rows": self.env._("“%s” holds more than 20,000 rows: split it."),
            "zip_bomb": self.env._(
                "“%s” unpacks to far more than a table: save a copy with values only."
            ),
            "encrypted": self.env._("“%s” is protected by a password: save a copy without."),
            "macros": self.env._("“%s” holds macros: save a copy without."),
            "external_link": self.env._(
                "“%s” is linked to other files: save a copy with values only."
            ),
            "not_utf8": self.env._("“%s” is not UTF-8: save it as “CSV UTF-8”."),
            "bad_name": self.env._("“%s” is no usable file name."),
        }
        unreadable = self.env._("“%s” cannot be read: save it again as xlsx or csv.")
        return sentences.get(code, unreadable) % (self.file_name or "")

    def _show(self, importer):
        faults = importer.faults
        self.issue_ids.unlink()
        self.issue_ids.create(
            [
                {
                    "wizard_id": self.id,
                    "row": fault.row,
                    "column": fault.column,
                    "value": fault.value,
                    "message": fault.message,
                }
                for fault in faults[:SHOWN_FAULTS]
            ]
        )
        self.state = "faulty" if faults else "ready"
        if faults:
            lines = [
                self.env._("%s faults: nothing is imported until all are mended.", len(faults))
                if len(faults) > 1
                else self.env._("One fault: nothing is imported until it is mended.")
            ]
            if len(faults) > SHOWN_FAULTS:
                lines.append(self.env._("The first %s are shown.", SHOWN_FAULTS))
        else:
            lines = [
                self.env._(
                    "Without faults: %(new)s new rows; %(known)s are already there.",
                    new=importer.new,
                    known=importer.known,
                )
            ]
        if importer.ignored:
            lines.append(self.env._("Columns that are not read: %s.", ", ".join(importer.ignored)))
        self.summary = "\n".join(lines)

    def _record(self, importer):
        self.env["cchc.audit.entry"]._append(
            [
                {
                    "model": self._name,
                    "res_id": self.id,
                    "res_name": self.file_name,
                    "action": f"import_{self.kind}",
                    "unit_id": False,
                    "effective_on": self.date,
                    "old": {},
                    "new": {
                        "sha256": files.sha256(self._content()),
                        "new": importer.new,
                        "known": importer.known,
                    },
                    "reason": False,
                    "on_behalf_of_id": False,
                }
            ]
        )

    def _template(self):
        """Workbook with the headings, and a second sheet that explains them."""
        columns = IMPORTERS[self.kind].columns
        buffer = BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
            # Dates and codes as text: "01" stays "01", and no program turns a date around.
            text = book.add_format({"num_format": "@"})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            table = book.add_worksheet(self.env._("Table"))
            notes = book.add_worksheet(self.env._("Notes"))
            notes.set_column(0, 0, 28)
            notes.set_column(1, 1, 90, wrap)
            table.freeze_panes(1, 0)
            for position, column in enumerate(columns):
                label = self.env._(column.label)
                table.set_column(position, position, max(14, len(label) + 4), text)
                table.write_string(0, position, f"{label} *" if column.required else label, heading)
                notes.write_string(position, 0, label, heading)
                note = self.env._(column.help) if column.help else ""
                needed = self.env._("Must be filled in.") if column.required else ""
                notes.write_string(position, 1, " ".join(filter(None, (needed, note))))
            if self.kind == "units":
                kinds = self.env["cchc.unit.type"].search([], limit=100)
                notes.write_string(len(columns) + 1, 0, self.env._("Unit types"), heading)
                for row, kind in enumerate(kinds, len(columns) + 1):
                    notes.write_string(row, 1, f"{kind.name} ({kind.code})")
        return buffer.getvalue()
