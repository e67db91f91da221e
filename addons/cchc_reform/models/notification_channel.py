from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

RECIPIENTS = [("login", "Login"), ("phone", "Phone number"), ("email", "E-mail address")]


class NotificationChannel(models.Model):
    """A gateway (SMS, Zalo) that is told that somebody has something to read; never what.

    Only administrators set one up. It gets a reference and the recipient over https, after the
    transaction, from a queue; the text stays in the application.
    """

    _name = "cchc.notification.channel"
    _description = "Notification channel"
    _order = "name"

    name = fields.Char(required=True)
    url = fields.Char(string="Address", required=True, help="https address of the gateway.")
    secret = fields.Char(
        groups="cchc_reform.group_cchc_admin",
        copy=False,
        help="Signs each call (header X-CCHC-Signature: HMAC-SHA256 of the body).",
    )
    recipient = fields.Selection(RECIPIENTS, required=True, default="phone")
    certificate = fields.Text(
        string="Certificate of its authority",
        help="PEM of a private authority, where the gateway has no public certificate.",
    )
    active = fields.Boolean(default=True)
    message_ids = fields.One2many("cchc.notification.message", "channel_id", string="Messages")

    @api.constrains("url")
    def _check_url(self):
        for channel in self:
            try:
                parts = urlsplit(channel.url)
                fits = parts.scheme == "https" and bool(parts.hostname) and not parts.username
            except ValueError:
                fits = False
            if not fits:
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is no https address: a channel is told over https only.",
                        url=channel.url,
                    )
                )
