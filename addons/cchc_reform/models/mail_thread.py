from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError


def tells_readers_only(documents):
    """Whether these are documents of ours, of which nobody is told who may not read them.

    References and units are open to all.
    """
    return isinstance(documents, documents.env.registry["cchc.workflow.mixin"])


def readable_by(documents, partner):
    """Those of ``documents`` that the user behind ``partner`` may read today."""
    # Whether somebody else may read is asked by that person's rules; nothing is shown.
    readable = set()
    for user in partner.sudo().user_ids:
        readable.update(documents.with_user(user)._filtered_access("read")._ids)
    return documents.filtered(lambda document: document.id in readable)


def refuse_strangers(documents, partner_ids):
    """Refuse to tell of ``documents`` to people who may not read all of them."""
    if not (documents and partner_ids and tells_readers_only(documents)):
        return
    for partner in documents.env["res.partner"].browse(partner_ids):
        if readable_by(documents, partner) != documents:
            raise UserError(
                documents.env._(
                    "%(person)s may not read “%(document)s” and is not told about it.",
                    person=partner.sudo().name,
                    document=documents[:1].display_name,
                )
            )


class Base(models.AbstractModel):
    """What has no chatter has no messages either: nobody writes, or is mentioned, on it."""

    _inherit = "base"

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        # Core calls it on whatever model a browser names; only a thread has it there.
        raise UserError(
            self.env._("“%s” has no messages.", self.env["ir.model"]._get(self._name).name)
        )


class MailThread(models.AbstractModel):
    """Mail about a document of ours reaches those who may read the document, and nobody else.

    In core a follower, a person mentioned and one who is given an activity get the text by mail
    and in their inbox, whether or not they may open the record.
    """

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """Only the mail gateway takes in letters: it acts for whoever a letter says it is from."""
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(self.env._("Letters are taken in by the mail gateway only."))
        return super().message_process(model, message, *args, **kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Whoever may not read the document does not follow it: a follower may comment on it."""
        if not tells_readers_only(self):
            return super().message_subscribe(partner_ids, subtype_ids)
        by_documents = defaultdict(list)
        for partner in self.env["res.partner"].browse(partner_ids or ()):
            by_documents[readable_by(self, partner)].append(partner.id)
        for documents, readers in by_documents.items():
            if documents:
                super(MailThread, documents).message_subscribe(readers, subtype_ids)
        return True

    def message_post(self, **kwargs):
        refuse_strangers(self, kwargs.get("partner_ids"))
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        refuse_strangers(self, kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)

    def _message_track(self, fields_iter, initial_values_dict):
        """What changed on many documents is logged at once; core logs one document at a time."""
        data = self.env.cr.precommit.data
        told = any(data.get(f"mail.tracking.{kind}.{self._name}") for kind in ("message", "author"))
        if not fields_iter or told or not tells_readers_only(self):
            return super()._message_track(fields_iter, initial_values_dict)
        described = ("string", "type", "selection", "currency_field")
        tracked = self.fields_get(fields_iter, attributes=described)
        tracking = {
            document.id: document._mail_track(tracked, initial_values_dict[document.id])
            for document in self.exists()
        }
        changed = self.filtered(lambda document: tracking.get(document.id, ((), ()))[1])
        messages = changed._message_log_batch(dict.fromkeys(changed.ids, ""))
        # As the log itself: what is tracked was written by who had the right to.
        self.env["mail.tracking.value"].sudo().create(
            [
                {**values, "mail_message_id": message.id}
                for document, message in zip(changed, messages, strict=True)
                for _command, _id, values in tracking[document.id][1]
            ]
        )
        return tracking

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Followers whose right to read has ended since are not told either."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not (self and tells_readers_only(self)):
            return recipients
        partners = self.env["res.partner"].browse([one["id"] for one in recipients if one["id"]])
        strangers = partners.filtered(lambda partner: not readable_by(self, partner))
        return [one for one in recipients if one["id"] not in strangers._ids]
