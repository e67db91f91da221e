from odoo import api, models
from odoo.fields import Domain

from ..kernel import dates, reporting


class Report(models.Model):
    """How the reports of a period are made: by its outline, begun with what is known."""

    _inherit = "cchc.report"

    @api.model
    def _body_of(self, unit):
        """Which of ``kernel.reporting.BODIES`` a unit reports as."""
        if unit.level == "province":
            return reporting.PROVINCE if unit.is_committee else reporting.AGENCY
        return unit.level if unit.level in reporting.BODIES else reporting.AGENCY

    @api.model
    def _receiver_of(self, unit, committee):
        """The nearest committee above, up to that of the period; of itself there is none."""
        above = unit.parent_id if unit != committee else unit.browse()
        while above and above != committee and not above.is_committee:
            above = above.parent_id
        return above

    @api.model
    def _open(self, period, units):
        """Make the reports of ``units`` with their texts and figures, filled with what is known."""
        committee = period.unit_id
        sections = period.template_id.section_ids
        begun, today = self._first_values(units, period), dates.today()
        reports = self.create(
            [
                {
                    "period_id": period.id,
                    "unit_id": unit.id,
                    "receiver_id": self._receiver_of(unit, committee).id,
                    "body": (body := self._body_of(unit)),
                    "title": period._title_of_reports(),
                    "due_on": period._due_of(unit, body),
                    "counted_on": today,
                    "day": period._day_of(unit, today),
                    **begun[unit],
                    "text_ids": [
                        (0, 0, section._text_values(unit == committee)) for section in sections
                    ],
                    "line_ids": [
                        (0, 0, indicator._line_values())
                        for indicator in sections.indicator_ids
                        if indicator._is_for(unit, body, committee)
                    ],
                }
                for unit in units
            ]
        )
        reports._fill()
        reports._carry_texts()
        reports.filtered(lambda report: period._ended(report.unit_id))._transition("close")
        return reports

    @api.model
    def _first_values(self, units, period):
        """Signer and recipients with which the reports of ``units`` begin: as the last time."""
        day = min(period.date_to, dates.today())
        signing = {
            unit: unit == period.unit_id and period.issuing_unit_id or unit for unit in units
        }
        heads = self.env["hr.department"].union(*signing.values())
        posts = self.env["cchc.staff.appointment"]._heading(heads, day)
        last = self.search(
            Domain("unit_id", "in", units.ids) & Domain("period_id", "!=", period.id),
            order="date_to, id",
        ).grouped("unit_id")
        values = {}
        for unit in units:
            former = last[unit][-1] if unit in last else self.browse()
            post = posts[signing[unit].id]
            own = signing[unit] == unit
            receiver = self._receiver_of(unit, period.unit_id) if own else period.unit_id
            # What an agency puts together goes to the leader of the committee.
            to = "UBND" if own else "Chủ tịch UBND"
            values[unit] = {
                "signer": post.employee_id.name or former.signer,
                "signer_title": post.title or former.signer_title,
                "signer_capacity": former.signer_capacity or "self",
                "recipients": former.recipients
                or (f"{to} {receiver.name[:1].lower()}{receiver.name[1:]}" if receiver else False),
            }
        return values

    def _carry_texts(self):
        """Begin each text with that of the same section in the unit's last report."""
        former = self._former_reports()
        for report in self:
            last = {text.number: text.text for text in former[report].text_ids}
            for text in report.text_ids:
                if last.get(text.number):
                    text.text = last[text.number]

    def _former_reports(self):
        """Dict of each report -> the one of the unit's last regular period before; may be empty."""
        found = self.search(
            Domain("unit_id", "in", self.unit_id.ids)
            & Domain("period_id.kind", "!=", reporting.AD_HOC)
            & Domain("date_to", "<", max(self.mapped("date_to"), default=dates.today())),
            order="date_to, id",
        ).grouped("unit_id")
        return {
            report: next(
                (
                    one
                    for one in reversed(found.get(report.unit_id, ()))
                    if one.date_to < report.date_to
                ),
                self.browse(),
            )
            for report in self
        }

    def _same_period_last_year(self):
        """Dict of each report -> the unit's report of the same kind a year before; may be empty."""
        found = self.search(
            Domain("unit_id", "in", self.unit_id.ids)
            & Domain("period_id.kind", "in", list(reporting.REGULAR))
            & Domain("period_id.year", "in", {report.period_id.year - 1 for report in self})
        )
        known = {(one.unit_id, one.period_id.kind, one.period_id.year): one for one in found}
        return {
            report: known.get(
                (report.unit_id, report.period_id.kind, report.period_id.year - 1), self.browse()
            )
            for report in self
        }
