import re
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tests import tagged

from ..models.audit_actions import ACTIONS
from .common import ReformCase

# Calls that append to the history, with the code as a literal.
WRITTEN = re.compile(
    r"""(?:"action":|_(?:audit_row|history_row|record_change|record_export|after_change|after
    |keep_trace|record|append_login|step)\()\s*"([a-z_]+)"(?:\ if\ \w+\ else\ "([a-z_]+)")?
    |"((?:ex|im)port_[a-z_]+)",""",
    re.VERBOSE,
)


@tagged("post_install", "-at_install")
class TestAuditActions(ReformCase):
    """People read what was done, not the code of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env["cchc.audit.entry"].with_context(lang="vi_VN")

    def append(self, action):
        return self.entries._append([{"model": "cchc.task", "action": action}]).with_env(
            self.entries.env
        )

    def test_each_code_has_words_of_its_own(self):
        codes = {"export_units", "export_people", "import_unit_workbook"}
        importing = self.registry["cchc.table.import.mixin"]
        for name, model in self.registry.items():
            if getattr(model, "_workflow", None):
                codes |= model._workflow.transitions.keys()
            if issubclass(model, importing) and "kind" in model._fields:
                codes |= {
                    f"import_{kind}" for kind in self.env[name]._fields["kind"].get_values(self.env)
                }
        codes |= {
            f"export_{kind}"
            for kind in self.env["cchc.staff.workbook"]._fields["kind"].get_values(self.env)
        }
        literals = set()
        for folder in ("models", "wizard"):
            for path in Path(get_module_path("cchc_reform"), folder).glob("*.py"):
                for found in WRITTEN.finditer(path.read_text()):
                    literals |= set(filter(None, found.groups()))
        literals.discard("text")  # the type of the column of that name
        # What is looked for is found: else nothing would be asked of the code.
        self.assertLessEqual(
            {"login", "evidence", "correct", "past_entry", "access_end", "export_ratings"}, literals
        )
        self.assertFalse(sorted((codes | literals) - ACTIONS.keys()))
        # A list grouped by the action shows one group for each of them.
        labels = [self.entries._label_of_action(code) for code in ACTIONS]
        self.assertEqual(len(labels), len(set(labels)))

    def test_words_are_shown_and_searched(self):
        assigned, other = self.append("assign"), self.append("of_an_older_version")
        self.assertEqual(assigned.action_label, "Giao")
        self.assertIn("Giao", assigned.display_name)
        self.assertEqual(other.action_label, "of_an_older_version")
        both = [("id", "in", (assigned + other).ids)]
        for operator, value, found in (
            ("ilike", "giao", assigned),
            ("ilike", "of an", self.entries),
            ("ilike", "older", other),
            ("=", "Giao", assigned),
            ("=", "of_an_older_version", other),
            ("!=", "Giao", other),
            ("not ilike", "giao", other),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    self.entries.search([*both, ("action_label", operator, value)]), found
                )
        appraised = self.append("appraise")
        self.assertIn(appraised, self.entries.search([("action_label", "ilike", "THAM dinh")]))
        [group] = self.entries.formatted_read_group(
            [("id", "=", assigned.id)], ["action"], ["__count"]
        )
        self.assertEqual(group["action"], "Giao")
        self.assertEqual(
            self.entries.search([*both, *group["__extra_domain"]]),
            assigned,
            "the code is asked for",
        )
