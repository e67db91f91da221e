import base64
import io
import json
import zipfile
from unittest.mock import patch

from docx import Document
from docx.shared import Cm, Pt
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..report import word_template
from ..report.periodic_docx import known_fields, periodic_docx, standard_template
from ..report.word_child import Fields, RefusedError
from ..report.word_template import check_template, fill_template
from .report_case import ReportCase
from .test_periodic_files import HOSTILE, texts

LOGGER = "odoo.addons.cchc_reform.report.word_template"


def word(*paragraphs):
    """Bytes of a Word document of these paragraphs."""
    document, content = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def with_part(content, name, data):
    """The document with one part more, or in place of the one of that name."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as package,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as result,
    ):
        for part in package.namelist():
            if part != name:
                result.writestr(part, package.read(part))
        result.writestr(name, data)
    return changed.getvalue()


@freeze_time("2024-03-15 02:00:00")
@tagged("post_install", "-at_install")
class TestWordTemplate(ReportCase):
    """The Word template that an administrator may replace (rows 17 and 18 of the attacks)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample = standard_template()
        cls.user_system = cls.make_user("t_system")
        cls.user_system.group_ids += cls.env.ref("base.group_system") + cls.env.ref(
            "cchc_reform.group_cchc_admin"
        )
        cls.open_period()
        cls.report = cls.report_of(cls.gtvt, user=cls.user_gtvt_head)
        cls.enter(cls.report, tiep_nhan="1.234,5", dung_han="1.000")

    def upload(self, content, user=None):
        self.template.with_user(user or self.user_system).write(
            {"file": base64.b64encode(content), "file_name": "mau.docx"}
        )

    def refused(self, content, sentence):
        with self.assertRaisesRegex(UserError, sentence):
            check_template(self.env, content)

    def test_the_sample_gives_what_the_system_gives(self):
        self.report.text_ids[0].text = "Đoạn một.\nĐoạn hai."
        for snapshot in (
            self.report._read_snapshot(),
            self.report_of(self.province, user=self.user_standing)._read_snapshot(),
            self.report._read_snapshot() | {"mark": "", "chain_head": "", "recipients": []},
        ):
            content = fill_template(self.env, self.sample, snapshot)
            wanted = [text for text in texts(periodic_docx(snapshot)) if text.strip()]
            self.assertEqual([text for text in texts(content) if text.strip()], wanted)
            document = Document(io.BytesIO(content))
            for section in document.sections:
                self.assertAlmostEqual(section.left_margin, Cm(3), delta=Pt(0.1))
                self.assertAlmostEqual(section.right_margin, Cm(2), delta=Pt(0.1))
            self.assertEqual(document.styles["Normal"].font.name, "Times New Roman")
            footer = document.sections[0].footer.paragraphs[0].text
            self.assertEqual(footer, snapshot["mark"])

    def test_reports_are_made_by_it(self):
        self.upload(word("Mẫu riêng của {{ issuer }}: {{ title }}"))
        _name, draft = self.report._file("docx")
        self.assertTrue(any("Mẫu riêng của" in line for line in texts(draft)))
        self.report.action_submit()
        _name, kept = self.report._file("docx")
        self.assertTrue(any(self.report.title in line for line in texts(kept)))
        self.upload(word("Mẫu khác"))
        self.assertEqual(self.report._file("docx")[1], kept)
        self.template.with_user(self.user_system).file = False
        other = self.report_of(self.yte, user=self.user_yte_head)
        self.assertIn("BÁO CÁO", texts(other._file("docx")[1]))

    def test_a_new_version_keeps_it(self):
        self.upload(self.sample)
        admin = self.template.with_user(self.user_admin_cchc)
        version = self.env["cchc.report.template"].browse(admin.action_new_version()["res_id"])
        self.assertEqual(base64.b64decode(version.file), self.sample)
        self.assertEqual(version.file_name, "mau.docx")

    def test_the_same_values_give_the_same_bytes(self):
        snapshot = self.report._read_snapshot()
        first = fill_template(self.env, self.sample, snapshot)
        with freeze_time("2031-01-01"):
            again = fill_template(self.env, self.sample, json.loads(json.dumps(snapshot)))
        self.assertEqual(again, first)

    def test_illustrative_data_is_marked_by_any_template(self):
        snapshot = self.report._read_snapshot() | {"mark": "SỐ LIỆU MINH HỌA"}
        shown = texts(fill_template(self.env, word("{{ title }}"), snapshot))
        self.assertEqual(shown, ["SỐ LIỆU MINH HỌA", snapshot["title"]])

    def test_text_of_a_report_stays_text(self):
        snapshot = json.loads(json.dumps(self.report._read_snapshot()))
        snapshot["sections"][0]["text"] = HOSTILE + "x" * 100_000
        snapshot["lines"][0] |= {"name": HOSTILE, "reason": HOSTILE}
        snapshot["unit"]["name"] = HOSTILE
        shown = texts(fill_template(self.env, self.sample, snapshot))
        inert = HOSTILE.replace("\x07", "")
        self.assertIn(inert + "x" * 100_000, shown)
        self.assertIn(inert, shown)

    def test_python_is_out_of_reach(self):
        self.refused(word("{{ ''.__class__ }}"), "shows “__class__”, which reports do not have")
        self.refused(word("{% include '/etc/passwd' %}"), "may only show fields")
        for codes, pieces in (
            (
                ["unknown"],
                (
                    "{{ ''.__class__.__mro__ }}",
                    "{{ title.__class__ }}",
                    "{{ title.format }}",
                    "{{ self.__init__.__globals__ }}",
                    "{{ cycler.__init__.__globals__.os }}",
                    "{{ figures.append }}",
                    "{% for group in figures %}{{ group.items }}{% endfor %}",
                    "{% for group in figures %}{{ loop.__class__ }}{% endfor %}",
                    "{% if title.__class__ %}x{% endif %}",
                    "{{ title.__class__|upper }}",
                ),
            ),
            (
                ["forbidden", "syntax"],
                (
                    "{{ figures[0] }}",
                    "{{ ''['__class__'] }}",
                    "{{ title|attr('__class__') }}",
                    "{{ title|safe }}",
                    "{{ title|upper(title) }}",
                    "{{ title() }}",
                    "{{ 10 ** 10 ** 10 }}",
                    "{{ title is defined }}",
                    "{% import 'x' as y %}",
                    "{% extends 'x' %}",
                    "{% block x %}{% endblock %}",
                    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                    "{% call title() %}{% endcall %}",
                    "{% set x = title %}",
                    "{% with x = title %}{% endwith %}",
                    "{% filter upper %}x{% endfilter %}",
                    "{% for s in sections recursive %}{% endfor %}",
                    "{% for s in sections if s.title %}{% endfor %}",
                    "{% for s, t in sections %}{% endfor %}",
                    "{% for x in range(10) %}{% endfor %}",
                    "{% autoescape false %}{{ title }}{% endautoescape %}",
                ),
            ),
        ):
            for piece in pieces:
                with self.subTest(piece), self.assertRaises(RefusedError) as refused:
                    Fields(known_fields()).from_string(piece)
                self.assertIn(refused.exception.args[0], codes, piece)

    def test_it_is_looked_at_everywhere(self):
        document = Document()
        document.sections[0].header.paragraphs[0].text = "{{ header_of }}"
        content = io.BytesIO()
        document.save(content)
        self.refused(content.getvalue(), "“header_of”")
        document = Document()
        document.core_properties.title = "{{ title.__class__ }}"
        content = io.BytesIO()
        document.save(content)
        self.refused(content.getvalue(), "“__class__”")

    def test_mistakes_are_named(self):
        for paragraphs, sentence in (
            (["{{ tieu_de }}"], "shows “tieu_de”, which reports do not have"),
            (["{%p if missing %}", "{{ nothing_here }}", "{%p endif %}"], "“nothing_here”"),
            (["{%p for s in sections %}", "{{ s.titel }}", "{%p endfor %}"], "“titel”"),
            (["Ngày {{ title"], "has a mistake at “Ngày {{ title”"),
            (["{% for s in sections %}"], "has a mistake"),
            (["{{ recipients }}"], "a list as if it were a text"),
            (["{% for s in title %}{% endfor %}"], "repeats a text"),
        ):
            with self.subTest(paragraphs=paragraphs):
                self.refused(word(*paragraphs), sentence)

    @mute_logger(LOGGER)
    def test_time_and_memory_are_limited(self):
        loops = [f"{{% for x{number} in group.lines %}}" for number in range(6)]
        inside = ["{% for group in figures %}", *loops, "x" * 10_000, *["{% endfor %}"] * 7]
        with patch.object(word_template, "SECONDS", 2):
            self.refused(word("".join(inside).replace("x" * 10_000, "")), "more time or memory")
        with patch.object(word_template, "MEGABYTES", 256):
            self.refused(word("".join(inside)), "more time or memory")

    @mute_logger(LOGGER)
    def test_only_word_documents_are_taken(self):
        bomb = with_part(self.sample, "word/media/x.png", b"0" * 40 * 2**20)
        macros = with_part(self.sample, "word/vbaProject.bin", b"x")
        outside = with_part(
            self.sample,
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" TargetMode="External" Target="http://example.com/x.dotm" Type="'
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
            '"/></Relationships>',
        )
        for content in (b"x", b"PK\x03\x04", bomb, macros, outside, b"0" * (5 * 2**20 + 1)):
            self.refused(content, "must be a Word document")
        self.refused(with_part(self.sample, "word/document.xml", b"<w:document"), "is broken")

    def test_only_the_system_group_puts_it_there(self):
        self.upload(self.sample)
        own = self.template.copy({"unit_id": self.province.id})
        content = base64.b64encode(word("x"))
        for user in (self.user_standing, self.user_admin_cchc, self.user_gtvt_head):
            template = own.with_user(user)
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_rule"):
                with self.assertRaises(AccessError):
                    template.write({"file": content})
                with self.assertRaises(AccessError):
                    template.create(
                        {
                            "name": "Mới",
                            "unit_id": self.province.id,
                            "date_from": "2024-01-01",
                            "file": content,
                        }
                    )
                with self.assertRaises(AccessError):
                    template.read(["file"])
                self.assertNotIn("file", template.fields_get())
        self.assertFalse(own.file)

    def test_the_check_cannot_be_gone_round(self):
        wrong = base64.b64encode(word("{{ title.__class__ }}"))
        as_system = self.template.with_user(self.user_system)
        for context in ({}, {"bin_size": True}, {"bin_size_file": True}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                as_system.with_context(**context).write({"file": wrong})
        # Whatever the table holds, nothing of it runs.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_report_template SET file = %s WHERE id = %s", [wrong, self.template.id]
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.report._file("docx")
