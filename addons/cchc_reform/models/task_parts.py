from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kernel import dates, metrics
from .unit_role import grant_to_plan
from .unit_type import RANKING_BLOCKS

#: Units that a task can be given to in one step. ``inner``: directly inside the plan's unit.
FAN_OUT_BLOCKS = [*RANKING_BLOCKS, ("inner", "Divisions inside the unit")]
# What each unit's part takes over from the task that is given to many.
TAKEN_OVER = (
    "name",
    "domain_id",
    "source_document_id",
    "clause",
    "output",
    "description",
    "date_start",
    "deadline_text",
    "deadline_kind",
    "deadline",
    "waiting_for",
    "weight",
    "priority",
    "recurrence",
    "recurrence_due_days",
)


class Plan(models.Model):
    _inherit = "cchc.plan"

    def _units_of_block(self, block, day):
        """Units below the plan's that one of :data:`FAN_OUT_BLOCKS` means, in being on ``day``."""
        Unit, unit = self.env["hr.department"], self.sudo().unit_id
        if not unit:
            return Unit
        members = (
            Domain("parent_id", "=", unit.id) & Domain("level", "=", "inner")
            if block == "inner"
            else Domain("id", "child_of", unit.id) & Domain("ranking_block", "=", block)
        )
        return Unit.search(members & Domain("id", "!=", unit.id) & Unit._domain_open_on(day))

    def _coordinator(self, leads):
        """Unit that leads the whole of a task that is given to ``leads``.

        The one that confirms the plan's tasks, where it is the plan's own (the standing office);
        the plan's unit, where it is confirmed from outside; or else the first of the leads.
        """
        unit, verifier = self.sudo().unit_id, self.sudo().default_verifier_unit_id
        if not verifier:
            return leads[:1]
        return (verifier if verifier._is_within(unit) else unit).sudo(False)


class Task(models.Model):
    """A task that is given to many units, and how far its parts are.

    Each unit gets a task of its own. The parts of the same plan count instead of the whole, and
    the whole stands as they stand; what a unit hands on in its own plan is shown to it only.
    """

    _inherit = "cchc.task"

    fan_out_block = fields.Selection(
        FAN_OUT_BLOCKS,
        string="Given to",
        readonly=True,
        copy=False,
        help="Block of units the task was given to; units that join it later can be added.",
    )
    part_count = fields.Integer(string="Parts", compute="_compute_parts")
    parts_done_on_time = fields.Integer(string="Done on time", compute="_compute_parts")
    parts_done_late = fields.Integer(string="Done late", compute="_compute_parts")
    parts_in_progress = fields.Integer(
        string="In progress, within the deadline", compute="_compute_parts"
    )
    parts_overdue = fields.Integer(string="In progress, overdue", compute="_compute_parts")
    parts_awaiting = fields.Integer(string="Awaiting confirmation", compute="_compute_parts")
    parts_exempt = fields.Integer(string="Exempt", compute="_compute_parts")
    completion_rate = fields.Float(
        string="Completion",
        compute="_compute_parts",
        digits=(5, 1),
        help="Of the parts, by number or by weight as the plan says.",
    )
    missing_unit_ids = fields.Many2many(
        "hr.department",
        string="Units of the block without it",
        compute="_compute_missing_unit_ids",
        help="Units of the block that exist today and have neither a part nor an exemption.",
    )

    # -- how far the parts are -----------------------------------------------------------------

    @api.depends("child_ids.state", "child_ids.plan_id", "plan_id.roll_up")
    @api.depends_context("uid", "cchc_as_of")
    def _compute_parts(self):
        day = self._as_of_day() or dates.today()
        wholes = self.filtered(lambda task: task._origin and not task.is_leaf)
        rates = self.env["cchc.metrics"]._rates_by_parent(day, wholes._origin)
        exempt = dict(
            self._read_group(
                Domain("parent_id", "in", wholes.ids) & Domain("state", "=", "exempt"),
                ["parent_id"],
                ["__count"],
            )
        )
        for task in self:
            parts = rates.get(task._origin.id) or metrics.Rates()
            task.part_count = parts.assigned
            task.parts_done_on_time = parts.done_on_time
            task.parts_done_late = parts.done_late
            task.parts_in_progress = parts.in_progress
            task.parts_overdue = parts.overdue
            task.parts_awaiting = parts.awaiting
            task.parts_exempt = exempt.get(task._origin, 0)
            task.completion_rate = parts.completion_by(task.plan_id.sudo().roll_up) or 0

    def _compute_cell(self):
        """A task that is not counted itself stands as its parts do; it is never late twice."""
        result = super()._compute_cell()
        wholes = self.filtered(lambda task: task._origin and not task.is_leaf)
        if wholes:
            day = self._as_of_day() or dates.today()
            rates = self.env["cchc.metrics"]._rates_by_parent(day, wholes._origin)
            for task in wholes:
                task.cell = rates[task._origin.id].cell
                task.is_overdue = False
                task.awaits_confirmation = False
        return result

    def _search_is_overdue(self, operator, value):
        found = super()._search_is_overdue(operator, value)
        return found if found is NotImplemented else found & Domain("is_leaf", "=", True)

    # -- giving it to many ---------------------------------------------------------------------

    @api.depends("child_ids.lead_unit_id", "child_ids.state", "fan_out_block")
    def _compute_missing_unit_ids(self):
        for task in self:
            block = task.fan_out_block
            task.missing_unit_ids = (
                task._fan_out_candidates(task._fan_out_plan(), block) if block else False
            )

    def _fan_out_plan(self):
        """Plan in which the user gives this task on: its own, or that of the unit that leads it.

        Empty where the user answers for neither.
        """
        self.ensure_one()
        if self._grant_to_assign(self._user_grants()):
            return self.plan_id
        # Plans of the own unit; the rules of plans decide which the user sees.
        return self.env["cchc.plan"].search(
            Domain("unit_id", "=", self.lead_unit_id.id)
            & Domain("state", "=", "issued")
            & Domain("date_start", "<=", self.due_on or self.plan_id.date_end)
            & Domain("date_end", ">=", self.due_on or self.plan_id.date_start),
            order="kind, date_start desc",
            limit=1,
        )

    def _fan_out_candidates(self, plan, block):
        """Units of ``block`` below the plan's unit, in being today, that have no part yet."""
        self.ensure_one()
        return plan._units_of_block(block, dates.today()) - self._units_with_part(plan)

    def _units_with_part(self, plan):
        """Units that have a part of this task in ``plan``, or are exempt from it."""
        # Whether a unit has a part is asked for the whole, also where its part is not the user's.
        parts = self.sudo().child_ids.filtered(
            lambda part: part.plan_id == plan and part.state != "cancelled"
        )
        return parts.lead_unit_id.sudo(False)

    def _fan_out(self, units, exempt=None, plan=None, block=None):
        """Give this task to each of ``units``: a part of its own, assigned at once.

        A draft is assigned with its parts. All or nothing.

        :param units: units that get a part
        :param dict exempt: unit -> reason, for units of the block that are released from it
        :param plan: plan of the parts; default: :meth:`_fan_out_plan`
        :param str block: one of :data:`FAN_OUT_BLOCKS` that is kept, to add units later
        :return: the parts
        :raises UserError: a unit twice, none at all, or no plan of the user's
        """
        self.ensure_one()
        exempt = exempt or {}
        self.check_access("read")
        self._lock_for_step()  # two people at once would both see a unit without its part
        plan = plan or self._fan_out_plan()
        if not plan:
            raise UserError(
                self.env._(
                    "%(unit)s has no issued plan in which the task could be given on.",
                    unit=self.lead_unit_id.name,
                )
            )
        everybody = units.union(*exempt)
        if not units:
            raise UserError(self.env._("Choose the units that the task is given to."))
        twice = everybody & self._units_with_part(plan)
        if twice:
            raise UserError(
                self.env._(
                    "%(units)s already have a part of “%(task)s”.",
                    units=", ".join(twice.mapped("name")),
                    task=self.display_name,
                )
            )
        self._check_fan_out_access(everybody, plan)
        coop = self.coop_unit_ids - everybody
        parts = self.create([self._part_values(unit, plan, coop) for unit in everybody])
        if self.state == "draft":
            self._assign()
        parts_of = parts.grouped("lead_unit_id")
        self.browse().union(*(parts_of[unit] for unit in units))._assign()
        for unit, reason in exempt.items():
            parts_of[unit].action_exempt(reason)
        if block and plan == self.plan_id:
            with self.sudo()._permit({"fan_out_block"}) as whole:
                whole.fan_out_block = block
        return parts

    def _check_fan_out_access(self, units, plan):
        """Refuse at once, naming the unit, before thousands of parts are made."""
        grants = self._user_grants()
        for unit in units:
            if not grant_to_plan(grants, plan.sudo().unit_id, unit.sudo(), self.domain_id):
                raise UserError(
                    self.env._(
                        "You cannot give work of the plan “%(plan)s” to %(unit)s.",
                        plan=plan.display_name,
                        unit=unit.name,
                    )
                )

    def _part_values(self, unit, plan, coop):
        values = {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in TAKEN_OVER
        }
        values |= {
            "parent_id": self.id,
            "plan_id": plan.id,
            "lead_unit_id": unit.id,
            "coop_unit_ids": [(6, 0, coop.ids)],
        }
        verifier = self.verifier_unit_id
        if plan == self.plan_id and verifier and not verifier.sudo()._is_within(unit.sudo()):
            values["verifier_unit_id"] = verifier.id
        return values
