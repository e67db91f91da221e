import base64
import io
import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.tests import common, tagged
from odoo.tools.pdf import PdfReader

from ..kernel import dates
from .test_tour_reform import BrowserInVietnam, TourCase

KEYS = {"Tab": 9, "Enter": 13, "ArrowDown": 40}


class BrowserOfTrial(BrowserInVietnam):
    """A browser that brings axe-core, and in which a tour presses real keys.

    A key is pressed by the line ``cchc-key Tab`` on the console of the page, which is printed by
    the line ``cchc-print``.
    """

    printed = None

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        script = Path(os.environ["CCHC_AXE"]).read_text(encoding="utf-8")
        self._websocket_request("Page.addScriptToEvaluateOnNewDocument", params={"source": script})

    def _handle_console(self, type, args=None, **kw):
        text = str(args[0].get("value")) if args else ""
        if text.startswith("cchc-key "):
            key = text.removeprefix("cchc-key ")
            params = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
            if key == "Enter":
                params["text"] = "\r"
            self._websocket_send("Input.dispatchKeyEvent", params={"type": "keyDown", **params})
            params.pop("text", None)
            self._websocket_send("Input.dispatchKeyEvent", params={"type": "keyUp", **params})
        if text == "cchc-print":
            BrowserOfTrial.printed = self._websocket_send(
                "Page.printToPDF", params={"preferCSSPageSize": True}, with_future=True
            )
        return super()._handle_console(type, args, **kw)


class CockpitTours(TourCase):
    """Four tasks due lately: of two departments and a district, half of them done, one overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(common, "ChromeBrowser", BrowserOfTrial))
        cls.gtvt.name = "SoGTVT"
        today = dates.today()
        for unit, officer, head, reported in (
            (cls.gtvt, cls.user_gtvt_officer, cls.user_gtvt_head, 6),
            (cls.gtvt, cls.user_gtvt_officer, cls.user_gtvt_head, 2),
            (cls.yte, None, None, None),
            (cls.namsach, None, None, None),
        ):
            late = unit == cls.yte or reported == 2
            deadline = today - timedelta(days=4) if late or reported else today
            task = cls.make_task(unit, assign=False, deadline=deadline, date_start=False)
            task._assign(on=today - timedelta(days=30))
            if reported:
                day = today - timedelta(days=reported)
                task.with_user(officer).explanation = "Xong"
                task.with_user(officer)._submit(on=day)
                task.with_user(head)._report(on=day)
                task.with_user(cls.user_standing)._verify(on=day)

    def setUp(self):
        super().setUp()
        if not os.environ.get("CCHC_AXE"):
            self.skipTest("axe-core could not be installed")


@tagged("post_install", "-at_install")
class TestTourCockpit(CockpitTours):
    def test_figures_and_no_barriers(self):
        self.start_tour("/odoo/cchc-cockpit", "cchc_cockpit", login="t_standing")
        printed = base64.b64decode(BrowserOfTrial.printed.result(timeout=10)["data"])
        [page] = PdfReader(io.BytesIO(printed)).pages
        self.assertAlmostEqual(float(page.mediabox.width), 842, delta=1)  # A4, lengthwise
        self.assertIn("SoGTVT", page.extract_text())

    def test_by_keyboard_alone(self):
        self.start_tour("/odoo/cchc-cockpit", "cchc_cockpit_keyboard", login="t_standing")


@tagged("post_install", "-at_install")
class TestTourCockpitPhone(CockpitTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour("/odoo/cchc-cockpit", "cchc_cockpit_phone", login="t_standing")
