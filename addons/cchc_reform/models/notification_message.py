import hashlib
import hmac
import json
import logging
import os
import tempfile
import uuid
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

TIMEOUT = 10
ATTEMPTS = 8
BATCH = 50


class NotificationMessage(models.Model):
    """One call of a gateway: a reference and a recipient, nothing of the content.

    Written in the transaction of what it tells about and sent by a job afterwards. A call whose
    answer was lost is made again with the same reference, by which the gateway knows it.
    """

    _name = "cchc.notification.message"
    _description = "Message to a channel"
    _order = "id desc"
    _rec_name = "reference"

    channel_id = fields.Many2one(
        "cchc.notification.channel", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    reference = fields.Char(required=True, default=lambda self: str(uuid.uuid4()), copy=False)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Given up")],
        required=True,
        default="waiting",
        index=True,
    )
    attempts = fields.Integer(aggregator=None)
    next_attempt = fields.Datetime(required=True, default=fields.Datetime.now)
    error = fields.Char(string="Last error")

    _reference_unique = models.UniqueIndex("(reference)")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_clients()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_clients()
        return super().write(vals)

    def _refuse_clients(self):
        if not self.env.su:
            raise AccessError(self.env._("Messages to a channel are written by the system."))

    @api.model
    def _queue(self, users):
        """Tell ``users`` through every channel that they have something to read."""
        channels = self.env["cchc.notification.channel"].sudo().search([("active", "=", True)])
        return self.sudo().create(
            [
                {"channel_id": channel.id, "user_id": user.id}
                for channel in channels
                for user in users
                if channel._recipient_of(user)
            ]
        )

    @api.model
    def _cron_send(self):
        """Make the calls that are due, each in a transaction of its own."""
        due = Domain("state", "=", "waiting") & Domain("next_attempt", "<=", fields.Datetime.now())
        while messages := self.search(
            due & Domain("channel_id.active", "=", True), limit=BATCH, order="id"
        ):
            for message in messages:
                message._call()
                # As long as there may be more the job comes again.
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _call(self):
        self.ensure_one()
        error = self.channel_id._post(self.reference, self.user_id)
        attempts = self.attempts + 1
        state = "sent" if not error else "failed" if attempts >= ATTEMPTS else "waiting"
        self.write(
            {
                "state": state,
                "attempts": attempts,
                "error": error,
                "next_attempt": fields.Datetime.now() + timedelta(minutes=2**attempts),
            }
        )


class NotificationChannel(models.Model):
    _inherit = "cchc.notification.channel"

    def _recipient_of(self, user):
        """How the gateway knows ``user``; empty where it is not known."""
        return {
            "login": user.login,
            "phone": user.partner_id.phone,
            "email": user.partner_id.email,
        }[self.recipient]

    def _post(self, reference, user):
        """Call the gateway; the kind of error as a short text, or False. No secret gets into it."""
        body = json.dumps({"reference": reference, "recipient": self._recipient_of(user)}).encode()
        signature = hmac.new((self.secret or "").encode(), body, hashlib.sha256).hexdigest()
        try:
            with self._authority() as verify:
                answer = requests.post(
                    self.url,
                    data=body,
                    headers={
                        "Content-Type": "application/json",
                        "X-CCHC-Signature": signature,
                    },
                    timeout=TIMEOUT,
                    verify=verify,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            _logger.info("Channel %s could not be reached: %s", self.id, type(error).__name__)
            return type(error).__name__
        return False if answer.status_code in (200, 201, 202, 204) else f"HTTP {answer.status_code}"

    def _authority(self):
        """Context manager that gives what certificates are checked against."""
        return _Authority(self.certificate)


class _Authority:
    """A file with the certificate for the time of a call, or the public authorities."""

    def __init__(self, certificate):
        self.certificate = certificate
        self.path = None

    def __enter__(self):
        if not self.certificate:
            return True
        descriptor, self.path = tempfile.mkstemp(suffix=".pem")
        with os.fdopen(descriptor, "w") as file:
            file.write(self.certificate)
        return self.path

    def __exit__(self, *_error):
        if self.path:
            os.unlink(self.path)
