"""Import of people: their posts, logins and roles."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from odoo import Command
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel import dates, posts, vietnamese
from ..models.unit_role import ROLES
from .import_base import WITHIN, Column, Importer, Line, UnitEntry, day_text, word_of

_lt = LazyTranslate(__name__)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._+@-]{1,63}")
_EMAIL = re.compile(r"[^@]+@[^@]+\.[^@.]+")
_ROLE_SEPARATORS = re.compile(r"[;\n]|,(?![^()]*\))")  # a unit's name may hold commas
_LETTER = re.compile(r"[^\W\d_]")

# Word in a cell (diacritics do not matter) -> capacity and mode. The first word of each is shown.
CAPACITY_WORDS = {
    "người đứng đầu": (posts.HEAD, posts.REGULAR),
    "cấp trưởng": (posts.HEAD, posts.REGULAR),
    "trưởng": (posts.HEAD, posts.REGULAR),
    "head": (posts.HEAD, posts.REGULAR),
    "cấp phó": (posts.DEPUTY, posts.REGULAR),
    "phó": (posts.DEPUTY, posts.REGULAR),
    "deputy": (posts.DEPUTY, posts.REGULAR),
    "công chức": (posts.STAFF, posts.REGULAR),
    "viên chức": (posts.STAFF, posts.REGULAR),
    "nhân viên": (posts.STAFF, posts.REGULAR),
    "chuyên viên": (posts.STAFF, posts.REGULAR),
    "staff": (posts.STAFF, posts.REGULAR),
    "quyền": (posts.HEAD, posts.ACTING),
    "quyền cấp trưởng": (posts.HEAD, posts.ACTING),
    "acting": (posts.HEAD, posts.ACTING),
    "phó phụ trách": (posts.DEPUTY, posts.IN_CHARGE),
    "deputy in charge": (posts.DEPUTY, posts.IN_CHARGE),
    "phụ trách": (posts.STAFF, posts.IN_CHARGE),
    "in charge": (posts.STAFF, posts.IN_CHARGE),
}
MODE_WORDS = {
    "chính thức": posts.REGULAR,
    "regular": posts.REGULAR,
    "kiêm nhiệm": posts.CONCURRENT,
    "concurrent": posts.CONCURRENT,
    "biệt phái": posts.SECONDED,
    "seconded": posts.SECONDED,
}
ROLE_WORDS = {
    "công chức": "officer",
    "officer": "officer",
    "người đứng đầu": "head",
    "head": "head",
    "tổ chức cán bộ": "hr",
    "hr": "hr",
    "cơ quan thường trực": "standing_office",
    "standing office": "standing_office",
    "standing_office": "standing_office",
    "thẩm định": "verifier",
    "xác nhận": "verifier",
    "verifier": "verifier",
    "lãnh đạo": "leader",
    "leader": "leader",
    "thanh tra": "auditor",
    "auditor": "auditor",
}
assert set(ROLE_WORDS.values()) == {role for role, _label in ROLES}


@dataclass(eq=False)
class PersonEntry:
    """A person who is there (``employee_id``) or whom this import will create."""

    name: str
    login: str = ""
    employee_id: int = 0
    user_id: int = 0
    # (unit entry, plain post, values) of each new post, in the order of the file.
    posts: list = field(default_factory=list)
    roles: list = field(default_factory=list)

    def __post_init__(self):
        self.sort_key = vietnamese.sort_key(self.name)

    @property
    def key(self):
        """By what posts refer to the person: the id, or the entry of who is not yet there."""
        return self.employee_id or self


class PostRows:
    """Rows that are posts: which exclude each other, or a post that is kept."""

    def _check_clashes(self, planned, replaced_ids=()):
        appointment = self.env["cchc.staff.appointment"]
        for clash in appointment._clashes(planned, replaced_ids):
            culprit = clash.second if isinstance(clash.second.ref, Line) else clash.first
            other = clash.first if culprit is clash.second else clash.second
            sentence = appointment._clash_sentence(clash, name_of=lambda person: person.name)
            if isinstance(other.ref, Line):
                sentence = self.env._(
                    "%(fault)s See row %(row)s.", fault=sentence, row=other.ref.number
                )
            self.fault(culprit.ref, "date_from", sentence)


class PeopleImporter(PostRows, Importer):
    """One row a post: who, in which unit, as what, from when; with a login and roles.

    A person is known by the login. Without one, a row stands for a person of that name in that
    unit; where this could mean two, the row is refused rather than guessed.
    """

    columns = (
        Column("name", _lt("Full name"), ("họ và tên", "họ tên", "tên", "cán bộ"), True),
        Column(
            "unit",
            _lt("Unit"),
            ("đơn vị", "cơ quan", "đơn vị công tác", "phòng ban"),
            True,
            _lt("Name, other name or code of the unit on the first day of the post."),
        ),
        Column(
            "parent",
            _lt("Unit above"),
            ("đơn vị cấp trên", "trực thuộc", "parent unit"),
            False,
            _lt("Only where several units have the same name."),
        ),
        Column("title", _lt("Post title"), ("chức vụ", "chức danh", "post")),
        Column(
            "capacity",
            _lt("Capacity"),
            ("tư cách",),
            False,
            _lt(
                "One of: head, deputy, staff, acting, deputy in charge, in charge; empty: staff."
            ),
        ),
        Column(
            "mode",
            _lt("Held as"),
            ("hình thức",),
            False,
            _lt("One of: regular, concurrent, seconded; empty: regular."),
        ),
        Column("date_from", _lt("From"), ("từ ngày", "ngày bổ nhiệm", "start"), False,
               _lt("First day; empty: the day given in the import.")),
        Column("date_to", _lt("Until"), ("đến ngày", "đến hết ngày", "end"), False,
               _lt("Last day, inclusive; empty: open-ended.")),
        Column("decision_number", _lt("Decision number"), ("số quyết định", "quyết định số")),
        Column("decision_date", _lt("Decision date"), ("ngày quyết định", "ngày ký")),
        Column(
            "login",
            _lt("Login"),
            ("đăng nhập", "tên đăng nhập", "tài khoản", "email"),
            False,
            _lt("Letters, digits and . _ - + @; one login for one person."),
        ),
        Column(
            "role",
            _lt("Role"),
            ("vai trò",),
            False,
            _lt(
                "officer, head, hr, standing office, verifier, leader, auditor; several separated "
                "by semicolons; for another unit than that of the post: “verifier (Sở Tư pháp)”; "
                "needs a login."
            ),
        ),
    )  # fmt: skip

    def __init__(self, env, day, day_end=None):
        super().__init__(env, day, day_end)
        self.people = {}
        self.reason = False
        self._by_login = {}
        self._by_place = defaultdict(list)
        self._kept_posts = defaultdict(list)

    # -- checking ------------------------------------------------------------------------------

    def _check_lines(self, lines):
        rows = [row for row in (self._row(line) for line in lines) if row]
        self._load_people(rows)
        planned = []
        for line, unit, values, login, roles in rows:
            person = self._person(line, unit, values, login)
            if not person:
                continue
            self.people[id(person)] = person
            self._add_roles(person, line, unit, values, roles)
            kept = self._kept(person, unit, values)
            if kept:
                self.known += self._is_the_same(line, kept, values)
                continue
            post = posts.Post(
                line,
                person.key,
                unit.record_id,
                values["capacity"],
                values["mode"],
                values["date_from"],
                values["date_to"] or None,
            )
            person.posts.append((unit, post, values))
            planned.append(post)
            self.new += 1
        self._check_clashes(planned)

    def _row(self, line):
        life = self.life(line, "date_from", "date_to", self.day)
        if not _LETTER.search(line["name"]):
            self.fault(line, "name", self.env._("This is no name."))
            return None
        capacity, mode = self.choice(line, "capacity", CAPACITY_WORDS, CAPACITY_WORDS["staff"]) or (
            None,
            None,
        )
        held = self.choice(line, "mode", MODE_WORDS, posts.REGULAR)
        decision_date = self.date(line, "decision_date", False)
        login = self._login(line)
        roles = self._roles(line, life and life[0])
        if None in (life, capacity, held, decision_date, login, roles):
            return None
        unit = self._unit(line, life[0])
        if not unit:
            return None
        if held != posts.REGULAR:
            if mode != posts.REGULAR:
                self.fault(
                    line,
                    "mode",
                    self.env._("Who is acting or in charge is not also “%s”.", line["mode"]),
                )
                return None
            mode = held
        values = {
            "title": line["title"] or False,
            "capacity": capacity,
            "mode": mode,
            "date_from": life[0],
            "date_to": life[1] or False,
            "decision_number": line["decision_number"] or False,
            "decision_date": decision_date,
        }
        return line, unit, values, login, roles

    def _unit(self, line, day) -> UnitEntry | None:
        above = None
        if line["parent"]:
            above = self.unit(line, "parent", day)
            if not above:
                return None
        return self.unit(line, "unit", day, [above] if above else None)

    def _login(self, line):
        login = line["login"].lower()
        if login and not _LOGIN.fullmatch(login):
            self.fault(
                line,
                "login",
                self.env._("A login holds letters without diacritics, digits and . _ - + @ only."),
            )
            return None
        return login

    def _roles(self, line, day):
        """Pairs of a role and its unit, where that is not the unit of the post."""
        roles = []
        for text in filter(None, map(str.strip, _ROLE_SEPARATORS.split(line["role"]))):
            role, unit = self.meaning(text, ROLE_WORDS), None
            match = WITHIN.fullmatch(text)
            if not role and match and day:
                role = self.meaning(match.group(1), ROLE_WORDS)
                unit = role and self.unit(line, "role", day, text=match.group(2))
                if role and not unit:
                    return None
            if not role:
                message = self.env._(
                    "“%(role)s” is no role; the roles are: %(roles)s.",
                    role=text,
                    roles=", ".join(self.shown_words(ROLE_WORDS)),
                )
                self.fault(line, "role", message)
                return None
            roles.append((role, unit))
        if roles and not line["login"]:
            self.fault(line, "role", self.env._("A role needs a login."))
            return None
        return roles

    # -- who is there --------------------------------------------------------------------------

    def _load_people(self, rows):
        """Users by login, people by name and unit, their posts and roles: in a few queries."""
        logins = {login for _line, _unit, _values, login, _roles in rows if login}
        units = {unit.record_id for _line, unit, _values, _login, _roles in rows}
        users = self.env["res.users"].with_context(active_test=False)
        self._users = {
            user.login.lower(): user
            for user in users.search_fetch(
                [("login", "in", sorted(logins))], ["login", "name", "active", "share"]
            )
        }
        employees = self.env["hr.employee"].with_context(active_test=False)
        self._employees_of = employees.search(
            [("user_id", "in", [user.id for user in self._users.values()])]
        ).grouped("user_id")
        appointments = self.env["cchc.staff.appointment"].search(
            Domain("unit_id", "in", sorted(units))
            | Domain("employee_id.user_id", "in", [user.id for user in self._users.values()])
        )
        known = {}
        for post in appointments:
            self._kept_posts[post.employee_id.id, post.unit_id.id].append(post)
            employee = post.employee_id
            if employee.id not in known:
                known[employee.id] = PersonEntry(
                    employee.name,
                    (employee.user_id.login or "").lower(),
                    employee.id,
                    employee.user_id.id,
                )
            person = known[employee.id]
            place = self._by_place[person.sort_key, post.unit_id.id]
            if person not in place:
                place.append(person)
        self._known_people = known
        # A role that is there is not granted twice.
        self._held_roles = {
            (role.user_id.id, role.role, role.unit_id.id)
            for role in self.env["cchc.unit.role"].search(
                Domain("user_id", "in", [user.id for user in self._users.values()])
                & Domain("revoked", "=", False)
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", dates.today()))
            )
        }

    def _person(self, line, unit, values, login):
        """Who the row means; None (and a fault) where that is not clear."""
        place = self._by_place[vietnamese.sort_key(line["name"]), unit.record_id]
        if login in self._users or login in self._by_login:
            person = self._by_login.get(login) or self._person_of_user(line, self._users[login])
            if person and person.sort_key != vietnamese.sort_key(line["name"]):
                self.fault(line, "login", self.env._("This login belongs to %s.", person.name))
                return None
        else:
            # Without a login, or with a new one for somebody who had none.
            namesakes = [p for p in place if not (login and p.login)]
            if not namesakes:
                person = PersonEntry(line["name"], login)
            elif len(namesakes) == 1 and self._kept(namesakes[0], unit, values):
                person = namesakes[0]
                person.login = person.login or login
            else:
                self.fault(
                    line,
                    "name",
                    self.env._(
                        "%(unit)s has somebody called %(person)s in another post, whose login is "
                        "not known: give each the login, to tell whether it is one person.",
                        unit=unit.name,
                        person=line["name"],
                    ),
                )
                return None
        if person and person not in place:
            place.append(person)
        if person and login:
            self._by_login[login] = person
        return person

    def _person_of_user(self, line, user):
        if user.share or not user.active:
            self.fault(
                line, "login", self.env._("This login belongs to an archived or outside account.")
            )
            return None
        employee = self._employees_of.get(user, self.env["hr.employee"])[:1]
        return self._known_people.get(employee.id) or PersonEntry(
            employee.name or user.name, user.login.lower(), employee.id, user.id
        )

    def _kept(self, person, unit, values):
        """The post that is there already: same person, unit and first day."""
        if not person.employee_id:
            return None
        return next(
            (
                post
                for post in self._kept_posts[person.employee_id, unit.record_id]
                if post.date_from == values["date_from"]
            ),
            None,
        )

    def _is_the_same(self, line, kept, values):
        columns = {"title": "title", "capacity": "capacity", "mode": "mode", "date_to": "date_to"}
        for name, key in columns.items():
            if (kept[name] or False) != (values[name] or False):
                message = self.env._(
                    "This post is already there with another value here: correct the post itself."
                )
                self.fault(line, key, message)
                return False
        return True

    def _add_roles(self, person, line, unit, values, roles):
        today = dates.today()
        if values["date_to"] and values["date_to"] < today:
            return
        for role, elsewhere in roles:
            unit_id = (elsewhere or unit).record_id
            held = (person.user_id or person, role, unit_id)
            if held not in self._held_roles:
                self._held_roles.add(held)
                person.roles.append(
                    {
                        "role": role,
                        "unit_id": unit_id,
                        "date_from": max(values["date_from"], today),
                        "date_to": values["date_to"],
                    }
                )

    # -- writing -------------------------------------------------------------------------------

    def apply(self):
        people = self.people.values()
        users = [person for person in people if person.login and not person.user_id]
        employees = [person for person in people if not person.employee_id]
        total = len(users) + len(employees)
        self._create_users(users, total)
        self._create_employees(employees, total)
        self.env["cchc.staff.appointment"].create(
            [
                {
                    **values,
                    "employee_id": person.employee_id,
                    "unit_id": unit.record_id,
                    "change_reason": self.reason,
                }
                for person in people
                for unit, _post, values in person.posts
            ]
        )
        self.env["cchc.unit.role"].create(
            [
                {**role, "user_id": person.user_id, "note": self.reason}
                for person in people
                for role in person.roles
            ]
        )

    def _create_users(self, people, total):
        """Accounts with the internal group only, and without a password."""
        internal = self.env.ref("base.group_user")
        users = self.create(
            "res.users",
            [
                {
                    "name": person.name,
                    "login": person.login,
                    "email": person.login if _EMAIL.fullmatch(person.login) else False,
                    "tz": "Asia/Ho_Chi_Minh",
                    "group_ids": [Command.set(internal.ids)],
                }
                for person in people
            ],
            total,
        )
        for person, user in zip(people, users, strict=True):
            person.user_id = user.id
            if person.employee_id:
                self.env["hr.employee"].browse(person.employee_id).user_id = user

    def _create_employees(self, people, total):
        employees = self.create(
            "hr.employee",
            [
                {
                    "name": person.name,
                    "user_id": person.user_id or False,
                    "department_id": self._unit_today(person),
                }
                for person in people
            ],
            total,
            total - len(people),
        )
        for person, employee in zip(people, employees, strict=True):
            person.employee_id = employee.id

    def _unit_today(self, person):
        """Unit for the personnel card: where the person is counted today."""
        today = dates.today()
        return next(
            (
                unit.record_id
                for unit, post, _values in person.posts
                if post.mode not in posts.BESIDES and post.date_from <= today <= post.last_day
            ),
            False,
        )

    # -- out -----------------------------------------------------------------------------------

    def rows(self):
        """All posts, each with the login of the person and the roles held for its unit.

        Roles for other units stand beside the first post that the person holds today.
        """
        today = dates.today()
        roles = self.env["cchc.unit.role"].search(
            Domain("revoked", "=", False)
            & Domain("delegated_by_id", "=", False)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        pending = dict(roles.grouped("user_id"))
        kept = [("unit_id", "in", list(self.units.by_id))]  # not of an archived unit
        appointments = self.env["cchc.staff.appointment"].search(kept, order="id")
        held_units = defaultdict(set)
        for post in appointments:
            held_units[post.employee_id.user_id].add(post.unit_id)
        rows = []
        for post in appointments:
            user, beside = post.employee_id.user_id, post.mode in MODE_WORDS.values()
            capacity = (post.capacity, posts.REGULAR if beside else post.mode)
            granted = roles.browse()
            if user in pending and not (post.date_to and post.date_to < today):
                granted = pending[user].filtered(
                    lambda role, unit=post.unit_id, others=held_units[user]: (
                        role.unit_id == unit or role.unit_id not in others
                    )
                )
                pending[user] -= granted
            rows.append(
                {
                    "name": post.employee_id.name,
                    "unit": self.unit_text(post.unit_id, post.date_from),
                    "title": post.title or "",
                    "capacity": word_of(CAPACITY_WORDS, capacity),
                    "mode": word_of(MODE_WORDS, post.mode if beside else posts.REGULAR),
                    "date_from": day_text(post.date_from),
                    "date_to": day_text(post.date_to),
                    "decision_number": post.decision_number or "",
                    "decision_date": day_text(post.decision_date),
                    "login": user.login or "",
                    "role": "; ".join(self._role_text(role, post) for role in granted),
                }
            )
        return rows

    def _role_text(self, role, post):
        word = word_of(ROLE_WORDS, role.role)
        if role.unit_id == post.unit_id:
            return word
        return f"{word} ({self.unit_text(role.unit_id, post.date_from)})"
