from odoo import fields, models

from ..kernel import reminders

AUDIENCES = [
    ("officer", "Person in charge"),
    ("head", "Unit head"),
    ("standing_office", "Standing office"),
    ("leader", "Leader of the committee"),
]


class ReminderRule(models.Model):
    """Who is reminded of an open task, and how many working days before or after its deadline."""

    _name = "cchc.reminder.rule"
    _description = "Reminder rule"
    _order = "when desc, days, audience"

    when = fields.Selection(
        [
            (reminders.BEFORE, "Working days before the deadline"),
            (reminders.AFTER, "Working days after the deadline"),
        ],
        required=True,
        default=reminders.BEFORE,
    )
    days = fields.Integer(required=True, help="0 before the deadline: on the day itself.")
    audience = fields.Selection(AUDIENCES, string="Who is reminded", required=True)
    active = fields.Boolean(default=True)

    _days_in_range = models.Constraint(
        "CHECK (days <= 250 AND days >= CASE WHEN \"when\" = 'after' THEN 1 ELSE 0 END)",
        "Reminders go out from 250 working days before to 250 after the deadline; 0 is the day itself.",
    )
    _no_rule_twice = models.UniqueIndex(
        '("when", days, audience)', "There is such a rule already; it may be archived."
    )

    def _compute_display_name(self):
        when = dict(self._fields["when"]._description_selection(self.env))
        audience = dict(self._fields["audience"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{rule.days} · {when.get(rule.when)} · {audience.get(rule.audience)}"
            )

    def _plain(self):
        """These rules as the kernel reads them."""
        return [reminders.Rule(rule, rule.when, rule.days, rule.audience) for rule in self]
