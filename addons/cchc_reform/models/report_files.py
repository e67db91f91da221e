import base64
import io
import json
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import files, reporting, vietnamese
from ..report.pdf import pdf_from_docx
from ..report.periodic_docx import EPOCH, periodic_docx
from ..report.periodic_xlsx import periodic_xlsx
from ..report.word_template import fill_template

KINDS = ("docx", "xlsx")


class Report(models.Model):
    """The files of a report: made of its snapshot; the one that was submitted is kept."""

    _inherit = "cchc.report"

    file = fields.Binary(string="Submitted document", attachment=True, readonly=True, copy=False)
    file_name = fields.Char(readonly=True, copy=False)
    file_hash = fields.Char(string="SHA-256 of the document", readonly=True, copy=False)

    def _file(self, kind):
        """Name and bytes of the report's file of a kind: docx, xlsx or pdf."""
        self.ensure_one()
        if kind == "pdf":
            return self._file_name("pdf"), pdf_from_docx(self.env, self._file("docx")[1])
        kept = self.sudo()  # the user may read the report, of which this is a form
        if kind == "docx" and kept._is_frozen() and kept.file:
            return self._file_name(kind), base64.b64decode(kept.with_context(bin_size=False).file)
        make = self._word if kind == "docx" else periodic_xlsx
        return self._file_name(kind), make(self._read_snapshot())

    def _word(self, snapshot):
        """The Word file of a snapshot, by the outline's own template if it has one."""
        template = self.period_id.sudo().template_id._word_template()
        return fill_template(self.env, template, snapshot) if template else periodic_docx(snapshot)

    def _file_name(self, kind):
        period = self.period_id
        what = period.name if period.kind == reporting.AD_HOC else f"Báo cáo CCHC {period.name}"
        return f"{what} - {self.unit_id.sudo().name}.{kind}"

    def _freeze(self):
        result = super()._freeze()
        content = self._word(json.loads(self.snapshot))
        kept = {
            "file": base64.b64encode(content),
            "file_name": self._file_name("docx"),
            "file_hash": files.sha256(content),
        }
        with self._permit(kept):
            self.write(kept)
        return result

    def action_word(self):
        """Download the report as a Word document."""
        return self._download("docx")

    def action_excel(self):
        """Download the figures of the report as a workbook."""
        return self._download("xlsx")

    def action_pdf(self):
        """Download the report as a PDF."""
        return self._download("pdf")

    def _download(self, kind):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/report/{self.id}/{kind}"}


class Period(models.Model):
    """All files of a period in one archive, made in the background."""

    _inherit = "cchc.period"

    archive_asked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    archive = fields.Binary(attachment=True, readonly=True, copy=False)
    archive_name = fields.Char(readonly=True, copy=False)
    archive_made_on = fields.Datetime(string="Archive of", readonly=True, copy=False)

    def action_archive(self):
        """Have the files of all submitted reports put into one archive; the user is told."""
        self.ensure_one()
        self._authorise("close")
        if self.state not in ("open", "closed"):
            raise UserError(self.env._("“%s” has no reports yet.", self.name))
        # Who asked is written by the system, for whom the archive is made.
        asked = self.sudo()
        with asked._permit({"archive_asked_by_id"}):
            asked.archive_asked_by_id = self.env.uid
        self.env.ref("cchc_reform.cron_archive_periods").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The archive is being made; you will be told."),
            },
        }

    def action_download_archive(self):
        """Download the archive that was made last."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/period/{self.id}/archive"}

    @api.model
    def _cron_archive(self):
        """Make the archives that somebody asked for, each in a transaction of its own."""
        for period in self.search([("archive_asked_by_id", "!=", False)], order="id"):
            period._make_archive()
            self.env["ir.cron"]._commit_progress(1)

    def _make_archive(self):
        """Put Word and Excel files of the received reports into one archive."""
        self.ensure_one()
        reports = self.report_ids.filtered(lambda report: report._is_frozen())
        asked_by = self.archive_asked_by_id
        stream, used = io.BytesIO(), set()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for done, report in enumerate(reports, 1):
                for kind in KINDS:
                    name, content = report._file(kind)
                    package.writestr(zipfile.ZipInfo(_unused(name, used), EPOCH), content)
                self._tell_progress(asked_by, done, len(reports))
        values = {
            "archive": base64.b64encode(stream.getvalue()),
            "archive_name": f"Báo cáo CCHC {self.name}.zip",
            "archive_made_on": fields.Datetime.now(),
            "archive_asked_by_id": False,
        }
        with self._permit(values):
            self.write(values)
        spoken = self.with_context(lang=asked_by.lang).env
        asked_by.partner_id._bus_send(
            "simple_notification",
            {
                "type": "success",
                "message": spoken._(
                    "The archive of “%(period)s” is ready: %(count)s reports.",
                    period=self.name,
                    count=len(reports),
                ),
            },
        )


def _unused(name, used):
    """``name`` for a file in an archive: without what other systems refuse, and not used yet."""
    # What stands before a slash is part of the name here, and no folder.
    chosen = files.safe_name(name.replace("/", "-").replace("\\", "-"))
    stem, _dot, kind = chosen.rpartition(".")
    number = 1
    while vietnamese.fold(chosen) in used:
        number += 1
        chosen = f"{stem} ({number}).{kind}"
    used.add(vietnamese.fold(chosen))
    return chosen
