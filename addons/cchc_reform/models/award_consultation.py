from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import dates
from .entered_values import entered_day

OPINIONS = [
    ("agreed", "Consents"),
    ("remarks", "Consents, with remarks"),
    ("refused", "Objects"),
    ("none", "Did not answer"),
]


class AwardConsultation(models.Model):
    """A body that was asked for its opinion on a nomination (hiệp y), and what it answered."""

    _name = "cchc.award.consultation"
    _description = "Consultation on a nomination"
    _inherit = ["cchc.award.nomination.part"]
    _order = "asked_on, id"
    _rec_name = "body"

    body = fields.Char(string="Body asked", required=True)
    asked_on = fields.Date(required=True, default=lambda self: dates.today())
    answered_on = fields.Date(help="Of who did not answer: the last day of the term.")
    opinion = fields.Selection(OPINIONS)
    remarks = fields.Text(string="Specific remarks")

    @api.constrains("asked_on", "answered_on", "opinion")
    def _check_answer(self):
        for one in self:
            entered_day(self.env, one.asked_on)
            entered_day(self.env, one.answered_on)
            if max(one.asked_on, one.answered_on or one.asked_on) > dates.today():
                raise ValidationError(self.env._("What is recorded is not of a day to come."))
            if one.answered_on and one.answered_on < one.asked_on:
                raise ValidationError(
                    self.env._("“%s” did not answer before it was asked.", one.body)
                )
            if bool(one.answered_on) != bool(one.opinion):
                raise ValidationError(
                    self.env._("Give both the opinion of “%s” and its day.", one.body)
                )
