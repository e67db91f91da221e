import base64

from psycopg2.errors import SerializationFailure

import odoo
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_reform.wizard.import_plan import TaskImporter
from odoo.addons.cchc_reform.wizard.import_targets import TargetImporter

from .test_demo import DemoCase


@tagged("post_install", "-at_install")
class TestWorkbook(DemoCase):
    """The plan of the directive goes out to a workbook and comes in from it, equal."""

    def test_the_plan_goes_out_and_comes_in_equal(self):
        plan = self.env["cchc.plan"].search(
            [("unit_id.level", "=", "province"), ("unit_id.is_committee", "=", True)], limit=1
        )
        empty = self.env["cchc.plan"].create(
            {
                "name": "Bản nhập lại",
                "unit_id": plan.unit_id.id,
                "kind": "programme",
                "date_start": plan.date_start,
                "date_end": plan.date_end,
                "default_verifier_unit_id": plan.default_verifier_unit_id.id,
                "substitute_verifier_unit_id": plan.substitute_verifier_unit_id.id,
            }
        )
        book = base64.b64encode(plan.workbook())
        user = self.env["res.users"].search([("login", "=", "snv")])
        for kind in ("tasks", "targets"):
            wizard = (
                self.env["cchc.plan.workbook"]
                .with_user(user)
                .create({"plan_id": empty.id, "kind": kind, "file": book, "file_name": "a.xlsx"})
            )
            wizard.action_import()
            faults = [(one.row, one.column, one.message) for one in wizard.issue_ids]
            self.assertEqual((wizard.state, faults[:5]), ("done", []))
        for importer in (TaskImporter, TargetImporter):
            out, back = (
                sorted(self.shape(row, rows) for row in rows)
                for rows in (importer(self.env, one).rows() for one in (plan, empty))
            )
            self.assertGreater(len(out), 5)
            self.assertEqual(out, back)

    def test_imports_into_one_plan_come_one_after_the_other(self):
        """Whoever read the plan before another import was done begins again, on what it brought."""
        plan = self.env["cchc.plan"].search([], limit=1)
        database = odoo.sql_db.db_connect(self.env.cr.dbname)
        with database.cursor() as first, database.cursor() as second:
            for cr in (first, second):
                cr.execute("SELECT count(*) FROM cchc_task WHERE plan_id = %s", [plan.id])
            plan.with_env(self.env(cr=first))._take_turns()
            first.commit()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                plan.with_env(self.env(cr=second))._take_turns()

    def shape(self, row, rows):
        """A row as text, with the name of its whole for the codes that the system gives."""
        names = {one["key"]: one["name"] for one in rows}
        parent = names.get(row.get("parent"), "")
        return repr({**row, "key": "", "parent": parent, "state": ""})
