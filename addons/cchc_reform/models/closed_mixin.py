import functools
import logging

from odoo import api, models
from odoo.exceptions import AccessError, MissingError

_logger = logging.getLogger(__name__)

#: Records of these models are named to nobody who may not read them.
RESERVED = "cchc."


class ClosedMixin(models.AbstractModel):
    """Records that are there and closed to the user answer as those that are not there.

    Otherwise whoever asks for one number after another counts them.
    """

    _name = "cchc.closed.mixin"
    _description = "Records of which nobody else learns that they exist"

    @api.private
    def exists(self):
        """To core, which asks before it refuses, no record of a user is missing."""
        return super().exists() if self.env.su else self

    def _check_access(self, operation):
        try:
            return super()._check_access(operation)
        except MissingError:
            refusal = self.env["ir.rule"]._make_access_error
            return self, functools.partial(refusal, operation, self)


class IrRule(models.Model):
    """In debug mode core names the records and rules, to who may not read them, in its refusal."""

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        if not records._name.startswith(RESERVED):
            return super()._make_access_error(operation, records)
        _logger.info("Access denied: %s of %s, user %s", operation, records._name, self.env.uid)
        records.invalidate_recordset()
        spoken = self.with_context(**self.env.user.context_get()).env
        model = spoken["ir.model"]._get(records._name).name
        if operation != "read":
            return AccessError(
                spoken._("“%s”: it is not there, or your role does not allow this.", model)
            )
        return AccessError(spoken._("“%s”: it is not there, or not open to you.", model))
