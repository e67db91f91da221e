from odoo import api, models
from odoo.exceptions import AccessError


class AuditMixin(models.AbstractModel):
    """What is only ever added, by SQL of its own model: the ORM refuses to write for everybody.

    The superuser is refused too, so no ``sudo()`` in other code opens a way.
    """

    # pylint: disable=method-required-super
    _name = "cchc.audit.mixin"
    _description = "Part of the history"
    _log_access = False

    def _refuse(self):
        raise AccessError(
            self.env._(
                "The history is only added to by the system: nobody creates, edits or deletes it."
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused for everybody."""
        self._refuse()

    def write(self, vals):
        """Refused for everybody."""
        self._refuse()

    def unlink(self):
        """Refused for everybody."""
        self._refuse()

    def copy(self, default=None):
        """Refused for everybody."""
        self._refuse()
