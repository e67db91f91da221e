from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from .report_metric import CUT, POSITIONS, SHARES

#: Figures of how units work together -> model, and the unit that a record counts for.
WORK_RECORDS = {
    "extensions_granted": ("cchc.task.extension", "lead_unit_id"),
    "letters_urging": ("cchc.urging", "unit_id"),
    "requests_open": ("cchc.task.wait", "awaited_unit_id"),
    "requests_late": ("cchc.task.wait", "awaited_unit_id"),
}


class ReportMetric(models.AbstractModel):
    """Figures of how units work together, of job positions, autonomy, the cut, and training."""

    _inherit = "cchc.report.metric"

    # -- work ----------------------------------------------------------------------------------

    @api.model
    def _domain_of_work(self, name, date_from, day):
        def within(field):
            return Domain(field, ">=", date_from) & Domain(field, "<=", day)

        if name == "extensions_granted":
            return Domain("state", "=", "granted") & within("decided_on")
        if name == "letters_urging":
            return (
                Domain("kind", "=", "letter") & Domain("state", "=", "issued") & within("issued_on")
            )
        if name == "requests_open":
            return self.env["cchc.task.wait"]._domain_open_on(day)
        # Late, whatever became of it later: what was due in the period and had not come by then.
        due = within("due_on") & Domain("due_on", "<", day)
        ids = [
            wait.id
            for wait in self.env["cchc.task.wait"].search(due)
            if min(filter(None, (wait.came_on, wait.withdrawn_on, day))) > wait.due_on
        ]
        return Domain("id", "in", ids)

    @api.model
    def _count_work(self, paths, date_from, day, names):
        values = {}
        for name in names:
            model, field = WORK_RECORDS[name]
            counted = self._count_rows(
                model, paths, (name,), self._domain_of_work, date_from, day, field
            )
            values[name] = counted[name]
        return values

    @api.model
    def _behind_work(self, name, unit, date_from, day):
        model, field = WORK_RECORDS[name]
        domain = self._domain_of_work(name, date_from, day)
        return model, domain & Domain(field, "child_of", unit.id)

    # -- job positions -------------------------------------------------------------------------

    @api.model
    def _count_positions(self, paths, _date_from, day, _names):
        rows = self._as_of("cchc.staff.position.analysis", day)._read_group(
            [("unit_id", "child_of", list(paths))], ["unit_id"], ["approved:sum", "filled:sum"]
        )
        numbers = []
        for unit, approved, filled in rows:
            numbers.append((unit.id, "positions_approved", approved))
            numbers.append((unit.id, "positions_filled", filled))
        values = self._add_up(paths, numbers)
        # Where no position is approved there is nothing to be filled.
        return {
            name: {
                unit_id: values[name][unit_id] if values["positions_approved"][unit_id] else None
                for unit_id in paths
            }
            for name in POSITIONS
        }

    @api.model
    def _behind_positions(self, _name, unit, _date_from, _day):
        return "cchc.staff.position.analysis", self._within(unit)

    # -- financial autonomy --------------------------------------------------------------------

    @api.model
    def _domain_of_autonomy(self, name, day):
        return (
            Domain("class_id.code", "=", name)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
            & Domain("unit_id", "any", self.env["hr.department"]._domain_open_on(day))
        )

    @api.model
    def _count_autonomy(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.unit.classification", paths, names,
            lambda name, _from, until: self._domain_of_autonomy(name, until), date_from, day,
        )  # fmt: skip

    @api.model
    def _behind_autonomy(self, name, unit, _date_from, day):
        return "cchc.unit.classification", self._domain_of_autonomy(name, day) & self._within(unit)

    # -- the cut of assigned numbers -----------------------------------------------------------

    @api.model
    def _count_cut(self, paths, _date_from, day, _names):
        rows = self._as_of("cchc.staff.streamlining.progress", day).search(
            [("unit_id", "in", list(paths)), ("has_baseline", "=", True)], order="baseline_on"
        )
        values = {name: dict.fromkeys(paths) for name in CUT}
        for row in rows:
            required = f"cut_required_{row.kind}"
            if required in values:
                values[required][row.unit_id.id] = Decimal(row.required)
                if row.has_number:
                    values[f"cut_achieved_{row.kind}"][row.unit_id.id] = Decimal(row.achieved)
        return values

    @api.model
    def _behind_cut(self, name, unit, _date_from, _day):
        _cut, _what, kind = name.split("_", 2)
        domain = Domain("unit_id", "=", unit.id) & Domain("kind", "=", kind)
        return "cchc.staff.streamlining.progress", domain

    # -- training ------------------------------------------------------------------------------

    @api.model
    def _count_shares(self, paths, _date_from, day, _names):
        rows = self._as_of("cchc.staff.training.share", day).search(
            [("unit_id", "in", list(paths))]
        )
        values = {name: dict.fromkeys(paths) for name in SHARES}
        for row in rows:
            if row.staff:
                for name, trained in zip(SHARES, (row.trained, row.reform_trained), strict=True):
                    values[name][row.unit_id.id] = Decimal(100) * trained / row.staff
        return values

    @api.model
    def _behind_shares(self, _name, unit, _date_from, _day):
        return "cchc.staff.training.share", Domain("unit_id", "=", unit.id)
