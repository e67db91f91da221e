from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .workflow_mixin import Transition, Workflow

KINDS = [
    ("reform", "Administrative reform"),
    ("political", "Political theory"),
    ("state", "State management"),
    ("position", "Professional, by job position"),
    ("digital", "Digital skills"),
    ("language", "Foreign language"),
    ("other", "Other"),
]
STATES = [
    ("planned", "Planned"),
    ("running", "Running"),
    ("finished", "Finished"),
    ("cancelled", "Cancelled"),
]
ROLES = ("hr", "standing_office")


class StaffTraining(models.Model):
    """A course or class for staff, held by a unit; those about reform are counted apart."""

    _name = "cchc.staff.training"
    _description = "Training course"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default="reform")
    unit_id = fields.Many2one(
        "hr.department", string="Held by", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    planned_number = fields.Integer(string="Participants planned")
    cost = fields.Float(string="Cost (VND)", digits=(16, 0))
    source = fields.Char(string="Source of money")
    decision_number = fields.Char(help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision")
    note = fields.Text()
    participant_ids = fields.One2many(
        "cchc.staff.training.participant", "training_id", string="Participants"
    )
    participant_count = fields.Integer(
        string="Number of participants", compute="_compute_participant_count"
    )
    state = fields.Selection(
        STATES, default="planned", required=True, readonly=True, copy=False, index=True
    )

    _workflow = Workflow(
        initial="planned",
        transitions={
            "start": Transition(("planned",), "running"),
            "finish": Transition(("running",), "finished"),
            "cancel": Transition(("planned", "running"), "cancelled", reason=True),
        },
        locked=lambda state: (
            frozenset({"kind", "unit_id", "date_from", "date_to"})
            if state in ("finished", "cancelled")
            else frozenset()
        ),
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A course cannot end before the day it starts."
    )
    _numbers_not_negative = models.Constraint(
        "CHECK (planned_number BETWEEN 0 AND 100000 AND cost >= 0 AND cost < 1e15)",
        "Participants and cost of a course are 0 or more.",
    )

    @api.depends("participant_ids")
    def _compute_participant_count(self):
        for training in self:
            training.participant_count = len(training.participant_ids)

    @api.constrains("date_from", "unit_id")
    def _check_unit_exists(self):
        for training in self:
            if not training.unit_id._is_open_on(training.date_from):
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not exist on %(date)s.",
                        unit=training.unit_id.name,
                        date=dates.format_date(training.date_from),
                    )
                )

    def _authorise(self, name):
        role = self.env["cchc.unit.role"]
        return [role._require(ROLES, training.sudo().unit_id) for training in self]

    def _audit_unit(self):
        return self.unit_id

    def action_start(self):
        """The course has begun."""
        self._transition("start")

    def action_finish(self):
        """The course is over: who completed it counts as trained."""
        self._transition("finish")

    def action_cancel(self, reason):
        """The course is not held, with the reason."""
        self._transition("cancel", reason=reason)

    def _guard_finish(self, on, reason):
        for training in self:
            if training.date_to > dates.today():
                raise UserError(
                    self.env._(
                        "“%(course)s” lasts until %(date)s: finish it then.",
                        course=training.name,
                        date=dates.format_date(training.date_to),
                    )
                )
