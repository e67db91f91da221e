from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..kernel import rating
from .report_metric import GROUPS

#: Figures of yearly ratings -> the level that is counted, and whether of heads only.
COUNTED = {
    "rated_people": (None, False),
    **{f"rated_{level}": (level, False) for level in rating.LEVELS},
    **{f"rated_heads_{level}": (level, True) for level in rating.LEVELS},
}
SHARES = {f"rated_share_{level}": f"rated_{level}" for level in rating.LEVELS}
GROUPS["ratings"] = (*COUNTED, *SHARES)


class ReportMetric(models.AbstractModel):
    """Figures of yearly ratings of people: of the year of the day, as far as announced by then."""

    _inherit = "cchc.report.metric"

    @api.model
    def _names(self):
        _ = self.env._
        levels = dict(self.env["cchc.rating"]._fields["level"]._description_selection(self.env))
        labels = {"rated_people": _("People rated for the year")}
        for level in rating.LEVELS:
            labels[f"rated_{level}"] = _("People rated for the year: %s", levels[level])
            labels[f"rated_heads_{level}"] = _("Heads rated for the year: %s", levels[level])
            labels[f"rated_share_{level}"] = _(
                "Of people rated for the year (%%): %s", levels[level]
            )
        return [(name, labels.get(name, label)) for name, label in super()._names()]

    @api.model
    def _domain_of_ratings(self, name, _date_from, day):
        level, heads = COUNTED[SHARES.get(name, name)]
        domain = Domain("year", "=", day.year) & Domain("announced_on", "<=", day)
        if level:
            domain &= Domain("level", "=", level)
        return domain & Domain("is_head", "=", True) if heads else domain

    @api.model
    def _count_ratings(self, paths, date_from, day):
        values = self._count_rows(
            "cchc.rating.announced", paths, COUNTED, self._domain_of_ratings, date_from, day
        )
        counted = {name: values[name] for name in COUNTED}
        people = counted["rated_people"]
        shares = {
            share: {
                unit_id: Decimal(100) * counted[name][unit_id] / whole if whole else None
                for unit_id, whole in people.items()
            }
            for share, name in SHARES.items()
        }
        return {**counted, **shares}

    @api.model
    def _behind_ratings(self, name, unit, date_from, day):
        return "cchc.rating.announced", self._domain_of_ratings(
            name, date_from, day
        ) & self._within(unit)
