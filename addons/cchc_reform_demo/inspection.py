from odoo.fields import Command

from .loader import ILLUSTRATIVE
from .source import day

#: Units of the yearly plan of inspection, by their codes.
PLANNED = ("GTVT", "YTE", "291")
#: Findings in Sở Giao thông vận tải: what, grade, what must be remedied, by when.
FINDINGS = (
    (
        "Ban hành kế hoạch cải cách hành chính năm sớm, phân công rõ người, rõ việc",
        "praise",
        "",
        "",
    ),
    (
        "Một số thủ tục lĩnh vực vận tải niêm yết chưa cập nhật quyết định công bố mới",
        "minor",
        "Cập nhật, niêm yết lại toàn bộ thủ tục hành chính lĩnh vực vận tải",
        "2023-06-10",
    ),
    (
        "Hồ sơ quá hạn chưa có thư xin lỗi tổ chức, cá nhân",
        "serious",
        "Thực hiện thư xin lỗi đối với toàn bộ hồ sơ quá hạn, báo cáo kết quả",
        "2023-07-31",
    ),
)


class DemoInspection:
    """Inspections by the department of home affairs: one with open findings, one under way.

    Numbers of documents are plainly invented; each step is done by who does it.
    """

    def __init__(self, loader):
        self.loader = loader
        self.env = loader.env
        self.units = loader.units

    def enter(self):
        self.team = [self.loader.users[login].employee_id for login in ("snv.head", "snv.officer")]
        self._issue_plan()
        self._inspect_transport()
        self._begin_unannounced()

    def _issue_plan(self):
        head = self.loader.as_user("snv.head", self.env["cchc.inspection.plan"])
        self.plan = head.create(
            {
                "name": "Kế hoạch kiểm tra công tác cải cách hành chính năm 2023",
                "year": 2023,
                "unit_id": self.units["SNV"].id,
                "share": 10,
                "number": ILLUSTRATIVE,
                "date": "2023-02-20",
                "unit_ids": [Command.set([self.units[code].id for code in PLANNED])],
            }
        )
        self.plan._issue(on=day("2023-02-20"))

    def _prepare(self, code, **values):
        inspections = self.loader.as_user("snv", self.env["cchc.inspection"])
        head, officer = self.team
        return inspections.create(
            {
                "inspecting_unit_id": self.units["SNV"].id,
                "unit_id": self.units[code].id,
                "leader_id": head.id,
                "member_ids": [Command.set(officer.ids)],
                **values,
            }
        )

    def _answer(self, inspection, weak):
        """All items are met but the ``weak`` ones, whose place in the list is given."""
        inspection.answer_ids.answer = "met"
        for place, answer in weak.items():
            inspection.answer_ids[place].answer = answer

    def _inspect_transport(self):
        one = self._prepare("GTVT", plan_id=self.plan.id, date_from="2023-05-10")
        one._announce(on=day("2023-05-04"))
        one._begin(on=day("2023-05-10"))
        self._answer(one, {4: "partly", 5: "not_met"})
        weak = self.env["cchc.plan.domain"].search([("code", "=", "procedures")])
        item = {
            place: self.env.ref(f"cchc_reform.inspection_item_{name}").id
            for place, name in enumerate(("direction_1", "procedures_1", "procedures_2"))
        }
        one.write(
            {
                "minutes": f"{ILLUSTRATIVE}: đoàn kiểm tra hồ sơ, làm việc với các phòng của Sở.",
                "minutes_on": "2023-05-12",
                "finding_ids": [
                    Command.create(
                        {
                            "name": name,
                            "grade": grade,
                            "item_id": item[place],
                            "recommendation": remedy,
                            "term": day(term),
                        }
                    )
                    for place, (name, grade, remedy, term) in enumerate(FINDINGS)
                ],
            }
        )
        one._sign(on=day("2023-05-12"))
        late = one.finding_ids.filtered(lambda finding: finding.domain_id == weak)[-1]
        explained = self.loader.as_user("gtvt.head", late)
        explained.explanation = "Do thay đổi cán bộ một cửa, đơn vị sẽ thực hiện ngay."
        one.write(
            {
                "conclusion": f"{ILLUSTRATIVE}: nhìn chung Sở thực hiện nghiêm túc.",
                "conclusion_number": ILLUSTRATIVE,
                "conclusion_date": "2023-05-19",
            }
        )
        one._conclude(on=day("2023-05-19"))
        one._give_remedies(on=day("2023-05-22"))

    def _begin_unannounced(self):
        one = self._prepare("YTE", kind="unannounced", date_from="2023-06-01")
        one._begin(on=day("2023-06-01"))
