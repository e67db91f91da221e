import json
import re

from odoo import fields, models

from ..kernel import dates
from ..report.official_document import issuer_names, name_in_text
from .legal_document import CAPACITY_ABBREVIATIONS
from .report_workflow import RECEIVED_STATES

_OF_COMMITTEE = re.compile(r"\s+(UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)\b.*")
#: Version of the shape; files of an older one are made as they were.
FORMAT = 2


class Report(models.Model):
    """The plain values that a report's files are made of, kept when it is submitted."""

    _inherit = "cchc.report"

    def _read_snapshot(self):
        """The kept snapshot; of a report being written, what it would be now."""
        self.ensure_one()
        kept = self.sudo()  # the texts and figures of a report that the user may read
        return json.loads(kept.snapshot) if kept._is_frozen() else kept._snapshot()

    def _is_frozen(self):
        """Whether the files are those that were submitted; one that was returned is written anew."""
        return self.state in RECEIVED_STATES and bool(self.snapshot)

    def _snapshot(self):
        """Plain values of the report, in one shape for ever: numbers are decimal texts."""
        self.ensure_one()
        period, template = self.period_id, self.period_id.template_id
        seal = self.env["cchc.audit.seal"].search([], order="id desc", limit=1)
        day = fields.Date.to_string(self.submitted_on or dates.today())
        superior, issuer, place = issuer_names(self._issuer())
        return {
            "format": FORMAT,
            "period": {
                "name": period.name,
                "date_from": fields.Date.to_string(period.date_from),
                "date_to": fields.Date.to_string(period.date_to),
                "is_cumulative": period.is_cumulative,
            },
            "unit": {
                "name": issuer,
                "in_text": name_in_text(self._issuer()),
                "superior": superior,
                "place": place,
                "symbol": f"{template.symbol}-{self._abbreviation()}",
            },
            "title": self.title,
            "template": {
                "id": template.id,
                "name": template.name,
                "date_from": fields.Date.to_string(template.date_from),
            },
            "sections": [
                {
                    "number": text.number or "",
                    "title": text.name,
                    "level": text.level,
                    "text": text._printed(),
                }
                for text in self.text_ids
            ],
            "lines": [line._plain_values() for line in self.line_ids],
            "units": self._units_snapshot(),
            "recipients": self._recipient_lines(),
            "signer": {"capacity": self._capacity_lines(), "name": self.signer or ""},
            "day": day,
            "chain_head": seal.hash or "",
            "made_at": f"{day}T00:00:00+07:00",
            "mark": self.env["cchc.metrics"]._parameter("illustrative_note") or "",
        }

    def _units_snapshot(self):
        """Figures of the units below side by side, as the report of a committee annexes them."""
        below = self._below().sorted(lambda one: (one.body, one.unit_order, one.unit_id.sort_key))
        return [
            {
                "name": report.unit_id.name,
                "state": "closed"
                if report.state == "closed"
                else "accepted"
                if report.state in RECEIVED_STATES
                else "missing",
                "values": {line.code: line.value for line in report.line_ids if line.value}
                if report.state in RECEIVED_STATES
                else {},
            }
            for report in below
        ]

    def _recipient_lines(self):
        lines = (line.strip().rstrip(";.") for line in (self.recipients or "").split("\n"))
        return [line for line in lines if line]

    def _abbreviation(self):
        """Who issues, in the number of a document: ``UBND``, else the unit's code."""
        issuer = self._issuer()
        return "UBND" if issuer.is_committee else (issuer.code or "").upper()

    def _capacity_lines(self):
        """Lines above the signature: for a committee its name, then capacity and title."""
        issuer = self._issuer()
        prefix = CAPACITY_ABBREVIATIONS.get(self.signer_capacity, "")
        title = (self.signer_title or "").upper()
        if issuer.is_committee:
            # "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH": whose chairman it is stands above already.
            title = _OF_COMMITTEE.sub("", title)
        if not issuer.is_committee:
            return [f"{prefix} {title}".strip()]
        capacity = "" if prefix == "TM." else prefix
        return ["TM. ỦY BAN NHÂN DÂN", f"{capacity} {title}".strip()]
