from odoo import models

from ..kernel import dates


class IrRule(models.Model):
    """Scope is read by date, so the cached rules of a user are those of one Vietnamese day."""

    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        yield dates.today()
