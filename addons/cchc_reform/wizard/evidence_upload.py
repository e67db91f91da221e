from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import files
from ..models.entered_values import check_references


class EvidenceUpload(models.TransientModel):
    """Several files at once: each becomes a piece of evidence of its own, or none does."""

    _name = "cchc.evidence.upload"
    _description = "Attach several files"

    task_id = fields.Many2one("cchc.task", help="Task that the files prove.")
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        default=lambda self: self.env["cchc.evidence"]._default_unit_id(),
    )
    issuer = fields.Char(string="Issued by")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    accepted = fields.Char(compute="_compute_accepted")

    @api.depends_context("uid")
    def _compute_accepted(self):
        types, max_bytes = self.env["cchc.evidence"]._file_policy()
        for upload in self:
            upload.accepted = self.env._(
                "%(types)s, each up to %(size)s MB.",
                types=", ".join(types),
                size=f"{max_bytes / 2**20:.3g}",
            )

    @api.model_create_multi
    def create(self, vals_list):
        uploads = super().create(vals_list)
        check_references(uploads)
        return uploads

    def write(self, vals):
        result = super().write(vals)
        check_references(self, vals.keys())
        return result

    def action_upload(self):
        """Make the evidence as the user, who must be able to read each file given here."""
        self.ensure_one()
        attachments = self.attachment_ids
        if not attachments:
            raise UserError(self.env._("Choose the files first."))
        attachments.check_access("read")
        self.env["cchc.evidence"].create(
            [
                {
                    "name": files.safe_name(attachment.name).rpartition(".")[0]
                    or files.safe_name(attachment.name),
                    "unit_id": self.unit_id.id,
                    "issuer": self.issuer,
                    "file": attachment.with_context(bin_size=False).datas,
                    "file_name": attachment.name,
                    "task_ids": [(6, 0, self.task_id.ids)],
                }
                for attachment in attachments
            ]
        )
        # What was uploaded for this dialog is kept once, as evidence.
        attachments.filtered(
            lambda attachment: (
                attachment.res_model == self._name
                and not attachment.res_id
                and attachment.create_uid == self.env.user
            )
        ).unlink()
        return {"type": "ir.actions.act_window_close"}
