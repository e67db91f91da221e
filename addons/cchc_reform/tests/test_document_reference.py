import unicodedata
from datetime import date
from importlib import util
from pathlib import Path

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.legal_reference import Reference
from ..wizard.import_documents import pasted_rows
from .common import ReformCase

DAY = date(2023, 4, 5)


class DocumentCase(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Document = cls.env["cchc.legal.document"].with_user(cls.user_gtvt_officer)
        cls.last_id = cls.Document.search([], order="id desc", limit=1).id

    def entered(self):
        return self.Document.search([("id", ">", self.last_id)], order="id")

    def paste(self, text, user=None):
        wizard = (
            self.env["cchc.document.paste"]
            .with_user(user or self.user_gtvt_officer)
            .create({"text": text})
        )
        wizard.action_import()
        return wizard

    def faults(self, wizard):
        return [(issue.row, issue.column) for issue in wizard.issue_ids]


@tagged("post_install", "-at_install")
class TestDocumentReference(DocumentCase):
    def test_the_same_document_is_found_in_any_writing(self):
        first, is_new = self.Document._find_or_create("336/QĐ-UBND", DAY, "UBND tỉnh", summary="A")
        self.assertTrue(is_new)
        self.assertEqual(first.kind, "decision")
        for number in ("Số: 336/QĐ-UBND", "336 / qd-ubnd", "336/QÐ-UBND"):
            again, is_new = self.Document._find_or_create(
                unicodedata.normalize("NFD", number), DAY, "ubnd  TỈNH", summary="B"
            )
            self.assertEqual((again, is_new), (first, False))
        self.assertEqual(first.summary, "A", "what is here is left as it is")

    def test_a_list_that_says_secret_and_not_secret_of_one_document_is_refused(self):
        open_one = Reference("9/QĐ-UBND", DAY, "UBND tỉnh", summary="Nội dung mật")
        secret = open_one._replace(secrecy="secret")
        for references in (
            [open_one, secret],
            [secret, open_one],
            [open_one, secret._replace(issuer="")],
        ):
            with self.assertRaisesRegex(UserError, "9/QĐ-UBND of 05/04/2023 stands there"):
                self.Document._find_or_create_all(references)
        self.assertFalse(self.entered())
        [(document, _is_new)] = self.Document._find_or_create_all([secret])
        self.assertNotIn("Nội dung mật", document.summary)

    def test_one_that_is_here_without_its_date_is_not_entered_again(self):
        undated = self.Document.create({"summary": "A", "number": "5/BC", "issuer": "Sở Y tế"})
        for issuer, unit in (("", 0), ("Sở y tế", 0), ("", self.yte.id)):
            with self.assertRaisesRegex(UserError, "is here without its date"):
                self.Document._find_or_create("5/BC", DAY, issuer, unit)
        self.assertTrue(self.Document._find_or_create("5/BC", DAY, "Sở Nội vụ")[1])
        undated.date = DAY
        self.assertEqual(self.Document._find_or_create("5/BC", DAY, "Sở Y tế"), (undated, False))

    def test_another_date_or_issuer_is_another_document(self):
        made = {
            self.Document._find_or_create(*reference)[0]
            for reference in (
                ("1/KH-UBND", DAY, "UBND huyện A"),
                ("1/KH-UBND", DAY, "UBND huyện B"),
                ("1/KH-UBND", date(2023, 4, 6), "UBND huyện A"),
                ("2/KH-UBND", DAY, "UBND huyện A"),
            )
        }
        self.assertEqual(len(made), 4)

    def test_words_and_record_of_a_unit_are_one_issuer(self):
        self.env["cchc.unit.alias"].create({"unit_id": self.gtvt.id, "name": "Sở GTVT"})
        by_words = self.Document.create(
            {"number": "9/BC", "date": DAY, "issuer": "Sở GTVT", "summary": "x"}
        )
        found, is_new = self.Document._find_or_create("9/BC", DAY, "", self.gtvt.id)
        self.assertEqual((found, is_new), (by_words, False))
        by_record, _new = self.Document._find_or_create("10/BC", DAY, "", self.gtvt.id)
        with self.assertRaisesRegex(ValidationError, "10/BC.*is here already"):
            self.Document.create(
                {"number": "10/BC", "date": DAY, "issuer": "sở gtvt", "summary": "x"}
            )
        found, is_new = self.Document._find_or_create("10/BC", DAY, "T-GTVT")
        self.assertEqual((found, is_new), (by_record, False))

    def test_without_issuer_the_only_one_is_meant(self):
        first, _new = self.Document._find_or_create("3/TB", DAY, "A")
        self.assertEqual(self.Document._find_or_create("3/TB", DAY), (first, False))
        self.Document._find_or_create("3/TB", DAY, "B")
        with self.assertRaisesRegex(UserError, "Several documents"):
            self.Document._find_or_create("3/TB", DAY)

    def test_the_index_refuses_a_double(self):
        values = {"number": "4/CT", "date": DAY, "issuer": "A", "summary": "x"}
        first = self.Document.create(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.Document.create({**values, "number": "Số 04/ct"})
        self.Document.create({**values, "date": False})
        self.Document.create({**values, "date": False})
        first.active = False
        first.flush_recordset()
        second = self.Document.create(values)
        self.assertTrue(second.identity, "an archived entry was a mistake")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            first.active = True
            first.flush_recordset()

    def test_no_caller_sets_the_identity(self):
        values = {"number": "5/CT", "date": DAY, "summary": "x"}
        with self.assertRaises(AccessError):
            self.Document.create({**values, "identity": "other"})
        document = self.Document.with_context(default_identity="x").create(values)
        self.assertEqual(document.identity, "5/ct|2023-04-05|name:")
        with self.assertRaises(AccessError):
            document.write({"identity": False})

    def test_number_and_date_are_needed(self):
        for number, day in (("", DAY), ("Số:", DAY), ("1/CT", None)):
            with self.assertRaisesRegex(UserError, "give both"):
                self.Document._find_or_create(number, day)

    def test_of_a_state_secret_the_reference_is_kept(self):
        document, _new = self.Document._find_or_create(
            "6/KH", DAY, "A", summary="Bố trí lực lượng", secrecy="confidential"
        )
        self.assertEqual(document.secrecy, "confidential")
        self.assertNotIn("lực lượng", document.summary)
        self.Document._find_or_create("7/KH", DAY, "A")
        with self.assertRaisesRegex(UserError, "not secret"):
            self.Document._find_or_create("7/KH", DAY, "A", secrecy="secret")

    def test_a_list_costs_the_same_however_long(self):
        def references(count, first):
            return [Reference(f"{first + n}/QĐ", DAY, "A") for n in range(count)]

        self.Document._find_or_create_all(references(2, 100))
        self.env.flush_all()
        with self.assertQueryCount(12):
            self.Document._find_or_create_all(references(300, 1000))
        with self.assertQueryCount(3):
            self.Document._find_or_create_all(references(300, 1000))

    def test_doubles_of_before_survive_the_upgrade(self):
        values = {"number": "8/KH", "date": DAY, "issuer": "A"}
        ids = [self.Document.create({**values, "summary": "x", "date": False}).id for _n in "123"]
        self.env.flush_all()
        self.cr.execute("ALTER TABLE cchc_legal_document DROP identity, DROP number_key")
        self.cr.execute(
            "UPDATE cchc_legal_document SET date = %s, number = 'số 08/kh' WHERE id = ANY(%s)",
            [DAY, ids],
        )
        path = Path(__file__).parents[1] / "migrations" / "19.0.1.2.0" / "pre-migrate.py"
        spec = util.spec_from_file_location("pre_migrate", path)
        script = util.module_from_spec(spec)
        spec.loader.exec_module(script)
        logger = "odoo.addons.base.maintenance.migrations"
        with self.assertLogs(script._logger.name or logger, "WARNING") as log:
            script.migrate(self.cr, "19.0.1.1.0")
            script.migrate(self.cr, "19.0.1.1.0")
        self.assertIn(f"Document {ids[1]}", log.output[0])
        self.cr.execute("CREATE UNIQUE INDEX ON cchc_legal_document (identity)")
        self.env.invalidate_all()
        kept = self.Document.browse(ids)
        self.assertEqual(len(set(kept.mapped("identity"))), 3)
        self.assertEqual(set(kept.mapped("number_key")), {"8/kh"})
        self.assertEqual(self.Document._find_or_create("8/KH", DAY, "A"), (kept[0], False))
        computed = kept[0].identity
        self.env.add_to_compute(self.Document._fields["identity"], kept[0])
        self.assertEqual(kept[0].identity, computed, "the same as the program computes")


@tagged("post_install", "-at_install")
class TestDocumentPaste(DocumentCase):
    def test_lines_without_headings_are_told_by_their_form(self):
        wizard = self.paste(
            "1\t123/KH-UBND\t05/04/2023\tSở Y tế\tKế hoạch cải cách hành chính\n"
            "2\tngày 05 tháng 4 năm 2023\tVề việc rà soát thủ tục\tBộ Nội vụ\tSố: 45/BNV-CCHC\n"
            "\n"
            "3\t18-NQ/TW\t2022-11-16\tNghị quyết về tiếp tục đổi mới\n"
            "4\tSố 7/QĐ-SYT ngày 5/4/2023\tSở Y tế\n"
            "5\t8/BC-SYT\t05/04/2023\tSở Y tế báo cáo quý I\tSở Y tế\n"
            "6\t9/KH-SYT\t05/04/2023\tBổ sung kế hoạch\n"
        )
        self.assertEqual(wizard.state, "done", wizard.issue_ids.mapped("message"))
        first, letter, party, last, named, amended = self.entered()
        self.assertEqual(first.issuing_unit_id, self.yte)
        self.assertEqual(first.date, DAY)
        self.assertEqual(first.summary, "Kế hoạch cải cách hành chính")
        self.assertEqual((letter.issuer, letter.kind), ("Bộ Nội vụ", "letter"))
        self.assertFalse(letter.issuing_unit_id, "no unit of the province: kept as words")
        self.assertEqual((party.issuer, party.kind), (False, "resolution"))
        self.assertEqual((last.number, last.issuing_unit_id), ("Số 7/QĐ-SYT", self.yte))
        self.assertEqual(
            (named.issuing_unit_id, named.summary), (self.yte, "Sở Y tế báo cáo quý I")
        )
        self.assertEqual((amended.issuer, amended.summary), (False, "Bổ sung kế hoạch"))
        entry = self.env["cchc.audit.entry"].search([("action", "=", "import_documents")], limit=1)
        self.assertIn('"new":6', entry.new_value)

    def test_headings_name_the_columns_in_any_order(self):
        wizard = self.paste(
            "TT;Trích yếu;Cơ quan ban hành;Ngày ban hành;Số, ký hiệu;Độ mật;Ghi chú\n"
            "1;Sở Y tế báo cáo;Sở Y tế;5.4.2023;11;;x\n"
            "2;Phương án tác chiến;Công an tỉnh;05/04/2023;12/KH-CAT;Mật;\n"
        )
        self.assertEqual(wizard.state, "done", wizard.issue_ids.mapped("message"))
        report, secret = self.entered()
        self.assertEqual((report.number, report.summary), ("11", "Sở Y tế báo cáo"))
        self.assertEqual(secret.secrecy, "confidential")
        self.assertNotIn("tác chiến", secret.summary)
        self.assertIn("Ghi chú", self.check_summary("TT;Số;Ngày;Ghi chú\n1;1/CT;05/04/2023;x"))

    def check_summary(self, text):
        wizard = self.env["cchc.document.paste"].create({"text": text})
        wizard.action_check()
        return wizard.summary

    def test_what_is_here_and_what_stands_twice_is_one(self):
        self.Document._find_or_create("1/CT", DAY, "Sở Y tế", self.yte.id)
        text = (
            "1/CT;05/04/2023;Sở Y tế;a\n"
            "2/CT;05/04/2023;Sở Y tế;b\n"
            "Số: 02/CT;5/4/2023;SỞ Y TẾ;b\n"
            "2/CT;5/4/2023\n"
        )
        wizard = self.paste(text)
        self.assertIn("1 new rows; 1", wizard.summary)
        self.assertEqual(len(self.entered()), 2)
        self.assertIn("0 new rows; 2", self.paste(text).summary)
        self.assertEqual(len(self.entered()), 2)

    def test_every_faulty_line_is_named_and_nothing_is_kept(self):
        wizard = self.paste(
            "1/CT;05/04/2023;Sở Y tế;a\n"
            "2/CT;Sở Y tế;không có ngày\n"
            "\n"
            "Sở Y tế;05/04/2023;không có số\n"
            "3/CT;31/02/2023;Sở Y tế\n"
            "4/CT;05/04/2023;một;hai;ba\n"
        )
        self.assertEqual(wizard.state, "faulty")
        self.assertEqual(
            self.faults(wizard), [(2, "Date"), (4, "Number"), (5, "Date"), (6, "Summary")]
        )
        self.assertFalse(self.entered())

    def test_an_ambiguous_unit_is_asked(self):
        for parent in (self.namsach, self.province):
            self.env["hr.department"].create(
                {
                    "name": "Xã Tân Việt",
                    "parent_id": parent.id,
                    "unit_type_id": self.antruong.unit_type_id.id,
                }
            )
        wizard = self.paste("1/CT;05/04/2023;Xã Tân Việt;a")
        self.assertEqual(self.faults(wizard), [(1, "Issuer")])
        wizard = self.paste("1/CT;05/04/2023;Xã Tân Việt (Huyện Nam Sách);a")
        self.assertEqual(self.entered().issuing_unit_id.parent_id, self.namsach)

    def test_cells_of_several_lines_and_plain_quotation_marks(self):
        self.assertEqual(
            pasted_rows('1/CT\t05/04/2023\t"Về\nviệc ""A"""\n2/CT\t06/04/2023\tB'),
            [(1, ["1/CT", "05/04/2023", 'Về việc "A"']), (3, ["2/CT", "06/04/2023", "B"])],
        )
        rows = pasted_rows('1/CT;05/04/2023;"Đề án 06\n2/CT;06/04/2023;B "x"\n3/CT;"07/04/2023')
        self.assertEqual([number for number, _cells in rows], [1, 2, 3])
        self.assertEqual(pasted_rows(" \n ; ;\n;;"), [])

    def test_bad_lists_get_one_sentence(self):
        for text, sentence in (
            ("", "Paste the lines"),
            (" \n ;; ", "Paste the lines"),
            ("1/CT;05/04/2023\n" * 2001, "more than 2000"),
            ("x" * (2**20 + 1), "too long"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                self.paste(text)
        wizard = self.paste("=1+1;05/04/2023;DROP TABLE\n" + "x" * 3000)
        self.assertEqual([row for row, _column in self.faults(wizard)], [1, 2, 2, 2])

    def test_who_may_not_enter_documents_may_not_paste(self):
        for user in (self.user_auditor, self.user_outsider, self.user_gtvt_hr):
            with self.assertRaises(AccessError):
                self.paste("1/CT;05/04/2023", user)
        with self.assertRaises(AccessError):
            self.paste("x", self.user_yte_officer).with_user(self.user_gtvt_officer).action_import()
