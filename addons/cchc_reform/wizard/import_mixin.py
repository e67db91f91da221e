import base64
import binascii

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..kernel import files
from . import table_reader

#: More faults than a person reads; the count of all is told.
SHOWN_FAULTS = 500
#: Rows from which on a person waits long enough to be told how far it is.
TOLD_ROWS = 500


class _NotKept(Exception):
    """Ends a trial whose records must not stay."""


class TableImportMixin(models.AbstractModel):
    """A dialog that takes in a table: the file, what is wrong with it, and where it stands.

    The file is checked first and every faulty cell is shown. The import checks it again, so that
    what was shown decides nothing. Who inherits it has ``issue_ids``, the faults, and ``kind``, unless
    it names its own ``action`` for the history.
    """

    _name = "cchc.table.import.mixin"
    _description = "Import of a table"

    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("faulty", "With faults"), ("ready", "Ready"), ("done", "Done")],
        default="file",
        readonly=True,
    )
    summary = fields.Text(readonly=True)

    def action_check(self):
        """Show what is wrong with the file, or that it can be imported; keeps none of its rows."""
        self.ensure_one()
        importer = self._check()
        if not importer.faults:
            importer.progress = self._tell_progress
            self._try(importer)
        self._show(importer)
        return self._reopen()

    def action_import(self):
        """Import all rows, or show what is wrong and import none."""
        self.ensure_one()
        self._take_turns()
        importer = self._check()
        self._show(importer)
        if not importer.faults:
            importer.progress = self._tell_progress
            importer.apply()
            self._record(importer)
            self.state = "done"
            self.summary = self._done_sentence(importer)
        return self._reopen()

    def _done_sentence(self, importer):
        """What was imported."""
        return self.env._(
            "Imported: %(new)s new rows; %(known)s were already there.",
            new=importer.new,
            known=importer.known,
        )

    def _ready_lines(self, importer):
        """What would be imported."""
        return [
            self.env._(
                "Without faults: %(new)s new rows; %(known)s are already there.",
                new=importer.new,
                known=importer.known,
            )
        ]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self._title(),
        }

    def _tell_progress(self, done, total):
        """Tell the dialog in the browser how far the rows are; in a large table only."""
        if total < TOLD_ROWS:
            return
        about = {"model": self._name, "id": self.id, "done": done, "total": total}
        # A cursor of its own: the rows are kept together at the end, or not at all.
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})  # sends to the user himself
            partner = self.env.user.partner_id.with_env(env)
            partner._bus_send("cchc_import_progress", about)

    def _take_turns(self):
        """Let imports that would find the same rows missing come one after the other."""

    # -- what each dialog says -----------------------------------------------------------------

    def _title(self):
        """Title of the dialog."""
        raise NotImplementedError

    def _template_name(self, what):
        """Name of the file that is an empty table of ``what``."""
        return self.env._("Template for %s", what[:1].lower() + what[1:])

    def _check(self):
        """Importer of the file with the faults of its cells, if the user may import it."""
        raise NotImplementedError

    def _try(self, importer):
        """Add the faults that only the records themselves can tell; keep none of them."""

    def _try_and_take_back(self, importer):
        """Import in a savepoint that is taken back; a fault of the table if that fails."""
        try:
            with self.env.cr.savepoint():
                importer.apply()
                self.env.flush_all()
                raise _NotKept
        except _NotKept:
            pass
        except UserError as error:
            importer._fault_table(str(error))
        finally:
            self.env.invalidate_all(flush=False)

    def _recorded(self):
        """What the history says of an import: values of its entry besides the common ones."""
        raise NotImplementedError

    # -- the file ------------------------------------------------------------------------------

    def _rows(self, sheet=""):
        """Rows of the file; of its sheet of that name, where it has one."""
        return self._read_file(table_reader.read_table, sheet)

    def _read_file(self, read, *arguments):
        """What ``read`` makes of name and content of the file; a sentence where it is refused."""
        if not self.file or not self.file_name:
            raise UserError(self.env._("Choose the file to import."))
        try:
            return read(self.file_name, self._content(), *arguments)
        except binascii.Error:
            raise UserError(self._refusal("content_mismatch")) from None
        except table_reader.TableRefused as refused:
            raise UserError(self._refusal(refused.code, refused.detail)) from refused

    def _content(self):
        # A caller could ask for the size of the file in its place.
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _refusal(self, code, detail=""):
        if code == "hidden_rows":
            return self.env._(
                "“%(file)s” has hidden rows (%(rows)s): show them or delete them.",
                file=self.file_name,
                rows=detail,
            )
        if code == "formulas":
            return self.env._(
                "“%(file)s” has formulas without a result (%(cells)s): open it in a spreadsheet "
                "program and save it there.",
                file=self.file_name,
                cells=detail,
            )
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
        faults, field = importer.faults, self._fields["issue_ids"]
        self.issue_ids.unlink()
        self.issue_ids.create(
            [
                {
                    field.inverse_name: self.id,
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
            lines = self._ready_lines(importer)
        if importer.ignored:
            lines.append(self.env._("Columns that are not read: %s.", ", ".join(importer.ignored)))
        self.summary = "\n".join(lines)

    def _record(self, importer):
        about = self._recorded()
        self._append_to_history(
            {
                **about,
                "action": about.get("action") or f"import_{self.kind}",
                "new": {
                    **about.get("new", {}),
                    "sha256": files.sha256(self._content()),
                    "new": importer.new,
                    "known": importer.known,
                },
            }
        )

    def _append_to_history(self, values):
        common = {"old": {}, "reason": False, "on_behalf_of_id": False}
        self.env["cchc.audit.entry"]._append([{**common, **values}])
