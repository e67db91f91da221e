from datetime import date

from odoo.tests import TransactionCase, tagged

DAY = "2023-03-14"


@tagged("post_install", "-at_install")
class TestCockpit(TransactionCase):
    """The page of the demo province's leaders, by hand counts and against the other screens."""

    def page(self, login, **asked):
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env["cchc.cockpit"].with_user(user).figures(**{"as_of": DAY, **asked}), user

    def count(self, action, user):
        model = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        return model.search_count(action["domain"])

    def test_it_says_what_the_report_of_the_quarter_says(self):
        page, user = self.page("chutich")
        province = self.env["hr.department"].browse(page["unit"]["id"])
        names = {
            "tasks_assigned": page["rates"]["figures"]["assigned"],
            "tasks_overdue": page["rates"]["figures"]["overdue"],
            "tasks_completion": page["rates"]["completion"],
            "tasks_due_completion": page["rates"]["due_completion"],
            "deputies_surplus": page["surplus"]["value"],
            "units_in_surplus": page["surplus"]["units"],
            "units_without_rule": page["surplus"]["unknown"],
        }
        values = self.env["cchc.report.metric"]._values(
            list(names), province, date(2022, 12, 15), date(2023, 3, 14)
        )
        for name, shown in names.items():
            self.assertEqual(shown, float(values[name][province.id]), name)
        self.assertEqual(self.count(page["surplus"]["action"], user), page["surplus"]["units"])

    def test_a_unit_with_nothing_below_is_behind_itself(self):
        page, _user = self.page("yte.head")
        self.assertEqual([one["name"] for one in page["behind"]], ["Sở Y tế"])
        self.assertEqual(page["behind"][0]["overdue"], page["rates"]["figures"]["overdue"])

    def test_reports_due_and_missing(self):
        """Of 46 reports three have not come: of a department, a district, and the province's own."""
        for login, expected in (("chutich", (46, 43, 3)), ("yte.head", (1, 1, 0))):
            page, user = self.page(login)
            figures = {one["key"]: one for one in page["reports"]["figures"]}
            shown = tuple(figures[key]["value"] for key in ("due", "received", "missing"))
            self.assertEqual(shown, expected)
            for one in figures.values():
                self.assertEqual(self.count(one["action"], user), one["value"], one["key"])
        page, _user = self.page("chutich", block="district")
        self.assertEqual([row["name"] for row in page["reports"]["rows"]], ["Huyện Nam Sách"])

    def test_who_delays_whom(self):
        page, user = self.page("chutich", as_of="2023-03-15")
        delays = page["delays"]
        total = self.env["cchc.metrics"].with_user(user)._delays(date(2023, 3, 15))[()]
        self.assertEqual((delays["late"], delays["days"]), (total.late, total.days))
        self.assertEqual(sum(row["days"] for row in delays["rows"]), total.days)
        for row in delays["rows"]:
            rows = self.env["cchc.task.wait.analysis"].with_user(user)
            rows = rows.with_context(**row["action"]["context"]).search(row["action"]["domain"])
            self.assertEqual(sum(rows.mapped("days_late")), row["days"])
        page, _user = self.page("gtvt.head", as_of="2023-03-15")
        self.assertFalse(page["delays"]["rows"], "neither waits nor delays")

    def test_decisions_are_those_of_the_user(self):
        for login in ("chutich", "snv", "gtvt.head", "yte.head"):
            page, user = self.page(login)
            for kind in page["decisions"]["kinds"]:
                self.assertEqual(self.count(kind["action"], user), kind["value"], kind["key"])
            landing = self.env["cchc.metrics"].with_user(user).landing(as_of=DAY)
            tasks = [one["value"] for one in page["decisions"]["kinds"] if one["key"] == "tasks"]
            self.assertEqual(sum(tasks), landing["to_decide"]["count"])
