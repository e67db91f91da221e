"""Run in Odoo's shell: writes the workbooks of the demo province to a folder."""

import base64
import json
import os
from pathlib import Path

from odoo.addons.cchc_reform.wizard.plan_workbook import GOING_OUT, IMPORTERS

folder = Path(os.environ["CCHC_TEST_FOLDER"])
admin = env["res.users"].search([("login", "=", "admin")])  # noqa: F821
for kind in ("units", "people"):
    wizard = env["cchc.import.wizard"].with_user(admin).create({"kind": kind})  # noqa: F821
    wizard.action_current()
    (folder / f"{kind}.xlsx").write_bytes(base64.b64decode(wizard.current_file))
plan = env["cchc.plan"].search(  # noqa: F821
    [("unit_id.level", "=", "province"), ("unit_id.is_committee", "=", True),
     ("kind", "=", "annual")], limit=1,
)  # fmt: skip
tasks = env["cchc.task"].search([("plan_id", "=", plan.id)])  # noqa: F821
targets = env["cchc.target"].search([("plan_id", "=", plan.id)])  # noqa: F821
programme = targets.parent_id.plan_id  # of which the targets of the year are shares


def described(one):
    return {
        "unit": one.unit_id.code,
        "kind": one.kind,
        "verifier": one.default_verifier_unit_id.code,
        "substitute": one.substitute_verifier_unit_id.code,
        "from": str(one.date_start),
        "until": str(one.date_end),
    }


for name, one in (("plan", plan), ("programme", programme)):
    (folder / f"{name}.xlsx").write_bytes(one.workbook())
(folder / "plan.json").write_text(
    json.dumps(
        {
            "plan": described(plan),
            "programme": described(programme),
            "documents": [
                {
                    "summary": one.summary,
                    "number": one.number,
                    "kind": one.kind,
                    "date": str(one.date or "") or False,
                }
                for one in tasks.source_document_id
            ],
            "rows": {kind: IMPORTERS[kind](env, plan).rows() for kind in GOING_OUT},  # noqa: F821
        }
    )
)
