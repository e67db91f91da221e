from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import discipline
from .legal_document import CONFIRMATIONS

FORMS = [
    (discipline.REPRIMAND, "Reprimand"),
    (discipline.WARNING, "Warning"),
    (discipline.SALARY_CUT, "Lower salary grade"),
    (discipline.DEMOTION, "Demotion"),
    (discipline.REMOVAL, "Removal from office"),
    (discipline.DISMISSAL, "Dismissal by the electing body"),
    (discipline.TERMINATION, "Forced resignation"),
]
STAFF_KINDS = [
    (discipline.CADRE, "Cadre"),
    (discipline.CIVIL_SERVANT, "Civil servant, not a leader"),
    (discipline.CIVIL_LEADER, "Civil servant, leader"),
    (discipline.PUBLIC_EMPLOYEE, "Public employee, not a manager"),
    (discipline.PUBLIC_MANAGER, "Public employee, manager"),
]
RULES = [
    (discipline.HANDLING, "Days to handle a case"),
    (discipline.HANDLING_COMPLICATED, "Days to handle a complicated case"),
    (discipline.LIMIT_REPRIMAND, "Years of limitation: reprimand"),
    (discipline.LIMIT_HEAVIER, "Years of limitation: heavier forms"),
    (discipline.SETTLING, "Days to settle an appeal"),
]


class DisciplineForm(models.Model):
    """A form of discipline that is open to one kind of staff, from a day to a day.

    With it go its effects; months that are zero are not known, or there is no such effect. The
    catalogue is open to all.
    """

    _name = "cchc.discipline.form"
    _description = "Form of discipline"
    _inherit = ["cchc.award.line.mixin"]
    _order = "staff_kind, date_from desc, sequence, id"
    _rec_name = "code"

    _exclusive = ("code", "staff_kind")
    _said = (
        "code", "staff_kind", "salary_months", "barred_months", "effect_confirmation",
        "dates_confirmation",
    )  # fmt: skip

    code = fields.Selection(FORMS, string="Form", required=True)
    staff_kind = fields.Selection(STAFF_KINDS, string="Kind of staff", required=True)
    sequence = fields.Integer(
        compute="_compute_sequence", store=True, help="From the lightest to the heaviest."
    )
    salary_months = fields.Integer(
        string="Later raise of salary (months)", help="Zero: not known, or no such effect."
    )
    barred_months = fields.Integer(
        string="No promotion (months)",
        help="Nor planning, nor training for it. Zero: not known, or no such effect.",
    )
    effect_confirmation = fields.Selection(
        CONFIRMATIONS, string="Effects", required=True, default="to_verify"
    )
    dates_confirmation = fields.Selection(
        CONFIRMATIONS, string="Days in force", required=True, default="confirmed"
    )

    _months_make_sense = models.Constraint(
        "CHECK (salary_months BETWEEN 0 AND 240 AND barred_months BETWEEN 0 AND 240)",
        "Months of an effect lie between 0 and 240.",
    )

    @api.depends("code")
    def _compute_sequence(self):
        for form in self:
            form.sequence = discipline.FORMS.index(form.code) if form.code else 0

    def _line_name(self):
        self.ensure_one()
        forms = dict(self._fields["code"]._description_selection(self.env))
        kinds = dict(self._fields["staff_kind"]._description_selection(self.env))
        return f"{forms.get(self.code, '')}, {kinds.get(self.staff_kind, '')}"

    @api.depends("code", "staff_kind")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _effect_basis(self):
        """Legal basis of the effects, and whether they are still to be verified."""
        basis = self._basis()
        if self.confirmation == "confirmed" and self.effect_confirmation == "to_verify":
            basis = self.env._("%(basis)s; effects to verify", basis=basis)
        return basis

    @api.model
    def _open_to(self, kind, day):
        """Forms that are open to ``kind`` of staff on ``day``, the lightest first."""
        lines = {}
        for form in self.search([("staff_kind", "=", kind)]):
            lines.setdefault((form.code, kind), []).append(
                discipline.Line(form, form.date_from, form.date_to or None)
            )
        return self.browse().union(*discipline.open_forms(lines, kind, day))


class DisciplineRule(models.Model):
    """How long a case may take, and after how many years nobody is disciplined; dated."""

    _name = "cchc.discipline.rule"
    _description = "Rule on the time for discipline"
    _inherit = ["cchc.award.line.mixin"]
    _order = "code, date_from desc, id"
    _rec_name = "code"

    _exclusive = ("code",)
    _said = ("code", "number", "dates_confirmation")

    code = fields.Selection(RULES, string="Provision", required=True)
    number = fields.Integer(string="Days or years", required=True)
    dates_confirmation = fields.Selection(
        CONFIRMATIONS, string="Days in force", required=True, default="confirmed"
    )

    _number_makes_sense = models.Constraint(
        "CHECK (number BETWEEN 1 AND 1000)", "The number lies between 1 and 1,000."
    )

    def _line_name(self):
        self.ensure_one()
        rules = dict(self._fields["code"]._description_selection(self.env))
        return f"{rules.get(self.code, '')}: {self.number}"

    def _basis(self):
        basis = super()._basis()
        if self.confirmation == "confirmed" and self.dates_confirmation == "to_verify":
            basis = self.env._("%(basis)s; days in force to verify", basis=basis)
        return basis

    @api.depends("code", "number")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.model
    def _by_code(self):
        """Dict code -> lines, for :meth:`_on`: one query for any number of cases."""
        return self.search(Domain("code", "in", discipline.RULES)).grouped("code")
