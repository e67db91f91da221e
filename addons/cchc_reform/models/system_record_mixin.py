from odoo import api, models
from odoo.exceptions import AccessError


class SystemRecordMixin(models.AbstractModel):
    """A record of what the system did: people read it, and only the system itself writes it."""

    _name = "cchc.system.record.mixin"
    _description = "Record that the system keeps"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_clients()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_clients()
        return super().write(vals)

    def unlink(self):
        self._refuse_clients()
        return super().unlink()

    def _refuse_clients(self):
        if not self.env.su:
            raise AccessError(self._kept_by_system())

    def _kept_by_system(self):
        """Sentence for a person who tries to write such a record."""
        raise NotImplementedError
