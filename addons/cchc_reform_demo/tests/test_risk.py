import csv
from pathlib import Path

from odoo.tests import tagged

from ..source import rows, tree
from .test_demo import AS_OF, DemoCase

# Worked out from the tables of the story alone, without the application's code: the requests, the
# deadlines and the states of the opening day. The deadlines that are near end on 5 April, those of
# the next days on 20 March.
EXPECTED = Path(__file__).parent / "at_risk.csv"


@tagged("post_install", "-at_install")
class TestRisk(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = {part["key"]: part["name"] for one in tree("clauses") for part in one["parts"]}
        cls.names |= {row["key"]: row["name"] for row in rows("unit_tasks")}
        keys = {name: key for key, name in cls.names.items()}
        assert len(keys) == len(cls.names), "a name tells the part"
        cls.keys = keys
        with EXPECTED.open(encoding="utf-8", newline="") as file:
            cls.expected = {
                (row["part"], row["unit"]): set(row["rules"].split())
                for row in csv.DictReader(file)
            }
        cls.rules = {
            key: cls.env.ref(f"cchc_reform.risk_rule_{key}")
            for key in (
                "overdue",
                "not_started",
                "not_submitted",
                "returned",
                "answer_late",
                "event_awaited",
                "unit_history",
            )
        }

    def at_risk(self, login="snv"):
        """Part and unit of each task at risk on the opening day -> the rules it names."""
        self.env.invalidate_all()
        Task = self.env["cchc.task"].with_user(self.user(login))
        tasks = Task.with_context(cchc_as_of=AS_OF.isoformat()).search([("is_at_risk", "=", True)])
        found = {}
        for task in tasks:
            names = [line.split(":")[0] for line in task.risk_reasons.splitlines()]
            rules = {key for key, rule in self.rules.items() if rule.name in names}
            self.assertEqual(len(rules), len(names), task.risk_reasons)
            found[self.keys[task.name], task.lead_unit_id.code] = rules
        return found

    def without(self, rule, keep=lambda key: False):
        """What is expected where ``rule`` tells of those only that ``keep`` keeps."""
        left = {
            key: {one for one in rules if one != rule or keep(key)}
            for key, rules in self.expected.items()
        }
        return {key: rules for key, rules in left.items() if rules}

    def test_exactly_the_listed_tasks_each_naming_its_rules(self):
        self.assertEqual(self.at_risk(), self.expected)

    def test_a_head_sees_those_of_the_unit(self):
        mine = {key: rules for key, rules in self.expected.items() if key[1] == "YTE"}
        self.assertEqual(self.at_risk("yte.head"), mine)

    def test_a_rule_that_is_switched_off_tells_nothing(self):
        for key in ("overdue", "not_started", "not_submitted", "answer_late", "unit_history"):
            rule = self.rules[key]
            with self.subTest(rule=key):
                rule.active = False
                self.assertEqual(self.at_risk(), self.without(key))
                rule.active = True

    def test_fewer_days(self):
        """12 working days lead to 31 March, 11 do not: what is due on 15 March is left."""
        self.rules["not_started"].days = 12
        self.assertEqual(self.at_risk(), self.expected)
        self.rules["not_started"].days = 11
        left = self.without("not_started", lambda key: key[0] == "1c.deputies")
        self.assertEqual(self.at_risk(), left)

    def test_returned_once_is_enough(self):
        self.rules["returned"].times = 1
        more = {key: set(rules) for key, rules in self.expected.items()}
        # Returned and not yet reported again.
        for key in (("1d.plan", "SXD"), ("1d.plan", "YTE"), ("3.review", "GTVT")):
            more.setdefault(key, set()).add("returned")
        # Returned, and reported again too late to be in time: none that is not yet confirmed.
        self.assertEqual(self.at_risk(), more)

    def test_a_worse_history_is_asked_for(self):
        """Below 16 per cent are two units: none of 6 and none of 5 tasks reported in time."""
        self.rules["unit_history"].percent = 16
        left = self.without("unit_history", lambda key: key[1] in ("YTE", "300"))
        self.assertEqual(self.at_risk(), left)

    def test_an_answer_that_is_later(self):
        """The one is late by 7 working days, the other by 8."""
        self.rules["answer_late"].days = 8
        left = self.without("answer_late", lambda key: key == ("2e.plan", "SCT"))
        self.assertEqual(self.at_risk(), left)


@tagged("post_install", "-at_install")
class TestWaits(DemoCase):
    def test_who_delays_whom(self):
        """Working days after the due day, to the answer or to the opening day."""
        delays = self.env["cchc.metrics"]._delays(
            AS_OF, [("plan_id", "=", self.plan.id)], ["awaited_unit_id", "unit_id"]
        )
        found = {
            (who.code, whom.code): (delay.late, delay.days)
            for (who, whom), delay in (
                (self.env["hr.department"].browse(key), delay) for key, delay in delays.items()
            )
        }
        self.assertEqual(
            found,
            {
                ("STC", "VP"): (1, 7),
                ("SNV", "SXD"): (1, 5),
                ("TTTT", "SCT"): (1, 8),
                ("STP", "YTE"): (1, 8),
            },
        )

    def test_of_whom_it_is_a_figure(self):
        delays = self.env["cchc.metrics"]._delays(AS_OF, groupby=["awaited_unit_id", "head_id"])
        for unit_id, head_id in delays:
            head = self.env["hr.department"].browse(unit_id)._head_on(AS_OF)
            self.assertEqual(head.employee_id.id, head_id)
            self.assertTrue(head_id)

    def test_a_request_is_awaited_by_a_task(self):
        wait = self.env["cchc.task.wait"].search([("awaited_task_id", "!=", False)])
        self.assertEqual(wait.awaited_task_id.lead_unit_id, self.units["YTE"])
        self.assertEqual(wait.state, "asked")
