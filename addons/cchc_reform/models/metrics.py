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
    def _counted_facts(self, day, domain=None, until=None):
        """Query over the facts that count on ``day``, within the user's record rules.

        :param until: last day, where facts that count on any day from ``day`` on are asked for
        """
        Fact = self.env["cchc.task.fact"]
        Fact.flush_model()
        return Fact._search(
            Domain("date_from", "<=", until or day)
            & Domain("date_to", ">=", day)
            & Domain("leaf", "=", True)
            & Domain("state", "not in", metrics.STATES_NOT_ASSIGNED)
            & Domain(domain or Domain.TRUE)
        )

    @api.model
    def _sum_facts(self, day, query, keys, scopes=metrics.SCOPES, weighed=True, sets=None):
        """Rates of the facts of ``query`` by ``keys`` (SQL expressions), as :meth:`_task_rates`.

        Rows that lie in the same scopes are counted together, so that each is looked at once.

        :param day: the day, or an SQL expression of it where the query joins several
        :param scopes: what is asked for; the other sums stay 0, and save their time
        :param weighed: whether weights are asked for as well as numbers
        :param sets: tuples of positions of ``keys``, to sum by several of them in one reading;
            a key that is not summed by is None. By default all keys are.
        """
        conditions = [
            (scope, condition)
            for scope, condition in scope_conditions(query.table, day).items()
            if scope in scopes
        ]
        within = SQL(" + ").join(
            SQL("CASE WHEN %s THEN %s ELSE 0 END", condition, 1 << place)
            for place, (_scope, condition) in enumerate(conditions)
        )
        weight = SQL.identifier(query.table, "weight") if weighed else SQL("0")
        names = [SQL.identifier(f"key_{place}") for place in range(len(keys))]
        counted = query.select(
            *(SQL("%s AS %s", key, name) for key, name in zip(keys, names, strict=True)),
            SQL("%s AS within", within),
            SQL("%s AS weight", weight),
        )
        groups = SQL(", ").join(
            SQL("(%s)", SQL(", ").join([*(names[place] for place in positions), SQL("within")]))
            for positions in (sets or [range(len(keys))])
        )
        statement = SQL(
            # As text, a sum of weights stays exact.
            "SELECT %s COUNT(*), SUM(weight)::text, within FROM (%s) AS counted"
            " GROUP BY GROUPING SETS (%s)",
            SQL("").join(SQL("%s, ", name) for name in names),
            counted,
            groups,
        )
        sums = defaultdict(lambda: defaultdict(int))
        for *key, count, weights, bits in self.env.execute_query(statement):
            for place, (scope, _condition) in enumerate(conditions):
                if bits >> place & 1:
                    sums[tuple(key)][scope] += count
                    sums[tuple(key)][f"weight_{scope}"] += Decimal(weights)
        rates = {key: Rates(**values) for key, values in sums.items()}
        if not keys:
            rates.setdefault((), Rates())
        return rates

    @api.model
    def _unit_below(self, query, unit, gathered=False):
        """SQL of the id, as text, of the unit directly below ``unit`` to which a fact belongs.

        It is read from the path of the lead unit, and is empty for what ``unit`` leads itself.

        :param gathered: read the path of the gathered view, by ``kernel.succession``
        """
        self.env["hr.department"].flush_model(["parent_path", "gathered_path"])
        lead = query.join(query.table, "unit_id", "hr_department", "id", "lead")
        path = SQL.identifier(lead, "parent_path")
        if gathered:
            path = SQL("COALESCE(%s, %s)", SQL.identifier(lead, "gathered_path"), path)
        # "1/5/9/" lies below 1 in 5; the path of 1 itself has nothing there.
        return SQL("split_part(%s, '/', %s)", path, unit._path(gathered).count("/") + 1)

    @api.model
    def _row_key(self, query, rows):
        """SQL of the id of the row to which a fact belongs; facts of no row do not count.

        :param dict rows: id of a lead unit -> id of its row
        """
        query.add_join(
            "JOIN",
            "kept",
            SQL(
                "(SELECT unnest(%s::int[]) AS unit_id, unnest(%s::int[]) AS row_id)",
                list(rows),
                list(rows.values()),
            ),
            SQL("%s = kept.unit_id", SQL.identifier(query.table, "unit_id")),
        )
        return SQL("kept.row_id")

    @api.model
    def _facts_at(self, points, domain):
        """Query over the facts that count at each of several points, a row a fact and point.

        Sums of it go by ``point.number`` and as of ``point.day``.

        :param points: triples of a number, its day and the ids of the plans that count then
        """
        rows = [(number, day, plan_id) for number, day, plans in points for plan_id in plans]
        plan_ids = {plan_id for *_point, plan_id in rows}
        if len(rows) == len(points) * len(plan_ids):
            # The same plans throughout: one row a point, as the planner takes a point with a plan
            # for a rare thing (0.26 s for a year of 100,000 facts, 0.17 s without).
            rows = [(number, day, None) for number, day, _plans in points]
        days = [day for _number, day, _plan_id in rows]
        query = self._counted_facts(
            min(days), Domain(domain) & Domain("plan_id", "in", list(plan_ids)), until=max(days)
        )
        plan, date_from, date_to = (
            SQL.identifier(query.table, column) for column in ("plan_id", "date_from", "date_to")
        )
        query.add_join(
            "JOIN",
            "point",
            SQL(
                "(SELECT * FROM unnest(%s::int[], %s::date[], %s::int[])"
                " AS point(number, day, plan_id))",
                *(list(column) for column in zip(*rows, strict=True)),
            ),
            SQL(
                "%s <= point.day AND %s >= point.day%s",
                date_from,
                date_to,
                SQL(" AND %s = point.plan_id", plan) if rows[0][2] else SQL(),
            ),
        )
        return query

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
    def _units_without_plan(self, day, plans):
        """Units directly below those of the plans that have not issued their own plan by ``day``.

        A unit of a ranking block is expected to issue one; it counts as issued from the day the
        plan was issued, whatever happened to it since.

        :param plans: plans of one year
        :return: two recordsets of units: those without, and all that are expected to have one
        """
        expected = self.env["hr.department"].search(
            Domain("parent_id", "in", plans.unit_id.ids)
            & Domain("ranking_block", "!=", False)
            & self.env["hr.department"]._domain_open_on(day)
        )
        # Whether a unit has issued its plan is no secret, unlike the plan's draft.
        issued = (
            self.env["cchc.plan"]
            .sudo()
            .search(
                Domain("unit_id", "in", expected.ids)
                & Domain("year", "in", plans.mapped("year"))
                & Domain("kind", "=", "annual")
                & Domain("issued_on", "<=", day)
                & Domain("state", "in", ("issued", "replaced"))
            )
        )
        return expected - issued.unit_id, expected
