from odoo import http
from odoo.http import request

from ..kernel import dates
from ..models.award_nomination_workflow import MOST_PRINTED
from ..report import nomination_documents as documents
from .documents import DOCX, LONGEST_ID, XLSX, _download
from .export import illustrative_note


class Nominations(http.Controller):
    """Nominations on paper, of what their reader may read."""

    @http.route("/cchc/nominations/<string:document>/<string:ids>", type="http", auth="user")
    def nominations(self, document, ids):
        """The list as a workbook, or a draft of the submission or of the decision in Word."""
        write = documents.WRITERS.get(document)
        numbers = ids.split(",")
        if (
            not write
            or len(numbers) > MOST_PRINTED
            or any(not (one.isdecimal() and len(one) < LONGEST_ID) for one in numbers)
        ):
            raise request.not_found()
        nominations = request.env["cchc.award.nomination"].browse(map(int, numbers)).exists()
        if not nominations:
            raise request.not_found()
        nominations.check_access("read")
        day = dates.today()
        table = documents.NominationTable(nominations, day)
        content = write(table, illustrative_note())
        nominations._record_print(document)
        kind = "xlsx" if document == documents.LIST else "docx"
        name = f"{documents.NAMES[document]} - {dates.format_date(day).replace('/', '.')}.{kind}"
        return _download(content, name, XLSX if kind == "xlsx" else DOCX)
