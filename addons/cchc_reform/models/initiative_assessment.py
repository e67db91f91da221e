from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .entered_values import check_references, derived_fields, entered_day, refuse_derived
from .initiative_workflow import ASSESSED_AT, LEVELS

RESULTS = [("passed", "To be recognised"), ("failed", "Not to be recognised")]


class InitiativeAssessment(models.Model):
    """What the initiative council of a level found, and the decision that followed.

    Who handles the council of the level enters it while the initiative stands before it. An
    author does not vote, nor enter anything.
    """

    _name = "cchc.initiative.assessment"
    _description = "Assessment of an initiative"
    _order = "initiative_id, held_on, id"

    initiative_id = fields.Many2one(
        "cchc.initiative", required=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        LEVELS, string="Council of the", compute="_compute_level", store=True, precompute=True
    )
    held_on = fields.Date(string="Date of the meeting", required=True)
    # The public directory: who handles the council need not read personnel cards.
    member_ids = fields.Many2many(
        "hr.employee.public", string="Members who voted", help="Authors do not vote."
    )
    votes_for = fields.Integer()
    votes_against = fields.Integer()
    points = fields.Float(digits=(6, 2), help="Where the council gives points.")
    result = fields.Selection(RESULTS, required=True, default="passed")
    reason = fields.Char(string="Why not")
    minutes = fields.Text()
    decision_number = fields.Char(help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision")

    _once_a_level = models.UniqueIndex(
        "(initiative_id, level)", "The council has assessed this initiative already."
    )
    _votes_not_negative = models.Constraint(
        "CHECK (votes_for >= 0 AND votes_against >= 0 AND points BETWEEN 0 AND 1000)",
        "Votes and points are 0 or more.",
    )

    @api.depends("initiative_id")
    def _compute_level(self):
        """Level of the council before which the initiative stands when it is entered."""
        for one in self:
            one.level = ASSESSED_AT.get(one.initiative_id.state, False)

    @api.depends("initiative_id.name", "level")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for one in self:
            known = filter(None, (one.initiative_id.name, levels.get(one.level)))
            one.display_name = ", ".join(known)

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("member_ids", "votes_for", "votes_against")
    def _check_votes(self):
        for one in self:
            one._check_members()
            if one.votes_for + one.votes_against > len(one.member_ids):
                raise ValidationError(self.env._("There are more votes than members who voted."))

    def _check_members(self):
        """Refuse the votes of authors: a conflict of interest."""
        self.ensure_one()
        authors = self.sudo().initiative_id.author_ids.employee_id
        both = self.member_ids.filtered(lambda one: one.id in authors.ids)
        if both:
            raise ValidationError(
                self.env._(
                    "An author does not vote on the own initiative: %s.",
                    ", ".join(both.mapped("name")),
                )
            )

    @api.constrains("held_on", "decision_date")
    def _check_days(self):
        for one in self:
            held_on = entered_day(self.env, one.held_on)
            decided_on = entered_day(self.env, one.decision_date)
            if max(held_on, decided_on or held_on) > dates.today():
                raise ValidationError(
                    self.env._("A meeting or decision that is recorded is not on a day to come.")
                )
            if decided_on and decided_on < held_on:
                raise ValidationError(self.env._("The decision cannot be made before the meeting."))

    # -- CRUD ----------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Defaults of the caller never reach what follows from other fields."""
        defaults = super().default_get(fields)
        return {name: one for name, one in defaults.items() if name not in derived_fields(self)}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_derived(self, vals)
        assessments = super().create(vals_list)
        check_references(assessments)
        assessments._check_hand()
        return assessments

    def write(self, vals):
        refuse_derived(self, vals)
        if "initiative_id" in vals:
            raise UserError(self.env._("An assessment stays with its initiative."))
        self.check_access("write")
        self._check_hand()
        return super().write(vals)

    def _check_hand(self):
        """It is entered while the initiative stands before the council, by who handles that one."""
        self.sudo().initiative_id._lock_for_step()  # or a step would count while it changes
        for one in self:
            initiative = one.sudo().initiative_id
            if not one.level or ASSESSED_AT.get(initiative.state) != one.level:
                raise UserError(
                    self.env._(
                        "“%(initiative)s” is “%(state)s” and not before this council.",
                        initiative=initiative.name,
                        state=initiative.with_env(self.env)._state_label(),
                    )
                )
            if not self.env.su:
                initiative.sudo(False)._require_council(one.level)

    # -- steps of the initiative ---------------------------------------------------------------

    def _check_complete(self, on, passed=None):
        """Refuse a step without what it rests on.

        :param date on: day of the step
        :param bool passed: result that the step needs; None where any will do
        """
        if not self:
            raise UserError(self.env._("Enter the assessment by the council first."))
        self._check_members()
        if not self.member_ids or not (self.votes_for or self.votes_against or self.points):
            raise UserError(
                self.env._("Enter who voted in the council, and the votes or the points.")
            )
        if self.result == "failed" and not self.reason:
            raise UserError(self.env._("Enter why the council does not recognise it."))
        voted = self.votes_for + self.votes_against
        if self.result == "passed" and voted and self.votes_for <= self.votes_against:
            raise UserError(
                self.env._(
                    "The council is to recognise it, but has no more votes for it than against it "
                    "(a plain majority, no figure of the law)."
                )
            )
        if passed is not None and (self.result == "passed") != passed:
            raise UserError(self.env._("The council found otherwise."))
        if passed and not (self.decision_number and self.decision_date):
            raise UserError(
                self.env._("Enter number and date of the decision beside the assessment.")
            )
