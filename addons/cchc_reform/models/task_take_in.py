from datetime import date
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates
from .unit_role import grant_from_above

TAKEN_IN_STEPS = ("take_in", "take_in_start", "take_in_note")


class Claim(NamedTuple):
    """What a unit says of a task in its workbook.

    :param done_on: day on which the work was done, as the unit says; None: it is not done
    :param begun: whether it is under way
    :param evidence: values of the document that proves it (number, date, issuer, name), or None
    """

    done_on: date | None
    begun: bool
    explanation: str
    evidence: dict | None
    note: str


class Task(models.Model):
    """Work that a unit without an account reports in a workbook, taken in from above.

    The day that the unit gives counts for its timeliness; the day of taking in and who brought
    the workbook stay beside it, here and in the history. Who takes it in has reported it, and so
    does not confirm it.
    """

    _inherit = "cchc.task"

    unit_note = fields.Text(
        string="Difficulties, notes of the unit",
        readonly=True,
        copy=False,
        help="As the unit last wrote in its workbook.",
    )
    taken_in_on = fields.Date(
        string="Workbook taken in on",
        readonly=True,
        copy=False,
        help="The unit reported in a workbook: its day was entered on this day.",
    )
    brought_by = fields.Char(
        string="Workbook brought by", readonly=True, copy=False, help="Not checked by the system."
    )

    def _grant_for(self, step, grants):
        if step in TAKEN_IN_STEPS:
            return grant_from_above(grants, self.lead_unit_id.sudo(), self.domain_id)
        return super()._grant_for(step, grants)

    def _guard_take_in(self, on, reason):
        self._check_proof()
        self._check_parts_are_done()
        for task in self:
            if not task.assigned_on <= on <= dates.today():
                raise UserError(
                    self.env._(
                        "“%(task)s” cannot have been done on %(date)s: it was assigned on "
                        "%(assigned)s, and no day to come is taken in.",
                        task=task.name,
                        date=dates.format_date(on),
                        assigned=dates.format_date(task.assigned_on),
                    )
                )

    def _after_take_in(self, on):
        self._after_report(on)

    def _take_in(self, claims, brought_by, reason):
        """Record what units say of these tasks; the user holds a role above them.

        :param dict claims: id of the task -> :class:`Claim`
        :param str brought_by: who brought the workbook
        :param str reason: the same, with the way it came, for the history
        """
        today = dates.today()
        self.check_access("read")
        self._lock_for_step()
        self._authorise("take_in")
        done = self.filtered(lambda task: claims[task.id].done_on)
        done._keep_proof(claims)
        groups = done.sudo().grouped(
            lambda task: (claims[task.id].done_on, task.first_reported_on, claims[task.id].note)
        )
        for (day, first, note), tasks in groups.items():
            tasks.sudo(False)._transition(
                "take_in",
                {
                    "reported_on": day,
                    "first_reported_on": first or day,
                    "reported_by_id": self.env.uid,
                    "taken_up_on": False,
                    "taken_in_on": today,
                    "brought_by": brought_by,
                    "unit_note": note,
                },
                reason,
                on=day,
            )
        for note, tasks in (self - done).grouped(lambda task: claims[task.id].note).items():
            values = {"taken_in_on": today, "brought_by": brought_by, "unit_note": note}
            to_start = tasks.filtered(
                lambda task: claims[task.id].begun and task.state == "assigned"
            )
            to_start._transition("take_in_start", values, reason)
            (tasks - to_start)._transition("take_in_note", values, reason)

    def _keep_proof(self, claims):
        """Write the explanations, and keep by reference the documents that prove the work."""
        # The unit has nobody who could; that the user may take in for it was checked.
        tasks = self.sudo()
        named = tasks.filtered(lambda task: claims[task.id].evidence)
        known = named._evidence_by_reference()
        to_create = {}
        for task in tasks:
            claim = claims[task.id]
            if claim.explanation:
                task.explanation = claim.explanation
            if not claim.evidence:
                continue
            key = _reference(task.lead_unit_id, claim.evidence)
            if key in known:
                task.evidence_ids = [fields.Command.link(known[key].id)]
            else:
                values = {**claim.evidence, "unit_id": task.lead_unit_id.id, "secrecy": "none"}
                piece = to_create.setdefault(key, {**values, "task_ids": []})
                piece["task_ids"].append(fields.Command.link(task.id))
        tasks.env["cchc.evidence"].create(list(to_create.values()))

    def _evidence_by_reference(self):
        """Evidence that the lead units keep already, by :func:`_reference`."""
        pieces = self.env["cchc.evidence"].search(
            Domain("unit_id", "in", self.lead_unit_id.ids)
            & Domain("number", "!=", False)
            & Domain("current_id", "=", False),
            order="id desc",
        )
        return {_reference(piece.unit_id, piece): piece for piece in pieces}


def _reference(unit, piece):
    """What tells documents of a unit apart: number, date and issuer, or the name without one."""
    number = (piece["number"] or "").casefold()
    name = "" if number else piece["name"]
    return unit.id, number, piece["date"] or False, (piece["issuer"] or "").casefold(), name
