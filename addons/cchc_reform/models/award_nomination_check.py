from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import awards, dates
from .award_condition import CONDITION_KINDS
from .award_nomination_workflow import OPEN_STATES, UNIT_ROLES
from .workflow_mixin import Transition, Workflow

STATUSES = [
    (awards.MET, "Met"),
    (awards.UNMET, "Not met"),
    (awards.BY_HAND, "To be confirmed by hand"),
]
GIVEN = [
    ("confirmed", "Confirmed by hand"),
    ("excused", "Not met: goes on with a reason"),
]


class AwardNominationCheck(models.Model):
    """What was found of one condition of a nomination, as it stood at the last step.

    Only the system writes it. What no register tells is confirmed by hand: by whom, when and on
    what grounds is kept. With what is not met it goes on only for a reason of that very line, which is
    void once the line is found otherwise; a vote of the council that fails is excused by none. It
    tells of ratings and discipline, so fewer read it than nominations.
    """

    _name = "cchc.award.nomination.check"
    _description = "Condition of a nomination"
    _inherit = ["cchc.workflow.mixin"]
    _order = "nomination_id, sequence, id"
    _rec_name = "sentence"

    nomination_id = fields.Many2one(
        "cchc.award.nomination", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    condition_id = fields.Many2one("cchc.award.condition", ondelete="set null")
    kind = fields.Selection(CONDITION_KINDS, required=True)
    status = fields.Selection(STATUSES, string="Found", required=True)
    missing = fields.Char(string="Lacks", help="A reason that is given is given for this.")
    sentence = fields.Text(string="Condition and legal basis", required=True)
    checked_on = fields.Date(readonly=True)
    confirmed_by_id = fields.Many2one("res.users", string="Stated by", readonly=True)
    confirmed_on = fields.Date(string="Stated on", readonly=True)
    confirm_reason = fields.Char(string="Grounds or reason", readonly=True)
    state = fields.Selection(
        [("found", "Found"), *GIVEN], default="found", required=True, readonly=True
    )
    standing = fields.Selection(
        [*STATUSES, *GIVEN], string="How it stands", compute="_compute_standing"
    )

    _workflow = Workflow(
        initial="found",
        transitions={
            "confirm": Transition(("found",), "confirmed", reason=True),
            "excuse": Transition(("found",), "excused", reason=True),
        },
        owned=frozenset({"confirmed_by_id", "confirmed_on", "confirm_reason"}),
    )

    @api.depends("status", "state")
    def _compute_standing(self):
        for line in self:
            line.standing = line.status if line.state == "found" else line.state

    def _is_open(self):
        """Whether it is still to be confirmed by hand."""
        self.ensure_one()
        return self.status == awards.BY_HAND and self.state == "found"

    @api.model
    def _keep(self, nominations, wanted):
        """Store ``wanted`` as the lines of ``nominations``; what was given stays while it holds.

        :param wanted: list of values, at most one of a nomination's condition
        """
        today = dates.today()
        lines = self.search([("nomination_id", "in", nominations.ids)])
        there = {(line.nomination_id.id, line.condition_id.id): line for line in lines}
        new, kept = [], self.browse()
        for values in wanted:
            values = {**values, "checked_on": today}
            line = there.get((values["nomination_id"], values["condition_id"]))
            if line is None:
                new.append(values)
                continue
            kept |= line
            found = {name: (line[name] or "", values[name]) for name in ("status", "missing")}
            if line.state == "confirmed" and values["status"] != awards.BY_HAND:
                line._unconfirm()  # a register tells it now
            elif line.state == "excused" and any(old != new for old, new in found.values()):
                line._unconfirm()  # the reason was given for what is found no more
            names = ("status", "sentence", "missing", "checked_on")
            if any((line[name] or "") != values[name] for name in names):
                line.write(values)
        gone = lines - kept
        gone._unconfirm()
        gone.unlink()
        self.create(new)

    def _unconfirm(self):
        values = {
            "state": "found",
            "confirmed_by_id": False,
            "confirmed_on": False,
            "confirm_reason": False,
        }
        with self._permit(values):
            self.write(values)

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        grants = []
        for line in self:
            nomination = line.sudo().nomination_id.sudo(False)
            nomination._refuse_own()
            if name == "confirm" and nomination.sudo().registered_by_id == self.env.user:
                raise AccessError(
                    self.env._("You registered the nomination: another person confirms it by hand.")
                )
            grants.append(
                nomination._office_grant()
                or self.env["cchc.unit.role"]._require(UNIT_ROLES, nomination.sudo().unit_id)
            )
        return grants

    def _audit_unit(self):
        return self.nomination_id.unit_id

    def _audit_row(self, action, old, new, on, reason, grant=None):
        """History names the nomination, not the person."""
        row = super()._audit_row(action, old, new, on, reason, grant)
        row["res_name"] = self.env._("Nomination no. %s", self.nomination_id.id)
        return row

    def action_confirm(self, reason):
        """Confirm by hand that the condition is met, with what it rests on."""
        self._state("confirm", reason)

    def _state(self, name, reason, on=None):
        day = on or dates.today()
        values = {
            "confirmed_by_id": self.env.uid,
            "confirmed_on": day,
            "confirm_reason": reason,
        }
        self._transition(name, values, reason, on=day)

    def _guard_confirm(self, on, reason):
        for line in self:
            if line.status != awards.BY_HAND or line.nomination_id.state not in OPEN_STATES:
                raise UserError(
                    self.env._("Only what no register tells is confirmed by hand, until it ends.")
                )

    def action_excuse(self, reason):
        """Give the reason why the nomination goes on though this condition is not met."""
        self._state("excuse", reason)

    def _guard_excuse(self, on, reason):
        for line in self:
            if line.status != awards.UNMET or line.nomination_id.state not in OPEN_STATES:
                raise UserError(
                    self.env._("A reason is given for a condition that is not met, until it ends.")
                )
            if line.kind in awards.OF_COUNCIL:
                raise UserError(
                    self.env._("No reason stands in for the votes of the council: it is rejected.")
                )
