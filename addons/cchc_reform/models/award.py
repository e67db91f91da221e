from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import dates
from .award_authority import AUTHORITIES
from .entered_values import entered_day
from .workflow_mixin import Transition, Workflow

STATES = [("decided", "Decided"), ("cancelled", "Cancelled")]
ROLES = ("hr", "standing_office")
ENTERED = (
    "title_id", "kind", "employee_id", "unit_id", "year_from", "year", "decision_number",
    "decision_date", "authority", "note", "cancel_number", "cancel_date",
)  # fmt: skip


class Award(models.Model):
    """What a person or a collective was awarded, by which decision; never deleted.

    HR officers and the standing office enter what was decided, for their units. It is announced
    inside, so all may read it. An award that was taken back stays, cancelled, with the decision
    and the reason. What is corrected is kept in the history.
    """

    _name = "cchc.award"
    _description = "Award"
    _inherit = [
        "cchc.unit.move.mixin",
        "cchc.award.subject.mixin",
        "cchc.history.mixin",
        "cchc.workflow.mixin",
    ]
    _order = "year desc, decision_date desc, id desc"
    _history_name = "display_name"

    year_from = fields.Integer(
        string="Achievements since", help="First year, of achievements of several years."
    )
    decision_number = fields.Char(required=True, help="As printed. The system invents none.")
    decision_date = fields.Date(string="Date of the decision", required=True)
    authority = fields.Selection(AUTHORITIES, string="Decided by")
    amount = fields.Float(
        string="Money (VND)", digits=(16, 0), compute="_compute_amount", aggregator=None
    )
    amount_note = fields.Char(string="Money", compute="_compute_amount")
    note = fields.Text()
    cancel_number = fields.Char(
        string="Cancelled by decision", copy=False, help="As printed. The system invents none."
    )
    cancel_date = fields.Date(string="Date of the cancelling decision", copy=False)
    state = fields.Selection(
        STATES, default="decided", required=True, readonly=True, copy=False, index=True
    )

    _workflow = Workflow(
        initial="decided",
        transitions={"cancel": Transition(("decided",), "cancelled", reason=True)},
        locked=lambda state: frozenset(ENTERED) if state == "cancelled" else frozenset(),
    )
    _years_ordered = models.Constraint(
        "CHECK (year BETWEEN 1945 AND 2999"
        " AND (COALESCE(year_from, 0) = 0 OR year_from BETWEEN 1945 AND year))",
        "Achievements are of years since 1945, the first year not after the last.",
    )
    _person_once = models.UniqueIndex(
        "(title_id, employee_id, year)"
        " WHERE state = 'decided' AND kind = 'merit' AND employee_id IS NOT NULL",
        "This person was awarded this title for this year already.",
    )
    _unit_once = models.UniqueIndex(
        "(title_id, unit_id, year)"
        " WHERE state = 'decided' AND kind = 'merit' AND employee_id IS NULL",
        "This collective was awarded this title for this year already.",
    )

    # -- computes ------------------------------------------------------------------------------

    @api.depends("title_id", "decision_date")
    def _compute_amount(self):
        """The multiple and the base salary in force on the day of the decision."""
        salaries = self.env["cchc.award.base.salary"].search([("date_from", "!=", False)])
        for award in self:
            day = award.decision_date
            multiple = day and award.title_id.money_ids._on(day)
            salary = day and salaries._on(day)
            award.amount = multiple.multiple * salary.amount if multiple and salary else 0
            award.amount_note = award._amount_sentence(multiple, salary) if day else False

    def _amount_sentence(self, multiple, salary):
        if not multiple:
            return self.env._("Not known: no multiple is entered for the day of the decision.")
        factor = f"{multiple.multiple:g}".replace(".", ",")
        if not salary:
            sentence = self.env._(
                "%(factor)s × the base salary, which is not known for the day of the decision",
                factor=factor,
            )
        else:
            sentence = self.env._(
                "%(factor)s × %(salary)s = %(amount)s VND",
                factor=factor,
                salary=f"{salary.amount:,.0f}".replace(",", "."),
                amount=f"{self.amount:,.0f}".replace(",", "."),
            )
        if "to_verify" in (multiple.confirmation, salary.confirmation):
            sentence = self.env._("%(sum)s (to verify)", sum=sentence)
        return sentence

    # -- constraints ---------------------------------------------------------------------------

    @api.constrains("decision_date", "cancel_date", "year")
    def _check_days(self):
        for award in self:
            entered_day(self.env, award.decision_date)
            entered_day(self.env, award.cancel_date)
            if award.decision_date > dates.today():
                raise ValidationError(self.env._("The decision is of a day to come."))
            if award.cancel_date and award.cancel_date < award.decision_date:
                raise ValidationError(
                    self.env._("An award cannot be cancelled before it is decided.")
                )

    @api.constrains("title_id", "authority", "decision_date")
    def _check_authority(self):
        """Refuse who no longer decided on that day; of others nothing is known for sure."""
        for award in self:
            lines = award.title_id.authority_ids.filtered(
                lambda line, award=award: line.authority == award.authority
            )
            ended = lines.filtered(
                lambda line, award=award: line.date_to and line.date_to < award.decision_date
            )
            if ended and not lines._on(award.decision_date):
                names = dict(self._fields["authority"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(authority)s decided on “%(title)s” until %(date)s only.",
                        authority=names[award.authority],
                        title=award.title_id.name,
                        date=dates.format_date(max(ended.mapped("date_to"))),
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------------

    def unlink(self):
        """Refused: an award that was taken back stays, cancelled."""
        # pylint: disable=method-required-super
        raise UserError(self.env._("Awards stay in the records: cancel what was taken back."))

    # -- steps ---------------------------------------------------------------------------------

    def _authorise(self, name):
        role = self.env["cchc.unit.role"]
        return [role._require(ROLES, award.sudo().unit_id) for award in self]

    def _audit_unit(self):
        return self.unit_id

    def action_cancel(self, reason):
        """Take it back, by the decision that is entered, with the reason."""
        self._transition("cancel", reason=reason)

    def _guard_cancel(self, on, reason):
        for award in self:
            if not (award.cancel_number and award.cancel_date):
                raise UserError(
                    self.env._(
                        "Enter number and date of the decision that cancels “%(award)s” first.",
                        award=award.display_name,
                    )
                )

    # -- history -------------------------------------------------------------------------------

    def _values_for_history(self):
        return self._audit_values(ENTERED)
