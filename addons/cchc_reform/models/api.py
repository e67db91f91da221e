from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates
from .api_rows import DOCUMENT_FIELDS, MAX_ROWS, PushedDocuments, checked_rows, refuse
from .entered_values import entered_day, label_of
from .landing import FIGURES

DEFAULT_LIMIT = 200
MAX_TEXT = 500
#: Minutes; requests end after two as installed.
LONGEST_TRANSACTION = 15


class Api(models.AbstractModel):
    """What other systems call over ``/json/2``: plain JSON in and out, by natural keys.

    Each call acts under the rights of the user whose key it bears, and within nothing else: the
    context of the caller plays no part. A list is read in pages; see :meth:`_page`. The methods
    that push tasks in stand in their own file. ``docs/api.md`` describes them with examples.
    """

    _name = "cchc.api"
    _description = "Interface for other systems"

    # -- documents -----------------------------------------------------------------------------

    @api.model
    def push_documents(self, rows):
        """Enter documents by reference: one that is here already is left as it is.

        :param list rows: at most 1,000 of ``number``, ``date``, ``issuer``, ``summary``, ``kind``,
            ``secrecy``; number and date are required
        :return: ``{"documents": [{number, date, issuer, new}]}``, one a row
        :raises UserError: naming the first faulty row and field; nothing is kept
        """
        self = self._for_call()
        if not self.env["cchc.legal.document"].has_access("create"):
            raise AccessError(self.env._("You may not enter documents."))
        rows = checked_rows(self.env, rows, DOCUMENT_FIELDS)
        entered = PushedDocuments(self.env).enter(list(enumerate(rows, 1)))
        return {
            "documents": [
                {**self._document(document), "new": is_new} for document, is_new in entered
            ]
        }

    @api.model
    def documents(self, unit=None, since=None, limit=None, cursor=None):
        """Documents, of all issuers or of those within ``unit``; in pages."""
        self = self._for_call()
        domain = Domain.TRUE
        if unit is not None:
            domain = Domain("issuing_unit_id", "child_of", self._unit(unit).id)
        return self._page(
            "documents", "cchc.legal.document", domain, self._document_rows,
            since, limit, cursor,
        )  # fmt: skip

    def _document(self, document):
        return {
            "number": document.number or "",
            "date": self._day(document.date),
            "issuer": document.issuer or document.issuing_unit_id.name or "",
        }

    def _document_rows(self, found):
        return [
            {
                **self._document(document),
                "unit": self._unit_row(document.issuing_unit_id),
                "kind": document.kind,
                "summary": document.summary,
                "secrecy": document.secrecy,
            }
            for document in found
        ]

    # -- plans, tasks --------------------------------------------------------------------------

    @api.model
    @api.readonly
    def plans(self, unit, year=None):
        """Plans of ``unit`` that the caller may read: ``{"plans": [...]}``, the latest first.

        ``plan`` of each is what the other methods take.
        """
        self = self._for_call()
        domain = Domain("unit_id", "=", self._unit(unit).id)
        if year is not None:
            domain &= Domain("year", "=", self._year(year))
        found = self._readable("cchc.plan").search(domain, limit=MAX_ROWS)
        return {
            "plans": [
                {
                    "plan": plan.id,
                    "name": plan.name,
                    "kind": plan.kind,
                    "unit": self._unit_row(plan.unit_id),
                    "year": plan.year,
                    "date_start": self._day(plan.date_start),
                    "date_end": self._day(plan.date_end),
                    "state": plan.state,
                    "version": plan.version,
                    "document": self._document(plan.legal_document_id)
                    if plan.legal_document_id
                    else None,
                }
                for plan in found
            ]
        }

    @api.model
    def pull_tasks(self, plan=None, unit=None, since=None, limit=None, cursor=None):
        """Tasks of ``plan``, led within ``unit``, or both, and how they stand; in pages.

        With ``since``, those that changed, fell overdue or got evidence from that moment on.
        """
        self = self._for_call()
        domain = self._tasks_within(plan, unit, "plan_id", "lead_unit_id")
        start = self._moment(since)
        or_else = Domain.FALSE
        if start:
            # A task falls overdue without a change of its own.
            day = dates.local_date(start)
            or_else = (
                Domain("due_on", ">=", fields.Date.subtract(day, days=1))
                & Domain("due_on", "<", dates.today())
                & Domain("state", "not in", ("draft", "verified", "cancelled", "exempt"))
            )
            # Nor is it changed by evidence that is attached to it.
            or_else |= Domain("evidence_ids", "any", [("write_date", ">=", start)])
            # Evidence that is taken away leaves its trace in the history alone. Only whether
            # there is one is asked of it, and only for tasks that the caller may read.
            entries = self.env["cchc.audit.entry"].sudo()
            changed = entries._search(
                Domain("model", "=", "cchc.task")
                & Domain("action", "=", "evidence")
                & Domain("at", ">=", start)
            )
            or_else |= Domain("id", "in", changed.subselect(SQL.identifier("res_id")))
        return self._page(
            "tasks", "cchc.task", domain, self._task_rows, since, limit, cursor, or_else
        )

    def _task_rows(self, tasks):
        keys = {
            link.task_id.id: link.key
            for link in self.env["cchc.api.link"].search(
                [("user_id", "=", self.env.uid), ("task_id", "in", tasks.ids)]
            )
        }
        readable = set(tasks.evidence_ids._filtered_access("read").ids)
        return [
            {
                "key": keys.get(task.id),
                "code": task.code,
                "plan": task.plan_id.id,
                "clause": task.clause or "",
                "name": task.name,
                "domain": task.domain_id.code,
                "lead": self._unit_row(task.lead_unit_id),
                "coop": [self._unit_row(one) for one in task.coop_unit_ids],
                "verifier": self._unit_row(task.verifier_unit_id),
                "document": self._document(task.source_document_id)
                if task.source_document_id
                else None,
                "state": task.state,
                "cell": task.cell or None,
                "awaits_confirmation": task.awaits_confirmation,
                "deadline_kind": task.deadline_kind,
                "deadline": self._day(task.deadline),
                "first_deadline": self._day(task.first_deadline),
                "assigned_on": self._day(task.assigned_on),
                "reported_on": self._day(task.reported_on),
                "verified_on": self._day(task.verified_on),
                "times_returned": task.return_count,
                "evidence": [
                    {"number": one.number or "", "date": self._day(one.date)}
                    for one in task.evidence_ids
                    if one.id in readable
                ],
            }
            for task in tasks
        ]

    # -- figures -------------------------------------------------------------------------------

    @api.model
    def measures(self, unit=None, plan=None, since=None, limit=None, cursor=None):
        """Measured values of the targets of ``unit`` and below, of ``plan``, or both; in pages.

        Of several values of one target and day the last one counts.
        """
        self = self._for_call()
        domain = self._tasks_within(plan, unit, "target_id.plan_id", "unit_id")
        return self._page(
            "measures", "cchc.target.measure", domain, self._measure_rows,
            since, limit, cursor,
        )  # fmt: skip

    def _measure_rows(self, measures):
        return [
            {
                "target": measure.target_id.code,
                "name": measure.target_id.name,
                "unit": self._unit_row(measure.unit_id),
                "uom": measure.uom,
                "direction": measure.target_id.direction,
                "target_value": measure.target_id.target_value,
                "measured_on": self._day(measure.measured_on),
                "value": measure.value,
                "is_estimate": measure.is_estimate,
            }
            for measure in measures
        ]

    @api.model
    @api.readonly
    def figures(self, unit, day=None, plan=None):
        """Counts and rates of the tasks of ``unit`` as of ``day``: those of the landing page.

        :param plan: a plan, or None for all plans of the latest year, as the page sums them
        :return: ``{"unit", "day", "counts": {...}, "rates": {...}}``; a rate without data is None
        :raises AccessError: the caller has no role for the unit
        """
        self = self._for_call()
        if day is not None and not isinstance(day, str):
            refuse(self.env, None, "day", self.env._("A date is expected, like 2026-12-31."))
        on = entered_day(self.env, day) or dates.today()
        Metrics = self.env["cchc.metrics"]
        found = Metrics._landing_unit(Metrics._landing_units(), self._unit(unit, on).id)
        if plan is None:
            plans = Metrics._landing_plans(found, on)
            plans = plans.filtered(lambda one: one.year == plans[:1].year)
        else:
            plans = self._plan(plan)
        rates = Metrics._task_rates(
            on,
            Domain("unit_id", "child_of", found.id)
            & Domain("plan_id", "in", plans._versions().ids),
        )[()]
        return {
            "unit": self._unit_row(found),
            "day": self._day(on),
            "counts": {name: getattr(rates, name) for name in FIGURES},
            "rates": Metrics._rates_as_numbers(rates),
        }

    # -- pages ---------------------------------------------------------------------------------

    def _page(self, name, model, domain, rows, since, limit, cursor, or_else=Domain.FALSE):
        """One page of the records of ``domain``, by their order of entry.

        :param rows: gives the rows of a recordset
        :param since: ISO moment; only what was written from then on, or lies in ``or_else``
        :param cursor: ``cursor`` of the page before
        :return: ``{name: [...], "cursor", "until"}``. ``cursor`` is None on the last page.
            ``until`` is the next ``since``: all that was written before it has been in this pull
        """
        start = self._moment(since)
        last, until = self._read_cursor(cursor)
        if start:
            domain &= Domain("write_date", ">=", start) | or_else
        count = self._limit(limit)
        found = self._readable(model).search(
            domain & Domain("id", ">", last), order="id", limit=count + 1
        )
        page, more = found[:count], len(found) > count
        until = until or self._settled_until()
        return {
            name: rows(page),
            "cursor": f"{page[-1:].id}@{until}" if more else None,
            "until": until,
        }

    def _read_cursor(self, cursor):
        if cursor is None:
            return 0, None
        try:
            last, until = cursor.split("@")
            last = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None
            if last is not None and datetime.fromisoformat(until).tzinfo:
                return last, until
        except (AttributeError, ValueError):
            pass
        return refuse(self.env, None, "cursor", self.env._("It is none that a page gave."))

    def _settled_until(self):
        """A moment before which nothing more turns up.

        Records bear the time at which their transaction began, and show when it ends. One that
        still runs is seen among the sessions; one that ended since this transaction took its
        snapshot is not, so that its length is allowed for. Thus, too, what lists in pages is not
        read from a replica, which may lag behind.
        """
        [(moment,)] = self.env.execute_query(
            SQL(
                """
                SELECT (least(now(), min(xact_start)) - %s * interval '1 minute')
                       AT TIME ZONE 'UTC'
                  FROM pg_stat_activity
                 WHERE datname = current_database() AND backend_type = 'client backend'
                """,
                LONGEST_TRANSACTION,
            )
        )
        return moment.replace(tzinfo=timezone.utc).isoformat()

    # -- what callers send ---------------------------------------------------------------------

    def _for_call(self):
        """Without the caller's context, in the language of the user."""
        self = self.with_env(self.env(context={"lang": self.env.user.sudo().lang}))
        self._readable("hr.department")
        return self

    def _readable(self, model):
        """``model``, if the caller may read of it at all; core's refusal is a page long."""
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._("You may not read: %(what)s.", what=label_of(self.env[model]))
            )
        return self.env[model]

    def _limit(self, limit):
        if limit is None:
            return DEFAULT_LIMIT
        if type(limit) is not int or not 1 <= limit <= MAX_ROWS:
            refuse(
                self.env, None, "limit", self.env._("A number from 1 to %s is expected.", MAX_ROWS)
            )
        return limit

    def _year(self, year):
        if type(year) is not int or not 1900 <= year <= 2999:
            refuse(self.env, None, "year", self.env._("A year is expected, like 2026."))
        return year

    def _moment(self, text):
        """UTC datetime of an ISO moment or day; without an offset it is Vietnamese time."""
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            if not moment.tzinfo:
                moment = moment.replace(tzinfo=dates.VIETNAM)
            return moment.astimezone(timezone.utc).replace(tzinfo=None)
        except (AttributeError, TypeError, ValueError, OverflowError):
            return refuse(
                self.env, None, "since",
                self.env._("A moment is expected, like 2026-12-31T08:00:00+07:00."),
            )  # fmt: skip

    def _unit(self, text, day=None):
        """The one unit that a code, a name or another name means on ``day`` (today)."""
        day = day or dates.today()
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
            refuse(self.env, None, "unit", self.env._("Name or code of a unit is expected."))
        found = self.env["hr.department"]._resolve(text.replace("\0", ""), day)
        if len(found) != 1:
            ended = found or self.env["hr.department"]._ended_before(text.replace("\0", ""), day)
            message = (
                self.env._(
                    "%s units have this name or code: write what tells them apart.", len(found)
                )
                if found
                else ended._ended_sentence()
                if ended
                else self.env._("No unit has the name or code “%s”.", text)
            )
            refuse(self.env, None, "unit", message)
        return found

    def _plan(self, plan):
        """The plan that the caller means: its number, or ``{"unit", "year"}`` where one fits."""
        Plan = self._readable("cchc.plan")
        if type(plan) is int and 0 < plan < 2**31:
            # What may not be read is told no apart from what does not exist.
            found = Plan.search([("id", "=", plan)])
        elif isinstance(plan, dict) and plan.keys() == {"unit", "year"}:
            found = Plan.search(
                Domain("unit_id", "=", self._unit(plan["unit"]).id)
                & Domain("year", "=", self._year(plan["year"]))
                & Domain("kind", "=", "annual")
                & Domain("state", "in", ("draft", "issued"))
            )
            # A draft beside what is in force is not yet what is worked by.
            found = found.filtered(lambda one: one.state == "issued") or found
        else:
            message = self.env._("Its number is expected, or its unit and year.")
            return refuse(self.env, None, "plan", message)
        if len(found) != 1:
            message = (
                self.env._("%s plans fit: name one by its number.", len(found))
                if found
                else self.env._("There is no such plan, or you may not read it.")
            )
            refuse(self.env, None, "plan", message)
        return found

    def _tasks_within(self, plan, unit, plan_field, unit_field):
        if plan is None and unit is None:
            raise UserError(self.env._("Name a plan, a unit, or both."))
        domain = Domain.TRUE
        if plan is not None:
            domain &= Domain(plan_field, "in", self._plan(plan)._versions().ids)
        if unit is not None:
            domain &= Domain(unit_field, "child_of", self._unit(unit).id)
        return domain

    # -- what is sent back ---------------------------------------------------------------------

    def _day(self, day):
        return day.isoformat() if day else None

    def _unit_row(self, unit):
        # Name and code of a unit are a public directory.
        return {"code": unit.sudo().code or "", "name": unit.sudo().name} if unit else None
