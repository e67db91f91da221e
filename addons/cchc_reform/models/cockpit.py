from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, metrics
from ..kernel.comparison import period_ends
from ..kernel.reporting import AD_HOC
from .entered_values import entered_day
from .landing import OWN
from .unit_type import LEVELS, RANKING_BLOCKS

#: Scopes whose tasks a figure opens.
OPENED = ("assigned", "due", "verified", "verified_due", "on_time", "awaiting", *metrics.CELLS)
PERIODS_SHOWN = 24


@dataclass(frozen=True)
class Scope:
    """What the figures of one page are about.

    :param day: whose end they describe
    :param unit: one of the user's units, or one below
    :param plan_ids: plans of the year by which work was given: those of the unit and of the units
        above it, or of the units above the rows
    :param rows: units to which a choice of level or block narrows the page, each with all that
        lies below it; None for the unit with all below
    :param row_of: dict of the id of a lead unit -> id of its row, where there are rows
    :param domain: reform domain, may be empty
    """

    day: date
    unit: object
    plan_ids: list
    rows: object
    row_of: dict | None
    domain: object

    def within(self, field):
        """Domain of the records whose ``field`` is a unit of this scope."""
        units = self.unit if self.rows is None else self.rows
        return Domain(field, "child_of", units.ids)

    def of_domain(self, field="domain_id"):
        return Domain(field, "=", self.domain.id) if self.domain else Domain.TRUE

    def facts(self):
        """Domain of the task facts that count, but for the choice of level and block."""
        return (
            Domain("unit_id", "child_of", self.unit.id)
            & Domain("plan_id", "in", self.plan_ids)
            & self.of_domain()
        )


class Cockpit(models.AbstractModel):
    """One page for those who steer: figures of a unit as of a day, each with its records.

    Nothing is defined here: tasks and delays are those of ``cchc.metrics``, deputies and the
    plans of a year those of ``cchc.report.metric``, so that a report says the same of the same
    unit and day. What the user may not read is not counted.
    """

    _name = "cchc.cockpit"
    _description = "Executive cockpit"

    @api.model
    @api.readonly
    def figures(
        self, as_of=False, period_id=False, level=False, block=False, domain_id=False, unit_id=False
    ):
        """All figures and lists of the page.

        :param as_of: ISO date the figures describe; False for the cut-off of the period, which
            has not to be over, or else for today in Vietnam
        :param period_id: a reporting period of the unit or above; False for all that are open
        :param level: show the outermost units below of this level (``unit_type.LEVELS``)
        :param block: show the units below of this block (``unit_type.RANKING_BLOCKS``)
        :param domain_id: count the tasks and requests of this reform domain only
        :param unit_id: a unit within the user's roles, or False for the first
        :return: plain values. The tasks of a figure are those of the facts of ``facts``, of the
            row's ``facts`` and of ``scopes``, taken together.
        :raises AccessError: a unit outside the user's roles
        :raises UserError: anything else that does not exist
        """
        figures = self.env["cchc.metrics"]
        units = figures._landing_units()
        unit = figures._landing_unit(units, unit_id)
        self._check_choice(level, LEVELS)
        self._check_choice(block, RANKING_BLOCKS)
        reform_domain = self._one("cchc.plan.domain", domain_id)
        period = self._one("cchc.period", period_id)
        today = dates.today()
        day = entered_day(self.env, as_of) or (min(period.date_to, today) if period else today)
        if not unit:
            return {"units": [], "unit": False, "day": fields.Date.to_string(day)}
        scope = self._scope(day, unit, level, block, reform_domain)
        total, by_unit, by_domain = figures._landing_sums(
            day, unit, scope.facts(), rows=scope.row_of
        )
        Fact = self.env["cchc.task.fact"]
        return {
            "illustrative": bool(figures._parameter("illustrative_note")),
            "as_of": day != today and fields.Date.to_string(day),
            "day": fields.Date.to_string(day),
            "units": figures._named(units),
            "unit": {"id": unit.id, "name": unit._named_on(day)},
            "path": figures._named(figures._comparison_path(units, unit)),
            "choices": self._choices(unit, day),
            "level": level or False,
            "block": block or False,
            "domain": reform_domain.id,
            "period": period.id,
            "rates": self._rates(total),
            "facts": figures._plain(scope.facts() & scope.within("unit_id")),
            "scopes": {one: figures._plain(Fact._domain_of(one, day)) for one in OPENED},
            "labels": figures._figure_labels(),
            "by_domain": self._by_domain(by_domain),
            "by_unit": self._by_unit(scope, by_unit),
            "trend": self._trend(scope, total),
            "behind": self._behind(scope, by_unit),
            "delays": self._delays(scope),
            "surplus": self._surplus(scope),
            "work": self._work(scope),
            "reports": self._reports(scope, period),
            "decisions": self._decisions(),
        }

    # -- what is asked for ---------------------------------------------------------------------

    def _check_choice(self, value, choices):
        if value and (not isinstance(value, str) or value not in dict(choices)):
            raise UserError(self.env._("“%(value)s” cannot be chosen here.", value=value))

    def _one(self, model, record_id):
        """The record asked for, or none where none was."""
        if not record_id:
            return self.env[model]
        # A number or nothing: whatever else a caller sends is no record.
        record = self.env[model].browse(record_id if type(record_id) is int else ()).exists()
        if not record:
            raise UserError(self.env._("“%(value)s” cannot be chosen here.", value=record_id))
        return record

    def _scope(self, day, unit, level, block, reform_domain):
        rows = row_of = None
        given_by = {*unit._ancestors_and_self()}
        if level or block:
            rows, row_of = self._chosen_rows(unit, level, block)
            # What a row has split in its own plan are other tasks than those given to it.
            given_by = {step for row in rows for step in row._ancestors_and_self()[:-1]}
        # Ids only: which of their tasks count is for the rules of the facts to say.
        plans = self.env["cchc.plan"].sudo().search(
            Domain("kind", "=", "annual")
            & Domain("year", "=", day.year)
            & Domain("unit_id", "in", list(given_by)),
            order="id",
        )  # fmt: skip
        return Scope(day, unit, plans.ids, rows, row_of, reform_domain)

    def _chosen_rows(self, unit, level, block):
        """Outermost units below ``unit`` of a level and block, and to which each unit belongs."""
        # An archived unit hides none of its tasks.
        below = self.env["hr.department"].with_context(active_test=False).search_fetch(
            [("id", "child_of", unit.id), ("id", "!=", unit.id)],
            ["parent_path", "level", "ranking_block"],
            order="parent_path",
        )  # fmt: skip
        chosen = {
            one.id
            for one in below
            if (not level or level == one.level) and (not block or block == one.ranking_block)
        }
        row_of = {}
        for one in below:
            for step in one._ancestors_and_self():
                if step in chosen:
                    row_of[one.id] = step
                    break
        rows = self.env["hr.department"].browse(dict.fromkeys(row_of.values()))
        return rows, row_of

    def _choices(self, unit, day):
        """What the page can be narrowed to: levels and blocks that exist below, and so on."""
        Unit = self.env["hr.department"]
        below = Domain("id", "child_of", unit.id) & Domain("id", "!=", unit.id)
        present = Unit._read_group(below & Unit._domain_open_on(day), ["level", "ranking_block"])
        periods = self.env["cchc.period"].search(
            Domain("unit_id", "parent_of", unit.id)
            & Domain("state", "in", ("opening", "open", "closed")),
            limit=PERIODS_SHOWN,
        )
        domains = self.env["cchc.plan.domain"].search_fetch([("active", "=", True)], ["name"])

        def named(field, keys):
            labels = Unit._fields[field]._description_selection(self.env)
            return [{"id": key, "name": label} for key, label in labels if key in keys]

        named_records = self.env["cchc.metrics"]._named
        return {
            "periods": named_records(periods),
            "levels": named("level", {level for level, _block in present}),
            "blocks": named("ranking_block", {block for _level, block in present}),
            "domains": named_records(domains),
        }

    # -- figures of tasks ----------------------------------------------------------------------

    def _rates(self, rates):
        numbers = {one: getattr(rates, one) for one in OPENED}
        return self.env["cchc.metrics"]._rates_as_numbers(rates) | {"figures": numbers}

    def _row(self, record_id, name, rates, facts):
        plain = self.env["cchc.metrics"]._plain(facts)
        return {"id": record_id, "name": name, "rates": self._rates(rates), "facts": plain}

    def _by_domain(self, rates):
        return [
            self._row(one.id, one.name, rates[one.id], Domain("domain_id", "=", one.id))
            for one in self.env["cchc.plan.domain"].browse(rates).sorted()
        ]

    def _by_unit(self, scope, rates):
        """Units that lead tasks, each with all that lies below it, in official order."""
        units = self.env["hr.department"].with_context(active_test=False)
        rows = [
            self._row(
                one.id,
                one._named_on(scope.day),
                rates[one.id],
                Domain("unit_id", "child_of", one.id),
            )
            | {"block": one.ranking_block or "", "full_name": one.display_name}
            for one in units.search([("id", "in", list(rates))])
        ]
        if OWN in rates:
            name = self.env._("%(unit)s itself", unit=scope.unit._named_on(scope.day))
            own = self._row(OWN, name, rates[OWN], Domain("unit_id", "=", scope.unit.id))
            rows.append(own | {"block": "own", "full_name": name})
        return rows

    def _trend(self, scope, total):
        """Completion and what was expected, at the ends of months and cut-offs of the year.

        :param total: the rates of ``scope.day``, with which the year ends so far
        """
        if not scope.plan_ids:
            return []
        named = {
            period.date_to: period.name
            for period in self.env["cchc.period"].search(
                Domain("unit_id", "parent_of", scope.unit.id)
                & Domain("state", "!=", "cancelled")
                & Domain("kind", "!=", AD_HOC)
                & Domain("date_to", "<=", scope.day)
                & Domain("date_to", ">=", scope.day.replace(month=1, day=1)),
                order="date_to, id desc",
            )
        }
        figures, Fact = self.env["cchc.metrics"], self.env["cchc.task.fact"]
        days = sorted({*period_ends(scope.day.year, 1, scope.day), *named})
        rates = {scope.day: total}
        past = [
            (number, day, scope.plan_ids) for number, day in enumerate(days) if day != scope.day
        ]
        if past:
            query = figures._facts_at(past, scope.facts())
            if scope.row_of is not None:
                figures._row_key(query, scope.row_of)
            sums = figures._sum_facts(
                SQL("point.day"), query, [SQL("point.number")], {"assigned", "due", "verified"}
            )
            rates |= {days[number]: one for (number,), one in sums.items()}
        return [
            {
                "day": fields.Date.to_string(day),
                "period": named.get(day, ""),
                "rates": figures._rates_as_numbers(rates.get(day, metrics.Rates())),
                "scopes": {
                    one: figures._plain(Fact._domain_of(one, day)) for one in ("verified", "due")
                },
            }
            for day in days
        ]
