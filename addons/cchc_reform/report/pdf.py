"""PDF of a Word document, made by LibreOffice: one at a time, within a time."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tools import mute_logger

PROGRAM = "soffice"
SECONDS = 90
#: One conversion at a time over all machines of the database; others wait for it this long.
LOCK = 0x43434843
WAIT = "60s"


def pdf_from_docx(env, content):
    """Bytes of the PDF of a Word document.

    :raises UserError: LibreOffice is not there, is busy for too long, or cannot read the file
    """
    program = shutil.which(PROGRAM)
    if not program:
        raise UserError(
            env._("LibreOffice is not installed on the server: download the Word file instead.")
        )
    _wait_for_turn(env)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "document.docx")
        source.write_bytes(content)
        command = [
            program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        # Its own session, so that on a timeout nothing of it is left behind.
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        result = source.with_suffix(".pdf")
        if not result.exists():
            raise UserError(
                env._("LibreOffice could not make the PDF: download the Word file instead.")
            )
        return result.read_bytes()


def _wait_for_turn(env):
    try:
        with env.cr.savepoint(), mute_logger("odoo.sql_db"):
            env.cr.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    except errors.LockNotAvailable as error:
        raise UserError(
            env._("Other PDF files are being made at this moment: try again in a minute.")
        ) from error
