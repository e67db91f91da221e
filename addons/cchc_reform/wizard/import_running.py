"""Tasks that are under way, from older lists: with state, days and the documents that prove it."""

import re
from functools import cached_property

from odoo.tools.translate import LazyTranslate

from ..kernel import dates
from ..models.task_takeover import STEP_DAYS
from .import_base import SEPARATORS, Column
from .import_plan import TaskImporter

_lt = LazyTranslate(__name__)

STATE_WORDS = {
    "đã giao": "assigned",
    "chưa thực hiện": "assigned",
    "chưa triển khai": "assigned",
    "assigned": "assigned",
    "đang thực hiện": "in_progress",
    "đang triển khai": "in_progress",
    "in progress": "in_progress",
    "đã báo cáo": "reported",
    "chờ xác nhận": "reported",
    "reported": "reported",
    "hoàn thành": "verified",
    "đã hoàn thành": "verified",
    "đã xác nhận": "verified",
    "confirmed": "verified",
}
# "12/BC-SNV ngày 05/4/2023": a document, with its date where it is known.
_DOCUMENT = re.compile(
    r"(?P<number>\S.*?)(?:,? (?:ngày )?(?P<day>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}))?"
)


class RunningTaskImporter(TaskImporter):
    """Tasks of a plan that were given out before; each moves to where it stood by one step."""

    columns = (
        *(column for column in TaskImporter.columns if column.key != "state"),
        Column("state", _lt("Status"), ("trạng thái", "tình trạng", "kết quả thực hiện"), True,
               _lt("đã giao, đang thực hiện, đã báo cáo or hoàn thành.")),
        Column("assigned_on", _lt("Assigned on"), ("ngày giao", "giao ngày"), False,
               _lt("Empty: the day on which the plan was issued.")),
        Column("reported_on", _lt("Reported on"),
               ("ngày báo cáo", "ngày hoàn thành", "báo cáo ngày"), False,
               _lt("Day on which the unit reported it done: the day that counts.")),
        Column("verified_on", _lt("Confirmed on"), ("ngày xác nhận",), False,
               _lt("Empty: the day of the report.")),
        Column("evidence", _lt("Evidence"), ("minh chứng", "văn bản minh chứng", "số văn bản"),
               False, _lt("Numbers of documents, separated by semicolons; with the date: "
                          "“12/BC-SNV ngày 05/4/2023”. What is reported or done needs one, or "
                          "an explanation."), 30),
        Column("explanation", _lt("Explanation"), ("diễn giải", "kết quả cụ thể"), False, None, 40),
    )  # fmt: skip

    @cached_property
    def running(self):
        """Where the task of each line stood."""
        return {}

    def _values(self, line):
        count = len(self.faults)
        values = super()._values(line)
        about = self._about(line)
        if values is None or len(self.faults) > count:
            return None
        self.running[line] = about
        return {**values, "explanation": line["explanation"] or False}

    def _about(self, line):
        """State, days and evidence of a row; faults where they do not fit together."""
        state = self.choice(line, "state", STATE_WORDS, None)
        assigned_on = self.date(line, "assigned_on", self.plan.issued_on or self.plan.date_start)
        reported_on = self.date(line, "reported_on", False)
        verified_on = self.date(line, "verified_on", False)
        done = state in ("reported", "verified")
        if done and not line["reported_on"]:
            self.fault(line, "reported_on", self.env._("Say on which day it was reported."))
        elif state and not done and line["reported_on"]:
            message = self.env._("What is not reported has no day of the report.")
            self.fault(line, "reported_on", message)
        if state == "verified":
            verified_on = verified_on or reported_on
        elif state and line["verified_on"]:
            message = self.env._("What is not confirmed has no day of the confirmation.")
            self.fault(line, "verified_on", message)
        if done and not line["evidence"] and not line["explanation"]:
            self.fault(line, "evidence", self.env._("Name the evidence, or explain what was done."))
        before, today = assigned_on, dates.today()
        for key, day in (
            ("assigned_on", assigned_on),
            ("reported_on", reported_on),
            ("verified_on", verified_on),
        ):
            if day and day > today:
                self.fault(line, key, self.env._("This day has not come yet."))
            elif day and before and day < before:
                self.fault(line, key, self.env._("This day lies before the step before it."))
            before = day or before
        return {
            "state": state,
            "assigned_on": assigned_on,
            "reported_on": reported_on,
            "verified_on": verified_on,
            "evidence": self._evidence(line),
        }

    def _evidence(self, line):
        found = []
        for text in filter(None, map(str.strip, SEPARATORS.split(line["evidence"]))):
            match = _DOCUMENT.fullmatch(text)
            try:
                day = match["day"] and dates.parse_date(match["day"])
            except ValueError:
                self.fault(line, "evidence", self.env._("“%s” holds no date.", text))
                continue
            if day and day > dates.today():
                self.fault(line, "evidence", self.env._("This day has not come yet."))
            found.append((match["number"], day or False))
        return list(dict.fromkeys(found))

    def _is_the_same(self, line, record, values):
        if record.state == "draft":
            # A draft of the plan: it moves to where it stood.
            if super()._is_the_same(line, record, values):
                self.new += 1
            return False
        if record.takeover_id and record.state == self.running[line]["state"]:
            about = self.running.pop(line)
            for name in STEP_DAYS:
                if about[name] != record[name]:
                    self.fault(line, name, self._other_day(record[name]))
            return True
        message = self.env._("It is in the plan already, as “%s”.", record._state_label())
        self.fault(line, "name", message)
        return False

    def _other_day(self, day):
        if not day:
            return self.env._("It was taken over already, without this day.")
        return self.env._("It was taken over already, with %s.", dates.format_date(day))

    def apply(self):
        """Create the tasks that are not there and take all of them over, as one batch."""
        tasks = super().apply()
        running = {tasks[line]: about for line, about in self.running.items()}
        drafts = {}
        for line, values, draft in self.planned:
            if draft and line in self.running:
                drafts[draft] = draft.explanation
                draft.explanation = values["explanation"] or draft.explanation
        if running:
            # Parts first: nothing is added below a whole that is done.
            deepest_first = sorted(running, key=lambda task: -len(task.parent_path))
            self.env["cchc.task.takeover"]._take_over(
                self.plan, self.source, {task: running[task] for task in deepest_first}, drafts
            )
        return tasks
