from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import signatures


class TrustRoot(models.Model):
    """A root certificate by which the signers of documents are verified; administrators keep it.

    Without a root nobody's signature counts as verified: the document may be whole, and nothing
    says who signed it.
    """

    _name = "cchc.trust.root"
    _description = "Trusted root certificate"
    _order = "name"

    name = fields.Char(required=True)
    certificate = fields.Text(required=True, help="PEM, -----BEGIN CERTIFICATE-----")
    active = fields.Boolean(default=True)

    @api.constrains("certificate")
    def _check_certificate(self):
        for root in self:
            try:
                signatures.load_roots(root.certificate)
            except Exception as error:
                raise ValidationError(
                    self.env._("“%(root)s” holds no readable certificate.", root=root.name)
                ) from error

    @api.model
    def _roots(self):
        """All trusted certificates, for the kernel."""
        # Which roots are trusted is asked for every reader, and is no secret.
        rows = self.sudo().search([("active", "=", True)])
        return [root for row in rows for root in signatures.load_roots(row.certificate)]

    def action_check_again(self):
        """Look again at the signatures of the documents that are there, by the present roots."""
        self.check_access("write")
        pieces = self.env["cchc.evidence"].sudo()
        pieces.search([("signature_state", "in", ("valid", "untrusted"))])._look_at_signatures()
