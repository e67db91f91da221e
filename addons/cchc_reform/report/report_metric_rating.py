from collections import Counter
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..kernel import rating, suppression
from .report_metric_discipline import upwards

#: Figures of yearly ratings -> the level that is counted, and whether of heads only.
COUNTED = {
    "rated_people": (None, False),
    **{f"rated_{level}": (level, False) for level in rating.LEVELS},
    **{f"rated_heads_{level}": (level, True) for level in rating.LEVELS},
}
SHARES = {f"rated_share_{level}": f"rated_{level}" for level in rating.LEVELS}


class ReportMetric(models.AbstractModel):
    """Figures of yearly ratings of people: of the year of the day, as far as announced by then.

    Levels are shown where enough people, or heads, are rated, by ``kernel.suppression``: the level
    of the one head of a department is that person's. Figures of two days may still tell what was
    announced in between; announced levels are known inside the unit anyway.
    """

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
        # Whether of heads -> the units of which such levels are shown.
        shown = {
            heads: self._shown_levels(heads, date_from, day)
            for heads in {COUNTED[name][1] for name in wanted if COUNTED[name][0]}
        }
        found = {}
        for name in counted:
            level, heads = COUNTED[name]
            found[name] = {
                unit_id: number if not level or unit_id in shown[heads] else None
                for unit_id, number in values[name].items()
            }
        for share in shares:
            found[share] = {
                unit_id: Decimal(100) * values[SHARES[share]][unit_id] / whole
                if whole and unit_id in shown[False]
                else None
                for unit_id, whole in values["rated_people"].items()
            }
        return found

    @api.model
    def _shown_levels(self, heads, date_from, day):
        """Ids of the units whose people, or heads, with those below are so many that levels name
        nobody.
        """
        parents = self._parents_of_units()
        domain = self._domain_of_ratings("rated_people", date_from, day)
        numbers = Counter()
        for unit, number in self.env["cchc.rating.announced"]._read_group(
            domain & Domain("is_head", "=", True) if heads else domain, ["unit_id"], ["__count"]
        ):
            for one in upwards(unit.id, parents):
                numbers[one] += number
        return suppression.tree(parents, numbers).keys()

    @api.model
    def _behind_ratings(self, name, unit, date_from, day):
        return "cchc.rating.announced", self._domain_of_ratings(
            name, date_from, day
        ) & self._within(unit)
