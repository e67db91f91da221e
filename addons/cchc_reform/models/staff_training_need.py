from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .entered_values import entered_day
from .staff_training import KINDS
from .workflow_mixin import Transition, Workflow

STATES = [
    ("draft", "Draft"),
    ("submitted", "Awaiting approval"),
    ("approved", "Approved"),
]
#: Roles that submit for the unit, and those that approve for a unit above.
SUBMITTING_ROLES = ("hr", "head", "standing_office")
APPROVING_ROLES = ("hr", "head", "standing_office", "leader")
#: Where there is no unit above, those who decide for the whole.
HIGHEST_ROLES = ("standing_office", "leader")
DEFINITION = frozenset({"unit_id", "year", "kind", "number", "target_share", "reason"})


class StaffTrainingNeed(models.Model):
    """How many people of a unit are to be trained in a year, and which share of its staff.

    The unit submits it, a unit above approves it by a decision or returns it. What is not
    approved is no target.
    """

    _name = "cchc.staff.training.need"
    _description = "Training need"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "year desc, unit_id, kind"
    _rec_name = "unit_id"

    unit_id = fields.Many2one("hr.department", required=True, index=True, ondelete="restrict")
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    kind = fields.Selection(KINDS, required=True, default="reform")
    number = fields.Integer(string="People", required=True)
    target_share = fields.Float(
        string="Target (% of staff)", digits=(5, 1), help="0: no target was set."
    )
    reason = fields.Char()
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )
    entered_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Who last said what is needed."
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_on = fields.Date(readonly=True, copy=False)
    return_reason = fields.Char(string="Why it was returned", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decision_number = fields.Char(readonly=True, copy=False)
    decision_date = fields.Date(string="Date of the decision", readonly=True, copy=False)

    _workflow = Workflow(
        initial="draft",
        transitions={
            "submit": Transition(("draft",), "submitted"),
            "approve": Transition(
                ("submitted",), "approved", not_by=("entered_by_id", "submitted_by_id")
            ),
            "return": Transition(("submitted",), "draft", reason=True),
            "reopen": Transition(("approved",), "draft", reason=True),
        },
        owned=frozenset(
            {
                "entered_by_id",
                "submitted_by_id",
                "submitted_on",
                "return_reason",
                "approved_by_id",
                "decision_number",
                "decision_date",
            }
        ),
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )
    _one_a_year = models.UniqueIndex(
        "(unit_id, year, kind)", "The unit already has a need of this kind for the year."
    )
    _numbers_make_sense = models.Constraint(
        "CHECK (number BETWEEN 0 AND 100000 AND target_share BETWEEN 0 AND 100"
        " AND year BETWEEN 1900 AND 2999)",
        "People, target and year of a training need must make sense.",
    )

    @api.depends("unit_id.name", "year", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for need in self:
            need.display_name = self.env._(
                "%(unit)s, %(year)s: %(kind)s",
                unit=need.unit_id.name or "",
                year=need.year,
                kind=kinds.get(need.kind, ""),
            )

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        needs._note_who_entered()
        return needs

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & DEFINITION:
            self._note_who_entered()
        return result

    def _note_who_entered(self):
        """Whoever says what is needed does not approve it."""
        with self._permit({"entered_by_id"}) as permitted:
            permitted.entered_by_id = self.env.uid

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        Role = self.env["cchc.unit.role"]
        units = [need.sudo().unit_id for need in self]
        if name == "submit":
            return [Role._require(SUBMITTING_ROLES, unit) for unit in units]
        grants = Role._scope(APPROVING_ROLES)
        return [self._grant_above(grants, unit) for unit in units]

    def _grant_above(self, grants, unit):
        """The one of ``grants`` that is held above ``unit``, or for the highest unit itself."""
        highest = not unit.parent_id
        for grant in grants:
            above = grant.unit_id != unit.id or (highest and grant.role in HIGHEST_ROLES)
            if above and grant.covers(unit):
                return grant
        raise AccessError(
            self.env._("A unit above %(unit)s approves or returns its need.", unit=unit.name)
        )

    def _audit_unit(self):
        return self.unit_id

    def action_submit(self):
        """Submit for the unit."""
        self._transition(
            "submit",
            {
                "submitted_by_id": self.env.uid,
                "submitted_on": dates.today(),
                "return_reason": False,
            },
        )

    def action_approve(self, number, date):
        """Approve what was submitted, by the signed decision.

        :param str number: as printed
        :param date: day of the decision (ISO)
        """
        day = entered_day(self.env, date)
        number = number.strip() if isinstance(number, str) else ""
        if not number or not day:
            raise UserError(self.env._("Give the number and date of the decision, as printed."))
        if day > dates.today():
            raise UserError(self.env._("A decision that is recorded is not of a day to come."))
        self._transition(
            "approve",
            {
                "approved_by_id": self.env.uid,
                "decision_number": number,
                "decision_date": day,
            },
        )

    def action_return(self, reason):
        """Send it back to the unit, with the reason."""
        self._back("return", reason)

    def action_reopen(self, reason):
        """Take the approval back, so that the unit can change it, with the reason."""
        self._back("reopen", reason)

    def _back(self, name, reason):
        self._transition(
            name,
            {
                "submitted_by_id": False,
                "submitted_on": False,
                "approved_by_id": False,
                "decision_number": False,
                "decision_date": False,
                "return_reason": reason,
            },
            reason,
        )
