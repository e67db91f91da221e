from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import deputies, metrics, staffing
from ..kernel.metrics import Rates
from ..models.report_workflow import RECEIVED_STATES

#: Figures of tasks: name -> attribute of ``kernel.metrics.Rates``, and the scope that it counts.
TASKS = {
    "tasks_assigned": ("assigned", "assigned"),
    "tasks_due": ("due", "due"),
    "tasks_done": ("verified", "verified"),
    "tasks_done_on_time": ("done_on_time", metrics.CELL_DONE_ON_TIME),
    "tasks_done_late": ("done_late", metrics.CELL_DONE_LATE),
    "tasks_in_progress": ("in_progress", metrics.CELL_IN_PROGRESS),
    "tasks_overdue": ("overdue", metrics.CELL_OVERDUE),
    "tasks_completion": ("completion", "verified"),
    "tasks_due_completion": ("due_completion", "verified_due"),
    "tasks_on_time_rate": ("on_time_rate", "on_time"),
}
TARGETS = ("targets", "targets_reached", "targets_without_figure")
PLANS = ("plans_expected", "plans_issued")
REPORTS = ("reports_due", "reports_on_time")
DEPUTIES = ("deputies", "deputies_surplus", "units_in_surplus", "units_without_rule")
STAFF_KINDS = (
    staffing.CIVIL_SERVANT,
    staffing.PUBLIC_STATE,
    staffing.PUBLIC_REVENUE,
    staffing.CONTRACT,
)
STAFF = tuple(f"{what}_{kind}" for kind in STAFF_KINDS for what in ("assigned", "present"))
STREAMLINING = ("streamlining_decided", "streamlining_settled")
TRAINING = ("people_trained", "people_trained_in_reform")
#: Codes of the types of units that are counted.
UNIT_TYPES = (
    "department", "sub_department", "division", "district", "commune", "public_service_unit",
)  # fmt: skip
UNITS = tuple(f"units_{code}" for code in UNIT_TYPES)
GROUPS = {
    "tasks": tuple(TASKS),
    "targets": TARGETS,
    "plans": PLANS,
    "reports": REPORTS,
    "deputies": DEPUTIES,
    "staff": STAFF,
    "streamlining": STREAMLINING,
    "training": TRAINING,
    "units": UNITS,
}


class ReportMetric(models.AbstractModel):
    """Figures of the system for periodic reports, each of a unit with all that lies below it.

    None is defined here: tasks and targets are those of ``kernel.metrics``, deputies and staff
    those of ``kernel.deputies`` and ``kernel.staffing``, read for all units at once. They belong
    to the unit's report, whoever opens it: so they are counted without the rules of a user. Who
    may read the report is decided there, and no figure names a person.
    """

    _name = "cchc.report.metric"
    _description = "Figures of the system for reports"

    @api.model
    def _names(self):
        """Pairs (name, label) of all figures, for a selection."""
        _ = self.env._
        labels = {
            "tasks_assigned": _("Tasks of plans: assigned"),
            "tasks_due": _("Tasks of plans: due"),
            "tasks_done": _("Tasks of plans: done"),
            "tasks_done_on_time": _("Tasks of plans: done on time"),
            "tasks_done_late": _("Tasks of plans: done late"),
            "tasks_in_progress": _("Tasks of plans: in progress, within the deadline"),
            "tasks_overdue": _("Tasks of plans: in progress, overdue"),
            "tasks_completion": _("Completion of plans (%)"),
            "tasks_due_completion": _("Completion of what is due (%)"),
            "tasks_on_time_rate": _("Tasks on time, of tasks due (%)"),
            "targets": _("Targets of plans"),
            "targets_reached": _("Targets of plans: reached"),
            "targets_without_figure": _("Targets of plans: nothing measured yet"),
            "plans_expected": _("Units that are to issue a plan"),
            "plans_issued": _("Units that have issued their plan"),
            "reports_due": _("Reports due in the period"),
            "reports_on_time": _("Reports due in the period: submitted on time"),
            "deputies": _("Deputy heads"),
            "deputies_surplus": _("Deputy heads in surplus"),
            "units_in_surplus": _("Units or groups with deputies in surplus"),
            "units_without_rule": _("Units for whose deputies no rule is known"),
            "streamlining_decided": _("People streamlined: decided in the period"),
            "streamlining_settled": _("People streamlined: paid in the period"),
            "people_trained": _("People trained in the period"),
            "people_trained_in_reform": _("People trained in reform in the period"),
        }
        kinds = dict(self.env["cchc.staff.quota"]._fields["kind"]._description_selection(self.env))
        for kind in STAFF_KINDS:
            labels[f"assigned_{kind}"] = _("Assigned number: %s", kinds[kind])
            labels[f"present_{kind}"] = _("People in post: %s", kinds[kind])
        types = self.env["cchc.unit.type"].search([("code", "in", UNIT_TYPES)])
        names = {one.code: one.name for one in types}
        for code in UNIT_TYPES:
            labels[f"units_{code}"] = _("Number of units: %s", names.get(code, code))
        return [(name, labels[name]) for group in GROUPS.values() for name in group]

    @api.model
    def _values(self, names, units, date_from, day):
        """Figures of ``units`` as of ``day``; flows are counted from ``date_from`` to ``day``.

        :param names: which figures
        :return: dict of name -> dict of unit id -> Decimal, or None where there is no data
        """
        counter = self.sudo()  # see the class
        paths = {unit.id: unit.parent_path for unit in units.sudo()}
        values = {}
        for group, members in GROUPS.items():
            wanted = [name for name in members if name in names]
            if wanted and paths:
                figures = getattr(counter, f"_count_{group}")(paths, date_from, day)
                values.update((name, figures[name]) for name in wanted)
        return values

    # -- adding up -----------------------------------------------------------------------------

    @api.model
    def _above(self, paths, unit_ids):
        """Dict of a unit's id -> ids of those of ``paths`` that it is or lies below."""
        wanted = set(paths)
        return {
            unit.id: [int(one) for one in unit.parent_path.split("/") if one and int(one) in wanted]
            for unit in self.env["hr.department"].browse(unit_ids)
        }

    @api.model
    def _add_up(self, paths, rows):
        """Sums over the tree: ``rows`` are triples (unit id, name, number)."""
        rows = list(rows)
        above = self._above(paths, {unit_id for unit_id, _name, _number in rows})
        sums = defaultdict(lambda: dict.fromkeys(paths, Decimal(0)))
        for unit_id, name, number in rows:
            for one in above[unit_id]:
                sums[name][one] += number
        return sums

    # -- groups of figures ---------------------------------------------------------------------

    @api.model
    def _domain_of_plans(self, day):
        """Annual plans of the year of ``day``, whatever version."""
        return Domain("plan_id.kind", "=", "annual") & Domain("plan_id.year", "=", day.year)

    @api.model
    def _plans_above(self, paths, plan_ids):
        """Dict of a plan's id -> ids of those of ``paths`` whose unit it is, or lies below.

        A unit answers for the tasks of its own plan and of the plans above; what units below
        split in plans of their own are other tasks.
        """
        plans = self.env["cchc.plan"].browse(plan_ids)
        return {
            plan.id: {
                unit_id
                for unit_id, path in paths.items()
                if path.startswith(plan.unit_id.parent_path)
            }
            for plan in plans
        }

    @api.model
    def _count_tasks(self, paths, _date_from, day):
        sums = self.env["cchc.metrics"]._task_rates(
            day, self._domain_of_plans(day), ("unit_id", "plan_id")
        )
        above = self._above(paths, {unit_id for unit_id, _plan in sums})
        answering = self._plans_above(paths, {plan for _unit, plan in sums})
        rates = defaultdict(Rates)
        for (unit_id, plan_id), counted in sums.items():
            for one in above[unit_id]:
                if one in answering[plan_id]:
                    rates[one] += counted
        return {
            name: {
                unit_id: None
                if (number := getattr(rates[unit_id], attribute)) is None
                else Decimal(number)
                for unit_id in paths
            }
            for name, (attribute, _scope) in TASKS.items()
        }

    @api.model
    def _domain_of_targets(self, day):
        return (
            self._domain_of_plans(day)
            & Domain("assigned_on", "<=", day)
            & (Domain("cancelled_on", "=", False) | Domain("cancelled_on", ">", day))
        )

    @api.model
    def _count_targets(self, paths, _date_from, day):
        targets = self.env["cchc.target"].search(self._domain_of_targets(day))
        shares = targets._achieved_on(day)
        above = self._above(paths, targets.unit_id.ids)
        answering = self._plans_above(paths, targets.plan_id.ids)
        counts = {name: dict.fromkeys(paths, Decimal(0)) for name in TARGETS}
        for target in targets:
            share = shares[target.id]
            for one in above[target.unit_id.id]:
                if one in answering[target.plan_id.id]:
                    counts["targets"][one] += 1
                    counts["targets_reached"][one] += share == 100
                    counts["targets_without_figure"][one] += share is None
        return counts

    @api.model
    def _count_plans(self, paths, _date_from, day):
        plans = self.env["cchc.plan"].search(
            Domain("unit_id", "in", list(paths))
            & Domain("kind", "=", "annual")
            & Domain("year", "=", day.year)
            & Domain("state", "=", "issued")
        )
        values = {name: dict.fromkeys(paths) for name in PLANS}
        for plan in plans.filtered("unit_id.is_committee"):
            missing, expected = self.env["cchc.metrics"]._units_without_plan(day, plan)
            values["plans_expected"][plan.unit_id.id] = Decimal(len(expected))
            values["plans_issued"][plan.unit_id.id] = Decimal(len(expected) - len(missing))
        return values

    @api.model
    def _domain_of_reports(self, date_from, day):
        return (
            Domain("due_on", ">=", date_from)
            & Domain("due_on", "<=", day)
            & Domain("state", "!=", "closed")
        )

    @api.model
    def _count_reports(self, paths, date_from, day):
        rows = self.env["cchc.report"]._read_group(
            self._domain_of_reports(date_from, day), ["unit_id", "state", "was_late"], ["__count"]
        )
        return self._add_up(
            paths,
            (
                (unit.id, name, count)
                for unit, state, was_late, count in rows
                for name in REPORTS
                if name == "reports_due" or (state in RECEIVED_STATES and not was_late)
            ),
        )

    @api.model
    def _count_deputies(self, paths, _date_from, day):
        rows = self._as_of("cchc.staff.ceiling", day).search([("unit_id", "!=", False)])
        numbers = []
        for row in rows:
            if row.tested != deputies.GROUP:
                numbers.append((row.unit_id.id, "deputies", row.deputies))
                numbers.append((row.unit_id.id, "units_without_rule", not row.rule_id))
            # A member of an average is not in surplus by itself: its group is.
            if row.tested != deputies.MEMBER:
                numbers.append((row.unit_id.id, "deputies_surplus", row.surplus))
                numbers.append((row.unit_id.id, "units_in_surplus", row.surplus > 0))
        return self._add_up(paths, numbers)

    @api.model
    def _count_staff(self, paths, _date_from, day):
        rows = self._as_of("cchc.staff.strength", day).search([("unit_id", "in", list(paths))])
        values = {name: dict.fromkeys(paths) for name in STAFF}
        for row in rows:
            if row.has_number:
                values[f"assigned_{row.kind}"][row.unit_id.id] = Decimal(row.assigned)
            values[f"present_{row.kind}"][row.unit_id.id] = Decimal(row.headcount)
        return values

    @api.model
    def _count_streamlining(self, paths, date_from, day):
        Case = self.env["cchc.staff.streamlining"]
        numbers = []
        for name, states, field in (
            ("streamlining_decided", ("decided", "settled"), "decision_date"),
            ("streamlining_settled", ("settled",), "settled_on"),
        ):
            domain = Domain("state", "in", states)
            domain &= Domain(field, ">=", date_from) & Domain(field, "<=", day)
            rows = Case._read_group(domain, ["unit_id"], ["__count"])
            numbers += [(unit.id, name, count) for unit, count in rows]
        return self._add_up(paths, numbers)

    @api.model
    def _domain_of_trained(self, date_from, day):
        return (
            Domain("result", "=", "completed")
            & Domain("date_to", ">=", date_from)
            & Domain("date_to", "<=", day)
        )

    @api.model
    def _count_training(self, paths, date_from, day):
        rows = self.env["cchc.staff.training.participant"]._read_group(
            self._domain_of_trained(date_from, day), ["unit_id", "kind"], ["employee_id:array_agg"]
        )
        above = self._above(paths, {unit.id for unit, _kind, _people in rows})
        people = {name: {unit_id: set() for unit_id in paths} for name in TRAINING}
        for unit, kind, trained in rows:
            for one in above[unit.id]:
                people["people_trained"][one].update(trained)
                if kind == "reform":
                    people["people_trained_in_reform"][one].update(trained)
        return {
            name: {unit_id: Decimal(len(ids)) for unit_id, ids in by_unit.items()}
            for name, by_unit in people.items()
        }

    @api.model
    def _count_units(self, paths, _date_from, day):
        Unit = self.env["hr.department"]
        rows = Unit.search_fetch(
            Unit._domain_open_on(day) & Domain("unit_type_id.code", "in", UNIT_TYPES),
            ["unit_type_id"],
        )
        return self._add_up(
            paths, ((unit.id, f"units_{unit.unit_type_id.code}", 1) for unit in rows)
        )

    @api.model
    def _as_of(self, model, day):
        return self.env[model].with_context(cchc_as_of=fields.Date.to_string(day), cchc_days=False)

    # -- what is behind a figure ----------------------------------------------------------------

    @api.model
    def _action(self, name, unit, date_from, day):
        """Window action with the records behind a figure, under the reader's own rules.

        :return: the action, or False where there is no list of records
        """
        group = next((group for group, members in GROUPS.items() if name in members), None)
        within = Domain("unit_id", "child_of", unit.id)
        answering = Domain("plan_id.unit_id", "parent_of", unit.id)
        if group == "tasks":
            Fact = self.env["cchc.task.fact"]
            facts = self._domain_of_plans(day) & within & answering
            facts &= Domain(Fact._domain_of(TASKS[name][1], day))
            return self._window("cchc.task", Domain("fact_ids", "any", facts), day)
        domains = {
            "targets": ("cchc.target", self._domain_of_targets(day) & within & answering),
            "reports": ("cchc.report", self._domain_of_reports(date_from, day) & within),
            "deputies": ("cchc.staff.ceiling", within),
            "staff": ("cchc.staff.strength", Domain("unit_id", "=", unit.id)),
            "streamlining": ("cchc.staff.streamlining", within),
            "training": (
                "cchc.staff.training.participant",
                self._domain_of_trained(date_from, day) & within,
            ),
            "units": (
                "hr.department",
                Domain("id", "child_of", unit.id)
                & self.env["hr.department"]._domain_open_on(day)
                & Domain("unit_type_id.code", "=", name.removeprefix("units_")),
            ),
        }
        if group not in domains:
            return False
        return self._window(*domains[group], day)

    @api.model
    def _window(self, model, domain, day):
        figures = self.env["cchc.metrics"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env[model]._description,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": figures._plain(domain),
            "context": {"cchc_as_of": fields.Date.to_string(day), "create": False},
        }
