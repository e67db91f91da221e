from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, metrics
from .entered_values import entered_day
from .task_workflow import OPEN_STATES

SCOPE_ROLES = ("leader", "standing_office", "auditor", "verifier", "head", "officer")
FIGURES = (
    "assigned",
    metrics.CELL_DONE_ON_TIME,
    metrics.CELL_DONE_LATE,
    metrics.CELL_IN_PROGRESS,
    "awaiting",
    metrics.CELL_OVERDUE,
    "due",
)
RATES = ("completion", "gap", "expected", "due_completion", "on_time_rate", "on_time_first_rate")
# Stands among the units below for the tasks that the unit in question leads itself.
OWN = 0
LIST_LIMIT = 10
DUE_SOON_DAYS = 30


class Landing(models.AbstractModel):
    """What the landing page shows: the unit's way to 100%, and what waits for the user."""

    _inherit = "cchc.metrics"

    @api.model
    @api.readonly
    def landing(self, as_of=False, unit_id=False, plan_id=False, gathered=False):
        """Figures and lists of one of the user's units, as of a day.

        :param as_of: ISO date the figures describe, or False for today in Vietnam
        :param unit_id: one of the user's units, or False for the first
        :param plan_id: a plan, "all" for all plans of the unit's tasks, or False for the widest,
            so that a head and the standing office see the same figure of a unit
        :param gathered: figures of units that ended stand under their successors; lists of work
            are about now either way
        :return: plain values for the client; rates are numbers or None ("no data")
        :raises AccessError: a unit outside the user's roles
        """
        day = entered_day(self.env, as_of) or dates.today()
        units = self._landing_units()
        unit = self._landing_unit(units, unit_id)
        if not unit:
            return {"units": [], "unit": False, "day": fields.Date.to_string(day)}
        gathered = bool(gathered) and unit._has_gathered()
        unit = unit._gathered() if gathered else unit
        plans = self._landing_plans(unit, day, gathered)
        plan = self._landing_plan(plans, plan_id)
        within = unit._domain_within("unit_id", unit, gathered)
        shown = plan or plans.filtered(lambda one: one.year == plans[:1].year)
        versions = shown._versions()
        within &= Domain("plan_id", "in", versions.ids)
        # Lists of work to do are about now; figures are about the day asked for.
        led = Domain("lead_unit_id", "child_of", unit.id)
        if plan:
            led &= Domain("plan_id", "in", versions.ids)
        total, by_unit, by_domain = self._landing_sums(day, unit, within, gathered)
        return {
            "illustrative": bool(self._parameter("illustrative_note")),
            "as_of": as_of and fields.Date.to_string(day),
            "day": fields.Date.to_string(day),
            "units": [{"id": one.id, "name": one.name} for one in units],
            "unit": {"id": unit.id, "name": unit._named_on(day, gathered)},
            "gathered": gathered,
            "can_gather": unit._has_gathered(),
            "plans": [{"id": one.id, "name": one.name} for one in plans],
            "plan": plan and {"id": plan.id, "name": plan.name},
            **self._landing_rates(total, within, day),
            "by_domain": self._landing_by_domain(day, within, by_domain),
            "analysis": self._action(self.env._("Analysis of tasks"), "cchc.task.analysis", within),
            "by_unit": self._landing_by_unit(day, unit, within, by_unit, gathered),
            "to_decide": self._landing_to_decide(),
            "overdue": self._landing_overdue(day, within, total.overdue),
            "at_risk": self._landing_at_risk(day, within),
            "due_soon": self._task_list(
                self.env._("Due soon"),
                led
                & Domain("state", "in", OPEN_STATES)
                & Domain("due_on", ">=", day)
                & Domain("due_on", "<=", fields.Date.add(day, days=DUE_SOON_DAYS)),
            ),
            "returned": self._task_list(
                self.env._("Returned"),
                led & Domain("state", "=", "in_progress") & Domain("return_count", ">", 0),
            ),
            "without_evidence": self._task_list(
                self.env._("Without evidence"), led & Domain("misses_evidence", "=", True)
            ),
            "mine": self._task_list(
                self.env._("My tasks"),
                Domain("officer_id", "=", self.env.uid) & Domain("state", "in", OPEN_STATES),
            ),
            "targets": self._landing_targets(day, unit, versions, gathered),
            "plans_missing": self._landing_plans_missing(day, unit, shown),
        }

    @api.model
    @api.readonly
    def landing_opening_day(self):
        """Day as of which the landing page opens; False means today (only a demo sets one)."""
        return self._parameter("opening_day")

    def _parameter(self, name):
        # Two display settings that hold no secret; only administrators write them.
        return self.env["ir.config_parameter"].sudo().get_param(f"cchc_reform.{name}", False)

    # -- scope ---------------------------------------------------------------------------------

    def _landing_units(self):
        """Units of the user's roles, the widest first."""
        ids = []
        for role in SCOPE_ROLES:
            for unit_id in self.env.user.role_unit_ids(role):
                if unit_id not in ids:
                    ids.append(unit_id)
        units = self.env["hr.department"].browse(ids)
        if not units._has_gathered():
            return units
        # Units that ended are there to be looked up, after those that live.
        today = dates.today()
        return units.sorted(lambda unit: not unit._is_open_on(today))

    def _landing_unit(self, units, unit_id):
        if not unit_id:
            return units[:1]
        # A number or nothing: whatever else a caller sends is no unit.
        unit = self.env["hr.department"].browse(unit_id if type(unit_id) is int else ()).exists()
        if not any(unit._is_within(scope) for scope in units):
            raise AccessError(self.env._("You have no role for this unit."))
        return unit

    def _landing_plans(self, unit, day, gathered=False):
        """Plans of the unit, above and below it, of the latest year begun and the one before.

        Each stands for all its versions: facts of the past are under the one then in force.
        """
        Plan = self.env["cchc.plan"]
        below = unit._with_absorbed(unit.ids) if gathered else unit.ids
        mine = (
            Domain("kind", "=", "annual")
            & Plan._domain_in_force()
            & Domain("date_start", "<=", day)
            & (Domain("unit_id", "parent_of", unit.id) | Domain("unit_id", "child_of", below))
        )
        # The year is that of the widest plan: one early bird below does not hide it.
        widest = Plan.search(
            mine & Domain("unit_id", "parent_of", unit.id), order="date_start desc", limit=1
        )
        latest = widest or Plan.search(mine, order="date_start desc", limit=1)
        if not latest:
            return latest
        plans = Plan.search(mine & Domain("year", "in", (latest.year, latest.year - 1)))
        plans -= plans.previous_version_id
        depth = {plan: plan.unit_id.parent_path.count("/") for plan in plans}
        return plans.sorted(lambda plan: (-plan.year, depth[plan], plan.id))

    def _landing_plan(self, plans, plan_id):
        """The plan asked for, or the widest: all look at the same figure first."""
        if plan_id == "all":
            return plans.browse()
        return plans.filtered(lambda plan: plan.id == plan_id) or plans[:1]

    # -- figures -------------------------------------------------------------------------------

    def _rates_as_numbers(self, rates):
        values = {name: getattr(rates, name) for name in RATES}
        return {name: None if value is None else float(value) for name, value in values.items()}

    def _fact_action(self, name, scope, within, day):
        """Action that opens the tasks counted in ``scope``, as the kernel defines it."""
        facts = within & self.env["cchc.task.fact"]._domain_of(scope, day)
        return self._action(name, "cchc.task", [("fact_ids", "any", self._plain(facts))])

    def _action(self, name, model, domain):
        return {
            "name": name,
            "res_model": model,
            "domain": self._plain(domain),
            "context": {"create": False},
        }

    def _plain(self, domain):
        """Domain as JSON: dates as ISO text."""

        def plain(item):
            if isinstance(item, (list, tuple, set)) or type(item).__name__ == "OrderedSet":
                return [plain(part) for part in item]
            if hasattr(item, "isoformat"):
                return fields.Date.to_string(item)
            return item

        return plain(list(Domain(domain)))

    def _figure_labels(self):
        return {
            "assigned": self.env._("Assigned"),
            metrics.CELL_DONE_ON_TIME: self.env._("Done on time"),
            metrics.CELL_DONE_LATE: self.env._("Done late"),
            metrics.CELL_IN_PROGRESS: self.env._("In progress, within the deadline"),
            "awaiting": self.env._("Awaiting confirmation"),
            metrics.CELL_OVERDUE: self.env._("Overdue"),
            "due": self.env._("Due"),
            "verified": self.env._("Confirmed"),
        }

    def _landing_sums(self, day, unit, within, gathered=False, rows=None):
        """Rates of all within, by unit directly below, and by reform domain, in one reading.

        :param rows: as of :meth:`_row_key`, to sum by these rows and what belongs to them
        :return: ``kernel.metrics.Rates``, and two dictionaries of them by id; what the unit leads
            itself is under OWN
        """
        query = self._counted_facts(day, within)
        below = (
            self._unit_below(query, unit, gathered) if rows is None else self._row_key(query, rows)
        )
        keys = [below, SQL.identifier(query.table, "domain_id")]
        sums = self._sum_facts(day, query, keys, sets=[(), (0,), (1,)])
        by_unit = {
            int(below or OWN): rates
            for (below, _domain), rates in sums.items()
            if below is not None
        }
        by_domain = {domain_id: rates for (_below, domain_id), rates in sums.items() if domain_id}
        return sums.get((None, None), metrics.Rates()), by_unit, by_domain

    def _landing_rates(self, rates, within, day):
        labels = self._figure_labels()
        return {
            "rates": self._rates_as_numbers(rates),
            "figures": [
                {
                    "key": key,
                    "label": labels[key],
                    "value": getattr(rates, key),
                    "action": self._fact_action(labels[key], key, within, day),
                }
                for key in FIGURES
            ],
        }

    def _landing_rows(self, records, rates, within, belongs, day):
        """One row a record, with the rates of what lies within and belongs to it.

        :param dict rates: id -> ``kernel.metrics.Rates``
        :param belongs: function of a record that gives the domain of the facts that belong to it
        """
        labels, within = self._figure_labels(), self._plain(within)
        shown = ("assigned", "verified", metrics.CELL_OVERDUE, "awaiting")
        scopes = {
            key: self._plain(self.env["cchc.task.fact"]._domain_of(key, day)) for key in shown
        }
        rows = []
        for one in records:
            actions = {}
            own = self._plain(belongs(one))
            for key in shown:
                # Two domains in prefix form, one after the other, are both of them.
                facts = [*within, *own, *scopes[key]]
                actions[key] = {
                    "name": f"{one.name}: {labels[key]}",
                    "res_model": "cchc.task",
                    "domain": [["fact_ids", "any", facts]],
                    "context": {"create": False},
                }
            rows.append(
                {
                    "id": one.id,
                    "name": one.name,
                    "rates": self._rates_as_numbers(rates[one.id]),
                    "figures": {key: getattr(rates[one.id], key) for key in shown},
                    "actions": actions,
                }
            )
        return rows

    def _landing_by_domain(self, day, within, rates):
        domains = self.env["cchc.plan.domain"].browse(rates).sorted()
        return self._landing_rows(
            domains, rates, within, lambda one: Domain("domain_id", "=", one.id), day
        )

    def _landing_by_unit(self, day, unit, within, rates, gathered=False):
        """Units directly below that lead tasks, each with all that lies below it."""
        below = [("id", "in", list(rates))] if gathered else [("parent_id", "=", unit.id)]
        units = self.env["hr.department"].search(below).filtered(lambda one: one.id in rates)
        rows = self._landing_rows(
            units, rates, within, lambda one: one._domain_within("unit_id", one, gathered), day
        )
        for one, row in zip(units, rows, strict=True):
            row["block"] = one.ranking_block or ""
            row["name"] = one._named_on(day, gathered)
        return rows

    # -- lists ---------------------------------------------------------------------------------

    def _task_list(self, name, domain, order="due_on, id"):
        Task = self.env["cchc.task"]
        tasks = Task.search(domain, order=order, limit=LIST_LIMIT)
        count = len(tasks) if len(tasks) < LIST_LIMIT else Task.search_count(domain)
        return {
            "count": count,
            "action": self._action(name, "cchc.task", domain),
            "rows": [self._task_row(task) for task in tasks],
        }

    def _fact_list(self, action, facts, count=None):
        """As :meth:`_task_list`, of the tasks that stood on a day as the domain ``facts`` says.

        The first ten are found among the facts: a search of tasks would look at each task's.

        :param count: number of the tasks, where a figure tells it
        """
        Fact = self.env["cchc.task.fact"]
        query = Fact._search(facts, order="deadline, task_id", limit=LIST_LIMIT)
        rows = self.env.execute_query(
            query.select(
                SQL.identifier(query.table, "task_id"),
                # Counted before the rows are cut to the first ten.
                SQL("COUNT(*) OVER ()" if count is None else "NULL"),
            )
        )
        if count is None:
            count = rows[0][1] if rows else 0
        tasks = self.env["cchc.task"].browse([task_id for task_id, _count in rows])
        tasks = tasks._filtered_access("read")
        return {
            "count": count,
            "action": action,
            "rows": [self._task_row(task) for task in tasks],
        }

    def _task_row(self, task):
        return {
            "id": task.id,
            "name": task.display_name,
            "unit": task.lead_unit_id.name,
            "state": task.state,
            "due_on": fields.Date.to_string(task.due_on) or False,
            "reported_on": fields.Date.to_string(task.reported_on) or False,
            "submitted_by": task.sudo().submitted_by_id.name or "",
            "officer": task.sudo().officer_id.name or "",
            "return_count": task.return_count,
            "proof": len(task.evidence_ids),
            "explanation": task.explanation or "",
        }

    def _landing_to_decide(self):
        decide = self._task_list(
            self.env._("Waits for your decision"),
            Domain("waits_for_me", "=", True),
            "reported_on, id",
        )
        for row in decide["rows"]:
            row["step"] = "report" if row["state"] == "for_approval" else "verify"
        return decide

    def _landing_overdue(self, day, within, count):
        """Tasks overdue on ``day``: the very records of the figure, the longest first."""
        action = self._fact_action(self.env._("Overdue"), metrics.CELL_OVERDUE, within, day)
        facts = within & self.env["cchc.task.fact"]._domain_of(metrics.CELL_OVERDUE, day)
        overdue = self._fact_list(action, facts, count)
        for row in overdue["rows"]:
            due_on = fields.Date.to_date(row["due_on"])
            # What was reported late is no later for waiting until it is confirmed.
            until = min(fields.Date.to_date(row["reported_on"]) or day, day)
            row["days_late"] = (until - due_on).days if due_on else 0
        return overdue

    def _landing_at_risk(self, day, within):
        """Tasks not late yet that a rule of risk sees endangered on ``day``, and why."""
        in_time = within & self.env["cchc.task.fact"]._domain_of(metrics.CELL_IN_PROGRESS, day)
        domain = Domain("fact_ids", "any", in_time) & Domain("is_at_risk", "=", True)
        # The day is that of the page, also where it is today.
        page = self.with_context(cchc_as_of=fields.Date.to_string(day))
        at_risk = page._fact_list(
            self._action(self.env._("At risk"), "cchc.task", domain),
            in_time & self.env["cchc.risk.rule"]._domain_at_risk(day),
        )
        tasks = page.env["cchc.task"].browse([row["id"] for row in at_risk["rows"]])
        for row, task in zip(at_risk["rows"], tasks, strict=True):
            row["reasons"] = (task.risk_reasons or "").splitlines()
        reasons = self.env.ref("cchc_reform.view_cchc_task_list_at_risk")
        at_risk["action"]["views"] = [[reasons.id, "list"], [False, "kanban"], [False, "form"]]
        return at_risk

    def _landing_targets(self, day, unit, plans, gathered=False):
        domain = unit._domain_within("unit_id", unit, gathered) & Domain("plan_id", "in", plans.ids)
        domain &= Domain("assigned_on", "<=", day)
        domain &= Domain("cancelled_on", "=", False) | Domain("cancelled_on", ">", day)
        targets = self.env["cchc.target"].search(domain)
        total = targets._achieved_in_all(day)
        return {
            "total": len(targets),
            "no_data": total["no_data"],
            "achieved": None if total["achieved"] is None else float(total["achieved"]),
            "action": self._action(self.env._("Targets"), "cchc.target", domain),
        }

    def _landing_plans_missing(self, day, unit, plans):
        plan = plans.filtered(lambda one: one.unit_id == unit)[:1]
        if not plan or not unit.is_committee:
            return False
        missing, expected = self._units_without_plan(day, plan)
        return {
            "count": len(missing),
            "expected": len(expected),
            "issue_by": fields.Date.to_string(plan.units_issue_by) or False,
            "units": [{"id": one.id, "name": one.name} for one in missing],
            "action": self._action(
                self.env._("Units without a plan"), "hr.department", [("id", "in", missing.ids)]
            ),
        }
