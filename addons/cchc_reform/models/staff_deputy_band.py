from odoo import api, fields, models


class StaffDeputyBand(models.Model):
    """From a measured number on, the number of deputies of a rule."""

    _name = "cchc.staff.deputy.band"
    _description = "Threshold of a rule on deputy heads"
    _order = "rule_id, at_least, id"

    rule_id = fields.Many2one(
        "cchc.staff.deputy.rule", required=True, index=True, ondelete="cascade"
    )
    at_least = fields.Integer(string="From a number of", required=True)
    number = fields.Integer(string="Deputies", required=True)
    to_verify = fields.Boolean()

    _one_a_threshold = models.UniqueIndex(
        "(rule_id, at_least)", "A rule has one number of deputies a threshold."
    )
    _numbers_make_sense = models.Constraint(
        "CHECK (at_least >= 0 AND number BETWEEN 0 AND 1000)",
        "Thresholds start at 0; deputies lie between 0 and 1,000.",
    )

    # -- CRUD: a threshold is a part of its rule, and recorded in its history --------------------

    @api.model_create_multi
    def create(self, vals_list):
        bands = super().create(vals_list)
        for band in bands:
            band._record_change(False, band._numbers())
        return bands

    def write(self, vals):
        before = [band._numbers() for band in self]
        result = super().write(vals)
        for band, old in zip(self, before, strict=True):
            band._record_change(old, band._numbers())
        return result

    def unlink(self):
        for band in self:
            band._record_change(band._numbers(), False)
        return super().unlink()

    def _numbers(self):
        self.ensure_one()
        return [self.at_least, self.number, self.to_verify]

    def _record_change(self, old, new):
        self.ensure_one()
        if old == new:
            return
        row = self.rule_id._history_row("threshold", {"threshold": old}, {"threshold": new})
        self.env["cchc.audit.entry"]._append([{**row, "reason": ""}])
