from odoo import api, models
from odoo.fields import Domain

#: Figures that add money up; the others count records.
SAVINGS = ("initiatives_saving", "replications_saving")
#: Figure -> the day that brings it into the period; those of replications are of another model.
DAY_OF = {
    "initiatives_registered": "submitted_on",
    "initiatives_recognised_unit": "unit_date",
    "initiatives_recognised_province": "province_date",
    "initiatives_saving": "unit_date",
    "replications": "date_from",
    "replications_saving": "date_from",
}


class ReportMetric(models.AbstractModel):
    """Figures of initiatives: registered, recognised, taken over, and the money saved.

    What is saved counts once: in the period in which the unit recognised the initiative, or since
    which another unit applies it.
    """

    _inherit = "cchc.report.metric"

    @api.model
    def _domain_of_initiatives(self, name, date_from, day):
        field = DAY_OF[name]
        within = Domain(field, ">=", date_from) & Domain(field, "<=", day)
        if name.startswith("replications"):
            return within & Domain("state", "=", "confirmed")
        if name == "initiatives_registered":
            # Sent back it is a draft again, though it was submitted once.
            return within & Domain("state", "!=", "draft")
        return within & Domain("state", "!=", "cancelled")

    @api.model
    def _model_of_initiatives(self, name):
        return (
            "cchc.initiative.replication" if name.startswith("replications") else "cchc.initiative"
        )

    @api.model
    def _count_initiatives(self, paths, date_from, day, names):
        numbers = []
        for name in names:
            rows = self.env[self._model_of_initiatives(name)]._read_group(
                self._domain_of_initiatives(name, date_from, day),
                ["unit_id"],
                ["saving:sum" if name in SAVINGS else "__count"],
            )
            # Whole VND: a sum of floats has no other decimals.
            numbers += [(unit.id, name, int(number)) for unit, number in rows]
        return self._add_up(paths, numbers)

    @api.model
    def _behind_initiatives(self, name, unit, date_from, day):
        domain = self._domain_of_initiatives(name, date_from, day)
        return self._model_of_initiatives(name), domain & self._within(unit)
