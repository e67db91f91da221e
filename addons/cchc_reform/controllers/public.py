from markupsafe import Markup

from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from ..kernel import open_data, reporting
from ..kernel.dates import format_date
from .documents import illustrative_note

PAGE = "/cchc/cong-bo"
# Whatever else stands there is no address, and reaches no query.
ONE = f"{PAGE}/<int(fixed_digits=4):year>/<any({','.join(reporting.REGULAR)}):kind>"
WRITERS = {
    "csv": (open_data.to_csv, "text/csv; charset=utf-8"),
    "json": (open_data.to_json, "application/json; charset=utf-8"),
}
#: Figures may be taken back at any time: no cache shows them after.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: The page runs no script and loads nothing but its own style.
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
OPEN = {
    "type": "http", "auth": "public", "methods": ["GET"], "readonly": True,
    "save_session": False, "sitemap": False,
}  # fmt: skip


class PublicFigures(http.Controller):
    """Published figures for everybody: a page to read and print, and open data.

    Who asks is nobody in particular: all come from the published table of a period, whatever
    the session, the query string and the rights of the reader.
    """

    @http.route([PAGE, ONE], **OPEN)
    def page(self, year=None, kind=None, **_asked):
        """The published figures of a period, the last one if none is named."""
        periods = request.env["cchc.period"]._published()
        shown = (
            periods.filtered(lambda one: (one.year, one.kind) == (year, kind))
            if kind
            else periods[:1]
        )
        if kind and not shown:
            raise request.not_found()
        # The page is the province's, in its language, whoever reads it.
        if request.env["res.lang"]._get_data(code="vi_VN"):
            request.update_context(lang="vi_VN")
        response = request.render(
            "cchc_reform.public_figures",
            {
                "doctype": Markup("<!DOCTYPE html>"),
                "periods": [(one.name, f"{PAGE}/{one.year}/{one.kind}") for one in periods],
                "table": shown and shown._public_table(),
                "address": shown and f"{PAGE}/{shown.year}/{shown.kind}",
                "published_on": shown and format_date(shown.published_on),
                "mark": illustrative_note(),
                "date": lambda text: "/".join(reversed(text.split("-"))),
                "figure": lambda one: reporting.format_figure(
                    reporting.from_text(one["value"]), one["decimals"]
                ),
            },
        )
        response.headers.update({**HEADERS, "Content-Security-Policy": POLICY})
        return response

    @http.route(f"{ONE}.<any(csv,json):form>", **OPEN)
    def data(self, year, kind, form, **_asked):
        """The same as open data, in columns that stay."""
        period = request.env["cchc.period"]._published(
            Domain("year", "=", year) & Domain("kind", "=", kind)
        )
        if not period:
            raise request.not_found()
        write, mimetype = WRITERS[form]
        note = illustrative_note()
        name = f"cchc-{year}-{kind}.{form}"
        return request.make_response(
            write(period._public_table()),
            [
                *HEADERS.items(),
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(f"{note} - {name}" if note else name)),
            ],
        )
