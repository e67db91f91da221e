"""Attempts to learn what belongs to another unit: searches, exports, files, mail."""

import io
import json
import zipfile

import odoo.http
from odoo.tests import tagged

from .test_security_attacks import AttackCase

SECRET = "BIMAT"


@tagged("post_install", "-at_install", "cchc_security")
class TestLeaks(AttackCase):
    """Rows 8, 12, 14, 15: nothing of YTE shows to GTVT, whichever way it is asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A sub-task of GTVT under a task of YTE: a record that may be read refers to one that
        # may not.
        cls.parent = cls.foreign.task("in_progress")
        cls.part = cls.make_task(parent_id=cls.parent.id, name="RIENG phần việc")
        cls.parent_secret = cls.parent.output
        exporters = cls.user_gtvt_head | cls.user_yte_head | cls.user_outsider
        exporters.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    def assert_silent(self, answer, *words):
        if SECRET in answer.text:
            position = answer.text.index(SECRET)
            self.hole(*words, "reveals", answer.text[max(0, position - 150) : position + 60])

    # -- row 8: questions ----------------------------------------------------------------------

    def test_row08_domains_through_relations_tell_nothing(self):
        """Odoo applies the rules of each model on the path; a hit would tell a hidden value."""
        questions = {
            "cchc.task": [
                ("parent_id.output", "ilike", SECRET),
                ("parent_id.weight", "=", self.parent.weight),
                ("parent_id.message_ids.body", "ilike", SECRET),
                ("parent_id.state", "=", "in_progress"),
                ("parent_id.child_ids.parent_id.output", "ilike", SECRET),
                ("plan_id.task_ids.output", "ilike", SECRET),
                ("plan_id.task_ids", "any", [("output", "ilike", SECRET)]),
                ("parent_id", "any", [("output", "ilike", SECRET)]),
                ("parent_id", "child_of", self.foreign.task("assigned").id),
                ("message_ids.body", "ilike", SECRET),
                ("activity_ids.summary", "ilike", SECRET),
                ("fact_ids.task_id.output", "ilike", SECRET),
            ],
            "cchc.plan": [
                ("task_ids.output", "ilike", SECRET),
                ("task_ids.child_ids.output", "ilike", SECRET),
                ("child_ids.name", "ilike", SECRET),
                ("message_ids.body", "ilike", SECRET),
            ],
            "cchc.task.fact": [("task_id.parent_id.output", "ilike", SECRET)],
            "cchc.task.analysis": [("task_id.parent_id.output", "ilike", SECRET)],
            "hr.department": [("message_ids.body", "ilike", SECRET)],
            "mail.message": [("body", "ilike", SECRET), ("record_name", "ilike", SECRET)],
            "mail.activity": [("summary", "ilike", SECRET), ("res_name", "ilike", SECRET)],
            "ir.attachment": [("name", "ilike", SECRET), ("index_content", "ilike", SECRET),
                              ("res_id", "=", self.foreign.task("assigned").id)],
            "res.users": [("activity_ids.summary", "ilike", SECRET),
                          ("employee_id.private_phone", "ilike", SECRET)],
            "res.partner": [("message_ids.body", "ilike", SECRET),
                            ("employee_ids.private_phone", "ilike", SECRET)],
            "hr.employee": [("private_phone", "ilike", SECRET),
                            ("version_id.private_street", "ilike", SECRET),
                            ("private_street", "ilike", SECRET)],
            "hr.employee.public": [("employee_id.private_phone", "ilike", SECRET),
                                   ("user_id.employee_id.private_phone", "ilike", SECRET)],
            "hr.version": [("private_street", "ilike", SECRET)],
        }  # fmt: skip
        for model, leaves in questions.items():
            for field, operator, value in leaves:
                for method in ("search_count", "search_read"):
                    domain = [[field, operator, value]]
                    answer = self.rpc("t_gtvt_head", model, method, domain)
                    told = answer.value
                    # An error names the question itself: a field that is not there for this
                    # user is unknown, which is a ValueError in core.
                    if answer.ok and told:
                        self.hole(model, domain, "answers", answer)
        self.no_holes()

    def test_row08_grouping_and_order_tell_nothing(self):
        for groupby in (
            ["parent_id.output"], ["parent_id.state"], ["parent_id.deadline:month"],
            ["plan_id.task_ids"], ["message_ids"], ["activity_ids"], ["fact_ids"],
            ["parent_id.officer_id"], ["child_ids"],
        ):  # fmt: skip
            for method, args, kwargs in (
                ("formatted_read_group", [[["id", "=", self.part.id]], groupby, ["__count"]], {}),
                ("web_read_group", [[["id", "=", self.part.id]], groupby, ["__count"]], {}),
                ("read_group", [[["id", "=", self.part.id]], ["id"], groupby], {}),
            ):
                answer = self.rpc("t_gtvt_head", "cchc.task", method, *args, **kwargs)
                self.assert_silent(answer, method, groupby)
                if answer.ok and "in_progress" in answer.text and groupby == ["parent_id.state"]:
                    self.hole(method, groupby, "tells the state", answer)
        for aggregate in ("parent_id.weight:sum", "parent_id.output:array_agg", "id:recordset",
                          "name:array_agg", "activity_ids:array_agg", "message_ids:array_agg"):  # fmt: skip
            answer = self.rpc(
                "t_gtvt_head", "cchc.task", "formatted_read_group", [], [], [aggregate]
            )
            self.assert_silent(answer, aggregate)
        for order in ("parent_id.output", "parent_id.state desc", "plan_id.name", "message_ids",
                      "(select output)", "id; select 1", "weight, (select 1)"):  # fmt: skip
            answer = self.rpc("t_gtvt_head", "cchc.task", "search_read", [], ["name"], order=order)
            self.assert_silent(answer, "order", order)
        self.no_holes()

    def test_row08_hidden_fields_are_no_oracle(self):
        """Field groups hold in domains, order, grouping and aggregates too."""
        for model, field in (
            ("res.users", "password"),
            ("res.users", "totp_secret"),
            ("res.users", "new_password"),
            ("res.partner", "signup_type"),
            ("hr.employee", "private_phone"),
            ("hr.employee", "pin"),
            ("hr.version", "private_street"),
        ):
            for method, args, kwargs in (
                ("read", [[self.foreign.head.id], [field]], {}),
                ("search", [[[field, "!=", False]]], {}),
                ("search_count", [[[field, "like", "%"]]], {}),
                ("search", [[]], {"order": f"{field} desc"}),
                ("formatted_read_group", [[], [field], ["__count"]], {}),
                ("formatted_read_group", [[], [], [f"{field}:max"]], {}),
                ("export_data", [[self.foreign.head.id], [field]], {}),
                ("web_read", [[self.foreign.head.id], {field: {}}], {}),
            ):
                answer = self.rpc("t_yte_officer", model, method, *args, **kwargs)
                hidden = not answer.ok or not answer.value
                if answer.ok and method in ("read", "web_read"):
                    hidden = not any(row.get(field) for row in answer.value)
                if answer.ok and method == "export_data":
                    hidden = not any(any(row) for row in answer.value["datas"])
                if not hidden:
                    self.hole(model, method, args, kwargs, answer)
                self.assert_silent(answer, model, method)
        self.no_holes()

    def test_row08_reading_through_a_record_of_ones_own(self):
        for method, args in (
            ("export_data", [self.part.ids, ["name", "parent_id/output", "parent_id/state"]]),
            ("export_data", [self.part.ids, ["name", "plan_id/task_ids/output"]]),
            ("web_read", [self.part.ids, {"parent_id": {"fields": {"output": {}}}}]),
            ("web_read", [self.part.ids, {"plan_id": {"fields": {"task_ids": {"fields": {"output": {}}}}}}]),
            ("read", [self.part.ids, ["child_ids", "fact_ids"]]),
            ("web_search_read", [[["id", "=", self.part.id]], {"parent_id": {"fields": {"output": {}}}}]),
            ("onchange", [self.part.ids, {"parent_id": self.parent.id}, ["parent_id"],
                          {"parent_id": {"fields": {"output": {}}}}]),
        ):  # fmt: skip
            answer = self.rpc("t_gtvt_head", "cchc.task", method, *args)
            if self.parent_secret in answer.text.replace(self.parent.name, ""):
                self.hole(method, args, answer)
        answer = self.rpc(
            "t_gtvt_head", "cchc.plan", "web_read", self.plan.ids,
            {"task_ids": {"fields": {"name": {}}}},
        )  # fmt: skip
        self.assert_silent(answer, "the tasks of the province's plan")
        self.no_holes()

    def test_row08_a_reference_does_not_name_what_it_refers_to(self):
        """A link to a foreign record by its number would show its name on one's own record."""
        plan, task = self.own.plan_draft.ids, self.own.task("draft").ids
        foreign_task = self.foreign.task("assigned").id
        for model, ids, values in (
            ("cchc.plan", plan, {"parent_id": self.foreign.plan_draft.id}),
            ("cchc.plan", plan, {"child_ids": [[4, self.foreign.plan_draft.id]]}),
            ("cchc.plan", plan, {"child_ids": [[6, 0, [self.foreign.plan_draft.id]]]}),
            ("cchc.plan", plan, {"task_ids": [[4, foreign_task]]}),
            ("cchc.task", task, {"parent_id": foreign_task}),
            ("cchc.task", task, {"plan_id": self.foreign.plan_draft.id}),
            ("cchc.task", task, {"child_ids": [[4, foreign_task]]}),
            ("cchc.task", task, {"message_ids": [[4, self.foreign.task("assigned").message_ids[:1].id]]}),
            ("cchc.task", task, {"activity_ids": [[4, self.foreign.activity["assigned"].id]]}),
            ("cchc.task", task, {"message_main_attachment_id": self.foreign.attachment("assigned").id}),
        ):  # fmt: skip
            with self.undone():
                written = self.rpc("t_gtvt_head", model, "write", ids, values)
                names = {name: {"fields": {"display_name": {}}} for name in values}
                read = self.rpc("t_gtvt_head", model, "web_read", ids, names)
            self.assert_silent(written, model, values)
            self.assert_silent(read, model, values, "read")
        self.no_holes()

    # -- row 14, 15: mail ----------------------------------------------------------------------

    def test_row14_mail_of_a_foreign_record_is_closed(self):
        task = self.foreign.task("assigned")
        message, activity = task.message_ids[:1], self.foreign.activity["assigned"]
        head, partner = self.user_gtvt_head, self.user_gtvt_head.partner_id.id
        quiet = {"message_subscribe", "message_notify", "set_message_done"}
        for model, method, *args in (
            ("cchc.task", "message_post", task.ids),
            ("cchc.task", "message_subscribe", task.ids, [partner]),
            ("cchc.task", "message_unsubscribe", task.ids, self.foreign.head.partner_id.ids),
            ("cchc.task", "write", task.ids, {"message_partner_ids": [[4, partner]]}),
            ("cchc.task", "write", task.ids, {"message_follower_ids": [[0, 0, {"partner_id": partner}]]}),
            ("cchc.task", "message_notify", task.ids),
            ("cchc.task", "activity_schedule", task.ids, "mail.mail_activity_data_todo"),
            ("mail.message", "read", message.ids, ["body", "subject", "record_name"]),
            ("mail.message", "write", message.ids, {"body": "x"}),
            ("mail.message", "write", message.ids, {"partner_ids": [[4, partner]]}),
            ("mail.message", "unlink", message.ids),
            ("mail.message", "toggle_message_starred", message.ids),
            ("mail.message", "set_message_done", message.ids),
            ("mail.activity", "read", activity.ids, ["summary"]),
            ("mail.activity", "write", activity.ids, {"user_id": head.id}),
            ("mail.activity", "action_feedback", activity.ids),
            ("mail.activity", "unlink", activity.ids),
            ("mail.followers", "create", [{"res_model": "cchc.task", "res_id": task.id,
                                           "partner_id": partner}]),
            ("mail.activity", "create", [{"res_model_id": self.env["ir.model"]._get_id("cchc.task"),
                                          "res_id": task.id, "user_id": head.id}]),
            ("mail.message", "create", [{"model": "cchc.task", "res_id": task.id, "body": "x",
                                         "parent_id": message.id}]),
        ):  # fmt: skip
            answer = self.assert_refused(head, model, method, *args, harmless=method in quiet)
            self.assert_silent(answer, model, method)
        self.no_holes()

    def test_row14_routes_of_the_chatter_are_closed(self):
        task = self.foreign.task("assigned")
        target = {"thread_model": "cchc.task", "thread_id": task.id}
        wanted = ["followers", "activities", "attachments", "messages", "suggestedRecipients"]
        message = task.message_ids[:1]
        for login in ("t_gtvt_head", "t_outsider", "t_portal", ""):
            for url, params in (
                ("/mail/thread/messages", target),
                ("/mail/thread/data", {**target, "request_list": wanted}),
                ("/mail/store", {"fetch_params": [["mail.thread", {**target, "request_list": wanted}]]}),
                ("/mail/data", {"fetch_params": [["mail.thread", {**target, "request_list": wanted}]]}),
                ("/mail/action", {"fetch_params": [["mail.thread", {**target, "request_list": wanted}]]}),
                ("/mail/message/post", {**target, "post_data": {"body": "x", "message_type": "comment"}}),
                ("/mail/message/update_content", {"message_id": message.id, "update_data": {"body": "x"}}),
                ("/mail/message/reaction", {"message_id": message.id, "content": "x", "action": "add"}),
                ("/mail/message/translate", {"message_id": message.id}),
                ("/mail/thread/subscribe", {"res_model": "cchc.task", "res_id": task.id,
                                            "partner_ids": self.user_gtvt_head.partner_id.ids}),
                ("/mail/read_subscription_data", {"follower_id": task.message_follower_ids[:1].id}),
                ("/mail/partner/from_email", {**target, "emails": ["x@example.com"]}),
                ("/mail/inbox/messages", {}),
                ("/mail/link_preview", {"message_id": message.id}),
            ):  # fmt: skip
                with self.undone():
                    before = self.fingerprint(self.watched)
                    answer = self.post_json(login, url, params)
                    after = self.fingerprint(self.watched)
                self.assert_silent(answer, login, url)
                if before != after:
                    self.hole(login, url, "changed", answer)
        self.no_holes()

    def test_row14_an_outsider_is_told_nothing(self):
        """A follower, a mention, an activity give no right to read, and carry no content."""
        task = self.own.task("assigned")
        for outsider in (self.user_outsider, self.user_portal, self.user_yte_head):
            partner = outsider.partner_id
            new = {"res_model_id": self.env["ir.model"]._get_id("cchc.task"), "res_id": task.id,
                   "user_id": outsider.id, "summary": "RIENG việc"}  # fmt: skip
            with self.undone():
                for model, method, args, kwargs in (
                    ("cchc.task", "message_subscribe", [task.ids, partner.ids], {}),
                    ("cchc.task", "write", [task.ids, {"message_partner_ids": [[4, partner.id]]}], {}),
                    ("cchc.task", "message_post", [task.ids], {"body": "RIENG nhắc", "partner_ids": partner.ids}),
                    ("cchc.task", "message_notify", [task.ids], {"body": "RIENG nhắc", "partner_ids": partner.ids}),
                    ("cchc.task", "activity_schedule", [task.ids, "mail.mail_activity_data_todo"],
                     {"summary": "RIENG việc", "user_id": outsider.id}),
                    ("mail.activity", "create", [[new]], {}),
                    ("mail.activity", "write", [self.own.activity["assigned"].ids, {"user_id": outsider.id}], {}),
                    ("mail.message", "create", [{"model": "cchc.task", "res_id": task.id, "body": "RIENG nhắc",
                                                 "partner_ids": [[4, partner.id]]}], {}),
                    # All followers are told of a comment.
                    ("cchc.task", "message_post", [task.ids],
                     {"body": "RIENG lời", "subtype_xmlid": "mail.mt_comment"}),
                ):  # fmt: skip
                    self.rpc("t_gtvt_head", model, method, *args, **kwargs)
                self.env.invalidate_all()
                mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
                for mail in mails:
                    if "RIENG" in f"{mail.body_html} {mail.subject} {mail.body}":
                        self.hole("mailed to", outsider.login, mail.subject)
                if partner in task.message_partner_ids:
                    self.hole(outsider.login, "follows")
                for model, domain in (
                    ("cchc.task", []),
                    ("mail.message", [["body", "ilike", "RIENG"]]),
                    ("mail.activity", []),
                    ("mail.notification", []),
                ):
                    answer = self.rpc(outsider.login, model, "search_read", domain)
                    if "RIENG" in answer.text:
                        self.hole(outsider.login, "reads", model, answer)
        self.no_holes()

    def test_row14_nobody_writes_in_a_colleagues_name(self):
        task, other = self.own.task("assigned"), self.user_gtvt_head.partner_id.id
        for model, method, *args in (
            ("mail.message", "create", [{"model": "cchc.task", "res_id": task.id, "body": "x", "author_id": other}]),
            ("mail.message", "write", task.message_ids[:1].ids, {"author_id": self.user_vp.partner_id.id}),
        ):  # fmt: skip
            self.assert_refused(self.user_gtvt_officer, model, method, *args)
        with self.undone():
            answer = self.rpc(
                "t_gtvt_officer", "cchc.task", "message_post", task.ids, body="x", author_id=other
            )
            self.env.invalidate_all()
            if answer.ok and task.message_ids[:1].author_id.id == other:
                self.hole("message_post", answer)
        self.no_holes()

    def test_row14_mail_gateway_is_no_back_door(self):
        """A user who plays the mail gateway posts and creates no more than by the form."""
        task = self.foreign.task("assigned")
        letter = (
            "Message-Id: <gia@mao>\nFrom: t_gtvt_head@example.com\nTo: x@example.com\n"
            f"Subject: x\nIn-Reply-To: {task.message_ids[:1].message_id}\n"
            f"References: {task.message_ids[:1].message_id}\n\nx"
        )
        for arguments in (["cchc.task", letter, None, False, False, task.id],
                          ["cchc.task", letter], [False, letter],
                          ["cchc.task", letter, {"plan_id": self.foreign.plan.id}]):  # fmt: skip
            for login in ("t_gtvt_head", "t_portal"):
                with self.undone():
                    before = self.fingerprint({"cchc_task": "TRUE", "mail_message": "TRUE"})
                    answer = self.rpc(login, "mail.thread", "message_process", *arguments)
                    after = self.fingerprint({"cchc_task": "TRUE", "mail_message": "TRUE"})
                if before != after:
                    self.hole(login, arguments, "posted", answer)
                self.assert_silent(answer, login, "message_process")
        self.no_holes()

    def test_row15_what_was_tracked_is_not_found(self):
        """Tracking values, summaries and notices follow the document."""
        with self.undone():
            self.foreign.task("draft").with_user(self.foreign.head).with_context(
                tracking_disable=False
            ).write({"name": f"{SECRET} tên mới"})
            self.env.cr.precommit.run()
            self.env.flush_all()
            for model, domain in (
                ("mail.tracking.value", [["new_value_char", "ilike", SECRET]]),
                ("mail.tracking.value", [["mail_message_id.model", "=", "cchc.task"]]),
                ("mail.message", [["tracking_value_ids.new_value_char", "ilike", SECRET]]),
                ("mail.message", [["model", "=", "cchc.task"],
                                  ["res_id", "=", self.foreign.task("draft").id]]),
                ("mail.notification", [["mail_message_id.body", "ilike", SECRET]]),
                ("mail.mail", [["body_html", "ilike", SECRET]]),
                ("mail.activity", [["summary", "ilike", SECRET]]),
                ("bus.bus", []),
            ):  # fmt: skip
                for login in ("t_gtvt_head", "t_outsider", "t_portal"):
                    answer = self.rpc(login, model, "search_read", domain)
                    if answer.ok and answer.value:
                        self.hole(login, model, domain, answer)
                    self.assert_silent(answer, login, model)
        self.no_holes()

    # -- row 12: files -------------------------------------------------------------------------

    def test_row12_files_follow_their_document(self):
        attachment = self.foreign.attachment("assigned")
        number = attachment.id
        for login in ("t_gtvt_head", "t_gtvt_officer", "t_outsider", "t_portal", ""):
            for url in (
                f"/web/content/{number}",
                f"/web/content/{number}?download=1",
                f"/web/content?model=ir.attachment&id={number}&field=datas",
                f"/web/content?model=ir.attachment&id={number}&field=raw",
                f"/web/content/{number}?access_token=00000000-0000-0000-0000-000000000000",
                f"/web/content/ir.attachment/{number}/datas",
                f"/web/image/{number}",
                f"/web/image/ir.attachment/{number}/datas",
                f"/web/image?model=ir.attachment&id={number}&field=raw",
                f"/mail/attachment/{number}",
                f"/mail/attachment/pdf_first_page/{number}",
                f"/mail/attachment/zip?file_ids={number}&zip_name=x",
            ):
                response = self.get(login, url)
                if SECRET in response.text:
                    self.hole(login, url, response.status_code, response.text[:100])
        self.assertIn(SECRET, self.get("t_yte_head", f"/web/content/{number}").text)
        self.no_holes()

    def test_row12_evidence_opens_for_who_may_read_it(self):
        evidence = self.foreign.evidence("locked")
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", evidence._name), ("res_id", "=", evidence.id),
             ("res_field", "=", "file")]
        )  # fmt: skip
        self.assertTrue(stored)
        for login in (
            "t_gtvt_head",
            "t_gtvt_hr",
            "t_outsider",
            "t_admin",
            "t_system",
            "t_portal",
            "",
        ):
            for url in (
                f"/web/content/cchc.evidence/{evidence.id}/file",
                f"/web/content?model=cchc.evidence&id={evidence.id}&field=file&download=true",
                f"/web/image/cchc.evidence/{evidence.id}/file",
                f"/web/content/{stored.id}",
                f"/web/image/{stored.id}",
                f"/web/content/{stored.id}?access_token={stored.access_token or 'x'}",
            ):
                response = self.get(login, url)
                if b"%PDF" in response.content:
                    self.hole(login, url, response.status_code)
            if login:
                for ids in (stored.ids, evidence.ids):
                    model = "ir.attachment" if ids == stored.ids else "cchc.evidence"
                    answer = self.rpc(login, model, "read", ids)
                    if answer.ok and answer.value:
                        self.hole(login, model, answer)
        response = self.get("t_yte_officer", f"/web/content/cchc.evidence/{evidence.id}/file")
        self.assertEqual(response.status_code, 200)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers.get("X-Content-Type-Options"), "nosniff")
        self.no_holes()

    def test_row12_nobody_forges_where_a_file_belongs(self):
        foreign, own = self.foreign.task("assigned"), self.own.task("assigned")
        theirs, mine = self.foreign.attachment("assigned"), self.own.attachment("assigned")
        head = self.user_gtvt_head
        for method, *args in (
            ("create", [{"name": "x.txt", "raw": "x", "res_model": "cchc.task", "res_id": foreign.id}]),
            ("create", [{"name": "x.txt", "raw": "x", "res_model": "cchc.task", "res_id": foreign.id,
                         "res_field": "description"}]),
            ("create", [{"name": "x", "raw": "x", "res_model": "res.users", "res_id": 2}]),
            ("write", mine.ids, {"res_id": foreign.id}),
            ("write", theirs.ids, {"res_id": own.id}),
            ("write", theirs.ids, {"res_model": False, "res_id": False, "public": True}),
            ("copy", theirs.ids),
            ("generate_access_token", theirs.ids),
            ("read", theirs.ids, ["datas", "raw", "access_token"]),
            ("unlink", theirs.ids),
        ):  # fmt: skip
            answer = self.assert_refused(head, "ir.attachment", method, *args)
            self.assert_silent(answer, method)
        for method, args, kwargs in (
            ("message_post", [own.ids], {"body": "x", "attachment_ids": theirs.ids}),
            ("message_notify", [own.ids], {"body": "x", "attachment_ids": theirs.ids}),
        ):
            with self.undone():
                self.rpc("t_gtvt_head", "cchc.task", method, *args, **kwargs)
                self.env.invalidate_all()
                if theirs.res_id != foreign.id:
                    self.hole(method, "moved the file to", theirs.res_model, theirs.res_id)
                answer = self.get("t_gtvt_head", f"/web/content/{theirs.id}")
                if SECRET in answer.text:
                    self.hole(method, "opened the file")
        self.no_holes()

    def test_row12_a_token_opens_one_file(self):
        attachment = self.foreign.attachment("assigned")
        token = attachment.generate_access_token()[0]
        for login in ("t_gtvt_head", "t_outsider", "t_portal"):
            for method in ("generate_access_token", "read", "copy_data", "copy"):
                answer = self.rpc(login, "ir.attachment", method, attachment.ids)
                if token in answer.text or not answer.refused:
                    self.hole(login, method, answer)
        other = self.foreign.attachment("draft").id
        self.env.flush_all()
        for url in (
            f"/web/content/{other}?access_token={token}",
            f"/web/content/cchc.task/{attachment.res_id}/description?access_token={token}",
        ):
            response = self.get("", url)
            if SECRET in response.text:
                self.hole(url, response.text[:100])
        self.no_holes()

    # -- rows 16, 17: what leaves the house -----------------------------------------------------

    def test_row16_exports_and_reports_hold_no_foreign_record(self):
        foreign = self.foreign.task("assigned").ids
        body = {
            "model": "cchc.task",
            "fields": [{"name": "name", "label": "name", "type": "char"}],
            "ids": foreign,
            "domain": [],
            "groupby": [],
            "import_compat": False,
        }
        for login in ("t_yte_head", "t_gtvt_head", "t_outsider", "t_portal", ""):
            for kind in ("csv", "xlsx"):
                response = self.export(login, kind, body)
                if login == "t_yte_head":
                    self.assertEqual(response.status_code, 200, "else nothing is tested")
                    continue
                if SECRET.encode() in response.content or (
                    kind == "xlsx" and response.ok and response.content[:2] == b"PK"
                    and SECRET in self.text_of_workbook(response.content)
                ):  # fmt: skip
                    self.hole(login, kind, response.status_code)
            for report in self.env["ir.actions.report"].search([("model", "=like", "cchc.%")]):
                for kind in ("pdf", "html", "text"):
                    response = self.get(login, f"/report/{kind}/{report.report_name}/{foreign[0]}")
                    if SECRET in response.text:
                        self.hole(login, report.report_name, kind)
        self.no_holes()

    def export(self, login, kind, body):
        """Export as the web client does."""
        self.use(login)
        data = {"data": json.dumps(body), "csrf_token": odoo.http.Request.csrf_token(self)}
        return self.url_open(f"/web/export/{kind}", data=data, allow_redirects=False)

    @staticmethod
    def text_of_workbook(content):
        """All text of an .xlsx file."""
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "".join(
                package.read(name).decode(errors="replace") for name in package.namelist()
            )

    def test_row17_what_people_type_stays_text(self):
        """In a workbook no formula; on a page no markup."""
        evil = "=HYPERLINK(1)<script>alert(1)</script>{{7*7}}"
        with self.undone():
            task = self.make_task(name=evil, assign=False, description=evil, plan_id=self.own.plan.id,
                                  by=self.user_gtvt_head)  # fmt: skip
            self.env.flush_all()
            body = {
                "model": "cchc.task",
                "fields": [{"name": "name", "label": "name", "type": "char"}],
                "ids": task.ids,
                "domain": [],
                "groupby": [],
                "import_compat": False,
            }
            response = self.export("t_gtvt_head", "xlsx", body)
            self.assertEqual(response.status_code, 200)
            text = self.text_of_workbook(response.content)
            self.assertIn("HYPERLINK", text)
            self.assertNotIn("<f>", text, "a formula")
            lines = self.export("t_gtvt_head", "csv", body).text.splitlines()
            self.assertTrue(lines[1].startswith(("'", "\"'")), lines)
            answer = self.rpc("t_gtvt_head", "cchc.task", "read", task.ids, ["description", "name"])
            self.assertNotIn("<script>", answer.value[0]["description"])
            self.assertEqual(answer.value[0]["name"], evil, "text is kept as it was typed")
