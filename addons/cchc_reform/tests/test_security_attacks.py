"""Attacks by real users through the remote entry points; the number in a name is the row of the
list of attacks in the design.
"""

from contextlib import ExitStack

from odoo.tests import tagged
from odoo.tools import mute_logger

from .security_case import SidesCase
from .test_security_matrix import MUTED, WATCHED

# Context keys that callers have tried, in this product or in others of its kind.
EVIL_CONTEXT = {
    "active_test": False,
    "allowed_company_ids": [1],
    "force_company": 1,
    "import_file": True,
    "install_mode": True,
    "lang": "vi_VN",
    "mail_create_nolog": True,
    "mail_notrack": True,
    "module": "cchc_reform",
    "no_reset_password": True,
    "skip_validation_check": True,
    "su": True,
    "sudo": True,
    "tracking_disable": True,
    "uid": 1,
    "user": 1,
}
NEVER = "2099-01-01"
ATTACKED = (
    "cchc_audit_entry",
    "cchc_plan",
    "cchc_task",
    "cchc_task_coop_unit_rel",
    "cchc_task_fact",
    "cchc_unit_role",
    "mail_activity",
    "mail_followers",
    "mail_message",
)


class AttackCase(SidesCase):
    """Attacks on both sides; what is attacked is looked at in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watched = WATCHED | dict.fromkeys(ATTACKED, "TRUE")
        cls.watched |= {table: cls.newer[table] for table in cls.watched if table in cls.newer}
        cls.standing = cls.user_standing

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        stack.enter_context(mute_logger(*MUTED))
        self.addCleanup(stack.close)
        self.holes = []

    def hole(self, *words):
        """Note what an attack reached; the test goes on to find the others."""
        self.holes.append(" ".join(str(word) for word in words))

    def no_holes(self):
        if self.holes:
            self.fail("\n" + "\n".join(self.holes))

    def assert_refused(self, user, model, method, *args, harmless=False, **kwargs):
        """The call is refused with an error for a person, and nothing changes.

        :param harmless: whether it may also end without an error, as long as nothing changes
        """
        with self.undone():
            # The last refused call was taken back: what was found before it holds still.
            before = self._baseline or self.fingerprint(self.watched)
            answer = self.rpc(user.login, model, method, *args, **kwargs)
            after = self.fingerprint(self.watched)
        self._baseline = before
        changed = [table for table in after if before[table] != after[table]]
        if changed or not (answer.refused or harmless and answer.ok):
            shown = repr(args)[:160]
            self.hole(user.login, f"{model}.{method}{shown}", kwargs or "", answer, changed or "")
        return answer


@tagged("post_install", "-at_install", "cchc_security")
class TestAttacksOnTasks(AttackCase):
    """Rows 2, 3, 4, 32: the figures of a task and who may move it."""

    def figures(self):
        """Values that would move a figure or a decision, if they were written."""
        gtvt, yte, snv = self.gtvt.id, self.yte.id, self.snv.id
        return [
            {"deadline": NEVER},
            {"deadline_kind": "standing", "deadline": False},
            {"deadline_kind": "waiting", "deadline": False, "waiting_for": "x"},
            {"due_on": NEVER},
            {"weight": 0},
            {"weight": 0.01},
            {"weight": 1000},
            {"active": False},
            {"lead_unit_id": self.antruong.id},
            {"lead_unit_id": yte},
            {"coop_unit_ids": [[4, self.antruong.id]]},
            {"verifier_unit_id": self.vp.id},
            {"verifier_unit_id": yte},
            {"assigning_unit_id": gtvt},
            {"assigning_unit_id": yte},
            {"party_unit_ids": [[6, 0, [yte, gtvt]]]},
            {"party_unit_ids": [[4, self.antruong.id]]},
            {"plan_id": self.own.plan.id},
            {"plan_id": self.foreign.plan.id},
            {"parent_id": self.own.task("in_progress").id},
            {"parent_id": self.foreign.task("in_progress").id},
            {"child_ids": [[4, self.own.task("waiting").id]]},
            {"child_ids": [[0, 0, {"name": "x", "plan_id": self.own.plan.id,
                                   "domain_id": self.domain_procedures.id,
                                   "lead_unit_id": gtvt, "verifier_unit_id": snv}]]},
            {"domain_id": self.domain_organisation.id},
            {"is_leaf": False},
            {"reported_late": False, "reported_on": "2020-01-01"},
            {"reported_late": True},
            {"code": "NV-1"},
            {"name_folded": "khac"},
            {"state": "draft"},
            {"state": "verified"},
            {"state": "cancelled"},
            {"assigned_on": "2020-01-01"},
            {"reported_on": "2020-01-01"},
            {"first_reported_on": "2020-01-01"},
            {"verified_on": "2020-01-01"},
            {"verified_by_id": self.user_gtvt_head.id},
            {"reported_by_id": self.user_yte_head.id},
            {"submitted_by_id": self.user_yte_head.id},
            {"taken_up_on": "2020-01-01"},
            {"return_count": 7},
            {"return_reason": "x"},
            {"fact_ids": [[5]]},
            {"fact_ids": [[1, self.own.task("assigned").fact_ids[:1].id, {"weight": 0.1}]]},
            {"evidence_count": 9, "state": "reported"},
        ]  # fmt: skip

    def test_row02_own_people_do_not_move_their_figures(self):
        users = (
            self.user_gtvt_officer, self.user_gtvt_head, self.standing, self.user_leader,
            self.user_admin_cchc, self.users["system"],
        )  # fmt: skip
        for state in ("assigned", "reported", "verified"):
            task = self.own.task(state)
            for user in users if state == "assigned" else users[1:3]:
                for values in self.figures():
                    self.assert_refused(user, "cchc.task", "write", task.ids, values)
        self.no_holes()

    def test_row02_others_change_nothing(self):
        for user in (self.user_gtvt_head, self.user_gtvt_officer, self.users["leader"]):
            for state in ("assigned", "reported"):
                for values in self.figures():
                    self.assert_refused(
                        user, "cchc.task", "write", self.foreign.task(state).ids, values
                    )
        self.no_holes()

    def test_row32_web_save_is_no_other_way(self):
        task = self.own.task("assigned")
        for user in (self.user_gtvt_head, self.user_yte_head):
            for values in self.figures():
                self.assert_refused(
                    user, "cchc.task", "web_save", task.ids, values, specification={"name": {}}
                )
                self.assert_refused(
                    user, "cchc.task", "web_save_multi", task.ids, [values],
                    specification={"name": {}},
                )  # fmt: skip
        self.no_holes()

    def test_row02_past_draft_nothing_is_archived_or_deleted(self):
        users = (
            self.user_gtvt_officer, self.user_gtvt_head, self.user_yte_head, self.standing,
            self.user_leader, self.user_admin_cchc, self.users["system"],
        )  # fmt: skip
        for state in ("assigned", "in_progress", "reported", "verified", "cancelled"):
            for user in users:
                ids = self.own.task(state).ids
                self.assert_refused(user, "cchc.task", "unlink", ids)
                self.assert_refused(user, "cchc.task", "action_archive", ids)
                self.assert_refused(user, "cchc.task", "toggle_active", ids)
        for user in users:
            self.assert_refused(user, "cchc.plan", "unlink", self.own.plan.ids)
            self.assert_refused(user, "cchc.plan", "action_archive", self.own.plan.ids)
        self.no_holes()

    def test_row03_context_opens_nothing(self):
        task = self.own.task("assigned")
        for user in (self.user_gtvt_head, self.user_yte_head):
            for values in self.figures():
                self.assert_refused(
                    user, "cchc.task", "write", task.ids, values, context=EVIL_CONTEXT
                )
        for method in ("action_verify", "action_report"):
            self.assert_refused(
                self.user_yte_head, "cchc.task", method, self.own.task("reported").ids,
                context=EVIL_CONTEXT,
            )  # fmt: skip
        self.no_holes()

    def test_row03_steps_are_recorded_whatever_the_context(self):
        with self.undone():
            answer = self.rpc(
                "t_gtvt_head", "cchc.task", "action_report", self.own.task("for_approval").ids,
                context=EVIL_CONTEXT,
            )  # fmt: skip
            self.assertTrue(answer.ok, answer)
            self.env.invalidate_all()
            entry = self.env["cchc.audit.entry"].search(
                [("model", "=", "cchc.task"), ("action", "=", "report")], limit=1
            )
            self.assertEqual(entry.res_id, self.own.task("for_approval").id)
            self.assertEqual(entry.user_login, "t_gtvt_head")

    def draft_values(self, **values):
        return {
            "name": "Nhiệm vụ mới",
            "plan_id": self.own.plan.id,
            "domain_id": self.domain_procedures.id,
            "lead_unit_id": self.gtvt.id,
            "verifier_unit_id": self.snv.id,
            "deadline": NEVER,
            **values,
        }

    def owned(self):
        """What a new task may not start with."""
        return {
            "state": "verified",
            "assigned_on": "2020-01-01",
            "reported_on": "2020-01-01",
            "first_reported_on": "2020-01-01",
            "verified_on": "2020-01-01",
            "verified_by_id": self.user_gtvt_head.id,
            "reported_by_id": self.user_gtvt_officer.id,
            "submitted_by_id": self.user_gtvt_officer.id,
            "taken_up_on": "2020-01-01",
            "return_count": 3,
            "party_unit_ids": [[6, 0, [self.yte.id]]],
            "assigning_unit_id": self.yte.id,
            "due_on": "2050-01-01",
            "is_leaf": False,
            "reported_late": True,
            "name_folded": "khac",
            "code": "NV-GIA",
        }

    def assert_fresh_draft(self, task, *words):
        """The task is what a draft of the own plan is, however it was made."""
        expected = {
            "state": "draft",
            "party_unit_ids": self.gtvt | self.snv,
            "assigning_unit_id": self.gtvt,
            "due_on": task.deadline if task.deadline_kind == "date" else task.plan_id.date_end,
            "is_leaf": True,
            "reported_late": False,
            "return_count": 0,
            "fact_ids": self.env["cchc.task.fact"],
        }
        for name, value in expected.items():
            if task[name] != value:
                self.hole(*words, name, "is", task[name])
        for name in ("assigned_on", "reported_on", "first_reported_on", "verified_on",
                     "verified_by_id", "reported_by_id", "submitted_by_id", "taken_up_on"):  # fmt: skip
            if task[name]:
                self.hole(*words, name, "is", task[name])
        if task.code == "NV-GIA":
            self.hole(*words, "code is", task.code)
        if task.name_folded == "khac":
            self.hole(*words, "name_folded is", task.name_folded)

    def create_as(self, user, values, *words, **options):
        """Create over RPC; what comes of it is a fresh draft, or nothing."""
        answer = self.rpc(user.login, "cchc.task", "create", [values], **options)
        self.env.invalidate_all()
        if answer.ok:
            self.assert_fresh_draft(self.env["cchc.task"].browse(answer.value), *words)
        elif not answer.refused:
            self.hole(*words, answer)
        return answer

    def test_row02_create_starts_at_the_first_step(self):
        for name, value in self.owned().items():
            with self.undone():
                self.create_as(
                    self.user_gtvt_head, self.draft_values(**{name: value}), "value", name
                )
            with self.undone():
                answer = self.rpc(
                    "t_gtvt_head", "cchc.task", "web_save", [],
                    self.draft_values(**{name: value}), specification={"name": {}},
                )  # fmt: skip
                self.env.invalidate_all()
                if answer.ok:
                    self.assert_fresh_draft(
                        self.env["cchc.task"].browse(answer.value[0]["id"]), "web_save", name
                    )
        self.no_holes()

    def test_row03_defaults_of_the_caller_start_nothing_further(self):
        for name, value in self.owned().items():
            with self.undone():
                answer = self.create_as(
                    self.user_gtvt_head, self.draft_values(), "default", name,
                    context={f"default_{name}": value, **EVIL_CONTEXT},
                )  # fmt: skip
                if not answer.ok:
                    self.hole("a default keeps the user from working", name, answer)
        self.no_holes()

    def test_row03_ir_default_starts_nothing_further(self):
        for name, value in self.owned().items():
            if name == "party_unit_ids":
                value = [self.yte.id]
            with self.undone():
                answer = self.rpc(
                    "t_gtvt_head", "ir.default", "set", "cchc.task", name, value, True
                )
                self.env.registry.clear_cache()
                self.create_as(self.user_gtvt_head, self.draft_values(), "ir.default", name)
            self.env.registry.clear_cache()
        with self.undone():
            for name in ("lead_unit_id", "verifier_unit_id", "plan_id"):
                self.rpc("t_yte_head", "ir.default", "set", "cchc.task", name, self.yte.id, True)
            self.env.registry.clear_cache()
            answer = self.rpc(
                "t_yte_head", "cchc.task", "create",
                [{"name": "x", "plan_id": self.plan.id, "domain_id": self.domain_procedures.id}],
            )  # fmt: skip
            self.assertTrue(answer.refused, answer)
        self.env.registry.clear_cache()
        self.no_holes()

    def test_row03_nobody_sets_defaults_for_others(self):
        for user in (self.user_yte_head, self.user_admin_cchc):
            for whom in (False, self.user_gtvt_head.id):
                answer = self.assert_refused(
                    user, "ir.default", "set", "cchc.task", "lead_unit_id", self.yte.id, whom
                )
                self.assertTrue(answer.refused, answer)
        self.no_holes()

    def test_row04_nothing_is_made_for_others(self):
        """Neither in another's plan, nor under another's task, nor by way of its lines."""
        yte = self.user_yte_head
        for values in (
            {"plan_id": self.own.plan.id},
            {"plan_id": self.own.plan_draft.id},
            {"plan_id": self.plan.id, "lead_unit_id": self.yte.id},
            {"plan_id": self.foreign.plan.id, "lead_unit_id": self.gtvt.id},
            {"plan_id": self.foreign.plan.id, "lead_unit_id": self.yte.id,
             "parent_id": self.own.task("in_progress").id},
        ):  # fmt: skip
            answer = self.assert_refused(yte, "cchc.task", "create", [self.draft_values(**values)])
            self.assertNotIn("RIENG", answer.text)
        for command in (
            [0, 0, self.draft_values()],
            [1, self.own.task("draft").id, {"name": "x"}],
            [2, self.own.task("draft").id],
            [4, self.own.task("draft").id],
            [4, self.own.task("assigned").id],
        ):
            self.assert_refused(
                yte, "cchc.plan", "write", self.foreign.plan.ids, {"task_ids": [command]}
            )
            self.assert_refused(
                yte, "cchc.task", "write", self.foreign.task("draft").ids,
                {"child_ids": [command]},
            )  # fmt: skip
        self.no_holes()

    def test_row04_a_draft_is_not_moved_out_of_its_units(self):
        """Checked on the old and on the new record: plan, lead unit, parent."""
        draft = self.foreign.task("draft")
        for values in (
            {"plan_id": self.own.plan.id},
            {"plan_id": self.plan.id},
            {"lead_unit_id": self.gtvt.id},
            {"parent_id": self.own.task("assigned").id},
        ):
            self.assert_refused(self.user_yte_head, "cchc.task", "write", draft.ids, values)
        self.assert_refused(
            self.user_yte_head, "cchc.plan", "write", self.foreign.plan_draft.ids,
            {"unit_id": self.gtvt.id},
        )  # fmt: skip
        self.no_holes()

    def test_row06_a_copy_is_a_draft_without_decisions(self):
        for state in ("reported", "verified", "cancelled"):
            with self.undone():
                answer = self.rpc(
                    "t_gtvt_head", "cchc.task", "copy", self.own.task(state).ids,
                    {"plan_id": self.own.plan.id, "state": "verified", "verified_on": NEVER},
                )  # fmt: skip
                if answer.ok:
                    self.env.invalidate_all()
                    self.assert_fresh_draft(self.env["cchc.task"].browse(answer.value), state)
                elif not answer.refused:
                    self.hole(state, answer)
            self.assert_refused(
                self.user_yte_head, "cchc.task", "copy", self.own.task(state).ids,
                {"plan_id": self.foreign.plan.id, "lead_unit_id": self.yte.id},
            )  # fmt: skip
        self.no_holes()

    def test_row20_import_is_no_other_way(self):
        own, foreign = self.own.task("assigned"), self.foreign.task("assigned")
        xml_id = self.env["ir.model.data"].create(
            {"module": "__export__", "name": "t", "model": "cchc.task", "res_id": foreign.id}
        )
        for fields_, row in (
            ([".id", "weight"], [str(foreign.id), "0.5"]),
            ([".id", "deadline"], [str(own.id), NEVER]),
            ([".id", "state"], [str(own.id), "verified"]),
            ([".id", "due_on"], [str(own.id), NEVER]),
            (["id", "name"], [xml_id.complete_name, "x"]),
            (["id", "lead_unit_id/.id"], [xml_id.complete_name, str(self.gtvt.id)]),
        ):
            with self.undone():
                before = self.fingerprint(self.watched)
                answer = self.rpc("t_gtvt_head", "cchc.task", "load", fields_, [row])
                changed = self.fingerprint(self.watched) != before
            if changed or answer.ok and not answer.value["messages"]:
                self.hole(fields_, row, answer)
            if "BIMAT" in answer.text:
                self.hole(fields_, row, "reveals", answer)
        self.no_holes()
