from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import dates
from .inspection_workflow import (
    CANCELLED_FROM,
    CONCLUDED_STATES,
    RUNNING_STATES,
    SIGNED_STATES,
)
from .rating_workflow import UNDER_WAY
from .task_workflow import OPEN_STATES


class OpenWork(NamedTuple):
    """One way in which something open hangs on a unit.

    :param field: the relation to the unit
    :param may_end: whether it may end with the unit, without anybody taking over
    """

    model: str
    field: str
    may_end: bool


OPEN_WORK = {
    "task_lead": OpenWork("cchc.task", "lead_unit_id", False),
    "task_verifier": OpenWork("cchc.task", "verifier_unit_id", False),
    "task_coop": OpenWork("cchc.task", "coop_unit_ids", True),
    "plan": OpenWork("cchc.plan", "unit_id", False),
    "plan_verifier": OpenWork("cchc.plan", "default_verifier_unit_id", True),
    "plan_substitute": OpenWork("cchc.plan", "substitute_verifier_unit_id", True),
    "target": OpenWork("cchc.target", "unit_id", True),
    "target_coop": OpenWork("cchc.target", "coop_unit_ids", True),
    "wait": OpenWork("cchc.task.wait", "awaited_unit_id", True),
    "role": OpenWork("cchc.unit.role", "unit_id", True),
    "inspection_plan": OpenWork("cchc.inspection.plan", "unit_id", True),
    "inspection_plan_unit": OpenWork("cchc.inspection.plan", "unit_ids", True),
    "inspection": OpenWork("cchc.inspection", "unit_id", True),
    "inspection_own": OpenWork("cchc.inspection", "inspecting_unit_id", True),
    "finding": OpenWork("cchc.inspection.finding", "unit_id", False),
    "communication": OpenWork("cchc.communication", "unit_id", True),
    "contribution": OpenWork("cchc.contribution", "unit_id", False),
    "contribution_received": OpenWork("cchc.contribution", "received_by_unit_id", False),
    "initiative": OpenWork("cchc.initiative", "unit_id", False),
    "rating": OpenWork("cchc.rating", "unit_id", False),
    "rating_handled": OpenWork("cchc.rating", "handling_unit_id", False),
    "rating_deciding": OpenWork("cchc.rating", "deciding_unit_id", False),
}
# Who heads or leads the new unit is a matter of appointment, never of what was before.
ROLES_THAT_FOLLOW = ("officer",)
CHOICES = {"successor_id", "ends"}


def domain_of_open(kind, day):
    """Domain of what is open of one of :data:`OPEN_WORK` on ``day``, by the model's own states.

    What was confirmed after the day was open on it, where an event is recorded later.
    """
    open_task = Domain("state", "in", ("draft", *OPEN_STATES)) | (
        Domain("state", "=", "verified") & Domain("verified_on", ">=", day)
    )
    open_plan = Domain("state", "=", "draft") | (
        Domain("state", "=", "issued")
        & (Domain("date_end", ">=", day) | Domain("task_ids", "any", open_task))
    )
    open_target = Domain("state", "=", "draft") | (
        Domain("state", "=", "assigned") & Domain("due_on", ">=", day)
    )
    return {
        "cchc.task": open_task,
        "cchc.plan": open_plan,
        "cchc.target": open_target,
        # What waits for a task of the unit goes with that task.
        "cchc.task.wait": Domain("state", "=", "asked") & Domain("awaited_task_id", "=", False),
        # A lent role ends with the one that it comes from.
        "cchc.unit.role": Domain("revoked", "=", False)
        & Domain("delegated_by_id", "=", False)
        & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
        "cchc.inspection.plan": Domain("state", "in", ("draft", "issued"))
        & Domain("year", ">=", day.year),
        # What is only prepared the inspecting unit itself changes; what is concluded was of the
        # old unit, and its findings go on.
        "cchc.inspection": Domain("kind", "!=", "self") & Domain("state", "in", RUNNING_STATES)
        if kind == "inspection_own"
        else Domain("state", "in", RUNNING_STATES[1:-1])
        | (Domain("state", "=", "planned") & Domain("kind", "=", "self")),
        # Those with a task go with the task.
        "cchc.inspection.finding": Domain("task_id", "=", False)
        & (
            Domain("state", "in", ("proposed", "reported"))
            & Domain("inspection_id.state", "=", "concluded")
            | Domain("grade", "!=", "praise")
            & Domain("inspection_id.state", "in", ("under_way", "minutes"))
        ),
        "cchc.communication": Domain("state", "in", ("draft", "planned")),
        "cchc.contribution": Domain("state", "=", "assigned")
        if kind == "contribution"
        else Domain("state", "in", ("received", "assigned")),
        # Before the province only the province has to act.
        "cchc.initiative": Domain("state", "in", ("draft", "submitted", "assessed")),
        "cchc.rating": Domain("state", "in", UNDER_WAY),
    }[OPEN_WORK[kind].model]


def still_hangs(kind, record, unit):
    """Whether ``record`` is to be handed over for ``unit``: not where another line says it all."""
    if kind == "inspection_plan_unit":
        # What was inspected of the plan stays with who was inspected.
        return unit not in record.inspection_ids.filtered(
            lambda one: one.state in CONCLUDED_STATES
        ).mapped("unit_id")
    if kind == "contribution_received":
        return record.state == "received" or record.unit_id != unit
    if kind == "rating":
        return not record.handling_unit_id
    if kind == "rating_deciding":
        return unit not in (record.unit_id, record.handling_unit_id)
    return True


class UnitEventHandover(models.Model):
    """One thing that is open of a unit that ends, and who takes it over.

    What has one possible successor is proposed; a person chooses the rest. Work is given by the
    standing office and leaders, roles by the administrator.
    """

    _name = "cchc.unit.event.handover"
    _description = "Hand-over of open work of a unit"
    _order = "event_id, unit_id, kind, id"

    event_id = fields.Many2one(
        "cchc.unit.event",
        string="Rearrangement",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("task_lead", "Task: leads"),
            ("task_verifier", "Task: confirms"),
            ("task_coop", "Task: co-operates"),
            ("plan", "Plan"),
            ("plan_verifier", "Plan: verifier"),
            ("plan_substitute", "Plan: verifier of the verifier"),
            ("target", "Target"),
            ("target_coop", "Target: co-operates"),
            ("wait", "Request to answer"),
            ("role", "Role of a person"),
            ("inspection_plan", "Inspection plan"),
            ("inspection_plan_unit", "Inspection plan: unit to inspect"),
            ("inspection", "Inspection: inspected unit"),
            ("inspection_own", "Inspection: inspecting unit"),
            ("finding", "Finding to be remedied"),
            ("communication", "Communication or dialogue"),
            ("contribution", "Contribution to be answered"),
            ("contribution_received", "Contribution received"),
            ("initiative", "Initiative being assessed"),
            ("rating", "Rating: handled"),
            ("rating_handled", "Rating of an earlier unit: handled"),
            ("rating_deciding", "Rating: decided"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    res_id = fields.Integer(string="Record", required=True, readonly=True)
    name = fields.Char(string="Open work", required=True, readonly=True)
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    successor_id = fields.Many2one(
        "hr.department", string="Taken over by", index=True, ondelete="set null"
    )
    ends = fields.Boolean(string="Ends with the unit")
    is_settled = fields.Boolean(string="Settled", compute="_compute_is_settled", store=True)

    _once = models.UniqueIndex(
        "(event_id, kind, res_id, unit_id)", "This is in the hand-over already."
    )

    @api.depends("successor_id", "ends")
    def _compute_is_settled(self):
        for line in self:
            line.is_settled = bool(line.successor_id or line.ends)

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_clients()
        return super().create(vals_list)

    def unlink(self):
        self._refuse_clients()
        return super().unlink()

    def _refuse_clients(self):
        if not self.env.su:
            raise AccessError(self.env._("The system lists what is to be handed over."))

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - CHOICES:
                raise AccessError(self.env._("Only who takes over can be chosen here."))
            self._check_chooser()
        vals = dict(vals)
        if vals.get("ends"):
            vals["successor_id"] = False
        elif vals.get("successor_id"):
            vals["ends"] = False
        result = super().write(vals)
        self._check_choice()
        return result

    def _check_chooser(self):
        """Roles are given by the administrator, work by who acts for the old and the new unit."""
        for event in self.event_id.sudo():
            if event.state != "prepared":
                raise UserError(
                    self.env._(
                        "“%(event)s” is “%(state)s”: nothing can be handed over now.",
                        event=event.name,
                        state=event._state_label(),
                    )
                )
        roles = self.filtered(lambda line: line.kind == "role")
        if roles and not self.env.user.has_group("cchc_reform.group_cchc_admin"):
            raise AccessError(self.env._("Roles are given and ended by the administrator."))
        if self - roles:
            self.env["cchc.unit.event"]._grant_over((self - roles).sudo().unit_id)

    def _check_choice(self):
        for line in self.sudo():
            if line.ends and not line._may_end():
                raise UserError(
                    self.env._("“%s” cannot be without a unit: say who takes over.", line.name)
                )
            unit = line.successor_id
            day = line.event_id.effective_on
            if unit and not (unit.active and unit._is_open_on(day)):
                raise UserError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s and cannot take over “%(work)s”.",
                        unit=unit.name,
                        date=dates.format_date(day),
                        work=line.name,
                    )
                )
            if unit in line.event_id._ending_units():
                raise UserError(
                    self.env._(
                        "%(unit)s ends itself on that day and cannot take over “%(work)s”.",
                        unit=unit.name,
                        work=line.name,
                    )
                )

    def _may_end(self):
        """Whether it may end without anybody taking over: no conclusion is left unwritten."""
        work = OPEN_WORK[self.kind]
        if self.kind != "inspection_own":
            return work.may_end
        return self.env[work.model].browse(self.res_id).state in CANCELLED_FROM

    # -- actions -------------------------------------------------------------------------------

    def action_end(self):
        """Let these end with their unit."""
        self.write({"ends": True})

    def action_open(self):
        """Show what is handed over, to who may read it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": OPEN_WORK[self.kind].model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


class UnitEvent(models.Model):
    """What a rearrangement leaves open, listed before it is carried out."""

    _inherit = "cchc.unit.event"

    handover_ids = fields.One2many("cchc.unit.event.handover", "event_id", string="Hand-over")
    handover_count = fields.Integer(string="To hand over", compute="_compute_handover")
    unsettled_count = fields.Integer(string="Nobody takes over yet", compute="_compute_handover")

    @api.depends("handover_ids.is_settled")
    def _compute_handover(self):
        # Numbers only: who prepares the event may not read the work of the units.
        rows = (
            self.env["cchc.unit.event.handover"]
            .sudo()
            ._read_group([("event_id", "in", self.ids)], ["event_id", "is_settled"], ["__count"])
        )
        counts = {(event.id, settled): count for event, settled, count in rows}
        for event in self:
            event.unsettled_count = counts.get((event._origin.id, False), 0)
            event.handover_count = event.unsettled_count + counts.get((event._origin.id, True), 0)

    def _units_concerned(self):
        return super()._units_concerned() | self.handover_ids.successor_id

    def _after_prepare(self, on):
        result = super()._after_prepare(on)
        records = self.sudo()  # who may prepare was checked
        for event in records:
            event._list_open_work()
        return result

    def action_update_handover(self):
        """List what became open since, and drop what is done; choices that were made stay."""
        self.check_access("read")
        self._require_preparer()
        records = self.sudo()  # who may prepare was checked
        for event in records:
            if event.state != "prepared":
                raise UserError(
                    self.env._(
                        "“%(event)s” is “%(state)s”: nothing can be handed over now.",
                        event=event.name,
                        state=event._state_label(),
                    )
                )
            event._list_open_work()

    def action_open_handover(self):
        """Open the list of what is handed over."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand-over"),
            "res_model": "cchc.unit.event.handover",
            "view_mode": "list",
            "domain": [("event_id", "=", self.id)],
            "context": {"search_default_unsettled": 1, "search_default_by_unit": 1},
        }

    def _open_work(self):
        """What is open of the units that end.

        :return: dict of (kind, id of the record, id of the unit) -> record
        """
        self.ensure_one()
        ending = self._ending_units()
        found = {}
        for kind, work in OPEN_WORK.items():
            records = self.env[work.model].search(
                Domain(work.field, "in", ending.ids) & domain_of_open(kind, self.effective_on)
            )
            for record in records:
                for unit in record[work.field] & ending:
                    if still_hangs(kind, record, unit):
                        found[kind, record.id, unit.id] = record
        return found

    def _list_open_work(self):
        lines = self.handover_ids
        work = self._open_work()
        known = {(line.kind, line.res_id, line.unit_id.id): line for line in lines}
        lines.browse([line.id for key, line in known.items() if key not in work]).unlink()
        proposed = self._only_successors()
        lines.create(
            [
                {
                    "event_id": self.id,
                    "kind": kind,
                    "res_id": res_id,
                    "unit_id": unit_id,
                    "name": self._name_of_work(kind, record),
                    "successor_id": (
                        proposed.get(unit_id, False)
                        if kind != "role" or record.role in ROLES_THAT_FOLLOW
                        else False
                    ),
                }
                for (kind, res_id, unit_id), record in work.items()
                if (kind, res_id, unit_id) not in known
            ]
        )

    def _only_successors(self):
        """Units with one successor -> its id: what is split waits for a person to choose."""
        return {
            unit.id: links.successor_id.id
            for unit, links in self.link_ids.grouped("predecessor_id").items()
            if len(links) == 1 and links.successor_id
        }

    def _name_of_work(self, kind, record):
        if kind == "inspection_own" and not record.known_on:
            # Whoever works in the inspected unit may read this list by another role.
            return self.env._("Inspection no. %s", record.id)
        if kind == "finding" and record.inspection_id.state not in SIGNED_STATES:
            return self.env._("Finding no. %s", record.id)  # read in the unit after the minutes
        if OPEN_WORK[kind].model == "cchc.rating" and record.employee_id:
            return self.env._("Rating no. %s", record.id)  # the history names no person either
        if kind == "initiative":
            # Read by its authors and its unit until it is recognised.
            return self.env._("Initiative no. %s", record.id)
        if kind != "role":
            return record.display_name
        return f"{record.user_id.name}: {record._role_labels([record.role])[0]}"

    def _guard_complete(self, on, reason):
        result = super()._guard_complete(on, reason)
        for event in self:
            event._check_handover()
        return result

    def _check_handover(self):
        """All that is open is listed, and somebody takes it over."""
        lines = self.handover_ids
        work = self._open_work()
        new = work.keys() - {(line.kind, line.res_id, line.unit_id.id) for line in lines}
        if new:
            kind, *_key = first = min(new)
            raise UserError(
                self.env._(
                    "%(count)s more are open since the hand-over was listed, “%(work)s” among "
                    "them: update the list.",
                    count=len(new),
                    work=self._name_of_work(kind, work[first]),
                )
            )
        left = lines.filtered(
            lambda line: not line.is_settled and (line.kind, line.res_id, line.unit_id.id) in work
        )
        if left:
            raise UserError(
                self.env._(
                    "Nobody takes over %(count)s of what is open yet, “%(work)s” of %(unit)s "
                    "among them.",
                    count=len(left),
                    work=left[0].name,
                    unit=left[0].unit_id.name,
                )
            )
