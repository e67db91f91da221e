from odoo import http
from odoo.http import request

from .documents import DOCX, XLSX, _download, _readable

TYPES = {"docx": DOCX, "xlsx": XLSX, "pdf": "application/pdf"}


class Reports(http.Controller):
    """Files of periodic reports, for who may read the report."""

    @http.route("/cchc/report/<int:report_id>/<string:kind>", type="http", auth="user")
    def report_file(self, report_id, kind):
        """The report as docx, xlsx or pdf: as submitted, or as it stands."""
        if kind not in TYPES:
            raise request.not_found()
        name, content = _readable("cchc.report", report_id)._file(kind)
        return _download(content, name, TYPES[kind])

    @http.route("/cchc/period/<int:period_id>/archive", type="http", auth="user", readonly=True)
    def period_archive(self, period_id):
        """The archive of all reports of a period, for who opened it or may."""
        period = _readable("cchc.period", period_id)
        period._authorise("close")
        kept = period.sudo().with_context(bin_size=False)  # who may have it was just checked
        if not kept.archive:
            raise request.not_found()
        return _download(
            request.env["ir.binary"]._get_stream_from(kept, "archive").read(),
            kept.archive_name,
            "application/zip",
        )

    @http.route("/cchc/period/<int:period_id>/comparison", type="http", auth="user", readonly=True)
    def period_comparison(self, period_id):
        """The figures of units side by side, of the reports that the user may read."""
        name, content = _readable("cchc.period", period_id)._side_by_side()
        return _download(content, name, XLSX)

    @http.route(
        "/cchc/report-selection/<int:selection_id>/xlsx", type="http", auth="user", readonly=True
    )
    def selection(self, selection_id):
        """An own table of figures, of the reports that the user may read."""
        name, content = _readable("cchc.report.selection", selection_id)._workbook()
        return _download(content, name, XLSX)
