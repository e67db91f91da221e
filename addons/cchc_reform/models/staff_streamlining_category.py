from odoo import models


class StaffStreamliningCategory(models.Model):
    """For what reason people are let go: surplus of a rearrangement, poor rating…"""

    _name = "cchc.staff.streamlining.category"
    _description = "Category of streamlining"
    _inherit = ["cchc.staff.streamlining.term"]
