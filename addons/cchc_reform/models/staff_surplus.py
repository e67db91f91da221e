from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import dates, deputies, posts
from ..kernel.deputies import GROUP, OWN
from .as_of_mixin import MOST_DAYS
from .asked_activities import ask, close_asked
from .staff_ceiling_query import ceiling_query
from .staff_surplus_workflow import (
    CAUSES,
    FOUND,
    SURPLUS_STATES,
    SURPLUS_WORKFLOW,
    URGING_ROLES,
)

#: Days after which a surplus without a roadmap is due, and before a planned day from which on
#: somebody is asked.
DAYS_TO_PLAN, DAYS_AHEAD = 30, 7


class Balance(NamedTuple):
    """What was counted on a day; the limit and the surplus are None where no rule is known."""

    day: date
    limit: int | None
    deputies: int
    surplus: int | None
    rule_id: int | None


class StaffSurplus(models.Model):
    """More deputies than the law allows, in one unit or in a group tested by an average.

    It is opened by itself where the count exceeds the limit, and closed by itself when it fits,
    each with the day from which on this was so. In between it holds why it came about and how
    it is to end: who leaves the post, how, and when.
    """

    _name = "cchc.staff.surplus"
    _description = "Surplus of deputy heads"
    _inherit = ["cchc.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, since desc, id desc"
    _rec_name = "unit_id"

    unit_id = fields.Many2one(
        "hr.department", required=True, readonly=True, index=True, ondelete="restrict"
    )
    tested = fields.Selection(
        [(OWN, "By itself"), (GROUP, "Total of an average")], required=True, readonly=True
    )
    unit_type_id = fields.Many2one(
        "cchc.unit.type", string="Type of the group's units", readonly=True, ondelete="restrict"
    )
    rule_id = fields.Many2one(
        "cchc.staff.deputy.rule", string="Legal rule", readonly=True, ondelete="restrict"
    )
    since = fields.Date(readonly=True, required=True, help="First day of the surplus.")
    opened_on = fields.Date(string="Found on", readonly=True, required=True)
    number = fields.Integer(string="Surplus when found", readonly=True)
    cause = fields.Selection(CAUSES, tracking=True)
    event_id = fields.Many2one(
        "cchc.unit.event", string="Rearrangement", ondelete="restrict", tracking=True
    )
    basis_number = fields.Char(string="Decision", tracking=True, help="As printed.")
    basis_date = fields.Date(
        string="Decision takes effect on",
        tracking=True,
        help="From this day the term after a rearrangement runs.",
    )
    term_on = fields.Date(
        string="Latest by law",
        compute="_compute_term_on",
        store=True,
        help="Only after a rearrangement; a change of the rules sets no term by itself.",
    )
    term_text = fields.Char(string="Term by law", compute="_compute_term_text")
    deadline = fields.Date(tracking=True, help="By when the surplus is to end, as decided.")
    note = fields.Text(string="Roadmap in words")
    step_ids = fields.One2many("cchc.staff.surplus.step", "surplus_id", string="Roadmap")
    state = fields.Selection(
        SURPLUS_STATES, default="open", required=True, readonly=True, copy=False, index=True
    )
    closed_on = fields.Date(readonly=True, copy=False, help="First day on which the count fits.")
    urged_on = fields.Date(string="Urged last on", readonly=True, copy=False)
    urged_times = fields.Integer(string="Times urged", readonly=True, copy=False)
    limit = fields.Integer(compute="_compute_now")
    deputies = fields.Integer(compute="_compute_now")
    surplus = fields.Integer(compute="_compute_now")
    progress = fields.Char(compute="_compute_now", help="Deputies gone, of the surplus found.")
    fits_from = fields.Date(
        compute="_compute_now",
        help="First day on which the count fits, by what is recorded today.",
    )
    status = fields.Selection(
        [
            ("none", "Not yet"),
            ("open", "Surplus"),
            ("unknown", "Limit not known"),
            ("planned", "Ends by recorded decisions"),
            ("late", "Beyond its deadline"),
            ("closed", "Fits"),
        ],
        compute="_compute_now",
    )

    _workflow = SURPLUS_WORKFLOW

    _one_open = models.UniqueIndex(
        "(unit_id, tested, COALESCE(unit_type_id, 0)) WHERE state = 'open'",
        "This surplus is open already.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("cause", "basis_date", "event_id.effective_on")
    def _compute_term_on(self):
        terms = self.env["cchc.staff.deputy.rule"]._terms()
        for surplus in self:
            day = surplus._effective_day_of_cause()
            term = day and terms._in_force(day)
            surplus.term_on = term and deputies.term_end(day, term.band_ids[:1].number)

    @api.depends("cause", "basis_date", "event_id.effective_on", "term_on")
    def _compute_term_text(self):
        terms = self.env["cchc.staff.deputy.rule"]._terms()
        for surplus in self:
            day = surplus._effective_day_of_cause()
            term = day and terms._in_force(day)
            if surplus.cause != "rearrangement":
                surplus.term_text = surplus.cause and self.env._("no term by law")
            elif not day:
                surplus.term_text = self.env._("name the rearrangement or its decision's day")
            elif not term:
                surplus.term_text = self.env._(
                    "no rule known for a rearrangement of %(date)s", date=dates.format_date(day)
                )
            else:
                surplus.term_text = self.env._(
                    "%(years)s from %(date)s, %(document)s",
                    years=term.sentence,
                    date=dates.format_date(day),
                    document=term.document_id.number or term.name,
                )

    def _effective_day_of_cause(self):
        """Day on which the rearrangement took effect; None for another cause or if not known."""
        self.ensure_one()
        if self.cause != "rearrangement":
            return None
        return self.basis_date or self.event_id.effective_on or None

    @api.depends("unit_id.name", "tested", "unit_type_id.name", "since")
    def _compute_display_name(self):
        for surplus in self:
            name = surplus.unit_id.name or ""
            if surplus.tested == GROUP:
                name = self.env._(
                    "%(type)s of %(unit)s", type=surplus.unit_type_id.name or "", unit=name
                )
            surplus.display_name = self.env._(
                "Surplus deputies: %(unit)s, since %(date)s",
                unit=name,
                date=dates.format_date(surplus.since) if surplus.since else "",
            )

    @api.depends("since", "closed_on", "deadline", "number", "tested", "unit_type_id")
    @api.depends_context("cchc_as_of")
    def _compute_now(self):
        """How it stands on the day shown, and when it fits by what is recorded."""
        day = self.env["cchc.as.of.mixin"]._as_of()
        history = self._history_of_all(day)
        for surplus in self:
            past = history.get(surplus._origin.id, [])
            here = next((row for row in past if row.day == day), None)
            known = here and here.limit is not None
            surplus.limit = here.limit if known else 0
            surplus.deputies = here.deputies if here else 0
            surplus.surplus = here.surplus if known else 0
            gone = max(0, surplus.number - surplus.surplus) if known else 0
            surplus.progress = self.env._(
                "%(gone)s of %(number)s", gone=gone, number=surplus.number
            )
            later = deputies.runs([(r.day, r.surplus) for r in past if r.day >= day])
            fits = later and not later[-1][1]
            surplus.fits_from = surplus.closed_on or (
                fits and (later[-1][0] if len(later) > 1 else day)
            )
            surplus.status = surplus._status_on(day, known)

    def _status_on(self, day, known):
        self.ensure_one()
        if self.since and day < self.since:
            return "none"
        if self.closed_on and day >= self.closed_on:
            return "closed"
        if not known:
            return "unknown"
        if not self.surplus:
            return "closed"
        if self.deadline and self.deadline < day:
            return "late"
        return "planned" if self.fits_from else "open"

    # -- how it was and will be -----------------------------------------------------------------

    def _tested_unit_ids(self):
        """Ids of the units whose deputies count, whenever they existed."""
        self.ensure_one()
        if self.tested == OWN:
            return self.unit_id.ids
        types = self.rule_id.unit_type_ids
        return self.unit_id.child_ids.filtered(lambda unit: unit.unit_type_id in types).ids

    def _history_of_all(self, first, last=None):
        """Balances of these surpluses on each day of a change from ``first`` to ``last``.

        :param first: the first day, always among those looked at
        :param last: None for all days to come
        :return: dict of id -> list of rows (day, limit or None, deputies, surplus or None,
            rule id), in order of days; two queries for all of them
        """
        records = self.sudo().filtered("unit_id")  # counts of public posts against public rules
        if not records:
            return {}
        units = records.unit_id
        looked_at = units | units.parent_id | units.child_ids
        days = self._days_of_change(looked_at, first, last)
        history = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT day, unit_id, tested, rule_id, CASE WHEN has_limit THEN group_limit END,
                       group_deputies, CASE WHEN has_limit THEN "limit" END, deputies,
                       CASE WHEN has_limit THEN surplus END
                FROM (%s) ceiling ORDER BY day
                """,
                ceiling_query(days, units.ids),
            )
        )
        rules = self.env["cchc.staff.deputy.rule"].sudo()
        by_unit = defaultdict(list)
        for day, unit_id, tested, rule_id, *numbers in rows:
            by_unit[unit_id, tested].append((day, rule_id, *numbers))
        for surplus in records:
            for day, rule_id, limit, held, own_limit, own_held, over in by_unit[
                surplus.unit_id.id, surplus.tested
            ]:
                if surplus.tested == OWN:
                    history[surplus._origin.id].append(
                        Balance(day, own_limit, own_held, over, rule_id)
                    )
                elif surplus.unit_type_id in rules.browse(rule_id).unit_type_ids:
                    history[surplus._origin.id].append(Balance(day, limit, held, over, rule_id))
        return history

    @api.model
    def _days_of_change(self, units, first, last):
        """Days from ``first`` on, at most ``last``, on which a limit or a count may change.

        Of many the nearest to today are kept: those before it if ``last`` is given.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT day FROM (
                    SELECT unnest(ARRAY[date_from, date_to + 1]) AS day
                    FROM cchc_staff_appointment WHERE unit_id = ANY(%(units)s)
                     AND capacity = %(deputy)s
                    UNION ALL
                    SELECT date_from FROM cchc_staff_quota WHERE unit_id = ANY(%(units)s)
                    UNION ALL
                    SELECT unnest(ARRAY[date_start, date_end + 1]) FROM hr_department
                    WHERE id = ANY(%(units)s)
                    UNION ALL
                    SELECT unnest(ARRAY[given.date_from, given.date_to + 1])
                    FROM cchc_unit_classification given
                    WHERE given.unit_id IN (
                        SELECT unnest(string_to_array(rtrim(parent_path, '/'), '/')::int[])
                        FROM hr_department WHERE id = ANY(%(units)s)
                    )
                    UNION ALL
                    SELECT unnest(ARRAY[date_from, date_to + 1]) FROM cchc_staff_deputy_rule
                    WHERE active AND NOT COALESCE(is_draft, FALSE)
                ) change
                WHERE day > %(first)s AND (%(last)s::date IS NULL OR day <= %(last)s::date)
                ORDER BY day
                """,
                units=units.ids,
                deputy=posts.DEPUTY,
                first=first,
                last=last,
            )
        )
        days = [day for (day,) in rows]
        kept = days[-(MOST_DAYS - 1) :] if last else days[: MOST_DAYS - 1]
        return [first, *kept]

    # -- checks --------------------------------------------------------------------------------

    @api.constrains("deadline", "term_on")
    def _check_deadline_within_term(self):
        for surplus in self:
            if surplus.deadline and surplus.term_on and surplus.deadline > surplus.term_on:
                raise ValidationError(
                    self.env._(
                        "The surplus of %(unit)s must end by %(term)s (%(why)s): the deadline "
                        "%(deadline)s is later.",
                        unit=surplus.unit_id.name,
                        term=dates.format_date(surplus.term_on),
                        why=surplus.term_text,
                        deadline=dates.format_date(surplus.deadline),
                    )
                )
            if surplus.deadline and surplus.deadline < surplus.since:
                raise ValidationError(
                    self.env._("The deadline cannot lie before the surplus began.")
                )

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("A surplus is found by the system, from posts and rules."))
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & FOUND and not self._is_permitted(vals.keys() & FOUND):
            raise AccessError(self.env._("What was found about a surplus is kept by the system."))
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            raise UserError(self.env._("A surplus stays in the records."))
        return super().unlink()

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        if name == "close":
            if not self.env.su:
                raise AccessError(self.env._("A surplus closes by itself when the count fits."))
            return [None] * len(self)
        role = self.env["cchc.unit.role"]
        return [role._require(URGING_ROLES, surplus.sudo().unit_id) for surplus in self]

    def _audit_unit(self):
        return self.unit_id

    def action_urge(self):
        """Ask those who plan for the unit to bring the surplus to an end."""
        for surplus in self:
            surplus._transition(
                "urge",
                {"urged_on": dates.today(), "urged_times": surplus.sudo().urged_times + 1},
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Those who plan for the unit have been asked."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _after_urge(self, on):
        self._ask(self.env._("Urged: bring the surplus of deputies to an end"))

    def _after_close(self, on):
        close_asked(self)

    def _ask(self, summary):
        """Ask the HR officer who answers for each unit, or the head where there is none."""
        close_asked(self)
        steps = {one.id: one.sudo().unit_id._ancestors_and_self()[::-1] for one in self}
        around = self.env["hr.department"].browse(
            {step for path in steps.values() for step in path}
        )
        tasks = self.env["cchc.task"]
        officers, heads = tasks._holders(("hr",), around), tasks._holders(("head",), around)

        def nearest(path):
            found = (holders.get(step) for holders in (officers, heads) for step in path)
            return next(filter(None, found), None)

        ask(
            self,
            summary,
            {one.id: nearest(steps[one.id]) for one in self},
            {one.id: one._due_on() for one in self},
        )

    def _due_on(self):
        """Day by which something must be done next: a step, a roadmap, the end."""
        self.ensure_one()
        planned = [step.planned_on for step in self.step_ids if not step.done_on]
        planned = [day for day in planned if day]
        if not self.step_ids:
            planned.append(self.opened_on + timedelta(days=DAYS_TO_PLAN))
        last = [day for day in (self.deadline, self.term_on) if day]
        return min(planned + last, default=None)

    def action_open_ceiling(self):
        """Open the count of the day shown, with its rule and people."""
        self.ensure_one()
        ceilings = self.env["cchc.staff.ceiling"]
        row = ceilings.search(
            Domain("unit_id", "=", self.unit_id.id)
            & Domain("tested", "=", self.tested)
            & (
                Domain("rule_id.unit_type_ids", "in", self.unit_type_id.ids)
                if self.tested == GROUP
                else Domain.TRUE
            ),
            limit=1,
        )
        if not row:
            raise UserError(self.env._("The unit does not exist on this day."))
        return {
            "type": "ir.actions.act_window",
            "res_model": ceilings._name,
            "res_id": row.id,
            "views": [[False, "form"]],
            "context": {"cchc_as_of": fields.Date.to_string(row.day)},
        }

    # -- found by itself -------------------------------------------------------------------------

    @api.model
    def _follow_soon(self):
        """Have the counts looked at within a minute, after what changed them is saved."""
        cron = self.env.ref("cchc_reform.cron_staff_surplus", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # a user who may enter a post may start the look at counts

    @api.model
    def _cron_follow(self):
        """Open what exceeds its limit, close what fits, and ask for what is due."""
        self._follow()
        self._remind()

    @api.model
    def _follow(self):
        """Bring the surpluses in step with the counts of today; may be run any number of times."""
        today = dates.today()
        surpluses = self.sudo()
        ceilings = self.env["cchc.staff.ceiling"].sudo().with_context(cchc_as_of=today)
        open_ones = {one._key(): one for one in surpluses.search([("state", "=", "open")])}
        fresh = surpluses.browse()
        for row in ceilings.search([("surplus", ">", 0)]):
            type_id = row.rule_id.unit_type_ids[:1].id if row.tested == GROUP else False
            if open_ones.pop((row.unit_id.id, row.tested, type_id), None) is None:
                fresh |= surpluses.create(
                    {
                        "unit_id": row.unit_id.id,
                        "tested": row.tested,
                        "unit_type_id": type_id,
                        "rule_id": row.rule_id.id,
                        "since": today,
                        "opened_on": today,
                        "number": row.surplus,
                    }
                )
        fresh._find_beginning(today)
        ended = surpluses.union(*open_ones.values())
        ended._find_end(today)
        return fresh

    def _key(self):
        self.ensure_one()
        return (self.unit_id.id, self.tested, self.unit_type_id.id)

    def _find_beginning(self, today):
        """Write since when it lasts and what changed on that day."""
        history = self._history_of_all(self._long_ago(), today)
        for surplus in self:
            rows = history.get(surplus.id, [])
            found = deputies.runs([(row.day, row.surplus) for row in rows])
            since = found[-1][0] if found and found[-1][1] else today
            before = next((row for row in reversed(rows) if row.day < since), None)
            at = next((row for row in rows if row.day == since), None)
            values = {"since": since, **surplus._cause_of(since, before, at)}
            with surplus._permit(values.keys()):
                surplus.write(values)
            self.env["cchc.audit.entry"]._append(
                [surplus._audit_row("open", {"since": False}, {"since": since}, since, "")]
            )

    def _cause_of(self, since, before, at):
        """What brought the surplus about, as far as the records of its first day tell.

        It is a first guess that people correct: a decision may have come into force on the same
        day as another.
        """
        self.ensure_one()
        event = self.env["cchc.unit.event.link"].search(
            Domain("state", "=", "done")
            & Domain("effective_on", "=", since)
            & Domain("successor_id", "in", self._tested_unit_ids()),
            limit=1,
        )
        if event:
            return {"cause": "rearrangement", "event_id": event.event_id.id}
        if not before or not at:
            return {"cause": "appointment"}
        if before.limit is not None and at.limit is not None and at.limit < before.limit:
            return {"cause": "law" if at.rule_id != before.rule_id else "quota"}
        if at.rule_id != before.rule_id:
            return {"cause": "law"}
        return {"cause": "appointment"}

    def _find_end(self, today):
        """Close those whose count fits today, from the first day on which it did."""
        history = self._history_of_all(self._long_ago(), today)
        for surplus in self:
            rows = history.get(surplus.id, [])
            found = deputies.runs([(row.day, row.surplus) for row in rows])
            unit_end = surplus.unit_id.date_end
            if unit_end and unit_end < today:
                closed_on = unit_end + timedelta(days=1)
            elif found and not found[-1][1] and rows[-1].surplus is not None:
                closed_on = max(found[-1][0], surplus.since)
            else:
                continue  # no limit is known today: nothing is concluded
            surplus._transition("close", {"closed_on": closed_on}, on=closed_on)

    @api.model
    def _long_ago(self):
        """A day before all that is recorded."""
        return fields.Date.to_date("1990-01-01")

    @api.model
    def _remind(self):
        """Ask for what is due within days, where nobody is asked yet."""
        today = dates.today()
        waiting = self.sudo().search([("state", "=", "open")])
        asked = set(
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", waiting.ids),
                    ("automated", "=", True),
                ]
            )
            .mapped("res_id")
        )
        due = waiting.filtered(
            lambda one: (
                one.id not in asked
                and one._due_on()
                and one._due_on() <= today + timedelta(days=DAYS_AHEAD)
            )
        )
        due._ask(self.env._("Surplus of deputies: the next step is due"))
