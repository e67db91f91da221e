"""Digital signatures inside a PDF: who signed, when, and whether the document is still as signed.

Nothing is fetched from a network: a signer is verified against the roots that are given, and
revocation is judged by what the document itself carries.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timezone

from pyhanko.keys.pemder import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

NONE = "none"
VALID = "valid"
UNTRUSTED = "untrusted"
BROKEN = "broken"
UNREADABLE = "unreadable"
STATES = (NONE, VALID, UNTRUSTED, BROKEN, UNREADABLE)

#: More signatures than these no document of an office bears; the others are not looked at.
MOST = 20


@dataclass(frozen=True)
class Signature:
    """One signature of a document.

    :param state: ``valid``: whole, and the signer leads to a trusted root; ``untrusted``: whole,
        but nothing vouches for the signer; ``broken``: the document is not what was signed
    :param signer: name in the certificate
    :param signed_at: time that the signer's machine claimed, None where there is none
    """

    state: str
    signer: str
    signed_at: datetime | None


def load_roots(pem):
    """Certificates in ``pem`` (text).

    :raises ValueError: it holds none
    """
    roots = list(load_certs_from_pemder_data((pem or "").encode()))
    if not roots:
        raise ValueError("no certificate")
    for root in roots:
        root.native  # noqa: B018 - reads it as a whole, so that nonsense is refused here
    return roots


def read_signatures(content, roots=()):
    """The signatures of a PDF.

    :param bytes content: the file
    :param roots: trusted certificates, as of :func:`load_roots`
    :return: list of :class:`Signature`; empty where the document is not signed
    :raises ValueError: there is a signature and it cannot be read
    """
    # A signature leaves room for itself in the open; without it there is none to look for.
    if b"/ByteRange" not in content:
        return []
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        embedded = list(reader.embedded_regular_signatures)[:MOST]
        return [_read(signature, roots) for signature in embedded]
    except Exception as error:  # the library meets whatever a stranger put into the file
        raise ValueError(f"unreadable signature: {type(error).__name__}") from error


def _read(signature, roots):
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail"
    )
    status = validate_pdf_signature(signature, signer_validation_context=context)
    changed = status.modification_level not in (
        None,
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
    )
    if not status.intact or not status.valid or changed or status.docmdp_ok is False:
        state = BROKEN
    else:
        # The library asks no dates of a certificate that is trusted itself.
        expired = status.signing_cert.not_valid_after < datetime.now(timezone.utc)
        state = VALID if status.trusted and not expired else UNTRUSTED
    subject = status.signing_cert.subject.native
    signer = subject.get("common_name") or status.signing_cert.subject.human_friendly
    return Signature(state, str(signer), status.signer_reported_dt)


def state_of(signatures):
    """State of a document by its signatures: that of the worst."""
    states = {signature.state for signature in signatures}
    return next((state for state in (BROKEN, UNTRUSTED, VALID) if state in states), NONE)
