from odoo import http
from odoo.http import content_disposition, request

from ..kernel import dates
from ..models.entered_values import entered_day
from ..report.comparison_xlsx import comparison_xlsx
from ..report.inspection_conclusion import inspection_conclusion
from ..report.plan_print import PlanTable, plan_docx, plan_xlsx
from ..report.urging_letter import urging_letter
from .export import illustrative_note

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COMPARED_BY = ("columns", "measure", "unit_id", "plan_id", "as_of", "document_id", "gathered")
LONGEST_ID = 10  # digits; ids are integers of four bytes
# How a browser writes that nothing was chosen.
EMPTY = (None, "", "false")


def _download(content, name, mimetype):
    note = illustrative_note()
    return request.make_response(
        content,
        [
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(f"{note} - {name}" if note else name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ],
    )


def _readable(model, record_id):
    """The record, if it is there (else 404) and the user may read it (else an AccessError)."""
    record = request.env[model].browse(record_id).exists()
    if not record:
        raise request.not_found()
    record.check_access("read")
    return record


class Documents(http.Controller):
    """Documents to download, made of what their reader may read."""

    @http.route("/cchc/urging/<int:urging_id>/docx", type="http", auth="user", readonly=True)
    def urging_docx(self, urging_id):
        """The urging letter with its annex."""
        urging = _readable("cchc.urging", urging_id)
        name = f"Văn bản đôn đốc {dates.format_date(urging.day).replace('/', '.')}.docx"
        return _download(urging_letter(urging, illustrative_note()), name, DOCX)

    @http.route(
        "/cchc/inspection/<int:inspection_id>/docx", type="http", auth="user", readonly=True
    )
    def inspection_docx(self, inspection_id):
        """The conclusion of an inspection, with the answers of its checklist."""
        inspection = _readable("cchc.inspection", inspection_id)
        name = f"Kết luận kiểm tra {inspection.unit_id.name}.docx"
        return _download(inspection_conclusion(inspection, illustrative_note()), name, DOCX)

    @http.route(
        "/cchc/plan/<int:plan_id>/print/<string:kind>", type="http", auth="user", readonly=True
    )
    def plan_print(self, plan_id, kind, as_of=None):
        """The plan with the state of its tasks as of a day (today, if none is given)."""
        if kind not in ("docx", "xlsx"):
            raise request.not_found()
        plan = _readable("cchc.plan", plan_id)
        day = entered_day(request.env, as_of) or dates.today()
        table = PlanTable(plan, day)
        name = f"{plan.name} - {dates.format_date(day).replace('/', '.')}.{kind}"
        if kind == "docx":
            return _download(plan_docx(table, illustrative_note()), name, DOCX)
        return _download(plan_xlsx(table, illustrative_note()), name, XLSX)

    @http.route("/cchc/plan/<int:plan_id>/workbook", type="http", auth="user", readonly=True)
    def plan_workbook(self, plan_id):
        """Tasks and targets of the plan, in the shape in which they can be imported."""
        plan = _readable("cchc.plan", plan_id)
        return _download(plan.workbook(), f"{plan.name}.xlsx", XLSX)

    @http.route("/cchc/unit-workbooks/<int:dialog_id>", type="http", auth="user", readonly=True)
    def unit_workbooks(self, dialog_id):
        """Workbooks for the units that the user chose in a dialog: one file, or an archive."""
        name, content = _readable("cchc.unit.workbook.download", dialog_id).content()
        return _download(content, name, XLSX if name.endswith(".xlsx") else "application/zip")

    @http.route("/cchc/comparison/xlsx", type="http", auth="user", readonly=True)
    def comparison(self, **asked):
        """The matrix of a comparison: what ``cchc.metrics.comparison`` gives this user."""
        figures = request.env["cchc.metrics"]
        content = comparison_xlsx(
            request.env, figures.comparison(**_arguments(asked)), illustrative_note()
        )
        return _download(content, f"{figures.env._('Heat map and comparison')}.xlsx", XLSX)


def _arguments(asked):
    """Arguments of a comparison out of the texts of a query string; what is empty is not given."""
    given = {name: asked[name] for name in COMPARED_BY if asked.get(name) not in EMPTY}
    # Python refuses to read thousands of digits: such a text stays one, and is refused as any is.
    return {
        name: int(value)
        if name.endswith("_id") and value.isdecimal() and len(value) <= LONGEST_ID
        else value
        for name, value in given.items()
    }
