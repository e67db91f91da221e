from odoo import api, fields, models

from ..kernel import dates, signatures


class Evidence(models.Model):
    """What the digital signatures of a piece say, in words that anybody reads."""

    _inherit = "cchc.evidence"

    signature_state = fields.Selection(
        [
            (signatures.NONE, "Not signed digitally"),
            (signatures.VALID, "Signature valid"),
            (signatures.UNTRUSTED, "Whole, signer not verified"),
            (signatures.BROKEN, "Changed after signing, or broken"),
            (signatures.UNREADABLE, "Signature unreadable"),
        ],
        string="Digital signature",
        readonly=True,
        copy=False,
        index=True,
    )
    signature_text = fields.Text(string="Signatures", readonly=True, copy=False)

    @api.model
    def _read_signatures(self, content, media_type):
        """Values of the two fields for the file ``content``."""
        if media_type != "application/pdf":
            return {"signature_state": False, "signature_text": False}
        try:
            found = signatures.read_signatures(content, self.env["cchc.trust.root"]._roots())
        except ValueError:
            return {
                "signature_state": signatures.UNREADABLE,
                "signature_text": self.env._(
                    "The document bears a digital signature that cannot be read."
                ),
            }
        return {
            "signature_state": signatures.state_of(found),
            "signature_text": "\n".join(map(self._signature_line, found)) or False,
        }

    def _signature_line(self, signature):
        words = {
            signatures.VALID: self.env._("the document is whole and the signer is verified"),
            signatures.UNTRUSTED: self.env._(
                "the document is whole; the signer is not verified: no trusted root vouches for "
                "the certificate, or it has expired"
            ),
            signatures.BROKEN: self.env._(
                "NOT VALID: the document was changed after signing, or the signature is broken"
            ),
        }[signature.state]
        moment = signature.signed_at
        return self.env._(
            "%(signer)s, signed at %(time)s: %(words)s",
            signer=signature.signer,
            time=moment.astimezone(dates.VIETNAM).strftime("%d/%m/%Y %H:%M")
            if moment
            else self.env._("an unknown time"),
            words=words,
        )

    def _look_at_signatures(self):
        """Read the signatures of these pieces anew (called when the trusted roots changed)."""
        for piece in self.with_context(bin_size=False):
            values = self._read_signatures(piece._file_content(), piece.mimetype)
            piece._write_by_server(values)
