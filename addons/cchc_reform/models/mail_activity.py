from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.mail.models.mail_activity import MailActivity as CoreActivity

from .mail_thread import readable_by, tells_readers_only


class MailActivity(models.Model):
    """An activity on a document of ours is given to somebody who may read the document.

    Where the document has no chatter, as a rating or a nomination has none, the activity stands in
    the list of who is to act: no mail tells of it, nobody follows the document. Core takes it that
    whatever has activities is a thread.
    """

    _inherit = "mail.activity"

    @api.constrains("user_id", "res_model_id", "res_id")
    def _check_assignee_may_read(self):
        for (model, user), activities in self.grouped(lambda a: (a.res_model, a.user_id)).items():
            documents = self.env.get(model)
            # Discipline has no activities at all, which is said elsewhere.
            if not user or documents is None or model.startswith("cchc.discipline."):
                continue
            documents = documents.browse(activities.mapped("res_id"))
            if not tells_readers_only(documents):
                continue
            # Whether the assignee may read is asked by the assignee's own rules.
            closed = documents - readable_by(documents, user.partner_id)
            if closed:
                # Else the sentence below would name any document by its number.
                closed.with_user(self.env.user).check_access("read")
                raise ValidationError(
                    self.env._(
                        "%(person)s may not read “%(document)s” and cannot act on it.",
                        person=user.sudo().name,
                        document=closed[0].sudo().display_name,
                    )
                )

    def write(self, vals):
        silent = self - self._of_threads() if vals.get("user_id") else self.browse()
        if silent:
            # Past core's own, which makes who is given an activity a follower.
            super(CoreActivity, silent).write(vals)
        return super(MailActivity, self - silent).write(vals)

    def _classify_by_model(self):
        """Core follows, tells of and writes a message on what stands here: on threads only."""
        nothing = {"activities": self.browse(), "record_ids": []}
        silent = (self - self._of_threads()).mapped("res_model")
        return super()._classify_by_model() | dict.fromkeys(filter(None, silent), nothing)

    def _of_threads(self):
        thread = self.env.registry["mail.thread"]
        return self.filtered(lambda activity: isinstance(self.env.get(activity.res_model), thread))
