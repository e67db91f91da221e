import json
from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from ..report import report_metric
from .report_case import ReportFixture
from .test_staff_strength import StrengthCase
from .test_target import TargetFixture

NEW_YEAR = date(2026, 1, 1)
DAY = date(2026, 6, 30)
#: Rates -> what they are of.
RATES = {
    "tasks_completion": "tasks_assigned",
    "tasks_due_completion": "tasks_due",
    "tasks_on_time_rate": "tasks_due",
}


class MetricCase(TargetFixture, ReportFixture, StrengthCase):
    """Half a year of the small province, each thing counted by hand in the tests.

    Below the province: the departments ``snv``, ``gtvt`` (with ``gtvt_division``) and ``yte`` (with
    ``yte_division``, ``agency_below``, ``hospital``), the office ``vp``, and the district
    ``namsach`` with the commune ``antruong``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_reports()
        cls.set_up_units()
        cls.set_up_plans()
        cls.set_up_tasks()
        cls.set_up_targets()
        cls.set_up_people()
        cls.set_up_training()
        cls.set_up_streamlining()
        cls.set_up_submitted()
        cls.set_up_work()
        cls.set_up_awards()
        cls.env.flush_all()

    @classmethod
    def set_up_units(cls):
        cls.namsach.unit_type_id = cls.env.ref("cchc_reform.unit_type_district")
        cls.antruong.unit_type_id = cls.env.ref("cchc_reform.unit_type_commune")
        cls.yte_division = cls.make_unit("Phòng Nghiệp vụ", "division", cls.yte)
        cls.agency_below = cls.make_unit("Chi cục Dân số", "sub_department", cls.yte)
        cls.hospital = cls.make_unit("Bệnh viện tỉnh", "public_service_unit", cls.yte)
        cls.former_division = cls.make_unit(
            "Phòng cũ", "division", cls.yte, date_end=date(2026, 3, 31)
        )

    @classmethod
    def set_up_plans(cls):
        """GTVT issues its plan on 1 February, the district its own on 20 June."""
        Plan = cls.env["cchc.plan"]
        cls.plan_gtvt, cls.plan_namsach = Plan.create(
            [
                {
                    "name": f"Kế hoạch của {unit.name}",
                    "unit_id": unit.id,
                    "default_verifier_unit_id": cls.snv.id,
                    "substitute_verifier_unit_id": cls.vp.id,
                }
                for unit in (cls.gtvt, cls.namsach)
            ]
        )
        cls.plan_gtvt.with_user(cls.user_gtvt_head)._issue(on=date(2026, 2, 1))
        cls.plan_namsach.with_user(cls.user_namsach_head)._issue(on=date(2026, 6, 20))

    @classmethod
    def task(cls, unit, deadline, reported=None, verified=None, **values):
        """Task assigned on 1 March; reported and confirmed on these days."""
        task = cls.make_task(unit, assign=False, deadline=deadline, date_start=False, **values)
        task._assign(on=date(2026, 3, 1))
        if reported:
            officer = cls.user_yte_officer if unit == cls.yte else cls.user_gtvt_officer
            head = cls.user_yte_head if unit == cls.yte else cls.user_gtvt_head
            task.with_user(officer).explanation = "Xong"
            task.with_user(officer)._submit(on=reported)
            task.with_user(head)._report(on=reported)
            task.with_user(cls.user_standing)._verify(on=verified)
        return task

    @classmethod
    def set_up_tasks(cls):
        april, december = date(2026, 4, 30), date(2026, 12, 31)
        cls.task(cls.gtvt, april, date(2026, 4, 20), date(2026, 5, 5))
        cls.task(cls.gtvt, april, date(2026, 5, 10), date(2026, 5, 12))
        cls.task(cls.gtvt_division, date(2026, 5, 31))
        cls.task(cls.yte, december, date(2026, 6, 1), date(2026, 6, 2))
        cls.task(cls.antruong, december)
        # Of the department's own plan: no figure of the province.
        cls.task(
            cls.gtvt_division, date(2026, 6, 15), plan_id=cls.plan_gtvt.id, by=cls.user_gtvt_head
        )
        cls.make_task(cls.yte, assign=False)
        cls.task(cls.yte, april).with_user(cls.user_standing)._transition(
            "cancel", {}, "Không còn cần", date(2026, 3, 2)
        )

    @classmethod
    def target(cls, unit, measured=None, on=None, **values):
        target = cls.make_target(unit, assign=False, **values)
        target.with_user(values.get("by", cls.user_standing))._assign(on=date(2026, 3, 1))
        if measured:
            cls.measure(target, measured, on)
        return target

    @classmethod
    def set_up_targets(cls):
        cls.target(cls.gtvt, 90, date(2026, 6, 1))
        cls.target(cls.gtvt, 75, date(2026, 6, 10))
        cls.target(cls.antruong)
        cancelled = cls.target(cls.yte)
        cancelled.with_user(cls.user_standing)._cancel("Bỏ", on=date(2026, 5, 1))
        cls.target(cls.gtvt_division, plan_id=cls.plan_gtvt.id, by=cls.user_gtvt_head)
        cls.make_target(cls.gtvt, assign=False)

    @classmethod
    def set_up_people(cls):
        """One deputy too many in the departments (limit 9), and in the division of GTVT (limit 1)."""
        cls.assign(cls.province, 100)
        cls.assign(cls.gtvt, 40)
        cls.assign(cls.gtvt_division, 9)
        cls.assign(cls.gtvt, 3, "contract")
        cls.assign(cls.yte, 12, "public_state")
        cls.deputies_of_gtvt = cls.deputy(cls.gtvt, 4)
        cls.deputy(cls.yte, 3)
        cls.deputy(cls.snv, 3)
        cls.deputy(cls.gtvt_division)
        cls.deputy(cls.gtvt_division, date_from=date(2026, 5, 1))
        cls.deputy(cls.yte_division)
        cls.deputy(cls.vp)
        cls.employ(cls.gtvt_division, 2, "contract")
        cls.doctors = cls.employ(cls.hospital, 5, "public_state")
        cls.employ(cls.hospital, 1, "public_revenue")

    @classmethod
    def set_up_training(cls):
        """A course in reform in March, in digital skills in April; one goes on, one was not held."""
        first, second = cls.deputies_of_gtvt[:2]
        doctor = cls.doctors[0]
        for kind, day, state, people in (
            ("reform", date(2026, 3, 2), "finish", [(first, "completed"), (second, "completed")]),
            ("digital", date(2026, 4, 10), "finish",
             [(first, "completed"), (doctor, "completed"), (second, "absent")]),
            ("reform", date(2026, 6, 29), "start", [(cls.deputies_of_gtvt[2], "completed")]),
            ("reform", date(2026, 5, 20), "cancel", [(cls.deputies_of_gtvt[3], "completed")]),
        ):  # fmt: skip
            course = cls.env["cchc.staff.training"].create(
                {
                    "name": f"Lớp {day}",
                    "kind": kind,
                    "unit_id": cls.province.id,
                    "date_from": day,
                    "date_to": day,
                }
            )
            cls.env["cchc.staff.training.participant"].create(
                [
                    {"training_id": course.id, "employee_id": one.employee_id.id, "result": result}
                    for one, result in people
                ]
            )
            steps = course.with_user(cls.user_standing)
            if state == "cancel":
                steps.action_cancel("Không tổ chức")
                continue
            steps.action_start()
            if state == "finish":
                steps.action_finish()

    @classmethod
    def set_up_streamlining(cls):
        """In GTVT: decided 1 and paid 20 February; decided 10 May; one only listed; one given up."""
        terms = ("category_rearrangement_surplus", "policy_early_retirement", "basis_154_2025")
        category, policy, basis = (cls.env.ref(f"cchc_reform.streamlining_{one}") for one in terms)
        for decided, paid, cancelled in (
            ("2026-02-01", "2026-02-20", False),
            ("2026-05-10", False, False),
            (False, False, False),
            ("2026-02-02", False, True),
        ):
            case = cls.env["cchc.staff.streamlining"].with_user(cls.user_gtvt_hr).create(
                {
                    "employee_id": cls.employ(cls.gtvt, kind="public_revenue").employee_id.id,
                    "unit_id": cls.gtvt.id,
                    "category_id": category.id,
                    "policy_id": policy.id,
                    "basis_id": basis.id,
                    "leaving_on": "2026-03-01",
                    "cost_source": "state_budget",
                }
            )  # fmt: skip
            case.with_user(cls.user_gtvt_head).action_list()
            if decided:
                case.with_user(cls.user_standing).action_appraise()
                case.with_user(cls.user_leader).action_decide("55/QĐ-UBND", decided)
            if paid:
                case.with_user(cls.user_standing).action_settle(paid)
            if cancelled:
                case.with_user(cls.user_leader).action_cancel("Thu hồi quyết định")

    @classmethod
    def set_up_submitted(cls):
        """Reports of quarter I: GTVT's in time, Y tế's in June, no other."""
        cls.quarter = cls.make_period(
            name="quý I năm 2026", year=2026, date_from=date(2025, 12, 15),
            date_to=date(2026, 3, 14), due_province=date(2026, 3, 20),
            due_agency=date(2026, 3, 16), due_district=date(2026, 3, 16),
            due_commune=date(2026, 3, 15),
        )  # fmt: skip
        cls.open_period(cls.quarter)
        with freeze_time("2026-03-16 03:00:00"):
            cls.report_of(cls.gtvt, cls.quarter, cls.user_gtvt_head).action_submit()
        cls.report_of(cls.yte, cls.quarter, cls.user_yte_head).action_submit()

    @classmethod
    def set_up_work(cls):
        """A letter that urges, a later deadline, two requests to Y tế, one answered late; positions;
        hospitals in a group of autonomy; the cut of the province and of GTVT."""
        task = cls.task(cls.gtvt_division, date(2026, 12, 20), clause="2d")
        late = cls.env["cchc.task"].search([("lead_unit_id", "=", cls.gtvt_division.id)])[:1]
        with freeze_time("2026-06-10 05:00:00"):
            letter = cls.env["cchc.urging"].browse(
                late.with_user(cls.user_standing).action_urge()["res_id"]
            )
            letter.write({"number": "1/SNV-CCHC", "document_date": date(2026, 6, 10)})
            letter.with_user(cls.user_standing).action_issue()
            request = (
                cls.env["cchc.task.extension"]
                .with_user(cls.user_gtvt_head)
                .create(
                    {
                        "task_id": task.id,
                        "requested_deadline": date(2026, 12, 30),
                        "reason": "Chờ hướng dẫn",
                        "letter_number": "2/SGTVT",
                        "letter_date": date(2026, 6, 9),
                    }
                )
            )
            request.action_request()
            request.with_user(cls.user_standing).action_advise("yes", "Đồng ý")
            request.with_user(cls.user_leader)._grant(
                {"decision_number": "3/UBND", "decision_date": date(2026, 6, 10)}
            )
        with freeze_time("2026-05-04 05:00:00"):
            waits = (
                cls.env["cchc.task.wait"]
                .with_user(cls.user_gtvt_officer)
                .create(
                    [
                        {
                            "name": name,
                            "task_id": task.id,
                            "awaited_unit_id": cls.yte.id,
                            "due_on": date(2026, 5, 12),
                        }
                        for name in ("Ý kiến", "Số liệu")
                    ]
                )
            )
        with freeze_time("2026-05-20 05:00:00"):
            waits[0].with_user(cls.user_yte_head).action_answer(answer="5/SYT")
        position = cls.env["cchc.staff.position"].create(
            {
                "name": "Chuyên viên",
                "unit_id": cls.hospital.id,
                "number": 4,
                "date_from": date(2026, 1, 1),
                "decision_number": "9/QĐ",
                "decision_date": date(2026, 1, 1),
            }
        )
        for post in cls.doctors[:3]:
            post.write({"position_id": position.id, "change_reason": "Bố trí"})

    @classmethod
    def set_up_awards(cls):
        """A doctor and the hospital awarded, another's taken back in June; two nominations of GTVT,
        one of them proposed; a campaign of the province until May, another of GTVT."""
        title = {
            code: cls.env.ref(f"cchc_reform.award_title_{code}").id
            for code in ("advanced_worker", "collective_advanced")
        }
        first, second = (post.employee_id.id for post in cls.doctors[:2])
        awards = cls.env["cchc.award"].create(
            [
                {
                    "title_id": title["advanced_worker" if person else "collective_advanced"],
                    "employee_id": person,
                    "unit_id": cls.hospital.id,
                    "year": 2025,
                    "decision_number": "4/QĐ",
                    "decision_date": "2026-02-01",
                }
                for person in (first, second, False)
            ]
        )
        awards[1].write({"cancel_number": "8/QĐ", "cancel_date": "2026-06-30"})
        awards[1].with_user(cls.user_standing).action_cancel("Khai gian")
        nominations = (
            cls.env["cchc.award.nomination"]
            .with_user(cls.user_gtvt_hr)
            .create(
                [
                    {
                        "title_id": title["collective_advanced"],
                        "unit_id": unit.id,
                        "year": 2026,
                        "registered_on": "2026-03-31",
                        "achievements": "Thành tích",
                        "unit_council_on": "2026-05-30",
                        "unit_minutes": "Biên bản",
                        "unit_members": 3,
                        "unit_present": 3,
                        "unit_favour": 3,
                    }
                    for unit in (cls.gtvt, cls.gtvt_division)
                ]
            )
        )
        with freeze_time("2026-06-01 05:00:00"):
            nominations[0].action_propose()
        for unit, last in ((cls.province, "2026-05-31"), (cls.gtvt, "2026-12-31")):
            cls.env["cchc.award.campaign"].create(
                {
                    "name": "Phong trào",
                    "unit_id": unit.id,
                    "date_from": "2026-01-01",
                    "date_to": last,
                }
            ).with_user(cls.user_standing).action_launch()

    # -- what is asked -------------------------------------------------------------------------

    @property
    def units(self):
        return (
            self.province | self.snv | self.vp | self.gtvt | self.yte | self.namsach
            | self.antruong | self.gtvt_division
        )  # fmt: skip

    def values(self, *names, date_from=NEW_YEAR, day=DAY, units=None):
        self.env.invalidate_all()
        metric = self.env["cchc.report.metric"]
        return metric._values(names, units or self.units, date_from, day)

    def check(self, expected, **arguments):
        """Hold figures against ``expected``: dict of name -> dict of unit -> number or None."""
        found = self.values(*expected, **arguments)
        for name, by_unit in expected.items():
            for unit, number in by_unit.items():
                with self.subTest(figure=name, unit=unit.name):
                    value = found[name][unit.id]
                    if number is None:
                        self.assertIsNone(value)
                    else:
                        self.assertIsInstance(value, Decimal)
                        self.assertEqual(value, Decimal(str(number)))

    def rows(self, units, **figures):
        """Figures of ``units`` in order, as :meth:`check` takes them."""
        return {name: dict(zip(units, numbers, strict=True)) for name, numbers in figures.items()}


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 05:00:00")
class TestReportMetric(MetricCase):
    # -- each figure by hand -------------------------------------------------------------------

    def test_tasks(self):
        """A task counts once; what a department splits in its own plan is its own figure."""
        units = (
            self.province, self.gtvt, self.gtvt_division, self.yte, self.namsach, self.snv,
        )  # fmt: skip
        self.check(
            self.rows(
                units,
                tasks_assigned=(6, 5, 3, 1, 1, 0),
                tasks_due=(3, 4, 2, 0, 0, 0),
                tasks_done=(3, 2, 0, 1, 0, 0),
                tasks_done_on_time=(2, 1, 0, 1, 0, 0),
                tasks_done_late=(1, 1, 0, 0, 0, 0),
                tasks_in_progress=(2, 1, 1, 0, 1, 0),
                tasks_overdue=(1, 2, 2, 0, 0, 0),
                tasks_awaiting=(0, 0, 0, 0, 0, 0),
                tasks_completion=("50.0", "40.0", "0.0", "100.0", "0.0", None),
                tasks_due_completion=("66.7", "50.0", "0.0", None, None, None),
                tasks_on_time_rate=("33.3", "25.0", "0.0", None, None, None),
            )
        )

    def test_tasks_on_a_past_day(self):
        units = (self.province, self.gtvt, self.yte)
        self.check(
            self.rows(
                units,
                tasks_assigned=(6, 5, 1),
                tasks_due=(2, 2, 0),
                tasks_done=(1, 1, 0),
                tasks_done_on_time=(1, 1, 0),
                tasks_done_late=(0, 0, 0),
                tasks_in_progress=(4, 3, 1),
                tasks_overdue=(1, 1, 0),
                tasks_completion=("16.7", "20.0", "0.0"),
            ),
            day=date(2026, 5, 5),
        )
        before = date(2026, 2, 28)
        self.check(
            self.rows(units, tasks_assigned=(0, 0, 0), tasks_completion=(None,) * 3), day=before
        )

    def test_targets(self):
        units = (self.province, self.gtvt, self.gtvt_division, self.yte, self.namsach)
        self.check(
            self.rows(
                units,
                targets=(3, 3, 1, 0, 1),
                targets_reached=(1, 1, 0, 0, 0),
                targets_without_figure=(1, 1, 1, 0, 1),
            )
        )
        self.check(
            self.rows(
                units,
                targets=(4, 3, 1, 1, 1),
                targets_reached=(0, 0, 0, 0, 0),
                targets_without_figure=(4, 3, 1, 1, 1),
            ),
            day=date(2026, 4, 15),
        )

    def test_plans(self):
        """Only a committee with a plan of its own waits for plans from below."""
        units = (self.province, self.namsach, self.antruong, self.gtvt)
        self.check(
            self.rows(units, plans_expected=(5, 1, None, None), plans_issued=(2, 0, None, None))
        )
        june = date(2026, 6, 19)
        self.check(self.rows([self.province], plans_expected=[5], plans_issued=[1]), day=june)

    def test_plans_of_another_year(self):
        units = (self.province, self.namsach)
        self.check(
            self.rows(units, plans_expected=(None, None), plans_issued=(None, None)),
            day=date(2025, 12, 31),
        )

    def test_plans_after_a_new_version(self):
        """Whoever adjusts the own plan has issued one, and waits for the same plans as before."""
        for plan, user in (
            (self.plan, self.user_standing), (self.plan_gtvt, self.user_gtvt_head),
        ):  # fmt: skip
            action = plan.with_user(user).action_new_version()
            self.env["cchc.plan"].with_user(user).browse(action["res_id"]).action_issue()
        self.check(self.rows([self.province], plans_expected=[5], plans_issued=[2]))
        self.test_tasks()

    def test_reports(self):
        units = (self.province, self.gtvt, self.yte, self.namsach, self.gtvt_division)
        self.check(
            self.rows(units, reports_due=(7, 1, 1, 2, 0), reports_on_time=(1, 1, 0, 0, 0)),
        )
        self.check(
            self.rows(units, reports_due=(6, 1, 1, 2, 0), reports_on_time=(1, 1, 0, 0, 0)),
            day=date(2026, 3, 16),
        )
        self.check(
            self.rows([self.province], reports_due=[0], reports_on_time=[0]),
            date_from=date(2026, 4, 1),
        )

    def test_deputies(self):
        """Departments have 10 of 9 in all, a division of GTVT 2 of 1; of others no limit is known.

        Without one are the province (its class is not entered), ``vp``, the district and the
        commune, and below ``yte`` the division and the two others, whose measures are not known.
        """
        units = (self.province, self.gtvt, self.gtvt_division, self.yte, self.snv, self.vp)
        self.check(
            self.rows(
                units,
                deputies=(14, 6, 2, 4, 3, 1),
                deputies_surplus=(2, 1, 1, None, None, None),
                units_in_surplus=(2, 1, 1, None, None, None),
                units_without_rule=(7, 0, 0, 3, 0, 1),
            )
        )
        self.check(
            self.rows(
                units[:3],
                deputies=(13, 5, 1),
                deputies_surplus=(1, 0, 0),
                units_in_surplus=(1, 0, 0),
            ),
            day=date(2026, 4, 30),
        )

    def test_deputies_are_those_of_the_screen(self):
        for day in (DAY, date(2025, 2, 28)):
            ceilings = self.env["cchc.staff.ceiling"].with_context(cchc_as_of=str(day))
            (totals,) = ceilings._read_group(
                [("unit_id", "child_of", self.province.id)], [], ["deputies:sum", "surplus:sum"]
            )
            found = self.values("deputies", "deputies_surplus", day=day)
            found = [by_unit[self.province.id] for by_unit in found.values()]
            self.assertEqual(found, list(totals))

    def test_staff(self):
        """No number assigned is no figure; that nobody is in post is one."""
        units = (self.province, self.gtvt, self.yte, self.gtvt_division)
        self.check(
            self.rows(
                units,
                assigned_civil_servant=(100, 40, None, 9),
                present_civil_servant=(14, 6, 4, 2),
                assigned_contract=(None, 3, None, None),
                present_contract=(2, 2, 0, 2),
                assigned_public_state=(None, None, 12, None),
                present_public_state=(5, 0, 5, 0),
                assigned_public_revenue=(None, None, None, None),
                present_public_revenue=(5, 4, 1, 0),
                vacancy_civil_servant=(86, 34, None, 7),
                vacancy_contract=(None, 1, None, None),
                vacancy_public_state=(None, None, 7, None),
            )
        )
        self.check(self.rows(units, present_civil_servant=(13, 5, 4, 1)), day=date(2026, 4, 30))

    def test_a_unit_that_does_not_exist_has_no_staff_figures(self):
        names = ("assigned_civil_servant", "present_civil_servant")
        for day in (date(2019, 12, 31), DAY):
            found = self.values(*names, units=self.former_division, day=day)
            self.assertEqual([found[one][self.former_division.id] for one in names], [None, None])

    def test_streamlining(self):
        units = (self.province, self.gtvt, self.yte)
        self.check(self.rows(units, streamlining_decided=(2, 2, 0), streamlining_settled=(1, 1, 0)))
        self.check(
            self.rows(units, streamlining_decided=(1, 1, 0), streamlining_settled=(0, 0, 0)),
            day=date(2026, 2, 19),
        )
        self.check(
            self.rows(units, streamlining_decided=(1, 1, 0), streamlining_settled=(0, 0, 0)),
            date_from=date(2026, 3, 1),
        )

    def test_training(self):
        """Each person once; only courses that are over count, as in the share of staff trained."""
        units = (self.province, self.gtvt, self.yte, self.gtvt_division)
        self.check(
            self.rows(units, people_trained=(3, 2, 1, 0), people_trained_in_reform=(2, 2, 0, 0))
        )
        self.check(
            self.rows(units, people_trained=(2, 1, 1, 0), people_trained_in_reform=(0,) * 4),
            date_from=date(2026, 4, 1),
        )
        self.check(
            self.rows(units, people_trained=(2, 2, 0, 0), people_trained_in_reform=(2, 2, 0, 0)),
            day=date(2026, 4, 9),
        )
        shares = self.env["cchc.staff.training.share"].with_context(cchc_as_of=str(DAY))
        for row in shares.search([("unit_id", "in", [unit.id for unit in units])]):
            found = self.values("people_trained", "people_trained_in_reform")
            found = [by_unit[row.unit_id.id] for by_unit in found.values()]
            self.assertEqual(found, [row.trained, row.reform_trained], row.unit_id.name)

    def test_work(self):
        units = (self.province, self.gtvt, self.gtvt_division, self.yte, self.snv)
        self.check(
            self.rows(
                units,
                extensions_granted=(1, 1, 1, 0, 0),
                letters_urging=(1, 0, 0, 0, 0),
                requests_open=(1, 0, 0, 1, 0),
                requests_late=(2, 0, 0, 2, 0),
            )
        )
        self.check(self.rows(units, requests_open=(2, 0, 0, 2, 0)), day=date(2026, 5, 19))
        self.check(self.rows(units, requests_late=(0,) * 5), day=date(2026, 5, 12))
        self.check(self.rows(units, letters_urging=(0,) * 5), day=date(2026, 6, 9))

    def test_awards(self):
        units = (self.province, self.gtvt, self.gtvt_division, self.yte, self.snv)
        self.check(
            self.rows(
                units,
                awards_registered=(2, 2, 1, 0, 0),
                awards_proposed=(1, 1, 0, 0, 0),
                awards_decided_person=(1, 0, 0, 1, 0),
                awards_decided_unit=(1, 0, 0, 1, 0),
                campaigns_running=(1, 1, 0, 0, 0),
            )
        )
        before = date(2026, 5, 31)
        self.check(
            self.rows(
                units,
                awards_proposed=(0,) * 5,
                awards_decided_person=(2, 0, 0, 2, 0),
                campaigns_running=(2, 1, 0, 0, 0),
            ),
            day=before,
        )
        self.check(self.rows(units, awards_registered=(0,) * 5), date_from=date(2026, 4, 1))

    def test_positions_and_autonomy(self):
        self.env["cchc.unit.classification"].create(
            {"unit_id": self.hospital.id, "date_from": date(2026, 2, 1),
             "class_id": self.env.ref("cchc_reform.unit_class_of_autonomy_2").id}
        )  # fmt: skip
        units = (self.province, self.yte, self.hospital, self.gtvt)
        self.check(
            self.rows(
                units,
                positions_approved=(4, 4, 4, None),
                positions_filled=(3, 3, 3, None),
                autonomy_2=(1, 1, 1, 0),
                autonomy_1=(0, 0, 0, 0),
            ),
            units=self.units | self.hospital,
        )
        self.check(self.rows(units[:2], autonomy_2=(0, 0)), day=date(2026, 1, 31))

    def test_shares_of_staff_trained(self):
        """Of 26 people in post 3 are trained, 2 of them in reform; of the 12 of GTVT two."""
        found = self.values("people_trained_share", "people_trained_in_reform_share")
        for unit, trained, reform in (
            (self.province, Decimal(300) / 26, Decimal(200) / 26),
            (self.gtvt, Decimal(200) / 12, Decimal(200) / 12),
        ):
            shares = [by_unit[unit.id] for by_unit in found.values()]
            self.assertEqual(shares, [trained, reform])

    def test_the_cut_of_assigned_numbers(self):
        programme = self.env["cchc.staff.streamlining.programme"].create(
            {
                "name": "Tinh giản",
                "unit_id": self.province.id,
                "year_from": 2022,
                "year_to": 2026,
                "baseline_on": "2022-01-01",
                "decision_number": "8/QĐ",
                "decision_date": "2022-01-01",
                "line_ids": [
                    (0, 0, {"unit_id": self.gtvt.id, "has_baseline": True, "baseline": 44})
                ],
            }
        )
        programme.with_user(self.user_leader).action_issue()
        line = programme.line_ids
        units = (self.gtvt, self.province)
        self.check(
            self.rows(
                units,
                cut_required_civil_servant=(line.required, None),
                cut_achieved_civil_servant=(4, None),
                cut_achieved_public_state=(None, None),
            )
        )

    def test_clauses(self):
        metric = self.env["cchc.report.metric"]
        document = self.env["cchc.legal.document"].create({"summary": "Chỉ thị", "number": "9/CT"})
        names = ("clause_assigned", "clause_done", "clause_completion")
        nothing = self.env["cchc.legal.document"]
        keys = [metric._key(name, "2d", nothing) for name in names]
        found = self.values(*keys)
        for unit, numbers in (
            (self.province, [1, 0, 0]), (self.gtvt, [1, 0, 0]), (self.yte, [0, 0, None]),
        ):  # fmt: skip
            self.assertEqual([found[key][unit.id] for key in keys], numbers)
        other = metric._key("clause_assigned", "2d", document)
        self.assertEqual(self.values(other)[other][self.province.id], 0)
        action = metric._action(keys[0], self.province, NEW_YEAR, DAY)
        tasks = self.env["cchc.task"].search(action["domain"])
        self.assertEqual(tasks.mapped("clause"), ["2d"])

    def test_units(self):
        units = (self.province, self.yte, self.namsach)
        self.check(
            self.rows(
                units,
                units_department=(3, 1, 0),
                units_sub_department=(1, 1, 0),
                units_division=(2, 1, 0),
                units_district=(1, 0, 1),
                units_commune=(1, 0, 1),
                units_public_service_unit=(1, 1, 0),
            )
        )
        self.check(self.rows(units, units_division=(3, 2, 0)), day=date(2026, 3, 31))
        self.check(self.rows(units, units_division=(0, 0, 0)), day=date(2019, 12, 31))

    # -- all of them ---------------------------------------------------------------------------

    def test_every_figure_has_a_name_and_a_value_for_every_unit(self):
        names = self.env["cchc.report.metric"]._names()
        self.assertEqual(len({label for _name, label in names}), len(names))
        names = [name for name, _label in names]
        self.assertEqual(len(set(names)), len(names))
        found = self.values(*names)
        self.assertEqual(set(found), set(names))
        for name, by_unit in found.items():
            self.assertEqual(set(by_unit), set(self.units.ids), name)
            for value in by_unit.values():
                self.assertTrue(value is None or type(value) is Decimal, (name, value))

    def test_only_what_is_asked_is_counted(self):
        self.assertEqual(set(self.values("targets", "units_commune")), {"targets", "units_commune"})
        nobody = self.env["hr.department"]
        self.assertEqual(
            self.env["cchc.report.metric"]._values(["targets"], nobody, NEW_YEAR, DAY), {}
        )

    def test_figures_of_a_report_do_not_depend_on_who_opens_it(self):
        names = [name for name, _label in self.env["cchc.report.metric"]._names()]
        expected = self.values(*names)
        for user in (self.user_gtvt_officer, self.user_yte_head, self.user_outsider):
            found = self.env["cchc.report.metric"].with_user(user)
            self.assertEqual(found._values(names, self.units, NEW_YEAR, DAY), expected)

    def test_number_of_queries_does_not_grow(self):
        names = [name for name, _label in self.env["cchc.report.metric"]._names()]

        def queries(units):
            self.env.flush_all()
            self.values(*names, units=units)  # caches of the registry are warm
            before = self.env.cr.sql_log_count
            found = self.values(*names, units=units)
            return self.env.cr.sql_log_count - before, found

        few, _found = queries(self.province | self.namsach | self.gtvt)
        communes = self.env["hr.department"]
        for number in range(27):
            commune = self.antruong.copy({"name": f"Xã {number}", "code": f"T-{number}"})
            communes |= commune
            plan = self.env["cchc.plan"].create(
                {
                    "name": "Kế hoạch của xã",
                    "unit_id": commune.id,
                    "default_verifier_unit_id": self.namsach.id,
                }
            )
            plan.with_user(self.user_namsach_head).action_issue()
            self.task(commune, DAY)
            self.target(commune)
            self.assign(commune, 20)
            post = self.deputy(commune)
            self.env["cchc.staff.training.participant"].create(
                {
                    "training_id": self.env["cchc.staff.training"].search([], limit=1).id,
                    "employee_id": post.employee_id.id,
                }
            )
        many, found = queries(self.province | self.namsach | self.gtvt | communes)
        self.assertLessEqual(many, few)
        self.assertEqual(found["plans_issued"][self.namsach.id], 27)
        self.assertEqual({found["plans_expected"][one.id] for one in communes}, {Decimal(0)})
        self.assertEqual({found["tasks_assigned"][one.id] for one in communes}, {Decimal(1)})

    # -- what is behind ------------------------------------------------------------------------

    def opened(self, name, unit, user, date_from=NEW_YEAR, day=DAY):
        """Records that the action of a figure opens, as the web client asks for them."""
        self.env.invalidate_all()
        metric = self.env["cchc.report.metric"].with_user(user)
        action = metric._action(name, unit.with_user(user), date_from, day)
        if not action:
            return None
        action = json.loads(json.dumps(action))
        labels = dict(metric._names())
        self.assertEqual(action["name"], labels[name.split("@")[0]])
        Model = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        return Model.search(action["domain"])

    def counted(self, name, records):
        """The figure, from the records that it opens."""
        if name in ("deputies", "deputies_surplus"):
            return sum(records.mapped("deputies" if name == "deputies" else "surplus"))
        if name in report_metric.STAFF:
            self.assertLessEqual(len(records), 1)
            if name.startswith("present_"):
                return records.headcount
            if name.startswith("vacancy_"):
                return records.vacancy if records.has_number else None
            return records.assigned if records.has_number else None
        if name in report_metric.TRAINING:
            return len(records.employee_id)
        if name in report_metric.POSITIONS:
            return sum(records.mapped(name.removeprefix("positions_")))
        if name in report_metric.SHARES:
            return records.share if name == "people_trained_share" else records.reform_share
        return len(records)

    def test_each_figure_opens_what_was_counted(self):
        metric = self.env["cchc.report.metric"]
        nothing = self.env["cchc.legal.document"]
        rates_of = {
            **RATES,
            metric._key("clause_completion", "2d", nothing): metric._key(
                "clause_assigned", "2d", nothing
            ),
        }
        names = [metric._key(name, "2d", nothing) for name, _label in metric._names()]
        for date_from, day in ((NEW_YEAR, DAY), (date(2026, 2, 15), date(2026, 5, 5))):
            found = self.values(*names, date_from=date_from, day=day)
            rates = {name: found.pop(name) for name in rates_of}
            for unit in (self.province, self.gtvt, self.namsach):
                for name in names:
                    with self.subTest(figure=name, unit=unit.name, day=day):
                        records = self.opened(name, unit, self.user_standing, date_from, day)
                        if name in rates:
                            # The records of the numerator.
                            rate = rates[name][unit.id]
                            whole = found[rates_of[name]][unit.id]
                            part = Decimal(100 * len(records)) / whole if whole else None
                            self.assertEqual(rate, part and round(part, 1))
                        elif records is None:
                            self.assertIsNone(found[name][unit.id])
                        else:
                            counted = self.counted(name, records)
                            value = found[name][unit.id] or 0
                            if name in report_metric.SHARES:
                                value = float(round(value, 1))  # as the screen shows it
                            self.assertEqual(value, counted or 0)

    def test_records_open_under_the_readers_own_rules(self):
        for name, seen in (("tasks_assigned", 1), ("targets", 0), ("reports_due", 1)):
            records = self.opened(name, self.province, self.user_yte_head)
            self.assertEqual(len(records), seen, name)
        self.assertFalse(self.opened("targets_without_figure", self.province, self.user_yte_head))

    def test_unknown_figure_opens_nothing(self):
        for name in ("", "x", "tasks"):
            self.assertFalse(self.opened(name, self.province, self.user_standing))
