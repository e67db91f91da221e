from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, risk

KINDS = [
    (risk.OVERDUE, "Already late"),
    (risk.DEADLINE_NEAR, "Deadline near and no progress"),
    (risk.RETURNED, "Returned several times"),
    (risk.ANSWER_LATE, "Waits for a late answer"),
    (risk.EVENT_AWAITED, "Still without a deadline"),
    (risk.UNIT_HISTORY, "History of the unit"),
]
PROGRESS = {
    "not_started": risk.NOT_STARTED,
    "not_submitted": risk.NOT_SUBMITTED,
    "not_reported": risk.NOT_REPORTED,
}
# The numbers of a rule, and the least value that makes sense where its kind reads them.
LEAST = {"days": 0, "times": 1, "months": 1, "percent": 1, "at_least": 1}
MOST = {"days": 366, "times": 100, "months": 60, "percent": 100, "at_least": 10000}


class RiskRule(models.Model):
    """A rule by which a task endangers the 100% of its plan; everybody may read it.

    The kinds are those of ``kernel.risk``, which decides; here are their numbers, and the domain
    of facts that finds the same tasks in one search, however many there are.
    """

    _name = "cchc.risk.rule"
    _description = "Rule of risk"
    _inherit = ["cchc.history.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, help="Switched off, it sees no task at risk.")
    days = fields.Integer(
        help="Days to the deadline or to the end of the plan, or by which an answer is late."
    )
    day_kind = fields.Selection(
        [("working", "Working days"), ("calendar", "Calendar days")],
        string="Counted in",
        required=True,
        default="working",
    )
    progress = fields.Selection(
        [
            ("not_started", "Not started"),
            ("not_submitted", "Not given to the head"),
            ("not_reported", "Not reported"),
        ],
        string="No progress means",
        required=True,
        default="not_started",
    )
    times = fields.Integer(string="Times returned", default=2)
    months = fields.Integer(string="Months looked back", default=12)
    percent = fields.Integer(string="Reported in time, below (%)", default=50)
    at_least = fields.Integer(string="Tasks fallen due, at least", default=5)
    sentence = fields.Char(string="What it says", compute="_compute_sentence")

    @api.constrains("kind", *LEAST)
    def _check_numbers(self):
        for rule in self:
            for name in risk.KINDS[rule.kind]:
                if name not in LEAST:
                    continue
                least = 1 if (rule.kind, name) == (risk.ANSWER_LATE, "days") else LEAST[name]
                if not least <= rule[name] <= MOST[name]:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of the rule “%(rule)s” must lie between %(least)s and "
                            "%(most)s.",
                            field=self._fields[name]._description_string(self.env),
                            rule=rule.name,
                            least=least,
                            most=MOST[name],
                        )
                    )

    def _values_for_history(self):
        self.ensure_one()
        return {"name": self.name, "active": self.active, "sentence": self._sentence()}

    # -- in words ------------------------------------------------------------------------------

    @api.depends("kind", "day_kind", "progress", *LEAST)
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._sentence() if rule.kind else False

    def _sentence(self):
        """The rule with its numbers, as a person says it."""
        self.ensure_one()
        label = self._selection_labels()
        words = {
            **{name: self[name] for name in LEAST},
            "unit": label["day_kind"].get(self.day_kind, "").lower(),
            "progress": label["progress"].get(self.progress, "").lower(),
        }
        if self.kind == risk.UNIT_HISTORY and not self.days:
            return self.env._(
                "Its unit reported less than %(percent)s%% of at least %(at_least)s tasks in time "
                "that fell due in the last %(months)s months.",
                **words,
            )
        return {
            risk.OVERDUE: self.env._("The deadline has passed."),
            risk.DEADLINE_NEAR: self.env._(
                "At most %(days)s %(unit)s to the deadline, and %(progress)s.", **words
            ),
            risk.RETURNED: self.env._("Returned %(times)s times or more.", **words),
            risk.ANSWER_LATE: self.env._(
                "Waits for an answer that is late by %(days)s working days or more.", **words
            ),
            risk.EVENT_AWAITED: self.env._(
                "Has no deadline yet, and its plan ends within %(days)s %(unit)s.", **words
            ),
            risk.UNIT_HISTORY: self.env._(
                "Due within %(days)s %(unit)s, and its unit reported less than %(percent)s%% of at "
                "least %(at_least)s tasks in time that fell due in the last %(months)s months.",
                **words,
            ),
        }[self.kind]

    def _selection_labels(self):
        return {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("day_kind", "progress")
        }

    def _reason(self, numbers, task):
        """Why ``task`` is at risk: the rule by its name, and its numbers in a sentence.

        :param dict numbers: as ``kernel.risk.reason`` gives them
        """
        self.ensure_one()
        words = {
            name: dates.format_date(value) if hasattr(value, "isoformat") else value
            for name, value in numbers.items()
        }
        words["unit"] = self._selection_labels()["day_kind"][self.day_kind].lower()
        if self.kind == risk.OVERDUE:
            text = self.env._("due on %(deadline)s, %(days)s days late", **words)
        elif self.kind == risk.DEADLINE_NEAR:
            states = dict(task._fields["state"]._description_selection(self.env))
            words["state"] = states[numbers["state"]]
            text = self.env._(
                "due on %(deadline)s, %(days)s %(unit)s left, “%(state)s”",
                **words,
            )
        elif self.kind == risk.RETURNED:
            text = self.env._("returned %(times)s times", **words)
        elif self.kind == risk.ANSWER_LATE:
            wait = numbers["wait"]
            text = self.env._(
                "%(unit)s was to answer by %(due_on)s, %(days)s working days late",
                unit=wait.unit.name,
                due_on=dates.format_date(wait.due_on),
                days=numbers["days"],
            )
        elif self.kind == risk.EVENT_AWAITED:
            text = self.env._("no deadline yet, the plan ends on %(plan_end)s", **words)
        else:
            text = self.env._(
                "its unit reported %(in_time)s of %(due)s tasks in time since %(since)s", **words
            )
        return self.env._("%(rule)s: %(reason)s", rule=self.name, reason=text)

    # -- what the kernel reads, and the same as a domain ----------------------------------------

    def _plain(self):
        """This rule as the kernel reads it."""
        self.ensure_one()
        return risk.Rule(
            kind=self.kind,
            days=self.days,
            working=self.day_kind == "working",
            states=PROGRESS[self.progress],
            times=self.times,
            months=self.months,
            percent=self.percent,
            at_least=self.at_least,
        )

    @api.model
    def _in_force(self):
        """The rules that are switched on, whatever the context of a caller says.

        They are open to all; which tasks and requests count is left to the user's record rules.
        """
        return self.search([("active", "=", True)])

    def _is_working(self, day, first=None):
        """Tell working days as far around ``day``, and since ``first``, as these rules look."""
        reach = risk.reach(max(self.mapped("days"), default=0))
        first = min(day - reach, first or day)
        return self.env["cchc.work.calendar"]._is_working(first, day + reach)

    @api.model
    def _domain_at_risk(self, day):
        """Facts of the tasks that any rule in force sees at risk on ``day``."""
        Fact = self.env["cchc.task.fact"]
        rules = self._in_force()
        is_working = rules._is_working(day)
        awaiting = Fact._domain_of("awaiting", day)
        return (
            Fact._domain_of("assigned", day)
            & Domain("state", "!=", risk.metrics.VERIFIED)
            & ~awaiting
            & Domain.OR(rule._domain_of_facts(day, is_working) for rule in rules)
        )

    def _domain_of_facts(self, day, is_working):
        """Facts that this rule tells of on ``day``, among those that can be at risk."""
        self.ensure_one()
        rule = self._plain()
        near = Domain("deadline", ">=", day) & Domain(
            "deadline", "<=", risk.last_day_near(rule, day, is_working)
        )
        if self.kind == risk.OVERDUE:
            return Domain("deadline", "<", day)
        if self.kind == risk.DEADLINE_NEAR:
            return near & Domain("state", "in", rule.states)
        if self.kind == risk.RETURNED:
            return Domain("return_count", ">=", max(rule.times, 1))
        if self.kind == risk.ANSWER_LATE:
            late = Domain("due_on", "<=", risk.last_day_late(max(rule.days, 1), day, is_working))
            waits = self.env["cchc.task.wait"]._search(
                self.env["cchc.task.wait"]._domain_open_on(day) & late
            )
            return Domain("task_id", "in", waits.subselect("task_id"))
        if self.kind == risk.EVENT_AWAITED:
            last = risk.last_day_near(rule, day, is_working)
            # The last day of a plan is no secret of whoever may read its task.
            ending = self.env["cchc.plan"].sudo()._search([("date_end", "<=", last)])
            return Domain("deadline", "=", False) & Domain("plan_id", "in", ending)
        told = [
            unit_id
            for unit_id, past in self._histories(day, rule.months).items()
            if risk.tells(rule, past)
        ]
        of_units = Domain("unit_id", "in", told)
        return of_units & near if rule.days else of_units

    @api.model
    def _histories(self, day, months, unit_ids=None):
        """For each unit, what fell due in the last ``months`` and what was reported in time.

        :rtype: dict[int, kernel.risk.History]
        """
        Fact = self.env["cchc.task.fact"]
        fell_due = (
            Fact._domain_of("assigned", day)
            & Domain("deadline", ">=", risk.history_start(day, months))
            & Domain("deadline", "<", day)
        )
        if unit_ids is not None:
            fell_due &= Domain("unit_id", "in", unit_ids)
        Fact.flush_model()
        query = Fact._search(fell_due)
        unit, reported_on, reported_late = (
            SQL.identifier(query.table, name)
            for name in ("unit_id", "reported_on", "reported_late")
        )
        in_time = SQL("%s IS NOT NULL AND %s IS NOT TRUE", reported_on, reported_late)
        rows = self.env.execute_query(
            SQL(
                "%s GROUP BY %s",
                query.select(unit, SQL("COUNT(*) FILTER (WHERE %s)", in_time), SQL("COUNT(*)")),
                unit,
            )
        )
        return {unit_id: risk.History(reported, due) for unit_id, reported, due in rows}
