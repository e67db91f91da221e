from odoo import models


class IrHttp(models.AbstractModel):
    """Tell the client whether the figures are invented ones."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        # A display setting that holds no secret; only the demo addon sets it.
        parameters = self.env["ir.config_parameter"].sudo()
        info["cchc_illustrative"] = bool(
            parameters.get_param("cchc_reform.illustrative_note", False)
        )
        return info
