import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_unit_event import DAY, EventCase

HEAD = "predecessor_code,predecessor_name,predecessor_district_code,successor_code,successor_name"


@tagged("post_install", "-at_install")
class TestImportSuccessors(EventCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_unit("Xã Cẩm Giang", cls.namsach, cls.antruong, code="T-10500")
        cls.event = cls.make_event("rearrangement")
        # A type of communes of the product is taken for new ones; that of the fixture is as good.
        cls.commune_type = cls.antruong.unit_type_id

    def wizard(self, rows, name="lien-ket.csv", **values):
        content = rows if isinstance(rows, bytes) else "\n".join([HEAD, *rows]).encode("utf-8-sig")
        return (
            self.env["cchc.unit.event.import"]
            .with_user(self.user_admin_cchc)
            .create(
                {
                    "event_id": self.event.id,
                    "new_parent_id": self.province.id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                    **values,
                }
            )
        )

    def imported(self, rows, **values):
        wizard = self.wizard(rows, **values)
        wizard.action_import()
        faults = [(one.row, one.message) for one in wizard.issue_ids]
        self.assertEqual((wizard.state, faults), ("done", []))
        return wizard

    def faults(self, *rows, **values):
        wizard = self.wizard(rows, **values)
        wizard.action_import()
        self.assertEqual(wizard.state, "faulty")
        self.assertFalse(self.event.link_ids, "all or nothing")
        return [(one.row, one.column, one.message) for one in wizard.issue_ids]

    def test_links_and_new_units(self):
        rows = (
            "T-10700,Xã An Trường,,T-10700,Phường An Trường Mới",
            "T-10500,xã cẩm giang,,T-10700,Phường An Trường Mới",
            "T-10500,Xã Cẩm Giang,,T-10500,Phường Mới",
        )
        self.imported(rows)
        links = self.event.with_env(self.env).link_ids
        self.assertEqual(links.predecessor_id, self.antruong | self.other)
        made = links.successor_id - self.new_commune
        self.assertEqual((made.name, made.date_start), ("Phường An Trường Mới", DAY))
        self.assertEqual((made.parent_id, made.level, made.code), (self.province, "commune", False))
        again = self.imported(rows)
        self.assertIn("3 were already there", again.summary)
        self.assertEqual(len(self.event.link_ids), 3)

        self.carry_out(self.event)
        self.assertEqual((made.code, self.new_commune.code), ("T-10700", "T-10500"))

    def test_xlsx(self):
        book = openpyxl.Workbook()
        book.active.append(HEAD.split(","))
        book.active.append(["T-10700", "Xã An Trường", None, "T-10500", "Phường Mới"])
        stream = io.BytesIO()
        book.save(stream)
        self.imported(stream.getvalue(), name="lien-ket.xlsx")
        self.assertEqual(self.event.link_ids.successor_id, self.new_commune)

    def test_faults(self):
        ((row, column, message),) = self.faults("99999,Xã An Trường,,1,Phường Mới")
        self.assertEqual((row, column), (2, "Code of the old unit"))
        self.assertIn("No unit of this level has this code on 30/06/2025", message)
        ((_row, _column, message),) = self.faults("T-10700,Xã Khác,,1,Phường Mới")
        self.assertIn("is that of Xã An Trường", message)
        row = "T-10700,Xã An Trường,,1,Phường Mới"
        ((_row, _column, message),) = self.faults(row, row)
        self.assertIn("Row 2 says the same", message)
        ((_row, _column, message),) = self.faults(
            "T-10700,Xã An Trường,,1,Phường Mới", "T-10500,Xã Cẩm Giang,,1,Phường Khác"
        )
        self.assertIn("The same code stands for Phường Mới too", message)
        ((_row, _column, message),) = self.faults(
            "T-10700,Xã An Trường,,1,Phường Chưa Có", new_parent_id=False
        )
        self.assertIn("enter it first", message)
        self.make_unit("Phường Mới", self.namsach, self.antruong, DAY)
        ((_row, _column, message),) = self.faults("T-10700,Xã An Trường,,1,Phường Mới")
        self.assertIn("2 units of this level have this name", message)

    def test_closed_unit(self):
        self.antruong.date_end = date(2024, 12, 31)
        ((_row, _column, message),) = self.faults("T-10700,Xã An Trường,,1,Phường Mới")
        self.assertIn("No unit of this level has this code", message)

    def test_who_and_when(self):
        rows = ["T-10700,Xã An Trường,,1,Phường Mới"]
        with self.assertRaises(AccessError):
            self.wizard(rows).with_user(self.user_standing).action_import()
        self.imported(rows)
        self.event.action_prepare()
        with self.assertRaises(UserError):
            self.wizard(["T-10500,Xã Cẩm Giang,,1,Phường Mới"]).action_import()
