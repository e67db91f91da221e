from collections import Counter
from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..kernel import dates, suppression
from .report_metric import DISCIPLINE

DECIDED, OPEN, OVERDUE = "discipline_decided", "discipline_open", "discipline_overdue"


class ReportMetric(models.AbstractModel):
    """Figures of discipline: of units, never of people, and small numbers are not shown.

    A report shows its figures to all who may read it. So all units are always counted and
    withheld together, by ``kernel.suppression``: what is shown does not depend on whose report
    asks. By form, and beyond the time, only the top of the tree has figures. Whatever the period,
    the figures are those of the last calendar year that is over: two periods would tell what lies
    between them.
    """

    _inherit = "cchc.report.metric"

    @api.model
    def _count_discipline(self, paths, _date_from, day, names):
        shown = self._shown_discipline(_last_full_year(day))
        return {
            name: {
                unit_id: Decimal(shown[name][unit_id]) if unit_id in shown[name] else None
                for unit_id in paths
            }
            for name in names
        }

    @api.model
    def _behind_discipline(self, _name, _unit, _date_from, _day):
        """No list: it would be the cases."""
        return False

    @api.model
    def _parents_of_units(self):
        """Dict of all units, ended ones too: unit id -> id of its parent, or None.

        All are counted, whoever's report asks: what is shown does not depend on it.
        """
        units = self.env["hr.department"].with_context(active_test=False)
        units = units.search_fetch(Domain("id", "!=", False), ["parent_id"])
        return {unit.id: unit.parent_id.id or None for unit in units}

    @api.model
    def _shown_discipline(self, year):
        """Dict figure -> dict unit id -> number, of what may be shown of a year that is over.

        Counted without the rules of a user; call it as the system, and give away nothing else.
        Under consideration and beyond the time: on the last day of the year.
        """
        first, day = date(year, 1, 1), date(year, 12, 31)
        Case = self.env["cchc.discipline.case"]
        parents = self._parents_of_units()
        decided, forms, considered, late = Counter(), Counter(), Counter(), Counter()
        for case in Case.search(Case._domain_decided(first, day)):
            for unit_id in upwards(case.unit_id.id, parents):
                decided[unit_id] += 1
                forms[unit_id, case.final_form_id.code] += 1
        rules = self.env["cchc.discipline.rule"]._by_code()
        for case in Case.search(Case._domain_open_on(day)):
            last = case._clocks(rules, dates.today())["handle_until"]
            for unit_id in upwards(case.unit_id.id, parents):
                considered[unit_id] += 1
                late[unit_id] += bool(last) and day > last
        shown = {name: {} for name in DISCIPLINE}
        shown[DECIDED] = suppression.tree(parents, decided)
        shown[OPEN] = suppression.tree(parents, considered)
        tops = [unit_id for unit_id, parent in parents.items() if parent is None]
        for top in tops:
            if top in shown[DECIDED]:
                names = [name for name in DISCIPLINE if name not in (DECIDED, OPEN, OVERDUE)]
                parts = {name: forms[top, name.removeprefix("discipline_")] for name in names}
                for name, number in suppression.breakdown(parts).items():
                    shown[name][top] = number
            if top in shown[OPEN]:
                parts = {OVERDUE: late[top], None: considered[top] - late[top]}
                visible = suppression.breakdown(parts)
                if OVERDUE in visible:
                    shown[OVERDUE][top] = visible[OVERDUE]
        return shown


def _last_full_year(day):
    """The last calendar year that was over on ``day``, and is over by now."""
    day = min(day, dates.today())
    return day.year if (day.month, day.day) == (12, 31) and day < dates.today() else day.year - 1


def upwards(unit_id, parents):
    """The unit and those above it."""
    while unit_id:
        yield unit_id
        unit_id = parents.get(unit_id)
