"""Which files are taken as evidence, and under which name.

A file is refused for a *code*; the sentence for the person is made elsewhere. The content must be
what the last extension of the name says, so that no program opens it as something else; documents
that carry macros, fetch content from elsewhere, ask for a password or unpack without end are
refused. This is no virus scanner, and the files are for download only, never shown in a page.
"""

import hashlib
import re
import unicodedata

from . import office

#: Why a file may be refused, in the order of the checks.
CODES = (
    "bad_name",
    "type_not_allowed",
    "empty",
    "too_large",
    "content_mismatch",
    "encrypted",
    "macros",
    "external_link",
    "zip_bomb",
)

#: Extension -> media type, for all types that can be checked.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
DEFAULT_TYPES = tuple(MEDIA_TYPES)
DEFAULT_MAX_BYTES = 25 * 2**20

MAX_NAME_LENGTH = 255
#: Room in the 255 bytes of a file system for what a browser adds, such as " (1)".
SAFE_NAME_BYTES = 200

_SIGNATURES = {
    "pdf": re.compile(rb"%PDF-[0-9]\.[0-9]"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
}
_RESERVED_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
# Control, format (among them the marks that turn the reading direction: "gpj.exe" read as
# "exe.jpg"), half characters, and the two separators of lines.
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


class FileRefused(ValueError):
    """A file that is not taken: ``code`` is one of :data:`CODES`, ``detail`` is for the log."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self):
        return f"{self.code}: {self.detail}" if self.detail else self.code


def check_file(name, content, allowed=DEFAULT_TYPES, max_bytes=DEFAULT_MAX_BYTES):
    """The media type under which a file may be kept.

    :param name: as it was sent; keep it by :func:`safe_name`
    :param content: bytes
    :param allowed: extensions; those not in :data:`MEDIA_TYPES` cannot be checked, so never are
    :raises FileRefused: with the first reason found
    """
    _check_name(name)
    extension = _extension(name)
    if extension not in MEDIA_TYPES or extension not in {_plain(entry) for entry in allowed}:
        raise FileRefused("type_not_allowed", extension)
    if not content:
        raise FileRefused("empty")
    if len(content) > max_bytes:
        raise FileRefused("too_large", f"{len(content)} > {max_bytes} bytes")
    for code, detail in _flaws(extension, content):
        raise FileRefused(code, detail)
    return MEDIA_TYPES[extension]


def safe_name(name):
    """``name`` as it may be stored, put into a header and saved on any system.

    The last part of a path, composed (NFC), without hidden characters, with ``_`` for what Windows
    does not allow, short enough for a file system, the extension kept; ``file`` when nothing is
    left. Done twice it changes nothing.
    """
    spaced = (" " if char.isspace() else char for char in re.split(r"[/\\]", name)[-1])
    # Composed last: a hidden character may have kept a letter and its mark apart.
    name = unicodedata.normalize("NFC", "".join(c for c in spaced if not _is_hidden(c)))
    name = " ".join(re.sub(r'[<>:"|?*]', "_", name).split()).strip(". ")
    if _RESERVED_BY_WINDOWS.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = name, "", ""
    room = SAFE_NAME_BYTES - len(f"{dot}{extension}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}{dot}{extension}" or "file"


def sha256(content):
    """SHA-256 of ``content`` (bytes), as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _is_hidden(char):
    return unicodedata.category(char) in _HIDDEN


def _plain(extension):
    return extension.strip().lstrip(".").lower()


def _extension(name):
    return name.rpartition(".")[2].lower() if "." in name else ""


def _check_name(name):
    stem = name.rpartition(".")[0] if "." in name else name
    if not stem.strip(". "):
        raise FileRefused("bad_name", "empty")
    if len(name) > MAX_NAME_LENGTH:
        raise FileRefused("bad_name", f"longer than {MAX_NAME_LENGTH} characters")
    if found := [char for char in name if char in "/\\" or _is_hidden(char)]:
        raise FileRefused("bad_name", f"U+{ord(found[0]):04X}")


def _flaws(extension, content):
    if signature := _SIGNATURES.get(extension):
        if not signature.match(content):
            yield "content_mismatch", f"no signature of {extension}"
    elif extension in office.BINARY_STREAMS:
        yield from office.binary_flaws(extension, content)
    else:
        yield from office.package_flaws(extension, content)
