"""Calls as a browser makes them, by real users, for the security matrix and the attack tests."""

import base64
import io
import json
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import openpyxl

import odoo.http
from odoo.service import security
from odoo.sql_db import Savepoint
from odoo.tests import HttpCase, new_test_user
from odoo.tests.common import HOST, Opener, get_db_name
from odoo.tools import SQL

from ..kernel import dates
from .common import ReformFixture

PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").decode()
# Errors that tell a person what is not allowed or does not exist. Anything else that a call
# raises (TypeError, KeyError, a database error...) means that nobody thought of the case.
CLEAN_ERRORS = {
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.LockError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.http.SessionExpiredException",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
}


# Tables of which only the rows of the test are compared before and after a call.
GROWING = (
    "cchc_award",
    "cchc_award_block",
    "cchc_award_block_score",
    "cchc_award_campaign",
    "cchc_award_campaign_criterion",
    "cchc_award_campaign_unit",
    "cchc_award_consultation",
    "cchc_award_nomination",
    "cchc_award_nomination_check",
    "cchc_award_vote",
    "cchc_audit_entry",
    "cchc_discipline_access",
    "cchc_discipline_breach",
    "cchc_discipline_case",
    "cchc_discipline_form",
    "cchc_discipline_hold",
    "cchc_discipline_reminder",
    "cchc_discipline_review",
    "cchc_discipline_rule",
    "cchc_evidence",
    "cchc_initiative",
    "cchc_initiative_assessment",
    "cchc_initiative_author",
    "cchc_initiative_replication",
    "cchc_communication",
    "cchc_contribution",
    "cchc_contribution_rule",
    "cchc_contribution_sender",
    "cchc_inspection",
    "cchc_inspection_answer",
    "cchc_inspection_finding",
    "cchc_inspection_item",
    "cchc_inspection_plan",
    "cchc_legal_document",
    "cchc_notification_message",
    "cchc_period",
    "cchc_rating",
    "cchc_rating_criterion",
    "cchc_rating_line",
    "cchc_rating_year",
    "cchc_rating_scheme",
    "cchc_reminder",
    "cchc_report",
    "cchc_report_check",
    "cchc_report_delivery",
    "cchc_report_indicator",
    "cchc_report_line",
    "cchc_report_section",
    "cchc_report_selection",
    "cchc_report_template",
    "cchc_report_text",
    "cchc_staff_appointment",
    "cchc_staff_deputy_band",
    "cchc_staff_deputy_rule",
    "cchc_staff_position",
    "cchc_staff_position_share",
    "cchc_staff_quota",
    "cchc_staff_training",
    "cchc_staff_training_need",
    "cchc_staff_training_participant",
    "cchc_staff_surplus",
    "cchc_staff_surplus_step",
    "cchc_staff_scheme",
    "cchc_staff_scheme_line",
    "cchc_staff_scheme_year",
    "cchc_staff_streamlining",
    "cchc_staff_streamlining_basis",
    "cchc_staff_streamlining_category",
    "cchc_staff_streamlining_line",
    "cchc_staff_streamlining_policy",
    "cchc_staff_streamlining_programme",
    "cchc_staff_streamlining_target",
    "cchc_staff_streamlining_year",
    "cchc_unit_classification",
    "cchc_target",
    "cchc_target_measure",
    "cchc_task",
    "cchc_task_extension",
    "cchc_task_fact",
    "cchc_task_wait",
    "cchc_unit_event",
    "cchc_unit_event_handover",
    "cchc_unit_event_link",
    "cchc_unit_role",
    "cchc_urging",
    "cchc_urging_line",
    "ir_attachment",
    "mail_activity",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
)


class Answer:
    """What the server answered: a value or the name of an error, and the raw text."""

    def __init__(self, response):
        self.status = response.status_code
        self.text = response.text
        self.value = None
        self.error = ""
        self.message = ""
        try:
            body = response.json()
        except ValueError:
            self.error = "" if response.ok else f"HTTP {response.status_code}"
            return
        if isinstance(body, dict) and "jsonrpc" in body:
            self._read(body.get("error", {}).get("data"))
            self.value = body.get("result")
        elif not response.ok:
            self._read(body)
        else:
            self.value = body

    def _read(self, data):
        if data:
            self.error, self.message = data["name"], data["message"]

    @property
    def ok(self):
        """Tell whether the call was carried out."""
        return not self.error

    @property
    def refused(self):
        """Tell whether the call was refused with an error meant for a person."""
        return self.error in CLEAN_ERRORS

    def __repr__(self):
        shown = json.dumps(self.value, ensure_ascii=False, default=str) if self.ok else self.message
        return f"<{self.error or 'ok'}: {shown[:300]}>"


class SecurityCase(ReformFixture, HttpCase):
    """The province of the fixture, reached over HTTP by its users and by a portal user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Rows that were there before the test are many beside a demo, and are not attacked.
        cls.newer = {}
        for table in GROWING:
            cls.env.cr.execute(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table)))
            cls.newer[table] = f"id > {cls.env.cr.fetchone()[0]}"
        cls.set_up_province()
        cls.user_portal = new_test_user(cls.env, login="t_portal", groups="base.group_portal")
        cls._sessions = {}
        cls.addClassCleanup(cls._close_sessions)

    @classmethod
    def _close_sessions(cls):
        for session in cls._sessions.values():
            odoo.http.root.session_store.delete(session)

    def setUp(self):
        super().setUp()
        self._openers = {}
        self._baseline = None

    # -- calls ---------------------------------------------------------------------------------

    def _session_of(self, login):
        """Session of the user, opened once a class: logging in is tested apart and costs time."""
        if login not in self._sessions:
            session = odoo.http.root.session_store.new()
            session.update(odoo.http.get_default_session(), db=get_db_name(), _trace_disable=True)
            if login:
                user = self.env["res.users"].search([("login", "=", login)])
                env = self.env(user=user, su=False)
                session.uid = user.id
                session.login = login
                session.session_token = security.compute_session_token(session, env)
                session.context = dict(env["res.users"].context_get())
            odoo.http.root.session_store.save(session)
            self._sessions[login] = session
        return self._sessions[login]

    def use(self, login):
        """Send the following requests as ``login`` (empty: nobody is logged in)."""
        session = self._session_of(login)
        if login not in self._openers:
            opener = Opener(self)
            opener.cookies.set("session_id", session.sid, domain=HOST)
            self._openers[login] = opener
        self.session, self.opener = session, self._openers[login]

    def get(self, login, url, **options):
        """Fetch an address as ``login``."""
        self.use(login)
        return self.url_open(url, allow_redirects=False, **options)

    def post_json(self, login, url, params):
        """Call a JSON route as ``login``; NaN and Infinity go out as Python writes them."""
        self.use(login)
        self._baseline = None
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        return Answer(
            self.url_open(url, data=body, headers={"Content-Type": "application/json"}, timeout=60)
        )

    def rpc(self, login, model, method, *args, context=None, **kwargs):
        """Call ``model.method(*args, **kwargs)`` as the web client does."""
        if context is not None:
            kwargs["context"] = context
        return self.post_json(
            login,
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    # -- what is in the database ---------------------------------------------------------------

    @contextmanager
    def undone(self):
        """Take back what the block changed, so that each attack meets the same database."""
        self.env.flush_all()
        savepoint = Savepoint(self.env.cr._obj)
        try:
            yield
        finally:
            self.env.invalidate_all(flush=False)
            self.env.cr.clear()
            savepoint.close(rollback=True)

    def fingerprint(self, tables):
        """Counts and hashes of ``tables`` (table name -> SQL condition), to see any change."""
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s AS t, count(*), coalesce(sum(hashtextextended(r::text, 0)), 0)::text "
                "FROM %s r WHERE %s",
                table,
                SQL.identifier(table),
                SQL(condition),
            )
            for table, condition in tables.items()
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        return {table: (count, total) for table, count, total in rows}


class Side:
    """Records of one unit: the own side of the matrix, or the foreign one.

    What must not be revealed bears ``marker`` in its text.
    """

    def __init__(self, case, unit, own):
        self.case = case
        self.env = case.env
        self.own = own
        self.unit = unit
        self.code = "own" if own else "foreign"
        self.marker = "RIENG" if own else "BIMAT"
        self.outsider = case.user_outsider
        self.domain = case.domain_procedures
        self.verifier_unit = case.snv
        self.years = count(2100)  # of facts that a unit has once a year
        self.province_unit = case.province if own else case.namsach
        self.province_plan = case.plan
        self.officer = case.user_gtvt_officer if own else case.user_yte_officer
        self.head = case.user_gtvt_head if own else case.user_yte_head
        self.spare_user = case.make_user(f"t_spare_{self.code}")
        self.spare_role = case.grant(case.make_user(f"t_role_{self.code}"), "officer", unit)
        self.auditor = case.user_auditor
        # Somebody of the same unit who may do as much, but is nobody of the matrix.
        self.colleague = case.make_user(
            f"t_colleague_{self.code}",
            ("head", unit),
            ("officer", unit),
        )
        self.hr_colleague = case.make_user(f"t_hr_{self.code}", ("hr", unit))
        self.admin = case.other_admin
        self._make_staff()
        self._make_plans()
        self._tasks = {}
        self._make_tasks()
        self._make_figures()
        self._make_waits()
        self._make_reminders()
        self._make_urgings()
        self._make_unit_event()
        self._make_streamlining()
        self._make_ratings()
        self._make_initiatives()
        self._make_discipline()
        self._make_nominations()
        self._make_campaigns()
        self._make_inspections()
        self._make_communications()
        self._make_reports()

    def new(self, model, **values):
        """Create a record as the system does."""
        return self.env[model].create(values)

    def as_user(self, user, model, **values):
        """Create a record as ``user`` does."""
        return self.env[model].with_user(user).create(values).with_env(self.env)

    def _make_staff(self):
        self.division = self.new(
            "hr.department",
            name=f"Phòng của {self.unit.name}",
            unit_type_id=self.case.gtvt_division.unit_type_id.id,
            parent_id=self.unit.id,
        )
        self.job = self.new("hr.job", name=f"Chuyên viên {self.code}")
        self.employee = self.new(
            "hr.employee",
            name=f"Người của {self.unit.name}",
            department_id=self.unit.id,
            private_phone=f"{self.marker} 0900",
            private_street=f"{self.marker} phố",
        )
        self.post = self.new(
            "cchc.staff.appointment",
            employee_id=self.employee.id,
            unit_id=self.unit.id,
            date_from="2020-01-01",
            date_to="2020-12-31",
        )
        self.coming_post = self.post.copy({"date_from": "2090-01-01", "date_to": "2090-12-31"})
        self.document = self.new(
            "cchc.legal.document", summary=f"Văn bản {self.code}", kind="decision"
        )
        self.quota = self._quota(self.unit, 40)
        self.division_quota = self._quota(self.division, 9)
        self.deputy_rule = self.new(
            "cchc.staff.deputy.rule",
            name=f"Quy định {self.code}",
            is_draft=True,
            date_from="2099-01-01",
            unit_type_ids=[(6, 0, self.division.unit_type_id.ids)],
            band_ids=[(0, 0, {"at_least": 0, "number": 1})],
        )
        self.rating_scheme = self.new(
            "cchc.rating.scheme",
            name=f"Quy định {self.code}",
            subject="person",
            is_draft=True,
            date_from="2099-01-01",
            criterion_ids=[(0, 0, {"name": "Tiêu chí", "points": 100})],
        )
        self._make_surplus()
        self._make_positions()

    def _make_surplus(self):
        """A deputy of the division who is too many, and how that is to end."""
        person = self.new("hr.employee", name=f"Phó phòng {self.code}")
        post = self.new(
            "cchc.staff.appointment",
            employee_id=person.id,
            unit_id=self.division.id,
            capacity="deputy",
            date_from="2021-01-01",
        )
        self.surplus = self.new(
            "cchc.staff.surplus",
            unit_id=self.division.id,
            tested="own",
            since="2026-01-01",
            opened_on="2026-01-01",
            note=self.marker,
        )
        self.new(
            "cchc.staff.surplus.step",
            surplus_id=self.surplus.id,
            post_id=post.id,
            planned_on="2099-01-01",
            note=self.marker,
        )

    def _make_positions(self):
        """Positions of the unit, and a course with one of its people."""
        values = {"unit_id": self.unit.id, "note": self.marker, "description": self.marker}
        self.present_position = self.new(
            "cchc.staff.position", name=f"Vị trí nay {self.code}", date_from="2021-01-01", **values
        )
        self.position = self.new(
            "cchc.staff.position",
            name=f"Vị trí {self.code}",
            date_from="2099-01-01",
            share_ids=[
                (0, 0, {"rank_id": self.env.ref("cchc_reform.staff_rank_expert").id, "percent": 50})
            ],
            **values,
        )
        self.trainee = self.surplus.step_ids.employee_id
        self.training, self.other_training = (
            self.new(
                "cchc.staff.training",
                name=f"Lớp {name}",
                unit_id=self.unit.id,
                date_from="2026-01-05",
                date_to="2026-01-06",
            )
            for name in ("một", "hai")
        )
        self.new(
            "cchc.staff.training.participant",
            training_id=self.training.id,
            employee_id=self.trainee.id,
            note=self.marker,
        )
        self._make_award_lines()

    def award(self, state="decided"):
        """What the trainee was awarded; cancelled, it bears the marker."""
        award = self.new(
            "cchc.award",
            title_id=self.env.ref("cchc_reform.award_title_advanced_worker").id,
            employee_id=self.trainee.id,
            unit_id=self.unit.id,
            year=next(self.years),
            decision_number="1/QĐ",
            decision_date="2024-01-05",
        )
        if state == "cancelled":
            award.write({"note": self.marker, "cancel_number": "2/QĐ", "cancel_date": "2025-01-05"})
            award.with_user(self.case.user_standing).action_cancel(self.marker)
        return award

    def award_check(self, user):
        """Check of the trainee's conditions by ``user``."""
        return self.as_user(
            user,
            "cchc.award.check",
            title_id=self.env.ref("cchc_reform.award_title_fighter_base").id,
            employee_id=self.trainee.id,
            year=2023,
        )

    def _make_nominations(self):
        """One nomination for each state, each ready for its next step."""
        title = self.env.ref("cchc_reform.award_title_certificate_province_person")
        self._nominations = {}
        for state in ("registered", "proposed", "appraised", "voted", "decided"):
            self._nominations[state] = one = self.as_user(
                self.hr_colleague,
                "cchc.award.nomination",
                title_id=title.id,
                employee_id=self.trainee.id,
                unit_id=self.unit.id,
                year=next(self.years),
                achievements=self.marker,
                unit_council_on="2026-01-05",
                unit_minutes=self.marker,
                unit_members=3,
                unit_present=3,
                unit_favour=3,
            )
            office = one.with_user(self.case.user_standing)
            if state == "registered":
                continue
            one.with_user(self.colleague).action_propose()
            office.appraisal = self.marker
            if state == "proposed":
                continue
            office.check_ids.action_confirm(self.marker)
            office.action_appraise()
            self.consultation = self.as_user(
                self.case.user_standing,
                "cchc.award.consultation",
                nomination_id=one.id,
                body=self.marker,
                asked_on="2026-01-05",
                answered_on="2026-01-06",
                opinion="agreed",
            )
            self.vote = self.as_user(
                self.case.user_standing,
                "cchc.award.vote",
                nomination_id=one.id,
                employee_id=self.candidate.id,
            )
            office.write({"council_on": "2026-01-06", "council_minutes": self.marker})
            if state == "appraised":
                self._lines = self.consultation, self.vote
                continue
            office.action_vote()
            if state == "decided":
                office.action_decide(f"{self.marker} 9", "2026-01-07")
        self.consultation, self.vote = self._lines

    def _make_campaigns(self):
        """Blocks and campaigns of the unit, each in its states."""
        other = self.new("hr.department", name=f"Phòng khác của {self.unit.name}")
        other.write({"parent_id": self.unit.id})
        self._blocks, self._campaigns = {}, {}
        # The user who keeps them holds the role for the unit itself, and is nobody of the matrix.
        office = self.case.make_user(f"t_block_{self.code}", ("standing_office", self.unit))
        for state in ("draft", "scoring", "closed"):
            self._blocks[state] = block = self.as_user(
                office,
                "cchc.award.block",
                name=self.marker if state == "draft" else "Khối",
                unit_id=self.unit.id,
                member_ids=[(6, 0, (self.unit | other).ids)],
            )
            if state != "draft":
                block.with_user(office).action_open()
            if state == "closed":
                block.with_user(office).action_close_without("Lý do")
        for state in ("draft", "running", "ended"):
            self._campaigns[state] = campaign = self.as_user(
                self.hr_colleague,
                "cchc.award.campaign",
                name=self.marker if state == "draft" else "Phong trào",
                unit_id=self.unit.id,
                date_from="2026-01-01",
                date_to="2026-12-31",
                criterion_ids=[(0, 0, {"name": "Tiêu chí"})],
            )
            line = self.as_user(
                self.hr_colleague,
                "cchc.award.campaign.unit",
                campaign_id=campaign.id,
                unit_id=self.unit.id,
                commitment=self.marker,
            )
            if state != "draft":
                campaign.with_user(self.hr_colleague).action_launch()
            if state == "running":
                self.campaign_line = line
            if state == "ended":
                campaign.with_user(self.hr_colleague).final_review = "Tổng kết"
                campaign.with_user(self.hr_colleague).action_end()

    def block(self, state):
        """The emulation block of the unit in a state."""
        return self._blocks[state]

    def block_score(self, state):
        """What the unit gave another member."""
        scores = self.block(state).score_ids
        return scores.filtered(lambda score: score.scorer_unit_id == self.unit)

    def campaign(self, state):
        """The campaign of the unit in a state."""
        return self._campaigns[state]

    def nomination(self, state):
        """The nomination of the trainee in a state."""
        return self._nominations[state]

    def award_decide(self, user):
        """Dialog of ``user`` about the voted nomination, if the user may see it."""
        return self.as_user(
            user,
            "cchc.award.decide",
            nomination_ids=[(6, 0, self._seen(user, self.nomination("voted")))],
            number=f"{self.marker} 1",
            date="2026-01-10",
        )

    def _make_award_lines(self):
        """Dated lines of the catalogue, of times long ago."""
        year = 1990 if self.own else 1992
        days = {"date_from": f"{year}-01-01", "date_to": f"{year}-06-30"}
        days_of_title = {
            "title_id": self.env.ref("cchc_reform.award_title_fighter_base").id,
            **days,
        }
        self.award_authority = self.new(
            "cchc.award.authority", authority="president", **days_of_title
        )
        self.award_condition = self.new("cchc.award.condition", kind="votes", **days_of_title)
        self.award_money = self.new("cchc.award.money", multiple=1, **days_of_title)
        self.base_salary = self.new("cchc.award.base.salary", amount=1000, **days)

    def trial(self, user):
        """A trial of ``user``, with a change and a result."""
        return self.as_user(
            user,
            "cchc.staff.scenario",
            day="2026-01-01",
            line_ids=[(0, 0, {"kind": "hold", "unit_id": self.division.id, "deputies": 1})],
            result_ids=[(0, 0, {"label": self.marker})],
        )

    def moving(self):
        """The dialog by which the deputy leaves the post."""
        return {
            "post_id": self.surplus.step_ids.post_id.id,
            "first_day": "2098-01-01",
            "decision_number": "1/QĐ",
        }

    def classification(self, unit):
        """A class of ``unit``, from a day to come on."""
        return self.new(
            "cchc.unit.classification",
            unit_id=unit.id,
            class_id=self.env.ref("cchc_reform.unit_class_of_facility_large").id,
            date_from="2099-01-01",
        )

    def _quota(self, unit, number):
        return self.new(
            "cchc.staff.quota", unit_id=unit.id, year=2099, number=number, note=self.marker
        )

    def _plan(self, unit, **values):
        return self.new(
            "cchc.plan",
            name=f"Kế hoạch {self.marker}",
            unit_id=unit.id,
            default_verifier_unit_id=self.verifier_unit.id,
            content=f"<p>{self.marker}</p>",
            **values,
        )

    def _make_plans(self):
        self.plan_draft = self._plan(self.unit)
        self.plan = self._plan(self.unit)
        self.plan.with_user(self.head).action_issue()
        self.elsewhere_plan = self._plan(self.case.namsach)
        self.elsewhere_plan.with_user(self.case.user_namsach_head).action_issue()

    def _make_tasks(self):
        case, own_plan = self.case, {"plan_id": self.plan.id, "by": self.head}
        for name, values in {
            "draft": {"assign": False, **own_plan},
            "assigned": {},
            "in_progress": {},
            "for_approval": {},
            "reported": {},
            "verified": {},
            "cancelled": own_plan,
            "waiting": {
                "deadline": False,
                "deadline_kind": "waiting",
                "waiting_for": f"{self.marker} hướng dẫn",
                **own_plan,
            },
            "of_division": {"unit": self.division, **own_plan},
            "joint": {"coop_unit_ids": [(6, 0, self.case.vp.ids)]},
            "to_extend": own_plan,
            "to_give": own_plan,
            "to_confirm": {"unit": case.namsach, "verifier_unit_id": self.unit.id},
        }.items():
            unit = values.pop("unit", self.unit)
            self._tasks[name] = task = case.make_task(
                unit,
                name=f"{self.marker} {name}",
                description=f"<p>{self.marker}</p>",
                output=self.marker,
                **values,
            )
            task.message_subscribe(self.head.partner_id.ids)
            task.with_user(self.head if unit == self.unit else case.user_standing).message_post(
                body=f"{self.marker} lời bàn"
            )
        officer = {name: task.with_user(self.officer) for name, task in self._tasks.items()}
        for name in ("in_progress", "for_approval", "reported", "verified"):
            officer[name].action_start()
            officer[name].explanation = f"{self.marker} đã làm"
        for name in ("for_approval", "reported", "verified"):
            officer[name].action_submit()
        for name in ("reported", "verified"):
            self._tasks[name].with_user(self.head).action_report()
        self._tasks["verified"].with_user(case.user_standing).action_verify()
        self._tasks["cancelled"].with_user(self.head).action_cancel(f"{self.marker} thôi")
        confirm = self._tasks["to_confirm"].with_user(case.user_namsach_head)
        confirm.explanation = f"{self.marker} đã làm"
        confirm.action_report()
        self._make_extensions()
        self.activity = {
            name: self._tasks[name].activity_schedule(
                "mail.mail_activity_data_todo",
                summary=f"{self.marker} việc",
                user_id=self.head.id,
            )
            for name in ("draft", "assigned")
        }
        self._attachments = {
            name: self.new(
                "ir.attachment",
                name=f"{self.marker}.txt",
                raw=f"{self.marker} nội dung".encode(),
                res_model="cchc.task",
                res_id=self._tasks[name].id,
            )
            for name in ("draft", "assigned")
        }

    def _make_extensions(self):
        self._extensions = {
            name: self.as_user(
                self.officer,
                "cchc.task.extension",
                task_id=self._tasks[task].id,
                requested_deadline="2099-12-31",
                reason=f"{self.marker} lý do",
                letter_number="1",
                letter_date="2020-01-01",
            )
            for name, task in (
                ("draft", "in_progress"),
                ("asked", "assigned"),
                ("own_plan", "to_give"),
            )
        }
        for name in ("asked", "own_plan"):
            self._extensions[name].with_user(self.officer).action_request()

    def extension(self, name):
        """Request for a later deadline: a draft, asked of the province, or of the own head."""
        return self._extensions[name]

    def _make_figures(self):
        plans = {"open": self.case.plan, "draft": self.plan, "planned": self.plan}
        self._targets = {
            name: self.as_user(
                self.case.user_standing if plan == self.case.plan else self.head,
                "cchc.target",
                name=f"{self.marker} {name}",
                plan_id=plan.id,
                domain_id=self.domain.id,
                unit_id=self.unit.id,
                target_value=90,
            )
            for name, plan in plans.items()
        }
        self._targets["open"].with_user(self.case.user_standing).action_assign()
        self._targets["planned"].with_user(self.head).action_assign()
        self.measure = self.as_user(
            self.officer,
            "cchc.target.measure",
            target_id=self._targets["open"].id,
            value=10,
            note=f"{self.marker} số",
        )
        self._evidence = {
            name: self.as_user(
                self.officer,
                "cchc.evidence",
                name=f"{self.marker} {name}",
                unit_id=self.unit.id,
                file=PDF,
                file_name="bao-cao.pdf",
                task_ids=[(6, 0, self._tasks["in_progress"].ids)],
            )
            for name in ("open", "locked")
        }
        self._evidence["locked"].task_ids = False
        proof = self._tasks["proven"] = self.case.make_task(self.unit, name=f"{self.marker} proven")
        self._evidence["locked"].with_user(self.officer).task_ids = proof
        proof.with_user(self.officer).action_submit()

    def _make_waits(self):
        case, asked_on = self.case, dates.today() - timedelta(days=30)
        other_task = case.make_task(case.vp, verifier_unit_id=case.snv.id)
        officer_of_vp = case.make_user(f"t_vp_{self.code}", ("officer", case.vp))
        own = (self.officer, self._tasks["assigned"], case.vp)
        self._waits = {}
        for name, (user, task, awaited) in {
            "asked": own,
            "answered": own,
            "to_answer": (officer_of_vp, other_task, self.unit),
        }.items():
            self._waits[name] = self.as_user(
                user,
                "cchc.task.wait",
                name=f"{self.marker} {name}",
                task_id=task.id,
                awaited_unit_id=awaited.id,
                due_on="2099-01-31",
            )
        self._waits["answered"].with_user(self.officer).action_answer(answer=self.marker)
        late = case.make_task(self.unit, assign=False, name=f"{self.marker} late")
        with late._effective_on(asked_on):
            late.with_user(case.user_standing)._assign(on=asked_on)
            self._waits["late"] = self.new(
                "cchc.task.wait",
                name=f"{self.marker} late",
                task_id=late.id,
                awaited_unit_id=case.vp.id,
                asked_on=asked_on,
                due_on=asked_on,
            )

    def _make_urgings(self):
        case = self.case
        inner = case.make_task(
            self.division, name=f"{self.marker} phòng", plan_id=self.plan.id, by=self.head
        )
        late = case.make_task(self.unit, name=f"{self.marker} chậm")
        self._urgings = {
            "mine": self.env["cchc.urging"].with_user(self.head)._prepare(inner),
            "above": self.env["cchc.urging"].with_user(case.user_standing)._prepare(late),
        }
        above = self._urgings["above"]
        above.body = self.marker
        for urging in self._urgings.values():
            urging.write({"number": "1/SNV", "document_date": "2020-01-01"})
        above.action_issue()
        self._urgings = {name: one.with_env(self.env) for name, one in self._urgings.items()}

    def _make_reports(self):
        self.outline = self.new(
            "cchc.report.template",
            name="Đề cương",
            unit_id=self.unit.id,
            date_from="2022-01-01",
            section_ids=[(0, 0, {
                "number": "I", "name": "Mục",
                "indicator_ids": [(0, 0, {"code": "so", "name": f"Số {self.marker}"})],
            })],
            check_ids=[(0, 0, {"left": "so", "right": "so", "message": "Sai"})],
        )  # fmt: skip
        self.spare_outline = self.outline.copy()  # of no period yet
        self._reports = {}
        for year, state in ((2021, "draft"), (2022, "submitted")):
            period = self.new(
                "cchc.period",
                name=f"năm {year}",
                year=year,
                unit_id=self.case.province.id,
                date_from=f"{year}-01-01",
                date_to=f"{year}-12-14",
                due_agency=f"{year}-12-16",
                template_id=self.outline.id,
            )
            with period._permit({"state"}):
                period.state = "open"
            report = self.env["cchc.report"]._open(period, self.unit)
            report.text_ids.text = f"{self.marker} báo cáo"
            if state == "submitted":
                report.with_user(self.head).action_submit()
            self._reports[state] = report
        self.period = self.new(
            "cchc.period",
            name=f"kỳ {self.code}",
            year=2020,
            unit_id=self.province_unit.id,
            date_from="2020-01-01",
            date_to="2020-12-14",
            due_agency="2020-12-16",
            template_id=self.outline.id,
        )

        self._selections = {
            kind: self.as_user(
                self.colleague,
                "cchc.report.selection",
                **self.selection_values(unit_id=self.unit.id, share_officer=kind == "shared"),
            )
            for kind in ("shared", "others")
        }
        self.delivery = self.new(
            "cchc.report.delivery",
            selection_id=self.selection("others").id,
            user_id=self.colleague.id,
            occasion="2020-01",
            file_name=f"{self.marker}.xlsx",
        )

    def selection_values(self, **values):
        """Values of a table of figures."""
        indicators = self.outline.indicator_ids.ids
        return {"name": f"Bảng {self.marker}", "indicator_ids": [(6, 0, indicators)], **values}

    def selection(self, kind):
        """A colleague's table of figures: shared with officers, or not."""
        return self._selections[kind]

    def report(self, state):
        """The report of the unit in a state: draft or submitted."""
        return self._reports[state]

    def _make_unit_event(self):
        self.unit_event = self.new(
            "cchc.unit.event",
            name=f"{self.marker} sắp xếp",
            kind="rename",
            unit_id=self.unit.id,
            effective_on="2021-01-01",
            link_ids=[(0, 0, {"predecessor_id": self.division.id, "outcome": "renamed",
                              "new_name": "Phòng mới"})],
        )  # fmt: skip
        ending = self.new(
            "hr.department",
            name=f"Phòng kết thúc của {self.unit.name}",
            unit_type_id=self.division.unit_type_id.id,
            parent_id=self.unit.id,
        )
        officer = self.case.make_user(f"t_ending_{self.code}", ("officer", ending))
        inner = self.case.make_task(
            ending, name=f"{self.marker} phòng kết thúc", plan_id=self.plan.id, by=self.head
        )
        prepared = self.new(
            "cchc.unit.event",
            name=f"{self.marker} giải thể",
            kind="dissolve",
            unit_id=self.unit.id,
            effective_on=dates.today(),
            link_ids=[(0, 0, {"predecessor_id": ending.id, "outcome": "dissolved"})],
        )
        prepared.with_user(self.admin).action_prepare()
        self._handovers = {
            "work": prepared.handover_ids.filtered(lambda line: line.res_id == inner.id),
            "role": prepared.handover_ids.filtered(lambda line: line.kind == "role"),
        }
        assert officer and all(len(lines) == 1 for lines in self._handovers.values())

    def _make_streamlining(self):
        term = {
            name: self.env.ref(f"cchc_reform.streamlining_{name}").id
            for name in ("category_long_sickness", "policy_early_retirement", "basis_154_2025")
        }
        hr = self.hr_colleague
        self._cases = {}
        for name in ("draft", "listed", "appraised", "decided"):
            person = self.new("hr.employee", name=f"Người {name} của {self.unit.name}")
            self.new(
                "cchc.staff.appointment",
                employee_id=person.id,
                unit_id=self.unit.id,
                date_from="2020-01-01",
            )
            self._cases[name] = case = self.as_user(
                hr,
                "cchc.staff.streamlining",
                employee_id=person.id,
                unit_id=self.unit.id,
                title=f"{self.marker} chức danh",
                category_id=term["category_long_sickness"],
                policy_id=term["policy_early_retirement"],
                basis_id=term["basis_154_2025"],
                leaving_on="2026-01-31",
                cost=1000,
                cost_source="other",
                cost_note=self.marker,
                note=self.marker,
            )
            if name != "draft":
                case.with_user(self.colleague).action_list()
            if name in ("appraised", "decided"):
                case.with_user(self.case.user_standing).action_appraise()
            if name == "decided":
                case.with_user(self.case.user_leader).action_decide("1", "2026-01-02")
        self.candidate = self.new("hr.employee", name=f"Người mới của {self.unit.name}")
        self.new(
            "cchc.staff.appointment",
            employee_id=self.candidate.id,
            unit_id=self.unit.id,
            date_from="2020-01-01",
        )
        years = {"year_ids": [(0, 0, {"year": 2024, "number": 1})]}
        cut = {"unit_id": self.unit.id, "has_baseline": True, "baseline": 40, **years}
        bodies = {"unit_type_id": self.division.unit_type_id.id, **years}
        self._documents = {}
        for model, line, other in (
            ("streamlining.programme", cut, {"kind": "public_state"}),
            ("scheme", bodies, {}),
        ):
            for name in ("draft", "issued"):
                self._documents[model, name] = document = self.new(
                    f"cchc.staff.{model}",
                    name=f"{self.marker} {name}",
                    unit_id=self.unit.id,
                    year_from=2024,
                    year_to=2026,
                    baseline_on="2024-01-01",
                    to_verify=True,
                    # No two programmes cut the same numbers.
                    line_ids=[(0, 0, line if name == "draft" else {**line, **other})],
                )
                if name == "issued":
                    document.with_user(self.head).action_issue()

    def _make_ratings(self):
        """One person, rated in a year for each state, and that person's rating as of the head."""
        user = self.case.make_user(f"t_rated_{self.code}")
        name = f"Người được đánh giá của {self.unit.name}"
        person = self.new("hr.employee", name=name, user_id=user.id)
        self.new(
            "cchc.staff.appointment",
            employee_id=person.id,
            unit_id=self.unit.id,
            date_from="2020-01-01",
        )
        self._ratings = {}
        states = ("draft", "self_rated", "met", "proposed", "decided", "announced")
        for year, state in enumerate(states, 2021):
            self._ratings[state] = one = self.as_user(
                self.hr_colleague,
                "cchc.rating",
                employee_id=person.id,
                unit_id=self.unit.id,
                year=year,
            )
            handled, decided = one.with_user(self.hr_colleague), one.with_user(self.colleague)
            meeting = {"meeting_on": "2026-01-02", "minutes": self.marker}
            for step, values in (
                (one.with_user(user).action_self_rate, meeting),
                (handled.action_meet, {"opinion": self.marker, "given_level": "good"}),
                (handled.action_propose, {}),
                (decided.action_decide, {}),
                (handled.action_announce, {}),
            ):
                if one.state == state:
                    break
                step()
                one.sudo().write(values)
                one.sudo().line_ids.write({"given_points": 20, "reason": self.marker})

        self._ratings["unit"] = self.as_user(
            self.hr_colleague, "cchc.rating", subject="unit", unit_id=self.unit.id, year=2026
        )

    def rating(self, state):
        """The rating of the person in a state, of which the announced has lines; or the unit's."""
        return self._ratings[state]

    def _make_initiatives(self):
        """One in each state that matters, and two from outside; what is open bears no mark."""
        self._initiatives = {}
        for state in ("draft", "bare", "submitted", "assessed", "recognised"):
            marker = self.marker if state != "recognised" else "Sáng kiến"
            self._initiatives[state] = one = self.as_user(
                self.colleague,
                "cchc.initiative",
                name=f"{marker} {state}",
                unit_id=self.unit.id,
                domain_id=self.domain.id,
                problem=marker,
                solution=marker,
                author_ids=[(0, 0, {"outside_name": f"{marker} tác giả", "share": 100})],
            )
            handled = one.with_user(self.hr_colleague)
            if state == "draft":
                continue
            one.with_user(self.colleague).action_submit()
            if state == "bare":
                continue
            self.as_user(
                self.hr_colleague,
                "cchc.initiative.assessment",
                initiative_id=one.id,
                held_on="2026-01-05",
                member_ids=[(6, 0, self.employee.ids)],
                votes_for=1,
                minutes=self.marker,
                decision_number="1/QĐ",
                decision_date="2026-01-06",
            )
            if state != "submitted":
                handled.action_assess()
            if state == "recognised":
                handled.action_recognise()
        self._initiatives["outside"] = outside = self.as_user(
            self.colleague,
            "cchc.initiative",
            name="Sáng kiến của tỉnh khác",
            unit_id=self.unit.id,
            domain_id=self.domain.id,
            origin="outside",
            origin_place="Tỉnh khác",
        )
        outside.with_user(self.colleague).action_register()
        self._replications = {}
        for state, unit in (("draft", self.unit), ("confirmed", self.division)):
            text = self.marker if state == "draft" else "Giảm giấy tờ"
            self._replications[state] = one = self.as_user(
                self.colleague,
                "cchc.initiative.replication",
                initiative_id=outside.id,
                unit_id=unit.id,
                effect=text,
            )
        one.with_user(self.colleague).action_confirm()

    def initiative(self, state):
        """Initiative of the unit in a state; "bare": submitted and not assessed."""
        return self._initiatives[state]

    def replication(self, state):
        """What the unit took over as a draft, and its division confirmed."""
        return self._replications[state]

    def _make_discipline(self):
        """A case of one person for each state, a hold, and what the registers keep."""
        user = self.case.make_user(f"t_disciplined_{self.code}")
        self.disciplined = self.new(
            "hr.employee", name=f"Người bị xem xét {self.code}", user_id=user.id
        )
        self.new(
            "cchc.staff.appointment",
            employee_id=self.disciplined.id,
            unit_id=self.unit.id,
            date_from="2020-01-01",
        )
        today = dates.today()
        warning = self.env.ref("cchc_reform.discipline_form_civil_servant_warning_2025")
        self._discipline = {}
        for state in ("draft", "open", "decided", "appealed", "dropped"):
            self._discipline[state] = one = self.as_user(
                self.hr_colleague,
                "cchc.discipline.case",
                employee_id=self.disciplined.id,
                unit_id=self.unit.id,
                staff_kind="civil_servant",
                detected_on=today,
                breached_on=today,
                facts=self.marker,
                file=PDF,
                file_name="ho-so.pdf",
                review_on=today,
                review_minutes=self.marker,
                form_id=warning.id,
                decision_number="1/QĐ",
                decision_date=today,
                effective_on=today,
                signer=self.marker,
            )
            handled, decided = one.with_user(self.hr_colleague), one.with_user(self.colleague)
            if state == "draft":
                continue
            handled.action_open()
            if state == "dropped":
                decided.action_drop(self.marker)
            elif state != "open":
                decided.action_decide()
                handled.appeal_on = today
            if state == "appealed":
                handled.action_appeal()
                handled.write(
                    {"appeal_result": "upheld", "appeal_number": "2/QĐ", "appeal_date": today}
                )
        self.hold = self.new(
            "cchc.discipline.hold",
            case_id=self.discipline("open").id,
            ground="illness",
            date_from="2099-01-01",
        )
        self.discipline_reminder = self.new(
            "cchc.discipline.reminder",
            case_id=self.discipline("open").id,
            user_id=self.head.id,
            clock="handling",
            last_on="2099-01-01",
            step=30,
            day="2099-01-01",
        )
        self.discipline_access = self.new(
            "cchc.discipline.access",
            user_id=self.auditor.id,
            unit_id=self.unit.id,
            decision_number=f"{self.marker} 1/QĐ",
            decision_date="2020-01-01",
            date_from="2020-01-01",
            date_to="2020-12-31",
        )
        self.review = self.new(
            "cchc.discipline.review",
            unit_id=self.unit.id,
            cause=self.marker,
            document_date="2025-01-06",
        )
        self.breach = self.new(
            "cchc.discipline.breach",
            unit_id=self.unit.id,
            employee_id=self.disciplined.id,
            breach=self.marker,
            checked_on="2025-01-06",
        )
        year = 1990 if self.own else 1992
        days = {"date_from": f"{year}-01-01", "date_to": f"{year}-06-30"}
        self.discipline_form = self.new(
            "cchc.discipline.form", code="warning", staff_kind="cadre", **days
        )
        self.discipline_rule = self.new("cchc.discipline.rule", code="handling", number=9, **days)

    def discipline(self, state):
        """The discipline case of the unit in a state."""
        return self._discipline[state]

    def _make_inspections(self):
        """Of the division by the unit, a state each ("mine"...); of the unit by the department of
        home affairs: prepared, announced, begun ("drafted"), with signed minutes ("signed")."""
        self.inspection_item, self.spare_item = (
            self.new("cchc.inspection.item", name=f"Nội dung {self.code}", domain_id=domain.id)
            for domain in (self.domain, self.case.domain_organisation)
        )
        self._inspections = {}
        for name, last in (
            ("mine", "planned"),
            ("announced", "announced"),
            ("under_way", "under_way"),
            ("to_conclude", "minutes"),
            ("concluded", "concluded"),
            ("reported", "concluded"),
        ):
            self._inspections[name] = self._inspect(self.unit, self.division, last, self.colleague)
        for name, last in (
            ("prepared", "planned"),
            ("received", "announced"),
            ("drafted", "under_way"),
            ("signed", "minutes"),
            ("to_remedy", "concluded"),
        ):
            self._inspections[name] = self._inspect(
                self.case.snv, self.unit, last, self.case.user_snv_head
            )
        for name in ("to_remedy", "reported"):
            finding = self._inspections[name].finding_ids.sudo()
            finding.write({"remedy": self.marker, "remedy_on": dates.today()})
            if name == "reported":
                finding.action_report_remedy()
                finding.remedy_note = self.marker
        named = {"number": "1/KH", "date": "2026-01-02", "name": f"{self.marker} kiểm tra"}
        self._inspection_plans = {
            name: self.new(
                "cchc.inspection.plan", unit_id=own.id, unit_ids=[(6, 0, unit.ids)], **named
            )
            for name, own, unit in (
                ("draft", self.unit, self.division),
                ("issued", self.unit, self.division),
                ("named", self.case.snv, self.unit),
            )
        }
        self._inspection_plans["issued"].with_user(self.colleague).action_issue()
        self._inspection_plans["named"].with_user(self.case.user_snv_head).action_issue()

    def _make_communications(self):
        """An event planned and one not; contributions that the unit received, and that it answers."""
        event = {"name": f"{self.marker} tuyên truyền", "unit_id": self.unit.id}
        self._communications = {
            name: self.new("cchc.communication", **event) for name in ("draft", "planned", "done")
        }
        for name in ("planned", "done"):
            self._communications[name].with_user(self.colleague).action_plan()
        for name in ("planned", "done"):
            self._communications[name].write({"done_on": dates.today(), "note": self.marker})
        self._communications["done"].with_user(self.colleague).action_finish()
        self.contribution_rule = self.new(
            "cchc.contribution.rule",
            name=f"Thời hạn {self.code}",
            working_days=5,
            date_from="2098-01-01" if self.own else "2099-01-01",
            date_to="2098-12-31" if self.own else "2099-12-31",
        )
        self._contributions = {}
        for name, by, handler in (
            ("received", self.unit, self.case.vp),
            ("handed_on", self.unit, self.case.vp),
            ("coming", self.case.vp, self.unit),
            ("to_answer", self.case.vp, self.unit),
            ("answered", self.unit, self.unit),
        ):
            self._contributions[name] = one = self.new(
                "cchc.contribution",
                name=f"{self.marker} hỏi",
                text=self.marker,
                term="2099-01-31",
                received_by_unit_id=by.id,
                unit_id=handler.id,
                sender_ids=[(0, 0, {"name": f"{self.marker} Nguyễn Văn A"})],
            )
            if name in ("handed_on", "answered"):
                one.with_user(self.colleague).action_assign()
            if name == "to_answer":
                one.with_user(self.case.user_vp_officer).action_assign()
            if name in ("to_answer", "answered"):
                one.answer = self.marker
            if name == "answered":
                one.with_user(self.colleague).action_answer()

    def communication(self, name):
        """An event of the unit: draft, planned or done."""
        return self._communications[name]

    def contribution(self, name):
        """A contribution; see :meth:`_make_communications`."""
        return self._contributions[name]

    def _inspect(self, own, unit, last, user):
        inspection = self.new(
            "cchc.inspection",
            inspecting_unit_id=own.id,
            unit_id=unit.id,
            domain_ids=[(6, 0, self.domain.ids)],
            purpose=self.marker,
            leader_id=self.employee.id,
            minutes=self.marker,
            minutes_on=dates.today(),
        )
        inspection.answer_ids.write({"answer": "not_met", "note": self.marker})
        for step in ("announce", "begin", "find", "sign", "conclude"):
            if inspection.state == last and (step != "find" or last == "announced"):
                break
            if step == "find":
                self.new(
                    "cchc.inspection.finding",
                    inspection_id=inspection.id,
                    name=f"{self.marker} tồn tại",
                    item_id=self.inspection_item.id,
                    recommendation=f"{self.marker} khắc phục",
                    term="2099-01-31",
                )
                if last == "under_way":
                    break
                continue
            getattr(inspection.with_user(user), f"action_{step}")()
            if step == "sign":
                inspection.write({"conclusion_number": "1/KL", "conclusion_date": dates.today()})
        return inspection

    def inspection(self, name):
        """An inspection by the unit, or of it; see :meth:`_make_inspections`."""
        return self._inspections[name]

    def inspection_plan(self, name):
        """A plan of the unit ("draft", "issued"), or one that names it."""
        return self._inspection_plans[name]

    def streamlining(self, name):
        """A streamlining case in a state: draft, listed, appraised or decided."""
        return self._cases[name]

    def programme(self, name):
        """A streamlining programme of the unit, a draft or issued."""
        return self._documents["streamlining.programme", name]

    def scheme(self, name):
        """A scheme of rearrangement of the unit, a draft or issued."""
        return self._documents["scheme", name]

    def staff_workbook(self, user):
        """Import one number of staff of the division."""
        rows = f"Đơn vị,Năm,Biên chế CBCC,Số quyết định\n{self.division.name},2097,5,1/QĐ\n"
        return self.as_user(
            user,
            "cchc.staff.workbook",
            kind="quotas",
            file=base64.b64encode(rows.encode("utf-8-sig")).decode(),
            file_name=f"{self.marker}.csv",
        )

    def streamlining_workbook(self, user):
        """Import one body into the draft scheme of the unit."""
        rows = "Loại tổ chức,Hiện có,2024\nsub_department,4,3\n"
        return self.as_user(
            user,
            "cchc.staff.streamlining.workbook",
            kind="scheme",
            scheme_id=self.scheme("draft").id,
            file=base64.b64encode(rows.encode("utf-8-sig")).decode(),
            file_name=f"{self.marker}.csv",
        )

    def streamlining_print(self, user):
        """Print the list of the unit's cases."""
        return self.as_user(user, "cchc.staff.streamlining.workbook", unit_id=self.unit.id)

    def streamlining_dialog(self, user, act="decide"):
        """Record the decision on the appraised case, if the user may see it."""
        case = self.streamlining("appraised" if act == "decide" else "decided").with_user(user)
        ids = case.ids if case.has_access("read") else []
        values = {"case_ids": [(6, 0, ids)], "act": act, "date": "2026-01-10"}
        return self.as_user(
            user, "cchc.staff.streamlining.dialog", number=f"{self.marker} 1", **values
        )

    def renewal(self, user):
        """Approve the present position again, if the user may see it."""
        return self.as_user(
            user,
            "cchc.staff.position.renewal",
            position_ids=[(6, 0, self._seen(user, self.present_position))],
            first_day="2098-01-01",
            decision_number=f"{self.marker} 1",
        )

    def placing(self, user):
        """Place a person of the unit in its present position, as of a day to come."""
        return self.as_user(
            user,
            "cchc.staff.position.placing",
            post_ids=[(6, 0, self.coming_post.ids)],
            position_id=self.present_position.id,
            first_day="2090-02-01",
        )

    @staticmethod
    def _seen(user, records):
        """Ids of ``records``, if the user may see them."""
        return records.ids if records.with_user(user).has_access("read") else []

    def need(self, unit, state="draft"):
        """A training need of ``unit``: a draft, submitted or approved."""
        need = self.new(
            "cchc.staff.training.need",
            unit_id=unit.id,
            year=next(self.years),
            number=3,
            reason=self.marker,
        )
        if state != "draft":
            need.with_user(self.case.user_standing).action_submit()
        if state == "approved":
            need.with_user(self.case.user_leader).action_approve("1/QĐ", "2026-01-05")
        return need

    def training_approval(self, user):
        """Approve a need of the division, if the user may see it."""
        need = self.need(self.division, "submitted")
        return self.as_user(
            user,
            "cchc.staff.training.approval",
            need_ids=[(6, 0, self._seen(user, need))],
            number=f"{self.marker} 1",
            date="2026-01-10",
        )

    def unit_event_import(self, user):
        """Import one link of the unit's rearrangement."""
        return self.as_user(
            user,
            "cchc.unit.event.import",
            event_id=self.unit_event.id,
            level="inner",
            file=base64.b64encode(
                "Mã cũ,Tên cũ,Mã mới,Tên mới\nX,X,Y,Y\n".encode("utf-8-sig")
            ).decode(),
            file_name="lien-ket.csv",
        )

    def handover(self, name):
        """What a unit that ends leaves open: a task ("work"), or a person's role."""
        return self._handovers[name]

    def urging(self, name):
        """A draft of the unit to its division ("mine"), or an issued one to the unit."""
        return self._urgings[name]

    def _make_reminders(self):
        number = 3 if self.own else 4
        self.calendar_day = self.new("cchc.calendar.day", name="Nghỉ", day=f"1990-01-0{number}")
        self.reminder_rule = self.new(
            "cchc.reminder.rule", when="after", days=200 + number, audience="head"
        )
        self.reminder = self.new(
            "cchc.reminder",
            task_id=self.task("assigned").id,
            unit_id=self.unit.id,
            user_id=self.head.id,
            audience="head",
            rule_id=self.reminder_rule.id,
            day="2020-01-02",
            deadline="2020-01-03",
        )
        self.digest = self.new(
            "cchc.reminder.digest", user_id=self.head.id, week="2020-W01", day="2020-01-02"
        )
        channel = self.new("cchc.notification.channel", name="SMS", url="https://gateway.vn")
        self.message = self.new(
            "cchc.notification.message", channel_id=channel.id, user_id=self.head.id
        )

    def task(self, name):
        """Task in a state, or of a kind: assigned, draft, to_confirm..."""
        return self._tasks[name]

    def wait(self, name):
        """Request to another unit: open, answered, late, or one to be answered by the unit."""
        return self._waits[name]

    def target(self, name):
        """Target of the province's plan ("open") or of the unit's own."""
        return self._targets[name]

    def evidence(self, name):
        """Evidence that may still change ("open"), or on which a report rests."""
        return self._evidence[name]

    def attachment(self, name):
        """File attached to a task."""
        return self._attachments[name]

    @property
    def seal(self):
        """The first seal of the history: one as it could be, for want of a real one in a test."""
        seals = self.env["cchc.audit.seal"]
        if not seals.search_count([]):
            self.env.cr.execute(
                """
                INSERT INTO cchc_audit_seal (
                    sequence, format, sealed_at, previous_hash, hash, entry_count, first_id,
                    last_id, top_id, entry_ids, horizon, server_start, digests
                ) VALUES (1, 1, now(), '', repeat('0', 64), 1, 1, 1, 1, '1', '1', '1', '')
                """
            )
        return seals.search([], limit=1)

    # -- what is entered in dialogs ------------------------------------------------------------

    def reason(self):
        """Cancel a task of the unit's own plan."""
        return {
            "res_model": "cchc.task",
            "res_ids": self.task("waiting").ids,
            "step": "cancel",
            "reason": f"{self.marker} lý do",
        }

    def settling(self, user):
        """Set the deadline of a waiting task, if the user may see it."""
        task = self.task("waiting").with_user(user)
        ids = task.ids if task.has_access("read") else []
        return {"task_ids": [(6, 0, ids)], "deadline": "2099-01-01", "reason": self.marker}

    def answering(self, user):
        """Answer a request, if the user may see it."""
        wait = self.wait("asked").with_user(user)
        ids = wait.ids if wait.has_access("read") else []
        return {"wait_ids": [(6, 0, ids)], "answer": self.marker}

    def deciding(self):
        """Grant a later deadline in the unit's own plan."""
        return {
            "extension_id": self.extension("own_plan").id,
            "act": "grant",
            "text": self.marker,
            "granted_deadline": "2099-12-30",
            "decision_number": "1",
            "decision_date": "2020-01-02",
        }

    def giving(self):
        """Give a task of the unit's own plan to its division."""
        return {"task_id": self.task("to_give").id, "unit_ids": [(6, 0, self.division.ids)]}

    def exemption(self, user):
        """A unit that a dialog names as exempt."""
        wizard = self.as_user(user, "cchc.fan.out.wizard", task_id=self.task("to_give").id)
        return self.as_user(
            user,
            "cchc.fan.out.exemption",
            wizard_id=wizard.id,
            unit_id=self.division.id,
            reason=self.marker,
        )

    def lending(self):
        """Lend one's only role that may be lent; the dialog chooses it."""
        return {"user_id": self.spare_user.id, "date_to": "2099-01-01", "note": self.marker}

    def leaving(self):
        """Hand over from the officer to another one."""
        return {
            "from_user_id": self.officer.id,
            "to_user_id": self.spare_role.user_id.id,
            "reason": self.marker,
        }

    def upload(self):
        """Attach one file."""
        return {
            "unit_id": self.unit.id,
            "issuer": self.marker,
            "attachment_ids": [(0, 0, {"name": "van-ban.pdf", "datas": PDF})],
        }

    def table(self):
        """Import one unit."""
        rows = f"Tên đơn vị,Mã,Loại,Thuộc\nPhòng {self.marker},P-{self.code},{{}},{{}}\n"
        rows = rows.format("t_division", self.unit.code)
        return {
            "kind": "units",
            "file": base64.b64encode(rows.encode("utf-8-sig")).decode(),
            "file_name": "don-vi.csv",
        }

    def import_issue(self, user):
        """A fault that an import shows."""
        if user == self.officer:
            paste = self.document_paste(user)
            values = {"document_paste_id": paste.id, "message": self.marker}
            return self.as_user(user, "cchc.import.issue", **values)
        if user in (self.case.users["hr"], self.auditor, self.case.users["auditor"]):
            workbook = self.streamlining_print(user)
            values = {"streamlining_workbook_id": workbook.id, "message": self.marker}
            return self.as_user(user, "cchc.import.issue", **values)
        if not user.has_group("cchc_reform.group_cchc_admin"):
            workbook = self.plan_workbook(user)
            values = {"plan_workbook_id": workbook.id, "message": self.marker}
            return self.as_user(user, "cchc.import.issue", **values)
        wizard = self.as_user(user, "cchc.import.wizard", kind="units")
        return self.as_user(user, "cchc.import.issue", wizard_id=wizard.id, message=self.marker)

    def api_link(self, user):
        """The sign of a task in the system that calls as ``user``."""
        Link, task = self.env["cchc.api.link"], self.task("assigned")
        mine = [("user_id", "=", user.id), ("task_id", "=", task.id)]
        return Link.search(mine) or Link.create(
            {"user_id": user.id, "key": self.marker, "task_id": task.id, "digest": "x"}
        )

    def document_paste(self, user):
        """A pasted list of one document."""
        text = f"7/KH-{self.code}\t01/02/2023\t{self.unit.name}\t{self.marker} kế hoạch"
        return self.as_user(user, "cchc.document.paste", text=text)

    def plan_workbook(self, user):
        """Import one task into the plan of the unit."""
        rows = f"Nhiệm vụ,Lĩnh vực,Chủ trì,Thời hạn\nViệc {self.marker},{{}},{{}},Thường xuyên\n"
        rows = rows.format(self.domain.code, self.division.code)
        return self.as_user(
            user,
            "cchc.plan.workbook",
            plan_id=self.plan.id,
            file=base64.b64encode(rows.encode("utf-8-sig")).decode(),
            file_name="ke-hoach.csv",
        )

    def report_workbook(self, user):
        """A workbook that enters one figure of the unit's report."""
        figure = self.report("draft").line_ids[0]
        rows = f"Mã,Số liệu,Lý do\n{figure.code},7,{self.marker}\n"
        return self.as_user(
            user,
            "cchc.report.workbook",
            report_id=self.report("draft").id,
            file=base64.b64encode(rows.encode("utf-8-sig")).decode(),
            file_name="so-lieu.csv",
        )

    def annex(self, user):
        """An annex with one task, in a workbook that holds this side's marker."""
        book = openpyxl.Workbook()
        book.active.append(["Nhiệm vụ", "Chủ trì", "Thời hạn"])
        book.active.append([f"Việc {self.marker}", self.division.code, "Quý II"])
        content = io.BytesIO()
        book.save(content)
        return self.as_user(
            user,
            "cchc.annex.import",
            plan_id=self.plan.id,
            file=base64.b64encode(content.getvalue()).decode(),
            file_name="phu-luc.xlsx",
        )

    def annex_part(self, user, kind, **values):
        """A row or a name of an annex under review."""
        return self.as_user(user, f"cchc.annex.{kind}", annex_id=self.annex(user).id, **values)

    def unit_workbook(self, user):
        """Take in that the division of the unit has not begun its task."""
        task = self.task("of_division")
        unit, plan = self.division.display_name, self.plan
        # In whichever language the workbooks are.
        rows = (
            f"Đơn vị,{unit}\nKế hoạch,{plan.name}\nNăm,{plan.year}\nBảng,Nhiệm vụ\n"
            f"Unit,{unit}\nPlan,{plan.name}\nYear,{plan.year}\nTable,Tasks\n"
            f"Mã,Tình hình thực hiện,Ghi chú\n{task.code},chưa làm,{self.marker}\n"
        )
        return self.as_user(
            user,
            "cchc.unit.workbook",
            plan_id=self.plan.id,
            unit_id=self.division.id,
            brought_by=f"{self.marker} A",
            contact="0900",
            way="paper",
            file=base64.b64encode(rows.encode("utf-8-sig")).decode(),
            file_name="don-vi.csv",
        )

    def unit_workbooks(self, user):
        """Workbook for the division of the unit."""
        return self.as_user(
            user,
            "cchc.unit.workbook.download",
            plan_id=self.plan.id,
            unit_ids=[(6, 0, self.division.ids)],
        )

    def values(self):
        """What the arguments of a declared call may name."""
        return {
            "unit": self.unit.id,
            "unit_code": self.unit.code,
            "task_row": {
                "key": "a",
                "name": "x",
                "domain": self.domain.code,
                "lead": self.unit.code,
                "deadline_kind": "standing",
            },
            "outsider": self.outsider.id,
            "partner": self.outsider.partner_id.id,
            "domain": self.domain.id,
            "plan": self.plan_draft.id,
            "task": self.task("assigned").id,
            "own_task": self.case.own.task("assigned").id,
        }


class SidesCase(SecurityCase):
    """Both sides of the matrix, and one user an actor; every role is held for GTVT."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_admin = cls.make_user("t_other_admin")
        cls.other_admin.group_ids += cls.env.ref("cchc_reform.group_cchc_admin")
        cls.user_vp_officer = cls.make_user("t_vp_officer", ("officer", cls.vp))
        cls.own = Side(cls, cls.gtvt, own=True)
        cls.foreign = Side(cls, cls.yte, own=False)
        cls.users = {
            "officer": cls.user_gtvt_officer,
            "head": cls.user_gtvt_head,
            "hr": cls.user_gtvt_hr,
            "admin": cls.user_admin_cchc,
            "outsider": cls.user_outsider,
            "portal": cls.user_portal,
        }
        for role in ("standing_office", "verifier", "leader", "auditor"):
            cls.users[role] = cls.make_user(f"t_gtvt_{role}", (role, cls.gtvt))
        cls.users["system"] = cls.make_user("t_system")
        cls.users["system"].group_ids += cls.env.ref("base.group_system")
        cls.env.flush_all()
