from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, vietnamese
from ..kernel.comparison import period_ends, same_day
from ..kernel.metrics import Rates
from .landing import OWN

YEARS = 3
BLOCKS = ("agency", "district", "commune", False)
CLAUSE_NAMES_LIMIT = 500


@dataclass(frozen=True)
class Column:
    """One column: its heading, and the domains of what it counts.

    :param key: by which the sums are kept
    :param day: whose end its figures describe
    :param facts: domain over ``cchc.task.fact``, :param tasks: over ``cchc.task``
    """

    key: object
    label: str
    day: date
    facts: Domain = Domain.TRUE
    tasks: Domain = Domain.TRUE
    title: str = ""


class ComparisonMatrix:
    """The sums of the units below a unit by columns, and their plain values for the client.

    One query counts, however many rows and columns there are: the unit below to which a task
    belongs is read from the path of its lead unit.

    :param figures: ``cchc.metrics`` of the user whose record rules hold
    :param measure: ``kernel.comparison.Measure``
    :param unit: whose units below are the rows
    :param plans: the plans shown; each stands for all its versions
    :param date day: whose end the figures describe
    :param gathered: whether units that ended stand under their successors
    """

    def __init__(self, figures, measure, unit, plans, day, gathered=False):
        self.figures, self.env = figures, figures.env
        self.measure, self.unit, self.plans, self.day = measure, unit, plans, day
        self.gathered = gathered
        self.versions = plans._versions()
        self.within = Domain("plan_id", "in", self.versions.ids)
        self.columns = []
        self.whole = None  # the column of all; periods have none, as they count the same tasks
        self.sums = {}  # id of the unit below, or OWN -> {key of the column: Rates}

    # -- columns -------------------------------------------------------------------------------

    def by_domains(self):
        """Columns are the reform domains: those in use, and others that have tasks."""
        query = self.figures._counted_facts(self.day, self._below() & self.within)
        self._sum(query, self.day, SQL.identifier(query.table, "domain_id"))
        reform = self.env["cchc.plan.domain"]
        found = reform.search([]) | reform.browse(self._keys())
        self.columns = [
            Column(one.id, one.name, self.day, self.within & Domain("domain_id", "=", one.id))
            for one in found.sorted()
        ]
        self.whole = Column(None, self.env._("All"), self.day, self.within)

    def by_clauses(self, document):
        """Columns are the clauses of ``document``, or of the one with most tasks.

        :return: the documents to choose from, the one shown first
        """
        self.env["cchc.task"].flush_model(["source_document_id", "clause"])
        query = self.figures._counted_facts(self.day, self._below() & self.within)
        task = query.join(query.table, "task_id", "cchc_task", "id", "part")
        source = SQL.identifier(task, "source_document_id")
        self._sum(query, self.day, source, SQL("COALESCE(%s, '')", SQL.identifier(task, "clause")))
        counts = defaultdict(int)
        for row in self.sums.values():
            for (source_id, _clause), rates in row.items():
                if source_id:
                    counts[source_id] += rates.assigned
        known = sorted(counts, key=lambda source_id: (-counts[source_id], source_id))
        shown = document.ids or known[:1]
        of_shown = {
            row: {clause: one for (source_id, clause), one in sums.items() if source_id in shown}
            for row, sums in self.sums.items()
        }
        self.sums = {row: sums for row, sums in of_shown.items() if sums}
        names = self._clause_names(shown)
        of_document = Domain("source_document_id", "in", shown)
        self.columns = [
            Column(
                clause,
                clause or self.env._("no clause"),
                self.day,
                self.within,
                of_document & Domain("clause", "=", clause or False),
                names.get(clause, ""),
            )
            # Tasks of the document without a clause come last.
            for clause in sorted(
                self._keys(), key=lambda one: (not one, vietnamese.sort_key(one), one)
            )
        ]
        self.whole = Column(None, self.env._("All"), self.day, self.within, of_document)
        others = [source_id for source_id in known if source_id not in shown]
        return self.env["cchc.legal.document"].browse(shown + others)

    def _clause_names(self, document_ids):
        """What each clause says: the name of the first task that stands for it as a whole."""
        wholes = self.env["cchc.task"].search(
            Domain("source_document_id", "in", document_ids)
            & Domain("clause", "!=", False)
            & Domain("parent_id", "=", False),
            order="id desc",
            limit=CLAUSE_NAMES_LIMIT,
        )
        return {task.clause: task.name for task in wholes}

    def by_months(self):
        """Columns are the ends of the months of the plans' year, and the day itself."""
        self._by_periods(1)

    def by_quarters(self):
        """Columns are the ends of the quarters of the plans' year, and the day itself."""
        self._by_periods(3)

    def _by_periods(self, months):
        year = self.plans[:1].year or self.day.year
        plans = self.versions
        self._sum_points(
            [
                (Column(number, dates.format_date(end), end, self.within), plans)
                for number, end in enumerate(period_ends(year, months, self.day))
            ]
        )

    def by_years(self):
        """Columns are the plans of the same units in the last years, on the same day of each."""
        latest = self.plans[:1].year or self.day.year
        plans = self.env["cchc.plan"].search(
            Domain("unit_id", "in", self.versions.unit_id.ids)
            & Domain("kind", "=", "annual")
            & self.env["cchc.plan"]._domain_in_force()
            & Domain("year", "<=", latest)
            & Domain("year", ">", latest - YEARS)
        )
        points = []
        for year, of_year in sorted(plans._versions().grouped("year").items()):
            end = same_day(self.day, self.day.year - latest + year)
            within = Domain("plan_id", "in", of_year.ids)
            points.append(
                (Column(year, f"{year} ({dates.format_date(end)})", end, within), of_year)
            )
        self._sum_points(points)

    # -- sums ----------------------------------------------------------------------------------

    def _below(self):
        return self._within(self.unit)

    def _within(self, unit):
        return unit._domain_within("unit_id", unit, self.gathered)

    def _sum(self, query, day, *keys):
        """Sum the facts of ``query`` by unit below and ``keys``."""
        row = self.figures._unit_below(query, self.unit, self.gathered)
        rates = self.figures._sum_facts(
            day,
            query,
            [row, *keys],
            {"assigned", self.measure.part, self.measure.whole},
            self.measure.weighed,
        )
        self.sums = defaultdict(dict)
        for (row, *key), one in rates.items():
            self.sums[int(row or OWN)][key[0] if len(key) == 1 else tuple(key)] = one

    def _keys(self):
        return {key for sums in self.sums.values() for key in sums}

    def _sum_points(self, points):
        """Sum by pairs of a column and its plans, each on the column's own day, in one query."""
        self.columns = [column for column, _plans in points]
        counted = [(column.key, column.day, plans.ids) for column, plans in points]
        if not any(plan_ids for _key, _day, plan_ids in counted):
            return
        query = self.figures._facts_at(counted, self._below())
        self._sum(query, SQL("point.day"), SQL("point.number"))

    # -- plain values --------------------------------------------------------------------------

    def as_values(self):
        """Headings, rows in official order and the total, as the client and the workbook show it.

        The domain of a cell's tasks is that of its heading and ``fact_ids`` with that of its
        heading and that of its row.
        """
        unit, Unit = self.unit, self.env["hr.department"]
        # An archived unit hides none of its tasks.
        below = Unit.with_context(active_test=False).search([("parent_id", "=", unit.id)])
        shown = below
        if self.gathered:
            keys = [key for key in self.sums if key != OWN]
            shown = Unit.with_context(active_test=False).search([("id", "in", keys)])
            # Those that stand elsewhere by now are none without tasks.
            below = below.filtered(lambda one: one._gathered() == one)
        rows = shown.filtered(lambda one: one.id in self.sums).sorted(
            lambda one: BLOCKS.index(one.ranking_block)
        )
        parents = {
            parent.id
            for (parent,) in Unit._read_group([("parent_id", "in", rows.ids)], ["parent_id"])
        } | (Unit._parents_when_gathered() if self.gathered else set())
        values = [
            self._row(one.id, one._named_on(self.day, self.gathered), self._within(one))
            | {"block": one.ranking_block or "", "drill": one.id in parents}
            for one in rows
        ]
        if OWN in self.sums:
            name = self.env._("%(unit)s itself", unit=unit.name)
            own = self._row(OWN, name, unit._domain_standing_for("unit_id", self.gathered))
            values.append(own | {"block": "own", "drill": False})
        total = self._row(None, self.env._("Total"), self._below())
        open_on = Unit.search_count(
            Domain("id", "in", (below - rows).ids) & Unit._domain_open_on(self.day)
        )
        return {
            "heads": [self._head(column) for column in self.columns],
            "rows": values,
            "total": total,
            "whole": self._head(self.whole) if self.whole else False,
            "without": open_on,
            "opened": self._opened_label(),
        }

    def _head(self, column):
        scope = self.env["cchc.task.fact"]._domain_of(self.measure.opened, column.day)
        return {
            "key": str(column.key),
            "label": column.label,
            "title": column.title,
            "day": fields.Date.to_string(column.day),
            "facts": self.figures._plain(column.facts & scope),
            "tasks": self.figures._plain(column.tasks),
        }

    def _row(self, key, name, facts):
        """Cells of a unit below by its id, of the tasks of the unit itself (OWN), or of all."""
        sums = defaultdict(Rates)
        for row in self.sums.values() if key is None else [self.sums[key]]:
            for column, rates in row.items():
                sums[column] += rates
        whole = sum(sums.values(), Rates())
        return {
            "id": key,
            "name": name,
            "facts": self.figures._plain(facts),
            "cells": [self._cell(sums[column.key]) for column in self.columns],
            "whole": self._cell(whole) if self.whole else False,
        }

    def _cell(self, rates):
        value = self.measure.value(rates)
        return {
            "value": None if value is None else float(value),
            "part": getattr(rates, self.measure.part),
            "whole": getattr(rates, self.measure.whole),
            "band": self.measure.band(rates),
        }

    def _opened_label(self):
        labels = self.figures._figure_labels()
        labels["due_first"] = self.env._("Due by the first deadline")
        return labels[self.measure.opened]
