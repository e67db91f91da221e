from odoo import api, fields, models


class AwardCampaignCriterion(models.Model):
    """What a campaign measures: by a figure of the system, or by what the units write."""

    _name = "cchc.award.campaign.criterion"
    _description = "Criterion of a campaign"
    _inherit = ["cchc.draft.part.mixin"]
    _order = "sequence, id"

    campaign_id = fields.Many2one(
        "cchc.award.campaign", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Criterion", required=True)
    metric = fields.Selection("_metrics", string="Figure of the system")
    wanted = fields.Char(string="Asked for", help="For instance “from 95%”.")

    @api.model
    def _metrics(self):
        # Figures of a clause need the clause: they are none of a campaign.
        return [
            (name, label)
            for name, label in self.env["cchc.report.metric"]._names()
            if not name.startswith("clause_")
        ]

    def _document_path(self):
        return "campaign_id"

    def _told(self, value):
        self.ensure_one()
        number = f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") if value else "0"
        values = {"criterion": self.name, "number": number, "wanted": self.wanted}
        if value is None:
            return self.env._("%(criterion)s: no data", **values)
        if self.wanted:
            return self.env._("%(criterion)s: %(number)s (asked for: %(wanted)s)", **values)
        return self.env._("%(criterion)s: %(number)s", **values)
