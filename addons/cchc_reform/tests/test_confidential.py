"""Rows 8, 9, 14, 15: what is confidential is not to be had over any remote path, by any role."""

import json
import re
from contextlib import ExitStack
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import security_matrix as matrix
from .security_case import SidesCase
from .test_security_matrix import MUTED

CASE = "cchc.discipline.case"
#: Confidential model -> a text field with the marker, the relation to the person, the state of a
#: record that has both, and the fields of a grouping.
CONFIDENTIAL = {
    CASE: ("facts", "employee_id", "open", ["state", "for_duty", "form_id"]),
    "cchc.rating": ("minutes", "employee_id", "proposed", ["state", "proposed_level", "year"]),
    "cchc.discipline.breach": ("breach", "employee_id", "any", ["place", "checked_on:month"]),
}
#: What else there is of cases -> a field, the relation to somebody, and an attribute of the sides.
OF_CASES = {
    "cchc.discipline.hold": ("ground", "case_id", "hold"),
    "cchc.discipline.reminder": ("clock", "user_id", "discipline_reminder"),
    "cchc.discipline.access": ("decision_number", "user_id", "discipline_access"),
    "cchc.discipline.decision": ("signer", "employee_id", None),
}


def record_of(side, model, state):
    if model == "cchc.discipline.breach":
        return side.breach
    return side.discipline(state) if model == CASE else side.rating(state)


#: Path -> function of (ids, text field, relation to the person, groupings, name of the person)
#: that gives calls (method, arguments). Nothing that they answer may depend on the record.
PATHS = {
    "read": lambda ids, text, who, groups, name: [
        ("read", [ids, [text]]),
        ("read", [ids, ["display_name"]]),
        ("web_read", [ids, {text: {}, who: {"fields": {"display_name": {}}}}]),
        ("get_metadata", [ids]),
    ],
    "search": lambda ids, text, who, groups, name: [
        ("search", [[["id", "in", ids]]]),
        ("search_count", [[["id", "in", ids]]]),
        ("search_count", [[[text, "!=", False], ["id", "in", ids]]]),
        ("search_read", [[["id", "in", ids]], [text, who]]),
        ("search_read", [[[f"{who}.name", "=", name], ["id", "in", ids]], [text]]),
        ("search_count", [[[f"{who}.user_id.login", "like", "t_"], ["id", "in", ids]]]),
        ("web_search_read", [[["id", "in", ids]], {text: {}}]),
    ],
    "order": lambda ids, text, who, groups, name: [
        ("search", [[["id", "in", ids]], 0, 5, f"{text} desc"]),
        ("search", [[["id", "in", ids]], 0, 5, f"{who} desc"]),
    ],
    "groups": lambda ids, text, who, groups, name: (
        [
            call
            for group in [*groups, who, "unit_id"]
            for call in (
                ("formatted_read_group", [[["id", "in", ids]], [group], ["__count"]]),
                ("web_read_group", [[["id", "in", ids]], [group], ["__count"]]),
                ("read_group", [[["id", "in", ids]], ["id"], [group]]),
            )
        ]
        + [
            (
                "formatted_read_group",
                [[["id", "in", ids]], [], ["__count", "id:max", "id:array_agg"]],
            ),
            ("formatted_read_grouping_sets", [[["id", "in", ids]], [[who], []], ["__count"]]),
            (
                "read_progress_bar",
                [[["id", "in", ids]], groups[0], {"field": groups[0], "colors": {}}],
            ),
        ]
    ),
    "names": lambda ids, text, who, groups, name: [
        ("name_search", [name, [["id", "in", ids]]]),
        ("name_search", ["", [["id", "in", ids]]]),
        ("web_name_search", [name, {"display_name": {}}, [["id", "in", ids]]]),
    ],
    "export": lambda ids, text, who, groups, name: [
        ("export_data", [ids, ["id", text, f"{who}/name"]]),
    ],
    "dialogs": lambda ids, text, who, groups, name: [
        ("onchange", [ids, {}, [], {text: {}, who: {"fields": {"display_name": {}}}}]),
        ("copy", [ids]),
        ("write", [ids, {text: "x"}]),
        ("unlink", [ids]),
    ],
}

#: The same through other models: (model, method, arguments), by (model, ids, name of the person).
OTHER_MODELS = [
    lambda model, ids, name: ("cchc.audit.entry", "search_count", [[["model", "=", model]]]),
    lambda model, ids, name: ("cchc.audit.entry", "search_count", [[["model", "=like", "cchc.discipline%"]]]),
    lambda model, ids, name: (
        "cchc.audit.entry", "search_read", [[["res_id", "in", ids], ["model", "=", model]], []],
    ),
    lambda model, ids, name: (
        "cchc.audit.entry", "formatted_read_group",
        [[["model", "=", model]], ["action"], ["__count"]],
    ),
    lambda model, ids, name: ("mail.message", "search_count", [[["model", "=", model]]]),
    lambda model, ids, name: ("mail.activity", "search_count", [[["res_model", "=", model]]]),
    lambda model, ids, name: ("mail.followers", "search_count", [[["res_model", "=", model]]]),
    lambda model, ids, name: ("cchc.discipline.decision", "search_count", [[]]),
    lambda model, ids, name: ("cchc.discipline.hold", "search_count", [[["case_id", "in", ids]]]),
    lambda model, ids, name: (
        "cchc.discipline.hold", "search_count", [[["case_id.employee_id.name", "=", name]]],
    ),
    lambda model, ids, name: (
        "cchc.rating.line", "search_count", [[["rating_id.employee_id.name", "=", name]]],
    ),
]  # fmt: skip


def is_empty(value):
    """Whether an answer tells of no record: nothing, or counts that are zero."""
    if isinstance(value, dict):
        return all(is_empty(one) for key, one in value.items() if key != "__extra_domain")
    if isinstance(value, list):
        return all(is_empty(one) for one in value)
    return not value


@tagged("post_install", "-at_install", "cchc_security")
class TestConfidential(SidesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        for user in cls.users.values():
            if user != cls.user_portal:
                user.group_ids += export
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        stack.enter_context(mute_logger(*MUTED))
        self.addCleanup(stack.close)
        self.holes = []

    def closed(self):
        """Triples of side, model and actor that may not read, with their record."""
        for side in (self.own, self.foreign):
            for model, (text, who, state, groups) in CONFIDENTIAL.items():
                record = record_of(side, model, state)
                grants = matrix.MATRIX[model].grants()
                for actor in matrix.ACTORS:
                    if "r" not in grants[actor, state, not side.own]:
                        yield side, model, actor, record.sudo(), text, who, groups

    def check_silent(self, answer, record, who, side, *where):
        name = record[who].name
        empty = answer.refused or is_empty(answer.value)
        if not empty or side.marker in answer.text.replace(name, "") or name in answer.text:
            self.holes.append(" ".join(map(str, (*where, answer))))

    def no_holes(self):
        self.assertFalse(self.holes, "\n" + "\n".join(self.holes))

    def test_nothing_is_told_over_any_path(self):
        for side, model, actor, record, text, who, groups in self.closed():
            login, name = self.users[actor].login, record[who].name
            for path, calls in PATHS.items():
                for method, args in calls(record.ids, text, who, groups, name):
                    answer = self.rpc(login, model, method, *args)
                    self.check_silent(answer, record, who, side, path, model, actor, method, args)
        self.no_holes()

    def test_nothing_is_told_through_other_models(self):
        for side, model, actor, record, _text, who, _groups in self.closed():
            login, name = self.users[actor].login, record[who].name
            for path in OTHER_MODELS:
                other, method, args = path(model, record.ids, name)
                if other == "cchc.discipline.hold" and model != CASE:
                    continue
                if other == "cchc.rating.line" and model != "cchc.rating":
                    continue
                answer = self.rpc(login, other, method, *args)
                self.check_silent(answer, record, who, side, model, actor, other, method, args)
            for other, values in (
                ("mail.activity", {
                    "res_model_id": self.env["ir.model"]._get_id(model),
                    "res_id": record.id,
                    "user_id": self.users[actor].id,
                }),
                ("mail.message", {"model": model, "res_id": record.id, "body": "x"}),
                ("ir.attachment", {"name": "x", "raw": "x", "res_model": model, "res_id": record.id}),
            ):  # fmt: skip
                with self.undone():
                    answer = self.rpc(login, other, "create", [values])
                    self.check_silent(answer, record, who, side, model, actor, other, "create")
        self.no_holes()

    def parts(self):
        """Rows of what is confidential: side, kind of the matrix, record, text, its document."""
        for side in (self.own, self.foreign):
            for state in ("registered", "proposed"):
                line = side.nomination(state).check_ids[0]
                with line._permit({"confirm_reason"}):
                    line.confirm_reason = side.marker
                yield side, state, line, "confirm_reason", "nomination_id"
            # Of a year whose scheme gives points.
            draft = side.as_user(
                side.hr_colleague,
                "cchc.rating",
                employee_id=side.rating("draft").employee_id.id,
                unit_id=side.unit.id,
                year=2027,
            )
            draft.sudo().line_ids.write({"reason": side.marker})
            yield side, "any", draft.sudo().line_ids[0], "reason", "rating_id"

    def test_rows_of_a_document_tell_nothing_either(self):
        """Findings of a nomination tell of discipline, points of a rating of its level."""
        for side, kind, row, text, document in self.parts():
            name = row[document].employee_id.name
            calls = [
                ("read", [row.ids, [text]]),
                ("web_read", [row.ids, {text: {}, document: {"fields": {"display_name": {}}}}]),
                ("search_read", [[["id", "in", row.ids]], [text]]),
                ("search_count", [[[text, "!=", False], ["id", "in", row.ids]]]),
                ("search_count", [[[f"{document}.employee_id.name", "=", name], ["id", "in", row.ids]]]),
                ("search", [[["id", "in", row.ids]], 0, 5, f"{text} desc"]),
                ("search", [[["id", "in", row.ids]], 0, 5, f"{document} desc"]),
                ("formatted_read_group", [[["id", "in", row.ids]], [text], ["__count"]]),
                ("web_read_group", [[["id", "in", row.ids]], [document], ["__count"]]),
                ("name_search", ["", [["id", "in", row.ids]]]),
                ("export_data", [row.ids, ["id", text, f"{document}/id"]]),
                ("copy", [row.ids]),
                ("write", [row.ids, {text: "x"}]),
                ("unlink", [row.ids]),
            ]  # fmt: skip
            grants = matrix.MATRIX[row._name].grants()
            for actor in matrix.ACTORS:
                closed = "r" not in grants[actor, kind, not side.own]
                for method, args in calls if closed else calls[:1]:
                    answer = self.rpc(self.users[actor].login, row._name, method, *args)
                    if not closed:  # else the others would prove nothing
                        self.assertIn(side.marker, answer.text, (actor, row))
                    elif not (answer.refused or is_empty(answer.value)):
                        self.holes.append(f"{actor} {row} {kind} {method} {args} {answer}")
                    elif side.marker in answer.text or name in answer.text:
                        self.holes.append(f"{actor} {row} {kind} {method} {args} tells {answer}")
        self.no_holes()

    def test_nothing_is_told_by_what_there_is_of_cases(self):
        """Holds, reminders, decisions to open cases and the own decisions."""
        side = self.foreign
        for model, (text, who, place) in OF_CASES.items():
            ids = getattr(side, place).ids if place else side.discipline("decided").ids
            grants = matrix.MATRIX[model].grants()
            for actor in matrix.ACTORS:
                if "r" in grants[actor, "any", True]:
                    continue
                for path in ("read", "search", "order", "groups", "names", "export"):
                    for method, args in PATHS[path](ids, text, who, [text], side.disciplined.name):
                        if method == "get_metadata":
                            continue  # where nothing is logged it gives back the number alone
                        answer = self.rpc(self.users[actor].login, model, method, *args)
                        if not (answer.refused or is_empty(answer.value)):
                            self.holes.append(f"{path} {model} {actor} {method} {args} {answer}")
        self.no_holes()

    def test_who_asks_for_one_number_after_another_counts_nothing(self):
        """What is there and closed to the user answers as what is not there."""
        side, missing = self.foreign, 10**8
        records = {
            CASE: side.discipline("open"),
            "cchc.discipline.breach": side.breach,
            **{model: getattr(side, place) for model, (_, _, place) in OF_CASES.items() if place},
        }
        decided = side.discipline("decided").id
        records["cchc.discipline.decision"] = self.env["cchc.discipline.decision"].browse(decided)
        calls = [
            ("read", ["display_name"]), ("read", ["id"]), ("web_read", {"display_name": {}}),
            ("export_data", ["id", "display_name"]), ("get_metadata",), ("has_access", "read"),
            ("write", {}), ("unlink",), ("copy",),
            ("onchange", {}, [], {"display_name": {}}),
        ]  # fmt: skip
        steps = [("action_open",), ("action_decide",), ("action_drop", "x"), ("action_refer", "x")]
        urls = (f"/web/content?model={CASE}&field=file&id=", f"/mail/view?model={CASE}&res_id=")

        def told(answer, number):
            if hasattr(answer, "value"):
                words = [answer.error, answer.message, answer.value]
            else:
                words = [answer.status_code, answer.headers.get("Location")]
            return re.sub(rf"\b{number}\b", "#", json.dumps(words))

        for actor in matrix.ACTORS:
            login = self.users[actor].login
            for model, record in records.items():
                state = "open" if model == CASE else "any"
                if "r" in matrix.MATRIX[model].grants()[actor, state, True]:
                    continue
                for method, *args in calls + (steps if model == CASE else []):
                    there, gone = (
                        told(self.rpc(login, model, method, [number], *args), number)
                        for number in (record.id, missing)
                    )
                    if there != gone:
                        self.holes.append(f"{model} {actor} {method} {there} {gone}")
            number = side.discipline("open").id
            for url in urls:
                there, gone = (
                    told(self.get(login, f"{url}{one}"), one) for one in (number, missing)
                )
                if there != gone:
                    self.holes.append(f"{actor} {url} {there} {gone}")
        # Nor by what a ground to hold hangs on.
        values = {"ground": "illness", "date_from": "2099-01-01"}
        answers = [
            self.rpc("t_gtvt_hr", "cchc.discipline.hold", "create", [{**values, "case_id": number}])
            for number in (side.discipline("open").id, missing)
        ]
        self.assertTrue(answers[0].refused, answers[0])
        self.assertEqual(answers[0].message, answers[1].message)
        self.no_holes()

    def test_refusals_name_no_records_in_debug_mode(self):
        decision = self.env["cchc.discipline.decision"].browse(
            self.foreign.discipline("decided").id
        )
        outsider = self.user_outsider
        with patch.object(type(outsider), "has_group", lambda self, group: True):
            for record in (decision, self.foreign.breach, self.foreign.hold):
                named = record.display_name
                with self.assertRaises(AccessError) as refusal:
                    raise self.env["ir.rule"].with_user(outsider)._make_access_error("read", record)
                self.assertNotIn(named, str(refusal.exception))
                self.assertNotIn("rule", str(refusal.exception))

    def test_counts_of_core_tell_nothing(self):
        """Core counts records past all rules: of cases, and of what there is of their files and
        history beside what the reader counts."""
        models = [CASE, *OF_CASES, "cchc.discipline.breach", "ir.attachment", "cchc.audit.entry"]
        read = 0
        for user in self.users.values():
            found = self.rpc(
                user.login, "ir.model", "search_read", [["model", "in", models]], ["model", "count"]
            )
            for row in found.value or ():
                seen = self.rpc(user.login, row["model"], "search_count", [])
                self.assertEqual(row["count"], seen.value or 0, (user.login, row))
                read += 1
        self.assertTrue(read)

    def test_a_form_that_a_case_has_is_deleted_like_any_other(self):
        used, free = self.own.discipline("decided").form_id, self.own.discipline_form
        answers = [
            self.rpc("t_admin", "cchc.discipline.form", "unlink", form.ids) for form in (used, free)
        ]
        for answer in answers:
            self.assertTrue(answer.refused, answer)
            self.assertNotIn("cchc.discipline.case", answer.text)

    def test_nobody_changes_whose_card_it_is(self):
        """Else who keeps personnel cards would handle the own case, or read another's decision."""
        side, hr = self.own, self.user_gtvt_hr
        hr.group_ids += self.env.ref("hr.group_hr_manager")
        admin = self.user_admin_cchc
        own = self.env["hr.employee"].create({"name": "Cán bộ tổ chức", "user_id": hr.id})
        other = side.disciplined
        self.env.flush_all()
        before = {card: card.user_id for card in (own, other)}
        for user, card, account in (
            (hr, own, False),
            (hr, own, admin.id),
            (hr, other, False),
            (hr, other, hr.id),
            (admin, other, admin.id),
        ):
            for model, ids in (
                ("hr.employee", card.ids),
                ("resource.resource", card.resource_id.ids),
            ):
                with self.undone():
                    answer = self.rpc(user.login, model, "write", ids, {"user_id": account})
                    self.assertTrue(answer.refused, (user.login, model, account, answer))
        with self.undone():
            answer = self.rpc(
                hr.login, "hr.employee", "write", own.ids, {"resource_id": other.resource_id.id}
            )
            self.assertTrue(answer.refused, answer)
        self.env.invalidate_all()
        for card, account in before.items():
            self.assertEqual(card.user_id, account)
        self.assertTrue(
            self.rpc(hr.login, "hr.employee", "write", own.ids, {"private_phone": "1"}).ok,
            "else the refusals above would prove nothing",
        )
        # Who manages accounts may, and it is kept.
        own.with_user(admin).sudo().user_id = False
        kept = self.env["cchc.audit.entry"].search(
            [("model", "=", "hr.employee"), ("res_id", "=", own.id), ("action", "=", "account")]
        )
        self.assertIn(hr.login, kept.old_value)
        self.assertEqual(kept.user_login, admin.login)

    def test_those_who_handle_it_read_it(self):
        """Else the tests above would prove nothing."""
        for model, (text, who, state, groups) in CONFIDENTIAL.items():
            record = record_of(self.own, model, state)
            name = record[who].name
            for path in ("read", "search", "groups", "names", "export"):
                for method, args in PATHS[path](record.ids, text, who, groups, name):
                    answer = self.rpc("t_gtvt_head", model, method, *args)
                    self.assertTrue(answer.ok, (method, answer))
                    if method != "read_progress_bar":
                        self.assertFalse(is_empty(answer.value), (method, args, answer))

    def test_no_field_of_another_model_leads_to_it(self):
        """Else related fields, exports and groupings of open models would lead there."""
        inside = {
            CASE: {"cchc.discipline.hold", "cchc.discipline.reminder"},
            "cchc.discipline.hold": {CASE},
            "cchc.discipline.reminder": set(),
            "cchc.discipline.decision": set(),
            "cchc.discipline.access": set(),
            "cchc.discipline.breach": set(),
            "cchc.rating": {"cchc.rating.line"},
            "cchc.rating.line": {"cchc.rating"},
        }
        for name, model in self.env.registry.items():
            for field in model._fields.values():
                if field.comodel_name in inside:
                    self.assertIn(name, inside[field.comodel_name], str(field))
        thread = self.env.registry["mail.thread"]
        for name in inside:
            self.assertFalse(issubclass(self.env.registry[name], thread), name)
            self.assertNotIn("activity_ids", self.env[name]._fields)

    def test_the_history_is_closed_to_all(self):
        handlers = ("t_gtvt_head", "t_gtvt_hr", "t_auditor", "t_admin", "t_system", "t_other_admin")
        for model in (*CONFIDENTIAL, "cchc.discipline.access"):
            entries = self.env["cchc.audit.entry"].search([("model", "=", model)])
            self.assertTrue(entries or model.endswith("access"))
            self.assertNotIn(self.own.marker, json.dumps(entries.mapped("res_name")))
            for login in handlers:
                found = self.rpc(login, "cchc.audit.entry", "search_count", [["model", "=", model]])
                self.assertTrue(found.refused or found.value == 0, (model, login, found))

    def test_row12_the_file_follows_the_case(self):
        case = self.foreign.discipline("open")
        file = self.env["ir.attachment"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id), ("res_field", "=", "file")]
        )
        self.assertTrue(file)
        field = f"/web/content?model={case._name}&id={case.id}&field=file"
        urls = (f"/web/content/{file.id}", field, f"/web/image/{file.id}",
                f"/web/content/{file.id}?access_token=x", f"/web/content/{file.id}?download=1")  # fmt: skip
        readable = self.get("t_yte_head", urls[0])
        self.assertEqual((readable.status_code, readable.content[:4]), (200, b"%PDF"))
        for actor, user in self.users.items():
            for url in urls:
                content = self.get(user.login, url).content
                self.assertFalse(content.startswith(b"%PDF"), (actor, url))
            for domain in (
                [["id", "=", file.id]],
                [["res_model", "=", case._name]],
                [["res_model", "=", case._name], ["res_field", "=", "file"], ["res_id", "=", case.id]],
            ):  # fmt: skip
                found = self.rpc(
                    user.login, "ir.attachment", "search_read", domain, ["name", "res_id"]
                )
                rows = [row for row in found.value or () if row["res_id"] == case.id]
                self.assertFalse(rows, (actor, domain, found))
            for method, args in (
                ("read", [file.ids, ["datas"]]),
                ("write", [file.ids, {"public": True}]),
                ("write", [file.ids, {"res_model": "cchc.task", "res_id": self.own.task("assigned").id}]),
                ("generate_access_token", [file.ids]),
                ("unlink", [file.ids]),
                ("copy", [file.ids]),
            ):  # fmt: skip
                answer = self.rpc(user.login, "ir.attachment", method, *args)
                self.assertTrue(answer.refused, (actor, method, answer))
        # Who handles the case shares its file neither by a link nor by making it public.
        for method, args in (
            ("generate_access_token", [file.ids]),
            ("write", [file.ids, {"public": True}]),
            ("write", [file.ids, {"res_id": 0}]),
            ("unlink", [file.ids]),
            ("create", [[{"name": "x", "raw": "x", "res_model": case._name, "res_id": case.id}]]),
        ):
            answer = self.rpc("t_yte_head", "ir.attachment", method, *args)
            self.assertTrue(answer.refused, (method, answer))

    def test_row14_discipline_has_no_messages_and_no_activities(self):
        """Not even from who handles it: they would tell whoever gets them."""
        case = self.own.discipline("open")
        for model, values in (
            ("mail.activity", {
                "res_model_id": self.env["ir.model"]._get_id(case._name),
                "res_id": case.id,
                "user_id": self.user_outsider.id,
            }),
            ("mail.message", {
                "model": case._name,
                "res_id": case.id,
                "body": "x",
                "partner_ids": [[4, self.user_outsider.partner_id.id]],
            }),
        ):  # fmt: skip
            answer = self.rpc("t_gtvt_hr", model, "create", [values])
            self.assertTrue(answer.refused, (model, answer))
            self.assertIn("no messages and no activities", answer.message, model)

    def test_row14_where_there_is_no_chatter(self):
        """An activity goes to a reader, in the list of what is to do alone; nobody is mentioned."""
        login, reader = "t_gtvt_head", self.own.colleague
        Activity = self.env["mail.activity"].with_context(active_test=False)
        for record in (
            self.own.rating("met"),
            self.own.nomination("registered"),
            self.own.inspection("mine"),
        ):
            model = record._name
            outsider, partner = self.user_outsider.id, self.user_outsider.partner_id.id
            values = {
                "res_model_id": self.env["ir.model"]._get_id(model),
                "res_id": record.id,
                "summary": "Xem lại",
                "user_id": reader.id,
            }
            answer = self.rpc(login, "mail.activity", "create", [values])
            self.assertTrue(answer.ok, (model, answer))
            activity = Activity.browse(answer.value)
            for refused in (
                self.rpc(login, "mail.activity", "create", [{**values, "user_id": outsider}]),
                self.rpc(login, "mail.activity", "write", activity.ids, {"user_id": outsider}),
                self.rpc(
                    login,
                    "mail.message",
                    "create",
                    [{"model": model, "res_id": record.id, "partner_ids": [[4, partner]]}],
                ),
            ):
                self.assertTrue(refused.refused, (model, refused))
                self.assertIn("may not read", refused.message, model)
            posted = self.post_json(
                login,
                "/mail/message/post",
                {
                    "thread_model": model,
                    "thread_id": record.id,
                    "post_data": {"body": "@", "partner_ids": [partner]},
                },
            )
            self.assertTrue(posted.refused, (model, posted))
            for answer in (
                self.rpc(
                    login,
                    "mail.activity",
                    "write",
                    activity.ids,
                    {"user_id": self.user_gtvt_head.id},
                ),
                self.rpc(login, "mail.activity", "action_feedback", activity.ids, feedback="Xong"),
            ):
                self.assertTrue(answer.ok, (model, answer))
            self.assertEqual((activity.active, activity.feedback), (False, "Xong"))
            for kind, field in (("mail.message", "model"), ("mail.followers", "res_model")):
                domain = [(field, "=", model), ("res_id", "=", record.id)]
                self.assertFalse(self.env[kind].search(domain), (model, kind))

    def test_row09_one_case_shows_in_no_figure(self):
        """Each side has decided cases, fewer than are shown."""
        for actor in ("hr", "head", "standing_office", "leader", "auditor"):
            found = self.rpc(self.users[actor].login, "cchc.discipline.figure", "search_count", [])
            self.assertEqual(found.value, 0, actor)
