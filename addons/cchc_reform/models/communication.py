from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel import dates
from .communication_workflow import AUDIENCES, COMMUNICATION_WORKFLOW, KINDS
from .entered_values import entered_day
from .task_workflow import UNIT_ROLES

PLANNED_IN = [
    ("q1", "Quarter I"),
    ("q2", "Quarter II"),
    ("q3", "Quarter III"),
    ("q4", "Quarter IV"),
    ("m01", "January"),
    ("m02", "February"),
    ("m03", "March"),
    ("m04", "April"),
    ("m05", "May"),
    ("m06", "June"),
    ("m07", "July"),
    ("m08", "August"),
    ("m09", "September"),
    ("m10", "October"),
    ("m11", "November"),
    ("m12", "December"),
]


class Communication(models.Model):
    """One line of a unit's yearly plan of communication or dialogue, and how it was carried out.

    What is done without having been planned is entered in the same way.
    """

    _name = "cchc.communication"
    _description = "Communication or dialogue"
    _inherit = ["cchc.workflow.mixin", "cchc.scoped.mixin"]
    _order = "due_on desc, unit_id, id desc"

    name = fields.Char(string="Subject of the event", required=True)
    kind = fields.Selection(KINDS, required=True, default="information")
    audience = fields.Selection(AUDIENCES, required=True, default="citizens")
    form = fields.Char(
        string="Form of communication", help="For instance conference, broadcast, leaflet, portal."
    )
    year = fields.Integer(required=True, default=lambda self: dates.today().year, aggregator=None)
    planned_in = fields.Selection(PLANNED_IN, string="Planned for", required=True, default="q1")
    due_on = fields.Date(string="Planned until", compute="_compute_due_on", store=True, index=True)
    unit_id = fields.Many2one(
        "hr.department",
        string="Unit carrying it out",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_unit_id(),
    )
    domain_id = fields.Many2one("cchc.plan.domain", string="Reform domain", ondelete="restrict")
    document_id = fields.Many2one(
        "cchc.legal.document",
        string="Plan document",
        ondelete="restrict",
        help="The signed plan in which it stands.",
    )
    done_on = fields.Date(string="Held on", copy=False)
    reached = fields.Integer(string="People reached", copy=False)
    note = fields.Text(string="What was done", copy=False)
    evidence_ids = fields.Many2many("cchc.evidence", "cchc_communication_evidence_rel", copy=False)
    contribution_ids = fields.One2many(
        "cchc.contribution", "communication_id", string="Contributions and questions"
    )
    planned_on = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "In the plan"),
            ("done", "Held"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    _workflow = COMMUNICATION_WORKFLOW

    _reached_makes_sense = models.Constraint(
        "CHECK (reached BETWEEN 0 AND 100000000)", "The number of people reached makes no sense."
    )
    _year_makes_sense = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2999)", "A year lies between 1900 and 2999."
    )

    # -- defaults, computes --------------------------------------------------------------------

    def _default_unit_id(self):
        return self.env["cchc.unit.role"]._first_unit(UNIT_ROLES)

    def _party_fields(self):
        return ("unit_id",)

    @api.depends("year", "planned_in")
    def _compute_due_on(self):
        for one in self:
            code = one.planned_in or "q4"
            month = int(code[1:]) * (3 if code.startswith("q") else 1)
            in_range = one.year and 1900 <= one.year <= 2999
            first = in_range and fields.Date.to_date(f"{one.year}-{month:02d}-01")
            one.due_on = first and dates.last_day_of_month(first)

    @api.depends("state", "due_on")
    def _compute_is_late(self):
        today = dates.today()
        for one in self:
            one.is_late = one.state == "planned" and bool(one.due_on) and one.due_on < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "planned"), ("due_on", "<", dates.today())]

    @api.constrains("done_on")
    def _check_done(self):
        for one in self:
            entered_day(self.env, one.done_on)

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._require_own(UNIT_ROLES)
        return events

    def write(self, vals):
        self._require_own(UNIT_ROLES)
        result = super().write(vals)
        if "unit_id" in vals:
            self._require_own(UNIT_ROLES)
        return result

    # -- workflow ------------------------------------------------------------------------------

    def _require_own(self, roles):
        """Grants under which the user acts for the units; none is asked of the server."""
        if self.env.su:
            return [None] * len(self)
        grants = self.env["cchc.unit.role"]._scope(roles)
        found = [
            next((grant for grant in grants if grant.covers(one.sudo().unit_id)), None)
            for one in self
        ]
        if not all(found):
            raise AccessError(self.env._("Only the unit itself plans and reports its events."))
        return found

    def _authorise(self, name):
        return self._require_own(UNIT_ROLES if name == "finish" else ("head",))

    def _audit_unit(self):
        return self.unit_id

    def _guard_finish(self, on, reason):
        for one in self:
            if not one.done_on or one.done_on > on:
                raise UserError(
                    self.env._("Give the day on which “%(event)s” was held.", event=one.name)
                )
            if not one.evidence_ids and not (one.note or "").strip():
                raise UserError(
                    self.env._(
                        "Attach evidence to “%(event)s”, or write what was done.", event=one.name
                    )
                )

    def action_plan(self):
        """Put the events into the plan of the unit."""
        self._plan()

    def _plan(self, on=None):
        self._transition("plan", {"planned_on": on or dates.today()}, on=on)

    def action_finish(self):
        """Record that the events were held."""
        self._finish()

    def _finish(self, on=None):
        self._transition("finish", on=on)

    def action_cancel(self, reason):
        """Give the events up, with the reason."""
        self._transition("cancel", reason=reason)

    def action_reopen(self, reason):
        """Correct what was recorded, with the reason."""
        self._transition("reopen", reason=reason)
