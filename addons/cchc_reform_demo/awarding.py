"""Emulation and commendation of 2020 to 2023: the register, nominations, a block and a campaign."""

from datetime import date

from odoo.fields import Command

from .loader import ILLUSTRATIVE
from .source import rows

REVIEWED_ON = date(2023, 6, 30)
PROPOSED_ON, APPRAISED_ON = date(2024, 1, 15), date(2024, 2, 5)
#: Title, kind, least times: the rules of the years before the law of 2022, flagged in full.
RULES = (
    ("fighter_province", {"kind": "earlier", "earlier": "fighter_base", "times": 3}),
    ("fighter_province", {"kind": "initiative", "scope": "province"}),
    ("fighter_province", {"kind": "discipline"}),
    ("fighter_base", {"kind": "earlier", "earlier": "advanced_worker", "times": 1}),
    ("fighter_base", {"kind": "rating", "rating": "excellent"}),
    ("fighter_base", {"kind": "initiative", "scope": "unit"}),
    ("fighter_base", {"kind": "discipline"}),
)
RULE_NOTE = "Dữ liệu mẫu: quy định trước năm 2024 cần đối chiếu với văn bản."
BLOCK = ("SNV", "STC", "SXD", "GTVT")
CAMPAIGN = "Thi đua đẩy mạnh cải cách hành chính năm 2023"
#: Who lets which unit take part in the campaign.
TAKING_PART = (("gtvt.head", "GTVT"), ("yte.head", "YTE"), ("snv.head", "SNV"))


class DemoAwarding:
    """Plays what was awarded and who is nominated; decisions have no numbers but a mark.

    Of two nominated for the title of the province one meets what the register can tell, the other
    was not awarded the base title in 2022.
    """

    def __init__(self, loader, people):
        self.loader, self.env, self.people = loader, loader.env, people
        self.units = loader.units

    def enter(self):
        self._create_rules()
        self._create_awards()
        self._nominate()
        self._score()
        self._campaign()

    def _title(self, code):
        return self.env.ref(f"cchc_reform.award_title_{code}")

    def _create_rules(self):
        self.env["cchc.award.condition"].create(
            [
                {
                    **{name: value for name, value in rule.items() if name != "earlier"},
                    "title_id": self._title(code).id,
                    "earlier_title_id": rule.get("earlier") and self._title(rule["earlier"]).id,
                    "date_from": "2020-01-01",
                    "date_to": "2023-12-31",
                    "confirmation": "to_verify",
                    "verify_note": RULE_NOTE,
                }
                for code, rule in RULES
            ]
        )

    def _create_awards(self):
        self.loader.as_user("gtvt.hr", self.env["cchc.award"]).create(
            [
                {
                    "title_id": self._title(row["title"]).id,
                    "employee_id": row["name"] and self.people[row["name"]].id,
                    "unit_id": self.units[row["unit"]].id,
                    "year": int(row["year"]),
                    "decision_number": ILLUSTRATIVE,
                    "decision_date": f"{int(row['year'])}-12-28",
                    "note": ILLUSTRATIVE,
                }
                for row in rows("awards")
            ]
        )

    def _nominate(self):
        table = rows("award_nominations")
        nominations = self.loader.as_user("gtvt.hr", self.env["cchc.award.nomination"]).create(
            [
                {
                    "title_id": self._title(row["title"]).id,
                    "employee_id": row["name"] and self.people[row["name"]].id,
                    "unit_id": self.units[row["unit"]].id,
                    "year": 2023,
                    "registered_on": row["registered_on"],
                    "achievements": row["achievements"],
                    "evidence": ILLUSTRATIVE,
                    "unit_council_on": row["council_on"] or False,
                    "unit_minutes": row["council_on"] and ILLUSTRATIVE,
                    "unit_members": 9 if row["council_on"] else 0,
                    "unit_present": 9 if row["council_on"] else 0,
                    "unit_favour": 9 if row["council_on"] else 0,
                }
                for row in table
            ]
        )
        state = dict(zip(nominations.ids, (row["state"] for row in table), strict=True))

        def reaching(login, *states):
            chosen = nominations.filtered(lambda one: state[one.id] in states)
            return self.loader.as_user(login, chosen)

        reaching("gtvt.head", "proposed", "appraised")._propose(on=PROPOSED_ON)
        office = reaching("snv", "appraised")
        office.write({"appraisal": "Hồ sơ đầy đủ, đúng trình tự. " + ILLUSTRATIVE})
        office.check_ids.filtered(lambda line: line._is_open())._state(
            "confirm", "Đã đối chiếu hồ sơ. " + ILLUSTRATIVE, on=APPRAISED_ON
        )
        office._appraise(on=APPRAISED_ON)

    def _score(self):
        """The departments' block, of which one member has scored."""
        members = [self.units[code].id for code in BLOCK]
        block = self.loader.as_user("snv", self.env["cchc.award.block"]).create(
            {
                "name": f"Khối thi đua các sở ({ILLUSTRATIVE.lower()})",
                "year": 2023,
                "unit_id": self.units["30"].id,
                "member_ids": [Command.set(members)],
                "lead_unit_id": self.units["SNV"].id,
                "title_id": self._title("flag_province").id,
            }
        )
        block.action_open()
        own = block.score_ids.filtered(lambda one: one.scorer_unit_id == self.units["GTVT"])
        for points, score in zip(
            (95, 93.5, 92), self.loader.as_user("gtvt.head", own), strict=True
        ):
            score.points = points

    def _campaign(self):
        """Launched for 2023, reviewed in the middle of the year with the figures of that day."""
        campaign = self.loader.as_user("snv", self.env["cchc.award.campaign"]).create(
            {
                "name": CAMPAIGN,
                "unit_id": self.units["30"].id,
                "content": ILLUSTRATIVE,
                "date_from": "2023-01-01",
                "date_to": "2023-12-31",
                "criterion_ids": [
                    Command.create({"name": name, "metric": metric, "wanted": wanted})
                    for name, metric, wanted in (
                        ("Nhiệm vụ hoàn thành đúng hạn (%)", "tasks_on_time_rate", "từ 95%"),
                        ("Nhiệm vụ quá hạn", "tasks_overdue", "không có"),
                        ("Mô hình, cách làm mới", False, "ít nhất 01"),
                    )
                ],
            }
        )
        campaign.action_launch()
        for login, code in TAKING_PART:
            self.loader.as_user(login, self.env["cchc.award.campaign.unit"]).create(
                {
                    "campaign_id": campaign.id,
                    "unit_id": self.units[code].id,
                    "registered_on": "2023-02-15",
                    "commitment": ILLUSTRATIVE,
                }
            )
        campaign.mid_review = "Các đơn vị đã đăng ký và triển khai thực hiện. " + ILLUSTRATIVE
        campaign._transition("review", {"mid_on": REVIEWED_ON}, on=REVIEWED_ON)
