from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .asked_activities import ask
from .legal_document import SIGNER_CAPACITIES
from .workflow_mixin import Transition, Workflow

ROLES = ("standing_office", "leader", "verifier", "head")
URGED_STATES = ("assigned", "in_progress", "for_approval")
TEXT = frozenset({"unit_id", "subject", "body", "answer_by", "line_ids", "day"})
SIGNATURE = frozenset({"number", "document_date", "signer", "signer_title", "signer_capacity"})


class Urging(models.Model):
    """One letter that urges many units (đôn đốc), with their late tasks as its annex.

    It is prepared here, printed, signed and numbered outside; when it comes back its number and
    date are recorded and it is issued. Only then it stands on each task, and each head is asked.
    A note without a letter urges the units that co-operate in one task.
    """

    _name = "cchc.urging"
    _description = "Urging letter"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin", "mail.thread"]
    _order = "day desc, id desc"
    _rec_name = "subject"

    kind = fields.Selection(
        [("letter", "Official letter"), ("note", "Note without a letter")],
        required=True,
        default="letter",
        readonly=True,
    )
    unit_id = fields.Many2one(
        "hr.department", string="Issued by", required=True, index=True, ondelete="restrict"
    )
    day = fields.Date(
        string="As of", required=True, readonly=True, help="Day on which the annex stands."
    )
    subject = fields.Char(required=True)
    body = fields.Text(string="Text", required=True)
    answer_by = fields.Date(help="Day by which the units are to answer.")
    number = fields.Char(copy=False, help="As printed. The system invents none.")
    document_date = fields.Date(string="Date of the letter", copy=False)
    signer = fields.Char(copy=False)
    signer_title = fields.Char(help="Title under which it is signed, for instance GIÁM ĐỐC.")
    signer_capacity = fields.Selection(SIGNER_CAPACITIES, string="Signed")
    issued_on = fields.Date(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    line_ids = fields.One2many("cchc.urging.line", "urging_id", string="Tasks that are late")
    recipient_ids = fields.Many2many(
        "hr.department",
        "cchc_urging_recipient_rel",
        string="To",
        compute="_compute_recipient_ids",
        store=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    _workflow = Workflow(
        initial="draft",
        transitions={
            "issue": Transition(("draft",), "issued"),
            "cancel": Transition(("draft",), "cancelled", reason=True),
        },
        owned=frozenset({"issued_on", "issued_by_id"}),
        locked=lambda state: frozenset() if state == "draft" else TEXT | SIGNATURE,
    )

    @api.depends("line_ids.unit_id")
    def _compute_recipient_ids(self):
        for urging in self:
            urging.recipient_ids = urging.line_ids.unit_id

    def _party_fields(self):
        return ("unit_id", "recipient_ids")

    @api.model_create_multi
    def create(self, vals_list):
        urgings = super().create(vals_list)
        urgings._require_urger()
        return urgings

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"unit_id", "line_ids"}):
            self._require_urger()
        return result

    # -- who -----------------------------------------------------------------------------------

    @api.model
    def _grant_to_urge(self, grants, task, unit):
        """Grant under which the user urges ``unit`` for ``task``, or None.

        The standing office and leaders urge the units below theirs, the named verifier its
        tasks, a head the units inside the own and those that co-operate in a task it leads.
        """
        lead, domain = task.lead_unit_id, task.domain_id
        if unit != lead:
            return task._grant_in_unit(grants, ("head",)) if unit in task.coop_unit_ids else None
        for grant in grants:
            if grant.role in ("standing_office", "leader") and grant.covers(lead, domain):
                return grant
            if grant.role == "head" and grant.covers(lead) and grant.unit_id != lead.id:
                return grant
            if (
                grant.role == "verifier"
                and grant.unit_id == task.verifier_unit_id.id
                and grant.covers(task.verifier_unit_id, domain)
            ):
                return grant
        return None

    def _require_urger(self):
        if self.env.su:
            return
        self._authorise("issue")
        # A letter goes out in the name of a unit in which the user acts.
        Role = self.env["cchc.unit.role"]
        for unit in self.unit_id:
            Role._require((*ROLES, "officer"), unit)
        self.line_ids.task_id.check_access("read")

    def _authorise(self, name):
        grants = self.env["cchc.unit.role"]._scope(ROLES)
        allowed = []
        for urging in self.sudo():
            found = None
            for line in urging.line_ids:
                found = self._grant_to_urge(grants, line.task_id, line.unit_id)
                if not found:
                    raise AccessError(
                        self.env._(
                            "You cannot urge %(unit)s for “%(task)s”.",
                            unit=line.unit_id.name,
                            task=line.task_id.display_name,
                        )
                    )
            if not found and not grants:
                raise AccessError(self.env._("You have no role that allows to urge units."))
            allowed.append(found)
        return allowed

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def _guard_issue(self, on, reason):
        for urging in self:
            if not urging.line_ids:
                raise UserError(self.env._("“%(letter)s” urges nobody.", letter=urging.subject))
            if urging.kind == "letter" and not (urging.number and urging.document_date):
                raise UserError(
                    self.env._(
                        "Give number and date of the signed letter “%(letter)s”.",
                        letter=urging.subject,
                    )
                )
            closed = urging.line_ids.filtered(lambda line: line.task_id.state not in URGED_STATES)
            if closed:
                raise UserError(
                    self.env._(
                        "“%(task)s” of %(unit)s is “%(state)s” by now: take it out of the letter.",
                        task=closed[0].task_id.display_name,
                        unit=closed[0].unit_id.name,
                        state=closed[0].task_id._state_label(),
                    )
                )

    def action_issue(self):
        """Record that the letter went out: it stands on each task, and the heads are asked."""
        self._transition("issue", {"issued_on": dates.today(), "issued_by_id": self.env.uid})

    def action_cancel(self, reason):
        """Do without the letter, with the reason."""
        self._transition("cancel", reason=reason)

    def _after_issue(self, on):
        for urging in self:
            urging.line_ids.task_id._note_urging(urging, on)

    def action_print(self):
        """Download the letter with its annex as a Word document."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/urging/{self.id}/docx"}

    # -- preparing -----------------------------------------------------------------------------

    @api.model
    def _prepare(self, tasks, units_of=None):
        """A draft that urges the lead unit of each of ``tasks``, as of today.

        :param units_of: dict of task -> units, to urge others than the lead unit
        """
        today = dates.today()
        issuer = self._issuing_unit(tasks, bool(units_of))
        if not units_of:
            # Nobody writes to himself: the own tasks are left to who stands above.
            tasks = tasks.filtered(lambda task: task.lead_unit_id != issuer) or tasks
        rows = [
            (task, unit)
            for task in tasks
            for unit in (units_of[task] if units_of else task.lead_unit_id)
        ]
        count = len({unit for _task, unit in rows})
        values = {
            "kind": "note" if units_of else "letter",
            "unit_id": issuer.id,
            "day": today,
            "subject": self.env._("urging late administrative-reform tasks"),
            "body": self.env._(
                "By %(day)s, %(tasks)s tasks assigned to %(units)s units are past their deadline and "
                "not reported as done (list attached).\n"
                "The heads of these units are asked to direct the work so that it is finished and "
                "reported, to say clearly what caused the delay and who is responsible, and to "
                "report by the day named below.",
                day=dates.format_date(today),
                tasks=len(rows),
                units=count,
            ),
            "answer_by": fields.Date.add(today, days=7),
            "line_ids": [(0, 0, self._line_values(task, unit, today)) for task, unit in rows],
        }
        return self.create(values)

    @api.model
    def _issuing_unit(self, tasks, for_coop):
        """Unit in whose name the user writes: the own unit, else that of the role."""
        if for_coop:
            return tasks.lead_unit_id
        own = self.env.user.sudo().employee_id.department_id
        while own and own.level == "inner" and own.parent_id:
            own = own.parent_id
        grants = self.env["cchc.unit.role"]._scope(ROLES)
        if not grants:
            raise AccessError(self.env._("You have no role that allows to urge units."))
        covered = own and any(grant.covers(own) for grant in grants)
        return (own if covered else self.env["hr.department"].browse(grants[0].unit_id)).sudo(False)

    @api.model
    def _line_values(self, task, unit, day):
        late = (day - task.due_on).days if task.due_on and task.due_on < day else 0
        return {
            "task_id": task.id,
            "unit_id": unit.id,
            "name": task.name,
            "clause": task.clause,
            "output": task.output,
            "due_on": task.due_on,
            "days_late": late,
            "progress": task._state_label(),
        }


class Task(models.Model):
    """A task that was urged: how often, and when last."""

    _inherit = "cchc.task"

    urged_count = fields.Integer(string="Times urged", readonly=True, copy=False)
    last_urged_on = fields.Date(readonly=True, copy=False)
    urging_line_ids = fields.One2many("cchc.urging.line", "task_id", string="Urgings")

    def action_urge(self):
        """Prepare one letter to the lead units of these tasks."""
        tasks = self._those_to_urge()
        return self._open_urging(self.env["cchc.urging"]._prepare(tasks))

    def action_urge_cooperating(self):
        """Prepare a note to the units that co-operate in this task."""
        self.ensure_one()
        if not self.coop_unit_ids:
            raise UserError(
                self.env._("No unit co-operates in “%(task)s”.", task=self.display_name)
            )
        tasks = self._those_to_urge()
        return self._open_urging(
            self.env["cchc.urging"]._prepare(tasks, {task: task.coop_unit_ids for task in tasks})
        )

    def _those_to_urge(self):
        self.check_access("read")
        tasks = self.filtered(lambda task: task.is_leaf and task.state in URGED_STATES)
        if not tasks:
            raise UserError(self.env._("None of these tasks is open: there is nobody to urge."))
        return tasks

    def _open_urging(self, urging):
        return {
            "type": "ir.actions.act_window",
            "res_model": "cchc.urging",
            "res_id": urging.id,
            "views": [(False, "form")],
        }

    def _note_urging(self, urging, on):
        """Write on each task that it was urged, and ask the heads (called by the letter only)."""
        reference = self.env._(
            "Urged by %(unit)s: %(letter)s",
            unit=urging.unit_id.name,
            letter=" ".join(filter(None, [urging.number, urging.subject])),
        )
        for count, tasks in self.grouped("urged_count").items():
            values = {"urged_count": count + 1, "last_urged_on": on}
            with tasks._permit(values):
                tasks.write(values)
        self._message_log_batch(bodies={task.id: reference for task in self})
        self.env["cchc.audit.entry"]._append(
            [
                task._audit_row(
                    "urge",
                    {"urged_count": task.urged_count - 1, "letter": ""},
                    {"urged_count": task.urged_count, "letter": reference},
                    on,
                    "",
                )
                for task in self
            ]
        )
        heads = self._holders(("head",), urging.line_ids.unit_id)
        days = {task.id: urging.answer_by for task in self}
        for unit, lines in urging.line_ids.grouped("unit_id").items():
            tasks = lines.task_id
            ask(tasks, reference, dict.fromkeys(tasks.ids, heads.get(unit.id)), days)
