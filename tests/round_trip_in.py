"""Run in Odoo's shell of an empty database: takes the workbooks in and compares what comes out."""

import base64
import json
import os
from pathlib import Path

from odoo.addons.cchc_reform.wizard.plan_workbook import GOING_OUT, IMPORTERS

folder = Path(os.environ["CCHC_TEST_FOLDER"])
about = json.loads((folder / "plan.json").read_text())
admin = env["res.users"].search([("login", "=", "admin")])  # noqa: F821
assert [lang for lang, _name in env["res.lang"].get_installed()] == ["vi_VN"]  # noqa: F821
assert not env["hr.department"].search_count([("level", "!=", False)])  # noqa: F821


def taken_in(model, user, **values):
    wizard = env[model].with_user(user).create(values)  # noqa: F821
    wizard.action_import()
    faults = [(one.row, one.column, one.value, one.message) for one in wizard.issue_ids]
    assert wizard.state == "done", faults[:10]


def of_file(name):
    return {"file": base64.b64encode((folder / name).read_bytes()), "file_name": name}


for kind in ("units", "people"):
    taken_in("cchc.import.wizard", admin, kind=kind, date="2023-01-01", **of_file(f"{kind}.xlsx"))
    wizard = env["cchc.import.wizard"].with_user(admin).create({"kind": kind})  # noqa: F821
    wizard.action_current()
    (folder / f"{kind}-back.xlsx").write_bytes(base64.b64decode(wizard.current_file))

unit = {one.code: one for one in env["hr.department"].search([("level", "=", "province")])}  # noqa: F821
env["cchc.legal.document"].create(about["documents"])  # noqa: F821


def made(described):
    return env["cchc.plan"].create(  # noqa: F821
        {
            "name": "Kế hoạch nhập lại",
            "kind": described["kind"],
            "unit_id": unit[described["unit"]].id,
            "date_start": described["from"],
            "date_end": described["until"],
            "default_verifier_unit_id": unit[described["verifier"]].id,
            "substitute_verifier_unit_id": unit[described["substitute"]].id,
        }
    )


plan, programme = made(about["plan"]), made(about["programme"])
standing = env["res.users"].search([("login", "=", "snv")])  # noqa: F821
for one, kind, file in (
    (programme, "targets", "programme.xlsx"),
    (plan, "tasks", "plan.xlsx"),
    (plan, "targets", "plan.xlsx"),
):
    taken_in("cchc.plan.workbook", standing, plan_id=one.id, kind=kind, **of_file(file))
plan.with_user(standing).action_issue()
targets = env["cchc.target"].search([("plan_id", "=", plan.id)])  # noqa: F821
targets.with_user(standing).action_assign()
# Each unit enters its own values; here the server does so for all of them.
importer = IMPORTERS["measures"](env, plan)  # noqa: F821
rows = about["rows"]["measures"]
keys = [column.key for column in importer.columns]
importer.check(
    [(1, keys), *((place, [row[key] for key in keys]) for place, row in enumerate(rows, 2))]
)
assert not importer.faults, importer.faults[:10]
importer.apply()


def shapes(rows):
    """Rows without the codes that the system gives, and without the state, which is not read."""
    names = {row["key"]: row["name"] for row in rows if "key" in row}
    wholes = {row["key"]: row.get("parent", "") for row in rows if "key" in row}
    return sorted(
        # A whole of another plan is named by its name, one of the same plan by its code.
        repr({**row, "key": "", "state": "", "parent": names.get(whole, whole)})
        for row in rows
        for whole in [wholes.get(row.get("key"), "")]
    )


for kind in GOING_OUT:
    out, back = about["rows"][kind], IMPORTERS[kind](env, plan).rows()  # noqa: F821
    assert len(out) > 5, (kind, len(out))
    different = set(shapes(out)) ^ set(shapes(back))
    assert len(out) == len(back) and not different, (kind, sorted(different)[:4])
print("equal")
