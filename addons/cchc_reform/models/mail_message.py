from odoo import api, models
from odoo.exceptions import AccessError

from .mail_thread import refuse_strangers


class MailMessage(models.Model):
    """Nobody writes in a colleague's name, nor about a document to who may not read it."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._refuse_other_author(vals_list)
        messages = super().create(vals_list)
        messages._refuse_strangers()
        return messages

    def write(self, vals):
        if not self.env.su:
            self._refuse_other_author([vals])
        result = super().write(vals)
        if "partner_ids" in vals:
            self._refuse_strangers()
        return result

    def _refuse_other_author(self, vals_list):
        own = self.env.user.partner_id.id
        ids = {vals["author_id"] for vals in vals_list if vals.get("author_id")} - {own}
        # Whether an author is a colleague is no secret; senders from outside have no user here.
        authors = self.env["res.partner"].sudo().browse(ids)
        if any(user._is_internal() for user in authors.user_ids):
            raise AccessError(self.env._("A message is written in one's own name."))

    def _refuse_strangers(self):
        """Who is named as a recipient may read the message, with the name of its document."""
        if self.env.su:
            return
        for message in self.sudo().filtered("partner_ids"):
            documents = self.env.get(message.model)
            if message.res_id and documents is not None:
                refuse_strangers(documents.browse(message.res_id), message.partner_ids.ids)
