from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import dates
from .entered_values import entered_day
from .workflow_mixin import Transition, Workflow

STATES = [("draft", "Draft"), ("running", "Launched"), ("ended", "Reviewed and ended")]
LAUNCHERS = ("hr", "head", "standing_office")
DEFINITION = frozenset({"name", "unit_id", "document_id", "date_from", "date_to", "content"})


class AwardCampaign(models.Model):
    """An emulation campaign on a topic (phong trào thi đua theo chuyên đề), with its reviews.

    Everybody inside reads it. What the units achieved is taken from the system's figures where a
    criterion names one; the rest the units write. Persons and collectives are nominated for
    thematic awards out of it.
    """

    _name = "cchc.award.campaign"
    _description = "Emulation campaign"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(string="Topic", required=True)
    unit_id = fields.Many2one(
        "hr.department",
        string="Launched by",
        required=True,
        index=True,
        ondelete="restrict",
        help="Units below it take part.",
    )
    document_id = fields.Many2one("cchc.legal.document", ondelete="restrict")
    content = fields.Text(help="Aims, and how units and people compete.")
    date_from = fields.Date(string="From", required=True, default=lambda self: dates.today())
    date_to = fields.Date(string="Until", required=True, help="The last day, inclusive.")
    criterion_ids = fields.One2many("cchc.award.campaign.criterion", "campaign_id")
    line_ids = fields.One2many("cchc.award.campaign.unit", "campaign_id", string="Units")
    mid_on = fields.Date(string="Mid-term review", readonly=True, copy=False)
    mid_review = fields.Text(string="Mid-term review (text)", copy=False)
    final_on = fields.Date(string="Final review", readonly=True, copy=False)
    final_review = fields.Text(string="Final review (text)", copy=False)
    nomination_ids = fields.One2many("cchc.award.nomination", "campaign_id", string="Nominations")
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, index=True
    )

    can_launch = fields.Boolean(compute="_compute_can_launch")

    _workflow = Workflow(
        initial="draft",
        transitions={
            "launch": Transition(("draft",), "running"),
            "review": Transition(("running",), None),
            "end": Transition(("running",), "ended"),
            "reopen": Transition(("ended",), "running", reason=True),
        },
        owned=frozenset({"mid_on", "final_on"}),
        locked=lambda state: (
            frozenset()
            if state == "draft"
            else DEFINITION
            if state == "running"
            else DEFINITION | {"mid_review", "final_review"}
        ),
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)", "A campaign does not end before it begins."
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("unit_id")
    @api.depends_context("uid")
    def _compute_can_launch(self):
        """Whether the user holds the campaign, not only takes part: for the buttons of the form."""
        grants = self.env["cchc.unit.role"]._scope(LAUNCHERS)
        for one in self:
            unit = one.sudo().unit_id
            one.can_launch = any(grant.covers(unit) for grant in grants)

    # -- CRUD ----------------------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "unit_id" in vals:
            self.line_ids._check_below()
        return result

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        role = self.env["cchc.unit.role"]
        return [role._require(LAUNCHERS, one.sudo().unit_id) for one in self]

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for one in self:
            entered_day(self.env, one.date_from)
            entered_day(self.env, one.date_to)

    def _audit_unit(self):
        return self.unit_id

    def action_launch(self):
        """Launch it: units register from now on."""
        self._transition("launch")

    def action_review(self):
        """Hold the mid-term review: take over the figures of today."""
        self._transition("review", {"mid_on": dates.today()})

    def _guard_review(self, on, reason):
        for one in self:
            if one.mid_on:
                raise UserError(
                    self.env._(
                        "The mid-term review of “%(campaign)s” was held on %(day)s: its figures "
                        "stay those of that day.",
                        campaign=one.display_name,
                        day=dates.format_date(one.mid_on),
                    )
                )

    def _after_review(self, on):
        self._take_figures("mid_figures", on)

    def action_end(self):
        """End it with the final review: take over the figures of its last day, or of today."""
        self._transition("end", {"final_on": dates.today()})

    def _guard_end(self, on, reason):
        for one in self:
            if not one.final_review:
                raise UserError(
                    self.env._("Enter the final review of “%s” first.", one.display_name)
                )

    def _after_end(self, on):
        self._take_figures("final_figures", on)

    def action_reopen(self, reason):
        """Take it up again, with the reason."""
        self._transition("reopen", {"final_on": False}, reason)

    def _take_figures(self, name, day):
        """Write what the criteria's figures are of each unit that takes part.

        They are counted without the rules of a user: who launched the campaign asks for the units
        below it that registered, and no figure names a person.
        """
        for one in self.sudo():
            measured = one.criterion_ids.filtered("metric")
            values = self.env["cchc.report.metric"]._values(
                set(measured.mapped("metric")),
                one.line_ids.unit_id,
                one.date_from,
                min(day, one.date_to),
            )
            for line in one.line_ids:
                line[name] = "\n".join(
                    criterion._told(values[criterion.metric][line.unit_id.id])
                    for criterion in measured
                )
