from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ..kernel.waiting import Delays


class Metrics(models.AbstractModel):
    """Who delays whom, in working days: a figure of the unit that is to answer, and of its head."""

    _inherit = "cchc.metrics"

    @api.model
    def _delays(self, day, domain=None, groupby=()):
        """Requests answered late or not at all as of ``day``, and the working days of delay.

        What the user may not read is not counted. The waiting task adds nothing to it, and it
        adds nothing to the task: that is late once.

        :param domain: domain over ``cchc.task.wait.analysis`` (units, plan, reform domain)
        :param groupby: any of ``awaited_unit_id`` (who delays), ``unit_id`` (whom) and
            ``head_id`` (who headed the unit that delays, on the days of the delay)
        :return: dict of tuple of ids, False where nobody headed the unit ->
            ``kernel.waiting.Delays``; with no ``groupby`` the key is ``()``
        """
        rows = (
            self.env["cchc.task.wait.analysis"]
            .with_context(cchc_as_of=day)
            ._read_group(
                Domain(domain or Domain.TRUE),
                list(groupby),
                ["wait_id:count_distinct", "days_late:sum"],
            )
        )
        delays = {}
        for *key, late, days in rows:
            delays[tuple(record.id for record in key)] = Delays(late, days or 0)
        if not groupby:
            delays.setdefault((), Delays())
        return delays

    @api.model
    def _delays_by_unit(self, day, units, domain=None):
        """Delays for which each of ``units`` answers, with all that lies below it."""
        below = Domain("awaited_unit_id", "child_of", units.ids) & Domain(domain or Domain.TRUE)
        single = self._delays(day, below, ["awaited_unit_id"])
        answering = self.env["hr.department"].sudo().browse([key for (key,) in single])
        asked = set(units.ids)
        totals = defaultdict(Delays)
        for unit in answering:
            for ancestor_id in unit._ancestors_and_self():
                if ancestor_id in asked:
                    totals[ancestor_id] += single[(unit.id,)]
        return {unit.id: totals[unit.id] for unit in units}
