"""What is wrong with an Office document: not what its name says, macros, links to elsewhere, a bomb.

Inspected without opening it as an office program would: only the lists of parts and relations are
unpacked. Each function yields ``(code, detail)`` for every flaw found, the codes being those of
:mod:`.files`; a file too broken to be looked into is a ``content_mismatch``.

Sources: ECMA-376 part 2 (packages: content types, relationships), OASIS OpenDocument 1.3 part 2
(packages), [MS-DOC] and [MS-XLS] for the old binary forms.
"""

import re
import struct
import zipfile
import zlib
from html import unescape
from io import BytesIO
from posixpath import normpath
from xml.parsers import expat

from . import compound

#: Bounds of a package. A real report stays far below: some hundred parts, some ten megabytes.
MAX_PARTS = 10_000
MAX_UNPACKED = 512 * 2**20
#: Packed size times this; tables of spreadsheets are packed well, bombs a thousand times.
MAX_RATIO = 150
#: Below this size no ratio matters.
RATIO_FREE = 32 * 2**20
#: One list of types or relations, and all that is read of a file.
MAX_LIST = 8 * 2**20
MAX_LISTS = 32 * 2**20

_OPENXML = "application/vnd.openxmlformats-officedocument."
PACKAGE_TYPES = {
    "docx": f"{_OPENXML}wordprocessingml.document.main+xml",
    "xlsx": f"{_OPENXML}spreadsheetml.sheet.main+xml",
    "pptx": f"{_OPENXML}presentationml.presentation.main+xml",
}
OPEN_DOCUMENT_TYPES = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
#: Names of the main stream, and of the storages in which Visual Basic is kept.
BINARY_STREAMS = {"doc": ("worddocument",), "xls": ("workbook", "book")}
_VISUAL_BASIC = {"macros", "vba", "_vba_project", "_vba_project_cur"}

_MISMATCH = "content_mismatch"
_MACROS = "macros"
_ENCRYPTED = "encrypted"
_BOMB = "zip_bomb"
_LINK = "external_link"

# A path on the reader's own machine, as Word notes it for the template of the unit. It reaches
# nothing; a network path or any other scheme fetches content when the document is opened.
_LOCAL_TARGET = re.compile(r"(?:file:/{0,3})?[a-z]:[\\/]|[^\\/:\s][^:]*$", re.IGNORECASE)
# Linked tables and ranges, live data of other programs, and formulas, as office programs write them.
_OPEN_DOCUMENT_LINK = re.compile(
    rb":(?:table-source|cell-range-source|dde-link|dde-source)\b"
    rb"|:formula=(?P<formula>\"[^\"<]*\"|'[^'<]*')"
)


class _Flaw(Exception):
    """A flaw that ends the inspection: ``args`` are its code and detail."""


def package_flaws(extension, content):
    """Flaws of a zip package: docx, xlsx, pptx, odt or ods."""
    if content.startswith(compound.SIGNATURE):
        # A document with a password is packed into a compound file, whatever its name says.
        with_password = "encryptedpackage" in _compound_names(content)
        yield _ENCRYPTED if with_password else _MISMATCH, "compound file"
        return
    try:
        with _open(content) as package:
            inspect = _openxml_flaws if extension in PACKAGE_TYPES else _open_document_flaws
            yield from inspect(extension, package)
    except _Flaw as flaw:
        yield flaw.args
    except _BROKEN as error:
        yield _MISMATCH, f"broken package: {error}"


def binary_flaws(extension, content):
    """Flaws of a compound file: doc or xls."""
    try:
        file = compound.CompoundFile(content)
        streams = [s for name in BINARY_STREAMS[extension] for s in file.streams(name)]
        if not streams:
            yield _MISMATCH, f"no main stream of {extension}"
        if found := file.names & _VISUAL_BASIC:
            yield _MACROS, ", ".join(sorted(found))
        for stream in streams:
            yield from (_word_flaws if extension == "doc" else _workbook_flaws)(stream)
    except (ValueError, struct.error) as error:
        yield _MISMATCH, f"broken compound file: {error}"


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def _compound_names(content):
    try:
        return compound.CompoundFile(content).names
    except (ValueError, struct.error):
        return set()


def _open(content):
    """The package in ``content``, its sizes and names checked."""
    if not content.startswith(b"PK\x03\x04"):
        raise _Flaw(_MISMATCH, "not a zip package")
    # Counted before the directory is read: reading a million entries is the attack itself.
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise _Flaw(_BOMB, f"more than {MAX_PARTS} parts")
    package = zipfile.ZipFile(BytesIO(content))
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > max(RATIO_FREE, MAX_RATIO * len(content)):
        raise _Flaw(_BOMB, f"{len(content)} bytes unpack to {unpacked}")
    if sum(part.compress_size for part in parts) > len(content):
        raise _Flaw(_BOMB, "parts overlap")
    if any(part.flag_bits & 1 for part in parts):
        raise _Flaw(_ENCRYPTED, "parts with a password")
    # With two parts of one name, we would look at one and the reader at the other.
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise _Flaw(_MISMATCH, "two parts of one name")
    return package


def _read(package, name):
    """Content of one list in the package. Read in bounds: the sizes that a bomb declares lie."""
    with package.open(name) as part:
        content = part.read(MAX_LIST + 1)
    if len(content) > MAX_LIST:
        raise _Flaw(_BOMB, f"{name} is larger than {MAX_LIST} bytes")
    return content


def _elements(content, *names):
    """Attributes of the elements called ``names``, in any namespace; entities are refused."""
    found = []

    def start(tag, attributes):
        if tag.rpartition(" ")[2] in names:
            found.append(attributes)

    def refuse_entity(*_declaration):
        raise ValueError("entity declared")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse_entity
    parser.Parse(content, True)
    return found


def _openxml_flaws(extension, package):
    files = [name for name in package.namelist() if not name.endswith("/")]
    known = {name.lower(): name for name in files}
    types = _elements(_read(package, known["[content_types].xml"]), "Default", "Override")
    if _main_type(package, known, types) != PACKAGE_TYPES[extension]:
        yield _MISMATCH, f"main part is not that of {extension}"
    # Content types decide what a part is, whatever it is called; names are checked as well.
    marks = [entry.get("ContentType", "").lower() for entry in types]
    for mark in [*marks, *known]:
        if "macro" in mark or "vbaproject" in mark or "vbadata" in mark:
            yield _MACROS, mark
        elif "externallink" in mark or mark.endswith("connections+xml"):
            yield _LINK, mark
    read = 0
    for name in (known[name] for name in known if name.endswith(".rels")):
        relations = _read(package, name)
        read += len(relations)
        if read > MAX_LISTS:
            raise _Flaw(_BOMB, f"relations larger than {MAX_LISTS} bytes")
        for relation in _elements(relations, "Relationship"):
            yield from _relation_flaws(extension, relation)


def _main_type(package, known, types):
    """Content type of the part that the package names as its document, None when there is none."""
    for relation in _elements(_read(package, known["_rels/.rels"]), "Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            name = normpath("/" + relation.get("Target", "")).lstrip("/").lower()
            if name not in known:
                return None
            for entry in types:
                if entry.get("PartName", "").lstrip("/").lower() == name:
                    return entry.get("ContentType")
            suffix = name.rpartition(".")[2]
            for entry in types:
                if entry.get("Extension", "").lower() == suffix:
                    return entry.get("ContentType")
    return None


def _relation_flaws(extension, relation):
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    target = relation.get("Target", "")
    if "macro" in kind or "vbaproject" in kind:
        yield _MACROS, kind
    if relation.get("TargetMode", "").lower() != "external" or kind == "hyperlink":
        return  # a hyperlink is followed by a click only
    if extension == "xlsx" or not _LOCAL_TARGET.match(target):
        yield _LINK, f"{kind}: {target}"


def _open_document_flaws(extension, package):
    files = [name.lower() for name in package.namelist() if not name.endswith("/")]
    if _read(package, "mimetype").strip() != OPEN_DOCUMENT_TYPES[extension].encode():
        yield _MISMATCH, f"mimetype is not that of {extension}"
    if b"encryption-data" in _read(package, "META-INF/manifest.xml"):
        yield _ENCRYPTED, "parts with a password"
        return
    for name in files:
        if name.startswith(("basic/", "scripts/")):
            yield _MACROS, name
    with package.open("content.xml") as part:
        tail, read = b"", 0
        while chunk := part.read(2**20):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise _Flaw(_BOMB, f"content.xml is larger than {MAX_UNPACKED} bytes")
            if b"\0" in chunk:
                raise _Flaw(_MISMATCH, "content.xml is not in UTF-8")
            chunk = tail + chunk
            for found in _OPEN_DOCUMENT_LINK.finditer(chunk):
                if found["formula"] is None or _reaches_other_files(found["formula"]):
                    yield _LINK, found[0][:100].decode(errors="replace")
                    return
            # The tag that the end of the chunk has cut.
            tail = chunk[max(chunk.rfind(b"<"), len(chunk) - 2**16) :]


def _reaches_other_files(formula):
    """Whether a formula reads cells of another file: ['file:///other.ods'#$Sheet.A1]."""
    text = unescape(formula.decode(errors="replace"))
    return "['" in text and "'#" in text


def _word_flaws(stream):
    """Flaws told by the file information block at the start of a Word document."""
    magic, flags = struct.unpack_from("<H8xH", stream)
    if magic not in (0xA5EC, 0xA5DC):
        yield _MISMATCH, "no Word document"
    if flags & 0x0100:
        yield _ENCRYPTED, "document with a password"


def _workbook_flaws(stream):
    """Flaws told by the records at the start of an Excel workbook, up to its first end mark."""
    begin, end, password, sheet, book = 0x0809, 0x000A, 0x002F, 0x0085, 0x01AE
    if struct.unpack_from("<H", stream)[0] != begin:
        yield _MISMATCH, "no workbook"
        return
    at = 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if record == end:
            return
        if record == password:
            yield _ENCRYPTED, "workbook with a password"
            return
        if record == sheet and body[5:6] == b"\x01":
            yield _MACROS, "macro sheet"
        # Other books; the workbook itself, add-in functions and unused entries are listed as well.
        if record == book and struct.unpack_from("<H", body, 2)[0] not in (0x0401, 0x3A01, 1):
            yield _LINK, "other workbook"
