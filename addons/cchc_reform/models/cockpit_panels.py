from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..kernel import dates, metrics
from ..kernel.waiting import Delays
from .landing import OWN
from .report_workflow import OPEN_STATES, RECEIVED_STATES

#: States of a report that came; the row of a unit that has ended is closed and owes none.
CAME = tuple(state for state in RECEIVED_STATES if state != "closed")
UNITS_SHOWN = 5
LINES_SHOWN = 5
TASKS_SHOWN = 3
MOST_REQUESTS = 200
#: Figures of the year beside the tasks, of ``cchc.report.metric``.
WORK_SHOWN = (
    "inspections_share", "findings_to_remedy", "remedies_open", "remedies_overdue",
    "communication_done", "dialogues_done", "contributions_received", "contributions_overdue",
    "initiatives_recognised_unit", "replications", "awards_decided_person", "awards_decided_unit",
)  # fmt: skip


class Cockpit(models.AbstractModel):
    """The panels beside the figures: who is behind and why, and what waits to be done."""

    _inherit = "cchc.cockpit"

    def _window(self, name, model, domain, day=None):
        """Action with the records of a figure, as they stood on ``day`` where they are dated."""
        action = self.env["cchc.metrics"]._action(name, model, domain)
        if day:
            action["context"]["cchc_as_of"] = fields.Date.to_string(day)
        return action

    def _fold(self, units, keys):
        """Dict of the id of a unit -> id of the one of ``units`` that it is or lies below."""
        rows = set(units.ids)
        return {
            one.id: next(step for step in one._ancestors_and_self() if step in rows)
            for one in self.env["hr.department"].browse(keys)
        }

    # -- units most behind, and why ------------------------------------------------------------

    def _behind(self, scope, rates):
        """The units with the largest share of their work overdue, each with its reasons."""
        # What is the unit's own stands for it only where nothing lies below.
        alone = not rates.keys() - {OWN}
        rates = {
            scope.unit.id if unit_id == OWN else unit_id: one
            for unit_id, one in rates.items()
            if alone or unit_id != OWN
        }
        late = [unit_id for unit_id, one in rates.items() if one.overdue]
        late.sort(
            key=lambda unit_id: (-rates[unit_id].behind or 0, -rates[unit_id].overdue, unit_id)
        )
        units = self.env["hr.department"].browse(late[:UNITS_SHOWN])
        reasons = self._reasons(scope, units) if units else {}
        return [
            {
                "id": unit.id,
                "name": unit._named_on(scope.day),
                "behind": float(rates[unit.id].behind or 0),
                "overdue": rates[unit.id].overdue,
                "facts": self.env["cchc.metrics"]._plain(Domain("unit_id", "child_of", unit.id)),
                "reasons": reasons[unit.id] + self._not_its_own(rates[unit.id]),
            }
            for unit in units
        ]

    def _reasons(self, scope, units):
        """Sentences by unit: since when, where, what came back, for whom it waits."""
        Fact, day = self.env["cchc.task.fact"], scope.day
        below = Domain("unit_id", "child_of", units.ids)
        overdue = scope.facts() & below & Fact._domain_of(metrics.CELL_OVERDUE, day)
        found = Fact._read_group(
            overdue, ["unit_id", "domain_id", "return_count"], ["__count", "deadline:min"]
        )
        delays = self.env["cchc.metrics"]._delays(
            day,
            below & scope.of_domain() & Domain("plan_id.year", "=", day.year),
            ["unit_id", "awaited_unit_id"],
        )
        row_of = self._fold(
            units, {unit.id for unit, *_rest in found} | {one for one, _by in delays}
        )
        since, counts, back = {}, defaultdict(int), defaultdict(int)
        by_domain = defaultdict(lambda: defaultdict(int))
        for unit, reform_domain, returns, count, first in found:
            row = row_of[unit.id]
            since[row] = min(first, since.get(row, first))
            counts[row] += count
            by_domain[row][reform_domain] += count
            back[row] += count if returns else 0
        awaited = defaultdict(list)
        for (unit_id, by_id), delay in delays.items():
            if by_id not in row_of or row_of[by_id] != row_of[unit_id]:
                awaited[row_of[unit_id]].append((delay.days, by_id, delay.late))
        sentences = {}
        for unit in units:
            lines = sentences[unit.id] = [
                self.env._("longest overdue since %(date)s", date=dates.format_date(since[unit.id]))
            ]
            most, count = max(
                by_domain[unit.id].items(), key=lambda pair: (pair[1], -pair[0].sequence)
            )
            if not scope.domain:
                lines.append(
                    self.env._(
                        "%(count)s of %(all)s in “%(domain)s”",
                        count=count,
                        all=counts[unit.id],
                        domain=most.name,
                    )
                )
            if back[unit.id]:
                lines.append(self.env._("returned for correction: %(count)s", count=back[unit.id]))
            for days, by_id, late in sorted(awaited[unit.id], reverse=True)[:1]:
                lines.append(
                    self.env._(
                        "waits for %(unit)s: late answers %(late)s, working days %(days)s",
                        unit=self.env["hr.department"].browse(by_id).name,
                        late=late,
                        days=days,
                    )
                )
        return sentences

    def _not_its_own(self, rates):
        if not rates.awaiting:
            return []
        return [self.env._("awaiting confirmation by others: %(count)s", count=rates.awaiting)]

    # -- who delays whom -----------------------------------------------------------------------

    def _delays(self, scope):
        """Pairs of the delaying and the waiting unit with most working days of delay."""
        domain = (
            (scope.within("awaited_unit_id") | scope.within("unit_id"))
            & scope.of_domain()
            & Domain("plan_id.year", "=", scope.day.year)
        )
        figures, name = self.env["cchc.metrics"], self.env._("Who delays whom")
        pairs = figures._delays(scope.day, domain, ["awaited_unit_id", "unit_id"])
        total = sum(pairs.values(), Delays())  # a request is of one pair
        shown = sorted(pairs, key=lambda pair: (-pairs[pair].days, pair))[:LINES_SHOWN]
        units = self.env["hr.department"].browse({one for pair in shown for one in pair})
        names = {unit.id: unit._named_on(scope.day) for unit in units}
        model = "cchc.task.wait.analysis"
        return {
            "late": total.late,
            "days": total.days,
            "more": len(pairs) - len(shown),
            "action": self._window(name, model, domain, scope.day),
            "rows": [
                {
                    "id": f"{by}-{unit}",
                    "by": names[by],
                    "unit": names[unit],
                    "late": pairs[by, unit].late,
                    "days": pairs[by, unit].days,
                    "action": self._window(
                        name,
                        model,
                        domain & Domain("awaited_unit_id", "=", by) & Domain("unit_id", "=", unit),
                        scope.day,
                    ),
                }
                for by, unit in shown
            ],
        }

    # -- deputies in surplus -------------------------------------------------------------------

    def _surplus(self, scope):
        """Deputies above the limit, by the figure of reports; False for who may not read it."""
        Ceiling = self.env["cchc.report.metric"]._as_of("cchc.staff.ceiling", scope.day)
        if not Ceiling.has_access("read"):
            return False
        Metric = self.env["cchc.report.metric"]
        within = scope.within("unit_id")
        counted = within & Metric._domain_of_ceilings("deputies_surplus")
        unknown = within & Metric._domain_of_ceilings("units_without_rule")
        over = counted & Domain("surplus", ">", 0)
        # The table is dear: it is read once for the numbers, and again only for units to show.
        [(total, tested, surpluses)] = Ceiling._read_group(
            counted, [], ["surplus:sum", "__count", "surplus:array_agg"]
        )
        units = sum(one > 0 for one in surpluses or ())
        rows = Ceiling.browse()
        if units:
            rows = Ceiling.search(over, order="surplus desc, parent_path, id", limit=LINES_SHOWN)
        name, model = self.env._("Deputy heads in surplus"), "cchc.staff.ceiling"
        tests = dict(Ceiling._fields["tested"]._description_selection(self.env))
        return {
            # Where no limit is known nothing is concluded.
            "value": (total or 0) if tested else None,
            "action": self._window(name, model, over, scope.day),
            "units": units,
            "unknown": Ceiling.search_count(unknown),
            "unknown_action": self._window(
                self.env._("Units whose limit of deputies is not known"), model, unknown, scope.day
            ),
            "rows": [
                {
                    "id": row.id,
                    "name": row.unit_id._named_on(scope.day),
                    "tested": row.tested == "group" and tests["group"],
                    "deputies": row.deputies or row.group_deputies,
                    "limit": row.limit or row.group_limit,
                    "surplus": row.surplus,
                    "action": self._window(
                        name,
                        model,
                        over
                        & Domain("unit_id", "=", row.unit_id.id)
                        & Domain("tested", "=", row.tested),
                        scope.day,
                    ),
                }
                for row in rows
            ],
        }

    # -- inspection, commendation and the like -------------------------------------------------

    def _work(self, scope):
        """Figures of the year until the day, by those of reports, of what the user may read.

        :return: list of figures, or False where the page is narrowed to what they do not tell
        """
        if scope.rows is not None or scope.domain:
            return False
        Metric = self.env["cchc.report.metric"]
        first, unit = scope.day.replace(month=1, day=1), scope.unit
        labels = dict(Metric._names())
        actions = {
            name: Metric._action(name, unit, first, scope.day, labels) for name in WORK_SHOWN
        }
        names = [
            name
            for name, action in actions.items()
            if self.env[action["res_model"]].has_access("read")
        ]
        values = Metric._values_read(names, unit, first, scope.day)
        return [
            {
                "key": name,
                "label": actions[name]["name"],
                "value": None if values[name][unit.id] is None else float(values[name][unit.id]),
                "action": actions[name],
            }
            for name in names
        ]

    # -- reports -------------------------------------------------------------------------------

    def _reports(self, scope, period):
        """Reports of the period, or of all that are open, as they stand today."""
        Report = self.env["cchc.report"]
        domain = scope.within("unit_id") & (
            Domain("period_id", "=", period.id)
            if period
            else Domain("period_id.state", "in", ("opening", "open"))
        )
        asked = {"due": (*OPEN_STATES, *CAME), "received": CAME, "missing": OPEN_STATES}
        within = {key: domain & Domain("state", "in", states) for key, states in asked.items()}
        within["late"] = within["missing"] & Domain("is_late", "=", True)
        labels = {
            "due": self.env._("Must be submitted"),
            "received": self.env._("Submitted"),
            "missing": self.env._("Missing"),
            "late": self.env._("Missing past the due date"),
        }
        found = dict(Report._read_group(domain, ["state"], ["__count"]))
        counts = {
            key: sum(found.get(state, 0) for state in states) for key, states in asked.items()
        }
        counts["late"] = Report.search_count(within["late"])
        rows = Report.search(within["missing"], order="due_on, unit_order, id", limit=LINES_SHOWN)
        return {
            "figures": [
                {
                    "key": key,
                    "label": labels[key],
                    "value": counts[key],
                    "action": self._window(labels[key], "cchc.report", within[key]),
                }
                for key in within
            ],
            "rows": [
                {
                    "id": row.id,
                    "name": row.unit_id.name,
                    "period": row.period_id.name,
                    "due_on": fields.Date.to_string(row.due_on) or False,
                    "late": row.is_late,
                }
                for row in rows
            ],
            "more": counts["missing"] - len(rows),
        }

    # -- decisions -----------------------------------------------------------------------------

    def _decisions(self):
        """What waits for the user, by kind; kinds of which nothing waits are left out."""
        figures, _ = self.env["cchc.metrics"], self.env._
        tasks = figures._landing_to_decide()
        asked = self.env["cchc.task.extension"].search(
            [("state", "=", "requested")], limit=MOST_REQUESTS
        )
        asked = asked.filtered("can_decide")
        Report = self.env["cchc.report"]
        to_answer = Domain("waits_for_my_answer", "=", True)
        counted = [
            ("tasks", _("Tasks to approve or confirm"), "cchc.task", None, tasks["count"]),
            ("extensions", _("Later deadlines asked for"), "cchc.task.extension",
             Domain("id", "in", asked.ids), len(asked)),
            ("approve", _("Reports to approve"), "cchc.report", Report._domain_to_approve(), None),
            ("receive", _("Reports to accept or return"), "cchc.report", Report._domain_to_receive(), None),
            ("answer", _("Requests of other units to answer"), "cchc.task.wait", to_answer, None),
        ]  # fmt: skip
        found = []
        for key, label, model, domain, count in counted:
            if count is None:
                count = self.env[model].search_count(domain)
            if count:
                action = self._window(label, model, domain) if domain else tasks["action"]
                found.append({"key": key, "label": label, "value": count, "action": action})
        return {
            "kinds": found,
            "count": sum(one["value"] for one in found),
            "rows": [
                {key: row[key] for key in ("id", "name", "unit", "due_on")}
                for row in tasks["rows"][:TASKS_SHOWN]
            ],
        }
