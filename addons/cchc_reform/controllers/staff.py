from odoo import http
from odoo.http import request

from ..kernel import dates
from ..models.entered_values import entered_day
from ..report import staff_documents as documents
from ..report.staff_tables import StaffTables
from .documents import DOCX, XLSX, _download, _readable
from .export import illustrative_note

WRITERS = {
    (documents.ORGANISATION, "docx"): documents.organisation_docx,
    (documents.ORGANISATION, "xlsx"): documents.organisation_xlsx,
    (documents.SURPLUS, "docx"): documents.surplus_docx,
    (documents.SURPLUS, "xlsx"): documents.surplus_xlsx,
}
NAMES = {documents.ORGANISATION: "Báo cáo tổ chức", documents.SURPLUS: "Cấp phó dôi dư"}


class StaffDocuments(http.Controller):
    """Figures of staff on paper, of what their reader may read."""

    @http.route(
        "/cchc/staff/<string:document>/<string:kind>", type="http", auth="user", readonly=True
    )
    def staff_document(self, document, kind, day=None, unit_id=None):
        """The organisation report or the list of surplus deputies, as of a day (today)."""
        write = WRITERS.get((document, kind))
        if not write:
            raise request.not_found()
        env = request.env
        for model in ("cchc.staff.ceiling", "cchc.staff.strength"):
            env[model].check_access("read")
        unit = None
        if unit_id:
            if not unit_id.isdecimal() or len(unit_id) > 9:
                raise request.not_found()
            unit = _readable("hr.department", int(unit_id))
        day = entered_day(env, day) or dates.today()
        content = write(StaffTables(env, day, unit), illustrative_note())
        name = f"{NAMES[document]} - {dates.format_date(day).replace('/', '.')}.{kind}"
        return _download(content, name, DOCX if kind == "docx" else XLSX)
