from odoo import api, models
from odoo.exceptions import UserError

from .entered_values import refuse_derived


class DraftPartMixin(models.AbstractModel):
    """A part of a document, such as a line: it changes only while the document is a draft.

    Record rules say whose documents they are; a part that moves must be allowed where it came
    from and where it goes.
    """

    _name = "cchc.draft.part.mixin"
    _description = "Part of a document"

    def _document_path(self):
        """Dotted name of the relation to the document, which has a workflow."""
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        refuse_derived(self, vals)
        self._check_draft()
        result = super().write(vals)
        if self._document_path().split(".")[0] in vals:
            self._check_draft()
            self.check_access("write")
        return result

    def unlink(self):
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        # Whoever writes a part without a right on its document is refused without its name.
        for document in self.sudo().mapped(self._document_path()):
            if document.state != document._workflow.initial:
                document.sudo(self.env.su).check_access("read")
                raise UserError(
                    self.env._(
                        "“%(document)s” is “%(state)s”: its lines cannot be changed.",
                        document=document.display_name,
                        state=document._state_label(),
                    )
                )
