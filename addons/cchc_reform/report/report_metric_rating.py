from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..kernel import rating

#: Figures of yearly ratings -> the level that is counted, and whether of heads only.
COUNTED = {
    "rated_people": (None, False),
    **{f"rated_{level}": (level, False) for level in rating.LEVELS},
    **{f"rated_heads_{level}": (level, True) for level in rating.LEVELS},
}
SHARES = {f"rated_share_{level}": f"rated_{level}" for level in rating.LEVELS}


class ReportMetric(models.AbstractModel):
    """Figures of yearly ratings of people: of the year of the day, as far as announced by then."""

    _inherit = "cchc.report.metric"

    @api.model
    def _domain_of_ratings(self, name, _date_from, day):
        level, heads = COUNTED[SHARES.get(name, name)]
        domain = Domain("year", "=", day.year) & Domain("announced_on", "<=", day)
        if level:
            domain &= Domain("level", "=", level)
        return domain & Domain("is_head", "=", True) if heads else domain

    @api.model
    def _count_ratings(self, paths, date_from, day, names):
        shares = [name for name in names if name in SHARES]
        counted = [name for name in names if name in COUNTED]
        wanted = dict.fromkeys([*counted, *(SHARES[name] for name in shares)])
        if shares:
            wanted["rated_people"] = None
        values = self._count_rows(
            "cchc.rating.announced", paths, wanted, self._domain_of_ratings, date_from, day
        )
        found = {name: values[name] for name in counted}
        for share in shares:
            found[share] = {
                unit_id: Decimal(100) * values[SHARES[share]][unit_id] / whole if whole else None
                for unit_id, whole in values["rated_people"].items()
            }
        return found

    @api.model
    def _behind_ratings(self, name, unit, date_from, day):
        return "cchc.rating.announced", self._domain_of_ratings(
            name, date_from, day
        ) & self._within(unit)
