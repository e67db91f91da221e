import hashlib
import random
import struct
import unicodedata
import zipfile
from io import BytesIO
from unittest import TestCase
from unittest.mock import patch

import openpyxl
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.cchc_reform.kernel import office
from odoo.addons.cchc_reform.kernel.compound import SIGNATURE, CompoundFile
from odoo.addons.cchc_reform.kernel.files import (
    CODES,
    DEFAULT_TYPES,
    MEDIA_TYPES,
    SAFE_NAME_BYTES,
    FileRefused,
    check_file,
    safe_name,
    sha256,
)

# No time limit on a busy machine, and nothing kept between runs.
unhurried = settings(deadline=None, database=None)

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/deck.xml"}


def package(parts):
    """A zip package of ``parts``, name -> content."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(*entries):
    """A list of relations of (type, target, mode)."""
    body = "".join(
        f'<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for i, (kind, target, mode) in enumerate(entries)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="urn:r">{body}</Relationships>'


def openxml_parts(extension, *types, main=None):
    """The parts of the smallest document, with further content types as (part name, type)."""
    name = MAIN_PARTS[extension]
    types = [(f"/{name}", main or office.PACKAGE_TYPES[extension]), *types]
    body = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types)
    return {
        "[Content_Types].xml": f'<Types xmlns="urn:t">{body}</Types>',
        "_rels/.rels": relations(("officeDocument", name, "Internal")),
        name: "<document/>",
    }


def open_document_parts(extension, content="<office:body/>"):
    return {
        "mimetype": office.OPEN_DOCUMENT_TYPES[extension],
        "content.xml": content,
        "META-INF/manifest.xml": "<manifest:manifest/>",
    }


def compound_file(streams):
    """A compound file with ``streams``, name -> content; small ones lie in the mini stream."""
    end, free, table_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    sectors, chain, mini, mini_chain, entries = [], [], b"", [], []

    def store(content):
        if not content:
            return end
        start, count = len(sectors), -(-len(content) // 512)
        sectors.extend(content[i * 512 : i * 512 + 512].ljust(512, b"\0") for i in range(count))
        chain.extend([*range(start + 1, start + count), end])
        return start

    for name, content in streams.items():
        if content is None:  # a storage
            entries.append((name, 1, end, 0))
        elif len(content) >= 4096:
            entries.append((name, 2, store(content), len(content)))
        else:
            start, count = len(mini_chain), -(-len(content) // 64)
            mini += content.ljust(count * 64, b"\0")
            mini_chain.extend([*range(start + 1, start + count), end])
            entries.append((name, 2, start, len(content)))
    mini_table = store(struct.pack(f"<{len(mini_chain)}I", *mini_chain).ljust(512, b"\xff"))
    entries.insert(0, ("Root Entry", 5, store(mini), len(mini)))
    directory = b""
    for name, kind, start, size in entries:
        text = name.encode("utf-16-le")
        entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        directory += entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)
    directory_start = store(directory)
    table_start = len(sectors)
    chain.append(table_mark)
    header = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, directory_start, 0, 4096, mini_table, 1, end, 0, 0)
    header = header[:76] + struct.pack("<109I", table_start, *[free] * 108)
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    return header + b"".join(sectors) + table


def records(*entries):
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in entries)


def word_file(flags=0, **storages):
    return compound_file({"WordDocument": struct.pack("<H8xH", 0xA5EC, flags), **storages})


def workbook_file(*entries):
    return compound_file({"Workbook": records((0x0809, bytes(16)), *entries, (0x000A, b""))})


def saved(document):
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


GOOD = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "doc": word_file(),
    "xls": workbook_file((0x0085, b"\0\0\0\0\0\0\x01\0A")),
    **{extension: package(openxml_parts(extension)) for extension in MAIN_PARTS},
    **{extension: package(open_document_parts(extension)) for extension in ("odt", "ods")},
}


class FileCase(TestCase):
    def assertRefused(self, code, name, content=PDF, **options):
        with self.assertRaises(FileRefused, msg=name) as caught:
            check_file(name, content, **options)
        self.assertEqual(caught.exception.code, code, f"{name!r}: {caught.exception}")
        self.assertIn(code, CODES)


class TestTypes(FileCase):
    def test_each_type_is_taken_with_its_own_content(self):
        self.assertEqual(set(GOOD), set(DEFAULT_TYPES))
        for extension, content in GOOD.items():
            self.assertEqual(check_file(f"a.{extension}", content), MEDIA_TYPES[extension])

    def test_files_of_real_programs(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "Báo cáo"
        book.active["A1"].hyperlink = "https://example.com"
        self.assertTrue(check_file("Báo cáo quý I.xlsx", saved(book)))
        old = xlwt.Workbook()
        old.add_sheet("Quý I").write(0, 0, "Báo cáo")
        self.assertTrue(check_file("Báo cáo quý I.XLS", saved(old)))

    def test_content_of_another_type_is_refused(self):
        for extension in GOOD:
            for other, content in GOOD.items():
                if MEDIA_TYPES[extension] != MEDIA_TYPES[other]:
                    self.assertRefused("content_mismatch", f"a.{extension}", content)
            for content in (b"<html><script>", b"<svg onload='x'/>", b"MZ\x90\0", b"\0", b"PK\3\4"):
                self.assertRefused("content_mismatch", f"a.{extension}", content)

    def test_signature_behind_something_else_is_refused(self):
        for extension, content in GOOD.items():
            self.assertRefused("content_mismatch", f"a.{extension}", b"<html>" + content)

    def test_other_types_are_refused(self):
        names = ["html", "svg", "js", "exe", "docm", "xlsm", "zip", "xml", "hta", "lnk", "txt"]
        for name in [f"a.{extension}" for extension in names] + ["a", "a.", "pdf", "a.pdf.exe"]:
            self.assertRefused("type_not_allowed", name)
        self.assertRefused("type_not_allowed", "a.pdf ")

    def test_the_last_extension_counts(self):
        self.assertTrue(check_file("a.exe.pdf", PDF))
        self.assertRefused("content_mismatch", "a.exe.pdf", b"MZ\x90\0")

    def test_allowed_types_are_configurable_within_those_that_can_be_checked(self):
        self.assertTrue(check_file("a.PDF", PDF, allowed=[" .Pdf"]))
        self.assertRefused("type_not_allowed", "a.png", PNG, allowed=["pdf"])
        self.assertRefused("type_not_allowed", "a.html", b"<html>", allowed=["html", "pdf"])

    def test_size(self):
        self.assertRefused("empty", "a.pdf", b"")
        self.assertTrue(check_file("a.pdf", PDF, max_bytes=len(PDF)))
        self.assertRefused("too_large", "a.pdf", PDF, max_bytes=len(PDF) - 1)

    def test_refusal_names_its_code(self):
        self.assertEqual(str(FileRefused("too_large", "2 > 1 bytes")), "too_large: 2 > 1 bytes")
        self.assertEqual(str(FileRefused("empty")), "empty")


class TestOpenXml(FileCase):
    def test_wrong_or_missing_main_part(self):
        template = (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
        )
        self.assertRefused(
            "content_mismatch", "a.docx", package(openxml_parts("docx", main=template))
        )
        for missing in openxml_parts("docx"):
            parts = openxml_parts("docx")
            del parts[missing]
            self.assertRefused("content_mismatch", "a.docx", package(parts))

    def test_macros(self):
        for extension, main in MAIN_PARTS.items():
            name = f"a.{extension}"
            parts = openxml_parts(extension)
            parts[f"{main.split('/')[0]}/vbaProject.bin"] = b"x"
            self.assertRefused("macros", name, package(parts))
            kind = "application/vnd.ms-office.vbaProject"
            parts = openxml_parts(extension, ("/renamed.bin", kind))
            self.assertRefused("macros", name, package(parts))
            parts = openxml_parts(extension)
            parts["a.rels"] = relations(("vbaProject", "renamed.bin", "Internal"))
            self.assertRefused("macros", name, package(parts))
        kind = "application/vnd.ms-excel.macrosheet+xml"
        parts = openxml_parts("xlsx", ("/xl/sheet.xml", kind))
        self.assertRefused("macros", "a.xlsx", package(parts))
        kind = "application/vnd.ms-excel.sheet.macroEnabled.12"
        parts = openxml_parts("docx", ("/word/embeddings/a.xlsm", kind))
        self.assertRefused("macros", "a.docx", package(parts))

    def test_links_of_workbooks(self):
        parts = openxml_parts("xlsx")
        parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
        self.assertRefused("external_link", "a.xlsx", package(parts))
        for kind in ("externalLink+xml", "connections+xml"):
            kind = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}"
            parts = openxml_parts("xlsx", ("/xl/renamed.xml", kind))
            self.assertRefused("external_link", "a.xlsx", package(parts))
        parts = openxml_parts("xlsx")
        parts["xl/_rels/b.rels"] = relations(("externalLinkPath", "other.xlsx", "External"))
        self.assertRefused("external_link", "a.xlsx", package(parts))

    def test_links_of_documents(self):
        def document(kind, target, mode="External"):
            parts = openxml_parts("docx")
            parts["word/_rels/settings.xml.rels"] = relations((kind, target, mode))
            return package(parts)

        for target in (
            "http://example.com/a.dotm",
            "https://example.com/a.dotm",
            r"\\server\share\a.dotm",
            "//server/share/a.dotm",
            r"file:///\\server\share\a.dotm",
            "file://server/share/a.dotm",
            " //server/share/a.dotm",
            "mhtml:http://example.com",
            "ms-msdt:/id",
        ):
            for kind in ("attachedTemplate", "image", "oleObject", "frame"):
                self.assertRefused("external_link", "a.docx", document(kind, target))
        for target in (r"file:///C:\Users\an\Templates\Mau.dotx", r"C:\Mau.dotx", "Mau.dotx"):
            self.assertTrue(check_file("a.docx", document("attachedTemplate", target)), target)
        self.assertTrue(check_file("a.docx", document("hyperlink", "https://example.com")))
        self.assertTrue(check_file("a.docx", document("image", "media/a.png", "Internal")))

    def test_password(self):
        encrypted = compound_file({"EncryptionInfo": b"x", "EncryptedPackage": bytes(5000)})
        for extension in MAIN_PARTS:
            self.assertRefused("encrypted", f"a.{extension}", encrypted)
        content = bytearray(package(openxml_parts("docx")))
        content[content.index(b"PK\x01\x02") + 8] |= 1
        self.assertRefused("encrypted", "a.docx", bytes(content))

    def test_two_parts_of_one_name(self):
        parts = openxml_parts("docx")
        parts["WORD/document.xml"] = "<other/>"
        self.assertRefused("content_mismatch", "a.docx", package(parts))

    def test_entities_are_not_expanded(self):
        laughs = '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'
        for encoding in ("utf-8", "utf-16"):
            parts = openxml_parts("docx") | {"[Content_Types].xml": laughs.encode(encoding)}
            self.assertRefused("content_mismatch", "a.docx", package(parts))


class TestBombs(FileCase):
    def test_ratio(self):
        parts = openxml_parts("docx")
        parts["word/media/a.bin"] = bytes(office.RATIO_FREE + 1)
        self.assertRefused("zip_bomb", "a.docx", package(parts))

    def test_well_packed_tables_are_no_bomb(self):
        row = b'<row r="1"><c r="A1" s="1"/><c r="B1" s="1"/></row>'
        parts = openxml_parts("xlsx") | {"xl/worksheets/sheet1.xml": row * 200_000}
        self.assertTrue(check_file("a.xlsx", package(parts)))

    def test_declared_sizes_count_whatever_is_in_the_file(self):
        content = bytearray(package(openxml_parts("docx")))
        entry = content.rindex(b"PK\x01\x02")
        content[entry + 24 : entry + 28] = struct.pack("<I", 0xF0000000)
        self.assertRefused("zip_bomb", "a.docx", bytes(content))

    def test_a_list_that_is_larger_than_it_declares(self):
        with patch.object(office, "MAX_LIST", 1000):
            parts = openxml_parts("docx") | {"[Content_Types].xml": b"<Types>" + b" " * 5000}
            self.assertRefused("zip_bomb", "a.docx", package(parts))

    def test_many_lists(self):
        parts = openxml_parts("docx") | {f"{i}.rels": relations() for i in range(20)}
        with patch.object(office, "MAX_LISTS", 1000):
            self.assertRefused("zip_bomb", "a.docx", package(parts))

    def test_number_of_parts(self):
        parts = openxml_parts("docx") | {f"{i}.xml": "" for i in range(20)}
        with patch.object(office, "MAX_PARTS", 22):
            self.assertRefused("zip_bomb", "a.docx", package(parts))
        with patch.object(office, "MAX_PARTS", 23):
            self.assertTrue(check_file("a.docx", package(parts)))

    def test_overlapping_parts(self):
        parts = openxml_parts("docx")
        parts["a.bin"] = random.Random(1).randbytes(5000)
        content = package(parts)
        end = content.rindex(b"PK\x05\x06")
        directory = content[content.index(b"PK\x01\x02") : end]
        last = directory[directory.rindex(b"PK\x01\x02") :]
        twin = last.replace(b"a.bin", b"b.bin")
        count, size, at = struct.unpack_from("<HII", content, end + 10)
        tail = bytearray(content[end:])
        struct.pack_into("<HHII", tail, 8, count + 1, count + 1, size + len(twin), at)
        self.assertRefused("zip_bomb", "a.docx", content[:end] + twin + bytes(tail))


class TestOpenDocument(FileCase):
    def test_macros(self):
        for name in ("Basic/Standard/Module1.xml", "Scripts/python/a.py"):
            parts = open_document_parts("odt") | {name: "x"}
            self.assertRefused("macros", "a.odt", package(parts))

    def test_empty_folders_are_no_macros(self):
        parts = open_document_parts("odt") | {"Basic/": ""}
        self.assertTrue(check_file("a.odt", package(parts)))

    def test_password(self):
        manifest = '<manifest:encryption-data manifest:checksum="x"/>'
        parts = open_document_parts("ods") | {"META-INF/manifest.xml": manifest}
        self.assertRefused("encrypted", "a.ods", package(parts))

    def test_links(self):
        for link in (
            '<table:table-source xlink:href="file:///a.ods"/>',
            '<table:cell-range-source table:name="A"/>',
            "<table:dde-link/>",
            '<text:section><office:dde-source office:dde-item="x"/></text:section>',
            "<c table:formula=\"of:=['file:///tmp/a.xlsx'#$Sheet.A1]\"/>",
            '<c table:formula="of:=[&#39;file:///tmp/a.xlsx&#x27;#$Sheet.A1]"/>',
            '<c table:formula="of:=1+[&apos;file:///tmp/a.xlsx&apos;#$Sheet.A1]"/>',
        ):
            for before in (0, 2**20 - 60, 2**20 - 30, 2**20 - 8, 3 * 2**20):
                noise = random.Random(2).randbytes(before // 2).hex()
                content = f"<text:p>{noise}</text:p>{link}"
                parts = open_document_parts("ods", content)
                self.assertRefused("external_link", "a.ods", package(parts))

    def test_text_in_another_encoding_is_not_searched_but_refused(self):
        parts = open_document_parts("ods", "<table:table-source/>".encode("utf-16"))
        self.assertRefused("content_mismatch", "a.ods", package(parts))

    def test_text_about_links_and_own_sheets_are_no_links(self):
        for content in (
            "<text:p>table-source, dde-link, it's ['#1]</text:p>",
            "<c table:formula=\"of:=SUM(['Quý I'.A1:.A9])\"/><text:p>'#</text:p>",
        ):
            self.assertTrue(check_file("a.ods", package(open_document_parts("ods", content))))


class TestOldOffice(FileCase):
    def test_macros(self):
        self.assertRefused("macros", "a.doc", word_file(Macros=None, VBA=None))
        self.assertRefused("macros", "a.doc", word_file(_VBA_PROJECT=b"x"))
        streams = {
            "Workbook": records((0x0809, bytes(16)), (0x000A, b"")),
            "_VBA_PROJECT_CUR": None,
        }
        self.assertRefused("macros", "a.xls", compound_file(streams))
        self.assertRefused("macros", "a.xls", workbook_file((0x0085, b"\0\0\0\0\0\x01\x01\0A")))

    def test_password(self):
        self.assertRefused("encrypted", "a.doc", word_file(flags=0x0100))
        self.assertRefused("encrypted", "a.xls", workbook_file((0x002F, bytes(54))))

    def test_links(self):
        other = struct.pack("<HH", 1, 8) + b"\0\x01a.xls\0"
        self.assertRefused("external_link", "a.xls", workbook_file((0x01AE, other)))
        for unlinked in (0x0401, 0x3A01):
            book = workbook_file((0x01AE, struct.pack("<HH", 1, unlinked)))
            self.assertTrue(check_file("a.xls", book))

    def test_large_streams(self):
        many = [(0x0085, b"\0\0\0\0\0\0\x01\0A")] * 1000
        self.assertTrue(check_file("a.xls", workbook_file(*many)))
        many.append((0x0085, b"\0\0\0\0\0\x01\x01\0A"))
        self.assertRefused("macros", "a.xls", workbook_file(*many))

    def test_streams_are_read_as_written(self):
        streams = {"Small": b"abc", "Large": random.Random(3).randbytes(9000), "Other": b"x" * 200}
        file = CompoundFile(compound_file(streams))
        for name, content in streams.items():
            self.assertEqual(list(file.streams(name)), [content])
        self.assertEqual(list(file.streams("none")), [])

    def test_a_chain_that_goes_in_a_circle_ends(self):
        content = bytearray(compound_file({"Workbook": bytes(5000)}))
        content[-512:-508] = struct.pack("<I", 0)
        self.assertRefused("content_mismatch", "a.xls", bytes(content))


class TestBrokenFiles(TestCase):
    """A damaged or hostile file is taken or refused, and nothing else happens."""

    documents = st.sampled_from([(extension, bytes(GOOD[extension])) for extension in sorted(GOOD)])

    @unhurried
    @given(documents, st.data())
    def test_damaged(self, document, data):
        extension, content = document
        content = bytearray(content)
        for _time in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        self.check(extension, bytes(content[: data.draw(st.integers(0, len(content)))]))
        self.check(extension, bytes(content))

    @unhurried
    @given(st.sampled_from(DEFAULT_TYPES), st.binary())
    def test_noise(self, extension, noise):
        for start in (b"", b"PK\x03\x04", SIGNATURE, SIGNATURE + bytes(504)):
            self.check(extension, start + noise)

    def check(self, extension, content):
        try:
            check_file(f"a.{extension}", content)
        except FileRefused as refused:
            self.assertIn(refused.code, CODES)


class TestNames(FileCase):
    def test_vietnamese_names_are_taken(self):
        for form in ("NFC", "NFD"):
            name = unicodedata.normalize(form, "Báo cáo số 12 - Sở Nội vụ (lần 2).pdf")
            self.assertTrue(check_file(name, PDF))

    def test_bad_names(self):
        for name in (
            "",
            ".pdf",
            "..pdf",
            " .pdf",
            "a/b.pdf",
            "a\\b.pdf",
            "../a.pdf",
            "a\0.pdf",
            "a\n.pdf",
            "bao-cao\u202efdp.exe",
            "bao-cao\u202excod.pdf",
            "a\u2066.pdf",
            "a\u200b.pdf",
            "a\u2028.pdf",
            "a\ud800.pdf",
            "a" * 252 + ".pdf",
        ):
            self.assertRefused("bad_name", name)

    def test_safe_name(self):
        for name, safe in (
            ("Báo cáo quý I.pdf", "Báo cáo quý I.pdf"),
            (unicodedata.normalize("NFD", "Báo cáo.pdf"), "Báo cáo.pdf"),
            ("C:\\Users\\an\\a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            ("bao-cao\u202efdp.exe", "bao-caofdp.exe"),
            ('a<b>:"c"|?*.pdf', "a_b___c____.pdf"),
            ("  a\u00a0\tb .pdf. ", "a b.pdf"),
            ("a\tb\nc.pdf", "a b c.pdf"),
            ("A\u200b\u0300.pdf", "À.pdf"),
            (".htaccess", "htaccess"),
            ("CON.pdf", "_CON.pdf"),
            ("con", "_con"),
            ("\u202e", "file"),
            ("", "file"),
            ("...", "file"),
        ):
            self.assertEqual(safe_name(name), safe)

    def test_long_names_keep_their_extension(self):
        safe = safe_name("ế" * 300 + ".pdf")
        self.assertTrue(safe.endswith("ế.pdf"))
        self.assertLessEqual(len(safe.encode()), SAFE_NAME_BYTES)

    @unhurried
    @given(st.text() | st.text('a.\\/ :*?"<>|\u202e\u0301ế\0con1', max_size=80))
    def test_safe_names_are_safe(self, name):
        safe = safe_name(name)
        self.assertEqual(safe_name(safe), safe)
        self.assertTrue(0 < len(safe.encode()) <= SAFE_NAME_BYTES)
        self.assertEqual(safe, safe.strip(". "))
        try:
            check_file(safe, PDF)
        except FileRefused as refused:
            self.assertNotEqual(refused.code, "bad_name")


class TestSha256(TestCase):
    def test_known_value(self):
        self.assertEqual(sha256(b"abc"), hashlib.sha256(b"abc").hexdigest())
        self.assertEqual(sha256(b"abc")[:8], "ba7816bf")
