from odoo import models


class StaffStreamliningPolicy(models.Model):
    """By which policy people leave: early retirement, move to a non-state unit, resignation…"""

    _name = "cchc.staff.streamlining.policy"
    _description = "Policy of streamlining"
    _inherit = ["cchc.staff.streamlining.term"]
