from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """An activity on a document of ours is given to somebody who may read the document."""

    _inherit = "mail.activity"

    @api.constrains("user_id", "res_model_id", "res_id")
    def _check_assignee_may_read(self):
        thread = self.env.registry["mail.thread"]
        for (model, user), activities in self.grouped(lambda a: (a.res_model, a.user_id)).items():
            documents = self.env.get(model)
            if not user or not isinstance(documents, thread):
                continue
            documents = documents.browse(activities.mapped("res_id"))
            if not documents._tells_readers_only():
                continue
            # Whether the assignee may read is asked by the assignee's own rules.
            closed = documents - documents._readable_by(user.partner_id)
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
