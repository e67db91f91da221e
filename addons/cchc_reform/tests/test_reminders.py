import ipaddress
import random
import ssl
import tempfile
import threading
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import TestCase

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..kernel import dates, reminders
from ..kernel.working_days import add_working_days, working_days_between
from .common import ReformCase


def weekday(day):
    return day.weekday() < 5


class TestKernelWorkingDays(TestCase):
    def test_over_a_weekend(self):
        friday, monday = date(2023, 3, 17), date(2023, 3, 20)
        self.assertEqual(working_days_between(friday, monday, weekday), 1)
        self.assertEqual(working_days_between(monday, friday, weekday), -1)
        self.assertEqual(add_working_days(friday, 1, weekday), monday)
        self.assertEqual(add_working_days(friday, 0, weekday), friday)

    def test_counting_and_adding_are_inverse(self):
        chance = random.Random(7)
        for _number in range(200):
            day = date(2024, 1, 1) + timedelta(days=chance.randrange(700))
            count = chance.randrange(1, 40)
            off = {day + timedelta(days=chance.randrange(60)) for _one in range(5)}

            def is_working(one, off=off):
                return weekday(one) and one not in off

            later = add_working_days(day, count, is_working)
            self.assertTrue(is_working(later))
            self.assertEqual(working_days_between(day, later, is_working), count)


class TestKernelReminders(TestCase):
    RULES = [
        reminders.Rule("b5", "before", 5, "officer"),
        reminders.Rule("b1", "before", 1, "officer"),
        reminders.Rule("a1", "after", 1, "officer"),
        reminders.Rule("h1", "after", 1, "head"),
        reminders.Rule("h5", "after", 5, "head"),
    ]

    def keys(self, remaining):
        return {rule.key for rule in reminders.reached(self.RULES, remaining).values()}

    def test_the_nearest_rule_of_each_audience(self):
        self.assertEqual(self.keys(6), set())
        self.assertEqual(self.keys(5), {"b5"})
        self.assertEqual(self.keys(2), {"b5"})
        self.assertEqual(self.keys(1), {"b1"})
        self.assertEqual(self.keys(0), {"b1"})
        self.assertEqual(self.keys(-1), {"a1", "h1"})
        self.assertEqual(self.keys(-7), {"a1", "h5"})


@tagged("post_install", "-at_install")
class TestWorkCalendar(ReformCase):
    def is_working(self, first, last):
        return self.env["cchc.work.calendar"]._is_working(first, last)

    def test_weekends_holidays_and_swapped_days(self):
        days = self.env["cchc.calendar.day"]
        days.search([]).unlink()
        days.create(
            [
                {"day": date(2023, 3, 15), "kind": "off", "name": "Nghỉ"},
                {"day": date(2023, 3, 18), "kind": "working", "name": "Làm bù"},
            ]
        )
        works = self.is_working(date(2023, 3, 13), date(2023, 3, 19))
        worked = [day for day in range(13, 20) if works(date(2023, 3, day))]
        self.assertEqual(worked, [13, 14, 16, 17, 18])

    def test_leave_of_the_companys_calendar_counts(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Nghỉ toàn cơ quan",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "date_from": datetime(2023, 3, 13, 17, 0),
                "date_to": datetime(2023, 3, 14, 16, 59),
            }
        )
        works = self.is_working(date(2023, 3, 13), date(2023, 3, 15))
        self.assertEqual([works(date(2023, 3, day)) for day in (13, 14, 15)], [True, False, True])

    def test_the_library_fills_a_year_and_leaves_what_was_entered(self):
        days = self.env["cchc.calendar.day"]
        days.search([]).unlink()
        mine = days.create({"day": date(2025, 1, 1), "kind": "working", "name": "Sửa tay"})
        days._fill([2025])
        self.assertEqual((mine.kind, mine.name), ("working", "Sửa tay"))
        by_day = {row.day: row for row in days.search([])}
        self.assertEqual(by_day[date(2025, 9, 2)].kind, "off")
        self.assertEqual(by_day[date(2025, 4, 26)].kind, "working", "a swapped Saturday")
        self.assertEqual(by_day[date(2025, 9, 2)].confirmation, "to_verify")
        count = len(by_day)
        days._fill([2025])
        self.assertEqual(days.search_count([]), count)

    def test_install_fills_the_year_of_the_directive(self):
        self.assertTrue(self.env["cchc.calendar.day"].search([("day", "=", date(2023, 5, 1))]))

    def test_three_queries_for_any_span(self):
        self.is_working(date(2023, 1, 1), date(2023, 1, 31))
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.is_working(date(2021, 1, 1), date(2023, 12, 31))


# A Wednesday without a holiday near it.
DAY = date(2024, 3, 13)


@tagged("post_install", "-at_install")
class TestReminders(ReformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_2024 = cls.env["cchc.plan"].create(
            {
                "name": "Kế hoạch 2024",
                "unit_id": cls.province.id,
                "date_start": date(2024, 1, 1),
                "date_end": date(2024, 12, 31),
                "default_verifier_unit_id": cls.snv.id,
                "substitute_verifier_unit_id": cls.vp.id,
            }
        )
        cls.plan_2024.with_user(cls.user_standing)._issue(on=date(2024, 1, 2))

    def task(self, deadline, unit=None, **values):
        task = self.make_task(
            unit, assign=False, plan_id=self.plan_2024.id, deadline=deadline, **values
        )
        task._assign(on=date(2024, 1, 10))
        return task

    def run_job(self, day, method="_cron_remind", model="cchc.reminder", hour=2):
        self.env.flush_all()
        with (
            freeze_time(f"{day} {hour:02d}:00:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            getattr(self.env(cr=cr, user=SUPERUSER_ID)[model], method)()
        self.env.invalidate_all()

    def told(self, task):
        rows = self.env["cchc.reminder"].search([("task_id", "=", task.id)], order="id")
        return sorted((str(row.day), row.user_id.login, row.remaining) for row in rows)

    def test_before_on_and_after_the_deadline_and_upward(self):
        task = self.task(DAY, officer_id=self.user_gtvt_officer.id)
        for step in range(-9, 17):
            self.run_job(DAY + timedelta(days=step))
        self.assertEqual(
            self.told(task),
            [
                ("2024-03-06", "t_gtvt_officer", 5),
                ("2024-03-12", "t_gtvt_officer", 1),
                ("2024-03-13", "t_gtvt_officer", 0),
                ("2024-03-14", "t_gtvt_head", -1),
                ("2024-03-14", "t_gtvt_officer", -1),
                ("2024-03-20", "t_gtvt_head", -5),
                ("2024-03-27", "t_standing", -10),
            ],
        )

    def test_twice_on_a_day_tells_once(self):
        task = self.task(DAY)
        self.run_job(DAY)
        self.run_job(DAY, hour=10)
        self.assertEqual(len(self.told(task)), 1)

    def test_a_missed_day_is_made_good_by_the_strongest_only(self):
        task = self.task(DAY, officer_id=self.user_gtvt_officer.id)
        self.run_job(DAY + timedelta(days=9))
        self.assertEqual(
            [(login, left) for _day, login, left in self.told(task)],
            [("t_gtvt_head", -7), ("t_gtvt_officer", -7)],
        )

    def test_nobody_is_told_on_a_day_off(self):
        task = self.task(DAY)
        self.run_job(date(2024, 3, 16))
        self.assertFalse(self.told(task))
        self.env["cchc.calendar.day"].create(
            {"day": date(2024, 3, 16), "kind": "working", "name": "Làm bù"}
        )
        self.run_job(date(2024, 3, 16))
        self.assertTrue(self.told(task), "a swapped Saturday is worked")

    def test_holidays_do_not_count(self):
        self.env["cchc.calendar.day"].search([("day", "=", date(2024, 5, 1))]).unlink()
        self.env["cchc.calendar.day"].create(
            [
                {"day": date(2024, 4, 30), "kind": "off", "name": "Nghỉ"},
                {"day": date(2024, 5, 1), "kind": "off", "name": "Nghỉ"},
            ]
            if not self.env["cchc.calendar.day"].search_count([("day", "=", date(2024, 4, 30))])
            else [{"day": date(2024, 5, 1), "kind": "off", "name": "Nghỉ"}]
        )
        task = self.task(date(2024, 5, 2))
        self.run_job(date(2024, 4, 29))
        self.assertEqual(self.told(task)[0][2], 1, "Monday to Thursday over two holidays")

    def test_vietnamese_midnight_leap_day_and_the_end_of_the_year(self):
        leap = self.task(date(2024, 2, 29))
        # 18:00 UTC on the 28th is the leap day in Vietnam.
        self.run_job(date(2024, 2, 28), hour=18)
        self.assertEqual(self.told(leap)[-1][::2], ("2024-02-29", 0))
        last = self.task(date(2024, 12, 31))
        self.run_job(date(2024, 12, 31))
        self.assertEqual(self.told(last)[-1][2], 0)
        self.run_job(date(2025, 1, 2))
        self.assertIn(("2025-01-02", "t_gtvt_head", -1), self.told(last))

    def test_who_reported_is_not_urged_and_a_new_deadline_starts_anew(self):
        task = self.task(DAY)
        self.run_job(DAY)
        with task.sudo()._permit({"deadline"}):
            task.sudo().deadline = DAY + timedelta(days=14)
        self.run_job(DAY + timedelta(days=14))
        self.assertEqual([left for _day, _login, left in self.told(task)], [0, 0])
        other = self.task(DAY)
        head = other.with_user(self.user_gtvt_head)
        head.explanation = "Xong"
        head._report(on=date(2024, 3, 1))
        self.run_job(DAY + timedelta(days=20))
        self.assertFalse(self.told(other))

    def test_one_activity_a_person_that_says_how_far_it_is(self):
        task = self.task(DAY, officer_id=self.user_gtvt_officer.id)
        for step in (-7, -1, 0, 1):
            self.run_job(DAY + timedelta(days=step))
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "cchc.task"), ("res_id", "=", task.id)]
        )
        self.assertEqual(
            sorted(activities.user_id.mapped("login")), ["t_gtvt_head", "t_gtvt_officer"]
        )
        self.assertEqual(len(activities), 2)
        self.assertEqual(set(activities.mapped("summary")), {"Overdue by 1 working days"})

    def test_one_mail_a_day_to_those_who_read_mail(self):
        self.user_gtvt_head.write({"notification_type": "email", "email": "head@example.com"})
        for _number in range(3):
            self.task(DAY)
        before = self.env["mail.mail"].sudo().search([])
        self.run_job(DAY)
        self.run_job(DAY, hour=9)
        mails = self.env["mail.mail"].sudo().search([]) - before
        mine = mails.filtered(lambda mail: self.user_gtvt_head.partner_id in mail.recipient_ids)
        self.assertEqual(len(mine), 1)
        self.assertEqual(mine.body_html.count("<li>"), 3)

    def test_the_indexes_hold_against_a_second_job(self):
        task = self.task(DAY)
        self.run_job(DAY)
        row = self.env["cchc.reminder"].search([("task_id", "=", task.id)])
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            row.sudo().copy()
            self.env.flush_all()

    def test_constant_queries(self):
        def queries(count):
            for _number in range(count):
                self.task(DAY)
            tasks = self.env["cchc.task"].search(
                [("plan_id", "=", self.plan_2024.id), ("state", "=", "assigned")],
                order="id desc",
                limit=count,
            )
            rules = self.env["cchc.reminder.rule"].search([])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(f"{DAY} 02:00:00"):
                self.env["cchc.reminder"]._remind(tasks, rules, DAY, weekday)
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        few, many = queries(4), queries(40)
        self.assertLess(many, few + 10)

    def test_weekly_digest(self):
        self.task(DAY, self.gtvt)
        self.task(DAY, self.yte)
        self.run_job(date(2024, 3, 18), "_cron_digest", "cchc.reminder.digest")
        self.run_job(date(2024, 3, 20), "_cron_digest", "cchc.reminder.digest")
        rows = self.env["cchc.reminder.digest"].search([("week", "=", "2024-W12")])
        overdue = {row.user_id: row.overdue for row in rows}
        self.assertEqual(overdue[self.user_gtvt_head], 1)
        self.assertEqual(overdue[self.user_standing], 2)
        self.assertEqual(overdue[self.user_namsach_head], 0)
        messages = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_standing.partner_id.id)]
        )
        self.assertEqual(len(messages), 1)
        self.assertIn("Sở Y tế", messages.body)
        nobody = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_namsach_head.partner_id.id)]
        )
        self.assertFalse(nobody, "no overdue work, no mail")
        self.run_job(date(2024, 3, 25), "_cron_digest", "cchc.reminder.digest")
        self.assertEqual(
            self.env["cchc.reminder.digest"].search_count(
                [("user_id", "=", self.user_gtvt_head.id)]
            ),
            2,
        )

    def test_bad_rules(self):
        for values in ({"days": 0, "when": "after"}, {"days": -1, "when": "before"}):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["cchc.reminder.rule"].create({"audience": "leader", **values})


class Gateway(BaseHTTPRequestHandler):
    """A gateway that keeps what it was told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", "https://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        """Nothing on the console."""


def certificate():
    """PEM of a certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    return made.public_bytes(encoding).decode(), key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@tagged("post_install", "-at_install")
class TestChannel(ReformCase):
    """A real gateway over https on this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = HTTPServer(("127.0.0.1", 0), Gateway)
        cls.server.calls, cls.server.answers = [], []
        cls.pem, key = certificate()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(cls.pem + key)
            file.flush()
            context.load_cert_chain(file.name)
        cls.server.socket = context.wrap_socket(cls.server.socket, server_side=True)
        thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.channel = cls.env["cchc.notification.channel"].create(
            {
                "name": "SMS",
                "url": f"https://127.0.0.1:{cls.server.server_port}/send",
                "recipient": "login",
                "secret": "bí mật",
                "certificate": cls.pem,
            }
        )

    def setUp(self):
        super().setUp()
        self.server.calls.clear()
        self.server.answers.clear()

    def send(self, messages):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=SUPERUSER_ID)["cchc.notification.message"]._cron_send()
        self.env.invalidate_all()
        return messages

    def test_a_reference_and_no_content(self):
        message = self.send(self.env["cchc.notification.message"]._queue(self.user_gtvt_head))
        self.assertEqual((message.state, message.attempts), ("sent", 1))
        [(path, headers, body)] = self.server.calls
        self.assertEqual(path, "/send")
        self.assertEqual(
            body.decode(),
            f'{{"reference": "{message.reference}", "recipient": "t_gtvt_head"}}',
        )
        self.assertEqual(len(headers["X-CCHC-Signature"]), 64)
        self.assertNotIn("bí mật", str(headers))

    def test_failures_are_tried_again_later_and_given_up(self):
        self.server.answers[:] = [500] * 20
        message = self.send(self.env["cchc.notification.message"]._queue(self.user_gtvt_head))
        self.assertEqual((message.state, message.error), ("waiting", "HTTP 500"))
        self.assertGreater(message.next_attempt, datetime.now())
        self.send(message)
        self.assertEqual(message.attempts, 1, "not before its time")
        for _number in range(10):
            message.sudo().next_attempt = datetime(2020, 1, 1)
            self.send(message)
        self.assertEqual((message.state, message.attempts), ("failed", 8))

    def test_redirects_are_not_followed(self):
        self.server.answers[:] = [302]
        message = self.send(self.env["cchc.notification.message"]._queue(self.user_gtvt_head))
        self.assertEqual((message.state, message.error), ("waiting", "HTTP 302"))
        self.assertEqual(len(self.server.calls), 1)

    def test_an_unknown_certificate_is_refused(self):
        self.channel.certificate = False
        message = self.send(self.env["cchc.notification.message"]._queue(self.user_gtvt_head))
        self.assertEqual((message.state, message.error), ("waiting", "SSLError"))
        self.assertFalse(self.server.calls)

    def test_only_https(self):
        for url in ("http://a.vn", "ftp://a.vn", "file:///etc/passwd", "https://", "x"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.channel.url = url

    def test_next_year_only(self):
        days = self.env["cchc.calendar.day"]
        days.create({"day": date(dates.today().year + 2, 12, 30), "kind": "off", "name": "Nghỉ"})
        with self.assertRaises(UserError):
            days.action_fill_next_year()
