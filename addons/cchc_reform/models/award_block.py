from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import awards, dates
from .unit_type import RANKING_BLOCKS
from .workflow_mixin import Transition, Workflow

STATES = [("draft", "Draft"), ("scoring", "Units score each other"), ("closed", "Closed")]
DEFINITION = frozenset(
    {
        "name", "year", "unit_id", "ranking_block", "member_ids", "lead_unit_id", "title_id",
        "most_points",
    }
)  # fmt: skip


class AwardBlock(models.Model):
    """A block of units (cụm, khối thi đua) for a year: its members score each other.

    Each member scores every other once, never itself; the average ranks them when the block is
    closed. Until then nobody but the standing office sees what others gave. Who is best is
    proposed for the block's title, as a rule the flag.
    """

    _name = "cchc.award.block"
    _description = "Emulation block of a year"
    _inherit = ["cchc.unit.move.mixin", "cchc.workflow.mixin"]
    _order = "year desc, name, id"

    name = fields.Char(required=True)
    year = fields.Integer(required=True, default=lambda self: dates.today().year)
    unit_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        help="The province or district whose standing office keeps the block.",
    )
    ranking_block = fields.Selection(
        RANKING_BLOCKS, help="Its open units below the unit can be taken over as members."
    )
    member_ids = fields.Many2many("hr.department", string="Members", copy=True)
    lead_unit_id = fields.Many2one("hr.department", ondelete="restrict")
    title_id = fields.Many2one(
        "cchc.award.title",
        string="Title or form",
        domain="[('subject', '=', 'unit')]",
        ondelete="restrict",
        help="For which the best is proposed.",
    )
    most_points = fields.Float(digits=(6, 2), default=100, required=True)
    score_ids = fields.One2many("cchc.award.block.score", "block_id", string="Scores")
    ranking = fields.Text(compute="_compute_ranking")
    best_ids = fields.Many2many("hr.department", string="First", compute="_compute_ranking")
    nomination_ids = fields.One2many("cchc.award.nomination", "block_id", string="Nominations")
    close_reason = fields.Char(string="Why it was closed without all", readonly=True, copy=False)
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, copy=False)

    _workflow = Workflow(
        initial="draft",
        transitions={
            "open": Transition(("draft",), "scoring"),
            "close": Transition(("scoring",), "closed"),
            "close_without": Transition(("scoring",), "closed", reason=True),
            "reopen": Transition(("closed",), "scoring", reason=True),
        },
        owned=frozenset({"close_reason"}),
        locked=lambda state: frozenset() if state == "draft" else DEFINITION,
    )
    _year_sound = models.Constraint(
        "CHECK (year BETWEEN 1945 AND 2999)", "The year lies between 1945 and 2999."
    )
    _points_sound = models.Constraint(
        "CHECK (most_points > 0 AND most_points <= 1000)", "The most points are 1 to 1000."
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("state", "score_ids.points", "score_ids.given_on", "member_ids")
    def _compute_ranking(self):
        for block in self:
            block.ranking, block.best_ids = False, False
            if block.state != "closed":
                continue
            # The average of a closed block is announced; single scores stay under the rules.
            given = block.sudo().score_ids.filtered("given_on")
            points = {unit: [] for unit in block.sudo().member_ids}
            for score in given:
                points.setdefault(score.unit_id, []).append(Decimal(str(round(score.points, 2))))
            ranks = awards.rank(points)
            block.ranking = "\n".join(
                self.env._(
                    "%(place)s. %(unit)s: %(average)s (%(number)s scores)",
                    place=one.place,
                    unit=one.ref.name,
                    average=f"{one.average:.2f}".replace(".", ","),
                    number=one.number,
                )
                for one in ranks
            )
            block.best_ids = [one.ref.id for one in ranks if one.place == 1]

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("member_ids", "lead_unit_id", "unit_id", "title_id")
    def _check_members(self):
        for block in self:
            outside = block.member_ids.filtered(
                lambda unit, path=block.unit_id.parent_path: not unit.parent_path.startswith(path)
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(units)s do not lie below %(unit)s.",
                        units=", ".join(outside.mapped("name")),
                        unit=block.unit_id.name,
                    )
                )
            if block.lead_unit_id and block.lead_unit_id not in block.member_ids:
                raise ValidationError(self.env._("The lead unit is a member of the block."))
            if block.title_id and block.title_id.subject != "unit":
                raise ValidationError(self.env._("A block proposes a collective."))

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        role = self.env["cchc.unit.role"]
        return [role._require(("standing_office",), block.sudo().unit_id) for block in self]

    def _audit_unit(self):
        return self.unit_id

    def action_take_members(self):
        """Take over the open units of the ranking block as members."""
        self.check_access("write")
        Unit = self.env["hr.department"]
        for block in self:
            if not block.ranking_block:
                raise UserError(self.env._("Choose the ranking block first."))
            block.member_ids |= Unit.search(
                Domain("ranking_block", "=", block.ranking_block)
                & Domain("id", "child_of", block.unit_id.id)
                & Domain("id", "!=", block.unit_id.id)
                & Unit._domain_open_on(dates.today())
            )

    def action_open(self):
        """Let the members score each other."""
        self._transition("open")

    def _guard_open(self, on, reason):
        for block in self:
            if len(block.member_ids) < 2:
                raise UserError(self.env._("A block has two members at least."))

    def _after_open(self, on):
        # The pairs follow from the members; who scores enters the points only.
        self.env["cchc.award.block.score"].sudo().create(
            [
                {"block_id": block.id, "scorer_unit_id": scorer.id, "unit_id": unit.id}
                for block in self
                for scorer in block.member_ids
                for unit in block.member_ids - scorer
            ]
        )

    def action_close(self):
        """End the scoring once all have scored, and rank the members."""
        self._transition("close", {"close_reason": False})

    def _guard_close(self, on, reason):
        for block in self:
            waiting = block.score_ids.filtered(lambda score: not score.given_on).scorer_unit_id
            if waiting:
                raise UserError(
                    self.env._(
                        "These members have not scored all: %s. Close it with a reason instead.",
                        ", ".join(waiting.mapped("name")),
                    )
                )

    def action_close_without(self, reason):
        """End the scoring though some have not scored, with the reason."""
        self._transition("close_without", {"close_reason": reason}, reason)

    def action_reopen(self, reason):
        """Let the members go on scoring, with the reason."""
        self._transition("reopen", {"close_reason": False}, reason)

    def action_nominate(self):
        """Register the best for the block's title; the unit itself completes and proposes it."""
        self.ensure_one()
        self.check_access("read")
        self._authorise("nominate")
        if self.state != "closed" or not self.title_id:
            raise UserError(self.env._("Close the block and choose its title first."))
        there = self.sudo().nomination_ids.filtered(
            lambda one: one.state not in ("rejected", "withdrawn")
        )
        # The block proposes a unit whose nominations the user need not keep: the scores decide
        # which, and the role on the block was checked.
        nominations = (
            self.env["cchc.award.nomination"]
            .sudo()
            .create(
                [
                    {
                        "title_id": self.title_id.id,
                        "unit_id": unit.id,
                        "year": self.year,
                        "achievements": self.ranking,
                    }
                    for unit in self.best_ids - there.unit_id
                ]
            )
        )
        # The scores registered them, not who presses the button, and who may appraise them.
        values = {"block_id": self.id, "registered_by_id": False}
        with nominations._permit(values):
            nominations.write(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Nominations"),
            "res_model": "cchc.award.nomination",
            "views": [(False, "list"), (False, "form")],
            "domain": [("block_id", "=", self.id)],
        }
