from datetime import date

from .common import ReformCase


class StaffFixture:
    """Units of the types that the shipped rules name, with numbers and deputies."""

    @classmethod
    def set_up_staff(cls):
        cls.type = {
            code: cls.env.ref(f"cchc_reform.unit_type_{code}")
            for code in (
                "province", "department", "division", "department_office", "sub_department",
                "public_service_unit",
            )
        }  # fmt: skip
        cls.province.unit_type_id = cls.type["province"]
        (cls.snv | cls.gtvt | cls.yte).unit_type_id = cls.type["department"]
        cls.gtvt_division.unit_type_id = cls.type["division"]
        cls.classify(cls.province, "province_2")
        cls.people = 0

    @classmethod
    def classify(cls, unit, *codes, day="2020-01-01", **values):
        for code in codes:
            cls.env["cchc.unit.classification"].create(
                {
                    "unit_id": unit.id,
                    "class_id": cls.env.ref(f"cchc_reform.unit_class_of_{code}").id,
                    "date_from": day,
                    "confirmation": "confirmed",
                    **values,
                }
            )

    @classmethod
    def make_unit(cls, name, kind, parent, **values):
        return cls.env["hr.department"].create(
            {
                "name": name,
                "unit_type_id": cls.type[kind].id,
                "parent_id": parent.id,
                "date_start": date(2020, 1, 1),
                **values,
            }
        )

    @classmethod
    def assign(cls, unit, number, kind="civil_servant", day="2020-01-01"):
        return cls.env["cchc.staff.quota"].create(
            {
                "unit_id": unit.id,
                "kind": kind,
                "number": number,
                "year": int(day[:4]),
                "date_from": day,
            }
        )

    @classmethod
    def person(cls):
        cls.people += 1
        return cls.env["hr.employee"].create({"name": f"Người {cls.people}"})

    @classmethod
    def deputy(cls, unit, number=1, **values):
        return cls.env["cchc.staff.appointment"].create(
            [
                {
                    "employee_id": cls.person().id,
                    "unit_id": unit.id,
                    "capacity": "deputy",
                    "date_from": date(2020, 1, 1),
                    **values,
                }
                for _each in range(number)
            ]
        )

    def row(self, unit, day=None, tested=("own", "member"), user=None):
        ceilings = self.env["cchc.staff.ceiling"].with_user(user or self.env.user)
        return ceilings.with_context(cchc_as_of=day).search(
            [("unit_id", "=", unit.id), ("tested", "in", tested)]
        )


class StaffCase(StaffFixture, ReformCase):
    """The small province with staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_staff()
