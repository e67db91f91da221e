from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

#: Figures of the yearly plans; the others are of the period.
PLANNED = frozenset({"inspections_units_planned", "inspections_units_done", "inspections_share"})


class ReportMetric(models.AbstractModel):
    """Figures of inspections, counted for the inspected unit, and of what they found."""

    _inherit = "cchc.report.metric"

    # -- inspections ---------------------------------------------------------------------------

    @api.model
    def _domain_of_inspection_plans(self, day):
        """Plans of the year of ``day`` that were issued by then."""
        return (
            Domain("state", "=", "issued")
            & Domain("year", "=", day.year)
            & Domain("issued_on", "<=", day)
        )

    @api.model
    def _domain_of_inspections(self, name, date_from, day):
        if name == "inspections_units_done":
            # Of the whole year: the plan is for the year.
            plans = Domain("plan_id", "any", self._domain_of_inspection_plans(day))
            return plans & Domain("begun_on", "<=", day) & Domain("state", "!=", "cancelled")
        own = Domain("kind", "=" if name == "self_inspections_begun" else "!=", "self")
        within = Domain("begun_on", ">=", date_from) & Domain("begun_on", "<=", day)
        return own & within & Domain("state", "!=", "cancelled")

    @api.model
    def _count_inspections(self, paths, date_from, day, names):
        Inspection, Plan = self.env["cchc.inspection"], self.env["cchc.inspection.plan"]
        numbers = []
        if not PLANNED.isdisjoint(names):
            planned = Plan.search(self._domain_of_inspection_plans(day)).unit_ids
            domain = self._domain_of_inspections("inspections_units_done", date_from, day)
            done = {unit for (unit,) in Inspection._read_group(domain, ["unit_id"])}
            numbers += [(unit.id, "inspections_units_planned", 1) for unit in planned]
            numbers += [(unit.id, "inspections_units_done", 1) for unit in planned if unit in done]
        for name in [name for name in names if name not in PLANNED]:
            rows = Inspection._read_group(
                self._domain_of_inspections(name, date_from, day), ["unit_id"], ["__count"]
            )
            once = name == "inspections_units"  # however often it was inspected
            numbers += [(unit.id, name, 1 if once else count) for unit, count in rows]
        values = self._add_up(paths, numbers)
        of, done = values["inspections_units_planned"], values["inspections_units_done"]
        values["inspections_share"] = {
            one: Decimal(100) * done[one] / of[one] if of[one] else None for one in paths
        }
        return {name: values[name] for name in names}

    @api.model
    def _behind_inspections(self, name, unit, date_from, day):
        if name in ("inspections_units_planned", "inspections_share"):
            plans = self._domain_of_inspection_plans(day)
            return "cchc.inspection.plan", plans & Domain("unit_ids", "child_of", unit.id)
        domain = self._domain_of_inspections(name, date_from, day) & self._within(unit)
        return "cchc.inspection", domain

    # -- findings ------------------------------------------------------------------------------

    @api.model
    def _domain_of_findings(self, name, date_from, day):
        within = Domain("concluded_on", ">=", date_from) & Domain("concluded_on", "<=", day)
        if name == "findings_repeated":
            return within & Domain("earlier_count", ">", 0)
        if name == "findings_to_remedy":
            return within & Domain("grade", "!=", "praise")
        return within & Domain("grade", "=", name.removeprefix("findings_"))

    @api.model
    def _count_findings(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.inspection.finding", paths, names, self._domain_of_findings, date_from, day
        )

    @api.model
    def _behind_findings(self, name, unit, date_from, day):
        domain = self._domain_of_findings(name, date_from, day) & self._within(unit)
        return "cchc.inspection.finding", domain

    # -- remedies ------------------------------------------------------------------------------

    @api.model
    def _domain_of_remedies(self, name, date_from, day):
        if name == "remedies_done":
            return Domain("remedied_on", ">=", date_from) & Domain("remedied_on", "<=", day)
        still_open = (
            Domain("concluded_on", "<=", day)
            & Domain("state", "not in", ("noted", "waived"))
            & (Domain("remedied_on", "=", False) | Domain("remedied_on", ">", day))
        )
        if name == "remedies_open":
            return still_open
        # What is reported waits for the inspecting unit.
        not_reported = Domain("remedy_reported_on", "=", False) | Domain(
            "remedy_reported_on", ">", day
        )
        return still_open & Domain("due_on", "<", day) & not_reported

    @api.model
    def _count_remedies(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.inspection.finding", paths, names, self._domain_of_remedies, date_from, day
        )

    @api.model
    def _behind_remedies(self, name, unit, date_from, day):
        domain = self._domain_of_remedies(name, date_from, day) & self._within(unit)
        return "cchc.inspection.finding", domain
