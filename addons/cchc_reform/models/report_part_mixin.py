from odoo import api, models
from odoo.exceptions import AccessError


class ReportPartMixin(models.AbstractModel):
    """A part of a report: made and taken away by its outline alone, never by a person."""

    _name = "cchc.report.part.mixin"
    _description = "Part of a report"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Reports are made by opening a reporting period."))
        return super().create(vals_list)

    def unlink(self):
        if not self.env.su:
            raise AccessError(self.env._("What a report is made of follows from its outline."))
        return super().unlink()
