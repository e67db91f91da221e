from odoo import models


class HrJob(models.Model):
    """A post's title has one official name, whatever the language of the reader."""

    _name = "hr.job"
    _inherit = ["hr.job", "cchc.single.name.mixin"]
