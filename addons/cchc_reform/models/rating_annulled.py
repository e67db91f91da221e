from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates, rating
from .asked_activities import ask, close_asked
from .mail_thread import readable_by
from .rating_workflow import DECIDERS


class Rating(models.Model):
    """What becomes of the mark "disciplined for duty" once the case behind it is annulled."""

    _inherit = "cchc.rating"

    discipline_found = fields.Boolean(
        string="Mark set by the register", readonly=True, copy=False, groups=fields.NO_ACCESS
    )

    @api.model
    def _discipline_annulled(self, employee_ids, year):
        """Take back the marks that the register set on ratings of ``year``; called by the case.

        A mark entered by hand stays, for its case may be kept elsewhere, and so does one that
        another decision calls for. What is only proposed follows from the rules again; who
        decided a level because of the mark is asked to look at it. Whoever is asked reads the
        rating, and the mark on it, anyway: of the case nothing is said.
        """
        still = self.env["cchc.discipline.case"]._disciplined_for_duty(employee_ids, year)
        freed = self.sudo().search(
            Domain("employee_id", "in", list(set(employee_ids) - still))
            & Domain("year", "=", year)
            & Domain("discipline_found", "=", True)
        )
        if not freed:
            return
        names = ("is_disciplined", "proposed_level", "level_cause")
        before = [one._audit_values(names) for one in freed]
        with freed._permit({"is_disciplined"}):
            freed.write({"is_disciplined": False, "discipline_found": False})
        freed.filtered(lambda one: one.state == "proposed")._follow_rules()
        self.env["cchc.audit.entry"]._append(
            [
                one._audit_row("unmark", old, one._audit_values(names), dates.today(), "")
                for one, old in zip(freed, before, strict=True)
            ]
        )
        freed._ask_who_decides()

    def _ask_who_decides(self):
        """Of levels decided because of a mark that is gone: ask whether the decision stays."""
        decided = self.filtered(
            lambda one: (
                one.state in ("decided", "announced") and one.level_cause == rating.DISCIPLINED
            )
        )
        holders = self.env["cchc.unit.role"]._holders(DECIDERS, decided.deciding_unit_id)
        asked = {}
        for one in decided:
            able = (holders[one.deciding_unit_id.id] - one.employee_id.user_id).filtered(
                lambda user, one=one: readable_by(one, user.partner_id)
            )
            asked[one.id] = (able & one.decided_by_id or able[:1]).id
        ask(
            decided,
            self.env._(
                "The mark because of which this level was decided is gone: take the decision back?"
            ),
            asked,
        )

    def _follow_rules(self):
        """Let the proposed level follow from the rules again, of what the system itself set."""
        for one in self.sudo():
            found = one._proposal()
            values = {
                "proposed_level": found.level or False,
                "level_cause": found.reason or False,
            }
            with one._permit(values):
                one.write(values)

    def _after_reopen(self, _on):
        close_asked(self)
        self.filtered(
            lambda one: one.level_cause == rating.DISCIPLINED and not one.is_disciplined
        )._follow_rules()
