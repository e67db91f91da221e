from datetime import datetime, timedelta

from odoo.tests import tagged

from ..kernel import dates
from .test_api import ApiCase


@tagged("post_install", "-at_install")
class TestApiPull(ApiCase):
    def pages(self, method, **arguments):
        cursor, found = None, []
        while True:
            page = self.done(method, cursor=cursor, **arguments)
            found += page[method.split("_")[-1]]
            cursor = page["cursor"]
            if not cursor:
                return found, page["until"]

    def test_pages_miss_and_double_nothing(self):
        self.push(*(self.row(f"K{number}") for number in range(7)), assign=True)
        first = self.done("pull_tasks", plan=self.plan.id, limit=3)
        self.assertEqual([one["key"] for one in first["tasks"]], ["K0", "K1", "K2"])
        # What is written between two pages moves nothing.
        self.task_of("K1").message_post(body="x")
        self.task_of("K0").with_user(self.user_gtvt_officer).action_start()
        self.push(self.row("K7"))
        found = [*first["tasks"]]
        cursor = first["cursor"]
        while cursor:
            page = self.done("pull_tasks", plan=self.plan.id, limit=3, cursor=cursor)
            found += page["tasks"]
            self.assertEqual(page["until"], first["until"])
            cursor = page["cursor"]
        self.assertEqual([one["key"] for one in found], [f"K{number}" for number in range(8)])

    def test_a_task_is_told_as_it_stands(self):
        self.push(
            self.row(
                document={"number": "1/CT", "date": "2023-04-05", "issuer": "Thủ tướng Chính phủ"}
            ),
            assign=True,
        )
        task = self.task_of("A-1")
        officer = task.with_user(self.user_gtvt_officer)
        officer.action_start()
        officer.evidence_ids = self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create(
            {"name": "Báo cáo", "number": "12/BC-SGTVT", "date": "2023-05-01",
             "unit_id": self.gtvt.id}
        )  # fmt: skip
        officer.action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        [told] = self.done("pull_tasks", plan={"unit": "T30", "year": self.year})["tasks"]
        today = dates.today().isoformat()
        self.assertEqual(
            (told["key"], told["state"], told["cell"], told["awaits_confirmation"]),
            ("A-1", "reported", "in_progress", True),
        )
        self.assertEqual((told["reported_on"], told["verified_on"]), (today, None))
        self.assertEqual(told["lead"], {"code": "T-GTVT", "name": "Sở Giao thông vận tải"})
        self.assertEqual(
            told["document"],
            {"number": "1/CT", "date": "2023-04-05", "issuer": "Thủ tướng Chính phủ"},
        )
        self.assertEqual(told["evidence"], [{"number": "12/BC-SGTVT", "date": "2023-05-01"}])

    def test_since_gives_what_got_evidence(self):
        self.push(self.row("A-1"), self.row("A-2"), assign=True)
        task = self.task_of("A-1")
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_task SET write_date = '2020-01-01'")
        since = "2020-06-01T00:00:00Z"
        self.assertFalse(self.done("pull_tasks", plan=self.plan.id, since=since)["tasks"])
        self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create(
            {"name": "Báo cáo", "unit_id": self.gtvt.id, "task_ids": [(4, task.id)]}
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_task SET write_date = '2020-01-01'")
        told = self.done("pull_tasks", plan=self.plan.id, since=since)["tasks"]
        self.assertEqual([(one["key"], len(one["evidence"])) for one in told], [("A-1", 1)])

    def test_since_gives_what_lost_evidence(self):
        self.push(self.row("A-1"), self.row("A-2"), assign=True)
        piece = self.env["cchc.evidence"].with_user(self.user_gtvt_officer).create(
            {"name": "Báo cáo", "unit_id": self.gtvt.id,
             "task_ids": [(4, self.task_of("A-1").id)]}
        )  # fmt: skip
        self.env.flush_all()
        since = datetime.now(dates.VIETNAM).isoformat()
        piece.task_ids = [(5,)]
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_task SET write_date = '2020-01-01'")
        told = self.done("pull_tasks", plan=self.plan.id, since=since)["tasks"]
        self.assertEqual([(one["key"], one["evidence"]) for one in told], [("A-1", [])])

    def test_a_unit_that_ended_is_told_with_who_carries_on(self):
        event = self.env["cchc.unit.event"].create(
            {
                "name": "Hợp nhất",
                "kind": "merge",
                "unit_id": self.province.id,
                "effective_on": dates.today(),
                "decision_number": "1/NQ-HĐND",
                "decision_date": "2025-02-01",
                "link_ids": [
                    (0, 0, {"predecessor_id": self.yte.id, "successor_id": self.snv.id,
                            "outcome": "unit"})
                ],
            }
        )  # fmt: skip
        event.with_user(self.user_admin_cchc).action_prepare()
        lines = event.handover_ids.filtered(lambda line: line.kind == "role")
        lines.with_user(self.user_admin_cchc).action_end()
        event.with_user(self.user_leader).action_complete()
        said = self.refused("plans", unit="T-YTE", year=self.year)
        self.assertIn("Sở Y tế ended on", said)
        self.assertIn("Sở Nội vụ carries on", said)

    def test_since_gives_what_changed_or_fell_overdue(self):
        self.push(*(self.row(f"K{number}") for number in range(3)), assign=True)
        self.env.cr.execute(
            "UPDATE cchc_task SET write_date = '2020-01-01' WHERE plan_id = %s", [self.plan.id]
        )
        self.env.invalidate_all()
        since = "2020-06-01T00:00:00Z"
        self.assertFalse(self.done("pull_tasks", plan=self.plan.id, since=since)["tasks"])
        self.task_of("K1").with_user(self.user_gtvt_officer).action_start()
        changed = self.done("pull_tasks", plan=self.plan.id, since=since)
        self.assertEqual([one["key"] for one in changed["tasks"]], ["K1"])
        self.assertLessEqual(datetime.fromisoformat(changed["until"]), datetime.now(dates.VIETNAM))
        yesterday = dates.today() - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE cchc_task SET due_on = %s WHERE id = %s", [yesterday, self.task_of("K2").id]
        )
        self.env.invalidate_all()
        keys = [
            one["key"]
            for one in self.done("pull_tasks", plan=self.plan.id, since=yesterday.isoformat())[
                "tasks"
            ]
        ]
        self.assertIn("K2", keys)

    def test_each_pulls_what_it_may_read(self):
        self.push(self.row("G"), self.row("Y", lead="Sở Y tế"), assign=True)
        for user, codes in (
            (self.user_gtvt_officer, ["T-GTVT"]),
            (self.user_yte_head, ["T-YTE"]),
            (self.user_auditor, ["T-GTVT", "T-YTE"]),
        ):
            listed = self.done("pull_tasks", user, unit="Tỉnh Thử Nghiệm")["tasks"]
            self.assertEqual([one["lead"]["code"] for one in listed], codes)
        self.assertFalse(self.done("pull_tasks", self.user_gtvt_officer, unit="T-YTE")["tasks"])
        self.refused("figures", self.user_gtvt_officer, unit="T-YTE")

    def test_figures_are_those_of_the_landing_page(self):
        self.push(self.row("1", weight=3), self.row("2"), self.row("3", lead="T-YTE"), assign=True)
        task = self.task_of("1")
        task.with_user(self.user_gtvt_officer).action_start()
        task.explanation = "x"
        task.with_user(self.user_gtvt_officer).action_submit()
        task.with_user(self.user_gtvt_head).action_report()
        task.with_user(self.user_standing).action_verify()
        self.env.flush_all()
        for unit, plan in ((self.province, None), (self.gtvt, None), (self.gtvt, self.plan)):
            page = (
                self.env["cchc.metrics"]
                .with_user(self.user_standing)
                .landing(False, unit.id, plan.id if plan else "all")
            )
            told = self.done("figures", unit=unit.code, plan=plan and plan.id)
            self.assertEqual(told["rates"], page["rates"])
            shown = {figure["key"]: figure["value"] for figure in page["figures"]}
            self.assertEqual(
                {key: told["counts"][key] for key in shown if key in told["counts"]},
                {key: shown[key] for key in shown if key in told["counts"]},
            )
        self.assertEqual(told["rates"]["completion"], 75.0)
        past = self.done("figures", unit="T30", day="2021-01-01")
        self.assertEqual(past["counts"]["assigned"], 0)
        self.assertIsNone(past["rates"]["completion"])

    def test_measures_and_documents(self):
        target = (
            self.env["cchc.target"]
            .with_user(self.user_standing)
            .create(
                {
                    "name": "Hồ sơ trực tuyến",
                    "plan_id": self.plan.id,
                    "domain_id": self.domain_procedures.id,
                    "unit_id": self.gtvt.id,
                    "target_value": 90,
                }
            )
        )
        target.action_assign()
        for value in (40, 45):
            self.env["cchc.target.measure"].with_user(self.user_gtvt_officer).create(
                {"target_id": target.id, "value": value, "reason": "sửa"}
            )
        found, _until = self.pages("measures", unit="T30", limit=1)
        self.assertEqual([one["value"] for one in found], [40, 45])
        self.assertEqual((found[0]["target"], found[0]["uom"]), (target.code, "%"))
        rows = [
            {"number": "1/CT", "date": "2023-04-05", "issuer": "Sở Y tế"},
            {"number": "Số: 01/ct", "date": "ngày 5 tháng 4 năm 2023", "issuer": "T-YTE"},
            {"number": "2/KH", "date": "2023-04-05", "secrecy": "confidential", "summary": "Kín"},
        ]
        new = [one["new"] for one in self.done("push_documents", rows=rows)["documents"]]
        self.assertEqual(new, [True, False, True])
        new = [one["new"] for one in self.done("push_documents", rows=rows)["documents"]]
        self.assertEqual(new, [False, False, False])
        [listed] = self.done("documents", unit="T-YTE")["documents"]
        self.assertEqual((listed["number"], listed["kind"]), ("1/CT", "directive"))
        everything, _until = self.pages("documents", limit=1000)
        self.assertNotIn("Kín", str(everything))
        for row, said in (
            ({"number": "1/CT"}, "date"),
            ({"number": "1/CT", "date": "x"}, "date"),
            ({"number": "1/CT", "date": "2023-04-05", "secrecy": "x"}, "secrecy"),
            ({"number": "1/CT", "date": "2023-04-05", "identity": "x"}, "identity"),
        ):
            self.assertIn(f"“{said}”", self.refused("push_documents", rows=[rows[2], row]))
        self.refused("push_documents", self.user_auditor, rows=rows + [{**rows[0], "number": "8"}])

    def test_arguments_of_the_wrong_form(self):
        for method, arguments in (
            ("pull_tasks", {}),
            ("pull_tasks", {"unit": "T30", "limit": 1001}),
            ("pull_tasks", {"unit": "T30", "limit": 0}),
            ("pull_tasks", {"unit": "T30", "limit": True}),
            ("pull_tasks", {"unit": "T30", "limit": "5; --"}),
            ("pull_tasks", {"unit": "T30", "cursor": "x"}),
            ("pull_tasks", {"unit": "T30", "cursor": "1@now()"}),
            ("pull_tasks", {"unit": "T30", "cursor": {"a": 1}}),
            ("pull_tasks", {"unit": "T30", "since": "hôm qua"}),
            ("pull_tasks", {"unit": "T30", "since": 5}),
            ("pull_tasks", {"unit": "T30", "since": "0001-01-01T00:00:00+23:00"}),
            ("pull_tasks", {"unit": "%"}),
            ("pull_tasks", {"unit": ""}),
            ("pull_tasks", {"unit": "a\x00b"}),
            ("pull_tasks", {"unit": ["T30"]}),
            ("pull_tasks", {"unit": "x" * 501}),
            ("plans", {"unit": "T30", "year": "2026"}),
            ("plans", {"unit": "T30", "year": 10**9}),
            ("figures", {"unit": "T30", "day": 5}),
            ("figures", {"unit": "T30", "day": "x"}),
            ("measures", {}),
        ):
            with self.subTest(method=method, arguments=arguments):
                self.refused(method, **arguments)

    def test_who_may_read_nothing_is_told_so_in_one_sentence(self):
        for method in ("plans", "pull_tasks", "measures", "documents", "figures"):
            self.refused(method, self.user_portal, unit="T30")
        for method in ("pull_tasks", "measures", "figures"):
            status, body = self.call(method, self.user_outsider, unit="T30")
            self.assertTrue(status == 403 or not body[method.split("_")[-1]], body)

    def test_plans_of_a_unit(self):
        listed = self.done("plans", unit="T30", year=self.year)["plans"]
        self.assertEqual([one["plan"] for one in listed], [self.plan.id])
        self.assertEqual((listed[0]["state"], listed[0]["unit"]["code"]), ("issued", "T30"))

    def test_sentences_are_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env.ref("base.module_cchc_reform")._update_translations(["vi_VN"])
        self.user_standing.lang = "vi_VN"
        self.env.flush_all()
        sentence = self.refused("push_tasks", plan=self.plan.id, rows=[self.row(lead="Sở Xa")])
        self.assertRegex(sentence, "^Dòng 1, “lead”: ")
