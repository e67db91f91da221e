from odoo import fields, models


class StaffScheme(models.Model):
    """How many bodies of each kind a unit is to have, year by year, after a rearrangement.

    What exists is counted from the units themselves, as of any day.
    """

    _name = "cchc.staff.scheme"
    _description = "Scheme of rearrangement"
    _inherit = ["cchc.staff.period.mixin"]

    line_ids = fields.One2many("cchc.staff.scheme.line", "scheme_id", string="Bodies", copy=True)

    def action_count_baseline(self):
        """Count the bodies that existed on the baseline day, for lines without a baseline."""
        for scheme in self:
            scheme.check_access("write")
            for line in scheme.line_ids.filtered(lambda line: not line.has_baseline):
                number = self.env["hr.department"].search_count(line._domain_on(scheme.baseline_on))
                line.write({"has_baseline": True, "baseline": number})

    def action_open_progress(self):
        """Open what exists against what is due, as of today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Progress of %(programme)s", programme=self.name),
            "res_model": "cchc.staff.scheme.progress",
            "views": [[False, view] for view in ("list", "pivot", "graph", "form")],
            "domain": [("scheme_id", "=", self.id)],
        }
