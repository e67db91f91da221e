from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates
from .entered_values import entered_day

#: Days that one table may show side by side.
MOST_DAYS = 60
#: Rows of different days have different ids, as records of one id would share their values; the
#: day counts from 1900. Room for 268 million rows a day, or 16 million units with 16 rows each,
#: within what a browser counts exactly.
DAY_STRIDE = 2**28
#: How a context asks for the ends of the last years, and today.
YEAR_ENDS = "year_ends"
YEARS_SHOWN = 5


class AsOfMixin(models.AbstractModel):
    """A table of figures as of a day (``cchc_as_of`` of the context), or of days side by side.

    The context chooses figures, never what may be seen.
    """

    _name = "cchc.as.of.mixin"
    _description = "Figures as of a day"

    @api.model
    def _as_of(self):
        """Day that is shown: ``cchc_as_of``, else today."""
        try:
            return entered_day(self.env, self.env.context.get("cchc_as_of")) or dates.today()
        except UserError:
            return dates.today()

    @api.model
    def _as_of_days(self):
        """Days that are shown, in order: ``cchc_days``, else the one day."""
        asked = self.env.context.get("cchc_days")
        if asked == YEAR_ENDS:
            today = dates.today()
            years = range(today.year - YEARS_SHOWN, today.year)
            return [*(date(year, 12, 31) for year in years), today]
        if not isinstance(asked, list | tuple):
            return [self._as_of()]
        try:
            days = sorted({entered_day(self.env, day) for day in asked[:MOST_DAYS]} - {None})
        except UserError:
            days = []
        return days or [self._as_of()]

    # -- over days ------------------------------------------------------------------------------

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Totals over days side by side are those of the last one: such figures do not add up."""
        found = super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        over = {
            place: groupby
            for place, groupby in enumerate(grouping_sets)
            if not any(spec.partition(":")[0] == "day" for spec in groupby)
        }
        if not over or "day" not in self._fields or len(self._as_of_days()) < 2:
            return found
        last = self._read_group(domain, aggregates=["day:max"])[0][0]
        specs = {spec for groupby in over.values() for spec in groupby}
        kept = [
            term
            for term in (order or "").split(",")
            if term.split()[:1] and term.split()[0] in specs
        ]
        again = super()._read_grouping_sets(
            Domain(domain) & Domain("day", "=", last),
            list(over.values()),
            aggregates,
            ",".join(kept) or None,
        )
        for place, groups in zip(over, again, strict=True):
            found[place] = groups
        return found
