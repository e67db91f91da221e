import base64
import io
from datetime import datetime, timedelta, timezone

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen import canvas

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..kernel import signatures
from .common import ReformCase


def pdf(text):
    """A small real PDF with ``text``."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.drawString(72, 720, text)
    page.save()
    return stream.getvalue()


def signer_with_root(name, days=1):
    """A signer whose certificate is its own root, and that root as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, True, True, False, False), True
        )
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(der),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
    return signer, certificate.public_bytes(serialization.Encoding.PEM).decode()


def sign(content, signer):
    """``content`` with a digital signature of ``signer``."""
    output = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        signers.PdfSignatureMetadata(field_name="ChuKy"),
        signer=signer,
    )
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestEvidenceVersion(ReformCase):
    """A new file never overwrites the one before; a signature says what it is worth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signer, cls.root = signer_with_root("Nguyễn Văn Ký")
        cls.signed = sign(pdf("Bao cao"), cls.signer)

    def piece(self, content, **values):
        return (
            self.env["cchc.evidence"]
            .with_user(self.user_gtvt_officer)
            .create(
                {
                    "name": "Báo cáo",
                    "unit_id": self.gtvt.id,
                    "file": base64.b64encode(content),
                    "file_name": "bao-cao.pdf",
                    **values,
                }
            )
        )

    def test_the_file_before_is_kept(self):
        task = self.make_task()
        first, second = pdf("lan 1"), pdf("lan 2")
        piece = self.piece(first, task_ids=[(6, 0, task.ids)])
        piece.write({"file": base64.b64encode(second), "file_name": "ban-2.pdf"})
        old = piece.version_ids
        self.assertEqual((piece.version, old.version), (2, 1))
        self.assertEqual((piece.file_name, old.file_name), ("ban-2.pdf", "bao-cao.pdf"))
        self.assertEqual(base64.b64decode(old.with_context(bin_size=False).file), first)
        self.assertEqual(base64.b64decode(piece.with_context(bin_size=False).file), second)
        self.assertEqual(old.replaced_by_id, self.user_gtvt_officer)
        self.assertEqual(task.evidence_ids, piece, "the links stay")
        piece.file = False
        self.assertEqual(len(piece.version_ids), 2, "an emptied file is kept too")

    def test_the_same_file_again_is_no_version(self):
        content = pdf("mot")
        piece = self.piece(content)
        piece.write({"file": base64.b64encode(content), "file_name": "bao-cao.pdf"})
        self.assertFalse(piece.version_ids)

    def test_a_version_never_changes_and_proves_nothing(self):
        piece = self.piece(pdf("mot"))
        piece.write({"file": base64.b64encode(pdf("hai")), "file_name": "hai.pdf"})
        old = piece.version_ids
        with self.assertRaises(UserError):
            old.write({"name": "Khác"})
        with self.assertRaises(UserError):
            old.unlink()
        with self.assertRaisesRegex(UserError, "earlier versions"):
            piece.unlink()
        task = self.make_task()
        with self.assertRaisesRegex(UserError, "earlier version"):
            task.with_user(self.user_gtvt_officer).evidence_ids = old

    def test_who_sees_the_piece_sees_its_versions(self):
        task = self.make_task(self.gtvt, verifier_unit_id=self.vp.id)
        piece = self.piece(pdf("mot"), task_ids=[(6, 0, task.ids)])
        piece.write({"file": base64.b64encode(pdf("hai")), "file_name": "hai.pdf"})
        old = piece.version_ids
        self.assertTrue(old.with_user(self.user_vp).has_access("read"))
        self.assertFalse(old.with_user(self.user_yte_head).has_access("read"))

    def test_no_caller_makes_a_version(self):
        piece = self.piece(pdf("mot"))
        for values in ({"current_id": piece.id}, {"version": 7}, {"signature_state": "valid"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.piece(pdf("hai"), **values)

    def test_signature_by_nobody_known(self):
        piece = self.piece(self.signed)
        self.assertEqual(piece.signature_state, "untrusted")
        self.assertIn("Nguyễn Văn Ký", piece.signature_text)

    def test_signature_that_leads_to_a_trusted_root(self):
        self.env["cchc.trust.root"].create({"name": "CA", "certificate": self.root})
        self.assertEqual(self.piece(self.signed).signature_state, "valid")
        _other, other_root = signer_with_root("Khác")
        found = signatures.read_signatures(self.signed, signatures.load_roots(other_root))
        self.assertEqual(signatures.state_of(found), "untrusted")

    def test_trust_that_came_later(self):
        piece = self.piece(self.signed)
        root = self.env["cchc.trust.root"].create({"name": "CA", "certificate": self.root})
        root.action_check_again()
        self.assertEqual(piece.signature_state, "valid")

    def test_expired_certificate(self):
        signer, root = signer_with_root("Hết hạn", days=-1)
        content = sign(pdf("cu"), signer)
        found = signatures.read_signatures(content, signatures.load_roots(root))
        self.assertEqual(signatures.state_of(found), "untrusted")

    def test_changed_after_signing(self):
        place = self.signed.index(b"/MediaBox")
        tampered = self.signed[:place] + b"/MediaBoX" + self.signed[place + 9 :]
        piece = self.piece(tampered)
        self.assertEqual(piece.signature_state, "broken")
        self.assertIn("NOT VALID", piece.signature_text)

    def test_without_signature_and_with_nonsense(self):
        self.assertEqual(self.piece(pdf("khong")).signature_state, "none")
        self.assertFalse(self.piece(pdf("khong")).signature_text)
        with self.assertRaises(ValueError):
            signatures.read_signatures(b"%PDF-1.4 /ByteRange [0 1 2 3] /Sig rubbish")

    def test_a_root_is_a_certificate(self):
        with self.assertRaises(ValidationError):
            self.env["cchc.trust.root"].create({"name": "CA", "certificate": "không phải"})

    def test_missing_evidence(self):
        task = self.make_task()
        self.assertFalse(task.misses_evidence, "not due yet")
        head = task.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        head.action_report()
        search = self.env["cchc.task"].with_user(self.user_standing).search
        wanted = [("misses_evidence", "=", True), ("plan_id", "=", self.plan.id)]
        self.assertTrue(task.misses_evidence)
        self.assertEqual(search(wanted), task)
        self.assertEqual(self.plan.missing_evidence_count, 1)
        proven = self.make_task()
        self.piece(pdf("mot"), task_ids=[(6, 0, proven.ids)])
        proven.with_user(self.user_gtvt_head).action_report()
        self.assertFalse(proven.misses_evidence)
        self.assertEqual(search(wanted), task)
        # Of a unit: on its page, as a list that its number opens.
        figures = self.env["cchc.metrics"]
        for user, expected in ((self.user_gtvt_head, task), (self.user_yte_head, task.browse())):
            without = figures.with_user(user).landing()["without_evidence"]
            self.assertEqual(without["count"], len(expected))
            opened = self.env["cchc.task"].with_user(user).search(without["action"]["domain"])
            self.assertEqual(opened, expected)
