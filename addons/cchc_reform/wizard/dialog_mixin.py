from odoo import api, models

from ..models.entered_values import check_references


class DialogMixin(models.AbstractModel):
    """A dialog about a document: it refers only to what its user may read.

    A many2one takes any number, and reading it back would give the name of what is behind it.
    """

    _name = "cchc.dialog.mixin"
    _description = "Dialog about a document"

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        check_references(dialogs)
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        check_references(self, vals.keys())
        return result
