from collections import defaultdict

from odoo.fields import Command

from .source import day, rows, tree

# Columns of the story in the order in which a task goes through them, and the step of each.
STEPS = {
    "started": "start",
    "submitted": "submit",
    "reported": "report",
    "returned": "return",
    "submitted_again": "submit",
    "reported_again": "report",
    "verified": "verify",
}


class DemoStory:
    """Plays what happened to the tasks, day by day, each step as the person who does it.

    The steps are the models' own: state, guard, role, history and facts are checked and kept
    as in real work, only the day is given.
    """

    def __init__(self, loader):
        self.loader = loader
        self.part_of = {task.id: part for (part, _code), task in loader.tasks.items()}
        # Unit -> login of who works, sends, or confirms there. Who confirms in one domain only
        # is not the unit's usual verifier.
        self.officers, self.heads, self.verifiers = {}, {}, {}
        for row in rows("roles"):
            if row["role"] == "officer":
                self.officers[row["unit"]] = row["login"]
            elif row["role"] == "head":
                self.heads[row["unit"]] = row["login"]
            elif row["role"] in ("leader", "verifier") and not row["domains"]:
                self.verifiers[row["unit"]] = row["login"]

    def play(self):
        self._start_clauses()
        self._attach_evidence()
        for (on, _place, column, login, reason), tasks in sorted(
            self._acts().items(), key=lambda act: act[0]
        ):
            self._act(STEPS[column], self.loader.as_user(login, tasks), on, reason)
        self._ask_others()
        self._measure_targets()

    def _acts(self):
        """Acts of the story: same day, step, person and reason are done in one go."""
        acts = defaultdict(lambda: self.loader.env["cchc.task"])
        for row in rows("story"):
            for code in row["units"].split():
                task = self.loader.tasks[row["part"], code]
                for place, column in enumerate(STEPS):
                    if not row[column]:
                        continue
                    reason = row["reason"] if column == "returned" else ""
                    login = self._login(column, row["part"], code, task)
                    acts[day(row[column]), place, column, login, reason] += task
        return acts

    def _login(self, column, part, code, task):
        """Who does the step: the officer or the head of the unit, or the unit that confirms."""
        if STEPS[column] in ("return", "verify"):
            verifier = task.verifier_unit_id.code
            return self.verifiers.get(verifier) or self.heads[verifier]
        by_head = STEPS[column] == "report" or (
            self.loader.parts[part].get("in_charge") == "head" or code not in self.officers
        )
        return self.heads[code] if by_head else self.officers[code]

    def _act(self, step, tasks, on, reason):
        if step in ("submit", "report"):
            self._explain(tasks)
        if step == "return":
            tasks._return(reason, on=on)
        else:
            getattr(tasks, f"_{step}")(on=on)

    def _explain(self, tasks):
        """Write what was done, where nobody has yet: a report needs it or evidence."""
        todo = tasks.filtered(
            lambda task: task.state in ("assigned", "in_progress") and not task.explanation
        )
        for text, records in todo.grouped(
            lambda task: self.loader.parts[self.part_of[task.id]]["explanation"]
        ).items():
            records.write({"explanation": text})

    def _start_clauses(self):
        """The unit that leads a clause follows it from the day on which it is assigned."""
        for clause in tree("clauses"):
            task = self.loader.tasks[clause["clause"], ""]
            head = self.loader.as_user(self.heads[clause["lead"]], task)
            head._start(on=day(clause["assigned_on"]))

    def _attach_evidence(self):
        """References without number, date and file: the demo has no signed documents."""
        for row in rows("evidence"):
            unit = self.loader.units[row["unit"]]
            login = self.officers[row["unit"]]
            tasks = [self.loader.tasks[part, row["unit"]].id for part in row["tasks"].split()]
            self.loader.as_user(login, self.loader.env["cchc.evidence"]).create(
                {
                    "name": row["name"],
                    "kind": row["kind"],
                    "issuer": unit.name,
                    "unit_id": unit.id,
                    "task_ids": [Command.set(tasks)],
                }
            )

    def _ask_others(self):
        """What units asked of each other; the letters of the demo have no numbers."""
        for row in rows("waits"):
            asked_on, awaited = day(row["asked_on"]), self.loader.units[row["awaited_unit"]]
            Wait = self.loader.as_user(self.heads[row["unit"]], self.loader.env["cchc.task.wait"])
            part = row["awaited_part"]
            with Wait._effective_on(asked_on):
                wait = Wait.create(
                    {
                        "name": row["name"],
                        "task_id": self.loader.tasks[row["part"], row["unit"]].id,
                        "awaited_unit_id": awaited.id,
                        "awaited_task_id": part and self.loader.tasks[part, awaited.code].id,
                        "asked_on": asked_on,
                        "due_on": day(row["due_on"]),
                    }
                )
            if row["came_on"]:
                self.loader.as_user(self.heads[awaited.code], wait)._answer(on=day(row["came_on"]))

    def _measure_targets(self):
        for row in tree("targets"):
            for measure in row["measures"]:
                target = self.loader.targets[row["key"], measure["unit"]]
                login = self.officers.get(measure["unit"]) or self.heads[measure["unit"]]
                self.loader.as_user(login, self.loader.env["cchc.target.measure"]).create(
                    {
                        "target_id": target.id,
                        "measured_on": measure["on"],
                        "value": measure["value"],
                        "is_estimate": measure.get("estimate", False),
                        "note": "Số liệu minh họa",
                    }
                )
