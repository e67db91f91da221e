import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, get_db_name

from .test_api import ApiCase


class Relay(BaseHTTPRequestHandler):
    """Hands requests on to the server of the tests, with the cookie that it asks for."""

    case = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in ("host", "content-length", "cookie", "accept-encoding")
        }
        headers["Cookie"] = f"{TEST_CURSOR_COOKIE_NAME}={self.case.http_request_key}"
        answer = requests.post(
            self.case.base_url() + self.path, data=body, headers=headers, timeout=60
        )
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_args):
        pass


@tagged("post_install", "-at_install")
class TestApiDocumentation(ApiCase):
    """The examples of ``docs/api.md`` run as they are written, one after the other."""

    def examples(self):
        path = Path(__file__).resolve().parents[3] / "docs" / "api.md"
        if not path.exists():
            self.skipTest("only the addon is here, without the documents")
        return re.findall(r"^```(python|sh)\n(.*?)^```$", path.read_text(), re.M | re.S)

    def test_examples(self):
        # As the text names it; the rest of the fixture bears the names of the text already.
        self.province.code = "30"
        system = self.make_user("van-ban", ("standing_office", self.province))
        key = self.key_of(system)
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("R", (Relay,), {"case": self}))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        settings = {
            "PATH": os.environ["PATH"],
            "CCHC_URL": f"http://127.0.0.1:{server.server_port}",
            "CCHC_KEY": key,
            "CCHC_DATABASE": get_db_name(),
        }
        ran, before = {"python": 0, "sh": 0}, ""
        for language, code in self.examples():
            if language == "sh" and not shutil.which("curl"):
                continue
            program = [sys.executable, "-c", before + code]
            if language == "sh":
                program = ["sh", "-ec", code]
            with self.allow_requests():
                answer = subprocess.run(
                    program, env=settings, capture_output=True, text=True, timeout=120, check=False
                )
            self.assertEqual(answer.returncode, 0, f"{code}\n{answer.stderr}\n{answer.stdout}")
            if language == "python" and not ran["python"]:
                before = code  # the first one defines the call that the others use
            ran[language] += 1
        self.assertGreater(ran["python"], 4)
        self.env.invalidate_all()
        task = self.task_of("VB-2026-0001", system)
        self.assertEqual((task.state, task.lead_unit_id), ("assigned", self.gtvt))
        self.assertEqual(len(self.env["cchc.api.link"].search([("user_id", "=", system.id)])), 2)
