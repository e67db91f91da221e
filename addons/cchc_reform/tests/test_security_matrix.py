import inspect
from contextlib import ExitStack, contextmanager
from unittest import skipUnless

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import security_matrix as matrix
from .security_case import SidesCase

OURS = "odoo.addons.cchc_"
MUTED = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.models",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_attachment",
    "odoo.addons.base.models.ir_module",
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.auth_signup.models.res_users",
    "odoo.addons.web.controllers.export",
    "py.warnings",
)
# Where rights are kept: a call that changed one and was taken back leaves stale caches.
RIGHTS = {"cchc.unit.role", "res.users", "hr.department", "cchc.unit.type", "cchc.plan.domain"}
# Besides the tables of the declared models.
WATCHED = {
    "ir_attachment": "TRUE",
    "ir_default": "TRUE",
    "mail_mail": "TRUE",
    "mail_notification": "TRUE",
    "res_groups_users_rel": "TRUE",
    "res_partner": "TRUE",
}
MAIL_TABLES = {"mail_mail", "mail_message", "mail_notification"}
NO_ARGUMENTS = {
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.VAR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
}
# Arguments of core's own methods, by the name of the parameter.
PLAIN_ARGUMENTS = {
    "domain": [],
    "fields": ["display_name"],
    "field_name": "name",
    "fname": "name",
    "operation": "read",
    "mode": "read",
    "vals": {},
    "vals_list": [{}],
    "values": {},
    "values_list": [{}],
    "name": "x",
    "login": "t_yte_head",
    "group_ext_id": "base.group_system",
    "group_spec": "base.group_system",
    "mail_template": None,
    "old_passwd": "t_yte_head",
    "new_passwd": "hacked-1234",
    "emails": ["x@example.com"],
    "checksum": "0" * 64,
    "res_model": "cchc.task",
    "bundle": "web.assets_backend",
}


@tagged("post_install", "-at_install", "cchc_security")
class TestSecurityMatrix(SidesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watched = dict(WATCHED)
        for name in matrix.MATRIX:
            model = cls.env[name]
            if not model._abstract and model._table_query is None and model._auto:
                cls.watched.setdefault(model._table, "TRUE")
        cls.watched |= {table: cls.newer[table] for table in cls.watched if table in cls.newer}

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        stack.enter_context(mute_logger(*MUTED))
        self.addCleanup(stack.close)
        self.deviations = []

    def expect(self, condition, *words):
        if not condition:
            self.deviations.append(" ".join(str(word) for word in words))

    def report(self):
        if self.deviations:
            self.fail("\n" + "\n".join(self.deviations))

    @contextmanager
    def unchanged(self, *where):
        """Nothing that the calls in the block do leaves a trace in the database.

        They share one comparison, which costs as much as a call.
        """
        with self.undone():
            before = self.fingerprint(self.watched)
            yield
            after = self.fingerprint(self.watched)
        changed = sorted(table for table in after if after[table] != before[table])
        self.expect(not changed, *where, "some call changed", changed)

    def carried_out(self, user, model, method, *args):
        """A call that is allowed: make it and take it back."""
        with self.undone():
            answer = self.rpc(user.login, model, method, *args)
        if model in RIGHTS:
            self.env.registry.clear_cache()
        return answer

    # -- completeness --------------------------------------------------------------------------

    def public_methods(self, model):
        """Dict of the methods that a remote call reaches -> classes that define them."""
        found = {}
        registry_class = type(self.env[model])
        for name in dir(registry_class):
            if name.startswith("_"):
                continue
            try:
                get_public_method(self.env[model], name)
            except Exception:  # not callable, or private: no remote method
                continue
            found[name] = [
                cls
                for cls in registry_class.mro()
                if name in cls.__dict__ and cls.__module__ != "odoo.orm.model_classes"
            ]
        return found

    def own_methods(self, model):
        """Public methods that our code defines or overrides, but not on a base of the framework."""
        mine = set()
        for name, classes in self.public_methods(model).items():
            bases = {self.base_of(cls) for cls in classes if cls.__module__.startswith(OURS)}
            if any(name not in matrix.classified(matrix.FRAMEWORK.get(base, "")) for base in bases):
                mine.add(name)
        return mine

    def base_of(self, cls):
        """Key of FRAMEWORK for the class of core that defines a method, or the model's own name."""
        name = getattr(cls, "_name", None) or getattr(cls, "_inherit", None)
        if cls.__module__.startswith("odoo.orm") or name in ("base", None):
            return "base"
        return name if isinstance(name, str) else cls._inherit[0]

    def test_row01_every_model_is_declared(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if any(
                cls.__module__.startswith(OURS) and getattr(cls, "_name", None) == name
                for cls in model.mro()
                if "_name" in cls.__dict__
            )
            and name.startswith("cchc.")
        }
        declared = {name for name in matrix.MATRIX if name.startswith("cchc.")}
        self.assertEqual(
            ours, declared | set(matrix.ABSTRACT), "Declare each model in tests/security_matrix.py"
        )
        for mixin, model in matrix.ABSTRACT.items():
            self.assertTrue(self.env[mixin]._abstract)
            self.assertIn(mixin, self.env[model]._inherit_module)

    def test_row01_every_public_method_is_classified(self):
        for model, declaration in matrix.MATRIX.items():
            declared = {method.name for method in declaration.method_list()}
            core = matrix.classified(matrix.CORE.get(model, ""))
            mine = self.own_methods(model)
            undeclared = mine - declared - matrix.CRUD - matrix.SHARED_CALLS.keys()
            self.expect(not undeclared, model, "has undeclared methods:", sorted(undeclared))
            self.expect(declared <= mine, model, "no longer has", sorted(declared - mine))
            for name, classes in self.public_methods(model).items():
                if name in mine or not classes:
                    continue
                base = self.base_of(classes[0])
                framework = matrix.classified(matrix.FRAMEWORK.get(base, ""))
                known = core if base == model else framework
                self.expect(name in known, f"{model}.{name} of {base} is not classified")
        self.report()

    @skipUnless(matrix.printed_file(), "the repository's docs are not here")
    def test_printed_matrix_is_up_to_date(self):
        path = matrix.printed_file()
        self.assertTrue(
            path.exists() and path.read_text(encoding="utf-8") == matrix.markdown(),
            "Run: python addons/cchc_reform/tests/security_matrix.py > docs/security-matrix.md",
        )

    # -- access --------------------------------------------------------------------------------

    def sides(self, kind):
        return (self.own,) if kind in matrix.PERSONAL else (self.own, self.foreign)

    def record_of(self, model, kind, side, user):
        """Record of that kind; made once a side, unless it is the actor's own."""
        cache = self.__dict__.setdefault("_records", {})
        key = (model, kind, side, user if kind in matrix.PERSONAL else None)
        if key not in cache:
            try:
                with self.env.cr.savepoint():
                    record = matrix.MATRIX[model].records[kind](side, user)
                    self.env.flush_all()
            except (UserError, IntegrityError):
                record = None  # whoever may not make a record of one's own has none
            cache[key] = record.ids if record else []
        return cache[key]

    def test_row01_access(self):
        for model, declaration in matrix.MATRIX.items():
            grants = declaration.grants()
            for kind in declaration.kinds():
                for side in self.sides(kind):
                    for user in self.users.values():
                        self.record_of(model, kind, side, user)
                    with self.unchanged(model, kind, side.code):
                        for actor in matrix.ACTORS:
                            granted = grants[actor, kind, not side.own]
                            self.check_access_of(declaration, model, kind, side, actor, granted)
        self.report()

    def check_access_of(self, declaration, model, kind, side, actor, granted):
        user = self.users[actor]
        ids = self.record_of(model, kind, side, user)
        where = (f"{model} {kind}/{side.code}", actor)
        if not ids:
            self.expect(kind in matrix.PERSONAL and not granted, *where, "has no such record")
            self.check_change(declaration, model, kind, side, actor, "c", granted)
            return
        read = self.rpc(user.login, model, "read", ids, ["display_name"])
        found = self.rpc(user.login, model, "search_count", [["id", "in", ids]])
        if "r" in granted:
            self.expect(read.ok and found.value == len(ids), *where, "may not read:", read, found)
        else:
            self.expect(read.refused or read.value == [], *where, "reads:", read)
            self.expect(found.refused or found.value == 0, *where, "finds:", found)
            self.expect_silent(side, read, *where, "read")
        for letter in "wcu":
            self.check_change(declaration, model, kind, side, actor, letter, granted)

    def check_change(self, declaration, model, kind, side, actor, letter, granted):
        user, method = self.users[actor], matrix.OPERATIONS[letter]
        ids = self.record_of(model, kind, side, user)
        where = (f"{model} {kind}/{side.code}", actor)
        args = {
            "w": (ids, declaration.write(side, kind)),
            "c": (declaration.create(side, kind),),
            "u": (ids,),
        }[letter]
        if not args[-1] or kind == "self" and letter == "u":
            return
        if letter in granted:
            answer = self.carried_out(user, model, method, *args)
            self.expect(answer.ok, *where, f"may not {method}:", answer)
        else:
            answer = self.rpc(user.login, model, method, *args)
            self.expect(answer.refused, *where, f"may {method}:", answer)
        self.expect_silent(side, answer, *where, method)

    def expect_silent(self, side, answer, *where):
        """What the server said, traces included, names nothing of the foreign record."""
        if not side.own:
            self.expect(side.marker not in answer.text, *where, "reveals:", answer)

    def test_row08_no_reference_names_a_foreign_record(self):
        """A link by number, on a record of one's own, does not show the name behind it."""
        for model, declaration in matrix.MATRIX.items():
            for kind in declaration.kinds():
                for field in self.env[model]._fields.values():
                    closed = matrix.MATRIX.get(field.comodel_name)
                    if not closed or not field.relational or "r" in closed.grants().get(
                        ("outsider", closed.kinds()[0], True), "r"
                    ):  # fmt: skip
                        continue
                    self.check_reference(declaration, model, kind, field, "head")
        self.report()

    def check_reference(self, declaration, model, kind, field, actor):
        user, login = self.users[actor], self.users[actor].login
        foreign = self.foreign_ids(field.comodel_name)
        value = foreign[0] if field.type == "many2one" else [[4, foreign[0]]]
        names = {field.name: {"fields": {"display_name": {}}}}
        where = (f"{model}.{field.name}", actor)
        calls = [("write", self.record_of(model, kind, self.own, user), {field.name: value})]
        if declaration.create(self.own, kind):
            calls.append(("create", declaration.create(self.own, kind) | {field.name: value}))
        for method, *args in calls:
            with self.undone():
                written = self.rpc(login, model, method, *args)
                ids = args[0] if method == "write" else [written.value] if written.ok else []
                read = self.rpc(login, model, "web_read", ids, names)
            self.expect_silent(self.foreign, written, *where, method)
            self.expect_silent(self.foreign, read, *where, method, "then read")

    def foreign_ids(self, model):
        kind = matrix.MATRIX[model].kinds()
        kind = "draft" if "draft" in kind else kind[0]
        return self.record_of(model, kind, self.foreign, self.users["outsider"])

    # -- own methods ---------------------------------------------------------------------------

    def test_row01_own_methods(self):
        for model, declaration in matrix.MATRIX.items():
            for method in declaration.method_list():
                for side in (self.own, self.foreign) if method.has_sides else (self.own,):
                    if method.kind:
                        for user in self.users.values():
                            self.record_of(model, method.kind, side, user)
                    with self.unchanged(model, method.name, method.kind, side.code):
                        for actor in matrix.ACTORS:
                            self.check_method(model, method, side, actor)
        self.report()

    def reads_foreign(self, model, kind):
        """Actors to whom the foreign record of a kind is no secret."""
        grants = matrix.MATRIX[model].grants()
        return {actor for actor in matrix.ACTORS if "r" in grants.get((actor, kind, True), "")}

    def check_method(self, model, method, side, actor):
        user = self.users[actor]
        args = method.arguments(side.values())
        if method.kind:
            ids = self.record_of(model, method.kind, side, user)
            if not ids:
                return
            args.insert(0, ids)
        allowed = actor in (method.may if side.own else method.may_foreign)
        where = (f"{model}.{method.name} {method.kind}/{side.code}", actor)
        if allowed:
            answer = self.carried_out(user, model, method.name, *args)
            self.expect(answer.ok, *where, "is refused:", answer)
        else:
            answer = self.rpc(user.login, model, method.name, *args)
            fine = answer.refused or method.harmless and answer.ok
            self.expect(fine, *where, "is not refused:", answer)
        if actor not in self.reads_foreign(model, method.kind):
            self.expect_silent(side, answer, *where)

    def test_row01_shared_overrides(self):
        for model, declaration in matrix.MATRIX.items():
            mine = self.own_methods(model)
            kind = next(iter(declaration.kinds()), "")
            others = [one for one in matrix.ACTORS if one not in self.reads_foreign(model, kind)]
            for name in sorted(mine & matrix.SHARED_CALLS.keys()):
                self.check_foreign_calls(
                    model, name, matrix.SHARED_CALLS[name], kind, "reads", others
                )
        self.report()

    # -- framework and core --------------------------------------------------------------------

    def check_foreign_calls(self, model, name, call, kind, kinds, actors):
        """Calls on the foreign record reveal and change nothing, however they end."""
        args = matrix.Method(name, call, kind, ()).arguments(self.foreign.values())
        if not getattr(getattr(type(self.env[model]), name), "_api_model", False):
            ids = self.record_of(model, kind, self.foreign, self.env.user) if kind else []
            args.insert(0, ids)
        where = (f"{model}.{name} {kind}/foreign",)
        with ExitStack() as stack:
            if kinds in ("self", "sends"):
                stack.enter_context(self.undone())
                before = self.fingerprint(self.watched)
            else:
                stack.enter_context(self.unchanged(*where))
            for actor in actors:
                answer = self.rpc(self.users[actor].login, model, name, *args)
                self.expect_silent(self.foreign, answer, *where, actor)
                if kinds == "refused":
                    self.expect(answer.refused, *where, actor, "is not refused:", answer)
            if kinds in ("self", "sends"):
                after = self.fingerprint(self.watched)
                changed = {table for table in after if after[table] != before[table]}
                may = MAIL_TABLES if kinds == "sends" else {"res_users"}
                self.expect(changed <= may, *where, "changed", changed)

    def test_row01_framework_methods(self):
        for base, text in matrix.FRAMEWORK.items():
            model = "cchc.task" if base in self.env["cchc.task"]._inherit_module else "hr.employee"
            model = "cchc.task" if base == "base" else model
            kind = "open" if model == "cchc.task" else "any"
            for name, (kinds, arguments) in matrix.classified(text).items():
                call = f"({arguments},)" if arguments else "()"
                actors = ("head", "leader", "outsider", "portal")
                self.check_foreign_calls(model, name, call, kind, kinds, actors)
        self.report()

    def test_row01_methods_of_core_models(self):
        for model, text in matrix.CORE.items():
            kind = next(k for k in matrix.MATRIX[model].kinds() if k not in matrix.PERSONAL)
            for name, (kinds, _none) in matrix.classified(text).items():
                if name in matrix.CRUD:  # run with the values of the declaration
                    continue
                call = self.plain_call(model, name)
                actors = ("head", "outsider", "portal")
                self.check_foreign_calls(model, name, call, kind, kinds, actors)
        self.report()

    def plain_call(self, model, name):
        """Arguments for the parameters that a method of core requires."""
        function = inspect.unwrap(getattr(type(self.env[model]), name))
        parameters = list(inspect.signature(function).parameters.values())[1:]
        values = [
            PLAIN_ARGUMENTS.get(parameter.name, 1)
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind not in NO_ARGUMENTS
        ]
        return repr(tuple(values)).replace("{", "{{").replace("}", "}}")

    def test_row01_who_is_not_logged_in_gets_nothing(self):
        for model, declaration in matrix.MATRIX.items():
            for method in ("read", "search_read", "create", "write", "unlink", "fields_get"):
                answer = self.rpc("", model, method, [1])
                self.expect(
                    answer.error == "odoo.http.SessionExpiredException", model, method, answer
                )
            for method in declaration.method_list():
                answer = self.rpc("", model, method.name, [1])
                self.expect(
                    answer.error == "odoo.http.SessionExpiredException", model, method, answer
                )
        self.report()
