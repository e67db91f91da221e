from odoo import fields, models
from odoo.fields import Domain

from ..kernel import dates
from ..report.periodic_xlsx import units_xlsx
from .report_workflow import RECEIVED_STATES


class Period(models.Model):
    """The figures of units side by side as a workbook, as far as its reader may read them."""

    _inherit = "cchc.period"

    def action_compare_excel(self):
        """Download the figures of the units side by side."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cchc/period/{self.id}/comparison"}

    def _side_by_side(self):
        """Name and bytes of the workbook; units whose report has not come in are named as such."""
        self.ensure_one()
        reports = self.env["cchc.report"].search(Domain("period_id", "=", self.id))
        own = reports.filtered(lambda one: one.unit_id == self.unit_id)
        received = reports.filtered(lambda one: one.state in RECEIVED_STATES)
        lines = (own | received).line_ids.sorted("sequence")
        figures = {}
        for line in lines:
            if line.report_id == own or line.code not in figures:
                figures[line.code] = {
                    "code": line.code,
                    "name": line.name,
                    "decimals": line.decimals,
                    "value": line.value if line.report_id == own else None,
                }
        by_report = lines.grouped("report_id")
        day = fields.Date.to_string(dates.today())
        snapshot = {
            "title": self.name,
            "period": {
                "date_from": fields.Date.to_string(self.date_from),
                "date_to": fields.Date.to_string(self.date_to),
            },
            "unit": {"name": self.unit_id.name},
            "mark": self.env["cchc.metrics"]._parameter("illustrative_note") or "",
            "made_at": f"{day}T00:00:00+07:00",
            "lines": list(figures.values()),
            "units": [
                {
                    "name": report.unit_id.name,
                    "state": "closed"
                    if report.state == "closed"
                    else "accepted"
                    if report in received
                    else "missing",
                    "values": {
                        line.code: line.value for line in by_report.get(report, ()) if line.value
                    },
                }
                for report in (reports - own).sorted(
                    lambda one: (one.body, one.unit_order, one.unit_id.sort_key or "")
                )
            ],
        }
        return f"So sánh số liệu {self.name}.xlsx", units_xlsx(snapshot)
