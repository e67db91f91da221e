from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import deputies, discipline, metrics, rating, staffing
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
    "tasks_awaiting": ("awaiting", "awaiting"),
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
STAFF = tuple(
    f"{what}_{kind}" for kind in STAFF_KINDS for what in ("assigned", "present", "vacancy")
)
WORK = ("extensions_granted", "letters_urging", "requests_open", "requests_late")
AWARDS = (
    "awards_registered",
    "awards_proposed",
    "awards_decided_person",
    "awards_decided_unit",
    "campaigns_running",
)
POSITIONS = ("positions_approved", "positions_filled")
AUTONOMY = ("autonomy_1", "autonomy_2", "autonomy_3", "autonomy_4")
#: The cut of assigned numbers is measured for each kind by itself.
CUT = tuple(
    f"cut_{what}_{kind}"
    for kind in (staffing.CIVIL_SERVANT, staffing.PUBLIC_STATE)
    for what in ("required", "achieved")
)
#: Figures of the tasks under one clause of a document -> as in :data:`TASKS`.
CLAUSES = {
    "clause_assigned": TASKS["tasks_assigned"],
    "clause_done": TASKS["tasks_done"],
    "clause_done_on_time": TASKS["tasks_done_on_time"],
    "clause_overdue": TASKS["tasks_overdue"],
    "clause_completion": TASKS["tasks_completion"],
}
SHARES = ("people_trained_share", "people_trained_in_reform_share")
STREAMLINING = ("streamlining_decided", "streamlining_settled")
DISCIPLINE = (
    "discipline_decided",
    *(f"discipline_{form}" for form in discipline.FORMS),
    "discipline_open",
    "discipline_overdue",
)
TRAINING = ("people_trained", "people_trained_in_reform")
INITIATIVES = (
    "initiatives_registered", "initiatives_recognised_unit", "initiatives_recognised_province",
    "initiatives_saving", "replications", "replications_saving",
)  # fmt: skip
INSPECTIONS = (
    "inspections_units_planned", "inspections_units_done", "inspections_share",
    "inspections_units", "inspections_begun", "self_inspections_begun",
)  # fmt: skip
FINDINGS = (
    "findings_praise", "findings_minor", "findings_serious", "findings_very_serious",
    "findings_repeated", "findings_to_remedy",
)  # fmt: skip
REMEDIES = ("remedies_done", "remedies_open", "remedies_overdue")
COMMUNICATIONS = (
    *(
        f"communication_{what}_{audience}"
        for audience in ("staff", "citizens", "enterprises")
        for what in ("planned", "done")
    ),
    "communication_done",
    "dialogues_planned",
    "dialogues_done",
    "people_reached",
)
CONTRIBUTIONS = (
    "contributions_received", "contributions_in_time", "contributions_late", "contributions_open",
    "contributions_overdue",
)  # fmt: skip
RATINGS = (
    "rated_people",
    *(f"rated_{level}" for level in rating.LEVELS),
    *(f"rated_heads_{level}" for level in rating.LEVELS),
    *(f"rated_share_{level}" for level in rating.LEVELS),
)
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
    "work": WORK,
    "awards": AWARDS,
    "positions": POSITIONS,
    "autonomy": AUTONOMY,
    "cut": CUT,
    "shares": SHARES,
    "clauses": tuple(CLAUSES),
    "initiatives": INITIATIVES,
    "discipline": DISCIPLINE,
    "inspections": INSPECTIONS,
    "findings": FINDINGS,
    "remedies": REMEDIES,
    "communications": COMMUNICATIONS,
    "contributions": CONTRIBUTIONS,
    "ratings": RATINGS,
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
            "tasks_awaiting": _("Tasks of plans: reported, awaiting confirmation"),
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
            "units_without_rule": _("Units whose limit of deputies is not known"),
            "streamlining_decided": _("People streamlined: decided in the period"),
            "streamlining_settled": _("People streamlined: paid in the period"),
            "people_trained": _("People trained in the period"),
            "people_trained_in_reform": _("People trained in reform in the period"),
            "people_trained_share": _("Staff trained in the year (%)"),
            "people_trained_in_reform_share": _("Staff trained in reform in the year (%)"),
            "extensions_granted": _("Later deadlines granted in the period"),
            "letters_urging": _("Urging letters issued in the period"),
            "requests_open": _("Requests of other units not answered yet"),
            "requests_late": _("Requests of other units not answered in time"),
            "awards_registered": _("Nominations for awards registered in the period"),
            "awards_proposed": _("Nominations for awards proposed in the period"),
            "awards_decided_person": _("Awards of persons decided in the period"),
            "awards_decided_unit": _("Awards of collectives decided in the period"),
            "campaigns_running": _("Emulation campaigns running"),
            "positions_approved": _("Approved job positions: number of people"),
            "positions_filled": _("Approved job positions: people in them"),
            "clause_assigned": _("Tasks of the clause: assigned"),
            "clause_done": _("Tasks of the clause: done"),
            "clause_done_on_time": _("Tasks of the clause: done on time"),
            "clause_overdue": _("Tasks of the clause: in progress, overdue"),
            "clause_completion": _("Completion of the clause (%)"),
            "initiatives_registered": _("Initiatives submitted in the period"),
            "initiatives_recognised_unit": _("Initiatives recognised by units in the period"),
            "initiatives_recognised_province": _(
                "Initiatives recognised by the province in the period"
            ),
            "initiatives_saving": _("Money saved by initiatives recognised in the period (VND)"),
            "replications": _("Initiatives taken over in the period"),
            "replications_saving": _("Money saved by initiatives taken over in the period (VND)"),
            "discipline_decided": _(
                "Discipline decided in the last full year (small numbers withheld)"
            ),
            "discipline_open": _(
                "Discipline under consideration at the end of the last year (small numbers withheld)"
            ),
            "discipline_overdue": _(
                "Discipline beyond its time at the end of the last year (small numbers withheld)"
            ),
            "inspections_units_planned": _("Inspection plans of the year: units to inspect"),
            "inspections_units_done": _("Inspection plans of the year: units inspected"),
            "inspections_share": _("Units inspected, of those planned (%)"),
            "inspections_units": _("Units inspected in the period"),
            "inspections_begun": _("Inspections in the period"),
            "self_inspections_begun": _("Self-inspections in the period"),
            "findings_praise": _("Findings in the period: praise"),
            "findings_minor": _("Findings in the period: minor"),
            "findings_serious": _("Findings in the period: serious"),
            "findings_very_serious": _("Findings in the period: very serious"),
            "findings_repeated": _("Findings in the period: repeated"),
            "findings_to_remedy": _("Findings in the period: all but praise"),
            "remedies_done": _("Findings remedied in the period"),
            "remedies_open": _("Findings not remedied yet"),
            "remedies_overdue": _("Findings not remedied yet, overdue"),
            "communication_planned_staff": _("Communication to staff: planned in the period"),
            "communication_done_staff": _("Communication to staff: held in the period"),
            "communication_planned_citizens": _("Communication to citizens: planned in the period"),
            "communication_done_citizens": _("Communication to citizens: held in the period"),
            "communication_planned_enterprises": _(
                "Communication to enterprises: planned in the period"
            ),
            "communication_done_enterprises": _("Communication to enterprises: held in the period"),
            "communication_done": _("Communication: held in the period"),
            "dialogues_planned": _("Dialogues: planned in the period"),
            "dialogues_done": _("Dialogues: held in the period"),
            "people_reached": _("People reached by communication and dialogue in the period"),
            "contributions_received": _("Contributions and questions: received in the period"),
            "contributions_in_time": _(
                "Contributions and questions: answered in time in the period"
            ),
            "contributions_late": _("Contributions and questions: answered late in the period"),
            "contributions_open": _("Contributions and questions: not answered yet"),
            "contributions_overdue": _("Contributions and questions: not answered yet, overdue"),
            "rated_people": _("People rated for the year"),
        }
        levels = dict(self.env["cchc.rating"]._fields["level"]._description_selection(self.env))
        for level in rating.LEVELS:
            labels[f"rated_{level}"] = _("People rated for the year: %s", levels[level])
            labels[f"rated_heads_{level}"] = _("Heads rated for the year: %s", levels[level])
            labels[f"rated_share_{level}"] = _(
                "Of people rated for the year (%%): %s", levels[level]
            )
        forms = self.env["cchc.discipline.form"]._fields["code"]._description_selection(self.env)
        for code, form in forms:
            labels[f"discipline_{code}"] = _("Discipline decided in the last full year: %s", form)
        kinds = dict(self.env["cchc.staff.quota"]._fields["kind"]._description_selection(self.env))
        for kind in STAFF_KINDS:
            labels[f"assigned_{kind}"] = _("Assigned number: %s", kinds[kind])
            labels[f"present_{kind}"] = _("People in post: %s", kinds[kind])
            labels[f"vacancy_{kind}"] = _("Vacant of the assigned number: %s", kinds[kind])
            labels[f"cut_required_{kind}"] = _("Assigned number to be cut: %s", kinds[kind])
            labels[f"cut_achieved_{kind}"] = _("Assigned number cut so far: %s", kinds[kind])
        for group in self.env["cchc.unit.class"].search([("code", "in", AUTONOMY)]):
            labels[group.code] = _("Number of units: %s", group.name)
        types = self.env["cchc.unit.type"].search([("code", "in", UNIT_TYPES)])
        names = {one.code: one.name for one in types}
        for code in UNIT_TYPES:
            labels[f"units_{code}"] = _("Number of units: %s", names.get(code, code))
        return [(name, labels.get(name, name)) for group in GROUPS.values() for name in group]

    @api.model
    def _values(self, names, units, date_from, day):
        """Figures of ``units`` as of ``day``; flows are counted from ``date_from`` to ``day``.

        :param names: which figures; of :data:`CLAUSES` as :meth:`_key` gives them
        :return: dict of name -> dict of unit id -> Decimal, or None where there is no data
        """
        return self.sudo()._values_read(names, units, date_from, day)  # see the class

    @api.model
    def _values_read(self, names, units, date_from, day):
        """As :meth:`_values`, of what the user of the environment may read."""
        paths = {unit.id: unit.parent_path for unit in units.sudo()}
        values = {}
        for group, members in GROUPS.items():
            wanted = [name for name in members if name in names]
            if wanted and paths:
                # At least what is wanted: some groups read all of their figures at once.
                figures = getattr(self, f"_count_{group}")(paths, date_from, day, wanted)
                values.update((name, figures[name]) for name in wanted)
        of_clauses = [name for name in names if "@" in name]
        if of_clauses and paths:
            values.update(self._count_of_clauses(of_clauses, paths, day))
        return values

    @api.model
    def _key(self, name, clause, document):
        """How :meth:`_values` names a figure: one of a clause with the clause, and its document."""
        return f"{name}@{document.id or ''}@{clause or ''}" if name in CLAUSES else name

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
    def _count_tasks(self, paths, _date_from, day, names):
        figures = {name: TASKS[name] for name in names}
        return self._count_facts(paths, day, self._domain_of_plans(day), figures)

    @api.model
    def _domain_of_clause(self, key, day):
        _name, document, clause = key.split("@", 2)
        tasks = Domain("clause", "=", clause)
        if document:
            tasks &= Domain("source_document_id", "=", int(document))
        return self._domain_of_plans(day) & Domain("task_id", "any", tasks)

    @api.model
    def _count_of_clauses(self, keys, paths, day):
        values = {}
        for about in {key.split("@", 1)[1] for key in keys}:
            counted = self._count_facts(
                paths, day, self._domain_of_clause(f"@{about}", day), CLAUSES
            )
            values.update((f"{name}@{about}", by_unit) for name, by_unit in counted.items())
        return {key: values[key] for key in keys}

    @api.model
    def _count_clauses(self, paths, _date_from, _day, names):
        """Without a clause there is nothing to count."""
        return {name: dict.fromkeys(paths) for name in names}

    @api.model
    def _count_facts(self, paths, day, domain, figures):
        """``figures``, as in :data:`TASKS`, of the facts within ``domain``."""
        sums = self.env["cchc.metrics"]._task_rates(day, domain, ("unit_id", "plan_id"))
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
            for name, (attribute, _scope) in figures.items()
        }

    @api.model
    def _domain_of_targets(self, day):
        return (
            self._domain_of_plans(day)
            & Domain("assigned_on", "<=", day)
            & (Domain("cancelled_on", "=", False) | Domain("cancelled_on", ">", day))
        )

    @api.model
    def _count_targets(self, paths, _date_from, day, _names):
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
    def _count_plans(self, paths, _date_from, day, _names):
        plans = self._plans_of_committees(list(paths), day)
        missing, expected = self.env["cchc.metrics"]._units_without_plan(day, plans)
        missing, expected = missing.grouped("parent_id"), expected.grouped("parent_id")
        values = {name: dict.fromkeys(paths) for name in PLANS}
        for unit in plans.unit_id:
            number = len(expected.get(unit, ()))
            values["plans_expected"][unit.id] = Decimal(number)
            values["plans_issued"][unit.id] = Decimal(number - len(missing.get(unit, ())))
        return values

    @api.model
    def _plans_of_committees(self, unit_ids, day):
        """Plans of committees among the units, for the year: the units below follow with theirs."""
        Plan = self.env["cchc.plan"]
        return Plan.search(
            Domain("unit_id", "in", unit_ids)
            & Domain("unit_id.is_committee", "=", True)
            & Domain("kind", "=", "annual")
            & Domain("year", "=", day.year)
            & Domain("date_start", "<=", day)
            & Plan._domain_in_force()
        )

    @api.model
    def _domain_of_reports(self, name, date_from, day):
        domain = Domain("due_on", ">=", date_from) & Domain("due_on", "<=", day)
        if name == "reports_on_time":
            domain &= Domain("state", "in", RECEIVED_STATES) & Domain("was_late", "=", False)
        return domain & Domain("state", "!=", "closed")

    @api.model
    def _count_reports(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.report", paths, names, self._domain_of_reports, date_from, day
        )

    @api.model
    def _count_rows(self, model, paths, names, domain_of, date_from, day, field="unit_id"):
        """Numbers of records of ``model``, by the domain of each of ``names``.

        :param field: the unit that a record counts for
        """
        numbers = []
        for name in names:
            rows = self.env[model]._read_group(
                domain_of(name, date_from, day), [field], ["__count"]
            )
            numbers += [(unit.id, name, count) for unit, count in rows]
        return self._add_up(paths, numbers)

    @api.model
    def _domain_of_ceilings(self, name):
        """Rows of ``cchc.staff.ceiling`` that a figure adds up, or counts."""
        if name == "deputies":
            return Domain("tested", "!=", deputies.GROUP)
        if name == "units_without_rule":
            return Domain("status", "=", "unknown")
        # A member of an average is not in surplus by itself: its group is.
        return Domain("tested", "!=", deputies.MEMBER) & Domain("has_limit", "=", True)

    @api.model
    def _count_deputies(self, paths, _date_from, day, _names):
        rows = self._as_of("cchc.staff.ceiling", day).search([("unit_id", "!=", False)])
        counted = {name: rows.filtered_domain(self._domain_of_ceilings(name)) for name in DEPUTIES}
        numbers = [
            *((row.unit_id.id, "deputies", row.deputies) for row in counted["deputies"]),
            *((row.unit_id.id, "units_without_rule", 1) for row in counted["units_without_rule"]),
        ]
        for row in counted["deputies_surplus"]:
            unit_id = row.unit_id.id
            numbers.append((unit_id, "deputies_surplus", row.surplus))
            numbers.append((unit_id, "units_in_surplus", row.surplus > 0))
            numbers.append((unit_id, "tested", 1))
        values = self._add_up(paths, numbers)
        for name in ("deputies_surplus", "units_in_surplus"):
            # Where no limit is known nothing is concluded.
            values[name] = {
                unit_id: number if values["tested"][unit_id] else None
                for unit_id, number in values[name].items()
            }
        return values

    @api.model
    def _count_staff(self, paths, _date_from, day, _names):
        rows = self._as_of("cchc.staff.strength", day).search([("unit_id", "in", list(paths))])
        values = {name: dict.fromkeys(paths) for name in STAFF}
        # The table has a kind of staff where there is something of it; of a unit that exists, no
        # post of the others is nobody, while no assigned number stays unknown.
        for kind in STAFF_KINDS:
            values[f"present_{kind}"].update(dict.fromkeys(rows.unit_id.ids, Decimal(0)))
        for row in rows:
            if row.has_number:
                values[f"assigned_{row.kind}"][row.unit_id.id] = Decimal(row.assigned)
                values[f"vacancy_{row.kind}"][row.unit_id.id] = Decimal(row.vacancy)
            values[f"present_{row.kind}"][row.unit_id.id] = Decimal(row.headcount)
        return values

    @api.model
    def _domain_of_streamlined(self, name, date_from, day):
        if name == "streamlining_decided":
            states, field = ("decided", "settled"), "decision_date"
        else:
            states, field = ("settled",), "settled_on"
        within = Domain(field, ">=", date_from) & Domain(field, "<=", day)
        return within & Domain("state", "in", states)

    @api.model
    def _count_streamlining(self, paths, date_from, day, names):
        return self._count_rows(
            "cchc.staff.streamlining", paths, names, self._domain_of_streamlined,
            date_from, day,
        )  # fmt: skip

    @api.model
    def _domain_of_trained(self, name, date_from, day):
        """Who completed a course that is over, as ``cchc.staff.training.share`` counts them."""
        domain = Domain("date_to", ">=", date_from) & Domain("date_to", "<=", day)
        if name == "people_trained_in_reform":
            domain &= Domain("kind", "=", "reform")
        return domain & Domain("result", "=", "completed") & Domain("state", "=", "finished")

    @api.model
    def _count_training(self, paths, date_from, day, _names):
        rows = self.env["cchc.staff.training.participant"]._read_group(
            self._domain_of_trained("people_trained", date_from, day),
            ["unit_id", "kind"],
            ["employee_id:array_agg"],
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
    def _count_units(self, paths, _date_from, day, _names):
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
    def _action(self, name, unit, date_from, day, labels=None):
        """Window action with the records behind a figure, under the reader's own rules.

        :param labels: dict of :meth:`_names`, of who asks for several figures
        :return: the action, or False where there is no list of records
        """
        plain = name.split("@", 1)[0]
        if plain in CLAUSES and plain == name:
            return False  # of no clause
        group = next((group for group, members in GROUPS.items() if plain in members), None)
        behind = group and getattr(self, f"_behind_{group}")(name, unit, date_from, day)
        if not behind:
            return False
        model, domain = behind
        return {
            "type": "ir.actions.act_window",
            "name": (labels or dict(self._names()))[plain],
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": self.env["cchc.metrics"]._plain(domain),
            "context": {"cchc_as_of": fields.Date.to_string(day), "create": False},
        }

    @api.model
    def _within(self, unit):
        return Domain("unit_id", "child_of", unit.id)

    @api.model
    def _behind_tasks(self, name, unit, _date_from, day):
        facts = self._domain_of_plans(day) & self._within(unit)
        facts &= Domain("plan_id.unit_id", "parent_of", unit.id)
        facts &= self.env["cchc.task.fact"]._domain_of(TASKS[name][1], day)
        return "cchc.task", Domain("fact_ids", "any", facts)

    @api.model
    def _behind_clauses(self, key, unit, _date_from, day):
        facts = self._domain_of_clause(key, day) & self._within(unit)
        facts &= Domain("plan_id.unit_id", "parent_of", unit.id)
        scope = CLAUSES[key.split("@", 1)[0]][1]
        facts &= self.env["cchc.task.fact"]._domain_of(scope, day)
        return "cchc.task", Domain("fact_ids", "any", facts)

    @api.model
    def _behind_targets(self, name, unit, _date_from, day):
        domain = self._domain_of_targets(day) & self._within(unit)
        domain &= Domain("plan_id.unit_id", "parent_of", unit.id)
        if name != "targets":
            shares = self.env["cchc.target"].search(domain)._achieved_on(day)
            wanted = 100 if name == "targets_reached" else None
            domain = Domain("id", "in", [one for one, share in shares.items() if share == wanted])
        return "cchc.target", domain

    @api.model
    def _behind_plans(self, name, unit, _date_from, day):
        plans = self._plans_of_committees(unit.ids, day)
        missing, expected = self.env["cchc.metrics"]._units_without_plan(day, plans)
        units = expected if name == "plans_expected" else expected - missing
        return plans and ("hr.department", Domain("id", "in", units.ids))

    @api.model
    def _behind_reports(self, name, unit, date_from, day):
        return "cchc.report", self._domain_of_reports(name, date_from, day) & self._within(unit)

    @api.model
    def _behind_deputies(self, name, unit, _date_from, _day):
        domain = self._domain_of_ceilings(name) & self._within(unit)
        if name != "units_without_rule":
            counted = "deputies" if name == "deputies" else "surplus"
            domain &= Domain(counted, ">", 0)
        return "cchc.staff.ceiling", domain

    @api.model
    def _behind_staff(self, name, unit, _date_from, _day):
        _what, kind = name.split("_", 1)
        return "cchc.staff.strength", Domain("unit_id", "=", unit.id) & Domain("kind", "=", kind)

    @api.model
    def _behind_streamlining(self, name, unit, date_from, day):
        domain = self._domain_of_streamlined(name, date_from, day) & self._within(unit)
        return "cchc.staff.streamlining", domain

    @api.model
    def _behind_training(self, name, unit, date_from, day):
        domain = self._domain_of_trained(name, date_from, day) & self._within(unit)
        return "cchc.staff.training.participant", domain

    @api.model
    def _behind_units(self, name, unit, _date_from, day):
        Unit = self.env["hr.department"]
        domain = Domain("id", "child_of", unit.id) & Unit._domain_open_on(day)
        domain &= Domain("unit_type_id.code", "=", name.removeprefix("units_"))
        return "hr.department", domain
