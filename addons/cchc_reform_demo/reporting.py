"""Reports of the first quarter of 2023: most came in, one late, one was returned, one is missing."""

import random
from datetime import date

from .source import rows

OPENED_ON = date(2023, 3, 10)
SUBMITTED_ON = date(2023, 3, 15)
LATE_ON = date(2023, 3, 18)
ACCEPTED_ON = date(2023, 3, 16)
#: Codes of the units whose reports went another way.
LATE, RETURNED, MISSING = "YTE", "STC", "291"
RETURN_REASON = "Số hồ sơ đang giải quyết chưa khớp với số tiếp nhận, đề nghị rà soát lại."
#: The same figures whenever the demo is made.
SEED = 2023
TEXT = "Đã ban hành kế hoạch và phân công thực hiện; tổ chức quán triệt đến từng phòng, đơn vị."
REMARK = "Việc phối hợp giữa các cơ quan ở một số nhiệm vụ còn chậm."


class DemoReporting:
    """Plays the first quarter: departments and districts report to the province.

    Of the communes those report that have an account here, as a demo is loaded in a minute; the
    figures that people would type are invented.

    :param heads: login of the head, by code of the unit
    """

    def __init__(self, loader, heads):
        self.loader, self.env, self.heads = loader, loader.env, heads
        self.chance = random.Random(SEED)

    def enter(self):
        """Open the quarter and let the units report."""
        office = next(row for row in rows("roles") if row["role"] == "standing_office")
        self.office, province = office["login"], self.loader.units[office["unit"]]
        Period = self.loader.as_user(self.office, self.env["cchc.period"])
        periods = Period.browse(Period.make_year(2023, province.id))
        period = periods.filtered(lambda one: one.kind == "quarter_1")
        units = [self.loader.units[code] for code in self.heads]
        self._name_sources(period.template_id)
        period.unit_ids = [(6, 0, [unit.id for unit in units if unit.ranking_block])]
        period._begin_opening(OPENED_ON)
        while period.sudo()._open_batch():
            pass
        for report in period.sudo().report_ids.filtered("receiver_id"):
            self._report(report)
        period.report_ids.filtered(lambda report: not report.receiver_id).action_refresh()

    def _name_sources(self, template):
        """Agencies that alone report a figure for the whole province."""
        # An administrator sets this up.
        indicators = {one.code: one for one in template.sudo().indicator_ids}
        for row in rows("report_sources"):
            indicators[row["code"]].source_unit_id = self.loader.units[row["unit"]]

    def _report(self, report):
        code = report.unit_id.code
        head = self.loader.as_user(self.heads[code], report)
        received = self.loader.as_user(self.office, report)
        self._type(head)
        if code == MISSING:
            return
        head._submit(LATE_ON if code == LATE else SUBMITTED_ON)
        if code == RETURNED:
            received._return(RETURN_REASON, "2023-03-20", ACCEPTED_ON)
        elif code != LATE:
            received._accept(ACCEPTED_ON)

    def _type(self, report):
        received = self.chance.randint(200, 1500)
        late = self.chance.randint(0, received // 40)
        open_ones = self.chance.randint(0, received // 10)
        before = self.chance.randint(0, 60)
        typed = {
            "hs_ky_truoc": before,
            "hs_tiep_nhan": received,
            "hs_qua_han": late,
            "hs_dang_giai_quyet": open_ones,
            "hs_dung_han": before + received - late - open_ones,
            "hs_truc_tuyen": received * self.chance.randint(40, 90) // 100,
            "hs_so_hoa": received * self.chance.randint(30, 80) // 100,
            "hs_thanh_toan": received * self.chance.randint(5, 30) // 100,
            "so_van_ban": self.chance.randint(300, 2000),
        }
        for row in rows("report_sources"):
            if row["unit"] == report.unit_id.code:
                typed[row["code"]] = row["figure"].replace(".", ",")
        for line in report.line_ids:
            if line.code in typed:
                line.typed = f"{typed[line.code]}"
        sections = {text.number: text for text in report.text_ids}
        sections["I"].text = TEXT
        sections["III.2"].text = REMARK
