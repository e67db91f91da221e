"""The rules that our test runs add to pytest."""

import logging
import os
import subprocess
import sys
from unittest.mock import patch

import pytest

from odoo import api
from odoo.tests import HttpCase, tagged

from instances import ROOT
from tools.pytest_cchc import READ_ONLY_MISTAKE, ReadOnlyMistakes

SKIPPED_TOUR = """
import unittest

class TestTour(unittest.TestCase):
    @unittest.skip("Chrome executable not found")
    def test_assign(self):
        pass

    def test_other(self):
        pass
"""


@pytest.mark.parametrize(("browser", "code"), [("/usr/bin/chromium", 1), ("", 0)])
def test_skipped_tour_is_named_and_fails_where_a_browser_is(tmp_path, browser, code):
    (tmp_path / "test_tour_assign.py").write_text(SKIPPED_TOUR, encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:odoo", "-p", "tools.pytest_cchc", tmp_path],
        env={**os.environ, "CCHC_BROWSER": browser, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == code, answer.stdout
    assert "test_tour_assign.py::TestTour::test_assign: Skipped: Chrome executable" in answer.stdout
    assert ("although a browser is there" in answer.stdout) == bool(browser)


def test_read_only_mistake_is_collected_and_the_log_stays_quiet():
    collector = ReadOnlyMistakes(logging.CRITICAL)
    mistake = logging.LogRecord(
        "odoo.http", logging.WARNING, "", 0, f"%s, {READ_ONLY_MISTAKE}", ("cannot",), None
    )
    other = logging.LogRecord("odoo.http", logging.WARNING, "", 0, "something else", (), None)
    assert not collector.filter(mistake)
    assert not collector.filter(other)
    assert collector.take() == [f"cannot, {READ_ONLY_MISTAKE}"]
    assert collector.take() == []


@tagged("-at_install", "post_install")
class TestReadOnlyMistake(HttpCase):
    def test_a_read_only_method_that_writes_is_noticed(self):
        @api.model
        @api.readonly
        def search_count(partners, *_arguments, **_options):
            partners.env.user.partner_id.ref = "written"
            partners.env.flush_all()
            return 1

        self.authenticate("admin", "admin")
        call = {"model": "res.partner", "method": "search_count", "args": [[]], "kwargs": {}}
        with patch.object(type(self.env["res.partner"]), "search_count", search_count):
            answer = self.make_jsonrpc_request("/web/dataset/call_kw", call)
        self.assertEqual(answer, 1)
        filters = logging.getLogger("odoo.http").filters
        collector = next(item for item in filters if isinstance(item, ReadOnlyMistakes))
        # taken here, so that it does not fail this test
        self.assertEqual(len(collector.take()), 1)
