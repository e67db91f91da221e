from datetime import date

from odoo.exceptions import AccessError, ValidationError

from ..kernel import deputies
from .common import ReformCase

CONFIRMED, DATES, VERIFY = "confirmed", "dates", "to_verify"


class TestDeputyRuleCatalogue(ReformCase):
    """The limits that the shipped catalogue gives, against those of the published texts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["cchc.staff.deputy.rule"].search([("is_draft", "=", False)])._plain()

    def unit(self, kind, superior="department", classes=(), **values):
        """A plain unit of a type of the data, below one of another."""
        found = [self.env.ref(f"cchc_reform.unit_class_of_{each}") for each in classes]
        return deputies.Unit(
            ref=2,
            unit_type=self.env.ref(f"cchc_reform.unit_type_{kind}").id,
            superior=1,
            superior_type=superior and self.env.ref(f"cchc_reform.unit_type_{superior}").id,
            classes={each.kind: each.id for each in found},
            **values,
        )

    def ceiling(self, day, *args, **values):
        units, _groups = deputies.ceilings([self.unit(*args, **values)], self.rules, day)
        return units[2]

    def check(self, day, expected, *args, certainty=CONFIRMED, **values):
        """``expected`` is the limit, or None where no rule is known."""
        found = self.ceiling(date.fromisoformat(day), *args, **values)
        told = VERIFY if not found.certain else CONFIRMED if found.dates_certain else DATES
        with self.subTest(day=day, args=args, **values):
            self.assertEqual(found.limit, expected)
            if expected is not None:
                self.assertEqual(told, certainty)

    # fmt: off
    DIVISIONS = (
        # class, assigned, 2020 rule, 2026 rule
        ("province_special", 9, 1, 1), ("province_special", 10, 2, 2),
        ("province_special", 14, 2, 2), ("province_special", 15, 3, 3),
        ("province_1", 8, 1, 1), ("province_1", 9, 2, 1), ("province_1", 10, 2, 2),
        ("province_1", 14, 2, 2), ("province_1", 15, 3, 3),
        ("province_2", 7, 1, 1), ("province_2", 8, 2, 1), ("province_2", 9, 2, 1),
        ("province_2", 10, 2, 2), ("province_2", 14, 2, 2), ("province_2", 15, 3, 3),
        ("province_3", 7, 1, 1), ("province_3", 8, 2, 1), ("province_3", 14, 2, 2),
        ("province_3", 15, 3, 3),
    )
    # fmt: on

    def test_divisions_of_departments(self):
        """Thresholds by class of province; the 2020 rule is certain to 28 February 2025 only."""
        for province, quota, before, after in self.DIVISIONS:
            values = {"quota": quota, "classes": [province]}
            self.check("2020-11-24", None, "division", **values)
            self.check("2020-11-25", before, "division", certainty=DATES, **values)
            self.check("2025-02-28", before, "division", certainty=DATES, **values)
            self.check("2025-03-01", before, "division", certainty=VERIFY, **values)
            self.check("2025-06-30", before, "division", certainty=VERIFY, **values)
            self.check("2025-07-01", before, "division", certainty=VERIFY, **values)
            self.check("2025-12-31", before, "division", certainty=VERIFY, **values)
            self.check("2026-01-01", after, "division", **values)
            self.check("2025-02-28", before, "department_office", certainty=DATES, **values)
            self.check("2026-01-01", after, "department_office", certainty=VERIFY, **values)

    def test_division_without_what_the_rule_needs(self):
        """No class of the province, or no assigned number: no limit, rather than a guess."""
        self.check("2025-02-28", None, "division", quota=12)
        self.check("2025-02-28", None, "division", classes=["province_2"])
        self.check("2026-01-01", None, "division", classes=["province_2"])
        self.check("2026-01-01", 2, "division", quota=12)
        self.check("2026-01-01", None, "division", "office", quota=12)

    def test_other_parts_of_departments(self):
        for quota, limit in ((7, 1), (8, 2), (30, 2)):
            self.check("2025-02-28", limit, "department_inspectorate", quota=quota, certainty=DATES)
            self.check("2025-03-01", None, "department_inspectorate", quota=quota)
        division = self.env.ref("cchc_reform.unit_type_division").id
        for number, before, after, certainty in (
            (0, 2, None, VERIFY), (1, 1, 1, CONFIRMED), (3, 1, 1, CONFIRMED), (4, 2, 2, VERIFY),
        ):  # fmt: skip
            parts = {division: number}
            self.check("2025-02-28", before, "sub_department", parts=parts, certainty=VERIFY)
            self.check("2025-03-01", None, "sub_department", parts=parts)
            self.check("2025-12-31", None, "sub_department", parts=parts)
            self.check("2026-01-01", after, "sub_department", parts=parts, certainty=certainty)
        for quota, limit in ((6, 1), (7, 2)):
            self.check(
                "2025-02-28", limit, "division", "sub_department", quota=quota, certainty=VERIFY
            )
            self.check("2026-01-01", None, "division", "sub_department", quota=quota)

    def groups(self, day, units):
        _units, groups = deputies.ceilings(units, self.rules, date.fromisoformat(day))
        return groups

    def departments(self, numbers, classes=()):
        """Plain departments with so many deputies each, below one province."""
        return [
            self.unit(
                "department", "province", classes, deputies=tuple((i, "regular") for i in range(n))
            )._replace(ref=10 + place)
            for place, n in enumerate(numbers)
        ]

    def test_departments_are_tested_in_total(self):
        """Average 3: a department may have 4 while the total fits; from 2020 on."""
        for day, certainty in (
            ("2020-11-25", DATES), ("2025-02-28", DATES), ("2025-03-01", CONFIRMED),
            ("2025-06-30", CONFIRMED), ("2025-07-01", VERIFY), ("2025-12-31", VERIFY),
            ("2026-01-01", CONFIRMED),
        ):  # fmt: skip
            with self.subTest(day=day):
                [group] = self.groups(day, self.departments((4, 3, 2))).values()
                self.assertEqual((group.units, group.limit, group.deputies), (3, 9, 9))
                self.assertEqual((group.surplus, group.vacancy), (0, 0))
                told = VERIFY if not group.certain else CONFIRMED if group.dates_certain else DATES
                self.assertEqual(told, certainty)
                [group] = self.groups(day, self.departments((4, 3, 3))).values()
                self.assertEqual(group.surplus, 1)
                [group] = self.groups(
                    day, self.departments((9, 9, 1), ["province_special"])
                ).values()
                self.assertEqual((group.limit, group.surplus), (19, 0))

    def test_departments_before_the_average(self):
        """Until 24 November 2020 each department by itself; no average then."""
        for classes, limit in ((["province_1"], 3), (["province_special"], 4)):
            self.check(
                "2010-06-01", limit, "department", "province", classes=classes, certainty=DATES
            )
            self.check(
                "2020-11-24", limit, "department", "province", classes=classes, certainty=VERIFY
            )
        self.check("2007-12-31", None, "department", "province", classes=["province_1"])
        self.assertFalse(self.groups("2020-11-24", self.departments((4, 3, 3), ["province_1"])))

    def test_additions_for_merged_departments(self):
        for classes, limit, certainty in (
            ([], 3, True), (["merged_2"], 4, True), (["merged_3"], 5, True),
            (["by_decision"], 4, True), (["by_decision", "merged_2"], 5, True),
            (["by_decision", "merged_3"], 6, False),
        ):  # fmt: skip
            with self.subTest(classes=classes):
                [group] = self.groups("2026-01-01", self.departments((3,), classes)).values()
                self.assertEqual((group.limit, group.certain), (limit, certainty))
                [before] = self.groups("2025-12-31", self.departments((3,), classes)).values()
                self.assertEqual(before.limit, 3)

    def test_districts_and_communes(self):
        def group(day, kind, superior):
            units = [self.unit(kind, superior)._replace(ref=each) for each in (10, 11)]
            return next(iter(self.groups(day, units).values()), None)

        self.assertEqual(group("2025-06-30", "district_division", "district").limit, 4)
        self.assertFalse(group("2025-06-30", "district_division", "district").dates_certain)
        self.assertIsNone(group("2025-07-01", "district_division", "district"))
        self.check("2020-11-24", 3, "district_division", "district", certainty=DATES)
        for kind in ("commune_division", "commune_service_centre"):
            self.assertIsNone(group("2025-10-14", kind, "commune"))
            self.assertEqual(group("2025-10-15", kind, "commune").limit, 4)
            self.assertTrue(group("2025-12-31", kind, "commune").certain)
            self.assertEqual(group("2026-01-01", kind, "commune").limit, 4)
            self.assertFalse(group("2026-01-01", kind, "commune").certain)

    def test_public_service_units(self):
        def check(day, limit, group, superior="department", certainty=CONFIRMED, **values):
            classes = [f"autonomy_{group}", *values.pop("classes", ())]
            self.check(
                day, limit, "public_service_unit", superior,
                classes=classes, certainty=certainty, **values,
            )  # fmt: skip

        for day, certainty in (("2020-12-01", CONFIRMED), ("2025-10-30", CONFIRMED),
                               ("2025-10-31", VERIFY)):  # fmt: skip
            check(day, None, 1, certainty=certainty)
            check(day, 5, 1, certainty=certainty, scheme_number=5)
            check(day, 3, 2, certainty=certainty)
            for group in (3, 4):
                check(day, 2, group, certainty=certainty)
                check(day, 2, group, "province", certainty, public_employees=20)
                check(day, 3, group, "province", certainty, public_employees=21)
                check(day, None, group, "province", certainty)
        check("2020-11-30", None, 4, "province", public_employees=20)
        large = {"classes": ["facility_large"]}
        for number in (20, 21):
            check("2024-08-31", 2 + (number > 20), 4, "province", public_employees=number, **large)
            check("2024-09-01", 3, 4, "province", public_employees=number, **large)
        check("2024-08-31", 2, 4, **large)
        check("2024-09-01", 3, 4, **large)
        self.check("2024-09-01", None, "public_service_unit", public_employees=20)

    def test_vice_chairmen(self):
        for classes, limit, certainty in (
            (["locality_hcmc", "merged_3"], 8, DATES), (["locality_hanoi", "merged_0"], 5, DATES),
            (["locality_hue", "merged_0"], 4, DATES), (["locality_city", "merged_3"], 7, DATES),
            (["locality_city", "merged_2"], 6, DATES),
            (["locality_province", "merged_3"], 6, VERIFY),
            (["locality_province", "merged_2"], 5, VERIFY),
            (["locality_province", "merged_0", "province_1"], 4, DATES),
            (["locality_province", "merged_0", "province_2"], 3, DATES),
            (["locality_province", "merged_0", "province_3"], 3, DATES),
        ):  # fmt: skip
            self.check("2025-11-16", None, "province", None, classes=classes)
            self.check("2025-11-17", limit, "province", None, classes=classes, certainty=certainty)

    def test_relative_rules(self):
        """Not more than the superior, and half of the assigned number: the lower one counts."""
        superior = self.unit(
            "sub_department", parts={self.env.ref("cchc_reform.unit_type_division").id: 2}
        )._replace(ref=1)
        office = self.unit("department_office", "department", quota=15)
        units, _groups = deputies.ceilings([superior, office], self.rules, date(2026, 1, 1))
        self.assertEqual((units[2].limit, len(units[2].caps)), (1, 1))
        self.check("2026-01-01", 3, "division", quota=15)
        self.check("2026-01-01", 0, "division", quota=1, certainty=VERIFY)
        self.check("2026-01-01", 1, "division", quota=2)
        self.check("2025-08-28", 1, "division", quota=1, classes=["province_2"], certainty=VERIFY)

    def test_catalogue_has_no_overlap(self):
        self.assertFalse(deputies.overlaps(self.rules))
        self.assertGreater(len(self.rules), 60)

    def test_every_doubt_is_told(self):
        """A rule that is not confirmed says what is to be verified, and names its document."""
        rules = self.env["cchc.staff.deputy.rule"].search([("is_draft", "=", False)])
        for rule in rules:
            self.assertTrue(rule.document_id, rule.name)
            doubtful = "to_verify" in (rule.confirmation, rule.dates_confirmation) or any(
                rule.band_ids.mapped("to_verify")
            )
            self.assertEqual(bool(rule.verify_note), doubtful, rule.name)


class TestDeputyRule(ReformCase):
    """Rules as records: no two answer the same question, and every change is recorded."""

    def make(self, **values):
        return self.env["cchc.staff.deputy.rule"].create(
            {
                "name": "Quy định thử",
                "date_from": "2026-01-01",
                "unit_type_ids": [(6, 0, self.gtvt_division.unit_type_id.ids)],
                "band_ids": [(0, 0, {"at_least": 0, "number": 1})],
                **values,
            }
        )

    def test_overlap_is_refused_naming_both(self):
        first = self.make(name="Nghị định cũ", date_to="2026-06-30")
        self.make(name="Nghị định mới", date_from="2026-07-01")
        with self.assertRaisesRegex(ValidationError, "“Chen ngang” and “Nghị định"):
            self.make(name="Chen ngang", date_from="2026-06-30", date_to="2026-07-01")
        with self.assertRaisesRegex(ValidationError, "Nghị định"):
            first.date_to = "2026-07-01"

    def test_what_keeps_rules_apart(self):
        classes = [self.env.ref(f"cchc_reform.unit_class_of_province_{n}").id for n in (1, 2)]
        self.make(class_ids=[(6, 0, classes[:1])])
        self.make(class_ids=[(6, 0, classes[1:])])
        with self.assertRaises(ValidationError):
            self.make(class_ids=[(6, 0, classes)])
        types = self.env["cchc.unit.type"].create(
            [{"name": f"Loại {n}", "code": f"t_x{n}", "level": "inner"} for n in (1, 2)]
        )
        self.make(unit_type_ids=[(6, 0, types[0].ids)], superior_type_ids=[(6, 0, types[0].ids)])
        self.make(unit_type_ids=[(6, 0, types[0].ids)], superior_type_ids=[(6, 0, types[1].ids)])
        with self.assertRaises(ValidationError):
            self.make(unit_type_ids=[(6, 0, types[0].ids)])
        self.make(mode="addition")
        self.make(mode="relative", band_ids=False)
        self.make(is_draft=True)

    def test_a_draft_counts_only_when_it_becomes_law(self):
        self.make()
        draft = self.make(is_draft=True)
        with self.assertRaises(ValidationError):
            draft.is_draft = False
        copy = draft.copy()
        self.assertTrue(copy.is_draft)

    def test_incomplete_rules_are_refused(self):
        for values, sentence in (
            ({"unit_type_ids": [(5, 0, 0)]}, "Say for which types"),
            ({"band_ids": []}, "Give the numbers"),
            ({"measure": "divisions"}, "Say which parts"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self.make(**values)

    def test_changes_are_recorded_and_are_the_administrators(self):
        rule = self.make()
        rule.with_user(self.user_admin_cchc).write({"date_to": "2026-12-31"})
        rule.with_user(self.user_admin_cchc).band_ids.write({"number": 2})
        entries = self.env["cchc.audit.entry"].search(
            [("model", "=", rule._name), ("res_id", "=", rule.id)]
        )
        self.assertEqual(set(entries.mapped("action")), {"create", "change", "threshold"})
        for user in (self.user_gtvt_hr, self.user_standing, self.user_leader):
            with self.assertRaises(AccessError):
                rule.with_user(user).write({"date_to": "2027-12-31"})
            with self.assertRaises(AccessError):
                rule.with_user(user).band_ids.write({"number": 9})
