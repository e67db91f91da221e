import base64

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.http import Stream

from ..kernel import files
from .entered_values import check_references
from .evidence import FILE_PERMITS

EVIDENCE = "cchc.evidence"
FILE_FIELD = "file"


class DownloadStream(Stream):
    """A stream that a browser saves and never shows, under the name and type that were checked.

    What the address asks for (another name or type, to be shown, to be cached for a year) does
    not count: who may read the file is asked again each time.
    """

    def get_response(self, as_attachment=None, immutable=None, **options):
        self.public = False
        self.download_name = self.checked_name
        if self.checked_type:
            self.mimetype = self.checked_type
        options["max_age"] = None
        return super().get_response(as_attachment=True, immutable=False, **options)


class IrAttachment(models.Model):
    """Files of evidence: stored and removed by the evidence alone, served for download only."""

    _inherit = "ir.attachment"

    def _evidence_files(self):
        return self.sudo().filtered(lambda attachment: attachment.res_model == EVIDENCE)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["res_model"]).get("res_model")
        if all(vals.get("res_model", default) != EVIDENCE for vals in vals_list):
            attachments = super().create(vals_list)
            check_references(attachments, {"original_id"})
            return attachments
        # Asked first: core's upload route answers an error without undoing what was stored.
        if not self.env.su or not self._open_file_permits():
            self._refuse_evidence_file()
        # A proof is kept as it came: core would shrink large pictures.
        attachments = super(IrAttachment, self.with_context(image_no_postprocess=True)).create(
            vals_list
        )
        attachments._check_evidence_files()
        return attachments.with_env(self.env)

    def write(self, vals):
        if vals.get("res_model") == EVIDENCE:
            self._refuse_evidence_file()
        evidence_files = self._evidence_files()
        if not evidence_files:
            result = super().write(vals)
            check_references(self, vals.keys() & {"original_id"})
            return result
        evidence_files._check_new_content(vals)
        return super(IrAttachment, self.with_context(image_no_postprocess=True)).write(vals)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Core's, but for files on a personnel card.

        Core looks for attachments of whatever records a search finds, and a search of employees finds
        those of the public directory: it named, and opened, the papers of everybody to everybody.
        """
        if not (self.env.su or bypass_access or self.env["hr.employee"].has_access("read")):
            domain = Domain(domain) & (
                Domain("res_model", "!=", "hr.employee") | Domain("public", "=", True)
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def unlink(self):
        if self._evidence_files() and not self._open_file_permits():
            self._refuse_evidence_file()
        return super().unlink()

    def generate_access_token(self):
        """Core's, but for evidence: who has a token would need no right to read."""
        # Before anything is read as superuser: core returns a token that is in the cache.
        self.check_access("read")
        if self._evidence_files():
            raise AccessError(self.env._("The file of evidence is not shared by a link."))
        return super().generate_access_token()

    def _check_evidence_files(self):
        """A file of evidence comes from the evidence, which looked at it, and is not public."""
        for attachment in self._evidence_files():
            if (
                not self.env.su
                or attachment.res_field != FILE_FIELD
                or attachment.type != "binary"
                or attachment.url
                or attachment.public
                or attachment.access_token
                or not self._is_permitted_file(attachment.raw)
            ):
                self._refuse_evidence_file()

    def _check_new_content(self, vals):
        """Only the content changes: to what the evidence looked at, or to another storage."""
        if not self.env.su or not vals.keys() & {"raw", "datas"}:
            self._refuse_evidence_file()
        if vals.keys() - {"raw", "datas", "mimetype"}:
            self._refuse_evidence_file()
        content = vals.get("raw") or base64.b64decode(vals.get("datas") or b"")
        unchanged = set(self.mapped("checksum")) == {self._compute_checksum(content)}
        if not unchanged and not self._is_permitted_file(content):
            self._refuse_evidence_file()

    def _open_file_permits(self):
        return self.env.cr.cache.get(FILE_PERMITS, ())

    def _is_permitted_file(self, content):
        permits = self._open_file_permits()
        return bool(permits) and files.sha256(content or b"") in frozenset().union(*permits)

    def _refuse_evidence_file(self):
        raise AccessError(
            self.env._(
                "The file of evidence is attached, replaced and removed on the evidence itself."
            )
        )

    def _to_http_stream(self):
        stream = super()._to_http_stream()
        if not self._evidence_files():
            return stream
        # Reading the attachment was checked by the caller; name and type are those of its file.
        evidence = self.env[EVIDENCE].sudo().browse(self.res_id)
        options = {
            name: value for name, value in vars(stream).items() if not name.startswith("from_")
        }
        return DownloadStream(
            **options,
            checked_name=evidence.file_name or f"{EVIDENCE}-{evidence.id}",
            checked_type=evidence.mimetype,
        )
