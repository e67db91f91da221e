import base64
import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel import dates
from ..report.selection_xlsx import selection_xlsx
from .report_selection import READERS

_logger = logging.getLogger(__name__)

CALENDAR = ("monthly", "quarterly")
#: Days after which what was sent need not be known any more.
KEPT_DAYS = 400


def _current(schedule, day):
    """The month or quarter of ``day``, in which a table is sent once."""
    if schedule == "monthly":
        return f"{day:%Y-%m}"
    return f"{day:%Y}-Q{(day.month + 2) // 3}"


class ReportSelection(models.Model):
    """Own tables that go out by mail: to each recipient what that person may read.

    ``occasion`` is what is to be sent for: a month, a quarter, a period that was closed. What
    went out is kept by person, so that a job that was killed sends nothing twice.
    """

    _inherit = "cchc.report.selection"

    schedule = fields.Selection(
        [
            ("none", "Not sent"),
            ("period", "When a reporting period is closed"),
            ("monthly", "Each month"),
            ("quarterly", "Each quarter"),
        ],
        string="Sent by mail",
        required=True,
        default="none",
    )
    occasion = fields.Char(string="Sent for", readonly=True, copy=False)
    sent_occasion = fields.Char(string="Last sent for", readonly=True, copy=False)
    muted_user_ids = fields.Many2many(
        "res.users", string="Who does not want it", readonly=True, copy=False
    )
    is_muted = fields.Boolean(string="Not sent to me", compute="_compute_is_muted")
    is_mine = fields.Boolean(compute="_compute_is_muted")

    @api.depends_context("uid")
    @api.depends("muted_user_ids", "user_id")
    def _compute_is_muted(self):
        for selection in self:
            selection.is_muted = self.env.user in selection.muted_user_ids
            selection.is_mine = self.env.user == selection.user_id

    @api.model_create_multi
    def create(self, vals_list):
        selections = super().create(vals_list)
        selections._begin_schedule()
        return selections

    def write(self, vals):
        result = super().write(vals)
        if "schedule" in vals:
            self._begin_schedule()
        return result

    def _begin_schedule(self):
        """A table is sent from the next month or quarter on, not for the one that runs."""
        today = dates.today()
        for selection in self.sudo():  # noted by the system; who may write the schedule was checked
            current = selection.schedule in CALENDAR and _current(selection.schedule, today)
            selection.write({"occasion": current, "sent_occasion": current})

    # -- recipients ----------------------------------------------------------------------------

    def _recipients(self):
        """The owner, and who holds one of the shared roles within the unit today and wants it."""
        self.ensure_one()
        if not self.user_id.active or not self._is_in_scope_of_owner():
            return self.env["res.users"]
        roles = [role for role in READERS if self[f"share_{role}"]]
        today = dates.today()
        grants = self.env["cchc.unit.role"].search(
            Domain("role", "in", roles) & Domain("unit_id", "child_of", self.unit_id.id)
        )
        holders = grants.filtered(lambda grant: grant._is_in_force(today)).user_id
        wanted = (holders | self.user_id) - self.muted_user_ids
        return wanted.filtered(
            lambda user: user.active and not user.share and self.with_user(user).has_access("read")
        )

    def action_mute(self):
        """Have the table sent to oneself no longer."""
        self._mute(True)

    def action_unmute(self):
        """Have it sent to oneself again."""
        self._mute(False)

    def _mute(self, muted):
        self.check_access("read")
        # Only the own name is put there or taken away, by who may read the table.
        self.sudo().write({"muted_user_ids": [(4 if muted else 3, self.env.uid)]})

    # -- the job -------------------------------------------------------------------------------

    @api.model
    def _period_closed(self, periods):
        """Have the tables sent that wait for the close of one of ``periods``."""
        for period in periods:
            waiting = self.sudo().search(
                Domain("schedule", "=", "period")
                & Domain("unit_id", "child_of", period.unit_id.id)
                & (Domain("period_ids", "=", False) | Domain("period_ids", "in", period.ids))
            )
            # A period that is closed again is sent again.
            waiting.occasion = f"period-{period.id}-{fields.Datetime.now():%Y%m%d%H%M%S}"
        # Who closes a period starts the job, and no more.
        self.env.ref("cchc_reform.cron_send_selections").sudo()._trigger()

    @api.model
    def _cron_send(self):
        """Send the tables that are due, one person at a time; may be killed at any point."""
        today = dates.today()
        for schedule in CALENDAR:
            current = _current(schedule, today)
            self.search(
                Domain("schedule", "=", schedule) & Domain("occasion", "!=", current)
            ).occasion = current
        due = self.search(Domain("schedule", "!=", "none") & Domain("occasion", "!=", False))
        due = due.filtered(lambda one: one.occasion != one.sent_occasion)
        for done, selection in enumerate(due):
            if not selection._send_out(len(due) - done):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _send_out(self, left):
        """Send the table to those who do not have it yet.

        :param int left: number of tables to be sent, this one among them: as long as one is left,
            the job comes again
        :return: whether there is time to go on
        """
        told = (
            self.env["cchc.report.delivery"]
            .search([("selection_id", "=", self.id), ("occasion", "=", self.occasion)])
            .user_id
        )
        for user in (self._recipients() - told).sorted("id"):
            try:
                with self.env.cr.savepoint():
                    self._deliver(user)
            except Exception:  # one faulty table or mailbox keeps nobody else from theirs
                _logger.exception("Table %s was not sent to user %s", self.id, user.id)
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return False
        self.sent_occasion = self.occasion
        return True

    def _deliver(self, user):
        """Send ``user`` the file, made with that person's own rights; nothing if it is empty."""
        own = self.with_user(user).with_context(lang=user.lang)
        table = own._plain_table()
        made = table["groups"] and base64.b64encode(selection_xlsx(table))
        delivery = self.env["cchc.report.delivery"].create(
            {
                "selection_id": self.id,
                "user_id": user.id,
                "occasion": self.occasion,
                "file_name": f"{self.name}.xlsx",
                "file": made,
            }
        )
        if made:
            delivery._mail(own.env._("Figures of reports: %s", self.name))


class ReportDelivery(models.Model):
    """A table of figures went to a person on an occasion, with the file that the person got."""

    _name = "cchc.report.delivery"
    _description = "Table of figures that was sent"
    _inherit = ["cchc.system.record.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    selection_id = fields.Many2one(
        "cchc.report.selection", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    occasion = fields.Char(required=True)
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    _once = models.UniqueIndex("(selection_id, user_id, occasion)")

    def _kept_by_system(self):
        return self.env._("What was sent is recorded by the system.")

    def _mail(self, subject):
        """Tell the person in the way the person chose, with the file; sent after the commit."""
        self.ensure_one()
        user = self.user_id
        file = self.env["ir.attachment"].search(
            Domain("res_model", "=", self._name)
            & Domain("res_field", "=", "file")
            & Domain("res_id", "=", self.id)
        )
        # The name that the person sees; the file stays that of this row, which only he may read.
        file.name = self.file_name
        body = (
            self.env["ir.qweb"]
            .with_context(lang=user.lang)
            ._render(
                "cchc_reform.report_selection_mail",
                {
                    "selection": self.selection_id,
                    "url": self.env["ir.config_parameter"].get_param("web.base.url"),
                },
                lang=user.lang,
            )
        )
        user.partner_id.message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
            author_id=self.env.ref("base.partner_root").id,
            attachment_ids=file.ids,
        )

    @api.autovacuum
    def _gc_deliveries(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("create_date", "<", old)]).unlink()


class Period(models.Model):
    """Closing a period sends the tables that wait for it."""

    _inherit = "cchc.period"

    def _after_close(self, on):
        self.env["cchc.report.selection"]._period_closed(self)
