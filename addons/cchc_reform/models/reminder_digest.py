from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates

ROLES = ("head", "standing_office", "leader")
LONGEST = 10


class ReminderDigest(models.Model):
    """A week's digest of overdue work went to a person; a row a person and week.

    The figures and lists are those of the landing page, asked as the person who reads them.
    """

    _name = "cchc.reminder.digest"
    _description = "Weekly digest that was sent"
    _inherit = ["cchc.system.record.mixin"]
    _order = "week desc, user_id"
    _log_access = False
    _rec_name = "week"

    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    week = fields.Char(required=True, help="For instance 2026-W48.")
    day = fields.Date(required=True)
    overdue = fields.Integer(aggregator=None)

    _once_a_week = models.UniqueIndex("(user_id, week)")

    def _kept_by_system(self):
        return self.env._("Reminders are recorded by the system.")

    @api.model
    def _cron_digest(self):
        """Send the digest of the week to whoever has overdue work below, one person at a time."""
        today = dates.today()
        week = "{}-W{:02d}".format(*today.isocalendar()[:2])
        grants = self.env["cchc.unit.role"].sudo().search([("role", "in", ROLES)])
        users = grants.filtered(lambda grant: grant._is_in_force(today)).user_id.filtered("active")
        told = self.sudo().search([("week", "=", week)]).user_id
        waiting = (users - told).sorted("id")
        for done, user in enumerate(waiting, 1):
            content = self.with_user(user)._content(today)
            self.sudo().create(
                {
                    "user_id": user.id,
                    "week": week,
                    "day": today,
                    "overdue": content["overdue"],
                }
            )
            if content["overdue"]:
                spoken = self.with_context(lang=user.lang).env
                subject = spoken._("Overdue work as of %(day)s", day=dates.format_date(today))
                content["headline"] = spoken._(
                    "%(count)s tasks are overdue in the units you follow.",
                    count=content["overdue"],
                )
                self._send(user, subject, "cchc_reform.digest_mail", content)
            # As long as somebody is left the job comes again.
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done):
                break

    @api.model
    def _content(self, today):
        """Overdue work of the user's units: by unit, and the longest; by the user's own rules."""
        unit_ids = self.env.user.role_unit_ids(*ROLES)
        within = Domain("unit_id", "child_of", unit_ids)
        rates = self.env["cchc.metrics"]._task_rates(today, within, ["unit_id"])
        units = self.env["hr.department"].browse(
            [unit_id for (unit_id,), figures in rates.items() if figures.overdue]
        )
        facts = within & self.env["cchc.task.fact"]._domain_of("overdue", today)
        return {
            "overdue": sum(figures.overdue for figures in rates.values()),
            "units": [
                (unit.display_name, rates[(unit.id,)].overdue)
                for unit in units.sorted(lambda unit: -rates[(unit.id,)].overdue)
            ],
            "tasks": self.env["cchc.task"].search(
                [("fact_ids", "any", facts)], order="due_on, id", limit=LONGEST
            ),
        }

    @api.model
    def _send(self, user, subject, template, values):
        """Tell ``user`` in the way the user chose: by mail or in the inbox; sent after commit."""
        body = (
            self.env["ir.qweb"]
            .with_context(lang=user.lang)
            ._render(
                template,
                {
                    **values,
                    "user": user,
                    "subject": subject,
                    "url": self.env["ir.config_parameter"].sudo().get_param("web.base.url"),
                    "format_date": dates.format_date,
                },
                lang=user.lang,
            )
        )
        user.partner_id.sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
            author_id=self.env.ref("base.partner_root").id,
        )
