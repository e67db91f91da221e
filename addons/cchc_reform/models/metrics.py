from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import metrics
from ..kernel.metrics import Rates

GROUPS = ("unit_id", "plan_id", "domain_id")


def scope_conditions(table, day):
    """The kernel's predicates in SQL, for rows of ``cchc_task_fact`` that count on ``day``.

    Tests hold them against the kernel on random data.

    :param str table: name or alias of the fact table in the query
    :return: dict of each of ``kernel.metrics.SCOPES`` -> SQL condition
    """
    state, deadline, reported_on = (
        SQL.identifier(table, column) for column in ("state", "deadline", "reported_on")
    )
    verified = SQL("%s = %s", state, metrics.VERIFIED)
    due = SQL("(%s IS NOT NULL AND %s <= %s)", deadline, deadline, day)
    in_time = SQL(
        "(%s IS NULL OR (%s IS NOT NULL AND %s <= %s))",
        deadline,
        reported_on,
        reported_on,
        deadline,
    )
    awaiting = SQL("(%s = %s AND %s)", state, metrics.REPORTED, in_time)
    first = SQL.identifier(table, "first_deadline")
    due_first = SQL("(%s IS NOT NULL AND %s <= %s)", first, first, day)
    in_time_first = SQL("(%s IS NOT NULL AND %s <= %s)", reported_on, reported_on, first)
    overdue = SQL(
        "(NOT %s AND %s IS NOT NULL AND %s < %s AND NOT %s)",
        verified,
        deadline,
        deadline,
        day,
        awaiting,
    )
    return {
        "assigned": SQL("TRUE"),
        "due": due,
        "verified": verified,
        "verified_due": SQL("%s AND %s", verified, due),
        "on_time": SQL("%s AND %s AND %s", verified, due, in_time),
        "due_first": due_first,
        "on_time_first": SQL("%s AND %s AND %s", verified, due_first, in_time_first),
        "awaiting": awaiting,
        metrics.CELL_DONE_ON_TIME: SQL("%s AND %s", verified, in_time),
        metrics.CELL_DONE_LATE: SQL("%s AND NOT %s", verified, in_time),
        metrics.CELL_IN_PROGRESS: SQL("NOT %s AND NOT %s", verified, overdue),
        metrics.CELL_OVERDUE: overdue,
    }


class Metrics(models.AbstractModel):
    """The figures of reform work, each computed in one place from the facts of a day.

    Screen, pivot, workbook, document and API call these methods. What a user may not read is
    not counted: the record rules of ``cchc.task.fact`` are part of the query.
    """

    _name = "cchc.metrics"
    _description = "Figures of reform work"

    @api.model
    def _task_rates(self, day, domain=None, groupby=()):
        """Rates of the tasks within ``domain`` as of ``day``.

        :param date day: the Vietnamese day whose end the figures describe
        :param domain: domain over ``cchc.task.fact`` (unit, plan, reform domain)
        :param groupby: any of :data:`GROUPS`
        :return: dict of tuple of ids (one an element of ``groupby``) -> ``kernel.metrics.Rates``;
            with no ``groupby`` the key is ``()``
        """
        query = self._counted_facts(day, domain)
        keys = [SQL.identifier(query.table, name) for name in groupby if name in GROUPS]
        return self._sum_facts(day, query, keys)

    @api.model
    def _counted_facts(self, day, domain=None):
        """Query over the facts that count on ``day``, within the user's record rules."""
        Fact = self.env["cchc.task.fact"]
        Fact.flush_model()
        return Fact._search(
            Fact._domain_on(day)
            & Domain("leaf", "=", True)
            & Domain("state", "not in", metrics.STATES_NOT_ASSIGNED)
            & Domain(domain or Domain.TRUE)
        )

    @api.model
    def _sum_facts(self, day, query, keys):
        """Rates of the facts of ``query`` by ``keys`` (SQL expressions), as :meth:`_task_rates`."""
        conditions = scope_conditions(query.table, day)
        weight = SQL.identifier(query.table, "weight")
        columns = []
        for condition in conditions.values():
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", condition))
            columns.append(SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", weight, condition))
        statement = query.select(*keys, *columns)
        if keys:
            statement = SQL("%s GROUP BY %s", statement, SQL(", ").join(keys))
        rates = {}
        for row in self.env.execute_query(statement):
            key, values = row[: len(keys)], row[len(keys) :]
            sums = {}
            for position, scope in enumerate(conditions):
                sums[scope] = values[2 * position]
                sums[f"weight_{scope}"] = Decimal(values[2 * position + 1])
            rates[key] = Rates(**sums)
        if not keys:
            rates.setdefault((), Rates())
        return rates

    @api.model
    def _rates_by_unit(self, day, units, domain=None):
        """Rates of each of ``units`` with all that lies below it, as of ``day``."""
        below = Domain("unit_id", "child_of", units.ids) & Domain(domain or Domain.TRUE)
        single = self._task_rates(day, below, ["unit_id"])
        leads = self.env["hr.department"].sudo().browse([unit_id for (unit_id,) in single])
        asked = set(units.ids)
        totals = defaultdict(Rates)
        for lead in leads:
            for ancestor_id in lead._ancestors_and_self():
                if ancestor_id in asked:
                    totals[ancestor_id] += single[(lead.id,)]
        return {unit.id: totals[unit.id] for unit in units}

    @api.model
    def _rates_by_parent(self, day, parents):
        """Rates of the parts of each of ``parents``, at any depth, in the same plan.

        What a unit hands on in its own plan does not count above, as everywhere.
        """
        query = self._counted_facts(day, Domain("task_id.parent_id", "child_of", parents.ids))
        part = query.join(query.table, "task_id", "cchc_task", "id", "part")
        query.add_join(
            "JOIN",
            "whole",
            "cchc_task",
            SQL(
                "whole.id IN %s AND whole.id <> %s AND whole.plan_id = %s"
                " AND starts_with(%s, whole.parent_path)",
                tuple(parents.ids) or (0,),
                SQL.identifier(part, "id"),
                SQL.identifier(part, "plan_id"),
                SQL.identifier(part, "parent_path"),
            ),
        )
        rates = self._sum_facts(day, query, [SQL("whole.id")])
        return {parent.id: rates.get((parent.id,), Rates()) for parent in parents}

    @api.model
    def _units_without_plan(self, day, plan):
        """Units directly below the plan's unit that have not issued their own plan by ``day``.

        A unit of a ranking block is expected to issue one; it counts as issued from the day the
        plan was issued, whatever happened to it since.

        :return: two recordsets of units: those without, and all that are expected to have one
        """
        year = plan.year
        expected = self.env["hr.department"].search(
            Domain("parent_id", "=", plan.unit_id.id)
            & Domain("ranking_block", "!=", False)
            & self.env["hr.department"]._domain_open_on(day)
        )
        # Whether a unit has issued its plan is no secret, unlike the plan's draft.
        issued = (
            self.env["cchc.plan"]
            .sudo()
            .search(
                Domain("unit_id", "in", expected.ids)
                & Domain("year", "=", year)
                & Domain("kind", "=", "annual")
                & Domain("issued_on", "<=", day)
                & Domain("state", "in", ("issued", "replaced"))
            )
        )
        return expected - issued.unit_id, expected
