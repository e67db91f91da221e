from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .entered_values import entered_day
from .evidence import EVIDENCE_READERS
from .initiative_workflow import OPEN_STATES
from .workflow_mixin import Transition, Workflow

STATES = [("draft", "Draft"), ("confirmed", "Confirmed")]
ROLES = ("officer", "head")
ENTERED = frozenset(
    {"initiative_id", "unit_id", "date_from", "effect", "saving", "served", "evidence_ids"}
)


class InitiativeReplication(models.Model):
    """A unit that took an initiative over: since when, and what it brought there.

    The unit enters it, its head confirms it; from then on it counts, and all inside read it.
    """

    _name = "cchc.initiative.replication"
    _description = "Initiative taken over"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "date_from desc, id desc"

    initiative_id = fields.Many2one(
        "cchc.initiative", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
    )
    date_from = fields.Date(string="Applied since", required=True, default=lambda s: dates.today())
    effect = fields.Text()
    saving = fields.Float(string="Money saved (VND)", digits=(16, 0), help="In a year.")
    served = fields.Integer(string="People served", help="In a year.")
    evidence_ids = fields.Many2many("cchc.evidence", groups=EVIDENCE_READERS)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )

    _workflow = Workflow(
        initial="draft",
        transitions={
            "confirm": Transition(("draft",), "confirmed"),
            "reopen": Transition(("confirmed",), "draft", reason=True),
        },
        owned=frozenset({"confirmed_by_id", "confirmed_on"}),
        locked=lambda state: ENTERED if state == "confirmed" else frozenset(),
    )
    _once = models.UniqueIndex(
        "(initiative_id, unit_id)", "This unit has taken the initiative over already."
    )
    _effect_not_negative = models.Constraint(
        "CHECK (saving >= 0 AND saving < 1e15 AND served >= 0)",
        "Money saved and people served are 0 or more.",
    )

    @api.model
    def _default_unit_id(self):
        """The unit for which the user enters it, where it is one only."""
        return self.env["cchc.unit.role"]._only_unit(ROLES)

    @api.depends("initiative_id.name", "unit_id.name")
    def _compute_display_name(self):
        for one in self:
            known = filter(None, (one.initiative_id.name, one.unit_id.name))
            one.display_name = ", ".join(known)

    @api.constrains("initiative_id", "unit_id", "date_from")
    def _check_can_be_taken_over(self):
        for one in self:
            initiative = one.initiative_id
            if initiative.state not in OPEN_STATES:
                raise ValidationError(
                    self.env._("Only a recognised or registered initiative is taken over.")
                )
            if initiative.origin == "inside" and initiative.unit_id == one.unit_id:
                raise ValidationError(
                    self.env._("The initiative is of this unit: others take it over.")
                )
            entered_day(self.env, one.date_from)
            if one.date_from > dates.today() or not one.unit_id._is_open_on(one.date_from):
                raise ValidationError(
                    self.env._(
                        "%(unit)s cannot have applied it since %(date)s: the day is to come, or "
                        "the unit does not exist on it.",
                        unit=one.unit_id.name,
                        date=dates.format_date(one.date_from),
                    )
                )

    def _authorise(self, name):
        role = self.env["cchc.unit.role"]
        return [role._require(("head",), one.sudo().unit_id) for one in self]

    def _audit_unit(self):
        return self.unit_id

    # -- steps ---------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm that the unit applies it, with this effect."""
        self._transition(
            "confirm", {"confirmed_by_id": self.env.uid, "confirmed_on": dates.today()}
        )

    def _guard_confirm(self, _on, _reason):
        for one in self:
            if not one.effect:
                raise UserError(self.env._("Describe the effect in your unit first."))

    def action_reopen(self, reason):
        """Open a confirmed entry again, to correct it."""
        self._transition("reopen", {"confirmed_by_id": False, "confirmed_on": False}, reason)
