import base64
import io
import json
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import limited_field_access_token

from ..kernel import dates, files
from .common import ReformCase, ReformFixture

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def png(width=40, height=40):
    stream = io.BytesIO()
    Image.effect_noise((width, height), 90).save(stream, "PNG")
    return stream.getvalue()


def docx(**parts):
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    content = {
        "[Content_Types].xml": (
            f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": (
            "<Relationships>"
            '<Relationship Type="x/officeDocument" Target="word/document.xml"/>'
            "</Relationships>"
        ),
        "word/document.xml": "<document/>",
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in content.items():
            package.writestr(name, text)
    return stream.getvalue()


class EvidenceFixture(ReformFixture):
    @classmethod
    def make_evidence(cls, content=PDF, file_name="bao-cao.pdf", user=None, **values):
        if content is not None:
            values |= {"file": base64.b64encode(content), "file_name": file_name}
        return (
            cls.env["cchc.evidence"]
            .with_user(user or cls.user_gtvt_officer)
            .create({"name": "Báo cáo rà soát", **values})
            .with_env(cls.env)
        )

    @classmethod
    def attachment_of(cls, evidence):
        return (
            cls.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", evidence._name), ("res_id", "=", evidence.id), ("id", "!=", 0)]
            )
        )

    @classmethod
    def submit(cls, task):
        task.with_user(cls.user_gtvt_officer).action_submit()

    @contextmanager
    def refused(self, sentence, error=UserError):
        """The block is refused by an error that says ``sentence``, and leaves nothing behind."""
        with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def history(self):
        """Collect what is appended to the history while the test runs."""
        rows = []
        patcher = patch.object(
            self.env.registry["cchc.audit.entry"],
            "_append",
            lambda _self, appended: rows.extend(appended),
        )
        self.addCleanup(patcher.stop)
        patcher.start()
        return rows


@tagged("post_install", "-at_install")
class TestEvidenceFile(EvidenceFixture, ReformCase):
    def test_server_computes_what_follows_from_the_file(self):
        evidence = self.make_evidence()
        self.assertEqual(evidence.checksum, files.sha256(PDF))
        self.assertEqual((evidence.file_size, evidence.mimetype), (len(PDF), "application/pdf"))
        self.assertEqual(base64.b64decode(evidence.file), PDF)
        for values in (
            {"checksum": "0" * 64},
            {"file_size": 1},
            {"mimetype": "text/html"},
            {"measure_ids": [(5,)]},
            {"party_unit_ids": [(4, self.yte.id)]},
            {"domain_ids": [(5,)]},
            {"name_folded": "x"},
        ):
            with self.subTest(values=values):
                with self.refused("", AccessError):
                    self.make_evidence(**values)
                with self.refused("", AccessError):
                    evidence.with_user(self.user_gtvt_officer).write(values)

    def test_defaults_of_a_caller_bring_no_file(self):
        evidence = (
            self.env["cchc.evidence"]
            .with_user(self.user_gtvt_officer)
            .with_context(
                default_file=base64.b64encode(b"MZ"),
                default_file_name="a.exe",
                default_checksum="0" * 64,
                default_party_unit_ids=[(6, 0, self.yte.ids)],
            )
            .create({"name": "Bằng chứng"})
        )
        self.assertFalse(evidence.file)
        self.assertFalse(evidence.checksum)
        self.assertFalse(self.attachment_of(evidence))
        self.assertEqual(evidence.sudo().party_unit_ids, self.gtvt)

    def test_policy_names_the_file(self):
        self.env["ir.config_parameter"].set_param("cchc_reform.evidence_max_mb", "0.01")
        for name, content, sentence in (
            ("virus.exe", b"MZ\x90", "virus.exe.*not of a type"),
            ("trang.html", b"<html></html>", "trang.html.*not of a type"),
            ("hinh.svg", b"<svg/>", "hinh.svg.*not of a type"),
            ("ma.js", b"alert(1)", "ma.js.*not of a type"),
            ("bao-cao.docm", docx(), "docm.*not of a type"),
            ("trong.pdf", b"", None),
            ("gia.pdf", b"<html></html>", "gia.pdf.*not what its name says"),
            ("gia.docx", PDF, "gia.docx.*not what its name says"),
            ("macro.docx", docx(**{"word/vbaProject.bin": "x"}), "macro.docx.*macros"),
            ("to.pdf", PDF + b"0" * 20_000, "to.pdf.*larger than 0.01 MB"),
            ("khong-duoi", PDF, "khong-duoi.*not of a type"),
            ("anh\u202efdp.exe", PDF, "cannot be used|not of a type"),
            ("a/b.pdf", PDF, "cannot be used"),
            ("", PDF, "without a name"),
        ):
            with self.subTest(name=name):
                if sentence is None:
                    self.assertFalse(self.make_evidence(content, name).checksum)
                    continue
                with self.refused(sentence):
                    self.make_evidence(content, name)
                evidence = self.make_evidence()
                if not name:
                    continue  # on a piece that has a file, its name stays
                with self.refused(sentence):
                    evidence.with_user(self.user_gtvt_officer).write(
                        {"file": base64.b64encode(content), "file_name": name}
                    )
                self.assertEqual(evidence.checksum, files.sha256(PDF))

    def test_every_code_has_its_sentence(self):
        for code in (*files.CODES, "unreadable"):
            with self.subTest(code=code), self.assertRaisesRegex(UserError, "tep.pdf"):
                self.env["cchc.evidence"]._refuse_file(code, "tep.pdf")

    def test_what_is_no_file(self):
        for content in (5, [1], {"a": 1}, True, "a", "“”", "%%%"):
            with self.subTest(content=content), self.refused("tep.pdf"):
                self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create(
                    {"name": "x", "file": content, "file_name": "tep.pdf"}
                )

    def test_types_are_configurable(self):
        self.env["ir.config_parameter"].set_param("cchc_reform.evidence_types", "png, jpg")
        with self.refused("png, jpg"):
            self.make_evidence()
        self.make_evidence(png(), "anh.png")
        self.env["ir.config_parameter"].set_param("cchc_reform.evidence_types", "pdf exe")
        with self.refused("virus.exe"):
            self.make_evidence(b"MZ", "virus.exe")

    def test_file_cannot_be_renamed_into_something_else(self):
        evidence = self.make_evidence().with_user(self.user_gtvt_officer)
        for name in ("bao-cao.exe", "bao-cao.docx", "bao\u202ecao.pdf"):
            with self.subTest(name=name), self.refused(""):
                evidence.file_name = name
        evidence.file_name = "báo cáo quý I.pdf"
        self.assertEqual(evidence.file_name, "báo cáo quý I.pdf")
        self.assertEqual(evidence.checksum, files.sha256(PDF))

    def test_picture_is_kept_as_it_came(self):
        picture = png(2500, 1500)
        evidence = self.make_evidence(picture, "anh.png")
        attachment = self.attachment_of(evidence)
        self.assertEqual(attachment.raw, picture, "core would shrink it")
        self.assertEqual(evidence.checksum, files.sha256(attachment.raw))
        other = png(2600, 1500)
        evidence.with_user(self.user_gtvt_officer).write(
            {"file": base64.b64encode(other), "file_name": "anh.png"}
        )
        self.assertEqual(self.attachment_of(evidence).raw, other)

    def test_state_secret_is_a_reference_only(self):
        for secrecy in ("confidential", "secret", "top_secret"):
            with self.subTest(secrecy=secrecy):
                with self.refused("state secret", ValidationError):
                    self.make_evidence(secrecy=secrecy)
                with self.refused("state secret", ValidationError):
                    self.make_evidence().with_user(self.user_gtvt_officer).secrecy = secrecy
                reference = self.make_evidence(None, secrecy=secrecy, number="01/BC")
                with self.refused("state secret", ValidationError):
                    reference.with_user(self.user_gtvt_officer).write(
                        {"file": base64.b64encode(PDF), "file_name": "a.pdf"}
                    )
                self.assertFalse(self.attachment_of(reference))
        with self.refused("state secret", ValidationError):
            self.env["cchc.evidence"].with_user(self.user_gtvt_officer).with_context(
                default_secrecy="secret"
            ).create({"name": "x", "file": base64.b64encode(PDF), "file_name": "a.pdf"})
        evidence = self.make_evidence().with_user(self.user_gtvt_officer)
        evidence.write({"file": False, "secrecy": "secret"})
        self.assertFalse(evidence.checksum or evidence.file_name or evidence.file_size)

    def test_replaced_file_is_recorded(self):
        evidence, rows = self.make_evidence(), self.history()
        other = PDF + b"%khac\n"
        evidence.with_user(self.user_gtvt_officer).write(
            {"file": base64.b64encode(other), "file_name": "ban-moi.pdf"}
        )
        self.assertEqual(len(rows), 1)
        self.assertEqual(
            (rows[0]["old"], rows[0]["new"]),
            (
                {"checksum": files.sha256(PDF), "file_name": "bao-cao.pdf"},
                {"checksum": files.sha256(other), "file_name": "ban-moi.pdf"},
            ),
        )
        self.assertEqual(base64.b64decode(evidence.file), other)

    def test_date_has_come(self):
        with self.refused("not come yet", ValidationError):
            self.make_evidence(date=dates.today() + timedelta(days=1))

    def test_several_files_at_once_or_none(self):
        task = self.make_task()

        def upload(*names_and_contents):
            attachments = (
                self.env["ir.attachment"]
                .with_user(self.user_gtvt_officer)
                .create(
                    [
                        {
                            "name": name,
                            "raw": content,
                            "res_model": "cchc.evidence.upload",
                            "res_id": 0,
                        }
                        for name, content in names_and_contents
                    ]
                )
            )
            wizard = (
                self.env["cchc.evidence.upload"]
                .with_user(self.user_gtvt_officer)
                .with_context(default_task_id=task.id)
                .create({"attachment_ids": [(6, 0, attachments.ids)]})
            )
            wizard.action_upload()
            return attachments

        with self.refused("gia.pdf"):
            upload(("mot.pdf", PDF), ("gia.pdf", b"MZ"))
        self.assertFalse(task.evidence_ids)
        attachments = upload(("mot.pdf", PDF), ("anh.png", png()))
        self.assertEqual(task.evidence_ids.mapped("name"), ["anh", "mot"])
        self.assertFalse(attachments.exists(), "kept once, as evidence")
        with self.refused("Choose the files"):
            upload()

    def test_upload_takes_no_file_that_the_user_may_not_read(self):
        foreign = self.attachment_of(self.make_evidence(user=self.user_yte_officer))
        with self.assertRaises(AccessError):
            self.env["cchc.evidence.upload"].with_user(self.user_gtvt_officer).create(
                {"attachment_ids": [(6, 0, foreign.ids)]}
            ).action_upload()


@tagged("post_install", "-at_install")
class TestEvidenceAttachment(EvidenceFixture, ReformCase):
    """``ir.attachment`` is no second way to a file of evidence."""

    def test_forged_attachments(self):
        evidence, task = self.make_evidence(), self.make_task()
        html = b"<script>alert(1)</script>"
        for user in (self.user_gtvt_officer, self.user_yte_officer, self.user_outsider):
            Attachment = self.env["ir.attachment"].with_user(user)
            to_evidence = {"res_model": "cchc.evidence", "res_id": evidence.id}
            for environment in (Attachment, Attachment.sudo()):
                for values, context in (
                    (to_evidence, {}),
                    ({**to_evidence, "res_field": "file"}, {}),
                    ({**to_evidence, "res_field": "file", "public": True}, {}),
                    ({**to_evidence, "type": "url", "url": "https://example.com"}, {}),
                    ({"res_model": "cchc.evidence", "res_id": 0}, {}),
                    ({}, {f"default_{name}": value for name, value in to_evidence.items()}),
                ):
                    with (
                        self.subTest(user=user.login, values=values, context=context),
                        self.assertRaises(AccessError),
                    ):
                        environment.with_context(**context).create(
                            {"name": "a.html", "raw": html, **values}
                        )
        own = (
            self.env["ir.attachment"]
            .with_user(self.user_gtvt_officer)
            .create({"name": "a.pdf", "raw": PDF, "res_model": "cchc.task", "res_id": task.id})
        )
        with self.assertRaises(AccessError):
            own.write({"res_model": "cchc.evidence", "res_id": evidence.id})
        with self.assertRaises(AccessError):
            own.copy({"res_model": "cchc.evidence", "res_id": evidence.id})
        self.assertEqual(len(self.attachment_of(evidence)), 1)

    def test_attachment_is_changed_by_nobody(self):
        evidence = self.make_evidence()
        attachment = self.attachment_of(evidence)
        for user in (
            self.user_gtvt_officer,
            self.user_gtvt_head,
            self.user_standing,
            self.env.user,
        ):
            for environment in (attachment.with_user(user), attachment.with_user(user).sudo()):
                for values in (
                    {"raw": b"MZ"},
                    {"datas": base64.b64encode(b"MZ")},
                    {"res_id": 0},
                    {"res_model": False},
                    {"res_model": "res.partner", "res_id": self.env.user.partner_id.id},
                    {"res_field": False},
                    {"public": True},
                    {"access_token": "x"},
                    {"name": "a.html"},
                    {"mimetype": "text/html"},
                    {"type": "url", "url": "https://example.com"},
                ):
                    with (
                        self.subTest(user=user.login, values=values),
                        self.assertRaises(AccessError),
                    ):
                        environment.write(values)
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    environment.unlink()
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    environment.generate_access_token()
        self.assertEqual(attachment.raw, PDF)

    def test_storage_may_move(self):
        attachment = self.attachment_of(self.make_evidence())
        attachment.write({"raw": attachment.raw, "mimetype": attachment.mimetype})
        self.assertEqual(attachment.raw, PDF)

    def test_attachment_goes_with_the_evidence(self):
        evidence = self.make_evidence()
        attachment = self.attachment_of(evidence)
        evidence.with_user(self.user_gtvt_officer).file = False
        self.assertFalse(attachment.exists())
        evidence = self.make_evidence()
        attachment = self.attachment_of(evidence)
        evidence.with_user(self.user_gtvt_officer).unlink()
        self.assertFalse(attachment.exists())

    def test_other_attachments_are_left_alone(self):
        task = self.make_task()
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.user_gtvt_officer)
            .create({"name": "a.txt", "raw": b"a", "res_model": "cchc.task", "res_id": task.id})
        )
        attachment.write({"raw": b"b"})
        self.assertTrue(attachment.generate_access_token()[0])
        attachment.unlink()


@tagged("post_install", "-at_install")
class TestEvidenceScope(EvidenceFixture, ReformCase):
    def test_unit_is_that_of_the_user(self):
        self.assertEqual(self.make_evidence().unit_id, self.gtvt)
        self.make_evidence(unit_id=self.gtvt_division.id)
        for user, unit in (
            (self.user_gtvt_officer, self.yte),
            (self.user_gtvt_officer, self.province),
            (self.user_gtvt_hr, self.gtvt),
            (self.user_standing, self.snv),
            (self.user_vp, self.vp),
            (self.user_leader, self.province),
            (self.user_auditor, self.gtvt),
            (self.user_outsider, self.gtvt),
            (self.user_admin_cchc, self.gtvt),
        ):
            with self.subTest(user=user.login, unit=unit.name), self.assertRaises(AccessError):
                self.make_evidence(user=user, unit_id=unit.id)
        with self.assertRaises(AccessError):
            self.make_evidence().with_user(self.user_gtvt_officer).unit_id = self.yte

    def test_seen_by_the_units_of_what_it_proves(self):
        evidence, task = self.make_evidence(), self.make_task(coop_unit_ids=[(4, self.yte.id)])

        def readers():
            return {
                user.login
                for user in (
                    self.user_gtvt_officer,
                    self.user_gtvt_head,
                    self.user_yte_officer,
                    self.user_snv_head,
                    self.user_standing,
                    self.user_vp,
                    self.user_leader,
                    self.user_auditor,
                    self.user_namsach_head,
                    self.user_gtvt_hr,
                    self.user_outsider,
                    self.user_admin_cchc,
                )
                if evidence.with_user(user).has_access("read")
            }

        above = {"t_gtvt_officer", "t_gtvt_head", "t_standing", "t_leader", "t_auditor"}
        self.assertEqual(readers(), above)
        task.with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        self.assertEqual(readers(), above | {"t_yte_officer", "t_snv_head"})
        task.with_user(self.user_gtvt_officer).evidence_ids = [(3, evidence.id)]
        self.assertEqual(readers(), above)

    def test_role_limited_to_a_domain_sees_what_proves_it(self):
        user = self.make_user("t_domain")
        self.grant(user, "verifier", self.province, domain_ids=[(6, 0, self.domain_procedures.ids)])
        evidence, other = self.make_evidence(), self.make_evidence()
        self.make_task().with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        self.make_task(domain_id=self.domain_organisation.id).with_user(
            self.user_gtvt_officer
        ).evidence_ids = [(4, other.id)]
        found = self.env["cchc.evidence"].with_user(user).search([])
        self.assertEqual(found.ids, evidence.ids)

    def test_only_the_unit_changes_it(self):
        evidence, task = self.make_evidence(), self.make_task(coop_unit_ids=[(4, self.yte.id)])
        task.with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        for user in (
            self.user_yte_officer,
            self.user_yte_head,
            self.user_standing,
            self.user_vp,
            self.user_leader,
            self.user_auditor,
            self.user_admin_cchc,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    evidence.with_user(user).write({"number": "1"})
                with self.assertRaises(AccessError):
                    evidence.with_user(user).unlink()
        evidence.with_user(self.user_gtvt_head).number = "12/BC-SGTVT"

    def test_found_without_diacritics_and_by_number(self):
        evidence = self.make_evidence(number="12/BC-SGTVT")
        Evidence = self.env["cchc.evidence"].with_user(self.user_gtvt_officer)
        for text in ("bao cao ra soat", "12/bc", "bao-cao.pdf"):
            with self.subTest(text=text):
                self.assertEqual([found[0] for found in Evidence.name_search(text)], evidence.ids)
        self.assertEqual(Evidence.search([("in_my_unit", "=", True)]).ids, evidence.ids)

    def test_copy_has_neither_file_nor_links(self):
        evidence = self.make_evidence()
        self.make_task().with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        copy = evidence.with_user(self.user_gtvt_officer).copy()
        self.assertFalse(copy.file or copy.checksum or copy.task_ids)

    def test_form_of_the_officer(self):
        task = self.make_task()
        form = Form(
            self.env["cchc.evidence"]
            .with_user(self.user_gtvt_officer)
            .with_context(default_task_ids=[(4, task.id)])
        )
        form.name = "Quyết định công bố"
        evidence = form.save()
        self.assertEqual((evidence.unit_id, evidence.task_ids.ids), (self.gtvt, task.ids))

    def test_queries_do_not_grow_with_the_number(self):
        task = self.make_task()

        def count(number, work):
            pieces = self.env["cchc.evidence"].concat(
                *(self.make_evidence(None) for _i in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(pieces.with_user(self.user_gtvt_officer))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def create(pieces):
            pieces.create([{"name": "x", "task_ids": [(4, task.id)]} for _piece in pieces])

        def link(pieces):
            task.with_user(self.user_gtvt_officer).evidence_ids = [(6, 0, pieces.ids)]

        def show(pieces):
            pieces.mapped("is_locked")

        for work in (create, link, show):
            with self.subTest(work=work.__name__):
                count(1, work)
                self.assertEqual(count(20, work), count(3, work))


@tagged("post_install", "-at_install")
class TestEvidenceLock(EvidenceFixture, ReformCase):
    def linked(self, task=None):
        evidence = self.make_evidence()
        (task or self.make_task()).with_user(self.user_gtvt_officer).evidence_ids = [
            (4, evidence.id)
        ]
        return evidence

    def test_one_piece_proves_several_tasks(self):
        first, second = self.make_task(), self.make_task()
        evidence = self.make_evidence(task_ids=[(6, 0, (first | second).ids)])
        self.assertEqual((first.evidence_ids, second.evidence_ids), (evidence, evidence))
        self.assertFalse(evidence.is_locked)

    def test_linking_from_both_sides_is_recorded(self):
        task, rows = self.make_task(), self.history()
        evidence = self.linked(task)
        evidence.with_user(self.user_gtvt_officer).task_ids = [(3, task.id)]
        evidence.with_user(self.user_gtvt_officer).task_ids = [(4, task.id)]
        links = [row for row in rows if row["action"] == "evidence"]
        mark = [f"{evidence.id} {evidence.checksum}"]
        self.assertEqual(
            [(row["old"], row["new"]) for row in links],
            [({}, {"evidence": mark}), ({"evidence": mark}, {}), ({}, {"evidence": mark})],
        )

    def test_foreign_tasks_and_foreign_evidence(self):
        own, foreign = self.make_evidence(), self.make_evidence(user=self.user_yte_officer)
        own_task, foreign_task = self.make_task(), self.make_task(self.yte)
        shared_task = self.make_task(self.yte, coop_unit_ids=[(4, self.gtvt.id)])
        officer = self.user_gtvt_officer
        for record, values in (
            (own, {"task_ids": [(4, foreign_task.id)]}),
            (own, {"task_ids": [(4, shared_task.id)]}),
            (own_task, {"evidence_ids": [(4, foreign.id)]}),
            (own_task, {"evidence_ids": [(6, 0, foreign.ids)]}),
            (shared_task, {"evidence_ids": [(4, own.id)]}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.with_user(officer).write(values)
        for values in ({"task_ids": [(4, foreign_task.id)]}, {"task_ids": [(4, shared_task.id)]}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.make_evidence(**values)
        with self.assertRaises(AccessError):
            self.env["cchc.evidence"].with_user(officer).with_context(
                default_task_ids=[(4, shared_task.id)]
            ).create({"name": "x"})
        # The head of a unit that only co-operates does not change what the lead unit attached.
        shared = self.make_evidence(user=self.user_yte_officer, task_ids=[(4, shared_task.id)])
        with self.assertRaises(AccessError):
            shared_task.with_user(officer).write({"evidence_ids": [(3, shared.id)]})

    def test_links_that_the_user_does_not_see_stay(self):
        province_head = self.make_user("t_province_officer", ("officer", self.province))
        evidence = self.make_evidence(user=province_head, unit_id=self.gtvt.id)
        seen, hidden = self.make_task(), self.make_task(self.yte)
        hidden.with_user(province_head).evidence_ids = [(4, evidence.id)]
        self.env.invalidate_all()
        with self.refused(""):
            # Removing it is no right of the officer, and overwriting does not remove it either.
            evidence.with_user(self.user_gtvt_officer).unlink()
        evidence.with_user(self.user_gtvt_officer).task_ids = [(6, 0, seen.ids)]
        self.env.invalidate_all()
        self.assertEqual(evidence.sudo().task_ids, seen | hidden)
        self.env.invalidate_all()
        self.assertEqual(evidence.with_user(self.user_gtvt_officer).task_ids.ids, seen.ids)

    def test_locked_once_reported(self):
        task = self.make_task()
        evidence = self.linked(task)
        self.submit(task)
        self.assertTrue(evidence.is_locked)
        other = self.make_task()
        changes = (
            {"file": base64.b64encode(PDF + b"%"), "file_name": "a.pdf"},
            {"file": False},
            {"file_name": "b.pdf"},
            {"name": "Khác"},
            {"number": "2"},
            {"date": "2020-01-01"},
            {"issuer": "x"},
            {"kind": "letter"},
            {"secrecy": "secret"},
            {"unit_id": self.gtvt_division.id},
            {"task_ids": [(3, task.id)]},
            {"task_ids": [(4, other.id)]},
            {"task_ids": [(5,)]},
        )
        for state in ("for_approval", "reported", "verified"):
            self.assertEqual(task.state, state)
            for values in changes:
                for user in (self.user_gtvt_officer, self.user_gtvt_head):
                    with (
                        self.subTest(state=state, values=values),
                        self.refused("no longer changes"),
                    ):
                        evidence.with_user(user).write(values)
            with self.subTest(state=state), self.refused("no longer changes"):
                evidence.with_user(self.user_gtvt_head).unlink()
            with self.refused("no longer changes"):
                evidence.with_user(self.user_gtvt_head).with_context(_force_unlink=True).unlink()
            for commands in (
                [(3, evidence.id)],
                [(2, evidence.id)],
                [(5,)],
                [(0, 0, {"name": "x"})],
            ):
                with self.subTest(state=state, commands=commands), self.assertRaises(UserError):
                    task.with_user(self.user_gtvt_head).write({"evidence_ids": commands})
            with self.assertRaises(UserError):
                self.make_evidence(task_ids=[(4, task.id)])
            if state == "for_approval":
                task.with_user(self.user_gtvt_head).action_report()
            elif state == "reported":
                task.with_user(self.user_standing).action_verify()
        self.assertEqual(evidence.checksum, files.sha256(PDF))

    def test_line_command_does_not_change_a_locked_piece(self):
        reported, open_task = self.make_task(), self.make_task()
        evidence = self.linked(reported)
        open_task.with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        self.submit(reported)
        for command in ((1, evidence.id, {"number": "9"}), (2, evidence.id)):
            with self.subTest(command=command), self.refused("no longer changes"):
                open_task.with_user(self.user_gtvt_officer).write({"evidence_ids": [command]})

    def test_locked_piece_proves_a_further_open_task(self):
        reported, open_task = self.make_task(), self.make_task()
        evidence = self.linked(reported)
        self.submit(reported)
        open_task.with_user(self.user_gtvt_officer).evidence_ids = [(4, evidence.id)]
        self.assertEqual(open_task.evidence_ids, evidence)
        open_task.with_user(self.user_gtvt_officer).evidence_ids = [(3, evidence.id)]
        self.assertEqual(reported.evidence_ids, evidence)

    def test_open_again_after_a_return(self):
        task = self.make_task()
        evidence = self.linked(task)
        self.submit(task)
        task.with_user(self.user_gtvt_head).action_send_back("Thiếu chữ ký")
        evidence.with_user(self.user_gtvt_officer).number = "13/BC-SGTVT"
        self.assertFalse(evidence.is_locked)

    def test_evidence_of_a_draft_is_attached_by_who_plans_it(self):
        draft = self.make_task(assign=False)
        evidence = self.make_evidence()
        with self.assertRaises(UserError):
            draft.with_user(self.user_gtvt_officer).write({"evidence_ids": [(4, evidence.id)]})
        draft.with_user(self.user_standing).write({"evidence_ids": [(4, evidence.id)]})
        self.assertEqual(draft.evidence_ids, evidence)


@tagged("post_install", "-at_install")
class TestEvidenceDownload(EvidenceFixture, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_province()
        cls.task = cls.make_task()
        cls.evidence = cls.make_evidence(
            file_name="Báo cáo.pdf", task_ids=[(4, cls.task.id)], number="12/BC"
        )
        cls.picture = cls.make_evidence(png(), "anh.png")
        cls.attachment = cls.attachment_of(cls.evidence)
        cls.env.flush_all()

    def addresses(self, evidence):
        attachment = self.attachment_of(evidence)
        return [
            f"/web/content/{attachment.id}",
            f"/web/content/{attachment.id}?download=0",
            f"/web/content/{attachment.id}/trang.html?mimetype=text/html",
            f"/web/content?model=cchc.evidence&id={evidence.id}&field=file",
            f"/web/content?model=cchc.evidence&id={evidence.id}&field=file&filename=x.html&mimetype=text/html&unique=1",
            f"/web/content/cchc.evidence/{evidence.id}/file/x.html",
            f"/web/image/{attachment.id}",
            f"/web/image/cchc.evidence/{evidence.id}/file",
        ]

    def assertNotServed(self, address, content=PDF):
        response = self.url_open(address)
        self.assertNotIn(content, response.content, address)
        return response

    def test_served_as_download_only(self):
        for login in ("t_gtvt_officer", "t_standing", "t_snv_head", "t_auditor"):
            self.authenticate(login, login)
            for address in self.addresses(self.evidence):
                with self.subTest(login=login, address=address):
                    response = self.url_open(address)
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response.content, PDF)
                    self.assertRegex(response.headers["Content-Disposition"], "^attachment; ")
                    self.assertIn(
                        "B%C3%A1o%20c%C3%A1o.pdf", response.headers["Content-Disposition"]
                    )
                    self.assertEqual(response.headers["Content-Type"], "application/pdf")
                    self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
                    self.assertNotIn("public", response.headers["Cache-Control"])
                    self.assertNotIn("immutable", response.headers["Cache-Control"])

    def test_picture_is_not_shown_either(self):
        self.authenticate("t_gtvt_officer", "t_gtvt_officer")
        attachment = self.attachment_of(self.picture)
        for address in (
            *self.addresses(self.picture),
            f"/web/image/{attachment.id}/20x20",
            f"/web/image/cchc.evidence/{self.picture.id}/file/20x20?unique=1",
        ):
            with self.subTest(address=address):
                response = self.url_open(address)
                self.assertEqual(response.status_code, 200)
                self.assertRegex(response.headers["Content-Disposition"], "^attachment; ")
                self.assertEqual(response.headers["Content-Type"], "image/png")
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_not_served_to_others(self):
        for login in (
            None,
            "t_yte_officer",
            "t_yte_head",
            "t_namsach_head",
            "t_vp",
            "t_gtvt_hr",
            "t_outsider",
            "t_admin",
        ):
            self.authenticate(login, login)
            for address in self.addresses(self.evidence):
                with self.subTest(login=login, address=address):
                    self.assertNotServed(address)

    def test_tokens_replace_no_right(self):
        Attachment = self.env["ir.attachment"]
        # As if an old version, a module or a hand in the database had made one.
        self.env.cr.execute(
            "UPDATE ir_attachment SET access_token = 'bekannt' WHERE id = %s", [self.attachment.id]
        )
        Attachment.invalidate_model()
        raw_token = limited_field_access_token(self.attachment, "raw", scope="binary")
        file_token = limited_field_access_token(self.evidence, "file", scope="binary")
        for login in (None, "t_yte_officer", "t_outsider"):
            self.authenticate(login, login)
            for token, address in (
                ("bekannt", f"/web/content/{self.attachment.id}?"),
                (raw_token, f"/web/content/{self.attachment.id}?"),
                (raw_token, f"/web/image/{self.attachment.id}?"),
                (file_token, f"/web/content/cchc.evidence/{self.evidence.id}/file?"),
            ):
                with self.subTest(login=login, address=address):
                    self.assertNotServed(f"{address}access_token={token}")

    def test_public_flag_opens_nothing(self):
        self.env.cr.execute(
            "UPDATE ir_attachment SET public = true WHERE id = %s", [self.attachment.id]
        )
        self.env["ir.attachment"].invalidate_model()
        for login in (None, "t_yte_officer"):
            self.authenticate(login, login)
            for address in self.addresses(self.evidence):
                with self.subTest(login=login, address=address):
                    self.assertNotServed(address)

    def test_ended_role_downloads_nothing(self):
        user = self.make_user("t_left")
        role = self.grant(user, "officer", self.gtvt)
        self.authenticate("t_left", "t_left")
        address = f"/web/content/{self.attachment.id}"
        first = self.url_open(address)
        self.assertEqual(first.content, PDF)
        role.date_to = dates.today() - timedelta(days=1)
        self.env.flush_all()
        self.assertNotServed(address)
        again = self.url_open(address, headers={"If-None-Match": first.headers["ETag"]})
        self.assertNotIn(again.status_code, (200, 304))

    def call(self, model, method, *args, **kwargs):
        return self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_remote_attempts_by_others(self):
        self.authenticate("t_yte_head", "t_yte_head")
        evidence, attachment = [self.evidence.id], [self.attachment.id]
        own_task = self.make_task(self.yte)
        for model, method, args in (
            ("cchc.evidence", "read", [evidence, ["name"]]),
            ("cchc.evidence", "read", [evidence, ["file"]]),
            ("cchc.evidence", "export_data", [evidence, ["file"]]),
            ("cchc.evidence", "write", [evidence, {"number": "9"}]),
            ("cchc.evidence", "web_save", [evidence, {"checksum": "0"}, {}]),
            ("cchc.evidence", "copy", [evidence]),
            ("cchc.evidence", "unlink", [evidence]),
            ("cchc.task", "write", [[own_task.id], {"evidence_ids": [[4, evidence[0]]]}]),
            ("ir.attachment", "read", [attachment, ["datas"]]),
            ("ir.attachment", "write", [attachment, {"res_model": False, "res_id": 0}]),
            ("ir.attachment", "unlink", [attachment]),
            ("ir.attachment", "copy", [attachment, {"res_model": False, "res_id": 0}]),
            ("ir.attachment", "generate_access_token", [attachment]),
            (
                "ir.attachment",
                "create",
                [
                    {
                        "name": "a",
                        "datas": "TVo=",
                        "res_model": "cchc.evidence",
                        "res_id": evidence[0],
                    }
                ],
            ),
        ):
            with self.subTest(model=model, method=method):
                self.assertIn("error", self.call(model, method, *args))
        found = self.call("cchc.evidence", "search_count", [["checksum", "!=", False]])
        self.assertEqual(found["result"], 0)
        found = self.call("ir.attachment", "search", [["id", "in", attachment]])
        self.assertEqual(found["result"], [])
        self.assertEqual(self.evidence.number, "12/BC")

    @mute_logger("odoo.http", "odoo.addons.web.controllers.binary")
    def test_routes_that_write_attachments(self):
        self.authenticate("t_gtvt_officer", "t_gtvt_officer")
        before = self.attachment_of(self.evidence)

        def token():
            return Request.csrf_token(self)

        for address, data in (
            ("/web/binary/upload_attachment", {"model": "cchc.evidence", "id": self.evidence.id}),
            (
                "/mail/attachment/upload",
                {"thread_model": "cchc.evidence", "thread_id": self.evidence.id},
            ),
        ):
            with self.subTest(address=address):
                self.url_open(
                    address,
                    data={**data, "csrf_token": token()},
                    files={"ufile": ("a.html", b"<script>", "text/html")},
                )
                self.assertEqual(self.attachment_of(self.evidence), before)
        self.url_open(
            "/mail/attachment/delete",
            data=json.dumps({"params": {"attachment_id": self.attachment.id}}),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(self.attachment_of(self.evidence), before)
        self.url_open(
            f"/html_editor/modify_image/{self.attachment.id}",
            data=json.dumps(
                {
                    "params": {
                        "res_model": "cchc.evidence",
                        "res_id": self.evidence.id,
                        "data": "TVo=",
                        "mimetype": "image/png",
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(self.attachment_of(self.evidence), before)
        self.authenticate(None, None)
        response = self.url_open(
            "/mail/attachment/zip",
            data={"file_ids": str(self.attachment.id), "zip_name": "a", "csrf_token": token()},
        )
        self.assertNotEqual(response.status_code, 200)
        self.assertNotServed(f"/mail/attachment/pdf_first_page/{self.attachment.id}")
