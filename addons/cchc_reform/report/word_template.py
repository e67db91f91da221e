"""Word templates of reports that an administrator may replace, and how they are filled.

A template shows fields of plain texts: ``{{ issuer }}``, and repeats paragraphs and rows of tables:
``{%p for section in sections %}``, ``{%tr for line in group.lines %}``. ``periodic_docx.py`` names
the fields and has a template with all of them. What somebody uploads is filled by
``word_child.py``, a process with little time and memory that knows nothing of Odoo, and what goes
beyond showing is refused.
"""

import base64
import json
import logging
import subprocess
import sys
from pathlib import Path

from odoo.exceptions import UserError

from ..kernel import files
from .periodic_docx import SAMPLE, fields_of, known_fields, properties_of, same_bytes
from .word_child import REFUSED

_logger = logging.getLogger(__name__)

MOST_BYTES = 5 * 2**20
#: What one document may take; a report of 3,000 units takes a tenth.
SECONDS = 20
MEGABYTES = 1024
CHILD = Path(__file__).with_name("word_child.py")


def fill_template(env, content, snapshot):
    """Bytes of the Word file of a report by a template; the same values give the same bytes.

    :param content: bytes of the template
    :raises UserError: the template does what none may, or takes too long
    """
    request = {
        "template": base64.b64encode(content).decode(),
        "context": fields_of(snapshot),
        "shape": known_fields(),
        "properties": properties_of(snapshot),
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    try:
        # Isolated, and without the server's environment, which may hold its password.
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(CHILD)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=SECONDS * 2,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    if done and done.returncode == REFUSED:
        code, detail = json.loads(done.stdout)
        raise UserError(_refusal(env, code, detail))
    if not done or done.returncode:
        _logger.warning("A Word template was not filled: %s", done and done.stderr[-2000:])
        raise UserError(
            env._(
                "The Word template cannot be filled: it is broken, or takes more time or memory "
                "than a report may."
            )
        )
    return same_bytes(done.stdout)


def _refusal(env, code, detail):
    return {
        "unknown": env._("The Word template shows “%s”, which reports do not have.", detail),
        "kind": env._(
            "The Word template shows a list as if it were a text, or repeats a text, at “%s”.",
            detail,
        ),
        "syntax": env._("The Word template has a mistake at “%s”.", detail),
        "forbidden": env._(
            "The Word template may only show fields, repeat lists and ask conditions, but not “%s”.",
            detail,
        ),
    }[code]


def check_template(env, content):
    """Refuse a template from which no report could be made.

    :param content: bytes of the file
    :raises UserError: with what is wrong and where
    """
    try:
        files.check_file("template.docx", content, ("docx",), MOST_BYTES)
    except files.FileRefused as refused:
        raise UserError(
            env._(
                "A template must be a Word document (.docx) of at most %(size)s MB, without a "
                "password, macros and links to elsewhere.",
                size=MOST_BYTES // 2**20,
            )
        ) from refused
    fill_template(env, content, SAMPLE)
