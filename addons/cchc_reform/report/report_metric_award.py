from odoo import api, models
from odoo.fields import Domain

#: Figures of awards -> model.
AWARD_RECORDS = {
    "awards_registered": "cchc.award.nomination",
    "awards_proposed": "cchc.award.nomination",
    "awards_decided_person": "cchc.award",
    "awards_decided_unit": "cchc.award",
    "campaigns_running": "cchc.award.campaign",
}


class ReportMetric(models.AbstractModel):
    """Figures of emulation and commendation: registered, proposed, decided; campaigns."""

    _inherit = "cchc.report.metric"

    @api.model
    def _domain_of_awards(self, name, date_from, day):
        def within(field):
            return Domain(field, ">=", date_from) & Domain(field, "<=", day)

        if name == "awards_registered":
            return within("registered_on")
        if name == "awards_proposed":
            return within("proposed_on")
        if name == "campaigns_running":
            return (
                Domain("state", "!=", "draft")
                & Domain("date_from", "<=", day)
                & Domain("date_to", ">=", day)
                & (Domain("final_on", "=", False) | Domain("final_on", ">", day))
            )
        # What was taken back later was decided all the same, until then.
        decided = within("decision_date") & Domain("subject", "=", name.rsplit("_", 1)[1])
        return decided & (Domain("state", "=", "decided") | Domain("cancel_date", ">", day))

    @api.model
    def _count_awards(self, paths, date_from, day, names):
        values = {}
        for name in names:
            counted = self._count_rows(
                AWARD_RECORDS[name], paths, (name,), self._domain_of_awards, date_from, day
            )
            values[name] = counted[name]
        return values

    @api.model
    def _behind_awards(self, name, unit, date_from, day):
        domain = self._domain_of_awards(name, date_from, day)
        return AWARD_RECORDS[name], domain & self._within(unit)
