from odoo import fields, models


class StaffScenarioResult(models.TransientModel):
    """Figures of one unit or group, as they are and as they would be."""

    _name = "cchc.staff.scenario.result"
    _description = "Result of a trial"
    _order = "id"

    scenario_id = fields.Many2one("cchc.staff.scenario", required=True, ondelete="cascade")
    label = fields.Char(string="Unit", readonly=True)
    limit_before = fields.Char(string="Limit now", readonly=True)
    limit_after = fields.Char(string="Limit then", readonly=True)
    deputies_before = fields.Integer(string="Deputies now", readonly=True)
    deputies_after = fields.Integer(string="Deputies then", readonly=True)
    surplus_before = fields.Integer(string="Surplus now", readonly=True)
    surplus_after = fields.Integer(string="Surplus then", readonly=True)
    is_tested_before = fields.Boolean("Has a surplus or none now", readonly=True)
    is_tested_after = fields.Boolean("Has a surplus or none then", readonly=True)
    rule_id = fields.Many2one("cchc.staff.deputy.rule", string="Legal rule", readonly=True)
    is_certain = fields.Boolean("Rule confirmed", readonly=True)
    is_changed = fields.Boolean("Changes", readonly=True)
